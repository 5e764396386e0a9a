package bleveindex

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// names is an expander that knows one entity.
type names struct{}

func (names) Expand(words []string) (out []index.Names) {
	for i, w := range words {
		if strings.EqualFold(w, "Vostochny") {
			out = append(out, index.Names{First: i, Last: i, Entity: "kosmodrom-wostotschny", Kind: archive.Place, Forms: []string{"Kosmodrom Wostotschny", "Wostotschny"}})
		}
	}
	return out
}

// TestExpansions: names, synonyms and typing errors are searched, told and switched
// off wherever in a query a word stands.
func TestExpansions(t *testing.T) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	x.SetExpander(names{})
	var docs []index.Document
	for id, text := range map[string]string{
		"cosmo1": "Kim besuchte das Kosmodrom Wostotschny.", "helic1": "Ein Helikopter landete.", "satel1": "Das Kamel verglühte.",
		"uboot1": "Ein Atom-U-Boot lief aus.", "phras1": "Der Helikopter des Präsidenten flog tief.",
	} {
		a := &archive.Article{ID: archive.ID(id), Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}
		docs = append(docs, index.Document{Article: a})
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		query   string
		without string
		want    string // ids
		told    string // keys
	}{
		{"Vostochny", "", "cosmo1", "name:kosmodrom-wostotschny"},
		{"Vostochny", "name:kosmodrom-wostotschny", "", "name:kosmodrom-wostotschny"},
		{"Vostochny ODER Kamel", "", "cosmo1 satel1", "name:kosmodrom-wostotschny"},
		{"Vostochny ODER Kamel", "name:kosmodrom-wostotschny", "satel1", "name:kosmodrom-wostotschny"},
		{"(Vostochny ODER Kamel) Kim", "", "cosmo1", "name:kosmodrom-wostotschny"},
		{"Hubschrauber ODER Kamel", "", "helic1 phras1 satel1", "synonym:hubschrauber"},
		{"(Hubschrauber ODER Kamel) -Präsident", "", "helic1 satel1", "synonym:hubschrauber"},
		{"Kamell ODER Vostochny", "", "cosmo1 satel1", "typo:kamell=Kamel name:kosmodrom-wostotschny"},
		{"=Hubschrauber ODER Kamel", "", "satel1", ""},
		{`"Hubschrauber des Präsidenten"`, "", "", ""},
		{`"Helikopter des Präsidenten" NEAR/5 tief`, "", "phras1", ""},
	} {
		req := index.Request{Query: query.Parse(c.query), Limit: 10}
		if c.without != "" {
			req.Without = []string{c.without}
		}
		res, err := x.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		var ids, keys []string
		for _, h := range res.Hits {
			ids = append(ids, string(h.ID))
		}
		for _, e := range res.Expansions {
			keys = append(keys, e.Key)
		}
		if diff := cmp.Diff(strings.Fields(c.want), slices.Sorted(slices.Values(ids)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s without %q (-want +got):\n%s", c.query, c.without, diff)
		}
		if got := strings.Join(keys, " "); got != c.told {
			t.Errorf("%s: told %s, want %s", c.query, got, c.told)
		}
	}
	text := "Ein Atom-U-Boot lief aus."
	res, err := x.Search(t.Context(), index.Request{Query: query.Parse("U-Boot"), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if ms := res.Matcher.Match("", text, nil); len(ms) != 1 || text[ms[0].Span.Start:ms[0].Span.End] != "U-Boot" {
		t.Errorf("matches %+v", ms)
	}
}

// TestIgnored: of a query longer than can be searched the words left out are named.
func TestIgnored(t *testing.T) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	long := strings.Repeat("Der Wagen fuhr. ", 3)
	words := strings.Fields("Abend Berg Dorf Ecke Feld Garten Himmel Insel Jahr Kanal Licht Morgen Nebel Ofen Pferd Quelle Regen Stadt Turm Ufer Vogel Wald Zimmer Apfel Bild Dach Eimer Faden Gras Hafen Igel Jacke Korb Lampe")
	if err := x.Put(t.Context(), []index.Document{
		{Article: &archive.Article{ID: "lang1", Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: long + strings.Join(words, " ")}}}},
		{Article: &archive.Article{ID: "kurz1", Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: "Ein Wagen und eine Lampe."}}}},
	}); err != nil {
		t.Fatal(err)
	}
	res, err := x.Search(t.Context(), index.Request{Query: query.Parse("der " + strings.Join(words, " ")), Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Korb", "Lampe"}, res.Ignored); diff != "" {
		t.Errorf("ignored (-want +got):\n%s", diff)
	}
}

// TestSuggest: a form completes to the word, and a second word to what stands beside
// the first somewhere.
func TestSuggest(t *testing.T) {
	x := indexOf(t, map[string]string{"aa11": "Putin sprach. Putin schwieg.", "bb22": "Putin reiste nach Jakutsk.", "cc33": "Journalisten warteten auf Kim."})
	for prefix, want := range map[string][]string{
		"Putins": {"Putin"}, "Puti": {"Putin"}, "Putin J": nil, "Putin Ja": {"Putin Jakutsk"}, "Kim Jo": {"Kim Journalisten"}, "Putin Jo": {"Putin Journalisten"},
	} {
		got, err := x.Suggest(t.Context(), prefix, 5)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", prefix, diff)
		}
	}
}
