package archive

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
)

func TestNewIDIsChecked(t *testing.T) {
	seen := map[ID]bool{}
	for range 1000 {
		id, err := NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if !id.Valid() || !id.Checked() || seen[id] {
			t.Fatalf("NewID gave %q: valid %v, checked %v, seen before %v", id, id.Valid(), id.Checked(), seen[id])
		}
		seen[id] = true
	}
}

func TestNewIDNeedsRandomness(t *testing.T) {
	if id, err := NewID(bytes.NewReader([]byte{1, 2, 3})); err == nil {
		t.Errorf("NewID from three bytes gave %q, want an error", id)
	}
}

// The check finds what people get wrong when they copy an id by hand.
func TestCheckFindsTypos(t *testing.T) {
	id, err := NewID(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for i := range id {
		for _, c := range []byte(Betanumeric) {
			if typo := replaced(id, i, c); typo != id && typo.Checked() {
				t.Errorf("%q with one wrong character, %q, passes the check", id, typo)
			}
		}
		if i+1 < len(id) && id[i] != id[i+1] {
			if swapped := replaced(replaced(id, i, id[i+1]), i+1, id[i]); swapped.Checked() {
				t.Errorf("%q with two neighbours swapped, %q, passes the check", id, swapped)
			}
		}
	}
}

func replaced(id ID, i int, c byte) ID {
	b := []byte(id)
	b[i] = c
	return ID(b)
}

func TestValidID(t *testing.T) {
	for id, want := range map[ID]bool{
		"abcd": true, "7k3m9x2qh": true, "000": false, "abc": false, "Abcd": false, "ab-cd": false,
		"äbcd": false, ID(strings.Repeat("a", 32)): true, ID(strings.Repeat("a", 33)): false, "../..": false,
	} {
		if got := id.Valid(); got != want {
			t.Errorf("ID(%q).Valid() = %v, want %v", id, got, want)
		}
	}
}

func TestPassageIDIgnoresHowTextIsWritten(t *testing.T) {
	composed, decomposed := "Über die Brücke", "U\u0308ber  die\nBru\u0308cke "
	if a, b := PassageID(composed), PassageID(decomposed); a != b || len(a) != 5 {
		t.Errorf("PassageID gives %q and %q for one text in two Unicode forms", a, b)
	}
	if PassageID("Über die Brücke") == PassageID("Über die Brücken") {
		t.Error("two texts have one passage id")
	}
}

func TestAssignPIDsAreUniqueAndStable(t *testing.T) {
	ps := []Paragraph{{Text: "Nein."}, {Text: "Doch."}, {Text: "Nein."}, {Text: "Nein."}}
	AssignPIDs(ps)
	seen := map[string]bool{}
	for _, p := range ps {
		if seen[p.PID] {
			t.Fatalf("passage id %q twice: %v", p.PID, ps)
		}
		seen[p.PID] = true
	}
	// A paragraph put in between changes none of the ids.
	more := []Paragraph{{Text: "Nein."}, {Text: "Ach."}, {Text: "Doch."}, {Text: "Nein."}, {Text: "Nein."}}
	AssignPIDs(more)
	for i, j := range []int{0, 2, 3, 4} {
		if ps[i].PID != more[j].PID {
			t.Errorf("paragraph %d changed its id from %q to %q", i, ps[i].PID, more[j].PID)
		}
	}
}

func TestSlug(t *testing.T) {
	for in, want := range map[string]string{
		"Putin und Kim wollen sich beistehen": "putin-und-kim-wollen-sich-beistehen",
		"Großbrand in Öllager: „Übel!“":       "grossbrand-in-oellager-uebel",
		"James O'Brien & António Guterres":    "james-obrien-antonio-guterres",
		"  --  ":                              "",
		"평양":                                  "",
		"U\u0308ber":                          "ueber",
		"Straße in Łódź":                      "strasse-in-lodz",
		"Nordkorea liefert offenbar bereits Waffen an Russland und mehr": "nordkorea-liefert-offenbar-bereits-waffen-an-russland-und",
		strings.Repeat("a", 100): strings.Repeat("a", 60),
	} {
		got := Slug(in)
		if got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
		if len(got) > 60 {
			t.Errorf("Slug(%q) has %d bytes", in, len(got))
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("Größe")
	f.Fuzz(func(t *testing.T, s string) {
		got := Slug(s)
		if len(got) > 60 || Slug(got) != got {
			t.Fatalf("Slug(%q) = %q: over 60 bytes, or not its own slug (%q)", s, got, Slug(got))
		}
		if strings.Trim(got, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.HasPrefix(got, "-") || strings.HasSuffix(got, "-") {
			t.Fatalf("Slug(%q) = %q", s, got)
		}
	})
}
