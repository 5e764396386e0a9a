package bleveindex

import (
	"cmp"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v16"

	"depesche/internal/german"
	"depesche/internal/index/bleveindex/zapfile"
)

// plugin makes the segments of our documents; whatever else Bleve does with
// segments, and other documents, are left to its own.
type plugin struct{ zap.ZapPlugin }

var _ scorch.SegmentPlugin = (*plugin)(nil)

// New implements scorch.SegmentPlugin.
func (p *plugin) New(docs []bindex.Document) (segment.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// NewUsing implements scorch.SegmentPlugin.
func (p *plugin) NewUsing(docs []bindex.Document, config map[string]any) (segment.Segment, uint64, error) {
	own := make([]*document, len(docs))
	for i := range docs {
		d, ok := docs[i].(*document)
		if !ok {
			return p.ZapPlugin.NewUsing(docs, config)
		}
		own[i] = d
	}
	slices.SortFunc(own, func(a, b *document) int { return cmp.Compare(a.place, b.place) })
	v := newInverter(len(own))
	stored := make([]zapfile.Document, len(own))
	for i, d := range own {
		v.add(d)
		stored[i] = zapfile.Document{ID: d.id, Stored: []zapfile.Value{
			{Field: fieldPlaces[fieldKeywords], Type: 't', Bytes: []byte(d.keywords)},
			{Field: fieldPlaces[fieldStream], Type: 't', Bytes: d.stream},
		}}
	}
	return segmentOf(zapfile.New(v.fields(), stored, config))
}

// segmentOf keeps a nil segment nil.
func segmentOf(s *zap.SegmentBase, size uint64, err error) (segment.Segment, uint64, error) {
	if err != nil {
		return nil, 0, err
	}
	return s, size, nil
}

// segmentFields are the fields of every segment, in their order there, whether a
// segment has terms of them or not: Bleve merges segments of the same fields by
// copying.
var segmentFields = func() []string {
	fields := []string{fieldStem, fieldPart, fieldForm, fieldName, fieldRoot, fieldPair, fieldTitle, fieldDate, fieldLength, fieldStream, fieldKeywords}
	for _, f := range facetFields {
		fields = append(fields, string(f))
	}
	slices.Sort(fields)
	return append([]string{zapfile.ID}, fields...)
}()

// fieldPlaces are their places.
var fieldPlaces = func() map[string]int {
	places := map[string]int{}
	for i, f := range segmentFields {
		places[f] = i
	}
	return places
}()

// inverter turns documents round: from the words of each to the documents of each
// term. Terms have numbers; those of a word are looked up once, however often it
// stands in the documents, so that a posting costs no look-up of a string.
type inverter struct {
	numbers []map[string]int32 // of terms, by field
	terms   []numbered         // by number
	words   map[*german.Word]*wordTerms
	pairs   map[[2]int32]int32 // terms of pairs by the numbers of their stems

	frequency []uint32  // of the terms in the document at hand
	touched   []int32   // the terms that it has
	postings  []posting // of all documents in their order
	ends      []int     // by document, in postings
}

// numbered is a term with what is known of it so far.
type numbered struct {
	text  string
	docs  int32
	field int16
	alone bool // likely to have one document only, wherever else one looks
}

// posting is a term of a document.
type posting struct {
	term      int32
	frequency uint32
}

// wordTerms are the terms of a word.
type wordTerms struct {
	stem, form          int32
	parts, roots, names []int32
	title               []int32 // nil until asked for
}

const (
	termsOfDocument = 1100 // about
	noTerm          = -1
)

func newInverter(docs int) *inverter {
	v := &inverter{
		numbers: make([]map[string]int32, len(segmentFields)), words: map[*german.Word]*wordTerms{},
		pairs: map[[2]int32]int32{}, postings: make([]posting, 0, docs*termsOfDocument), ends: make([]int, 0, docs),
	}
	for i := range v.numbers {
		v.numbers[i] = map[string]int32{}
	}
	return v
}

// number is the number of a term, noTerm of an empty one.
func (v *inverter) number(field, text string, alone bool) int32 {
	if text == "" {
		return noTerm
	}
	place := fieldPlaces[field]
	n, ok := v.numbers[place][text]
	if !ok {
		n = int32(len(v.terms))
		v.numbers[place][text] = n
		v.terms = append(v.terms, numbered{text: text, field: int16(place), alone: alone})
		v.frequency = append(v.frequency, 0)
	}
	v.terms[n].alone = v.terms[n].alone && alone
	return n
}

// termsOf are the terms of a word. A term of its own will hardly have another
// document if the lexicon lacks the word.
func (v *inverter) termsOf(w *german.Word) *wordTerms {
	t := v.words[w]
	if t != nil {
		return t
	}
	t = &wordTerms{stem: v.number(fieldStem, w.Stem, w.Rare), form: v.number(fieldForm, w.Folded, w.Rare)}
	for _, p := range w.Inner {
		t.parts = append(t.parts, v.number(fieldPart, p.Stem, false))
	}
	for _, r := range roots(w) {
		t.roots = append(t.roots, v.number(fieldRoot, r, false))
	}
	for _, k := range w.Keys {
		t.names = append(t.names, v.number(fieldName, k+keySep+w.Stem, true))
	}
	v.words[w] = t
	return t
}

// titleTerms are the terms of a word in a title.
func (v *inverter) titleTerms(w *german.Word, t *wordTerms) []int32 {
	if t.title == nil {
		t.title = []int32{v.number(fieldTitle, w.Stem, true), v.number(fieldTitle, formMark+w.Folded, true)}
		for _, p := range w.Inner {
			t.title = append(t.title, v.number(fieldTitle, partMark+p.Stem, true))
		}
	}
	return t.title
}

func (v *inverter) pairTerm(a, b *german.Word) int32 {
	stems := [2]int32{v.termsOf(a).stem, v.termsOf(b).stem}
	n, ok := v.pairs[stems]
	if !ok {
		n = v.number(fieldPair, pairTerm(a, b), false)
		v.pairs[stems] = n
	}
	return n
}

// count counts a term in the document at hand n times more.
func (v *inverter) count(term int32, n uint32) {
	if term == noTerm {
		return
	}
	if v.frequency[term] == 0 {
		v.touched = append(v.touched, term)
	}
	v.frequency[term] += n
}

// add takes the next document.
func (v *inverter) add(d *document) {
	v.count(v.number(zapfile.ID, d.id, true), 1)
	for i := range d.words {
		w := &d.words[i]
		t := v.termsOf(w.word)
		v.count(t.stem, w.weight)
		v.count(t.form, w.weight)
		for _, p := range t.parts {
			v.count(p, w.weight)
		}
		for _, r := range t.roots {
			v.count(r, w.weight)
		}
		for _, k := range t.names {
			v.count(k, w.count)
		}
		if w.title > 0 {
			for _, n := range v.titleTerms(w.word, t) {
				v.count(n, w.title)
			}
		}
	}
	for _, p := range d.pairs {
		v.count(v.pairTerm(d.words[p[0]].word, d.words[p[1]].word), 1)
	}
	for _, t := range d.terms {
		v.count(v.number(t.field, t.term, true), 1)
	}
	for _, t := range v.touched {
		v.postings = append(v.postings, posting{t, v.frequency[t]})
		v.terms[t].docs++
		v.frequency[t] = 0
	}
	v.touched = v.touched[:0]
	v.ends = append(v.ends, len(v.postings))
}

// fields are the fields of the segment. A frequency of 1 is not kept, which saves
// a byte (see freqReader.entry), but for terms that are likely to have one document
// only, which then needs no postings.
func (v *inverter) fields() []zapfile.Field {
	all := make([]zapfile.Posting, len(v.postings))
	next := make([]int32, len(v.terms))
	total := int32(0)
	for i := range v.terms {
		next[i] = total
		total += v.terms[i].docs
	}
	start := 0
	for doc, end := range v.ends {
		for _, p := range v.postings[start:end] {
			t := &v.terms[p.term]
			if p.frequency == 1 && (t.docs > 1 || !t.alone) {
				p.frequency = 0
			}
			all[next[p.term]] = zapfile.Posting{Doc: uint32(doc), Freq: p.frequency}
			next[p.term]++
		}
		start = end
	}
	fields := make([]zapfile.Field, len(segmentFields))
	for i, name := range segmentFields {
		fields[i] = zapfile.Field{Name: name, Terms: make([]zapfile.Term, 0, len(v.numbers[i]))}
	}
	for n := range v.terms {
		t := &v.terms[n]
		f := &fields[t.field]
		f.Terms = append(f.Terms, zapfile.Term{Text: t.text, Postings: all[next[n]-t.docs : next[n]]})
	}
	for _, f := range fields {
		slices.SortFunc(f.Terms, func(a, b zapfile.Term) int { return strings.Compare(a.Text, b.Text) })
	}
	return fields
}
