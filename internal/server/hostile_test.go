package server_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"depesche/internal/archive"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

// canary is the name of the element or attribute that a payload would bring
// into a page. No page has one of its own.
const canary = "xk7q"

// payloads are strings that break out of one context or another: markup,
// attributes, scripts, style sheets, URLs, templates, JSON, CSV, RIS, BibTeX,
// XML and headers, each wrapped in what hides it.
func payloads() []string {
	cores := []string{
		"<xk7q>", "<xk7q/>", "</title><xk7q>", "</script><xk7q>", "</style><xk7q>", "</textarea><xk7q>", "--><xk7q>", "]]><xk7q>", "<!--><xk7q>", "<![CDATA[<xk7q>]]>",
		`"><xk7q>`, `'><xk7q>`, `" xk7q="`, `' xk7q='`, "` xk7q=`", `" onmouseover=alert(1) xk7q="`, `x xk7q=1`, `"/xk7q="`, "\" xk7q=\"\t", "\"\nxk7q=\"",
		"<img src=x onerror=alert(1) xk7q>", "<svg onload=alert(1) xk7q>", "<svg><xk7q></svg>", "<math><xk7q></math>", "<iframe srcdoc='<xk7q>' xk7q>", "<a href=javascript:alert(1) xk7q>x</a>",
		"<xk7q onfocus=alert(1) autofocus tabindex=0>", "<table><xk7q>", "<select><xk7q>", "<noscript><p title='</noscript><xk7q>'>", "<template><xk7q></template>", "<p><xk7q", "<xk7q\x00>", "<\x00xk7q>",
		"javascript:alert(1)//xk7q", "JaVaScRiPt:alert(1)//xk7q", "java\tscript:alert(1)//xk7q", "java\nscript:alert(1)//xk7q", "\x01javascript:alert(1)//xk7q", " javascript:alert(1)//xk7q",
		"data:text/html,<xk7q>", "vbscript:xk7q", "//xk7q.example/", "https://xk7q.example/\"><xk7q>", "https://a\" xk7q=\"b", "http://[xk7q", "mailto:a?subject=<xk7q>",
		"\r\nX-Xk7q: 1", "\r\n\r\n<xk7q>", "%0d%0aX-Xk7q:1", "\nX-Xk7q: 1", "\rX-Xk7q: 1", "\u2028<xk7q>", "\u2029xk7q", "\u0085X-Xk7q: 1",
		"=1+1;xk7q", "+xk7q", "-xk7q", "@xk7q", "=HYPERLINK(\"http://xk7q.example\")", "\t=xk7q", "\r=xk7q", "a\"\n=xk7q", "a;b\n=xk7q", "=cmd|' /C calc'!A0 xk7q",
		"x\nTY  - XK7Q", "x\r\nER  - \r\nTY  - XK7Q", "}, xk7q = {", "}\n@book{xk7q,", "x\\}, xk7q={", "\\input{xk7q}", "|xk7q=", "}}<xk7q>{{", "</ref><xk7q>",
		"{{.}}<xk7q>", "${7*7}<xk7q>", "#{<xk7q>}", "<%= xk7q %><xk7q>", `\"><xk7q>`, `\u003cxk7q\u003e`, `{"xk7q":1}`, `","xk7q":"`, "&lt;xk7q&gt;", "&#60;xk7q&#62;", "&quot; xk7q=&quot;",
		"%3Cxk7q%3E", "%253Cxk7q%253E", "\xc0\xbcxk7q>", "\xff\xfe<xk7q>", "+ADw-xk7q+AD4-", "<xk7q>\xe2\x80\xae", "\u202e<xk7q>", "\ufeff<xk7q>", "\u200b<xk7q>", "＜xk7q＞", "<xk7q\u00a0>", "<\u017fcript xk7q>",
		"<script>alert(1)</script><xk7q>", "<scr<script>ipt xk7q>", "<script xk7q>/*", "<style xk7q>*{", "<link rel=stylesheet href=//xk7q.example xk7q>", "<base href=//xk7q.example xk7q>", "<meta http-equiv=refresh content=0 xk7q>",
		"<form action=//xk7q.example xk7q><input>", "<object data=x xk7q>", "<embed src=x xk7q>", "<!DOCTYPE xk7q [<!ENTITY a 'b'>]>", "<?xk7q ?><xk7q>", "<!ENTITY xk7q SYSTEM 'file:///etc/passwd'>",
	}
	wrap := []func(string) string{
		func(s string) string { return s },
		func(s string) string { return "Putin " + s },
		func(s string) string { return `"` + s + `"` },
		func(s string) string { return s + s },
		func(s string) string { return strings.Repeat("a", 190) + s },
	}
	var all []string
	for _, core := range cores {
		for _, w := range wrap {
			all = append(all, w(core))
		}
	}
	return all
}

func TestThereAre500Payloads(t *testing.T) {
	all := payloads()
	slices.Sort(all)
	if n := len(slices.Compact(all)); n < 500 {
		t.Errorf("%d payloads", n)
	}
	for _, p := range all {
		if !strings.Contains(strings.ToLower(p), canary) {
			t.Errorf("%q would not be seen", p)
		}
	}
}

// hostileArticle has the payload in every field that comes from outside.
func hostileArticle(i int, payload string) archive.Article {
	date, err := archive.ParseDate("2024-06-19")
	if err != nil {
		panic(err)
	}
	a := archive.Article{
		ID: archive.ID("hostile" + strconv.Itoa(i)), Title: payload, Kicker: payload, Authors: []string{payload}, Outlet: payload, Published: date,
		Lang: payload, URL: payload, License: payload, Tags: []string{payload}, Sources: []string{payload}, Rights: archive.RightsFull,
		Provenance: archive.Provenance{Source: payload, Importer: payload, SourceSHA256: payload, Capture: payload},
	}
	for _, kind := range []archive.ParagraphKind{archive.Text, archive.Heading, archive.Quote, archive.Caption} {
		a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: kind, Text: payload + " über Putin " + string(kind)})
	}
	switch i % 50 {
	case 7:
		a.Tombstone = &archive.Tombstone{Reason: payload}
	case 8:
		a.Rights = archive.RightsExcerpt
	case 9:
		a.Rights = archive.RightsMetadata
	}
	return a
}

// hostileEntities gives every entity a payload for a name.
type hostileEntities struct {
	archive.Entities
	payload func() string
}

func (h hostileEntities) change(e *archive.EntityCount) {
	p := h.payload()
	e.Name, e.Description, e.Wikidata, e.Aliases = p, p, p, []string{p}
	e.Forms = []archive.FormCount{{Surface: p, Count: 3, Outlets: map[string]int{p: 3}}}
}

func (h hostileEntities) Entity(ctx context.Context, slug string) (archive.EntityCount, error) {
	e, err := h.Entities.Entity(ctx, slug)
	h.change(&e)
	return e, err
}

func (h hostileEntities) List(ctx context.Context, f archive.EntityFilter) ([]archive.EntityCount, int, error) {
	list, n, err := h.Entities.List(ctx, f)
	list = slices.Clone(list)
	for i := range list {
		h.change(&list[i])
	}
	return list, n, err
}

func (h hostileEntities) Profile(ctx context.Context, slug string) (archive.Profile, error) {
	p, err := h.Entities.Profile(ctx, slug)
	h.change(&p.EntityCount)
	p.Together = slices.Clone(p.Together)
	for i := range p.Together {
		h.change(&p.Together[i].Entity)
	}
	return p, err
}

// hostileSite serves the articles; entities and status say payload, which may be changed.
func hostileSite(t *testing.T, articles []archive.Article) (*servertest.Archive, http.Handler, *string) {
	t.Helper()
	a, err := servertest.New(t.TempDir(), articles...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	payload := new(string)
	a.Config.Entities = hostileEntities{a.Config.Entities, func() string { return *payload }}
	a.Config.Status = func() server.Status {
		return server.Status{Ready: true, Generation: *payload, Articles: 1, Problems: []server.Problem{{Path: *payload, Reason: *payload}}, Facts: []server.Fact{{Name: *payload, Value: *payload}}}
	}
	a.Config.BaseURL = ""
	handler, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	return a, handler, payload
}

func TestNothingFromOutsideBecomesMarkup(t *testing.T) {
	all := payloads()
	var articles []archive.Article
	for i, p := range all {
		articles = append(articles, hostileArticle(i, p))
	}
	a, handler, payload := hostileSite(t, articles)
	step := 1 // all of them take half a minute
	if testing.Short() || os.Getenv("DEPESCHE_REQUIRE") == "" {
		step = 11
	}
	seen := map[string]int{}
	for i := 0; i < len(all); i += step {
		*payload = all[i]
		article, err := a.Corpus.Article(t.Context(), articles[i].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range hostilePaths(&article, *payload, i%(10*step) == 0) {
			r := httptest.NewRequest(http.MethodGet, "http://archiv.example/", nil)
			u, err := url.ParseRequestURI(path)
			if err != nil {
				continue // no server gets to see it
			}
			r.URL, r.RequestURI = u, path
			r.Header["Accept-Language"] = []string{*payload}
			for _, name := range []string{"X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Cookie", "Referer", "User-Agent", "Origin", "If-None-Match", "X-Forwarded-For"} {
				r.Header[name] = []string{*payload}
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			kind, err := harmless(w)
			seen[kind]++
			if err != nil {
				t.Errorf("GET %.150s\nwith %q: %v", path, *payload, err)
			}
		}
		if t.Failed() {
			break // one payload shows enough
		}
	}
	t.Logf("%d payloads, answers by kind: %v", (len(all)+step-1)/step, seen)
	for _, kind := range []string{"text/html", "application/json", "text/plain", "application/x-research-info-systems", "application/x-bibtex", "text/csv", "application/atom+xml"} {
		if seen[kind] == 0 {
			t.Errorf("no answer was %s", kind)
		}
	}
}

// hostilePaths are the pages that show the article, and the forms that show
// what the reader typed. exports lists whole results too, which takes long.
func hostilePaths(a *archive.Article, payload string, exports bool) []string {
	id, q := string(a.ID), url.QueryEscape(payload)
	paths := []string{
		a.Permalink(), a.Permalink() + "?q=" + q + "&treffer=1", "/a/" + id + "/versionen", "/a/" + id + ".txt", "/a/" + id + ".json", "/a/" + id + ".ris", "/a/" + id + ".bib",
		"/a/" + id + ".csl.json", "/api/v1/articles/" + id, "/a/" + id + "-" + url.PathEscape(payload), "/a/" + url.PathEscape(payload), "/a/" + id + "/" + url.PathEscape(payload),
		"/e", "/e/wladimir-putin", "/e/wladimir-putin.json", "/e/wladimir-putin.csv", "/e/wladimir-putin.atom", "/e?q=" + q, "/e/" + url.PathEscape(payload), "/api/v1/entities?limit=3&q=" + q, "/api/v1/entities/wladimir-putin",
		"/e/wladimir-putin.feed.json", "/suche.feed.json?q=putin+" + q, "/og/a/" + id + ".png", "/og/s.png?q=" + q, "/og/e/wladimir-putin.png", "/s/" + url.PathEscape(payload), "/mappe?a=" + q,
		"/", "/status", "/" + url.PathEscape(payload), "/hilfe?lang=" + q, "/ueber?zu=" + q, "/vergleich?q=" + q + "&q=Putin", "/api/v1/suggest?q=" + q, "/opensearch.xml?q=" + q,
		"/suche?q=" + q + "&seite=1", "/api/v1/search?q=" + q, "/suche?q=putin&sortierung=" + q, "/suche?q=putin&seite=" + q, "/suche?q=putin&ohne=" + q, "/suche?" + q + "=1", "/e?buchstabe=" + q, "/e?art=" + q, "/e/wladimir-putin?kontext=" + q, a.Permalink() + "?fassung=" + q, "/a/" + id + "/versionen?von=" + q + "&bis=" + q, "/?lang=" + q, "/anmelden?zu=" + q, "/teilen/" + url.PathEscape(payload),
	}
	for _, ext := range []string{"", ".json", ".csv", ".atom", ".ris", ".bib", ".ndjson", ".csl.json", ".feed.json"} {
		for _, param := range []string{"q", "medium", "person", "organisation", "ort", "thema", "autor", "von", "bis"} {
			if ext == "" || exports && (param == "q" || param == "medium") {
				paths = append(paths, "/suche"+ext+"?"+url.Values{param: {payload}}.Encode())
			}
		}
	}
	for _, p := range a.Paragraphs[:1] {
		paths = append(paths, "/a/"+id+"/"+p.PID, "/og/p/"+id+"/"+p.PID+".png")
		for _, ext := range []string{".ris", ".bib", ".csl.json"} {
			paths = append(paths, "/a/"+id+"/"+p.PID+ext)
		}
	}
	return paths
}

// harmless checks that an answer holds what came from outside as text alone.
func harmless(w *httptest.ResponseRecorder) (kind string, err error) {
	for name, values := range w.Header() {
		for _, v := range values {
			if strings.ContainsAny(name+v, "\r\n\x00") || strings.Contains(strings.ToLower(name), canary) {
				return "", fmt.Errorf("header %s: %q", name, v)
			}
		}
		if name == "Location" && !strings.HasPrefix(w.Header().Get(name), "/") || strings.HasPrefix(w.Header().Get("Location"), "//") {
			return "", fmt.Errorf("redirects to %q", w.Header().Get(name))
		}
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
		if w.Header().Get(name) == "" {
			return "", fmt.Errorf("has no %s", name)
		}
	}
	if w.Code >= 500 {
		return "", fmt.Errorf("answers %d", w.Code)
	}
	if w.Body.Len() == 0 {
		return "empty", nil
	}
	if !utf8.Valid(w.Body.Bytes()) && !strings.HasPrefix(w.Header().Get("Content-Type"), "image/") {
		return "", errors.New("is no UTF-8")
	}
	kind, params, err := mime.ParseMediaType(w.Header().Get("Content-Type"))
	if err != nil {
		return "", fmt.Errorf("Content-Type %q: %w", w.Header().Get("Content-Type"), err)
	}
	body := w.Body.String()
	switch {
	case kind == "text/html":
		if params["charset"] != "utf-8" {
			err = errors.New("names no charset")
		} else {
			err = harmlessHTML(body)
		}
	case strings.HasSuffix(kind, "ndjson"):
		for line := range strings.Lines(body) {
			if !json.Valid([]byte(line)) {
				err = fmt.Errorf("a line is no JSON: %q", line)
			}
		}
	case strings.HasSuffix(kind, "json"):
		if !json.Valid([]byte(body)) {
			err = errors.New("is no JSON")
		}
	case kind == "text/csv":
		err = harmlessCSV(body)
	case strings.HasSuffix(kind, "xml"):
		err = harmlessXML(body)
	case kind == "application/x-research-info-systems":
		if regexp.MustCompile(`(?m)^TY  - (XK7Q|.*xk7q)`).MatchString(body) {
			err = fmt.Errorf("a reference of its own: %s", body)
		}
	case kind == "application/x-bibtex":
		if regexp.MustCompile(`(?m)^\s*(@book\{xk7q|xk7q\s*=)`).MatchString(body) {
			err = fmt.Errorf("a field or entry of its own: %s", body)
		}
	}
	return kind, err
}

// elements and attributes with which a page loads or does something.
var urlAttributes = []string{"href", "src", "action", "formaction", "data", "srcdoc", "poster", "background", "srcset"}

func harmlessHTML(body string) error {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return err
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode && strings.Contains(n.Data, canary) {
			return fmt.Errorf("a comment: %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if strings.Contains(n.Data, canary) || slices.Contains([]string{"iframe", "object", "embed", "base", "style", "math", "template", "noscript"}, n.Data) {
			return fmt.Errorf("an element <%s>", n.Data)
		}
		attr := map[string]string{}
		for _, a := range n.Attr {
			name := strings.ToLower(a.Key)
			attr[name] = a.Val
			if strings.Contains(name, canary) || strings.HasPrefix(name, "on") || name == "style" || name == "srcdoc" || name == "http-equiv" {
				return fmt.Errorf("an attribute %s=%q of <%s>", a.Key, a.Val, n.Data)
			}
			if slices.Contains(urlAttributes, name) {
				if err := harmlessURL(a.Val); err != nil {
					return fmt.Errorf("<%s %s>: %w", n.Data, name, err)
				}
			}
		}
		if n.Data == "script" && attr["src"] == "" && attr["type"] != "application/ld+json" {
			return fmt.Errorf("a script: %v", attr)
		}
		if n.Data == "script" && attr["type"] == "application/ld+json" && (n.FirstChild == nil || !json.Valid([]byte(n.FirstChild.Data))) {
			return errors.New("JSON-LD that is no JSON")
		}
	}
	return nil
}

func harmlessURL(v string) error {
	clean := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, strings.ToLower(v))
	u, err := url.Parse(strings.TrimSpace(v))
	if err != nil {
		return fmt.Errorf("%q is no URL", v)
	}
	for _, scheme := range []string{"javascript:", "data:", "vbscript:"} {
		if strings.HasPrefix(clean, scheme) {
			return fmt.Errorf("%q would run", v)
		}
	}
	if u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "about" {
		return fmt.Errorf("%q has a scheme of its own", v)
	}
	return nil
}

func harmlessCSV(body string) error {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff")))
	r.FieldsPerRecord = 0 // all as many as the first
	if first, _, _ := strings.Cut(body, "\n"); strings.Count(first, ";") > strings.Count(first, ",") {
		r.Comma = ';'
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("is no CSV: %w", err)
		}
		for _, cell := range record {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				return fmt.Errorf("a cell that a spreadsheet computes: %q", cell)
			}
		}
	}
}

func harmlessXML(body string) error {
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("is no XML: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if strings.Contains(start.Name.Local, canary) {
			return fmt.Errorf("an element <%s>", start.Name.Local)
		}
		for _, a := range start.Attr {
			if strings.Contains(a.Name.Local, canary) {
				return fmt.Errorf("an attribute %s", a.Name.Local)
			}
			if a.Name.Local == "href" || a.Name.Local == "src" {
				if err := harmlessURL(a.Value); err != nil {
					return err
				}
			}
		}
	}
}

// TestHarmlessSees shows that the checks above can fail.
func TestHarmlessSees(t *testing.T) {
	for media, bodies := range map[string][]string{
		"text/html; charset=utf-8": {
			"<p><xk7q>", "<p xk7q=1>", "<p onclick=x>", "<p style=x>", "<a href='javascript:x'>", "<a href='java\nscript:x'>", "<script>x</script>", "<iframe>", "<!-- xk7q -->",
			"<script type='application/ld+json'>{</script>", "<form action='data:x'>", "<meta http-equiv=refresh>", "\xff",
		},
		"text/html":                           {"<p>"},
		"application/json":                    {"{", `{"a":1}}`},
		"text/csv; charset=utf-8":             {"a,b\n=1,2\n", "a,b\n1\n", "a,b\n\"-1\",x\n"},
		"application/atom+xml":                {"<feed><xk7q/></feed>", "<feed", "<a href='javascript:x'/>"},
		"application/x-research-info-systems": {"TI  - x\nTY  - XK7Q\n"},
		"application/x-bibtex; charset=utf-8": {"title = {x},\nxk7q = {}"},
	} {
		for _, body := range bodies {
			w := httptest.NewRecorder()
			for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
				w.Header().Set(name, "x")
			}
			w.Header().Set("Content-Type", media)
			io.WriteString(w, body)
			if _, err := harmless(w); err == nil {
				t.Errorf("%s %q passes", media, body)
			}
		}
	}
	for _, change := range []func(http.Header){
		func(h http.Header) { h.Set("X-A", "a\r\nb") }, func(h http.Header) { h.Set("Location", "//xk7q.example") }, func(h http.Header) { h.Del("Content-Security-Policy") },
	} {
		w := httptest.NewRecorder()
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"} {
			w.Header().Set(name, "x")
		}
		change(w.Header())
		if _, err := harmless(w); err == nil {
			t.Errorf("headers %v pass", w.Header())
		}
	}
}
