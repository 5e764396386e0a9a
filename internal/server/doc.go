// Package server answers HTTP: it turns a request into questions to the parts of
// the archive, their answers into a view model, and that into a page, JSON or a
// file.
//
// # The model
//
// routes.go lists every URL. A handler returns an error instead of writing one;
// fail, in errors.go, is the one place that answers errors, as a page for
// people and as JSON below /api. A page is rendered into memory before its first
// byte is sent (respond.go), so that it is either whole or an error, has a
// length, and can be answered with 304 where nothing changed: the ETag of a page
// is made of the generation of the archive, the assets, the URL and the language.
//
// The server knows interfaces only: [archive.Corpus], [index.Searcher],
// [archive.Entities], [archive.Recogniser]. All work that a request can cause has
// limits: the number of searches at once, a deadline, sizes.
package server
