package zapfile_test

import (
	"fmt"
	"slices"
	"testing"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"depesche/internal/index/bleveindex/zapfile"
)

// Lists of one and many chunks, short and long ones, of documents in one and more
// containers of a bitmap are read by Bleve as they were written.
func TestNewIsReadByBleve(t *testing.T) {
	for _, n := range []int{1, 2, 1023, 1024, 1025, 5000, 70_000} {
		docs := make([]zapfile.Document, n)
		ids := zapfile.Field{Name: zapfile.ID}
		words := zapfile.Field{Name: "word"}
		for step, text := range map[int]string{1: "each", 2: "every second", 17: "some", 1 << 30: "first"} {
			term := zapfile.Term{Text: text}
			for doc := 0; doc < n; doc += step {
				term.Postings = append(term.Postings, zapfile.Posting{Doc: uint32(doc), Freq: uint32(doc % 300)})
			}
			words.Terms = append(words.Terms, term)
		}
		words.Terms = append(words.Terms, zapfile.Term{Text: "last", Postings: []zapfile.Posting{{Doc: uint32(n - 1), Freq: 1}}})
		slices.SortFunc(words.Terms, func(a, b zapfile.Term) int { return slices.Compare([]byte(a.Text), []byte(b.Text)) })
		for i := range docs {
			id := fmt.Sprintf("d%06d", i)
			docs[i] = zapfile.Document{ID: id, Stored: []zapfile.Value{{Field: 1, Type: 't', Bytes: fmt.Appendf(nil, "text of %s", id)}}}
			ids.Terms = append(ids.Terms, zapfile.Term{Text: id, Postings: []zapfile.Posting{{Doc: uint32(i), Freq: 1}}})
		}
		s, _, err := zapfile.New([]zapfile.Field{ids, words, {Name: "x"}}, docs, nil)
		if err != nil {
			t.Fatal(err)
		}
		if int(s.Count()) != n || !slices.Equal(s.Fields(), []string{zapfile.ID, "word", "x"}) {
			t.Errorf("%d documents, fields %v", s.Count(), s.Fields())
		}
		for _, term := range words.Terms {
			if got := read(t, s, "word", term.Text); !slices.Equal(got, term.Postings) {
				t.Errorf("%d documents: %q has %d postings, want %d, or they differ", n, term.Text, len(got), len(term.Postings))
			}
		}
		if got := read(t, s, "x", "each"); len(got) > 0 {
			t.Errorf("postings %v of an empty field", got)
		}
		for _, i := range []int{0, n / 2, n - 1} {
			var got []string
			err := s.VisitStoredFields(uint64(i), func(field string, kind byte, value []byte, _ []uint64) bool {
				got = append(got, fmt.Sprintf("%s %c %s", field, kind, value))
				return true
			})
			want := []string{"_id t " + docs[i].ID, "word t text of " + docs[i].ID}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("document %d: %q, %v, want %q", i, got, err, want)
			}
		}
	}
}

func read(t *testing.T, s segment.Segment, field, term string) (list []zapfile.Posting) {
	t.Helper()
	dict, err := s.Dictionary(field)
	if err != nil {
		t.Fatal(err)
	}
	pl, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for it := pl.Iterator(true, true, true, nil); ; {
		p, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		if p == nil {
			return list
		}
		list = append(list, zapfile.Posting{Doc: uint32(p.Number()), Freq: uint32(p.Frequency())})
	}
}

func TestTermsOutOfOrderAreRefused(t *testing.T) {
	one := []zapfile.Posting{{Doc: 0, Freq: 1}}
	_, _, err := zapfile.New([]zapfile.Field{{Name: zapfile.ID, Terms: []zapfile.Term{{"b", one}, {"a", one}}}}, make([]zapfile.Document, 1), nil)
	if err == nil {
		t.Error("no error")
	}
}
