// Package stats keeps count of where entities are mentioned, over the whole
// archive, and answers what entity pages ask: how often, in which spellings,
// when, together with whom, in which words.
//
// The Store is fed like an index, with articles and their mentions, and lives in
// one file (bbolt) below the data folder. It is derived: deleted, it is rebuilt
// by putting all articles again. It holds no text. A mention is a pointer of a
// few bytes, and the words around it are read from the corpus when somebody asks
// for them.
//
// # The file
//
//	articles   number -> id, date, outlet, numbers of its entities, their mentions
//	numbers    article id -> number
//	entities   number -> kind, name, counts, spellings by outlet, articles (roaring bitmap)
//	slugs      slug -> number
//	outlets    number -> name
//
// An article's record is all that is needed to take the article out again, so
// that putting it a second time, changed or not, leaves the counts right.
// Adjectives and inhabitants (archive.FormDerived) are not counted.
package stats
