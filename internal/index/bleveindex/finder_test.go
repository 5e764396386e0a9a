package bleveindex

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"depesche/internal/german"
)

func TestStreamsAreShort(t *testing.T) {
	a := analyzerFor(t)
	if n := len(strings.Fields(frequentForms)); n > 256-firstCode {
		t.Fatalf("%d frequent forms, room for %d", n, 256-firstCode)
	}
	c := newCodes(a)
	s := streamOf(a, c, "Der Minister und die Züge.", "In der Regierung wird das nicht so gesehen, sagte Kim Jong-un; xyzzy 2024.")
	if words := 5 + 13 + 2; 4*len(s) > 3*wordBytes*words {
		t.Errorf("%d bytes of %d words", len(s), words)
	}
	for w := range strings.FieldsSeq("Regierung Haus sagte XY 2024 Ökonomie Straße") {
		if c := codedOf(a.Word(w)); c.form >= firstCode || c.stem == breakHash {
			t.Errorf("%s is %x", w, c)
		}
	}
}

func TestFinder(t *testing.T) {
	a := analyzerFor(t)
	c := newCodes(a)
	s := streamOf(a, c, "Züge nach Norden", "In der Regierung des Landes sagte der Minister nichts dazu.", "Die Züge fuhren nach Süden, die Regierung schwieg.")
	phrase := func(exact bool, text string) []unit {
		var u unit
		for w := range strings.FieldsSeq(text) {
			u = append(u, wordAt(a.Word(w), exact))
		}
		return []unit{u}
	}
	near := func(texts ...string) (units []unit) {
		for _, text := range texts {
			units = append(units, phrase(false, text)[0])
		}
		return units
	}
	for _, tc := range []struct {
		name     string
		units    []unit
		distance int
		title    bool
		want     bool
	}{
		{"word", phrase(false, "Minister"), 0, false, true},
		{"frequent word", phrase(false, "Regierung"), 0, false, true},
		{"inflected", phrase(false, "Regierungen"), 0, false, true},
		{"exact", phrase(true, "Regierungen"), 0, false, false},
		{"missing", phrase(false, "Kanzler"), 0, false, false},
		{"phrase", phrase(false, "der Minister nichts"), 0, false, true},
		{"phrase of frequent words", phrase(false, "in der Regierung"), 0, false, true},
		{"wrong order", phrase(false, "Minister der nichts"), 0, false, false},
		{"not neighbours", phrase(false, "Züge Süden"), 0, false, false},
		{"over a break", phrase(false, "Norden In"), 0, false, false},
		{"in title", phrase(false, "nach Norden"), 0, true, true},
		{"not in title", phrase(false, "nach Süden"), 0, true, false},
		{"near", near("Züge", "Süden"), 2, false, true},
		{"near in any order", near("Süden", "Züge"), 2, false, true},
		{"too far", near("Züge", "Süden"), 1, false, false},
		{"other paragraph", near("Minister", "Süden"), -1, false, false},
		{"same paragraph", near("Züge", "Regierung schwieg"), -1, false, true},
		{"near of a phrase", near("fuhren nach", "die Regierung"), 1, false, true},
		{"near of a phrase too far", near("Die Züge", "Regierung schwieg"), 1, false, false},
	} {
		for rarest := range len(tc.units[0]) {
			if got := newFinder(c, tc.units, tc.distance, tc.title, rarest).find(s); got != tc.want {
				t.Errorf("%s, anchor %d: found is %v", tc.name, rarest, got)
			}
		}
	}
}

// What the finder finds in random streams of few words, where almosts abound, is
// what looking at every place finds.
func TestFinderFindsEverything(t *testing.T) {
	a := analyzerFor(t)
	c := newCodes(a)
	vocabulary := []*german.Word{}
	for w := range strings.FieldsSeq("der die Regierung Regierungen Zug Norden Süden nicht") {
		vocabulary = append(vocabulary, a.Word(w))
	}
	rng := rand.New(rand.NewPCG(7, 7))
	found := 0
	for range 20_000 {
		var words []*german.Word // nil: a break
		var s []byte
		for range 3 + rng.IntN(12) {
			if rng.IntN(8) == 0 {
				words, s = append(words, nil), appendBreak(s, bodyLine)
				continue
			}
			w := vocabulary[rng.IntN(len(vocabulary))]
			words, s = append(words, w), c.appendWord(s, w)
		}
		var u unit
		var sought []*german.Word
		exact := rng.IntN(2) == 0
		for range 1 + rng.IntN(4) {
			w := vocabulary[rng.IntN(len(vocabulary))]
			u, sought = append(u, wordAt(w, exact)), append(sought, w)
		}
		want := false
		for i := range len(words) - len(sought) + 1 {
			want = want || !slices.ContainsFunc(sought, func(w *german.Word) bool {
				at := words[i]
				i++
				return at == nil || at.Stem != w.Stem || exact && at.Folded != w.Folded
			})
		}
		if want {
			found++
		}
		for rarest := range u {
			if got := newFinder(c, []unit{u}, 0, false, rarest).find(s); got != want {
				t.Fatalf("found is %v, not %v: %x in %x", got, want, u, s)
			}
		}
	}
	for range 20_000 { // two words near one another
		var words []*german.Word
		var s []byte
		for range 3 + rng.IntN(20) {
			w := vocabulary[rng.IntN(len(vocabulary))]
			words, s = append(words, w), c.appendWord(s, w)
		}
		one, other := vocabulary[rng.IntN(len(vocabulary))], vocabulary[rng.IntN(len(vocabulary))]
		distance, want := rng.IntN(5), false
		for i, a := range words {
			for j, b := range words {
				want = want || i != j && a.Stem == one.Stem && b.Stem == other.Stem && max(i-j, j-i) <= distance+1
			}
		}
		if got := newFinder(c, []unit{{wordAt(one, false)}, {wordAt(other, false)}}, distance, false, 0).find(s); got != want {
			t.Fatalf("%s near %s in %x: found is %v, not %v", one.Stem, other.Stem, s, got, want)
		}
	}
	if found < 1000 {
		t.Errorf("only %d of the phrases are there at all", found)
	}
}

func FuzzFinder(f *testing.F) {
	a := analyzerFor(f)
	c := newCodes(a)
	s := streamOf(a, c, "Züge nach Norden", "In der Regierung")
	f.Add(s)
	f.Add(s[:len(s)-1])
	var u unit
	for w := range strings.FieldsSeq("Züge nach der Regierung") {
		u = append(u, wordAt(a.Word(w), false))
	}
	finders := []*finder{newFinder(c, []unit{u}, 0, true, 0), newFinder(c, []unit{u[:2], u[2:]}, 3, false, 0)}
	f.Fuzz(func(t *testing.T, s []byte) { // whatever is stored, nothing breaks
		for _, f := range finders {
			f.find(s)
		}
	})
}

func analyzerFor(t testing.TB) *german.Analyzer {
	t.Helper()
	a, err := german.NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// streamOf is the stream of a title and lines of text.
func streamOf(a *german.Analyzer, c *codes, title string, lines ...string) []byte {
	b := newBuilder(a, c)
	b.line(title, titleLine, 1)
	for _, l := range lines {
		b.line(l, bodyLine, 1)
	}
	return b.stream
}
