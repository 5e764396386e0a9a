// Package index is how articles are put into a search engine and asked for,
// whichever engine it is.
//
// A [Writer] takes [Document]s: an article and the mentions found in it. A
// [Searcher] answers a [Request] with a [Result]: ids in their order, counts by
// facet and month, and what was searched beside the words as they were typed.
// It returns no text: the reader takes the ten articles of a page from the
// corpus and marks in them what the result's [Matcher] finds, so that what
// the index considers a match is exactly what the page marks.
//
// Package indextest holds every engine to the same behaviour.
package index
