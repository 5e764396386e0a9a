package capture

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Agent is the product token in the User-Agent header and in robots.txt.
const Agent = "Depesche"

// Options say what a Fetcher may do. The zero value is polite and careful.
type Options struct {
	Contact      string        // address of the operator, sent with the user agent
	IgnoreRobots bool          // fetch what robots.txt forbids
	AllowPrivate bool          // dial any address and port
	Timeout      time.Duration // of one page with its redirects; default 25 s
	MaxBody      int64         // bytes of one response; default 16 MB
	MaxRedirects int           // default 5
	Delay        time.Duration // between requests to one host; default 1 s
	Now          func() time.Time
}

// Error says why a page was not captured. Code is stable, Reason is German.
type Error struct {
	Code   string // address, robots, redirects, timeout, too-large, http-status, content-type, network
	Reason string
	Err    error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return e.Reason
	}
	return fmt.Sprintf("%s: %v", e.Reason, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

func fail(code string, err error, format string, args ...any) *Error {
	return &Error{code, fmt.Sprintf(format, args...), err}
}

// Fetcher captures pages. It may be used from several goroutines.
type Fetcher struct {
	opts   Options
	client *http.Client
	mu     sync.Mutex
	robots map[string]robots    // by scheme and host
	next   map[string]time.Time // when a host may be asked again
}

// New makes a Fetcher.
func New(o Options) *Fetcher {
	o.Timeout = cmp.Or(o.Timeout, 25*time.Second)
	o.MaxBody = cmp.Or(o.MaxBody, 16<<20)
	o.MaxRedirects = cmp.Or(o.MaxRedirects, 5)
	o.Delay = cmp.Or(o.Delay, time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	f := &Fetcher{opts: o, robots: map[string]robots{}, next: map[string]time.Time{}}
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: f.control}
	f.client = &http.Client{
		Transport: &http.Transport{
			DialContext: dialer.DialContext, Proxy: nil, DisableCompression: true, DisableKeepAlives: true,
			TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 15 * time.Second, MaxResponseHeaderBytes: 256 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return f
}

// control sees every address before it is dialled, after DNS.
func (f *Fetcher) control(_, address string, _ syscall.RawConn) error {
	if f.opts.AllowPrivate {
		return nil
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fail("address", err, "die Adresse %s ist nicht lesbar", address)
	}
	if !Public(ap.Addr()) {
		return fail("address", nil, "die Adresse %s gehört nicht zum öffentlichen Internet", ap.Addr())
	}
	if ap.Port() != 80 && ap.Port() != 443 {
		return fail("address", nil, "Port %d ist nicht erlaubt, nur 80 und 443", ap.Port())
	}
	return nil
}

// Capture fetches a page and returns the exchange with its redirects as WARC
// records, compressed record by record. The error is *Error.
func (f *Fetcher) Capture(ctx context.Context, address string) (io.ReadCloser, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fail("address", err, "keine lesbare Adresse")
	}
	ctx, cancel := context.WithTimeout(ctx, f.opts.Timeout)
	defer cancel()
	var out bytes.Buffer
	w := &warcWriter{out: &out, now: f.opts.Now}
	if err := w.info(f.userAgent()); err != nil {
		return nil, fail("network", err, "die Aufnahme kann nicht geschrieben werden")
	}
	for hop := 0; ; hop++ {
		if err := f.check(ctx, u); err != nil {
			return nil, err
		}
		ex, err := f.fetch(ctx, u)
		if err != nil {
			return nil, err
		}
		if err := w.exchange(ex); err != nil {
			return nil, fail("network", err, "die Aufnahme kann nicht geschrieben werden")
		}
		location := ex.response.Header.Get("Location")
		if ex.response.StatusCode/100 != 3 || location == "" {
			if err := usable(ex); err != nil {
				return nil, err
			}
			return io.NopCloser(&out), nil
		}
		if hop == f.opts.MaxRedirects {
			return nil, fail("redirects", nil, "mehr als %d Weiterleitungen", f.opts.MaxRedirects)
		}
		if u, err = u.Parse(location); err != nil {
			return nil, fail("redirects", err, "Weiterleitung auf keine lesbare Adresse")
		}
	}
}

func usable(ex *exchange) error {
	if ex.response.StatusCode != http.StatusOK {
		return fail("http-status", nil, "der Server antwortet mit HTTP-Status %d", ex.response.StatusCode)
	}
	media, _, _ := strings.Cut(strings.ToLower(ex.response.Header.Get("Content-Type")), ";")
	media = strings.TrimSpace(media)
	switch {
	case media == "", strings.HasPrefix(media, "text/"), strings.HasSuffix(media, "+xml"), strings.HasSuffix(media, "/xml"), strings.HasSuffix(media, "json"):
		return nil
	}
	return fail("content-type", nil, "der Server liefert %s, kein Dokument", media)
}

// check refuses addresses that are none of a page, and what robots.txt
// forbids, and waits until the host may be asked again.
func (f *Fetcher) check(ctx context.Context, u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return fail("address", nil, "%s ist keine Adresse mit http oder https", u.Redacted())
	}
	if u.User != nil {
		return fail("address", nil, "Adressen mit Benutzername werden nicht abgerufen")
	}
	if p := u.Port(); p != "" && p != "80" && p != "443" && !f.opts.AllowPrivate {
		return fail("address", nil, "Port %s ist nicht erlaubt, nur 80 und 443", p)
	}
	delay := f.opts.Delay
	if !f.opts.IgnoreRobots {
		rules, err := f.rules(ctx, u)
		if err != nil {
			return err
		}
		if !rules.allows(u) {
			return fail("robots", nil, "robots.txt von %s verbietet den Abruf", u.Host)
		}
		delay = max(delay, rules.delay)
	}
	return f.wait(ctx, u.Host, delay)
}

// wait keeps requests to one host apart.
func (f *Fetcher) wait(ctx context.Context, host string, delay time.Duration) error {
	f.mu.Lock()
	now := time.Now()
	at := f.next[host]
	if at.Before(now) {
		at = now
	}
	f.next[host] = at.Add(delay)
	f.mu.Unlock()
	select {
	case <-time.After(time.Until(at)):
		return nil
	case <-ctx.Done():
		return fail("timeout", ctx.Err(), "keine Antwort in %v", f.opts.Timeout)
	}
}

// rules are those of the host's robots.txt. Without one everything is
// allowed; while the host can't serve it, nothing is (RFC 9309, 2.3.1).
func (f *Fetcher) rules(ctx context.Context, u *url.URL) (robots, error) {
	const most = 512 << 10 // bytes that are read (RFC 9309, 2.5)
	key := u.Scheme + "://" + u.Host
	f.mu.Lock()
	known, ok := f.robots[key]
	f.mu.Unlock()
	if ok {
		return known, nil
	}
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	var rules robots
	for range f.opts.MaxRedirects {
		resp, err := f.get(ctx, at)
		if err != nil {
			return robots{}, f.named(err)
		}
		body, err := io.ReadAll(io.LimitReader(resp.Body, most))
		resp.Body.Close()
		switch location := resp.Header.Get("Location"); {
		case err != nil:
			return robots{}, f.named(err)
		case resp.StatusCode/100 == 3 && location != "":
			if at, err = at.Parse(location); err != nil || at.Scheme != "http" && at.Scheme != "https" {
				return robots{}, nil
			}
			continue
		case resp.StatusCode >= 500:
			return robots{}, fail("robots", nil, "robots.txt von %s antwortet mit HTTP-Status %d", u.Host, resp.StatusCode)
		case resp.StatusCode == http.StatusOK:
			rules = parseRobots(strings.ToValidUTF8(string(body), ""), Agent)
		}
		break
	}
	f.mu.Lock()
	f.robots[key] = rules
	f.mu.Unlock()
	return rules, nil
}

func (f *Fetcher) userAgent() string {
	s := Agent + "/1 (Pressearchiv; ruft einzelne Seiten auf Anweisung ab)"
	if f.opts.Contact != "" {
		s = Agent + "/1 (Pressearchiv; ruft einzelne Seiten auf Anweisung ab; " + f.opts.Contact + ")"
	}
	return s
}

func (f *Fetcher) request(ctx context.Context, u *url.URL) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", f.userAgent())
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json;q=0.9,text/plain;q=0.8")
	req.Header.Set("Accept-Language", "de,en;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd") // package warc undoes them
	return req, nil
}

func (f *Fetcher) get(ctx context.Context, u *url.URL) (*http.Response, error) {
	req, err := f.request(ctx, u)
	if err != nil {
		return nil, err
	}
	req.Header.Del("Accept-Encoding")
	return f.client.Do(req)
}

// exchange is a request and its response with the body as it was sent.
type exchange struct {
	request  *http.Request
	response *http.Response
	body     []byte
	peer     string // address of the server
	at       time.Time
}

func (f *Fetcher) fetch(ctx context.Context, u *url.URL) (*exchange, error) {
	req, err := f.request(ctx, u)
	if err != nil {
		return nil, fail("address", err, "keine lesbare Adresse")
	}
	ex := &exchange{request: req, at: f.opts.Now()}
	req = req.WithContext(withPeer(ctx, &ex.peer))
	if ex.response, err = f.client.Do(req); err != nil {
		return nil, f.named(err)
	}
	defer ex.response.Body.Close()
	ex.body, err = io.ReadAll(io.LimitReader(ex.response.Body, f.opts.MaxBody+1))
	if int64(len(ex.body)) > f.opts.MaxBody {
		return nil, fail("too-large", nil, "die Antwort ist größer als %d MB", f.opts.MaxBody>>20)
	}
	if err != nil {
		return nil, f.named(err)
	}
	return ex, nil
}

// named turns an error of the HTTP client into an Error.
func (f *Fetcher) named(err error) error {
	var own *Error
	var dns *net.DNSError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fail("timeout", err, "keine vollständige Antwort in %v", f.opts.Timeout)
	case errors.As(err, &dns):
		return fail("network", err, "der Name ist nicht bekannt")
	}
	return fail("network", err, "der Abruf ist gescheitert")
}
