package bleveindex

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// Lines that a filter rules out have no match: what Match finds is what looking at
// every word of every line finds.
func TestFilterRulesOutNoMatch(t *testing.T) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	docs := recombined(t, 300)
	for i, text := range []string{
		"In der Nacht griff die Armee den Hafen an, Kurz- und Mittelstreckenraketen flogen.", "Waffenexporte und -importe; die Tests von Raketen.",
		"Kim Jong-un sprach mit der UN über 10 000 Granaten.",
	} {
		docs[i].Article.Paragraphs[0].Text = text
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	queries := []string{
		"angreifen", "Angriff", "Kurzstreckenrakete", "Mittelstrecke", "Waffenimport", "Raketentest", "Rakete*", "Waf*", "Ka*", "=Tests", "UN", "un",
		"10.000", `"in den letzten Jahren"`, `"auch die"`, "Regierung NEAR/5 Budget", "Wirt* NEAR/5 Jahr", "title:Wien", "Wien -Polizei",
		"Welche Maßnahmen plant die Regierung gegen die Arbeitslosigkeit in Wien?",
	}
	for _, d := range docs[:60] { // and what stands in the articles
		words := strings.Fields(d.Article.Paragraphs[len(d.Article.Paragraphs)-1].Text)
		queries = append(queries, words[len(words)/2], strings.Join(words[:2], " "), `"`+strings.Join(words[len(words)-2:], " ")+`"`)
	}
	found := 0
	for _, q := range queries {
		p, err := x.plan(mustSnapshot(t, x), index.Request{Query: query.Parse(q), Limit: 10})
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		m := x.matcher(p)
		for _, d := range docs {
			for i, line := range slices.Concat([]archive.Paragraph{{Text: d.Article.Title}}, d.Article.Paragraphs) {
				field := query.FieldName("")
				if i == 0 {
					field = query.Title
				}
				want := m.matchTokens(x.analyzer.Tokens(nil, line.Text), line.Text, i == 0)
				if len(m.alts) > 0 || len(want) > 0 {
					want = hyphens(disjoint(want), line.Text)
				}
				if diff := cmp.Diff(want, m.Match(field, line.Text, nil)); diff != "" {
					t.Fatalf("%s in %q: matches (-all words +filtered):\n%s", q, line.Text, diff)
				}
				found += len(want)
			}
		}
	}
	if found < 1000 {
		t.Errorf("%d matches are too few to tell anything", found)
	}
}

func mustSnapshot(t *testing.T, x *Index) *snapshot {
	t.Helper()
	s, err := x.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}
