package archive

// Kind is what an entity is.
type Kind string

// The kinds of entities; the values stand in URLs, files and the JSON API.
const (
	Person       Kind = "person"
	Organisation Kind = "organisation"
	Place        Kind = "place"
	Topic        Kind = "topic"
	Event        Kind = "event"
	Product      Kind = "product"
)

// Kinds are all kinds in the order in which pages list them.
var Kinds = []Kind{Person, Organisation, Place, Topic, Event, Product}

// Valid reports whether the kind is one of Kinds.
func (k Kind) Valid() bool {
	for _, kind := range Kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// Entity is one identity that texts name under many spellings.
type Entity struct {
	Slug        string
	Name        string // canonical, German
	Kind        Kind
	Aliases     []string // other full names and spellings of the registry
	Wikidata    string   // "Q485415", or ""
	Description string   // short, German; may be empty
	Suggested   bool     // found by the tagger, not (yet) in the registry
}

// Form is how a mention names its entity.
type Form string

// The forms of mentions.
const (
	FormName        Form = "name"        // a name or alias, inflected or not
	FormShort       Form = "short"       // a later short mention tied to the full name ("Yoon")
	FormDescriptive Form = "descriptive" // "Sanktionen der Vereinten Nationen"
	FormDerived     Form = "derived"     // an adjective or inhabitant ("russisch"); not shown as a mark
)

// Mention is one place in an article that names an entity.
type Mention struct {
	Paragraph int // index in Article.Paragraphs; TitleParagraph and KickerParagraph for those lines
	Span      Span
	Entity    string // slug
	Kind      Kind
	Form      Form
	Suggested bool
}

// Positions of mentions outside the paragraphs.
const (
	TitleParagraph  = -1
	KickerParagraph = -2
)

// Line is the text that Mention.Paragraph counts in.
func (a *Article) Line(paragraph int) string {
	switch {
	case paragraph == TitleParagraph:
		return a.Title
	case paragraph == KickerParagraph:
		return a.Kicker
	case 0 <= paragraph && paragraph < len(a.Paragraphs):
		return a.Paragraphs[paragraph].Text
	}
	return ""
}

// Surface is the text of the mention as it stands in the article.
func (a *Article) Surface(m Mention) string {
	line := a.Line(m.Paragraph)
	if !m.Span.In(line) {
		return ""
	}
	return line[m.Span.Start:m.Span.End]
}
