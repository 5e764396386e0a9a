package bleveindex

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// TestCompoundsApartStayTrue looks for a compound said apart while articles come and
// go, so that what is remembered of a segment must be right for each of them.
func TestCompoundsApartStayTrue(t *testing.T) {
	x, err := Create(filepath.Join(t.TempDir(), "index"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	check := func(want ...string) {
		t.Helper()
		for range 2 { // the second time from memory
			res, err := x.Search(t.Context(), index.Request{Query: query.Parse("Raketentest"), Limit: 10, Sort: query.Newest})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range res.Hits {
				got = append(got, string(h.ID))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		}
	}
	put := func(id, text string) {
		t.Helper()
		a := &archive.Article{ID: archive.ID(id), Title: "Meldung", Paragraphs: []archive.Paragraph{{Text: text}}}
		if err := x.Put(t.Context(), []index.Document{{Article: a}}); err != nil {
			t.Fatal(err)
		}
	}
	put("a", "Der Test einer neuen Rakete ist gelungen.")
	put("b", "Eine Rakete stand im Hof. Viel später, am Ende des langen Jahres, schrieb die Klasse einen Test.")
	check("a")
	put("c", "Nordkorea kündigt Tests neuer Raketen an.")
	check("a", "c")
	if err := x.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	check("a", "c")
	if err := x.Delete(t.Context(), []archive.ID{"a"}); err != nil {
		t.Fatal(err)
	}
	check("c")
	put("b", "Noch ein Test mit einer Rakete.")
	check("b", "c")
}

func TestNearSetsAreBounded(t *testing.T) {
	var n nearSets
	for i := range 3 * maxNearSets {
		n.put(fmt.Sprint(i), nearSet{docs: roaring.BitmapOf(uint32(i))})
		if _, ok := n.get(fmt.Sprint(i)); !ok || len(n.sets) > maxNearSets {
			t.Fatalf("%d remembered after %d: %v", len(n.sets), i, ok)
		}
	}
	large := roaring.New()
	for i := range uint32(maxNearBytes / 64) {
		large.Add(i * 100)
	}
	for i := range 1000 {
		n.put(fmt.Sprint(i), nearSet{docs: large})
		if n.bytes > maxNearBytes {
			t.Fatalf("%d bytes", n.bytes)
		}
	}
}
