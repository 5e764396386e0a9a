package archive

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShown(t *testing.T) {
	long := strings.Repeat("Vierzehn Wörter ", 40)
	a := Article{Paragraphs: []Paragraph{
		{Kind: Heading, Text: "Zwischentitel"}, {Kind: Text, Text: long}, {Kind: Text, Text: "geheim"},
	}}
	AssignPIDs(a.Paragraphs)
	for _, c := range []struct {
		rights Rights
		want   int
	}{{RightsFull, 3}, {"", 3}, {RightsExcerpt, 1}, {RightsMetadata, 0}, {"unbekannt", 0}} {
		a.Rights = c.rights
		shown := a.Shown()
		if len(shown.Paragraphs) != c.want {
			t.Errorf("%q: %d paragraphs, want %d", c.rights, len(shown.Paragraphs), c.want)
		}
	}
	a.Rights = RightsExcerpt
	p := a.Shown().Paragraphs[0]
	if n := utf8.RuneCountInString(p.Text); n > ExcerptRunes || n < ExcerptRunes/2 || p.PID != a.Paragraphs[1].PID {
		t.Errorf("excerpt has %d runes, pid %s: %q", n, p.PID, p.Text)
	}
	if a.Paragraphs[1].Text != long {
		t.Error("Shown changed the article itself")
	}
}

func FuzzExcerpt(f *testing.F) {
	f.Add("Größe und Änderung, die – trotz allem – zählt", 20)
	f.Add(strings.Repeat("ß", 300), 10)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		got := Excerpt(text, limit)
		if utf8.RuneCountInString(text) > limit && utf8.RuneCountInString(got) > max(limit, 0) {
			t.Errorf("Excerpt(%q, %d) has %d runes", text, limit, utf8.RuneCountInString(got))
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("Excerpt(%q, %d) = %q is not valid UTF-8", text, limit, got)
		}
	})
}
