package server_test

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"depesche/internal/access"
	"depesche/internal/archive"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

const (
	base   = "https://archiv.example"
	secret = "Wagenburg Zitronenfalter" // stands in the article and nowhere else
)

// theArticle is in every closed archive of these tests.
func theArticle() archive.Article {
	date, err := archive.ParseDate("2024-06-19")
	if err != nil {
		panic(err)
	}
	return archive.Article{
		ID: "abcd1234k", Title: "Schlagzeile Kupferkanne", Authors: []string{"Frauke Beispiel"}, Outlet: "Der Bote", Published: date, Lang: "de",
		Rights: archive.RightsExcerpt,
		Paragraphs: []archive.Paragraph{
			{Kind: archive.Text, Text: "Ein Absatz über Putin, der lang genug ist, um gefunden zu werden."},
			{Kind: archive.Text, Text: "Noch einer: " + secret + "."},
		},
	}
}

// memoryFile keeps the list of links.
type memoryFile struct{ data []byte }

func (f *memoryFile) Read() ([]byte, error) {
	if f.data == nil {
		return nil, fs.ErrNotExist
	}
	return f.data, nil
}
func (f *memoryFile) Write(b []byte) error { f.data = b; return nil }

// browser keeps cookies, follows nothing, and comes from an address.
type browser struct {
	t       *testing.T
	handler http.Handler
	cookies map[string]string
	from    string
}

func (b *browser) do(method, path string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, base+path, strings.NewReader(form.Encode()))
	r.TLS = nil // a proxy ends it
	if b.from != "" {
		r.RemoteAddr = b.from
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", base)
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
		if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || !strings.HasPrefix(c.Name, "__Host-") {
			b.t.Errorf("cookie %s is not HttpOnly, Secure, SameSite=Lax for this host: %s", c.Name, c.String())
		}
	}
	return w
}

func (b *browser) get(path string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	return b.do(http.MethodGet, path, nil, change...)
}

var tokenInput = regexp.MustCompile(`name="token" value="([^"]+)"`)

// submit posts a form with the token of the page.
func (b *browser) submit(page, action string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.t.Helper()
	m := tokenInput.FindStringSubmatch(b.get(page).Body.String())
	if m == nil {
		b.t.Fatalf("%s has no form", page)
	}
	form.Set("token", m[1])
	return b.do(http.MethodPost, action, form, change...)
}

type closedArchive struct {
	*servertest.Archive
	handler http.Handler
	now     time.Time
	file    memoryFile
	path    string // of the article
	pid     string // of its second paragraph
}

func newClosed(t testing.TB, change func(*server.Config, *access.Policy)) *closedArchive {
	t.Helper()
	a, err := servertest.New(t.TempDir(), theArticle())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	c := &closedArchive{Archive: a, now: servertest.Now}
	password, err := access.NewPassword("geheim", strings.NewReader(strings.Repeat("s", 16)))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := access.NewKeys(password.String())
	if err != nil {
		t.Fatal(err)
	}
	policy := &access.Policy{Password: password, Card: access.CardTitle, Keys: keys, Links: access.NewLinks(&c.file)}
	a.Config.Access = policy
	a.Config.Clock = func() time.Time { return c.now }
	if change != nil {
		change(&a.Config, policy)
	}
	if c.handler, err = server.New(a.Config); err != nil {
		t.Fatal(err)
	}
	article, err := a.Corpus.Article(context.Background(), "abcd1234k")
	if err != nil {
		t.Fatal(err)
	}
	c.path, c.pid = article.Permalink(), article.Paragraphs[1].PID
	return c
}

func (c *closedArchive) browser(t *testing.T) *browser {
	return &browser{t: t, handler: c.handler, cookies: map[string]string{}}
}

func (c *closedArchive) loggedIn(t *testing.T) *browser {
	t.Helper()
	b := c.browser(t)
	if w := b.submit("/anmelden", "/anmelden", url.Values{"password": {"geheim"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("logging in answers %d: %s", w.Code, w.Body)
	}
	return b
}

func TestClosedArchiveTellsNobody(t *testing.T) {
	c := newClosed(t, nil)
	b := c.browser(t)
	for path, want := range map[string]int{
		"/": 200, "/suche?q=Putin": 200, c.path: 200, "/a/abcd1234k/" + c.pid: 200, "/a/abcd1234k/versionen": 200, "/e": 200, "/e/wladimir-putin": 200,
		"/vergleich?q=Putin": 200, "/mappe": 200, "/hilfe": 200, "/ueber": 200, "/status": 200, "/stil": 200, "/teilen": 200, "/gibt/es/nicht": 200,
		"/suche.json?q=Putin": 401, "/a/abcd1234k.json": 401, "/a/abcd1234k.txt": 401, "/a/abcd1234k.ris": 401, "/e/wladimir-putin.json": 401, "/suche.atom?q=x": 401,
		"/api/v1/search?q=Putin": 401, "/api/v1/articles/abcd1234k": 401, "/api/v1/entities": 401, "/api/v1/suggest?q=Put": 401, "/sitemap.xml": 401, "/sitemap-1.xml": 401,
		"/a/abcd1234k%2Ejson": 401, "//a/abcd1234k": 200, "/a//abcd1234k": 200, "/A/abcd1234k": 200, "/static/../a/abcd1234k": 404,
		"/impressum": 200, "/datenschutz": 200, "/robots.txt": 200, "/healthz": 200, "/readyz": 200, "/opensearch.xml": 200, "/anmelden": 200,
	} {
		w := b.get(path)
		if w.Code != want {
			t.Errorf("GET %s answers %d, want %d", path, w.Code, want)
		}
		for _, leak := range []string{secret, "Zitronenfalter", "lang genug, um gefunden", "Wostotschny"} {
			if strings.Contains(w.Body.String(), leak) {
				t.Errorf("GET %s shows %q", path, leak)
			}
		}
		if got := w.Header().Get("X-Robots-Tag"); got != "noindex, noarchive" {
			t.Errorf("GET %s: X-Robots-Tag %q", path, got)
		}
		if cc := w.Header().Get("Cache-Control"); !strings.Contains(cc, "private") && !strings.Contains(cc, "no-store") {
			t.Errorf("GET %s: Cache-Control %q lets others keep it", path, cc)
		}
		if want == 401 && strings.HasPrefix(path, "/api/") && !strings.Contains(w.Body.String(), `"code":"unauthorized"`) {
			t.Errorf("GET %s: %s", path, w.Body)
		}
	}
}

func TestClosedCards(t *testing.T) {
	all := []string{"Schlagzeile Kupferkanne", "Der Bote", "Frauke Beispiel", "19."}
	for card, shown := range map[access.Card]int{access.CardNone: 0, access.CardBibliographic: 3, access.CardTitle: 4} {
		c := newClosed(t, func(_ *server.Config, p *access.Policy) { p.Card = card })
		for _, path := range []string{"/a/abcd1234k", "/a/abcd1234k/" + c.pid} {
			body := c.browser(t).get(path).Body.String()
			n := 0
			for _, fact := range all {
				if strings.Contains(body, fact) {
					n++
				}
			}
			if n != shown || strings.Contains(body, all[0]) != (card == access.CardTitle) {
				t.Errorf("card %s of %s shows %d of %v, want %d", card, path, n, all, shown)
			}
			if card != access.CardTitle && strings.Contains(body, "kupferkanne") {
				t.Errorf("card %s of %s tells the title in its slug", card, path)
			}
			if !strings.Contains(body, `name="password"`) {
				t.Errorf("card %s of %s has no form to log in", card, path)
			}
		}
		unknown := c.browser(t).get("/a/zzzz9999z").Body.String()
		if card == access.CardNone && strings.ReplaceAll(unknown, "zzzz9999z", "abcd1234k") != stripTokens(c.browser(t).get("/a/abcd1234k").Body.String(), unknown) {
			t.Error("card none tells which articles there are")
		}
	}
}

// stripTokens puts the token of one page into another, so that the rest can be compared.
func stripTokens(page, other string) string {
	from, to := tokenInput.FindString(page), tokenInput.FindString(other)
	return strings.ReplaceAll(page, from, to)
}

func TestClosedPicture(t *testing.T) {
	for card, want := range map[access.Card]int{access.CardTitle: 200, access.CardBibliographic: 401, access.CardNone: 401} {
		c := newClosed(t, func(_ *server.Config, p *access.Policy) { p.Card = card })
		b := c.browser(t)
		for _, path := range []string{"/og/a/abcd1234k.png", "/og/p/abcd1234k/" + c.pid + ".png", "/og/s.png?q=Putin", "/og/e/wladimir-putin.png"} {
			if w := b.get(path); w.Code != want && path == "/og/a/abcd1234k.png" || w.Code != 401 && path != "/og/a/abcd1234k.png" {
				t.Errorf("card %s: GET %s answers %d", card, path, w.Code)
			}
		}
		if got := strings.Contains(b.get(c.path).Body.String(), `og:image" content="`+base+`/og/a/abcd1234k.png`); got != (card == access.CardTitle) {
			t.Errorf("card %s: the page names a picture: %v", card, got)
		}
	}
}

func TestLogIn(t *testing.T) {
	c := newClosed(t, nil)
	b := c.browser(t)
	if w := b.submit(c.path, "/anmelden", url.Values{"password": {"falsch"}, "zu": {c.path}}); w.Code != http.StatusForbidden || len(b.cookies) > 0 {
		t.Errorf("a wrong password answers %d with cookies %v", w.Code, b.cookies)
	}
	w := b.submit(c.path, "/anmelden", url.Values{"password": {"geheim"}, "zu": {c.path}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != c.path {
		t.Fatalf("the password answers %d to %q", w.Code, w.Header().Get("Location"))
	}
	page := b.get(c.path)
	if page.Code != 200 || !strings.Contains(page.Body.String(), secret) {
		t.Errorf("the article answers %d and does not show its text, which its rights keep from those not logged in", page.Code)
	}
	etag := page.Header().Get("ETag")
	if w := b.get(c.path, func(r *http.Request) { r.Header.Set("If-None-Match", etag) }); w.Code != http.StatusNotModified {
		t.Errorf("the same page again answers %d", w.Code)
	}
	if w := c.browser(t).get(c.path, func(r *http.Request) { r.Header.Set("If-None-Match", etag) }); w.Code != 200 || strings.Contains(w.Body.String(), secret) {
		t.Errorf("the tag of a page opens it to others: %d", w.Code)
	}
	if w := b.get("/anmelden?zu=/e"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/e" {
		t.Errorf("the log-in form of somebody who is logged in answers %d", w.Code)
	}
	kept := b.cookies["__Host-depesche"]
	if w := b.submit("/", "/abmelden", url.Values{}); w.Code != http.StatusSeeOther || len(b.cookies) > 0 {
		t.Errorf("logging out answers %d and leaves %v", w.Code, b.cookies)
	}
	c.now = c.now.Add(access.DefaultAge)
	b.cookies["__Host-depesche"] = kept
	if w := b.get(c.path); strings.Contains(w.Body.String(), secret) {
		t.Error("a session is open after its end")
	}
}

func TestLogInLeadsNowhereElse(t *testing.T) {
	c := newClosed(t, nil)
	for _, to := range []string{"https://boese.example/", "//boese.example", "/\\boese.example", "\\\\boese.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1", "boese", "", "/anmelden", "/x\r\nLocation: https://boese.example"} {
		w := c.browser(t).submit("/anmelden", "/anmelden", url.Values{"password": {"geheim"}, "zu": {to}}, func(r *http.Request) { r.RemoteAddr = "198.51.100." + "7:1" })
		c.now = c.now.Add(time.Minute)
		location := w.Header().Get("Location")
		u, err := url.Parse(location)
		if w.Code != http.StatusSeeOther || err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") || strings.ContainsAny(location, "\r\n\\") {
			t.Errorf("zu=%q leads to %q (%d)", to, location, w.Code)
		}
	}
}

func TestLogInIsLimited(t *testing.T) {
	c := newClosed(t, nil)
	b := c.browser(t)
	b.from = "198.51.100.7:4711"
	codes := map[int]int{}
	var last *httptest.ResponseRecorder
	for range 8 {
		last = b.submit("/anmelden", "/anmelden", url.Values{"password": {"falsch"}})
		codes[last.Code]++
	}
	if codes[http.StatusForbidden] != 5 || codes[http.StatusTooManyRequests] != 3 || last.Header().Get("Retry-After") == "" {
		t.Errorf("eight tries answer %v, Retry-After %q", codes, last.Header().Get("Retry-After"))
	}
	if w := b.submit("/anmelden", "/anmelden", url.Values{"password": {"geheim"}}); w.Code != http.StatusTooManyRequests {
		t.Errorf("the right password after too many tries answers %d", w.Code)
	}
	forged := func(r *http.Request) { r.Header.Set("X-Forwarded-For", "203.0.113.9") }
	if w := b.submit("/anmelden", "/anmelden", url.Values{"password": {"falsch"}}, forged); w.Code != http.StatusTooManyRequests {
		t.Errorf("a made up X-Forwarded-For gives new tries: %d", w.Code)
	}
	b.from = "198.51.100.8:4711"
	if w := b.submit("/anmelden", "/anmelden", url.Values{"password": {"geheim"}}); w.Code != http.StatusSeeOther {
		t.Errorf("another client is limited too: %d", w.Code)
	}
	c.now = c.now.Add(time.Minute)
	b.from, b.cookies = "198.51.100.7:4711", map[string]string{}
	if w := b.submit("/anmelden", "/anmelden", url.Values{"password": {"geheim"}}); w.Code != http.StatusSeeOther {
		t.Errorf("a minute later the right password answers %d", w.Code)
	}
}

func TestFormsFromElsewhere(t *testing.T) {
	c := newClosed(t, nil)
	b := c.loggedIn(t)
	other := c.loggedIn(t)
	foreign := tokenInput.FindStringSubmatch(other.get("/teilen").Body.String())[1]
	c.now = c.now.Add(time.Second)
	third := c.loggedIn(t) // ends later, so it is another session
	for name, change := range map[string]func(*http.Request){
		"another origin":         func(r *http.Request) { r.Header.Set("Origin", "https://boese.example") },
		"no origin that is told": func(r *http.Request) { r.Header.Set("Origin", "null") },
		"Sec-Fetch-Site":         func(r *http.Request) { r.Header.Del("Origin"); r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another site of the same domain": func(r *http.Request) {
			r.Header.Set("Origin", "https://x.archiv.example")
			r.Header.Set("Sec-Fetch-Site", "same-site")
		},
		"JSON": func(r *http.Request) { r.Header.Set("Content-Type", "application/json") },
		"text": func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
	} {
		if w := b.submit("/teilen", "/teilen", url.Values{"artikel": {"abcd1234k"}, "tage": {"7"}}, change); w.Code < 400 {
			t.Errorf("a form with %s answers %d", name, w.Code)
		}
	}
	bare := func(r *http.Request) { r.Header.Del("Origin") }
	for name, token := range map[string]string{"none": "", "made up": "abc.def", "of another session": foreign} {
		if w := third.do(http.MethodPost, "/teilen", url.Values{"token": {token}, "artikel": {"abcd1234k"}, "tage": {"7"}}, bare); w.Code != http.StatusForbidden {
			t.Errorf("a form without Origin and a token that is %s answers %d", name, w.Code)
		}
	}
	if w := third.submit("/teilen", "/teilen", url.Values{"artikel": {"abcd1234k"}, "tage": {"7"}}, bare); w.Code != 200 {
		t.Errorf("a form without Origin and the right token answers %d", w.Code)
	}
	if len(c.file.data) == 0 || strings.Count(string(c.file.data), "\n") != 1 {
		t.Errorf("the list has not one link: %s", c.file.data)
	}
}

var madeURL = regexp.MustCompile(`value="` + base + `(/teilen/[^"]+)"`)

func TestShareLink(t *testing.T) {
	c := newClosed(t, nil)
	owner := c.loggedIn(t)
	made := owner.submit("/teilen?artikel=abcd1234k", "/teilen", url.Values{"artikel": {"abcd1234k"}, "tage": {"7"}, "notiz": {"für <Anna>"}})
	m := madeURL.FindStringSubmatch(made.Body.String())
	if made.Code != 200 || m == nil {
		t.Fatalf("making a link answers %d: %s", made.Code, made.Body)
	}
	guest := c.browser(t)
	for range 3 { // preview bots come first
		if w := c.browser(t).get(m[1]); w.Code != 200 || strings.Contains(w.Body.String(), secret) || len(w.Result().Cookies()) > 0 {
			t.Fatalf("looking at a link answers %d with %v", w.Code, w.Result().Cookies())
		}
	}
	w := guest.submit(m[1], m[1], url.Values{})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/a/abcd1234k" {
		t.Fatalf("opening a link answers %d to %q", w.Code, w.Header().Get("Location"))
	}
	for path, open := range map[string]bool{
		c.path: true, "/a/abcd1234k/" + c.pid: true, "/a/abcd1234k.txt": true, "/api/v1/articles/abcd1234k": true,
		"/": false, "/suche?q=Zitronenfalter": false, "/api/v1/search?q=Zitronenfalter": false, "/teilen": false, "/e": false,
	} {
		if got := strings.Contains(guest.get(path).Body.String(), secret); got != open {
			t.Errorf("with the link %s shows the text: %v, want %v", path, got, open)
		}
	}
	if body := guest.get(c.path + "?q=Putin&treffer=2").Body.String(); strings.Contains(body, `rel="next"`) || strings.Contains(body, `rel="prev"`) {
		t.Error("the article names its neighbours in a list of hits to somebody who may not search")
	}
	for _, id := range c.Corpus.IDs() {
		if id == "abcd1234k" {
			continue
		}
		a, _ := c.Corpus.Article(t.Context(), id)
		if strings.Contains(guest.get(c.path).Body.String(), a.Title) {
			t.Errorf("with the link to one article the title of another is shown: %s", a.Title)
		}
	}
	id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(owner.get("/teilen").Body.String())[1]
	if w := guest.do(http.MethodPost, "/teilen/zurueckziehen", url.Values{"id": {id}}); w.Code < 400 {
		t.Errorf("a guest may revoke a link: %d", w.Code)
	}
	if w := owner.submit("/teilen", "/teilen/zurueckziehen", url.Values{"id": {id}}); w.Code != http.StatusSeeOther {
		t.Fatalf("revoking answers %d", w.Code)
	}
	if strings.Contains(guest.get(c.path).Body.String(), secret) {
		t.Error("a revoked link still opens the article to somebody who opened it before")
	}
	if w := c.browser(t).get(m[1]); w.Code != http.StatusGone {
		t.Errorf("a revoked link answers %d", w.Code)
	}
}

func TestShareLinkOfAPassageEnds(t *testing.T) {
	c := newClosed(t, nil)
	made := c.loggedIn(t).submit("/teilen", "/teilen", url.Values{"artikel": {"abcd1234k"}, "absatz": {c.pid}, "tage": {"1"}})
	m := madeURL.FindStringSubmatch(made.Body.String())
	if m == nil {
		t.Fatalf("making a link answers %d: %s", made.Code, made.Body)
	}
	guest := c.browser(t)
	guest.submit(m[1], m[1], url.Values{})
	if !strings.Contains(guest.get("/a/abcd1234k/"+c.pid).Body.String(), secret) {
		t.Error("the passage is not shown")
	}
	if strings.Contains(guest.get(c.path).Body.String(), secret) {
		t.Error("the link to a passage opens the article")
	}
	if strings.Contains(guest.get("/a/abcd1234k/"+c.pid).Body.String(), "lang genug, um gefunden") {
		t.Error("the link to a passage shows the one before it")
	}
	if !strings.Contains(guest.get("/a/abcd1234k/"+c.pid+".ris").Body.String(), "TY  - NEWS") {
		t.Error("the passage's reference file is closed to somebody who may read it")
	}
	c.now = c.now.Add(25 * time.Hour)
	if strings.Contains(guest.get("/a/abcd1234k/"+c.pid).Body.String(), secret) {
		t.Error("the link opens after its end")
	}
	if w := c.browser(t).get(m[1]); w.Code != http.StatusGone {
		t.Errorf("a link after its end answers %d", w.Code)
	}
	if w := c.browser(t).get("/teilen/abc.def.ghi"); w.Code != http.StatusNotFound {
		t.Errorf("a made up link answers %d", w.Code)
	}
}

func TestReaderNamedByAProxy(t *testing.T) {
	c := newClosed(t, func(cfg *server.Config, p *access.Policy) {
		p.Header, p.Password = "X-Remote-User", access.Password{}
		cfg.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	})
	named := func(r *http.Request) { r.Header.Set("X-Remote-User", "anna") }
	for from, open := range map[string]bool{"10.1.2.3:80": true, "[::ffff:10.1.2.3]:80": true, "192.0.2.1:80": false, "nonsense": false} {
		b := c.browser(t)
		b.from = from
		if got := strings.Contains(b.get(c.path, named).Body.String(), secret); got != open {
			t.Errorf("from %s the header opens the archive: %v, want %v", from, got, open)
		}
		if strings.Contains(b.get(c.path).Body.String(), secret) {
			t.Errorf("from %s the archive is open without the header", from)
		}
	}
}
