package server_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"depesche/internal/archive"
)

func packed(t testing.TB, b []byte) int {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Len()
}

// Budgets of a page on its way, compressed.
const (
	maxHTML = 15 << 10
	maxCSS  = 8 << 10
	maxJS   = 8 << 10
)

func TestBudgets(t *testing.T) {
	s := sampleServer(t)
	for _, path := range []string{"/", "/suche?q=Nordkorea", "/suche?q=Wladiwostok", article, "/e", "/e/kim-jong-un", "/hilfe"} {
		w := get(s, path)
		if n := packed(t, w.Body.Bytes()); n > maxHTML {
			t.Errorf("%s has %d bytes, more than %d", path, n, maxHTML)
		} else {
			t.Logf("%s: %d bytes, %d compressed", path, w.Body.Len(), n)
		}
	}
	page := get(s, "/").Body.String()
	for _, part := range strings.Split(page, `"`) {
		limit := maxCSS
		switch {
		case !strings.HasPrefix(part, "/static/"):
			continue
		case strings.HasSuffix(part, ".js"):
			limit = maxJS
		}
		if n := get(s, part, "Accept-Encoding", "gzip").Body.Len(); n > limit {
			t.Errorf("%s has %d bytes, more than %d", part, n, limit)
		} else {
			t.Logf("%s: %d bytes compressed", part, n)
		}
	}
}

// german are words that stand in every German text of some length, and those of
// the interface.
var german = strings.Fields("der die das und ist nicht mit für auf ein eine einen von zum zur im den des dem nach oder wird werden sind auch kein keine alle Artikel Treffer Suche suchen Seite Namen Wörter Absatz Fassung Zeitraum Medien Personen Orte Themen zitieren Herkunft")

// On an English page, German stands only where it is marked as German.
func TestEnglishIsComplete(t *testing.T) {
	s := sampleServer(t)
	for _, page := range pageKinds {
		if page.path == "" || page.name == "stil" {
			continue // the page for developers is German
		}
		u, err := url.Parse(page.path)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Set("lang", "en")
		u.RawQuery = q.Encode()
		w := get(s, u.String())
		for w.Code == 301 {
			w = get(s, w.Header().Get("Location"))
		}
		doc, err := html.Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts(doc, "") {
			if _, quoted, ok := strings.Cut(text, "“"); ok {
				text = strings.Replace(text, quoted, "", 1) // what was asked for
			}
			for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
				if slices.Contains(german, word) {
					t.Errorf("%s: %q is German", u, text)
					break
				}
			}
		}
	}
}

// texts are the English texts of a page: of elements and of attributes that
// readers hear or see.
func texts(n *html.Node, lang string) []string {
	var list []string
	if n.Type == html.ElementNode {
		data := n.Data == "script"
		for _, a := range n.Attr {
			if a.Key == "lang" {
				lang = a.Val
			}
			// Contributed data without a language of their own: names of outlets and entities.
			data = data || a.Key == "class" && strings.Contains(" outlet authors chip label e e-person e-organisation e-place e-topic e-event e-product kicker forms source tags Z3988 ", " "+strings.Fields(a.Val + " x")[0]+" ")
		}
		if data || n.Data == "title" || n.Data == "meta" || n.Data == "code" || n.Data == "input" || n.Data == "svg" {
			return nil
		}
		for _, a := range n.Attr {
			if lang == "en" && (a.Key == "aria-label" || a.Key == "title" || a.Key == "placeholder") {
				list = append(list, a.Val)
			}
		}
	}
	if n.Type == html.TextNode && lang == "en" && strings.TrimSpace(n.Data) != "" {
		list = append(list, strings.TrimSpace(n.Data))
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		list = append(list, texts(c, lang)...)
	}
	return list
}

// Offsets of the API count code points of the text beside them.
func TestAPIOffsets(t *testing.T) {
	s := sampleServer(t)
	type mention struct {
		Start, End            int
		Surface, Entity, Kind string
	}
	cut := func(text string, start, end int) string {
		runes := []rune(text)
		if start < 0 || end > len(runes) || start >= end {
			return ""
		}
		return string(runes[start:end])
	}
	var result struct {
		Hits []struct {
			ID       string
			Snippets []struct {
				PID, Text string
				Matches   [][2]int
				Mentions  []mention
			}
		}
	}
	if err := json.Unmarshal(get(s, "/api/v1/search?q=Pj%C3%B6ngjang").Body.Bytes(), &result); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, h := range result.Hits {
		for _, snippet := range h.Snippets {
			for _, m := range snippet.Matches {
				seen++
				if word := cut(snippet.Text, m[0], m[1]); !strings.Contains(word, "jöngjang") {
					t.Errorf("%s: match %v is %q", h.ID, m, word)
				}
			}
			for _, m := range snippet.Mentions {
				if word := cut(snippet.Text, m.Start, m.End); word != m.Surface {
					t.Errorf("%s: mention of %s is %q, want %q", h.ID, m.Entity, word, m.Surface)
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d matches", seen)
	}
	var a struct {
		Paragraphs []struct {
			Text     string
			Mentions []mention
		}
	}
	if err := json.Unmarshal(get(s, "/api/v1/articles/z30833vjv").Body.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	seen = 0
	for _, p := range a.Paragraphs {
		for _, m := range p.Mentions {
			seen++
			if word := cut(p.Text, m.Start, m.End); word != m.Surface || !archive.Kind(m.Kind).Valid() {
				t.Errorf("mention of %s (%s) is %q, want %q", m.Entity, m.Kind, word, m.Surface)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d mentions", seen)
	}
}

// The marks of an article's page are its text, unchanged.
func TestArticleTextIsWhole(t *testing.T) {
	a := sampleArchive(t)
	s := sampleServer(t)
	for _, id := range a.Corpus.IDs() {
		x, err := a.Corpus.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if x.Tombstone != nil || x.Rights != archive.RightsFull && x.Rights != "" {
			continue
		}
		doc, err := html.Parse(get(s, x.Permalink()+"?q=Kim+Putin+Wladiwostok").Body)
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			pid, ok := strings.CutPrefix(attribute(n, "id"), "p-")
			if !ok {
				continue
			}
			p, _, found := x.Paragraph(pid)
			if got := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text(n)), "¶")); !found || got != p.Text {
				t.Errorf("%s, paragraph %s:\n got %q\nwant %q", id, pid, got, p.Text)
			}
		}
	}
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(text(c))
	}
	return b.String()
}

// What chat programs read stands in the first 3 KB, once, and absolute.
func TestCardTags(t *testing.T) {
	s := sampleServer(t)
	for _, path := range []string{article, passagePath(t), "/e/kim-jong-un", "/suche?q=Kim", "/"} {
		body := get(s, path).Body.Bytes()
		const within = 3 << 10
		head := string(body[:min(within, len(body))])
		for _, tag := range []string{"og:title", "og:description", "og:url", "og:type", "og:site_name", "og:locale", "og:image", "og:image:type", "og:image:width", "og:image:height", "og:image:alt"} {
			if n := strings.Count(string(body), `property="`+tag+`"`); n != 1 {
				t.Errorf("%s has %s %d times", path, tag, n)
			}
			if !strings.Contains(head, `property="`+tag+`"`) {
				t.Errorf("%s: %s stands behind the first %d bytes", path, tag, within)
			}
		}
		for _, tag := range []string{`property="og:url" content="`, `property="og:image" content="`, `rel="canonical" href="`} {
			_, rest, _ := strings.Cut(string(body), tag)
			if !strings.HasPrefix(rest, "https://archiv.example/") {
				t.Errorf("%s: %s is not absolute: %.60s", path, tag, rest)
			}
			if value, _, _ := strings.Cut(rest, `"`); strings.IndexFunc(value, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
				t.Errorf("%s: %s is not ASCII: %s", path, tag, value)
			}
		}
	}
}

// Components use nothing that templ cannot make safe.
func TestTemplatesStaySafe(t *testing.T) {
	entries, err := os.ReadDir("../../web")
	if err != nil {
		t.Fatal(err)
	}
	reviewed, err := os.ReadFile("../../.ci/reviewed-templates.tsv")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".templ") {
			continue
		}
		checked++
		b, err := os.ReadFile("../../web/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(reviewed)) { // read by somebody, and listed
			if file, text, _ := strings.Cut(strings.TrimSpace(line), "\t"); file == "web/"+e.Name() {
				b = []byte(strings.ReplaceAll(string(b), text, ""))
			}
		}
		for _, forbidden := range []string{"templ.Raw", "SafeURL", "FromGoHTML", "SafeScript", "JSUnsafe", "style=", "formaction", "srcdoc", " onclick", "..."} {
			if forbidden == "..." && strings.Count(string(b), "...") == strings.Count(string(b), "{ children... }") {
				continue
			}
			if strings.Contains(string(b), forbidden) {
				t.Errorf("%s uses %s", e.Name(), forbidden)
			}
		}
	}
	if checked < 8 {
		t.Errorf("only %d templates", checked)
	}
}

func BenchmarkResultsPage(b *testing.B) { benchmarkPage(b, "/suche?q=Nordkorea") }
func BenchmarkArticlePage(b *testing.B) { benchmarkPage(b, article) }
func BenchmarkEntityPage(b *testing.B)  { benchmarkPage(b, "/e/kim-jong-un") }
func BenchmarkStartPage(b *testing.B)   { benchmarkPage(b, "/") }

func benchmarkPage(b *testing.B, path string) {
	s := sampleServer(b)
	if w := get(s, path); w.Code != 200 {
		b.Fatalf("%s: %d", path, w.Code)
	}
	b.ReportAllocs()
	for b.Loop() {
		get(s, path, "Accept-Encoding", "gzip")
	}
}
