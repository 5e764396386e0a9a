package bleveindex

import (
	"fmt"
	"testing"
	"time"

	bindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
	"depesche/internal/german"
	"depesche/internal/index"
)

// The segments that we write hold what Bleve's own writer makes of the same words,
// counted one by one, and so do both when Bleve has merged them.
func TestSegmentsAreThoseOfBleve(t *testing.T) {
	a := analyzerFor(t)
	c := newCodes(a)
	docs := []index.Document{}
	for i := range 40 {
		art := &archive.Article{
			ID: archive.ID(fmt.Sprintf("a%02d", i)), Kicker: "Handels- und UN-Sanktionen", Title: fmt.Sprintf("Wostotschny: Rakete %d startet nicht", i),
			Outlet: "Tagblatt", Authors: []string{"A. B.", "C. D.", "A. B."}, Published: archive.NewDate(time.Unix(int64(i)*1e6, 0), archive.Day),
		}
		for k := range 1 + i%4 {
			art.Paragraphs = append(art.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: fmt.Sprintf("Nordkoreas Raketentests und Waffenlieferungen Nr. %d griffen sie nicht an, auch die Kurz- und Mittelstreckenraketen nicht. Flirbzk%d!", k, i)})
		}
		if i%7 == 0 {
			art.Paragraphs = append(art.Paragraphs, archive.Paragraph{Kind: archive.Heading, Text: "Und auch die UN ist es, die es nicht ist"})
		}
		docs = append(docs, index.Document{Article: art, Mentions: []archive.Mention{{Entity: fmt.Sprint("e", i%5), Kind: archive.Person}}})
	}
	var own, plain []bindex.Document
	b := newBuilder(a, c)
	for i, d := range docs {
		made := b.analyse(d)
		made.place = i
		own = append(own, made)
		plain = append(plain, plainDocument(a, d, made))
	}
	p := &plugin{}
	segments := func(docs []bindex.Document) (out []segment.Segment) {
		for _, part := range [][]bindex.Document{docs[:1], docs[1:17], docs[17:]} {
			s, size, err := p.New(part)
			if err != nil || size == 0 {
				t.Fatalf("%d bytes, %v", size, err)
			}
			out = append(out, s)
		}
		return out
	}
	ours, theirs := segments(own), segments(plain)
	for i := range ours {
		if diff := cmp.Diff(contents(t, theirs[i]), contents(t, ours[i])); diff != "" {
			t.Errorf("segment %d (-Bleve +ours):\n%s", i, diff)
		}
	}
	merged := func(name string, ss []segment.Segment) map[string]string {
		path := t.TempDir() + "/" + name
		if _, _, err := p.Merge(ss, make([]*roaring.Bitmap, len(ss)), path, nil, nil); err != nil {
			t.Fatal(err)
		}
		s, err := p.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		return contents(t, s)
	}
	if diff := cmp.Diff(merged("theirs", theirs), merged("ours", ours)); diff != "" {
		t.Errorf("merged (-Bleve +ours):\n%s", diff)
	}
}

// contents are the postings with their frequencies, by field and term, and the
// stored values, by field and document.
func contents(t *testing.T, s segment.Segment) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, field := range s.Fields() {
		dict, err := s.Dictionary(field)
		if err != nil {
			t.Fatal(err)
		}
		for it := dict.AutomatonIterator(nil, nil, nil); ; {
			e, err := it.Next()
			if err != nil {
				t.Fatal(err)
			}
			if e == nil {
				break
			}
			pl, err := dict.PostingsList([]byte(e.Term), nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			list := ""
			for pi := pl.Iterator(true, true, true, nil); ; {
				p, err := pi.Next()
				if err != nil {
					t.Fatal(err)
				}
				if p == nil {
					break
				}
				list += fmt.Sprint(" ", p.Number(), ":", max(1, p.Frequency()))
			}
			if want := len(list) > 0; !want || pl.Count() == 0 {
				t.Errorf("%s %q has no postings", field, e.Term)
			}
			out[field+" "+e.Term] = list
		}
	}
	for n := range s.Count() {
		err := s.VisitStoredFields(n, func(field string, kind byte, value []byte, _ []uint64) bool {
			out[fmt.Sprint("stored ", field, " ", n)] = fmt.Sprintf("%c %q", kind, value)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// plainDocument is a document as Bleve takes it, of the article's words as they
// come.
func plainDocument(a *german.Analyzer, doc index.Document, made *document) *plainDoc {
	d := &plainDoc{document: made}
	fields := map[string]bindex.TokenFrequencies{}
	add := func(field, term string, n int) {
		if term == "" {
			return
		}
		if fields[field] == nil {
			fields[field] = bindex.TokenFrequencies{}
		}
		tf := fields[field][term]
		if tf == nil {
			tf = &bindex.TokenFreq{Term: []byte(term)}
			fields[field][term] = tf
		}
		tf.SetFrequency(tf.Frequency() + n)
	}
	line := func(text string, weight int, title bool) {
		var before *german.Word
		word := func(w *german.Word) {
			add(fieldStem, w.Stem, weight)
			add(fieldForm, w.Folded, weight)
			for _, p := range w.Inner {
				add(fieldPart, p.Stem, weight)
			}
			for _, r := range roots(w) {
				add(fieldRoot, r, weight)
			}
			for _, k := range w.Keys {
				add(fieldName, k+keySep+w.Stem, 1)
			}
			if title {
				add(fieldTitle, w.Stem, 1)
				add(fieldTitle, formMark+w.Folded, 1)
				for _, p := range w.Inner {
					add(fieldTitle, partMark+p.Stem, 1)
				}
			}
		}
		for _, tok := range a.Tokens(nil, text) {
			add(fieldPair, pairTerm(before, tok.Word), 1)
			before = tok.Word
			word(tok.Word)
			if tok.Ellipsis != nil {
				word(tok.Ellipsis)
			}
		}
	}
	line(doc.Article.Kicker, kickerWeight, true)
	line(doc.Article.Title, titleWeight, true)
	for _, p := range doc.Article.Paragraphs {
		line(p.Text, lineWeight(p.Kind), false)
	}
	for _, t := range made.terms {
		add(t.field, t.term, 1)
	}
	for _, name := range segmentFields[1:] {
		f := &plainField{name: name, options: bindex.IndexField, freqs: fields[name]}
		switch name {
		case fieldStream:
			f.options, f.value = bindex.StoreField, made.stream
		case fieldKeywords:
			f.options, f.value = bindex.StoreField, []byte(made.keywords)
		}
		d.fields = append(d.fields, f)
	}
	id := bindex.TokenFrequencies{made.id: &bindex.TokenFreq{Term: []byte(made.id)}}
	id[made.id].SetFrequency(1)
	d.fields = append(d.fields, &plainField{name: "_id", options: bindex.IndexField | bindex.StoreField, value: []byte(made.id), freqs: id})
	return d
}

type plainDoc struct {
	*document
	fields []bindex.Field
}

func (d *plainDoc) VisitFields(visit bindex.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

type plainField struct {
	name    string
	options bindex.FieldIndexingOptions
	value   []byte
	freqs   bindex.TokenFrequencies
}

func (f *plainField) Name() string                                      { return f.name }
func (f *plainField) Value() []byte                                     { return f.value }
func (f *plainField) ArrayPositions() []uint64                          { return nil }
func (f *plainField) EncodedFieldType() byte                            { return 't' }
func (f *plainField) Analyze()                                          {}
func (f *plainField) Options() bindex.FieldIndexingOptions              { return f.options }
func (f *plainField) AnalyzedLength() int                               { return 1 }
func (f *plainField) AnalyzedTokenFrequencies() bindex.TokenFrequencies { return f.freqs }
func (f *plainField) NumPlainTextBytes() uint64                         { return uint64(len(f.value)) }

// A term's number of documents is told behind one that has one document only.
func TestTermsAreCounted(t *testing.T) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var docs []index.Document
	for i := range 5 {
		text := "Zykliade"
		if i == 0 {
			text += " Zybrinke"
		}
		docs = append(docs, index.Document{Article: &archive.Article{ID: archive.ID(fmt.Sprint(i)), Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}})
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	s, err := x.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	got := map[string]int{}
	if err := s.segments[0].eachTerm(fieldForm, "zy", 10, func(term string, docs int) { got[term] = docs }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"zybrinke": 1, "zykliade": 5}, got); diff != "" {
		t.Errorf("documents by term (-want +got):\n%s", diff)
	}
}
