package page

import (
	"errors"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

var now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

const body = `<p class="lead">Die Delegation ist am Montag mit dem Zug am Fluss angekommen, wie ein Sprecher mitteilte, und blieb drei Tage.</p>
<p>Sie sprach dort über Kohle und Getreide, besichtigte eine Brücke und fuhr am Abend des dritten Tages in die Hauptstadt zurück, ohne Fragen zu beantworten.</p>
<figure><img src="x.jpg"><figcaption>Der Zug der Delegation am Fluss (Archivbild)</figcaption></figure>
<h2>Was vereinbart wurde</h2>
<p>Nach Angaben beider Seiten soll im nächsten Jahr eine zweite Brücke gebaut werden; die Kosten trägt zur Hälfte das Nachbarland, das dafür Holz liefert.</p>
<blockquote><p>„Wir haben lange darauf gewartet, dass diese Brücke gebaut wird“, sagte der Minister nach dem Treffen vor der Presse.</p></blockquote>
<p>Fachleute halten den Plan für schwer durchführbar, weil der Fluss im Frühjahr stark anschwillt und die Ufer auf beiden Seiten unbefestigt sind.</p>
<p><a href="/x">Mehr zum Thema: Brücken</a></p>`

func TestParse(t *testing.T) {
	html := `<!doctype html><html lang="de-DE"><head><title>Delegation kommt an - Flusszeitung</title>
<meta property="og:site_name" content="Flusszeitung"><link rel="canonical" href="https://www.fluss.example/politik/zug-1.html">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headline":"Delegation kommt an",
"datePublished":"2023-09-11T22:30:00Z","dateModified":"2023-09-12T08:00:00+02:00","author":[{"@type":"Person","name":"Eva Muster"},{"@id":"#a"}],},
{"@id":"#a","@type":"Person","name":"Jan Maier"}]}</script></head>
<body><nav><h1 class="logo">Flusszeitung</h1><a href="/">Start</a></nav><article><h1><span class="kicker">Treffen am Fluss</span> Delegation kommt an</h1>` + body +
		`</article><footer>Impressum</footer></body></html>`
	got, err := Parse(html, "https://www.fluss.example/politik/zug-1.html?utm_source=x", now)
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Published.String(); p != "2023-09-12T00:30:00+02:00" {
		t.Errorf("published %s", p)
	}
	if u := got.Updated.String(); u != "2023-09-12T08:00:00+02:00" {
		t.Errorf("updated %s", u)
	}
	var kinds []archive.ParagraphKind
	for _, p := range got.Paragraphs {
		kinds = append(kinds, p.Kind)
	}
	if diff := cmp.Diff([]archive.ParagraphKind{"text", "text", "caption", "heading", "text", "quote", "text"}, kinds); diff != "" {
		t.Errorf("paragraphs (-want +got):\n%s\n%v", diff, got.Paragraphs)
	}
	got.Paragraphs, got.Published, got.Updated = nil, archive.Date{}, archive.Date{}
	want := archive.Article{Title: "Delegation kommt an", Kicker: "Treffen am Fluss", Authors: []string{"Eva Muster", "Jan Maier"},
		Outlet: "Flusszeitung", URL: "https://www.fluss.example/politik/zug-1.html", Lang: "de"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDates(t *testing.T) {
	for name, c := range map[string]struct{ head, top, address, want string }{
		"meta":                    {`<meta property="article:published_time" content="2023-09-12T12:45:00+02:00">`, "", "", "2023-09-12T12:45:00+02:00"},
		"midnight is a day":       {`<meta property="article:published_time" content="2023-09-12T00:00:00+02:00">`, "", "", "2023-09-12"},
		"time element":            {"", `<time datetime="2023-09-12 12:45">gestern</time>`, "", "2023-09-12T12:45:00+02:00"},
		"Stand":                   {"", `<p>Stand: 12.09.2023 12:45 Uhr</p>`, "", "2023-09-12T12:45:00+02:00"},
		"shown before vague meta": {`<meta name="date" content="2024-01-01">`, `<span class="datum">12. September 2023</span>`, "", "2023-09-12"},
		"vague meta":              {`<meta name="date" content="2023-09-12">`, "", "", "2023-09-12"},
		"address":                 {"", "", "https://x.example/2023/09/12/zug.html", "2023-09-12"},
		"month in address":        {"", "", "https://x.example/2023/09/zug.html", "2023-09"},
		"in the future":           {`<meta property="article:published_time" content="2099-09-12">`, "", "", ""},
		"dateline":                {"", `<p>(Bonn, 12.9.2023) – Die Delegation, die seit Wochen erwartet worden war, ist endlich am Fluss angekommen und bleibt.</p>`, "", "2023-09-12"},
		"none":                    {"", "", "", ""},
	} {
		html := `<html><head><title>Delegation kommt an</title>` + c.head + `</head><body><article><h1>Delegation kommt an</h1>` + c.top + body + `</article></body></html>`
		a, err := Parse(html, c.address, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Published.String(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestGuard(t *testing.T) {
	for name, html := range map[string]string{
		"deep":       strings.Repeat("<div>", 100_000),
		"many":       strings.Repeat("<i></i>", 200_000),
		"formatting": strings.Repeat("<b x=1><i y=2><u>", 200) + strings.Repeat("<p>x", 10_000),
		"attributes": "<b>" + strings.Repeat("<font size=1 color=2>", 500),
		"tables":     strings.Repeat("<table><tr><td>", 50_000),
	} {
		start := time.Now()
		if _, err := Parse(html, "", now); !errors.Is(err, ErrTooComplex) {
			t.Errorf("%s: error is %v", name, err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("<html><head><title>T - S</title></head><body><h1>T</h1>"+body, "https://x.example/2023/09/12/a")
	f.Add(`<script type="application/ld+json">{"@type":"NewsArticle","author":{"@id":"#a","name":{"@id":"#a"}},"headline":["a",{"@value":"b"}]}</script><p>x`, "")
	f.Fuzz(func(t *testing.T, html, address string) {
		a, err := Parse(html, address, now)
		if err == nil && a.Published.Time().Year() > 2027 {
			t.Fatalf("published %v", a.Published)
		}
	})
}
