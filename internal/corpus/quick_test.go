package corpus

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// plainly writes a tree with all that reading an article looks at.
func plainly(n *yaml.Node, b *strings.Builder) {
	b.WriteString(strings.Repeat("(", int(n.Kind)))
	if n.Tag == "!!null" {
		b.WriteString("null")
	}
	if n.Kind != yaml.ScalarNode { // the parser numbers a block by its first line
		n.Line = 0
	}
	b.WriteString(n.Value + "@" + string(rune('0'+n.Line)))
	for _, c := range n.Content {
		plainly(c, b)
	}
	b.WriteString(")")
}

func FuzzQuickHeader(f *testing.F) {
	for _, s := range []string{
		"id: abcd1\ntitle: Ein Titel\nauthors: [A B, \"C D\"]\npublished: 2024-06-19\n",
		"title: 'x: y'\nprovenance:\n    source: a.html\n    imported_at: 2026-11-21T20:00:00Z\nlang: de\n",
		"authors:\n    - A B\n    - 'C'\nurl: https://example.org/#a\n",
		"a: b\n", "id: ~\n", "id: null\n", "id: Null\n", "title: \"a\\\"b\"\n", "tags: []\n", "tags: [ ]\n", "id: a: b\n", "id: a #b\n", "title: a\n  b\n",
		"title: \"a\n", "k1: é\n", "ids: -a\n", "id: [a, b\n", "id:\n", "id:\n  - a: b\n", "id: a\nid: b\n", "no: x\n", "title: a\tb\n", "kk: a:\n", "kk: 'a''b'\n",
		"kk: [a b, c:d]\n", "kk: [a #b]\n", "kk: a,b\n", "\nkk: a\n", "kk: a\n\n", "kk: \"a\"b\n", "kk: [,]\n", "kk: <<\n", "kk: 0x1\n", "kk:  a  \n", "kk:\n  ll: a\n   mm: b\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if strings.Contains(header, "\r") {
			return // normalised before
		}
		got := quickHeader(header, 1)
		if got == nil {
			return
		}
		p := &problems{file: "x"}
		want := parseHeader(p, header, 1)
		if want == nil || p.err() != nil {
			t.Fatalf("the quick way accepts %q; the parser: %v", header, p.err())
		}
		var a, b strings.Builder
		plainly(want, &a)
		plainly(got, &b)
		if a.String() != b.String() {
			t.Fatalf("%q\nparser %s\nquick  %s", header, &a, &b)
		}
	})
}

func TestUsualHeadersAreQuick(t *testing.T) {
	for _, h := range []string{
		"id: 7k3m9x2qh\ntitle: \"Putin und Kim: ein „Treffen“\"\nauthors: [Vorname Name]\noutlet: taz\npublished: 2024-06-19\nlang: de\ntags: []\n",
		"id: 7k3m9x2qh\ntitle: Größe\nprovenance:\n    source: a.html\n    importer: text/1\nurl: https://example.org/a#b\n",
		"id: 7k3m9x2qh\nauthors:\n    - A B\n    - C D\n",
	} {
		if quickHeader(h, 1) == nil {
			t.Errorf("takes the slow way:\n%s", h)
		}
	}
}

func FuzzIsClean(f *testing.F) {
	for _, s := range []string{"", "Größe „x“ – 1 €", " a", "a ", "a  b", "a\u00adb", "a\u0308", "\u202e", "a\u00a0b", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if isClean(s) && clean(s) != s {
			t.Fatalf("%q counts as clean, but is %q", s, clean(s))
		}
	})
}
