package entity

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

const editable = `# Kopf bleibt

entities:
  # Personen
  - id: a
    name: Anna Alt   # mit Bemerkung
    kind: person
    aliases: [A. Alt, {form: AA, case: true}]

  # Orte

  - {id: b, name: Bestadt, kind: place, wikidata: Q5}
  - id: c
    name: Cehausen
    kind: place
    formerly: [ce]
# Schluss
`

func TestEdits(t *testing.T) {
	for _, c := range []struct {
		name string
		edit func([]byte) ([]byte, error)
		old  string // what changes
		new  string
	}{
		{"adopt", func(b []byte) ([]byte, error) {
			return Adopt(b, New{Name: "Sergej Lusjanin", Kind: archive.Person, Aliases: []string{"Sergey Lusyanin"}})
		}, "    formerly: [ce]\n", "    formerly: [ce]\n  - id: sergej-lusjanin\n    name: Sergej Lusjanin\n    kind: person\n    aliases: [Sergey Lusyanin]\n"},
		{"adopt under another id", func(b []byte) ([]byte, error) {
			return Adopt(b, New{ID: "lusjanin", Name: "Sergej Lusjanin", Kind: archive.Person})
		}, "    formerly: [ce]\n", "    formerly: [ce]\n  - id: lusjanin\n    name: Sergej Lusjanin\n    kind: person\n    formerly: [sergej-lusjanin]\n"},
		{"rename", func(b []byte) ([]byte, error) { return Rename(b, "a", "anna", "Anna Neu") },
			"  - id: a\n    name: Anna Alt   # mit Bemerkung\n    kind: person\n    aliases: [A. Alt, {form: AA, case: true}]\n",
			"  - id: anna\n    name: Anna Neu # mit Bemerkung\n    kind: person\n    aliases: [A. Alt, {form: AA, case: true}, Anna Alt]\n    formerly: [a]\n"},
		{"merge", func(b []byte) ([]byte, error) { return Merge(b, "b", "c") },
			"  - {id: b, name: Bestadt, kind: place, wikidata: Q5}\n  - id: c\n    name: Cehausen\n    kind: place\n    formerly: [ce]\n",
			"  - id: c\n    name: Cehausen\n    kind: place\n    formerly: [ce, b]\n    wikidata: Q5\n    aliases: [Bestadt]\n"},
		{"merge a suggested one", func(b []byte) ([]byte, error) { return Merge(b, "zehausen", "c", "Zehausen") },
			"    formerly: [ce]\n", "    formerly: [ce, zehausen]\n    aliases: [Zehausen]\n"},
		{"split", func(b []byte) ([]byte, error) { return Split(b, "a", New{Name: "A. Alt", Kind: archive.Person}) },
			"", ""},
	} {
		got, err := c.edit([]byte(editable))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if c.name == "split" {
			want := strings.Replace(editable, "    name: Anna Alt   # mit Bemerkung\n    kind: person\n    aliases: [A. Alt, {form: AA, case: true}]\n", "    name: Anna Alt # mit Bemerkung\n    kind: person\n    aliases: [{form: AA, case: true}]\n", 1)
			want = strings.Replace(want, "    formerly: [ce]\n", "    formerly: [ce]\n  - id: a-alt\n    name: A. Alt\n    kind: person\n", 1)
			if diff := cmp.Diff(want, string(got)); diff != "" {
				t.Errorf("split (-want +got):\n%s", diff)
			}
			continue
		}
		if diff := cmp.Diff(strings.Replace(editable, c.old, c.new, 1), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestEditsKeepPermalinks(t *testing.T) {
	text := []byte(editable)
	for _, edit := range []func([]byte) ([]byte, error){
		func(b []byte) ([]byte, error) { return Rename(b, "a", "anna", "") },
		func(b []byte) ([]byte, error) { return Merge(b, "b", "c") },
		func(b []byte) ([]byte, error) { return Rename(b, "c", "cehausen", "") },
		func(b []byte) ([]byte, error) { return Merge(b, "cehausen", "anna") },
	} {
		var err error
		if text, err = edit(text); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Parse(Source{"f", text})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c", "ce", "cehausen"} {
		if got := r.Resolve(id, ""); got != "anna" {
			t.Errorf("%s leads to %q, want anna", id, got)
		}
	}
}

// What was merged can be parted again, and its permalink is its own again.
func TestSplitUndoesMerge(t *testing.T) {
	text, err := Merge([]byte(editable), "b", "c")
	if err != nil {
		t.Fatal(err)
	}
	if text, err = Split(text, "c", New{ID: "b", Name: "Bestadt"}); err != nil {
		t.Fatal(err)
	}
	r, err := Parse(Source{"f", text})
	if err != nil {
		t.Fatal(err)
	}
	if e, err := r.Lookup("b"); err != nil || e.Name != "Bestadt" || e.Kind != archive.Place {
		t.Errorf("parted: %+v, %v", e, err)
	}
	if e, err := r.Lookup("c"); err != nil || len(e.Aliases) != 0 {
		t.Errorf("what it was parted from: %+v, %v", e, err)
	}
}

func TestEditsRefuse(t *testing.T) {
	for name, edit := range map[string]func([]byte) ([]byte, error){
		"unknown":       func(b []byte) ([]byte, error) { return Rename(b, "x", "y", "") },
		"id in use":     func(b []byte) ([]byte, error) { return Rename(b, "a", "b", "") },
		"adopted twice": func(b []byte) ([]byte, error) { return Adopt(b, New{ID: "a", Name: "X", Kind: archive.Person}) },
		"bad kind":      func(b []byte) ([]byte, error) { return Adopt(b, New{Name: "X", Kind: "ship"}) },
		"name in use":   func(b []byte) ([]byte, error) { return Adopt(b, New{ID: "x", Name: "Bestadt", Kind: archive.Place}) },
		"itself":        func(b []byte) ([]byte, error) { return Merge(b, "a", "a") },
		"not YAML":      func([]byte) ([]byte, error) { return Rename([]byte("a: [b"), "a", "b", "") },
	} {
		if got, err := edit([]byte(editable)); err == nil || archive.MessageOf(err) == "" {
			t.Errorf("%s: no error but %q", name, got)
		}
	}
}

func TestAdoptIntoEmptyFiles(t *testing.T) {
	for _, text := range []string{"", "# nur ein Kommentar\n", "entities:\n", "entities:"} {
		got, err := Adopt([]byte(text), New{Name: "Neu", Kind: archive.Topic})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if r, err := Parse(Source{"f", got}); err != nil || r.Len() != 1 {
			t.Errorf("%q became %q: %v", text, got, err)
		}
	}
}

func TestRewriteShippedRegistry(t *testing.T) {
	text := shippedSource(t).Text
	path := filepath.Join(t.TempDir(), "entities.yaml")
	if err := os.WriteFile(path, text, 0o640); err != nil {
		t.Fatal(err)
	}
	r, _ := Parse(Source{"f", text})
	for _, e := range []int{0, r.Len() / 2, r.Len() - 1} { // entries of every style survive a change and back
		id := r.entries[e].ID
		for _, step := range [][2]string{{id, id + "-neu"}, {id + "-neu", id}} {
			if err := Rewrite(path, func(b []byte) ([]byte, error) { return Rename(b, step[0], step[1], "") }); err != nil {
				t.Fatalf("renaming %s to %s: %v", step[0], step[1], err)
			}
		}
	}
	after, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if after.Len() != r.Len() {
		t.Errorf("%d entries, want %d", after.Len(), r.Len())
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
}
