package entity

import (
	"cmp"
	"slices"
	"sync"

	"depesche/internal/archive"
	"depesche/internal/entity/lexicon"
	"depesche/internal/entity/tagger"
)

// Recogniser finds the registry's entities in articles, and with a tagger also
// persons, places and organisations that the registry lacks. It may be used from several
// goroutines.
type Recogniser struct {
	registry *Registry
	matcher  *matcher
	names    NameLists
	finder   Finder
	pool     sync.Pool
}

// NameLists tell names from words; package lexicon has them. Words are folded.
type NameLists interface {
	GivenName(folded string) bool // a first name and hardly anything else
	Name(folded string) bool      // a first or family name, a place or country
	Noun(folded string) bool      // a common noun
	Word(folded string) bool      // a word of the language and no name

	PersonName(folded string) bool // may be a first or family name
	PlaceName(folded string) bool  // may be a town, region or country
}

// Option sets up a Recogniser.
type Option func(*Recogniser)

// WithNames gives the recogniser lists of first names and nouns.
func WithNames(n NameLists) Option { return func(r *Recogniser) { r.names = n } }

// WithFinder lets the recogniser suggest names that the registry lacks.
func WithFinder(f Finder) Option { return func(r *Recogniser) { r.finder = f } }

// NewShipped makes a recogniser with the built-in word lists and, if discover is
// set, the built-in tagger, which suggests names that the registry lacks.
func NewShipped(r *Registry, discover bool) (*Recogniser, error) {
	// The registry first: compiling it takes more memory for a moment than
	// anything else, and then the models are not there yet.
	rec := NewRecogniser(r)
	words, err := lexicon.Shipped()
	if err != nil {
		return nil, err
	}
	WithNames(words)(rec)
	if discover {
		t, err := tagger.Shipped()
		if err != nil {
			return nil, err
		}
		WithFinder(t)(rec)
	}
	return rec, nil
}

// NewRecogniser compiles the registry for recognition.
func NewRecogniser(r *Registry, options ...Option) *Recogniser {
	rec := &Recogniser{registry: r, matcher: newMatcher(r)}
	for _, o := range options {
		o(rec)
	}
	rec.pool.New = func() any { return &document{} }
	return rec
}

var _ archive.Recogniser = (*Recogniser)(nil)

// Registry is the registry that the recogniser was made of.
func (r *Recogniser) Registry() *Registry { return r.registry }

// rules is the version of the rules of this package, raised when they change
// what is found.
const rules = "6"

// Version names what the recogniser finds: two of the same version find the same.
func (r *Recogniser) Version() string {
	finder := ""
	if f, ok := r.finder.(interface{ Version() string }); ok {
		finder = f.Version()
	}
	return versionOf(r.registry, finder)
}

func versionOf(r *Registry, finder string) string {
	version := r.Version() + "." + rules
	if finder != "" {
		version += "." + finder
	}
	return version
}

// Mentions finds the mentions in the kicker, the title and the paragraphs.
func (r *Recogniser) Mentions(a *archive.Article) []archive.Mention {
	d := r.pool.Get().(*document)
	defer r.pool.Put(d)
	d.reset(r)
	if a.Kicker != "" {
		d.add(archive.KickerParagraph, a.Kicker)
	}
	if a.Title != "" {
		d.add(archive.TitleParagraph, a.Title)
	}
	for i := range a.Paragraphs {
		d.add(i, a.Paragraphs[i].Text)
	}
	d.resolve()
	mentions := d.mentions()
	if suggested := d.discover(); len(suggested) > 0 {
		mentions = append(mentions, suggested...)
		slices.SortFunc(mentions, func(a, b archive.Mention) int {
			return cmp.Or(cmp.Compare(a.Paragraph, b.Paragraph), cmp.Compare(a.Span.Start, b.Span.Start))
		})
	}
	return mentions
}
