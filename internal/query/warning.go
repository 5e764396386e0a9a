package query

import "depesche/internal/archive"

// Warning says what of the search box was not understood and what was done
// instead. Pages word it by its code and language.
type Warning struct {
	Span    archive.Span // bytes in Clean of the box's text; zero for a warning about a URL
	Code    string       // one of the Warn constants
	Subject string       // the part of the text it is about
}

// The codes of warnings, and what is done instead.
const (
	WarnUTF8           = "invalid-utf8"         // not UTF-8: read as Windows-1252, or bad bytes left out
	WarnTooLong        = "too-long"             // the part after MaxBytes is ignored
	WarnTooManyWords   = "too-many-words"       // the part after MaxWords is ignored
	WarnOpenQuote      = "open-quote"           // no closing quote: words, not a phrase
	WarnOpenParen      = "open-paren"           // no closing parenthesis: ignored
	WarnStrayParen     = "stray-paren"          // no opening parenthesis: ignored
	WarnStrayOperator  = "stray-operator"       // nothing on one side: searched as a word, | ignored
	WarnLoneMinus      = "lone-minus"           // nothing behind it: ignored
	WarnUnknownField   = "unknown-field"        // no such field: its name is searched as a word
	WarnEmptyField     = "empty-field"          // no value: the name is searched as a word
	WarnInvalidDate    = "invalid-date"         // not a date: searched as words; in a URL: ignored
	WarnDateOrder      = "date-order"           // from is after to: nothing can match
	WarnLeadingStar    = "leading-wildcard"     // *word: searched without the star
	WarnInnerStar      = "inner-wildcard"       // w*rd: searched as written
	WarnShortPrefix    = "short-prefix"         // fewer than MinPrefix letters: searched as a word
	WarnSecondStar     = "second-wildcard"      // only one prefix*: searched as a word
	WarnStarInPhrase   = "wildcard-in-phrase"   // searched without the star
	WarnStarInField    = "wildcard-in-field"    // searched without the star
	WarnNearOperand    = "near-operand"         // not words or phrases: both sides are searched, at any distance
	WarnNearDistance   = "near-distance"        // not 1 to MaxDistance: the nearest of these
	WarnUnsupported    = "unsupported-operator" // ~ and ^ of other engines: ignored
	WarnIgnoredWords   = "ignored-words"        // by an engine: of a very long query the words that say least are left out
	WarnInvalidPage    = "invalid-page"         // in a URL: the first page
	WarnInvalidSort    = "invalid-sort"         // in a URL: by relevance
	WarnTooManyFilters = "too-many-filters"     // in a URL: the values after MaxFacetValues are ignored
)
