package bleveindex

import (
	"slices"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// TestLanguage: what a query finds by word families, verbs in two pieces, numbers
// in groups, beginnings of words near others, and what it must not find.
func TestLanguage(t *testing.T) {
	x := indexOf(t, map[string]string{
		"griff1": "In der Nacht griff die Armee den Hafen an.", "griff2": "Er griff nach dem Hut und stand an der Tür.",
		"liefe1": "Pjöngjang hat Granaten geliefert.", "liefe2": "Die Waffenlieferung kam an.",
		"zehnt1": "Rund 10 000 Menschen kamen.", "zehnt2": "Es waren 10.000 Menschen.", "jahre1": "Im Jahr 2020 300 Tage lang.",
		"raket1": "Die Raketentests schreckten das ferne Japan auf.", "raket2": "Eine Rakete flog. Später, nach vielen langen Gesprächen, sprach Japan.",
		"jonil1": "Kim Il Sung starb.", "machte": "Sie machte das Licht aus.", "gefec1": "Die Macht der Partei wuchs.",
		"kupp01": "Die Kuppel der Raketenabwehr war dicht.", "goldm1": "Marigolds Buch erschien.",
	})
	for _, c := range []struct{ query, want string }{
		{"angreifen", "griff1"},
		{"Angriff", "griff1"},
		{"Lieferung", "liefe1 liefe2"},
		{"liefern", "liefe1 liefe2"},
		{"10.000", "zehnt1 zehnt2"},
		{"10 000", "zehnt1 zehnt2"},
		{"10000 Menschen", "zehnt1 zehnt2"},
		{"300 Tage", "jahre1"},
		{"Rak* NEAR/5 Japan", "raket1"},
		{"Xyz* NEAR/5 Japan", ""},
		{"Kim Yo-jong", ""},
		{"Macht", "gefec1"},
		{"Gold", ""},
	} {
		got := foundBy(t, x, index.Request{Query: query.Parse(c.query), Limit: 10})
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %v, want %s", c.query, got, c.want)
		}
	}
	res, err := x.Search(t.Context(), index.Request{Query: query.Parse("Hutkuppel"), Limit: 10})
	if err != nil || res.Total != 0 || res.Suggestion != "Hut Kuppel" {
		t.Errorf("Hutkuppel: %d hits, suggestion %q, error %v", res.Total, res.Suggestion, err)
	}
}

// indexOf is an index in memory of texts by their ids.
func indexOf(t *testing.T, texts map[string]string) *Index {
	t.Helper()
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	var docs []index.Document
	for id, text := range texts {
		docs = append(docs, index.Document{Article: &archive.Article{ID: archive.ID(id), Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}})
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	return x
}

// foundBy are the ids that a request finds, sorted.
func foundBy(t *testing.T, x *Index, req index.Request) (ids []string) {
	t.Helper()
	res, err := x.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("%v: %v", req.Query, err)
	}
	for _, h := range res.Hits {
		ids = append(ids, string(h.ID))
	}
	slices.Sort(ids)
	return ids
}
