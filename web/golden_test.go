package web

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"depesche/internal/archive"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Components in testdata, one element a line: what a page says, reviewed as
// text.
func TestComponents(t *testing.T) {
	assets := &Assets{CSS: "/static/depesche.css", JS: "/static/depesche.js", Icon: "/static/icon.svg"}
	page := func(l Lang) *Page {
		p := &Page{Lang: l, Assets: assets, Here: "/", Head: Head{Title: "Titel", Type: "article", Canonical: "https://archiv.example/a/x", Image: &Image{URL: "https://archiv.example/og/a/x.png?v=1", Alt: "Titel", Width: 1200, Height: 630}}}
		if l == English {
			p.KeepLang = English
		}
		return p
	}
	results, article := StyleExample(German)
	day, err := archive.ParseDate("2024-06-19")
	if err != nil {
		t.Fatal(err)
	}
	article.Published = day
	for name, c := range map[string]templ.Component{
		"results":    ResultsPage(page(German), results),
		"results.en": ResultsPage(page(English), results),
		"empty":      ResultsPage(page(German), Results{Text: "nichts", Dropped: []Link{{Text: "nichts", Href: "/suche", Note: "3 Treffer"}}, Clear: "/suche"}),
		"article":    ArticlePage(page(German), article),
		"article.en": ArticlePage(page(English), article),
		"error":      ErrorPage(page(German), ErrorView{Status: 404, Title: "Das gibt es hier nicht", Help: []Link{{Text: "Start", Href: "/"}}}),
		"versions": VersionsPage(page(German), VersionList{Article: article, From: 1, To: 2, Versions: []VersionRow{{Number: 1, Href: "#"}, {Number: 2, Href: "#", Current: true, Compare: "#"}},
			Diff: []DiffLine{{Op: Same, Runs: []DiffRun{{Same, "gleich"}}}, {Op: Removed, Runs: []DiffRun{{Removed, "alt"}}}, {Op: Added, Runs: []DiffRun{{Added, "neu"}}}}}),
		"folder": FolderPage(page(English)),
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.Render(context.Background(), &b); err != nil {
				t.Fatal(err)
			}
			got := outline(t, &b)
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("run go test ./web -update and look at what changed:\n%s", diff)
			}
		})
	}
}

// outline writes a page with one element or text a line, indented.
func outline(t *testing.T, b *bytes.Buffer) string {
	doc, err := html.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var write func(n *html.Node, depth int)
	write = func(n *html.Node, depth int) {
		indent := strings.Repeat(" ", depth)
		switch n.Type {
		case html.ElementNode:
			out.WriteString(indent + "<" + n.Data)
			for _, a := range n.Attr {
				out.WriteString(" " + a.Key + "=" + `"` + a.Val + `"`)
			}
			out.WriteString(">\n")
			depth++
		case html.TextNode:
			if s := strings.Join(strings.Fields(n.Data), " "); s != "" {
				out.WriteString(indent + s + "\n")
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			write(c, depth)
		}
	}
	write(doc, 0)
	return out.String()
}

// Between the runs of a line stands nothing that is not in the text.
func TestTextAddsNothing(t *testing.T) {
	kim := &Ref{Slug: "kim", Name: "Kim <Jong> Un", Kind: archive.Person}
	runs := []Run{
		{Parts: []Part{{Text: "„"}, {Text: "Die", Match: "exact"}, {Text: " <b>"}}},
		{Entity: kim, Parts: []Part{{Text: "Kim", Match: "name"}, {Text: " Jong"}}}, {Parts: []Part{{Text: "s \u2028& Co"}}},
	}
	var b bytes.Buffer
	if err := Text(&Page{Lang: German}, runs).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	want := `„<mark class="m-exact">Die</mark> &lt;b&gt;<a class="e e-person" href="/e/kim" title="Person: Kim &lt;Jong&gt; Un"><mark class="m-name">Kim</mark> Jong</a>s ` + "\u2028" + `&amp; Co`
	if got := b.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
