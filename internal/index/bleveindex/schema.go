package bleveindex

import (
	"strings"

	"depesche/internal/archive"
	"depesche/internal/german"
	"depesche/internal/query"
)

// schema changes with anything that an index stores.
const schema = "4"

// Version names how an index is made. An index made by another version is stale
// and must be built anew.
func Version() string { return "bleve-" + schema + "-german-" + german.Version }

// Serves reports whether an index made by another version can be searched, if not
// as well, until it is built anew: one with the same fields, analysed otherwise.
func Serves(version string) bool { return strings.HasPrefix(version, "bleve-"+schema+"-") }

// Fields of the Bleve index. Facets stand under the names of query.Facets.
const (
	fieldStem     = "w" // stems of whole words
	fieldPart     = "p" // stems of the parts of compounds
	fieldForm     = "x" // folded forms
	fieldName     = "n" // transliteration key, keySep, stem
	fieldRoot     = "r" // beginnings of stems and parts, see roots
	fieldPair     = "b" // neighbours that are common words, see pairTerm
	fieldTitle    = "t" // of title and kicker: stems, and parts after partMark, forms after formMark
	fieldDate     = "d" // see dateTerm
	fieldLength   = "l" // lengthCode
	fieldStream   = "s" // stored: see stream
	fieldKeywords = "k" // stored: keywords, a line each
)

const (
	keySep   = "\x1f"
	partMark = "~"
	formMark = "="
)

// lineWeight is how many times a word of a line counts.
func lineWeight(kind archive.ParagraphKind) int {
	switch kind {
	case archive.Heading:
		return 2
	default:
		return 1
	}
}

const (
	titleWeight  = 5
	kickerWeight = 3
)

var facetFields = query.Facets
