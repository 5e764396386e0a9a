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

// document is an analysed article as Bleve takes it.
type document struct {
	id     string
	fields []*field
	bytes  uint64
}

func (d *document) ID() string { return d.id }
func (d *document) Size() int  { return int(d.bytes) }
func (d *document) VisitFields(visit bindex.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}
func (d *document) VisitComposite(bindex.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                          { return false }
func (d *document) NumPlainTextBytes() uint64                   { return d.bytes }
func (d *document) StoredFieldsBytes() uint64                   { return 0 }
func (d *document) Indexed() bool                               { return true }
func (d *document) AddIDField() {
	f := newField("_id", bindex.IndexField|bindex.StoreField)
	f.value = []byte(d.id)
	f.add(d.id, 1)
	d.fields = append(d.fields, f)
}

// field is a finished field: its terms with their frequencies.
type field struct {
	name    string
	options bindex.FieldIndexingOptions
	value   []byte
	freqs   bindex.TokenFrequencies
	slab    *slab // may be nil
}

// slab hands out the small things that a document is made of, many of one
// allocation.
type slab struct {
	freqs []bindex.TokenFreq
	bytes []byte
}

func (s *slab) freq(term string) *bindex.TokenFreq {
	if s == nil {
		return &bindex.TokenFreq{Term: []byte(term)}
	}
	if len(s.freqs) == cap(s.freqs) {
		s.freqs = make([]bindex.TokenFreq, 0, 256)
	}
	if cap(s.bytes)-len(s.bytes) < len(term) {
		s.bytes = make([]byte, 0, 4096)
	}
	first := len(s.bytes)
	s.bytes = append(s.bytes, term...)
	s.freqs = append(s.freqs, bindex.TokenFreq{Term: s.bytes[first:len(s.bytes):len(s.bytes)]})
	return &s.freqs[len(s.freqs)-1]
}

func newField(name string, o bindex.FieldIndexingOptions) *field {
	return &field{name: name, options: o, freqs: bindex.TokenFrequencies{}}
}

func (f *field) Name() string                                      { return f.name }
func (f *field) Value() []byte                                     { return f.value }
func (f *field) ArrayPositions() []uint64                          { return nil }
func (f *field) EncodedFieldType() byte                            { return 't' }
func (f *field) Analyze()                                          {}
func (f *field) Options() bindex.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                               { return 1 }
func (f *field) AnalyzedTokenFrequencies() bindex.TokenFrequencies { return f.freqs }
func (f *field) NumPlainTextBytes() uint64                         { return uint64(len(f.value)) }

// add counts a term n times more.
func (f *field) add(term string, n int) {
	if term == "" {
		return
	}
	tf := f.freqs[term]
	if tf == nil {
		tf = f.slab.freq(term)
		f.freqs[term] = tf
	}
	tf.SetFrequency(tf.Frequency() + n)
}

// shorten writes the frequency 1 of a term as 0, which takes a byte less in its
// postings (see freqReader.entry), but for rare terms: what stands in one document
// only is short if its frequency is 1.
func (f *field) shorten(rare func(term string) bool) {
	for term, tf := range f.freqs {
		if tf.Frequency() == 1 && !(rare != nil && rare(term)) {
			tf.SetFrequency(0)
		}
	}
}

const (
	bytesOfTerm = 12 // of text for a term that it has not had before, about
	maxHint     = 4000
)

const maxTerms = 1_000_000 // words of an article that are indexed

// weightOfTitle is less for a title that was proposed from the text: nobody
// chose its words for what they say of the article.
func weightOfTitle(a *archive.Article) int {
	if a.TitleProposed {
		return lineWeight(archive.Text)
	}
	return titleWeight
}

// analyse makes the document of an article.
func analyse(a *german.Analyzer, c *codes, doc index.Document) *document {
	b := builder{
		analyzer: a, codes: c, keywords: map[string]*keyword{},
		stem: newField(fieldStem, bindex.IndexField), part: newField(fieldPart, bindex.IndexField),
		form: newField(fieldForm, bindex.IndexField), name: newField(fieldName, bindex.IndexField),
		title: newField(fieldTitle, bindex.IndexField), root: newField(fieldRoot, bindex.IndexField),
		pair: newField(fieldPair, bindex.IndexField), rare: map[string]bool{},
	}
	art := doc.Article
	bytes := 0
	for i := range art.Paragraphs {
		bytes += len(art.Paragraphs[i].Text)
	}
	small := &slab{}
	for _, f := range []*field{b.stem, b.part, b.form, b.name, b.title, b.root, b.pair} {
		f.slab = small
	}
	for _, f := range []*field{b.stem, b.form, b.root} { // of many terms
		f.freqs = make(bindex.TokenFrequencies, min(bytes/bytesOfTerm, maxHint))
	}
	b.line(art.Kicker, kickerLine, kickerWeight)
	b.line(art.Title, titleLine, weightOfTitle(art))
	for _, p := range art.Paragraphs {
		b.line(p.Text, bodyLine, lineWeight(p.Kind))
	}
	rare := func(term string) bool { return b.rare[term] }
	b.stem.shorten(rare)
	b.form.shorten(rare)
	b.part.shorten(nil)
	b.root.shorten(nil)
	b.pair.shorten(nil)
	d := &document{id: string(art.ID), fields: []*field{b.stem, b.part, b.form, b.name, b.title, b.root, b.pair}}
	stream := newField(fieldStream, bindex.StoreField)
	stream.value = b.stream
	length := newField(fieldLength, bindex.IndexField)
	length.add(strconv.Itoa(int(lengthCode(b.words))), 1)
	keys := newField(fieldKeywords, bindex.StoreField)
	keys.value = []byte(pickKeywords(a.Lexicon(), b.keywords))
	d.fields = append(d.fields, stream, keys, length)
	if t := dateTerm(art.Published); t != "" {
		date := newField(fieldDate, bindex.IndexField)
		date.add(t, 1)
		d.fields = append(d.fields, date)
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
	d.bytes = uint64(bytes)
	return d
}

func (d *document) facet(name query.FieldName, values ...string) {
	f := newField(string(name), bindex.IndexField)
	for _, v := range values {
		if len(v) <= 1024 && len(f.freqs) < 4096 {
			f.add(v, 1)
		}
	}
	if len(f.freqs) > 0 {
		d.fields = append(d.fields, f)
	}
}

type builder struct {
	analyzer                            *german.Analyzer
	codes                               *codes
	stem, part, form, name, title, root *field
	pair                                *field
	rare                                map[string]bool // stems and forms that the lexicon lacks
	stream                              []byte
	words                               int
	tokens                              []german.Token
	keywords                            map[string]*keyword // by stem
}

func (b *builder) line(text string, kind lineKind, weight int) {
	if text == "" || b.words > maxTerms {
		return
	}
	b.tokens = b.analyzer.Tokens(b.tokens[:0], text)
	b.stream = appendBreak(b.stream, kind)
	var before *german.Word
	for _, t := range b.tokens {
		b.words++
		b.pair.add(pairTerm(before, t.Word), 1)
		before = t.Word
		b.stream = b.codes.appendWord(b.stream, t.Word)
		b.word(t.Word, kind, weight)
		if surface := text[t.Start:t.End]; isKeyword(surface, t.Word) {
			k := b.keywords[t.Word.Stem]
			if k == nil {
				k = &keyword{surface: surface, stem: t.Word.Stem}
				b.keywords[t.Word.Stem] = k
			}
			k.weight += float64(weight)
		}
		if t.Ellipsis != nil {
			b.word(t.Ellipsis, kind, weight)
		}
	}
}

func (b *builder) word(w *german.Word, kind lineKind, weight int) {
	if w.Rare {
		b.rare[w.Stem], b.rare[w.Folded] = true, true
	}
	b.stem.add(w.Stem, weight)
	b.form.add(w.Folded, weight)
	for _, p := range w.Inner {
		b.part.add(p.Stem, weight)
	}
	for _, r := range roots(w) {
		b.root.add(r, weight)
	}
	for _, k := range w.Keys {
		b.name.add(k+keySep+w.Stem, 1)
	}
	if kind != bodyLine {
		b.title.add(w.Stem, 1)
		b.title.add(formMark+w.Folded, 1)
		for _, p := range w.Inner {
			b.title.add(partMark+p.Stem, 1)
		}
	}
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
