package server

import (
	"testing"

	"depesche/internal/archive"
	"depesche/web"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	hits := []web.Hit{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}}
	also := map[string][]archive.ID{"a": {"c", "zz"}, "c": {"a"}, "e": {"b"}}
	var got []string
	for _, h := range fold(hits, also, nil) {
		got = append(got, h.ID)
	}
	if kept := fold(hits[4:], also, map[archive.ID]bool{"b": true}); len(kept) != 0 {
		t.Errorf("a reprint of a hit on the page before is kept: %v", kept)
	}
	if diff := cmp.Diff([]string{"a", "b", "d"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
