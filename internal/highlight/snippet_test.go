package highlight

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func lines(t testing.TB, paragraphs ...string) (ls []Line) {
	for i, p := range paragraphs {
		kind := archive.Text
		if heading, ok := strings.CutPrefix(p, "## "); ok {
			kind, p = archive.Heading, heading
		}
		text, matches, mentions := marked(t, p)
		ls = append(ls, Line{archive.Paragraph{PID: string(rune('a' + i)), Kind: kind, Text: text}, matches, mentions})
	}
	return ls
}

func showSnippets(snippets []Snippet) (shown []string) {
	for _, s := range snippets {
		shown = append(shown, s.PID+": "+show(s.Segments()))
	}
	return shown
}

const filler = "Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. "

func TestSnippets(t *testing.T) {
	tests := []struct {
		name       string
		paragraphs []string
		want       []string
	}{
		{"nothing", nil, nil},
		{"no match: the lead", []string{"## Gipfel", "{Kim} traf Putin am 13. September.", "Mehr."}, []string{"b: {Kim} traf Putin am 13. September."}},
		{"no match, long lead", []string{strings.Repeat(filler, 4)}, []string{
			"a: Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. …"}},
		{"short paragraph whole", []string{"{[Kim]} traf [Putin] am 13. September."}, []string{"a: {[Kim]} traf [Putin] am 13. September."}},
		{"the paragraph with most terms", []string{"[Kim] [Kim] [Kim] reist.", "[Kim] traf [Putin]."}, []string{"b: [Kim] traf [Putin]."}},
		{"a second one for what is missing", []string{"Am Ende: [Munition].", "[Kim] traf [Putin]."}, []string{"a: Am Ende: [Munition].", "b: [Kim] traf [Putin]."}},
		{"no second one for the same", []string{"[Kim] reist.", "[Kim] ruht."}, []string{"a: [Kim] reist."}},
		{"prose before headings", []string{"## [Kim] reist", "[Kim] fährt."}, []string{"b: [Kim] fährt."}},
		{"a heading if only it has the term", []string{"## [Kim] reist", "Er fährt."}, []string{"a: [Kim] reist"}},
		{"sentence borders", []string{filler + filler + filler + "Dr. [Kim] sprach am 19. Juni über [Munition]. " + filler + filler + filler}, []string{
			"a: … Dr. [Kim] sprach am 19. Juni über [Munition]. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. …"}},
		{"at the end of a long paragraph", []string{filler + filler + filler + "Es ging um [Munition]."}, []string{
			"a: … Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. Es ging um [Munition]."}},
		{"two of one paragraph", []string{"[Kim] kam. " + filler + filler + filler + filler + "[Putin] ging. " + filler}, []string{
			"a: [Kim] kam. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. …",
			"a: … Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder. [Putin] ging. Der Vertrag regelt auch den Handel, den Verkehr und den Austausch von Studierenden beider Länder."}},
		{"a word with a match inside is whole", []string{strings.Repeat("und ", 100) + "Waffen[lieferungen] " + strings.Repeat("oder ", 100)}, []string{
			"a: … " + strings.Repeat("und ", 18) + "Waffen[lieferungen] " + strings.TrimSpace(strings.Repeat("oder ", 30)) + " …"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, showSnippets(Snippets(lines(t, tt.paragraphs...)))); diff != "" {
				t.Errorf("snippets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSnippetSpansInCodePoints(t *testing.T) {
	s := Snippets(lines(t, strings.Repeat("Größe und Übermaß zählen hier nicht mehr viel. ", 12)+"Öl für [Pjöngjang] fehlt. "+strings.Repeat("Käse. ", 80)))
	if len(s) != 1 || len(s[0].Matches) != 1 {
		t.Fatalf("snippets %v", s)
	}
	points := s[0].Matches[0].Span.CodePoints(s[0].Text)
	if got := string([]rune(s[0].Text)[points.Start:points.End]); got != "Pjöngjang" {
		t.Errorf("code points %v are %q", points, got)
	}
}

func BenchmarkSnippets(b *testing.B) {
	var paragraphs []string
	for range 12 { // about 430 words
		paragraphs = append(paragraphs, filler+"In {Pjöngjang} sprach [Kim] über [Munition]. "+filler)
	}
	ls := lines(b, paragraphs...)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range Snippets(ls) {
			s.Segments()
		}
	}
}

func BenchmarkSnippetsLong(b *testing.B) { // one paragraph of 160 kB with 8,000 matches
	ls := lines(b, strings.Repeat("Noch ein [Wort] und ", 8000))
	b.SetBytes(int64(len(ls[0].Text)))
	b.ReportAllocs()
	for b.Loop() {
		Snippets(ls)
	}
}
