package importer

import (
	"testing"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMarkdown(t *testing.T) {
	b := newBench(t)
	text := "---\ntitle: \"Züge\"\ndate: 2024-06-19\nauthor: Eva Muster\ntags: [bahn]\nsource: https://x.example/zug\ndraft: false\n---\n" +
		"Die **Delegation** reiste mit dem [Zug](https://x.example/a) und *sprach*.\n\n## Ziele\n\n- Kohle\n- Holz und\n  Steine\n\n> Ein Zitat\n> über zwei Zeilen\n\n![Der Zug](zug.jpg)\n\nSchluss\n=======\n\n***\n\nEnde `x` snake_case_name.\n"
	b.want(b.importing(b.file("a.md", text)), map[Action]int{New: 1})
	a := b.article(b.events[0].Path)
	want := []archive.Paragraph{
		{Kind: "text", Text: "Die Delegation reiste mit dem Zug und sprach."}, {Kind: "heading", Text: "Ziele"}, {Kind: "text", Text: "Kohle"},
		{Kind: "text", Text: "Holz und Steine"}, {Kind: "quote", Text: "Ein Zitat über zwei Zeilen"}, {Kind: "caption", Text: "Der Zug"},
		{Kind: "heading", Text: "Schluss"}, {Kind: "text", Text: "Ende x snake_case_name."},
	}
	if diff := cmp.Diff(want, a.Paragraphs, cmpopts.IgnoreFields(archive.Paragraph{}, "PID")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a.Title != "Züge" || a.Published.String() != "2024-06-19" || a.URL != "https://x.example/zug" || len(a.Authors) != 1 || len(a.Tags) != 1 {
		t.Errorf("%+v", a)
	}
	b.want(b.importing(b.file("b.md", "# Nur Markdown\n\nDie Delegation reiste am Montag.\n")), map[Action]int{New: 1})
	if a := b.article(b.events[0].Path); a.Title != "Nur Markdown" || a.Provenance.Importer != "markdown/1" {
		t.Errorf("%+v", a)
	}
}
