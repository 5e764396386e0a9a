package main

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"depesche/internal/metrics"
	"depesche/internal/server"
)

// onWire serves the shipped corpus as the program does, and returns its address.
func onWire(t *testing.T, cfg Config) string {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	if cfg.Corpus == "" {
		cfg.Corpus = shippedCorpus(t)
	}
	cfg.Data, cfg.Engine = t.TempDir(), "bleve"
	if cfg.Access == "" {
		cfg.Access = "open"
	}
	parts, err := assemble(t.Context(), cfg, log, assembly{wait: time.Minute, noWatch: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { parts.close(log) })
	config, err := parts.config(cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := newHTTPServer(handler, connections(cfg, metrics.New()), log)
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return l.Addr().String()
}

// say sends bytes as they are and reads answers until the server ends the
// connection or says nothing for a while.
func say(t *testing.T, addr, request string) (answers []*http.Response, bodies []string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	go io.WriteString(conn, request) // the server may not want all of it
	method, _, _ := strings.Cut(request, " ")
	in := bufio.NewReader(conn)
	for {
		if len(answers) > 0 { // is there another?
			conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
			if _, err := in.Peek(1); err != nil {
				return answers, bodies
			}
			conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		}
		res, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			if len(answers) == 0 {
				t.Errorf("%.80q: %v", request, err)
			}
			return answers, bodies
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Errorf("%.80q: reading the answer: %v", request, err)
		}
		res.Body.Close()
		answers, bodies = append(answers, res), append(bodies, string(body))
	}
}

// TestOnTheWire sends what clients, proxies and attackers send, byte by byte.
func TestOnTheWire(t *testing.T) {
	long(t)
	addr := onWire(t, Config{})
	const end = "\r\n\r\n"
	get := func(target string, headers ...string) string {
		return "GET " + target + " HTTP/1.1\r\nHost: a.example\r\n" + strings.Join(append(headers, "Connection: close"), "\r\n") + end
	}
	for _, c := range []struct {
		name, request string
		want          []int // of the answers in order; nothing else may come
	}{
		{"plain", get("/"), []int{200}},
		{"HTTP/1.0 without host", "GET /hilfe HTTP/1.0" + end, []int{400}},
		{"HTTP/1.0", "GET /hilfe HTTP/1.0\r\nHost: a" + end, []int{200}},
		{"HTTP/1.0 keep-alive", "GET /hilfe HTTP/1.0\r\nHost: a\r\nConnection: keep-alive" + end + "GET /healthz HTTP/1.0\r\nHost: a" + end, []int{200, 200}},
		{"HTTP/0.9", "GET /\r\n" + "\r\n", []int{400}},
		{"HTTP/2.0 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{400}},
		{"HTTP/3.7", "GET / HTTP/3.7\r\nHost: a" + end, []int{505}},
		{"pipelined", "GET /hilfe HTTP/1.1\r\nHost: a" + end + "GET /healthz HTTP/1.1\r\nHost: a" + end + get("/nirgends"), []int{200, 200, 404}},
		{"absolute form", "GET http://a.example/hilfe HTTP/1.1\r\nHost: b.example\r\nConnection: close" + end, []int{200}},
		{"absolute form of another scheme", "GET gopher://a.example/hilfe HTTP/1.1\r\nHost: a\r\nConnection: close" + end, []int{200}},
		{"asterisk form", "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close" + end, []int{200}},
		{"asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\nConnection: close" + end, []int{404}},
		{"authority form", "CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\nConnection: close" + end, []int{405}},
		{"no slash", "GET hilfe HTTP/1.1\r\nHost: a\r\nConnection: close" + end, []int{400}},
		{"no host", "GET / HTTP/1.1\r\nConnection: close" + end, []int{400}},
		{"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close" + end, []int{400}},
		{"length and chunks", "POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked" + end + "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a" + end, []int{403}},
		{"two lengths", "POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5" + end + "abcde", []int{400}},
		{"negative length", "POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: -4" + end, []int{400}},
		{"length with plus", "POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: +4" + end + "abcd", []int{400}},
		{"chunks twice", "POST /s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity" + end + "0\r\n\r\n", []int{400, 501}},
		{"unknown coding", "POST /s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked" + end + "0\r\n\r\n", []int{501}},
		{"hidden coding", "POST /s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked" + end + "0\r\n\r\n", []int{400}},
		{"GET with a body", "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 38\r\nConnection: close" + end + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\nxxxx", []int{200}},
		{"chunk that is none", "POST /s HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked" + end + "zz\r\n", []int{400}},
		{"folded header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\nConnection: close" + end, []int{200, 400}},
		{"header without colon", "GET / HTTP/1.1\r\nHost: a\r\nquatsch" + end, []int{400}},
		{"empty header name", "GET / HTTP/1.1\r\nHost: a\r\n: b" + end, []int{400}},
		{"NUL in a header", get("/", "X-A: a\x00b"), []int{400}},
		{"ESC in a header", get("/", "X-A: \x1b[2J"), []int{400}},
		{"33 kB header", get("/", "X-A: "+strings.Repeat("a", 40<<10)), []int{431}},
		{"5,000 headers", get("/", strings.Repeat("X-A: b\r\n", 8000)+"X-B: c"), []int{431}},
		{"bare line feeds", "GET /healthz HTTP/1.1\nHost: a\nConnection: close\n\n", []int{200}},
		{"expects the impossible", get("/", "Expect: 200-ok"), []int{417}},
		{"waits to be told", "POST /s HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\nExpect: 100-continue\r\nConnection: close" + end, []int{403}},
		{"%00", get("/%00"), []int{404}}, {"%00 in a query", get("/suche?q=%00"), []int{301}}, {"%00 in an id", get("/a/%00"), []int{404}},
		{"overlong UTF-8", get("/a/%c0%ae%c0%ae%c0%af"), []int{404}}, {"overlong query", get("/suche?q=%c0%af%e0%80%af"), []int{200}}, {"half a letter", get("/suche?q=%c3"), []int{200}},
		{"bad escape", get("/%zz"), []int{400}}, {"bad escape in a query", get("/suche?q=%zz"), []int{301}}, {"half an escape", get("/suche?q=a%2"), []int{301}},
		{"very long path", get("/" + strings.Repeat("a/", 8000)), []int{413}},
		{"very deep path", get("/" + strings.Repeat("/", 4000)), []int{404}},
		{"dots", get("/static/../../etc/passwd"), []int{404}}, {"encoded dots", get("/static/%2e%2e/%2e%2e/etc/passwd"), []int{404}}, {"backslashes", get(`/static/..\..\etc`), []int{404}},
		{"semicolons", get("/suche;q=a?q=Kim;b=c"), []int{404}},
		{"fragment", get("/hilfe#x"), []int{200, 404}},
	} {
		answers, bodies := say(t, addr, c.request)
		for i, a := range answers {
			// Where two answers are right the one of the library's release counts.
			if len(answers) == 1 && slices.Contains(c.want, a.StatusCode) {
				continue
			}
			if i >= len(c.want) || a.StatusCode != c.want[i] {
				t.Errorf("%s: answer %d of %d is %d, want %v\n%.200s", c.name, i+1, len(answers), a.StatusCode, c.want, bodies[i])
			}
		}
	}
}

// TestNoOpenRedirect: nothing in a path or query leads to another site.
func TestNoOpenRedirect(t *testing.T) {
	long(t)
	addr := onWire(t, Config{})
	evil := []string{"//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "https:evil.example", "//evil.example@a", "/%2fevil.example", "/%5cevil.example", "%2f%2fevil.example", "/.//evil.example",
		"/..//evil.example", "///evil.example", "/\t/evil.example", "//evil.example/%2e%2e", "/%09/evil.example", "javascript:alert(1)//evil.example", "/；//evil.example", "http:///evil.example", "/%0d%0aLocation:%20//evil.example"}
	var targets []string
	for _, e := range evil {
		esc := strings.NewReplacer(" ", "%20", "\t", "%09", "\\", "%5c").Replace(e)
		q := strings.NewReplacer("%", "%25", "&", "%26", "\t", "%09", "\\", "%5c", " ", "%20").Replace(e)
		for _, p := range []string{"%s", "/%s", "/a/%s", "/e/%s", "/static/%s", "/anmelden?zu=%s", "/suche?zu=%s", "/suche?q=%s", "/suche?q=x&seite=99&von=%s", "/a/hkm2xq9b4-%s", "/s/%s", "/teilen/%s"} {
			if strings.Contains(p, "?") {
				targets = append(targets, fmt.Sprintf(p, q))
			} else if target := fmt.Sprintf(p, esc); strings.HasPrefix(target, "/") {
				targets = append(targets, target)
			}
		}
	}
	redirects := 0
	for _, target := range targets {
		answers, _ := say(t, addr, "GET "+target+" HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
		for _, a := range answers {
			if a.StatusCode >= 500 {
				t.Errorf("GET %s answers %d", target, a.StatusCode)
			}
			at := a.Header.Get("Location")
			if at == "" {
				continue
			}
			redirects++
			if !strings.HasPrefix(at, "/") || strings.HasPrefix(at, "//") || strings.HasPrefix(at, "/\\") || strings.ContainsAny(at, "\\\r\n\t") {
				t.Errorf("GET %s leads to %q", target, at)
			}
		}
	}
	t.Logf("%d addresses, %d redirects, all within the archive", len(targets), redirects)
}

// everyFile is an address of every kind of file, with its parts from the shipped corpus.
func everyFile(t *testing.T, addr string) []string {
	t.Helper()
	_, bodies := say(t, addr, "GET /api/v1/search?limit=1&q=Wostotschny HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
	_, rest, ok := strings.Cut(bodies[0], `"id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	_, rest, ok2 := strings.Cut(bodies[0], `"pid":"`)
	pid, _, _ := strings.Cut(rest, `"`)
	_, bodies = say(t, addr, "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n")
	_, rest, ok3 := strings.Cut(bodies[0], `/static/`)
	asset, _, _ := strings.Cut(rest, `"`)
	if !ok || !ok2 || !ok3 {
		t.Fatal("the shipped corpus has no hit, passage or asset")
	}
	files := []string{"/static/" + asset, "/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml", "/healthz", "/readyz", "/", "/hilfe", "/status", "/a/" + id + "/" + pid, "/e", "/mappe",
		"/og/a/" + id + ".png", "/og/p/" + id + "/" + pid + ".png", "/og/e/wladimir-putin.png", "/og/s.png?q=Kim", "/api/v1/openapi.json"}
	for _, ext := range []string{"json", "txt", "ris", "bib", "csl.json"} {
		files = append(files, "/a/"+id+"."+ext)
	}
	for _, ext := range []string{"json", "csv", "ndjson", "ris", "bib", "csl.json", "atom", "feed.json"} {
		files = append(files, "/suche."+ext+"?q=Kim")
	}
	for _, ext := range []string{"json", "csv", "atom", "feed.json"} {
		files = append(files, "/e/wladimir-putin."+ext)
	}
	return files
}

// TestHeadersOfEveryFile: HEAD has the headers of GET; an entity tag is
// answered by 304; parts are right or not offered; what is compressed says so to
// caches.
func TestHeadersOfEveryFile(t *testing.T) {
	long(t)
	addr := onWire(t, Config{BaseURL: "https://archiv.example"})
	ask := func(method, path string, headers ...string) (*http.Response, string) {
		t.Helper()
		answers, bodies := say(t, addr, method+" "+path+" HTTP/1.1\r\nHost: a.example\r\n"+strings.Join(append(headers, "Connection: close"), "\r\n")+"\r\n\r\n")
		if len(answers) != 1 {
			t.Fatalf("%s %s: %d answers", method, path, len(answers))
		}
		return answers[0], bodies[0]
	}
	for _, path := range everyFile(t, addr) {
		whole, body := ask("GET", path)
		if whole.StatusCode != 200 || body == "" {
			t.Errorf("GET %s: %d, %d bytes", path, whole.StatusCode, len(body))
			continue
		}
		head, none := ask("HEAD", path)
		if none != "" {
			t.Errorf("HEAD %s has a body", path)
		}
		for name := range whole.Header {
			if got, want := head.Header.Values(name), whole.Header.Values(name); name != "Date" && name != "Last-Modified" && !slices.Equal(got, want) {
				t.Errorf("HEAD %s: %s: %q, GET says %q", path, name, got, want)
			}
		}
		if tag := whole.Header.Get("ETag"); tag != "" {
			same, rest := ask("GET", path, "If-None-Match: "+tag)
			if same.StatusCode != 304 || rest != "" || same.Header.Get("ETag") != tag {
				t.Errorf("GET %s with its tag: %d, ETag %q, %d bytes", path, same.StatusCode, same.Header.Get("ETag"), len(rest))
			}
			if other, _ := ask("GET", path, `If-None-Match: "nie"`); other.StatusCode != 200 {
				t.Errorf("GET %s with another tag: %d", path, other.StatusCode)
			}
		}
		part, some := ask("GET", path, "Range: bytes=2-5", "Accept-Encoding: gzip")
		switch part.StatusCode {
		case 200:
			if strings.Contains(part.Header.Get("Accept-Ranges"), "bytes") {
				t.Errorf("GET %s offers ranges and gives none", path)
			}
		case 206:
			if some != body[2:6] {
				t.Errorf("GET %s, bytes 2 to 5: %q, want %q", path, some, body[2:6])
			}
		default:
			t.Errorf("GET %s with Range: %d", path, part.StatusCode)
		}
		for _, ranges := range []string{"bytes=5-2", "bytes=a-b", "bytes=0-1,2-3,4-5,6-7,8-9", "bytes=" + strings.Repeat("0-,", 500) + "0-", "bits=0-1"} {
			if odd, b := ask("GET", path, "Range: "+ranges); odd.StatusCode >= 500 || len(b) > len(body)+4096 {
				t.Errorf("GET %s with Range %.30s: %d, %d bytes of %d", path, ranges, odd.StatusCode, len(b), len(body))
			}
		}
		zipped, _ := ask("GET", path, "Accept-Encoding: gzip")
		if zipped.Header.Get("Content-Encoding") != "" && !strings.Contains(strings.Join(zipped.Header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("GET %s is compressed without Vary", path)
		}
		if refused, _ := ask("GET", path, "Accept-Encoding: gzip;q=0, identity"); refused.Header.Get("Content-Encoding") != "" {
			t.Errorf("GET %s is compressed although the client can't read it", path)
		}
	}
}

// TestForwardedHeaders: who stands in front counts only where it is configured.
func TestForwardedHeaders(t *testing.T) {
	long(t)
	headers := []string{"X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "Forwarded: host=evil.example;proto=https", "X-Forwarded-Server: evil.example", "X-Host: evil.example", "X-Original-Host: evil.example", "X-Real-IP: 192.0.2.1", "True-Client-IP: 192.0.2.1"}
	ask := func(addr string, headers ...string) string {
		_, bodies := say(t, addr, "GET /sitemap.xml HTTP/1.1\r\nHost: a.example\r\n"+strings.Join(headers, "\r\n")+"\r\nConnection: close\r\n\r\n")
		return strings.Join(bodies, "")
	}
	if body := ask(onWire(t, Config{}), headers...); strings.Contains(body, "evil") || strings.Contains(body, "https://a.example") || !strings.Contains(body, "http://a.example/") {
		t.Errorf("without a trusted proxy:\n%.300s", body)
	}
	if body := ask(onWire(t, Config{TrustedProxy: "10.0.0.0/8"}), headers...); strings.Contains(body, "evil") {
		t.Errorf("from another address than the trusted proxy's:\n%.300s", body)
	}
	trusted := onWire(t, Config{TrustedProxy: "127.0.0.1"})
	if body := ask(trusted, "X-Forwarded-Host: archiv.example", "X-Forwarded-Proto: https"); !strings.Contains(body, "https://archiv.example/") {
		t.Errorf("from the trusted proxy:\n%.300s", body)
	}
	// What the proxy adds comes last; what stands before it, the client wrote.
	if body := ask(trusted, "X-Forwarded-Host: evil.example, archiv.example", "X-Forwarded-Proto: http,https"); !strings.Contains(body, "https://archiv.example/") || strings.Contains(body, "evil") {
		t.Errorf("from the trusted proxy, with what the client wrote:\n%.300s", body)
	}
	if body := ask(onWire(t, Config{BaseURL: "https://archiv.example", TrustedProxy: "127.0.0.1"}), "X-Forwarded-Host: evil.example"); strings.Contains(body, "evil") {
		t.Errorf("with a base URL:\n%.300s", body)
	}
}
