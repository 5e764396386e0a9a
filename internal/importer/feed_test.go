package importer

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
)

const entryText = "&lt;p&gt;Die Delegation reiste am Montag mit dem Zug über den Fluss.&lt;/p&gt;&lt;p&gt;Sie sprach über Kohle und Getreide.&lt;/p&gt;"

var feeds = map[string]string{
	"rss": `<?xml version="1.0" encoding="ISO-8859-1"?><!-- c --><rss version="2.0"><channel><title>Flusszeitung</title><language>de</language>
<item><title>Züge &amp; Brücken</title><link>https://x.example/zug</link><pubDate>Wed, 19 Jun 2024 22:30:00 GMT</pubDate><description>` + entryText + `</description></item></channel></rss>`,
	"atom": `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Flusszeitung</title><entry><title>Züge &amp; Brücken</title>
<link href="https://x.example/zug"/><published>2024-06-20T00:30:00+02:00</published><content type="html">` + entryText + `</content></entry></feed>`,
	"json": `{"version":"https://jsonfeed.org/version/1.1","title":"Flusszeitung","language":"de","items":[{"id":"1","url":"https://x.example/zug",
"title":"Züge & Brücken","date_published":"2024-06-20T00:30:00+02:00","content_html":"<p>Die Delegation reiste am Montag mit dem Zug über den Fluss.</p><p>Sie sprach über Kohle und Getreide.</p>"}]}`,
	"rdf": `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Flusszeitung</title></channel>
<item><title>Züge &amp; Brücken</title><link>https://x.example/zug</link><dc:date>2024-06-20T00:30:00+02:00</dc:date><description>` + entryText + `</description></item></rdf:RDF>`,
}

func TestFeeds(t *testing.T) {
	for name, feed := range feeds {
		if name == "rss" {
			feed, _ = charmap.ISO8859_1.NewEncoder().String(feed)
		}
		b := newBench(t)
		b.want(b.importing(b.file("feed", feed)), map[Action]int{New: 1})
		a := b.article(b.events[0].Path)
		if a.Title != "Züge & Brücken" || a.Outlet != "Flusszeitung" || a.URL != "https://x.example/zug" || len(a.Paragraphs) != 2 ||
			a.Published.String() != "2024-06-20T00:30:00+02:00" || a.Provenance.Note == "" || a.Provenance.Importer != "feed/1" {
			t.Errorf("%s: %+v", name, a)
		}
		// Another entry changes the feed, not the article.
		longer := strings.Replace(feed, "</channel>", "<generator>x</generator></channel>", 1)
		b.want(b.importing(b.file("feed2", longer+" ")), map[Action]int{Unchanged: 1})
	}
	b := newBench(t)
	page := "<html><head><title>Züge</title><link rel=canonical href=https://x.example/zug></head><body><article><h1>Züge</h1>" +
		strings.Repeat("<p>Die Delegation reiste am Montag mit dem Zug über den Fluss und sprach dort mit vielen Leuten über Kohle und Getreide.</p>", 1) +
		"<p>Ein zweiter Absatz, der erzählt, wie es nach der Ankunft weiterging und wer am Abend sprach.</p></article></body></html>"
	b.want(b.importing(b.file("page.html", page), b.file("feed", feeds["atom"])), map[Action]int{New: 1, Unchanged: 1})
}

func FuzzReaders(f *testing.F) {
	for _, feed := range feeds {
		f.Add([]byte(feed))
	}
	f.Add([]byte(report))
	f.Add([]byte("---\ntitle: a\npublished: 2024\n---\nText"))
	f.Add([]byte("# Titel\n\nText *betont* [Verweis](https://x)"))
	f.Add([]byte("<html><body><p>Text"))
	o := Options{}.withDefaults()
	f.Fuzz(func(t *testing.T, data []byte) {
		it := Item{Source: "x", Offset: -1, Data: data}
		drafts, err := readItem(context.Background(), &it, Readers(o.Now))
		if err == nil && len(drafts) == 0 {
			t.Fatal("neither article nor error")
		}
	})
}
