// Package importer brings articles into a corpus from outside: text and
// Markdown files, web pages, WARC and WACZ captures, feeds, addresses.
//
// # The model
//
// A source is what the operator names: a file, a folder, an address, the
// standard input. It is opened by its content, never by its name: archives
// (gzip, Zstandard, ZIP, WACZ, WARC) are unpacked to items, and an item is the
// bytes of one document with what is known of them. A Reader turns an item
// into drafts of articles. The commit then decides about each draft, by its
// address, its id and the hashes of source and text, what it is to the
// archive: new, a new version of an article, or there already.
//
//	source → items → (parallel) Reader → drafts → (in order) commit → corpus
//
// Running an import twice, or again after it was cut short, changes nothing
// that is already there: the corpus itself remembers by its hashes. What a
// person edited is never overwritten. What can't be read is refused with
// source, offset and reason, and the rest goes on.
//
// No input decides how much is worked for it: items, members and unpacked
// bytes are limited, see Limits.
package importer
