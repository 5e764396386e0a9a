// Package archive is the domain of Depesche in types: what an article is, what
// stands in it, how it is named for good, and the interfaces at which the other
// packages meet. It imports none of them.
//
// # The model
//
// An [Article] is plain text in [Paragraph]s with bibliographic data around it.
// It never contains markup. Whatever points into the text, a search match or
// the mention of an entity, is a [Span] over one paragraph: half-open, counted
// in bytes of its UTF-8. Only a page turns text and spans into HTML.
//
// Three names are permanent. An [ID] names an article and a passage id
// ([PassageID]) one paragraph of it; an entity is named by its slug. Titles,
// file names and texts change, these do not: a changed text becomes a new
// version, a removed article leaves its bibliographic data behind
// ([Tombstone]), a merged one points to where it went.
//
// A [Date] knows how precisely it is known. September 2023 is a month, and
// nowhere in the program does it become the first of September.
//
// Errors that a person will read carry a [Code] and a message for that person
// apart from the cause, which is for the log: see [Error].
package archive
