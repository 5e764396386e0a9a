package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzFormInside sends forms as somebody does who is logged in, with the token of
// a page: what they name reaches the handlers.
func FuzzFormInside(f *testing.F) {
	c := newClosed(f, nil)
	ask := func(method, path string, form url.Values, cookies []*http.Cookie) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, base+"/", strings.NewReader(form.Encode()))
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return nil
		}
		r.URL, r.RequestURI, r.TLS = u, path, nil
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", base)
		}
		for _, cookie := range cookies {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		c.handler.ServeHTTP(w, r)
		return w
	}
	token := func(page string, cookies []*http.Cookie) string {
		m := tokenInput.FindStringSubmatch(ask(http.MethodGet, page, nil, cookies).Body.String())
		if m == nil {
			f.Fatalf("%s has no form", page)
		}
		return m[1]
	}
	cookies := ask(http.MethodPost, "/anmelden", url.Values{"token": {token("/anmelden", nil)}, "password": {"geheim"}}, nil).Result().Cookies()
	inside, outside := token("/teilen?artikel=abcd1234k", cookies), token("/anmelden", nil)

	f.Add("/teilen", "abcd1234k", c.pid, "7", "für die Redaktion", true)
	f.Add("/teilen", "abcd1234k", "zzzzz", "-1", "<script>", true)
	f.Add("/teilen/zurueckziehen", "nichts", "", "", "", true)
	f.Add("/teilen/a.b.c", "", "", "", "", false)
	f.Add("/anmelden", "falsch", "//anderswo.example", "", "", false)
	f.Add("/abmelden", "", "", "", "", true)
	f.Add("/s", "q=Kim&von=2024", "", "", "", true)
	f.Fuzz(func(t *testing.T, path, one, two, three, four string, known bool) {
		if !strings.HasPrefix(path, "/") {
			return
		}
		const most = 1 << 16 // bytes of the list of links
		if len(c.file.data) > most {
			c.file.data = nil
		}
		form := url.Values{
			"token": {outside}, "artikel": {one}, "id": {one}, "suche": {one}, "password": {one},
			"absatz": {two}, "zu": {two}, "tage": {three}, "notiz": {four},
		}
		var who []*http.Cookie
		if known {
			form.Set("token", inside)
			who = cookies
		}
		w := ask(http.MethodPost, path, form, who)
		if w == nil {
			return
		}
		if _, err := harmless(w); err != nil {
			t.Errorf("POST %q with %q: %v", path, form, err)
		}
		if !known && strings.Contains(w.Body.String(), secret) {
			t.Errorf("POST %q with %q shows the text", path, form)
		}
		if list := ask(http.MethodGet, "/teilen", nil, cookies); list.Code != http.StatusOK {
			t.Errorf("after POST %q with %q the list of links answers %d", path, form, list.Code)
		} else if _, err := harmless(list); err != nil {
			t.Errorf("after POST %q with %q the list of links: %v", path, form, err)
		}
	})
}

// FuzzAddresses puts anything where the addresses of articles, passages, entities,
// frozen searches, shares, pictures and assets have a name, and behind it.
func FuzzAddresses(f *testing.F) {
	h, a := newOpen(f, nil)
	closed := newClosed(f, nil)
	patterns := []string{
		"/a/%", "/a/%/%", "/a/%/versionen", "/a/%.json", "/a/%/%.ris", "/e/%", "/e/%.atom", "/e/%.csv", "/s/%", "/teilen/%", "/og/a/%.png", "/og/p/%/%.png", "/og/e/%.png",
		"/og/f/%.png", "/sitemap-%.xml", "/static/%", "/api/v1/articles/%", "/api/v1/entities/%", "/api/v1/entities", "/api/v1/search", "/api/v1/suggest", "/suche", "/suche.%", "/vergleich", "/mappe", "/",
	}
	for i := range patterns {
		f.Add(i, "abcd1234k", closed.pid, "von", "2024-06")
		f.Add(i, string(theArticle().ID)+"-x", "1", "seite", "-1")
		f.Add(i, "%2e%2e", "\x00", "offset", "9223372036854775807")
	}
	for _, path := range everything(f, a) {
		_, name, _ := strings.Cut(path, "/")
		f.Add(len(path), name, "zz", "q", "Kim*")
	}
	f.Add(27, "ABCd1234k", "%", "0", "0")
	f.Fuzz(func(t *testing.T, which int, one, two, key, value string) {
		if which < 0 {
			which = -(which + 1)
		}
		path := patterns[which%len(patterns)]
		for _, name := range []string{one, two} {
			path = strings.Replace(path, "%", strings.ReplaceAll(url.PathEscape(name), "%", "\x00"), 1)
		}
		path = strings.ReplaceAll(path, "\x00", "%") + "?" + url.Values{key: {value}}.Encode()
		u, err := url.ParseRequestURI(path)
		if err != nil {
			return
		}
		for _, handler := range []http.Handler{h, closed.handler} {
			r := httptest.NewRequest(http.MethodGet, base+"/", nil)
			r.URL, r.RequestURI = u, path
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if _, err := harmless(w); err != nil && w.Code != http.StatusServiceUnavailable {
				t.Errorf("GET %q: %v", path, err)
			}
			if body := w.Body.String(); strings.Contains(body, secret) {
				t.Errorf("GET %q shows the text of a closed archive", path)
			}
		}
	})
}
