package bleveindex

import (
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	bindex "github.com/blevesearch/bleve_index_api"

	"depesche/internal/archive"
	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

// document is an analysed article. Bleve hands it through to our writer of
// segments (see plugin), which takes its words: it has no fields that Bleve knows.
type document struct {
	id       string
	place    int        // among those that are put with it
	words    []tally    // each once
	pairs    [][2]int32 // neighbours that are both common words, by their places in words
	terms    []fieldTerm
	stream   []byte
	keywords string
	bytes    uint64 // of text
}

// tally is a word of an article with how often it stands there.
type tally struct {
	word   *german.Word
	weight uint32 // sum of the weights of the lines
	count  uint32
	title  uint32 // in title and kicker
}

// fieldTerm is a term of a field that is not made of words.
type fieldTerm struct{ field, term string }

func (d *document) ID() string                                  { return d.id }
func (d *document) Size() int                                   { return int(d.bytes) }
func (d *document) VisitFields(bindex.FieldVisitor)             {}
func (d *document) VisitComposite(bindex.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                          { return false }
func (d *document) NumPlainTextBytes() uint64                   { return d.bytes }
func (d *document) StoredFieldsBytes() uint64                   { return uint64(len(d.stream) + len(d.keywords)) }
func (d *document) Indexed() bool                               { return true }
func (d *document) AddIDField()                                 {}

const maxTerms = 1_000_000 // words of an article that are indexed

// weightOfTitle is less for a title that was proposed from the text: nobody
// chose its words for what they say of the article.
func weightOfTitle(a *archive.Article) int {
	if a.TitleProposed {
		return lineWeight(archive.Text)
	}
	return titleWeight
}

// builder makes documents, one after the other.
type builder struct {
	analyzer *german.Analyzer
	codes    *codes
	tokens   []german.Token
	stream   []byte
	length   int // in words

	places map[*german.Word]int32 // in words
	words  []tally
	about  []about // by place in words
	pairs  [][2]int32
}

// about is what a builder knows of a word beside its tally.
type about struct {
	common  bool // see commonStems
	keyword bool
	surface string
	weight  uint32  // of occurrences under that surface
	code    [3]byte // in a stream
	size    int     // of code
}

func newBuilder(a *german.Analyzer, c *codes) *builder {
	return &builder{analyzer: a, codes: c, places: map[*german.Word]int32{}}
}

// analyse makes the document of an article.
func (b *builder) analyse(doc index.Document) *document {
	clear(b.places)
	b.stream, b.length, b.words, b.about, b.pairs = b.stream[:0], 0, b.words[:0], b.about[:0], b.pairs[:0]
	art := doc.Article
	d := &document{id: string(art.ID)}
	b.line(art.Kicker, kickerLine, kickerWeight)
	b.line(art.Title, titleLine, weightOfTitle(art))
	for _, p := range art.Paragraphs {
		b.line(p.Text, bodyLine, lineWeight(p.Kind))
		d.bytes += uint64(len(p.Text))
	}
	d.words, d.pairs, d.stream = slices.Clone(b.words), slices.Clone(b.pairs), slices.Clone(b.stream)
	d.keywords = pickKeywords(b.analyzer.Lexicon(), b.keywords())
	d.add(fieldLength, strconv.Itoa(int(lengthCode(b.length))))
	if t := dateTerm(art.Published); t != "" {
		d.add(fieldDate, t)
	}
	d.facet(query.Outlet, art.Outlet)
	d.facet(query.Author, art.Authors...)
	byKind := map[archive.Kind][]string{}
	for _, m := range doc.Mentions {
		if m.Form != archive.FormDerived && !slices.Contains(byKind[m.Kind], m.Entity) {
			byKind[m.Kind] = append(byKind[m.Kind], m.Entity)
		}
	}
	for kind, slugs := range byKind {
		if f, ok := query.EntityFacet[kind]; ok {
			d.facet(f, slugs...)
		}
	}
	return d
}

func (d *document) add(field, term string) { d.terms = append(d.terms, fieldTerm{field, term}) }

// Bounds of a facet: bytes of a value, values of an article.
const maxValue, maxValues = 1024, 4096

func (d *document) facet(name query.FieldName, values ...string) {
	n := 0
	for _, v := range values {
		if v != "" && len(v) <= maxValue && n < maxValues {
			d.add(string(name), v)
			n++
		}
	}
}

func (b *builder) line(text string, kind lineKind, weight int) {
	if text == "" || b.length > maxTerms {
		return
	}
	b.tokens = b.analyzer.Tokens(b.tokens[:0], text)
	b.stream = appendBreak(b.stream, kind)
	before := int32(-1)
	for _, t := range b.tokens {
		b.length++
		i := b.word(t.Word, kind, weight)
		a := &b.about[i]
		if a.common && before >= 0 && b.about[before].common {
			b.pairs = append(b.pairs, [2]int32{before, i})
		}
		before = i
		b.stream = append(b.stream, a.code[:a.size]...)
		if a.surface == "" {
			a.surface = text[t.Start:t.End]
			a.keyword = isKeyword(a.surface, t.Word)
		}
		a.weight += uint32(weight)
		if t.Ellipsis != nil {
			b.word(t.Ellipsis, kind, weight)
		}
	}
}

// word counts a word of a line and returns its place.
func (b *builder) word(w *german.Word, kind lineKind, weight int) int32 {
	i, ok := b.places[w]
	if !ok {
		i = int32(len(b.words))
		b.places[w] = i
		b.words = append(b.words, tally{word: w})
		a := about{common: common(w)}
		a.size = len(b.codes.appendWord(a.code[:0], w))
		b.about = append(b.about, a)
	}
	t := &b.words[i]
	t.weight += uint32(weight)
	t.count++
	if kind != bodyLine {
		t.title++
	}
	return i
}

// keywords are the words that may be keywords, by stem.
func (b *builder) keywords() map[string]*keyword {
	all := map[string]*keyword{}
	for i := range b.about {
		a := &b.about[i]
		if !a.keyword {
			continue
		}
		stem := b.words[i].word.Stem
		k := all[stem]
		if k == nil {
			k = &keyword{surface: a.surface, stem: stem}
			all[stem] = k
		}
		k.weight += float64(a.weight)
	}
	return all
}

// lengthCode is the length in words on a scale of eighths of powers of two.
func lengthCode(words int) uint8 {
	return uint8(min(127, math.Round(8*math.Log2(float64(max(1, words))))))
}

func lengthOf(code uint8) float64 { return math.Exp2(float64(code) / 8) }

// dateTerm writes what the columns need of a date: first minute, first and last
// day since 1970, precision. It is empty for an unknown date.
func dateTerm(d archive.Date) string {
	first, last, ok := d.Days()
	if !ok {
		return ""
	}
	minute := first * 24 * 60
	if d.Precision() == archive.Minute {
		t := d.Time()
		minute += t.Hour()*60 + t.Minute()
	}
	return strconv.Itoa(minute) + " " + strconv.Itoa(first) + " " + strconv.Itoa(last) + " " + strconv.Itoa(int(d.Precision()))
}

// roots are the beginnings that a word shares with others of its family.
func roots(w *german.Word) []string {
	if w.Stop {
		return nil
	}
	var out []string
	cut := func(s string) {
		if len(s) >= minRoot {
			n := min(len(s), rootLength)
			for n < len(s) && !utf8.RuneStart(s[n]) {
				n++
			}
			out = append(out, s[:n])
		}
	}
	cut(w.Stem)
	for _, p := range w.Parts {
		cut(p.Stem)
	}
	return out
}

const (
	minRoot    = 5 // bytes of a stem that has a root
	rootLength = 6
)
