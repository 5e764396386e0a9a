// Package page reads the article of a web page: title, kicker, authors,
// outlet, dates, address and paragraphs.
//
// The running text is found by go-trafilatura; where its result is doubtful,
// go-readability gives a second opinion. Bibliographic data is gathered from
// JSON-LD, OpenGraph, meta elements and the visible page, and chosen by rules
// made for German newspapers (kickers above titles, "Von …" bylines, "Stand:"
// dates). Everything is decided from the page alone; nothing is fetched.
package page
