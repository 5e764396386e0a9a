package diff

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParagraphs(t *testing.T) {
	same := func(s string) Line { return Line{Same, []Part{{Same, s}}} }
	for _, c := range []struct {
		name     string
		old, now []string
		want     []Line
	}{
		{"nothing", nil, nil, nil},
		{"same", []string{"a b", "c"}, []string{"a b", "c"}, []Line{same("a b"), same("c")}},
		{"one word", []string{"Putin reist nach Pjöngjang.", "Ende."}, []string{"Putin reiste nach Pjöngjang.", "Ende."}, []Line{
			{Changed, []Part{{Same, "Putin "}, {Removed, "reist"}, {Added, "reiste"}, {Same, " nach Pjöngjang."}}}, same("Ende."),
		}},
		{"removed and added", []string{"eins zwei", "bleibt"}, []string{"bleibt", "drei vier"}, []Line{
			{Removed, []Part{{Removed, "eins zwei"}}}, same("bleibt"), {Added, []Part{{Added, "drei vier"}}},
		}},
		{"replaced by another", []string{"ganz alter Absatz"}, []string{"völlig Neues steht hier"}, []Line{
			{Removed, []Part{{Removed, "ganz alter Absatz"}}}, {Added, []Part{{Added, "völlig Neues steht hier"}}},
		}},
		{"neighbouring words are one change", []string{"Der Zug kam heute früh an."}, []string{"Der Zug kam gestern spät an."}, []Line{
			{Changed, []Part{{Same, "Der Zug kam "}, {Removed, "heute früh"}, {Added, "gestern spät"}, {Same, " an."}}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Paragraphs(c.old, c.now)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Texts of any size are compared in bounded work.
func TestHugeTexts(t *testing.T) {
	var old, now []string
	for i := range 20_000 {
		old = append(old, "alter Absatz "+strings.Repeat("x", i%50))
		now = append(now, "neuer Absatz "+strings.Repeat("y", i%50))
	}
	if n := len(Paragraphs(old, now)); n != 40_000 {
		t.Errorf("%d lines", n)
	}
	long := strings.Repeat("ein Wort ", 200_000)
	if lines := Paragraphs([]string{"a " + long + "b"}, []string{"c " + long + "d"}); len(lines) != 1 {
		t.Errorf("%d lines", len(lines))
	}
}

// FuzzParagraphs: whatever the texts, the result holds both.
func FuzzParagraphs(f *testing.F) {
	f.Add("a\nb c\nd", "a\nb x c\ne")
	f.Add("", "x")
	f.Add("ä ö\n\nü", "ä  ö\nü \xff")
	f.Fuzz(func(t *testing.T, a, b string) {
		old, now := strings.Split(a, "\n"), strings.Split(b, "\n")
		var gotOld, gotNow []string
		for _, line := range Paragraphs(old, now) {
			var o, n string
			for _, p := range line.Parts {
				if p.Op != Added {
					o += p.Text
				}
				if p.Op != Removed {
					n += p.Text
				}
			}
			if line.Op != Added {
				gotOld = append(gotOld, o)
			}
			if line.Op != Removed {
				gotNow = append(gotNow, n)
			}
		}
		if !slices.Equal(gotOld, old) || !slices.Equal(gotNow, now) {
			t.Errorf("of %q and %q remain %q and %q", old, now, gotOld, gotNow)
		}
	})
}

func BenchmarkParagraphs(b *testing.B) {
	var old, now []string
	for i := range 60 {
		p := strings.Repeat("Ein Satz mit einigen Wörtern, der sich kaum ändert. ", 8)
		old = append(old, p+strings.Repeat("x", i))
		if i%3 == 0 {
			p = strings.Replace(p, "kaum", "sehr", 1)
		}
		now = append(now, p+strings.Repeat("x", i))
	}
	b.ReportAllocs()
	for b.Loop() {
		Paragraphs(old, now)
	}
}
