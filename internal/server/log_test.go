package server_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"depesche/internal/access"
	"depesche/internal/logs"
	"depesche/internal/server"
)

// TestLogsCannotBeForged sends every payload in path, query, headers and cookies
// with everything logged that can be: each request makes one line that a
// terminal shows as it is, whatever stands in it.
func TestLogsCannotBeForged(t *testing.T) {
	more := []string{"\nlevel=ERROR msg=forged", "\r\ntime=2026 level=INFO msg=forged", "\x1b[2Jforged", "\x1b]0;forged\x07", "\u0085forged", "\u2028forged", "\x9b31mforged", "\" msg=forged x=\"", "forged\x00", "\x7f\x08forged", "\u202eforged"}
	for _, format := range []string{"text", "json"} {
		var log bytes.Buffer
		h, _ := newOpen(t, func(c *server.Config) {
			c.Logger, c.LogQueries, c.BaseURL = logs.New(&log, format, slog.LevelDebug), true, ""
		})
		all := more
		for i, p := range payloads() {
			if i%5 == 1 {
				all = append(all, p)
			}
		}
		requests := 0
		for _, p := range all {
			for _, path := range []string{"/" + p, "/a/abcd1234k-" + p, "/og/a/" + p + ".png", "/suche"} {
				r := httptest.NewRequest(http.MethodGet, "http://archiv.example/", nil)
				r.URL = &url.URL{Path: path, RawQuery: "q=" + p}
				r.RequestURI = p
				r.RemoteAddr = p
				for _, name := range []string{"User-Agent", "Referer", "X-Forwarded-For", "Cookie", "X-Request-Id", "Accept-Language"} {
					r.Header[name] = []string{p}
				}
				h.ServeHTTP(httptest.NewRecorder(), r)
				requests++
			}
		}
		lines := strings.Split(strings.TrimSuffix(log.String(), "\n"), "\n")
		n := 0
		for _, line := range lines {
			if strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%s: a line that a terminal does not show as it is: %q", format, line)
			}
			switch format {
			case "json":
				var v struct{ Msg string }
				if err := json.Unmarshal([]byte(line), &v); err != nil {
					t.Errorf("a line is no JSON: %q", line)
				}
				if v.Msg == "request" {
					n++
				}
			default:
				if !strings.HasPrefix(line, "time=") {
					t.Errorf("a line of its own: %q", line)
				}
				if strings.Contains(line, " msg=request ") {
					n++
				}
			}
			if t.Failed() {
				return
			}
		}
		if n != requests {
			t.Errorf("%s: %d lines for %d requests", format, n, requests)
		}
	}
}

// TestClosedArchiveIsNoOracle: nothing about an answer tells somebody who is not
// logged in whether there is such an article, passage, version or name.
func TestClosedArchiveIsNoOracle(t *testing.T) {
	c := newClosed(t, func(_ *server.Config, p *access.Policy) { p.Card = access.CardNone })
	b := c.browser(t)
	tag := func(h http.Header) { h.Del("Date") }
	for there, nowhere := range map[string]string{
		"/a/abcd1234k": "/a/zzzz9999z", "/a/abcd1234k/" + c.pid: "/a/abcd1234k/zzzzzzzz", "/a/abcd1234k/versionen": "/a/zzzz9999z/versionen",
		"/a/abcd1234k.json": "/a/zzzz9999z.json", "/a/abcd1234k.ris": "/a/zzzz9999z.ris", "/api/v1/articles/abcd1234k": "/api/v1/articles/zzzz9999z", "/og/a/abcd1234k.png": "/og/a/zzzz9999z.png",
		"/og/p/abcd1234k/" + c.pid + ".png": "/og/p/abcd1234k/zzzzzzzz.png", "/e/wladimir-putin": "/e/wladimir-nirgends", "/e/wladimir-putin.atom": "/e/wladimir-nirgends.atom", "/og/e/wladimir-putin.png": "/og/e/wladimir-nirgends.png",
		"/suche?q=Putin": "/suche?q=Nixda", "/api/v1/suggest?q=Put": "/api/v1/suggest?q=Qzx", "/api/v1/search?q=Putin": "/api/v1/search?q=Nixda", "/s/kvxxm8k6b8": "/s/aaaaaaaaaa", "/sitemap-1.xml": "/sitemap-9.xml",
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			for _, match := range []string{"", "*", `W/"abc"`} {
				with := func(r *http.Request) {
					if match != "" {
						r.Header.Set("If-None-Match", match)
					}
					r.Header.Set("Range", "bytes=0-3")
				}
				one, other := b.do(method, there, nil, with), b.do(method, nowhere, nil, with)
				tag(one.Header())
				tag(other.Header())
				if one.Code != other.Code || one.Header().Get("ETag") != other.Header().Get("ETag") || one.Header().Get("Location") != "" || one.Header().Get("Last-Modified") != "" ||
					one.Header().Get("Content-Type") != other.Header().Get("Content-Type") || one.Header().Get("Cache-Control") != other.Header().Get("Cache-Control") || len(one.Header()) != len(other.Header()) {
					t.Errorf("%s %s (If-None-Match %s): %d %v; %s: %d %v", method, there, match, one.Code, one.Header(), nowhere, other.Code, other.Header())
				}
				replace := strings.NewReplacer(nowhere, there, url.QueryEscape(nowhere), url.QueryEscape(there))
				if a, b := stripTokens(one.Body.String(), other.Body.String()), replace.Replace(other.Body.String()); method == http.MethodGet && len(a) != len(b) {
					t.Errorf("GET %s: %d bytes, %s: %d bytes", there, len(a), nowhere, len(b))
				}
			}
		}
	}
}
