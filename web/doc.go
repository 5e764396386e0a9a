// Package web is what a reader sees: templ components, the view models they
// draw, the two languages of the interface, and the assets that pages load.
//
// The server fills a view model ([Page] and one struct per kind of page) and
// renders a component. A component decides nothing and asks nobody: what it
// needs stands in its view model, texts as [Run]s. Escaping happens here and
// nowhere else, by templ; no component writes raw HTML.
//
// Pages work without JavaScript. The policy that the server sends forbids
// inline scripts and styles, so drawings are SVG sized by attributes, and what
// scripts need to know stands in data attributes.
package web

//go:generate go tool templ generate -path .
