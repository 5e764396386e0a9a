// Package bleveindex is the embedded engine: the postings of Bleve's scorch index
// with our own analysis before and our own ranking behind them.
//
// # The model
//
// Put analyses an article once (package german): no mapping and no Bleve analyzer
// is involved. What Bleve is handed are articles as counted words, which our own
// writer (plugin, inverter, package zapfile) makes segments of in Bleve's format:
// a word's terms are looked up once for all articles of a batch. Bleve keeps,
// merges and reads the segments. Each word of an article
// stands in up to four fields, whatever line it stands in: its stem (fieldStem),
// the parts of a compound (fieldPart), the form as written (fieldForm), and keys
// that join transliterations of names (fieldName). The frequency of a posting is
// the sum of the weights of the lines the word stands in (title, kicker, heading,
// text: lineWeight), which makes the score BM25F in its simple form (Robertson,
// Zaragoza and Taylor 2004: weighted frequencies and one length).
//
// Bleve keeps no positions. Every article stores a stream instead, at most three
// bytes a word: a hash of the stem and one of the form, or a frequent word's code.
// Phrases, NEAR and compounds given by their parts are found by intersecting
// postings, rarest first, and checked in the streams of what is left.
//
// Facets, dates, lengths and ids are columns in memory by document number, made
// per segment by turning round its postings of keyword fields (columns). A
// search works segment by segment on bitmaps: the query tree gives the set of
// matches, filters narrow it, columns count it, and only what is left is scored.
//
// # What makes it cheap
//
// Dictionaries and postings are read from the segment's file as they are (terms,
// postings), each term once in a search, frequencies in one pass in which those of
// no match are skipped. What is kept by document is wiped, not made anew (scratch).
// Streams are dear: candidates are read until the rest can't win (rerank), of each
// no more than it needs (glance), those of a phrase fetched together (view.fetch).
// Where a compound is said apart is remembered by segment (nearSets); nothing else is.
//
// The best of that are looked at again: all for the order of their words (rerank),
// those of long queries for what they are about (feedback).
package bleveindex
