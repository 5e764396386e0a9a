package query

import "depesche/internal/archive"

// Node is one node of the tree: And, Or, Not, Word, Phrase, Near or Field.
type Node interface{ node() }

// And matches what all its parts match.
type And struct{ Parts []Node }

// Or matches what any of its parts matches.
type Or struct{ Parts []Node }

// Not matches what its part does not match. It stands only below And.
type Not struct{ Part Node }

// Word is one word as it was typed, in any of its forms unless Exact.
type Word struct {
	Text   string
	Exact  bool // only as written (case and umlauts apart)
	Prefix bool // ends in *: every word that begins so
}

// Phrase is a run of words in order, each exact or inflected.
type Phrase struct {
	Words []string
	Exact bool
}

// Near matches words or phrases at most Distance words apart, in any order, or,
// with SameParagraph, in one paragraph.
type Near struct {
	Parts         []Node // Word or Phrase, at least two
	Distance      int
	SameParagraph bool
}

// Field restricts one field: medium:taz, person:putin, titel:Gipfel.
type Field struct {
	Name  FieldName
	Value string
}

// Dates restricts the day of publication, both ends included; a zero end is open.
type Dates struct{ From, To archive.Date }

func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Word) node()   {}
func (Phrase) node() {}
func (Near) node()   {}
func (Field) node()  {}
func (Dates) node()  {}

// FieldName is a field of the search language and, for the facets, a parameter
// of the result page's URL.
type FieldName string

// The fields. Person to Event are facets over entities and take a slug or a name.
const (
	Outlet       FieldName = "medium"
	Person       FieldName = "person"
	Organisation FieldName = "organisation"
	Place        FieldName = "ort"
	Topic        FieldName = "thema"
	Event        FieldName = "ereignis"
	Product      FieldName = "produkt"
	Author       FieldName = "autor"
	Title        FieldName = "titel"
	From         FieldName = "von"
	To           FieldName = "bis"
	Since        FieldName = "seit" // in URLs only
)

// Facets are the fields that are facets of a result, in the order of the page.
var Facets = []FieldName{Outlet, Person, Organisation, Place, Topic, Event, Product, Author}

// EntityFacet gives the facet of an entity's kind.
var EntityFacet = map[archive.Kind]FieldName{
	archive.Person: Person, archive.Organisation: Organisation, archive.Place: Place,
	archive.Topic: Topic, archive.Event: Event, archive.Product: Product,
}

// Query is what was understood of the search box.
type Query struct {
	Root     Node // nil: nothing was asked for, all articles match
	Warnings []Warning
	Question bool // typed as a sentence: ranked by coverage, not all words needed
	Asks     bool // a Question with a question mark or question word: the answer may stand anywhere in a text
}
