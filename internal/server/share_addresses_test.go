package server_test

import (
	"net/http"
	"strings"
	"testing"

	"depesche/internal/frozen"
	"depesche/internal/server"
)

// Addresses as they come back from chats, mail programs and people.
func TestAddressesAsTheyComeBack(t *testing.T) {
	config := sampleArchive(t).Config
	config.Frozen = frozen.NewStore(&memory{files: map[string][]byte{}}, 100)
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	passage := passagePath(t) // /a/{id}/{pid}
	id, pid := strings.Split(passage, "/")[2], strings.Split(passage, "/")[3]
	kept := post(s, "/s", "suche=q%3DKim", "Origin", config.BaseURL).Header().Get("Location")
	moved := func(from, to string) {
		t.Helper()
		w, at := get(s, from), from
		for hops := 0; w.Code == http.StatusMovedPermanently && at != to && hops < 2; hops++ {
			at = w.Header().Get("Location")
			w = get(s, at)
		}
		if at != to {
			t.Errorf("%s: leads to %s (%d), want %s", from, at, w.Code, to)
			return
		}
		if again := get(s, to); again.Code != http.StatusOK {
			t.Errorf("%s leads to %s: %d", from, to, again.Code)
		}
	}
	for from, to := range map[string]string{
		"/a/" + id:                              article,
		"/a/" + id + "-alter-titel":             article,
		"/a/" + id + "-gr%C3%B6%C3%9Fe":         article,
		"/a/" + id + "-größe":                   article,
		"/a/" + strings.ToUpper(id):             article,
		article + "/":                           article,
		"/a//" + id + "-x":                      article,
		"//a/" + id:                             article,
		"/a/" + id + "/?q=Kim":                  article + "?q=Kim",
		article + "%20":                         article,
		"/a/%7A" + id[1:]:                       article,
		passage + "/":                           passage,
		"/a/" + id + "-slug/" + pid:             passage,
		"/a/" + id + "/" + strings.ToUpper(pid): passage,
		"/a/" + strings.ToUpper(id) + "/" + pid: passage,
		"/a/" + id + "//" + pid:                 passage,
		"/a/" + id + "/versionen/":              "/a/" + id + "/versionen",
		"/e/Kim-Jong-Un":                        "/e/kim-jong-un",
		"/e/kim-jong-un/":                       "/e/kim-jong-un",
		"/e/":                                   "/e",
		"/suche/?q=Kim":                         "/suche?q=Kim",
		article + ").":                          article,
		passage + "”.":                          passage,
		"/e/kim-jong-un,":                       "/e/kim-jong-un",
		"/suche?q=Gr%c3%b6%c3%9fe":              "/suche?q=Gr%C3%B6%C3%9Fe",
		"/suche?q=Kim%20Jong":                   "/suche?q=Kim+Jong",
		kept + "/":                              kept,
		"/s/" + strings.ToUpper(kept[3:]):       kept,
		"/hilfe/":                               "/hilfe",
	} {
		moved(from, to)
	}
	// Tracking parameters change nothing of what a page says of itself, and cost no
	// redirection: preview programs ask for the address as it was pasted.
	for _, path := range []string{article, passage, "/e/kim-jong-un", kept, "/suche?q=Kim"} {
		with := "?utm_source=newsletter&utm_medium=email&fbclid=IwAR0&gclid=1"
		if strings.Contains(path, "?") {
			with = "&" + with[1:]
		}
		w := get(s, path+with)
		if body := w.Body.String(); w.Code != http.StatusOK ||
			!strings.Contains(body, `rel="canonical" href="`+config.BaseURL+path+`"`) || !strings.Contains(body, `property="og:url" content="`+config.BaseURL+path+`"`) {
			t.Errorf("%s with tracking parameters: %d, without its canonical address", path, w.Code)
		}
		if strings.Contains(w.Body.String(), "fbclid") {
			t.Errorf("%s passes tracking parameters on", path)
		}
	}
	// Nothing leads away from here.
	for _, path := range []string{"//evil.example", "//evil.example/", "/%2F/evil.example/", "/\\evil.example/", "/a/..%2f..%2fetc/passwd", "///evil.example/a/" + id, "/a/" + id + "%0d%0aX:y"} {
		w := get(s, path)
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.Contains(to, "://") || w.Code >= 500 {
			t.Errorf("%s: %d, leads to %s", path, w.Code, to)
		}
	}
	// Unknown addresses offer a search for their words.
	for path, want := range map[string]string{
		"/a/zzzzzzzzz-ein-guter-titel":           "/suche?q=ein+guter+titel",
		"/a/zzzzzzzzz-gr%C3%B6%C3%9Fe-der-welt/": "/suche?q=gr%C3%B6%C3%9Fe+der+welt",
		"/e/frau-niemand":                        "/suche?q=frau+niemand",
	} {
		w := get(s, path)
		if w.Code == http.StatusMovedPermanently {
			w = get(s, w.Header().Get("Location"))
		}
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), `href="`+want+`"`) {
			t.Errorf("%s: %d, without a link to %s", path, w.Code, want)
		}
	}
	// Cards: HEAD, parts, and what is there already.
	for _, path := range []string{"/og/a/" + id + ".png", "/og/p/" + id + "/" + pid + ".png", "/og/e/kim-jong-un.png", "/og/s.png?q=Kim", "/og/f/" + kept[3:] + ".png"} {
		full := get(s, path)
		size := full.Header().Get("Content-Length")
		if full.Code != http.StatusOK || size == "" || full.Header().Get("Content-Encoding") != "" || full.Header().Get("ETag") == "" {
			t.Errorf("%s: %d %v", path, full.Code, full.Header())
		}
		if head := request(s, http.MethodHead, path); head.Code != http.StatusOK || head.Header().Get("Content-Length") != size || head.Body.Len() > 0 {
			t.Errorf("HEAD %s: %d, %s bytes of %s, body %d", path, head.Code, head.Header().Get("Content-Length"), size, head.Body.Len())
		}
		if w := get(s, path, "If-None-Match", full.Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s again: %d", path, w.Code)
		}
		part := get(s, path, "Range", "bytes=0-99")
		if part.Code != http.StatusPartialContent || part.Body.String() != full.Body.String()[:100] || !strings.HasPrefix(part.Header().Get("Content-Range"), "bytes 0-99/"+size) {
			t.Errorf("part of %s: %d %s", path, part.Code, part.Header().Get("Content-Range"))
		}
		if w := get(s, path, "Range", "bytes=999999-"); w.Code != http.StatusRequestedRangeNotSatisfiable {
			t.Errorf("part of %s beyond its end: %d", path, w.Code)
		}
	}
}
