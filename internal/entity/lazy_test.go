package entity

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func TestLazyIsTheShippedRecogniser(t *testing.T) {
	registry, err := Parse(Source{Name: "entities.yaml", Text: []byte("entities:\n  - id: wladimir-putin\n    kind: person\n    name: Wladimir Putin\n")})
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := NewShipped(registry, true)
	if err != nil {
		t.Fatal(err)
	}
	lazy := NewLazy(registry)
	if lazy.Version() != shipped.Version() {
		t.Errorf("version %s before it is made, %s then", lazy.Version(), shipped.Version())
	}
	a := &archive.Article{Title: "Putin", Paragraphs: []archive.Paragraph{{Text: "Wladimir Putin traf Angela Schmidt in Kasan."}}}
	want := shipped.Mentions(a)
	if len(want) == 0 {
		t.Error("nothing is found at all")
	}
	if diff := cmp.Diff(want, lazy.Mentions(a)); diff != "" {
		t.Errorf("mentions (-shipped +lazy):\n%s", diff)
	}
}
