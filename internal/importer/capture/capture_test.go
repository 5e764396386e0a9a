package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"depesche/internal/importer/warc"
)

func TestPublic(t *testing.T) {
	for _, s := range []string{
		"127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.0.1",
		"100.64.0.1", "100.100.100.200", "100.127.255.255", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "192.88.99.1",
		"224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::a00:1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
		"fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "100::1", "3fff::1", "5f00::1",
	} {
		if Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is taken for public", s)
		}
	}
	for _, s := range []string{"8.8.8.8", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450:4001::1", "::ffff:8.8.8.8"} {
		if !Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is refused", s)
		}
	}
}

// No spelling of an internal address is dialled.
func TestInternalAddresses(t *testing.T) {
	f := New(Options{Delay: time.Millisecond, Timeout: 5 * time.Second})
	for _, s := range []string{
		"http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://localhost/", "http://[::1]/",
		"http://[::ffff:127.0.0.1]/", "http://0/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://[64:ff9b::7f00:1]/",
		"http://10.0.0.1/", "http://192.168.0.1/", "http://100.64.0.1/", "https://[fe80::1%25eth0]/", "http://user:pass@example.org/", "http://8.8.8.8:22/", "http://8.8.8.8:8080/",
		"ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8/", "http:///x", "http://",
	} {
		_, err := f.Capture(context.Background(), s)
		var e *Error
		if !errors.As(err, &e) || e.Code != "address" && e.Code != "network" {
			t.Errorf("%s: %v", s, err)
		}
	}
}

// allowed fetches from servers on this machine.
func allowed(o Options) *Fetcher {
	o.AllowPrivate, o.Delay = true, time.Millisecond
	return New(o)
}

func TestCapture(t *testing.T) {
	var agents []string
	mux := http.NewServeMux()
	mux.HandleFunc("/a", func(w http.ResponseWriter, r *http.Request) {
		agents = append(agents, r.UserAgent())
		http.Redirect(w, r, "/b?x=1", http.StatusFound)
	})
	mux.HandleFunc("/b", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<p>Seite")
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	at := time.Date(2026, 11, 22, 3, 4, 5, 0, time.UTC)
	exchange, err := allowed(Options{Now: func() time.Time { return at }}).Capture(context.Background(), server.URL+"/a")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	r, err := warc.NewReader(exchange, 200)
	if err != nil {
		t.Fatal(err)
	}
	for {
		rec, err := r.Next()
		if err != nil {
			break
		}
		block, err := io.ReadAll(rec.Block)
		if err != nil {
			t.Fatal(err)
		}
		s := rec.Type() + " " + strings.TrimPrefix(rec.URI(), server.URL)
		if rec.Type() == "response" {
			resp, err := warc.ParseResponse(block, 1000)
			if err != nil {
				t.Fatal(err)
			}
			s += fmt.Sprintf(" %d", resp.Status)
			if resp.Status == 200 && string(resp.Body) != "<p>Seite" {
				t.Errorf("body %q", resp.Body)
			}
			if rec.Header.Get("Warc-Ip-Address") != "127.0.0.1" || !rec.Date().Equal(at) {
				t.Errorf("header %v", rec.Header)
			}
		}
		got = append(got, s)
	}
	if want := "warcinfo  | response /a 302 | request /a | response /b?x=1 200 | request /b?x=1"; strings.Join(got, " | ") != want {
		t.Errorf("records %q", got)
	}
	if len(agents) != 1 || !strings.HasPrefix(agents[0], "Depesche/1 ") {
		t.Errorf("user agents %q", agents)
	}
}

func TestCaptureRefuses(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/missing", http.NotFound)
	mux.HandleFunc("/film", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "video/mp4") })
	mux.HandleFunc("/secret/x", func(w http.ResponseWriter, r *http.Request) { t.Error("a forbidden page was fetched") })
	mux.HandleFunc("/robots.txt", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /secret/") })
	mux.HandleFunc("/endless", func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := w.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		for {
			if _, err := io.WriteString(w, "x"); err != nil || r.Context().Err() != nil {
				return
			}
			w.(http.Flusher).Flush()
			time.Sleep(20 * time.Millisecond)
		}
	})
	mux.HandleFunc("/inside", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(302)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	f := allowed(Options{Timeout: 2 * time.Second, MaxBody: 1 << 20})
	for path, code := range map[string]string{
		"/loop": "redirects", "/missing": "http-status", "/film": "content-type", "/secret/x": "robots", "/endless": "too-large", "/slow": "timeout", "/file": "address",
	} {
		start := time.Now()
		_, err := f.Capture(context.Background(), server.URL+path)
		var e *Error
		if !errors.As(err, &e) || e.Code != code {
			t.Errorf("%s: %v, want %s", path, err, code)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s took %v", path, took)
		}
	}
	// A redirect into the operator's network is stopped at the dial.
	careful := New(Options{Delay: time.Millisecond, Timeout: 3 * time.Second, IgnoreRobots: true})
	transport := careful.client.Transport.(*http.Transport)
	checked := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "93.184.216.34:80" { // stands for a public server
			return net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		}
		return checked(ctx, network, address)
	}
	var e *Error
	if _, err := careful.Capture(context.Background(), "http://93.184.216.34/inside"); !errors.As(err, &e) || e.Code != "address" {
		t.Errorf("redirect inside: %v", err)
	}
}

func TestRobots(t *testing.T) {
	const text = "\uFEFFUser-agent: other\nDisallow: /\n\nUser-Agent: *\nUser-agent: third # c\nDisallow: /a\nAllow: /a/b$\nDisallow: /*.pdf$\nDisallow: /q?*x=1\nCrawl-delay: 2\n\nSitemap: x\nUser-agent: Depesche\nDisallow: /only"
	for _, c := range []struct {
		agent, path string
		want        bool
	}{
		{"x", "/", true}, {"x", "/a", false}, {"x", "/a/b", true}, {"x", "/a/bc", false}, {"x", "/d/e.pdf", false}, {"x", "/d/e.pdf?x", true},
		{"x", "/q?y=2&x=1", false}, {"x", "/only", true}, {"other", "/z", false}, {"Depesche", "/only/x", false}, {"depesche", "/a", true},
	} {
		u, err := url.Parse("https://h.example" + c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseRobots(text, c.agent).allows(u); got != c.want {
			t.Errorf("%s %s: %v", c.agent, c.path, got)
		}
	}
	if d := parseRobots(text, "x").delay; d != 2*time.Second {
		t.Errorf("delay %v", d)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a*b$", "/xaxb?c")
	f.Fuzz(func(t *testing.T, text, path string) {
		if u, err := url.Parse(path); err == nil {
			parseRobots(text, Agent).allows(u)
		}
	})
}

// What robots.txt answers decides (RFC 9309, 2.3.1): not there, everything is
// allowed; out of order, nothing is; elsewhere, it is read there, but never
// inside the operator's network.
func TestRobotsAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		robots http.HandlerFunc
		code   string // of the refusal; "": captured
	}{
		"none":     {http.NotFound, ""},
		"gone":     {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(410) }, ""},
		"private":  {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, ""},
		"broken":   {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }, "robots"},
		"overload": {func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, "robots"},
		"page":     {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html><p>Diese Seite gibt es nicht") }, ""},
		"forbids":  {func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "user-agent:*\r\ndisallow:/\r\n") }, "robots"},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/regeln.txt", http.StatusMovedPermanently)
		}, "robots"},
		"in circles": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/robots.txt", http.StatusFound) }, ""},
		"slow":       {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "timeout"},
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/robots.txt", c.robots)
		mux.HandleFunc("/regeln.txt", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "User-agent: *\nDisallow: /") })
		mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Content-Type", "text/html") })
		server := httptest.NewServer(mux)
		_, err := allowed(Options{Timeout: time.Second}).Capture(context.Background(), server.URL+"/seite")
		server.CloseClientConnections()
		server.Close()
		code := ""
		var e *Error
		if errors.As(err, &e) {
			code = e.Code
		} else if err != nil {
			code = err.Error()
		}
		if code != c.code {
			t.Errorf("%s: %q (%v), want %q", name, code, err, c.code)
		}
	}
}

// A name that answers with a public address first and an inner one later
// (DNS rebinding) is checked where it is dialled, each time.
func TestRebinding(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			t.Error("the inner server was asked")
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	f := New(Options{Delay: time.Millisecond, Timeout: 3 * time.Second})
	transport := f.client.Transport.(*http.Transport)
	checked, answers := transport.DialContext, 0
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if answers++; answers == 1 { // robots.txt comes from outside
			return net.Dial("tcp", strings.TrimPrefix(server.URL, "http://"))
		}
		return checked(ctx, network, "127.0.0.1:80") // the second answer of the name server
	}
	var e *Error
	if _, err := f.Capture(context.Background(), "http://zeitung.example/seite"); !errors.As(err, &e) || e.Code != "address" || answers != 2 {
		t.Errorf("%v after %d answers", err, answers)
	}
}
