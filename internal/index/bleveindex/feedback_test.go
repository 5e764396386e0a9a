package bleveindex

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// Of hits that have equally much of a long query those come first that are about what
// the best ones are about; the two best and the number of hits stay as they are.
func TestFeedback(t *testing.T) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	var docs []index.Document
	for i, text := range []string{
		"Die Werft in Stralsund baut Schiffe für die Küstenwache und sucht Arbeiter. Schweißer und Schlosser fehlen.",
		"Stralsund: Die Werft baut Schiffe, die Küstenwache wartet, Arbeiter fehlen. Schweißer und Schlosser streiken.",
		"Die Werft sucht Arbeiter. Bäcker und Metzger haben am Markttag frei.",
		"Die Werft sucht Arbeiter. Schweißer und Schlosser haben am Markttag frei.",
	} {
		docs = append(docs, index.Document{Article: &archive.Article{ID: archive.ID(fmt.Sprintf("feed%d", i)), Published: archive.NewDate(time.Date(2024, 1, 9-i, 0, 0, 0, 0, time.UTC), archive.Day),
			Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}})
	}
	for i := range 40 { // so that words weigh something
		docs = append(docs, index.Document{Article: &archive.Article{ID: archive.ID(fmt.Sprintf("other%02d", i)),
			Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: fmt.Sprintf("Der Regen fiel zum %d. Mal auf die Felder.", i)}}}})
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	search := func(without ...string) (ids []string) {
		res, err := x.Search(t.Context(), index.Request{Query: query.Parse("Werft Stralsund Schiffe Küstenwache Arbeiter"), Limit: 10, Without: without})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(res.Hits, func(a, b index.Hit) int { return int(b.Score*1e6) - int(a.Score*1e6) }) {
			t.Errorf("scores are not in order: %v", res.Hits)
		}
		for _, h := range res.Hits {
			ids = append(ids, string(h.ID))
		}
		return ids
	}
	without, with := search("feedback"), search()
	if diff := cmp.Diff([]string{"feed2", "feed3"}, without[2:]); diff != "" {
		t.Errorf("without feedback (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(append(slices.Clone(without[:2]), "feed3", "feed2"), with); diff != "" {
		t.Errorf("with feedback (-want +got):\n%s", diff)
	}
}
