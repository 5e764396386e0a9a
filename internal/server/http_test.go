package server_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

func newOpen(t testing.TB, change func(*server.Config)) (http.Handler, *servertest.Archive) {
	t.Helper()
	a, err := servertest.New(t.TempDir(), theArticle())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if change != nil {
		change(&a.Config)
	}
	h, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	return h, a
}

func askFor(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
		} else {
			r.Header.Set(header[i], header[i+1])
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// everything is a path of every kind.
func everything(t testing.TB, a *servertest.Archive) []string {
	article, err := a.Corpus.Article(context.Background(), "abcd1234k")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"/", "/suche?q=Putin", "/vergleich?q=Putin", article.Permalink(), "/a/abcd1234k/" + article.Paragraphs[0].PID, "/a/abcd1234k/versionen", "/e", "/e/wladimir-putin", "/mappe", "/hilfe", "/ueber",
		"/impressum", "/datenschutz", "/status", "/suche.json?q=Putin", "/a/abcd1234k.json", "/a/abcd1234k.txt", "/e/wladimir-putin.json", "/api/v1/search?q=Putin", "/api/v1/articles/abcd1234k",
		"/api/v1/entities?limit=3", "/api/v1/suggest?q=Put", "/api/v1/openapi.json", "/opensearch.xml", "/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/healthz", "/readyz",
	}
}

func TestEveryAnswer(t *testing.T) {
	h, a := newOpen(t, nil)
	for _, path := range everything(t, a) {
		get := askFor(h, "GET", path)
		if get.Code == http.StatusMovedPermanently {
			path = get.Header().Get("Location")
			get = askFor(h, "GET", path)
		}
		if get.Code != 200 {
			t.Errorf("GET %s answers %d", path, get.Code)
			continue
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
		} {
			if got := get.Header().Get(name); !strings.HasPrefix(got, want) || strings.Contains(got, "unsafe") {
				t.Errorf("GET %s: %s: %q, want %q", path, name, got, want)
			}
		}
		head := askFor(h, "HEAD", path)
		if head.Code != get.Code || head.Body.Len() != 0 || head.Header().Get("Content-Length") != get.Header().Get("Content-Length") || head.Header().Get("Content-Type") != get.Header().Get("Content-Type") {
			t.Errorf("HEAD %s: %d, %d bytes, %v; GET: %d, %v", path, head.Code, head.Body.Len(), head.Header(), get.Code, get.Header())
		}
		zipped := askFor(h, "GET", path, "Accept-Encoding", "gzip")
		if zipped.Header().Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(zipped.Body)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(z)
			if err != nil || string(body) != get.Body.String() {
				t.Errorf("GET %s with gzip is another text (%v)", path, err)
			}
		} else if get.Body.Len() > 2048 {
			t.Errorf("GET %s: %d bytes are not compressed", path, get.Body.Len())
		}
		if !strings.Contains(strings.Join(get.Header().Values("Vary"), ","), "Accept-Encoding") && get.Body.Len() > 2048 {
			t.Errorf("GET %s does not vary by Accept-Encoding", path)
		}
		if part := askFor(h, "GET", path, "Accept-Encoding", "gzip", "Range", "bytes=0-9"); part.Header().Get("Content-Encoding") != "" || part.Code != 200 && part.Code != 206 {
			t.Errorf("GET %s with Range: %d, Content-Encoding %q", path, part.Code, part.Header().Get("Content-Encoding"))
		}
		if etag := get.Header().Get("ETag"); etag != "" {
			for match, want := range map[string]int{etag: 304, `"x", ` + etag: 304, "*": 304, `"x"`: 200, strings.TrimPrefix(etag, "W/"): 304} {
				if w := askFor(h, "GET", path, "If-None-Match", match); w.Code != want || want == 304 && w.Body.Len() != 0 {
					t.Errorf("GET %s with If-None-Match %s answers %d with %d bytes, want %d", path, match, w.Code, w.Body.Len(), want)
				}
			}
		}
		for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETT"} {
			if w := askFor(h, method, path); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
				t.Errorf("%s %s answers %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
			}
		}
	}
}

func TestRangeOfAssets(t *testing.T) {
	h, _ := newOpen(t, nil)
	page := askFor(h, "GET", "/").Body.String()
	_, rest, _ := strings.Cut(page, `rel="stylesheet" href="`)
	path, _, _ := strings.Cut(rest, `"`)
	whole := askFor(h, "GET", path)
	part := askFor(h, "GET", path, "Range", "bytes=10-19", "Accept-Encoding", "gzip")
	if part.Code != http.StatusPartialContent || part.Body.String() != whole.Body.String()[10:20] || part.Header().Get("Content-Encoding") != "" {
		t.Errorf("a range of %s: %d %q %v", path, part.Code, part.Body, part.Header())
	}
	if w := askFor(h, "GET", path, "Range", "bytes=99999999-"); w.Code != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("a range beyond the end answers %d", w.Code)
	}
}

func TestSizesOfRequests(t *testing.T) {
	h, _ := newOpen(t, nil)
	for path, want := range map[string]int{
		"/suche?q=" + strings.Repeat("a", 7000):             http.StatusOK,
		"/suche?q=" + strings.Repeat("a", 1<<20):            http.StatusRequestEntityTooLarge,
		"/" + strings.Repeat("a/", 1<<19):                   http.StatusRequestEntityTooLarge,
		"/api/v1/search?q=" + strings.Repeat("%20a", 1<<18): http.StatusRequestEntityTooLarge,
		"/suche?" + strings.Repeat("q=a&", 1000):            http.StatusOK,
		"/api/v1/search?limit=100000&q=Putin":               http.StatusOK,
		"/api/v1/search?limit=-1&q=Putin":                   http.StatusBadRequest,
		"/api/v1/search?offset=-1&q=Putin":                  http.StatusBadRequest,
		"/api/v1/search?offset=9223372036854775807&q=Putin": http.StatusOK,
		"/suche?q=Putin&seite=9223372036854775807":          http.StatusOK,
		"/suche?q=Putin&seite=99999999999999999999999999":   http.StatusOK,
		"/a/../../etc/passwd":                               http.StatusNotFound,
		"/static/..%2f..%2fetc%2fpasswd":                    http.StatusNotFound,
		"/a/%2e%2e%2f%2e%2e%2fetc%2fpasswd":                 http.StatusNotFound,
		"/a/abcd1234k/..%2f..%2f":                           http.StatusNotFound,
		"/%00":                                              http.StatusNotFound,
		"/a/%ff%fe":                                         http.StatusNotFound,
		"/" + url.PathEscape("\r\nX-A: b"):                  http.StatusNotFound,
		"/e/" + strings.Repeat("a", 5000):                   http.StatusNotFound,
	} {
		w := askFor(h, "GET", path)
		for hops := 0; w.Code == http.StatusMovedPermanently || w.Code == http.StatusFound; hops++ {
			if hops == 3 {
				t.Fatalf("GET %.80s is redirected for ever", path)
			}
			w = askFor(h, "GET", w.Header().Get("Location"))
		}
		if w.Code != want {
			t.Errorf("GET %.80s answers %d, want %d", path, w.Code, want)
		}
		if w.Body.Len() > 200_000 {
			t.Errorf("GET %.80s answers with %d bytes", path, w.Body.Len())
		}
	}
}

func TestHostIsBelievedWhereConfigured(t *testing.T) {
	forged := []string{"Host", "boese.example", "X-Forwarded-Host", "boese.example", "X-Forwarded-Proto", "https", "Forwarded", "host=boese.example", "X-Original-URL", "/boese", "X-Rewrite-URL", "/boese"}
	h, _ := newOpen(t, nil) // with a base URL
	for _, path := range []string{"/", "/a/abcd1234k-x", "/suche?q=Putin", "/sitemap.xml", "/api/v1/search?q=Putin", "/opensearch.xml"} {
		w := askFor(h, "GET", path, forged...)
		if strings.Contains(w.Body.String()+w.Header().Get("Location"), "boese") {
			t.Errorf("GET %s believes the request's host although the base URL is configured", path)
		}
	}
	h, _ = newOpen(t, func(c *server.Config) { c.BaseURL = "" })
	if w := askFor(h, "GET", "/", "Host", "archiv.test", "X-Forwarded-Host", "boese.example", "X-Forwarded-Proto", "https"); strings.Contains(w.Body.String(), "boese") || strings.Contains(w.Body.String(), "https://archiv.test") {
		t.Error("forwarded headers are believed without a trusted proxy")
	}
	for _, host := range []string{"", "a b", "a/b", "a\"><x", "a@b", "a\r\nb", strings.Repeat("a", 300), "ä.example", "a?b", "[::1", "a#b", "%61"} {
		if w := askFor(h, "GET", "/", "Host", host); w.Code != http.StatusBadRequest {
			t.Errorf("host %q answers %d", host, w.Code)
		}
	}
	for _, host := range []string{"a", "a.example:8080", "127.0.0.1:80", "[::1]:80"} {
		if w := askFor(h, "GET", "/", "Host", host); w.Code != http.StatusOK {
			t.Errorf("host %q answers %d", host, w.Code)
		}
	}
}

// stuck is an index whose searches end only with their deadline.
type stuck struct {
	index.Searcher
	running chan struct{}
}

func (s stuck) Search(ctx context.Context, _ index.Request) (index.Result, error) {
	s.running <- struct{}{}
	<-ctx.Done()
	return index.Result{}, &archive.Error{Code: archive.CodeUnavailable, Message: "Die Suche hat zu lange gedauert.", Err: ctx.Err()}
}

func TestSearchesAreBounded(t *testing.T) {
	running := make(chan struct{}, 100)
	h, _ := newOpen(t, func(c *server.Config) {
		c.Search = stuck{c.Search, running}
		c.Limits = server.Limits{Searches: 2, SearchWait: 50 * time.Millisecond, Deadline: 400 * time.Millisecond}
	})
	codes := make(chan *httptest.ResponseRecorder)
	begun := time.Now()
	for range 8 {
		go func() { codes <- askFor(h, "GET", "/api/v1/search?q=Putin") }()
	}
	for range 8 {
		w := <-codes
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("a search that can't be answered: %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
		}
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("eight searches that don't end took %v", took)
	}
	if n := len(running); n != 2 {
		t.Errorf("%d searches ran at once, want 2", n)
	}
	if w := askFor(h, "GET", "/hilfe"); w.Code != 200 {
		t.Errorf("a page without a search answers %d", w.Code)
	}
}

func FuzzRequest(f *testing.F) {
	h, a := newOpen(f, func(c *server.Config) { c.BaseURL = "" })
	for _, path := range everything(f, a) {
		f.Add("GET", path, "archiv.example", "de", "gzip", "", "")
	}
	for _, p := range payloads()[:100] {
		f.Add("GET", "/suche?q="+url.QueryEscape(p), "archiv.example", p, p, p, p)
	}
	f.Add("POST", "/anmelden", "a", "", "", "bytes=0-1", "*")
	f.Fuzz(func(t *testing.T, method, path, host, language, encoding, ranges, match string) {
		u, err := url.ParseRequestURI(path)
		if err != nil || !strings.HasPrefix(path, "/") || method == "" {
			return
		}
		r := &http.Request{Method: method, URL: u, RequestURI: path, Host: host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody, RemoteAddr: "192.0.2.1:1", Header: http.Header{
			"Accept-Language": {language}, "Accept-Encoding": {encoding}, "Range": {ranges}, "If-None-Match": {match}, "If-Range": {match}, "Cookie": {match}, "Content-Type": {language}, "X-Forwarded-Host": {host},
		}}
		w := httptest.NewRecorder()
		begun := time.Now()
		h.ServeHTTP(w, r.WithContext(t.Context()))
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s %q took %v", method, path, took)
		}
		if w.Header().Get("Content-Encoding") == "gzip" || w.Code == http.StatusPartialContent || w.Code == http.StatusRequestedRangeNotSatisfiable {
			w.Body.Reset()
		}
		if _, err := harmless(w); err != nil {
			t.Errorf("%s %q: %v", method, path, err)
		}
	})
}

func FuzzForm(f *testing.F) {
	c := newClosed(f, nil)
	f.Add("/anmelden", "token=a&password=b&zu=/")
	f.Add("/teilen", "token=a&artikel=abcd1234k&tage=7&notiz=%00")
	f.Add("/teilen/zurueckziehen", "id=%ff")
	f.Add("/teilen/a.b.c", ";&=%zz")
	f.Fuzz(func(t *testing.T, path, form string) {
		u, err := url.ParseRequestURI(path)
		if err != nil || !strings.HasPrefix(path, "/") {
			return
		}
		r := httptest.NewRequest("POST", base+"/", strings.NewReader(form))
		r.URL, r.RequestURI = u, path
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", base)
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		if w.Code < 300 || len(w.Result().Cookies()) > 0 || strings.Contains(w.Body.String(), secret) {
			t.Errorf("POST %q with a form from nowhere answers %d with %v", path, w.Code, w.Result().Cookies())
		}
		if _, err := harmless(w); err != nil {
			t.Errorf("POST %q: %v", path, err)
		}
	})
}
