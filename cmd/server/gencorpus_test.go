package main

import (
	"strings"
	"testing"
)

func TestGeneratedArticlesAreSeeded(t *testing.T) {
	source := `Wirtschaft;'Erster Satz mit vielen Wörtern, die hier einmal so stehen sollen. Zweiter Satz. Er sagt "ja".'
Web;'Noch ein Text von mehr als zehn Wörtern, der für den Test reicht. Und ''Anführung'' darin.'
`
	ps, err := readParagraphs(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	if len(ps) != 2 || ps[0].class != "Wirtschaft" || !strings.Contains(ps[0].text, "'ja'") {
		t.Fatalf("paragraphs %+v", ps)
	}
	g := generator{ps, 60, 7}
	if a, b := g.article(3), g.article(3); a != b {
		t.Error("the same seed and number give two articles")
	}
	if g.article(3) == g.article(4) || g.article(3) == (generator{ps, 60, 8}).article(3) {
		t.Error("another number or seed gives the same article")
	}
	if n := len(strings.Fields(g.article(5))); n < 60 || n > 120 {
		t.Errorf("an article of about 60 words has %d, with its header", n)
	}
}

func TestReadParagraphsRefusesOtherFiles(t *testing.T) {
	for _, in := range []string{"", "a;b\n", "ein;zwei;drei\n", "a;'nie geschlossen\n"} {
		if ps, err := readParagraphs(strings.NewReader(in)); err == nil {
			t.Errorf("%q gives %v, want an error", in, ps)
		}
	}
}
