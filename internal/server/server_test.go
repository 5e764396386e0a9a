package server_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

// sample is one archive for all tests that only read.
var sample = sync.OnceValues(func() (*servertest.Archive, error) {
	return servertest.Temporary(append(servertest.Samples(), servertest.Many(30)...)...)
})

func sampleArchive(t testing.TB) *servertest.Archive {
	t.Helper()
	a, err := sample()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func sampleServer(t testing.TB) *server.Server {
	t.Helper()
	s, err := server.New(sampleArchive(t).Config)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks for a path; header has pairs of name and value.
func get(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	return request(h, http.MethodGet, path, header...)
}

func request(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

const article = "/a/z30833vjv-beistand-mit-allen-verfuegbaren-mitteln"

func TestStatuses(t *testing.T) {
	s := sampleServer(t)
	for _, c := range []struct {
		path     string
		status   int
		location string
	}{
		{"/", 200, ""},
		{"/suche", 200, ""},
		{"/suche?q=Kim", 200, ""},
		{"/suche?seite=1&q=Kim&sortierung=relevanz&von=", 301, "/suche?q=Kim"},
		{"/suche?q=Kim&medium=Depesche", 301, "/suche?medium=Depesche&q=Kim"},
		{"/suche?q=Kim&lang=en", 301, "/suche?lang=en&q=Kim"},
		{"/suche?q=Kim&lang=de", 301, "/suche?q=Kim"},
		{"/suche?q=%FF%FE", 200, ""},
		{"/suche?q=Kim&von=gestern", 200, ""}, // the page says what is wrong
		{article, 200, ""},
		{"/a/z30833vjv", 301, article},
		{"/a/Z30833VJV-anderer-titel?q=Kim", 301, article + "?q=Kim"},
		{"/a/z30833vjv-x/versionen", 301, "/a/z30833vjv/versionen"},
		{"/a/z30833vjv/versionen", 200, ""},
		{article + "?fassung=9", 404, ""},
		{article + "?fassung=x", 400, ""},
		{"/a/neufassung1-ein-bericht-in-zwei-fassungen?fassung=1", 200, ""},
		{"/a/verein1-irgendwas", 301, "/a/neufassung1"},
		{"/a/verein1/versionen", 301, "/a/neufassung1/versionen"},
		{"/a/verein1.json", 301, "/a/neufassung1.json"},
		{"/api/v1/articles/verein1", 301, "/api/v1/articles/neufassung1"},
		{"/a/fort1-ein-entfernter-artikel", 410, ""},
		{"/a/fort1.json", 410, ""},
		{"/a/unbekannt1-ein-titel", 404, ""},
		{"/a/..%2f..%2fetc%2fpasswd", 404, ""},
		{"/a/z30833vjv/zzzzz", 404, ""},
		{"/a/z30833vjv.txt", 200, ""},
		{"/a/z30833vjv.json", 200, ""},
		{"/e", 200, ""},
		{"/e?art=person&buchstabe=K", 200, ""},
		{"/e?art=unsinn", 400, ""},
		{"/e/kim-jong-un", 200, ""},
		{"/e/kim-jong-un.json", 200, ""},
		{"/e/niemand", 404, ""},
		{"/e/kim-jong-un?kontext=rechts&alle=1", 200, ""},
		{"/vergleich?q=Kim&q=Putin", 200, ""},
		{"/mappe", 200, ""}, {"/hilfe", 200, ""}, {"/ueber", 200, ""}, {"/impressum", 200, ""}, {"/datenschutz", 200, ""}, {"/status", 200, ""},
		{"/api/v1/search?q=Kim&limit=500", 200, ""},
		{"/api/v1/search?limit=-1", 400, ""},
		{"/api/v1/search?limit=zehn", 400, ""},
		{"/api/v1/search?offset=99999999999999999999", 400, ""},
		{"/api/v1/entities?kind=unsinn", 400, ""},
		{"/api/v1/suggest?q=Wosto", 200, ""},
		{"/api/v1/nichts", 404, ""},
		{"/healthz", 200, ""}, {"/readyz", 200, ""}, {"/robots.txt", 200, ""}, {"/opensearch.xml", 200, ""},
		{"/sitemap.xml", 200, ""}, {"/sitemap-0.xml", 200, ""}, {"/sitemap-1.xml", 200, ""}, {"/sitemap-99.xml", 404, ""},
		{"/static/nichts.css", 404, ""},
		{"/nichts", 404, ""},
		{"//evil.example/%2e%2e", 404, ""},
		{"/suche?q=" + strings.Repeat("a", 9000), 413, ""},
	} {
		w := get(s, c.path)
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("GET %.80s: %d %q, want %d %q", c.path, w.Code, w.Header().Get("Location"), c.status, c.location)
		}
		if w.Header().Get("Content-Security-Policy") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET %.80s: security headers are missing", c.path)
		}
		if c.status >= 400 && strings.HasPrefix(c.path, "/api/") {
			var body struct {
				Error struct{ Code, Message string }
			}
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body.Error.Code == "" || body.Error.Message == "" {
				t.Errorf("GET %s: error is %s", c.path, w.Body)
			}
		}
	}
}

// Every redirect leads to a page in one step.
func TestRedirectsAreFinal(t *testing.T) {
	s := sampleServer(t)
	for _, path := range []string{"/a/z30833vjv", "/a/verein1", "/suche?seite=1&q=Kim", "/favicon.ico", "/suche?lang=de&q=%20Kim%20"} {
		w := get(s, path)
		next := w.Header().Get("Location")
		if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") {
			t.Errorf("%s leads to %q, out of the archive", path, next)
			continue
		}
		if again := get(s, next); path != "/a/verein1" && again.Code != 200 {
			t.Errorf("%s leads to %s, which answers %d", path, next, again.Code)
		}
	}
}

func TestMethods(t *testing.T) {
	s := sampleServer(t)
	for _, path := range []string{"/", article, "/api/v1/search?q=Kim", "/static/x"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "TRACE"} {
			if w := request(s, method, path); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
				t.Errorf("%s %s: %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
			}
		}
		g, h := get(s, path), request(s, http.MethodHead, path)
		if h.Code != g.Code || h.Header().Get("Content-Length") != g.Header().Get("Content-Length") {
			t.Errorf("HEAD %s: %d with length %s, GET: %d with length %s", path, h.Code, h.Header().Get("Content-Length"), g.Code, g.Header().Get("Content-Length"))
		}
		if h.Body.Len() > 0 {
			t.Errorf("HEAD %s has a body", path)
		}
	}
}

func TestConditionalRequests(t *testing.T) {
	a := sampleArchive(t)
	config := a.Config
	generation := "1"
	config.Status = func() server.Status { return server.Status{Ready: true, Generation: generation} }
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	w := get(s, "/suche?q=Kim")
	etag := w.Header().Get("ETag")
	if etag == "" || w.Header().Get("Cache-Control") != "no-cache" {
		t.Fatalf("ETag %q, Cache-Control %q", etag, w.Header().Get("Cache-Control"))
	}
	if w := get(s, "/suche?q=Kim", "If-None-Match", etag); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("same generation: %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := get(s, "/suche?q=Kim", "If-None-Match", `"x", `+strings.TrimPrefix(etag, "W/")); w.Code != http.StatusNotModified {
		t.Errorf("in a list, strong: %d", w.Code)
	}
	if w := get(s, "/suche?q=Putin", "If-None-Match", etag); w.Code != 200 {
		t.Errorf("another page: %d", w.Code)
	}
	if w := get(s, "/suche?q=Kim", "If-None-Match", etag, "Accept-Language", "en"); w.Code != 200 {
		t.Errorf("another language: %d", w.Code)
	}
	if w := get(s, "/a/unbekannt1", "If-None-Match", "*"); w.Header().Get("ETag") == "" && w.Code == 200 {
		t.Errorf("missing page: %d", w.Code)
	}
	generation = "2"
	if w := get(s, "/suche?q=Kim", "If-None-Match", etag); w.Code != 200 {
		t.Errorf("next generation: %d", w.Code)
	}
}

func TestCompression(t *testing.T) {
	s := sampleServer(t)
	plain := get(s, "/hilfe").Body.String()
	w := get(s, "/hilfe", "Accept-Encoding", "br, gzip;q=0.5")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("Content-Encoding %q", w.Header().Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil || string(b) != plain {
		t.Errorf("unpacked page differs: %v", err)
	}
	for _, header := range []string{"", "identity", "gzip;q=0", "br"} {
		if w := get(s, "/hilfe", "Accept-Encoding", header); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("Accept-Encoding %q: compressed", header)
		}
	}
	if w := get(s, "/hilfe", "Accept-Encoding", "gzip", "Range", "bytes=0-99"); w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed although a range was asked for")
	}
}

func TestAssets(t *testing.T) {
	s := sampleServer(t)
	page := get(s, "/").Body.String()
	found := 0
	for _, part := range strings.Split(page, `"`) {
		if !strings.HasPrefix(part, "/static/") {
			continue
		}
		found++
		w := get(s, part, "Accept-Encoding", "gzip")
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d, Cache-Control %q", part, w.Code, w.Header().Get("Cache-Control"))
		}
		if w := get(s, part, "Range", "bytes=0-9"); w.Code != http.StatusPartialContent || w.Body.Len() != 10 {
			t.Errorf("%s, range: %d, %d bytes", part, w.Code, w.Body.Len())
		}
	}
	if found != 3 {
		t.Errorf("the page loads %d assets, want 3", found)
	}
}

// What rights forbid is in no form of the article and in no list.
func TestRights(t *testing.T) {
	s := sampleServer(t)
	excerpt, metadata := get(s, "/a/auszug1").Header().Get("Location"), get(s, "/a/daten1").Header().Get("Location")
	for _, path := range []string{
		excerpt, metadata, "/a/auszug1.json", "/a/auszug1.txt", "/a/daten1.json", "/a/daten1.txt", "/api/v1/articles/auszug1",
		"/suche?q=" + servertest.Hidden, "/suche?q=Pj%C3%B6ngjang", "/suche.json?q=" + servertest.Hidden, "/api/v1/search?q=Ausz%C3%BCge",
		excerpt + "?q=" + servertest.Hidden, "/a/auszug1/versionen", "/e/pjoengjang?alle=1", "/e/pjoengjang.json", "/",
	} {
		w := get(s, path)
		if w.Code != 200 {
			t.Errorf("GET %s: %d", path, w.Code)
		}
		body := w.Body.String()
		for _, word := range []string{servertest.Hidden + " eins", servertest.Hidden + " zwei", servertest.Hidden + " drei", "länger als ein Auszug sein darf. Er ist länger als ein Auszug sein darf. Er ist länger als ein Auszug sein darf. Er ist länger als ein Auszug sein darf. Er ist länger"} {
			if strings.Contains(body, word) {
				t.Errorf("GET %s shows %.40q", path, word)
			}
		}
	}
	if body := get(s, excerpt).Body.String(); !strings.Contains(body, "Der Anfang darf gezeigt werden") || !strings.Contains(body, "kurzer Auszug") {
		t.Error("the extract or the notice about it is missing")
	}
}

func TestGoneKeepsBibliographicData(t *testing.T) {
	body := get(sampleServer(t), "/a/fort1").Body.String()
	for _, want := range []string{"Ein entfernter Artikel", "Änne Müller", "Beispielblatt", "3. Februar 2024", "auf Wunsch des Verlags"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

func TestLostPassageShowsItsVersion(t *testing.T) {
	a := sampleArchive(t)
	old, err := a.Corpus.Version(t.Context(), servertest.RevisedID, 1)
	if err != nil {
		t.Fatal(err)
	}
	s := sampleServer(t)
	w := get(s, "/a/neufassung1/"+old.Paragraphs[1].PID)
	if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, "verschwindet mit der zweiten Fassung") || !strings.Contains(body, "Dieser Absatz wurde geändert") || !strings.Contains(body, "steht erst in der zweiten Fassung") {
		t.Errorf("lost passage: %d", w.Code)
	}
	if w := get(s, "/a/neufassung1/"+old.Paragraphs[0].PID); w.Code != 200 || strings.Contains(w.Body.String(), "Dieser Absatz wurde geändert") {
		t.Errorf("kept passage: %d", w.Code)
	}
}

func TestLanguage(t *testing.T) {
	s := sampleServer(t)
	for _, c := range []struct{ path, accept, lang string }{
		{"/", "", "de"}, {"/", "de-DE,de;q=0.9,en;q=0.8", "de"}, {"/", "en-US,en;q=0.9", "en"}, {"/", "en,de;q=0.1", "de"}, {"/", "en,de;q=0", "en"},
		{"/", "fr,en;q=0.5", "en"}, {"/", "fr", "de"}, {"/?lang=en", "de", "en"}, {"/?lang=de", "en", "de"}, {"/?lang=xx", "", "de"},
		{"/", strings.Repeat("x,", 5000) + "en", "de"},
	} {
		body := get(s, c.path, "Accept-Language", c.accept).Body.String()
		if !strings.Contains(body, `<html lang="`+c.lang+`"`) {
			t.Errorf("%s with %.40q is not in %q", c.path, c.accept, c.lang)
		}
	}
	if body := get(s, "/?lang=en").Body.String(); !strings.Contains(body, `href="/hilfe?lang=en"`) || !strings.Contains(body, `name="lang" value="en"`) {
		t.Error("the language does not stay in links and forms")
	}
}

func TestHostIsChecked(t *testing.T) {
	config := sampleArchive(t).Config
	config.BaseURL = ""
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]int{"archiv.example": 200, "[::1]:8080": 200, "a b": 400, "a<script>": 400, "evil.example/x": 400, "user@evil.example": 400} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: %d, want %d", host, w.Code, want)
		}
	}
	if body := get(s, "/", "X-Forwarded-Host", "evil.example").Body.String(); strings.Contains(body, "evil.example") {
		t.Error("a forwarded host was believed without a trusted proxy")
	}
}

func TestNotReady(t *testing.T) {
	config := sampleArchive(t).Config
	config.Status = func() server.Status { return server.Status{Reason: "Index wird gebaut"} }
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if w := get(s, "/readyz"); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("/readyz: %d", w.Code)
	}
	if w := get(s, "/healthz"); w.Code != 200 {
		t.Errorf("/healthz: %d", w.Code)
	}
}

// The examples of the help page all find something in the shipped articles, but
// for the one that names an author: shipped articles have none.
func TestHelpExamplesFindSomething(t *testing.T) {
	s := sampleServer(t)
	body := get(s, "/hilfe").Body.String()
	tried := 0
	for _, part := range strings.Split(body, `href="`)[1:] {
		href, _, _ := strings.Cut(part, `"`)
		query, ok := strings.CutPrefix(href, "/suche?")
		if !ok || strings.Contains(query, "autor") {
			continue
		}
		tried++
		var result struct {
			Total   int
			Relaxed bool
			Query   struct {
				Warnings []struct{ Code, Subject string }
			}
		}
		if err := json.Unmarshal(get(s, "/api/v1/search?"+query).Body.Bytes(), &result); err != nil {
			t.Fatal(err)
		}
		if result.Total == 0 || result.Relaxed || len(result.Query.Warnings) > 0 {
			t.Errorf("%s: %+v", query, result)
		}
	}
	if tried < 10 {
		t.Errorf("only %d examples", tried)
	}
}

// Whatever a query says, the answer is a page in its size.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{"Kim", `"offen`, "*a*", "a OR", "((((", "von:2023-99", strings.Repeat("x ", 300), "\x00\xff", "ort:", "-", "NAH/5"} {
		f.Add(q, "1", "Depesche")
	}
	s := sampleServer(f)
	f.Fuzz(func(t *testing.T, q, page, outlet string) {
		v := url.Values{}
		v["q"], v["seite"], v["medium"] = []string{q}, []string{page}, []string{outlet}
		path := "/suche?" + v.Encode()
		if len(path) > 7000 {
			return
		}
		for range 3 {
			w := get(s, path)
			switch w.Code {
			case 200, 400, 413, 422:
				return
			case 301, 302:
				path = w.Header().Get("Location")
			default:
				t.Fatalf("%s: %d %s", path, w.Code, w.Body)
			}
		}
		t.Fatalf("%s leads in circles", path)
	})
}
