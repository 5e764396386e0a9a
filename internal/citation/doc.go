// Package citation writes how an article or a passage of this archive is cited:
// for reference managers (RIS, BibTeX, CSL-JSON), for a German footnote, for
// Wikipedia, and as metadata that browser connectors read from a page (COinS and
// meta elements).
//
// # The model
//
// A [Reference] is everything that any of the forms needs, already safe to
// write: each field one line of valid UTF-8 without control characters. It is
// made from an article, the permalink's base and the day of access, and knows
// nothing of HTTP or HTML. What it may quote is decided by the article's rights.
//
// Every form cites the permalink in this archive, because that is what was read
// and what will still be there. The address where the article first stood is
// kept beside it.
//
// Each form has its own escaping, in its own file. An [Encoder] writes a list of
// any length without holding it.
package citation
