package server

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"depesche/internal/archive"
	"depesche/web"
)

// info is what is known of a request before it is handled.
type info struct {
	lang     web.Lang
	keepLang web.Lang // stands as lang= in links; "" for none
	base     string   // scheme and host of permalinks
	status   Status
	reader   reader // who asks, in a closed archive
	etag     string // of a page that is whole; "" for none
	id       string // names the request in the log
}

type infoKey struct{}

// infoOf is what prepare found out; a request that did not pass it is German.
func infoOf(r *http.Request) *info {
	if i, ok := r.Context().Value(infoKey{}).(*info); ok {
		return i
	}
	return &info{lang: web.German, base: "http://localhost"}
}

// prepare finds the language, the base of permalinks and the state of the
// archive.
func (s *Server) prepare(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := infoOf(r)
		i.status = s.Status()
		i.lang, i.keepLang = language(r)
		i.base = s.BaseURL
		var err error
		if i.base == "" {
			i.base, err = s.baseOf(r)
		}
		s.orFail(next, err).ServeHTTP(w, r)
	})
}

// orFail is next, or a handler that answers err.
func (s *Server) orFail(next http.Handler, err error) http.Handler {
	if err == nil {
		return next
	}
	return s.handle(func(http.ResponseWriter, *http.Request) error { return err })
}

// language chooses by lang= in the URL, else by Accept-Language: English for
// readers who ask for English and not for German.
func language(r *http.Request) (lang, keep web.Lang) {
	preferred := preferredLanguage(r.Header.Get("Accept-Language"))
	switch r.URL.Query().Get("lang") {
	case "en":
		return web.English, web.English
	case "de":
		if preferred != web.German {
			return web.German, web.German
		}
		return web.German, ""
	}
	return preferred, ""
}

// maxRanges bounds how much of an Accept-Language header is read.
const maxRanges = 32

func preferredLanguage(header string) web.Lang {
	english := false
	for i, r := range strings.SplitN(header, ",", maxRanges) {
		tag, params, _ := strings.Cut(strings.ToLower(strings.TrimSpace(r)), ";")
		if i == maxRanges-1 || strings.ReplaceAll(params, " ", "") == "q=0" {
			continue
		}
		switch primary, _, _ := strings.Cut(tag, "-"); primary {
		case "de":
			return web.German
		case "en":
			english = true
		}
	}
	if english {
		return web.English
	}
	return web.German
}

// baseOf is scheme and host as the reader sees them. Forwarded headers count
// only from a trusted proxy.
func (s *Server) baseOf(r *http.Request) (string, error) {
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if s.trusts(r.RemoteAddr) {
		if p := strings.ToLower(lastOf(r.Header.Values("X-Forwarded-Proto"))); p == "http" || p == "https" {
			scheme = p
		}
		if h := lastOf(r.Header.Values("X-Forwarded-Host")); h != "" {
			host = h
		}
	}
	if !validHost(host) {
		return "http://localhost", archive.Errorf(archive.CodeInvalid, "Der Host-Kopf der Anfrage ist ungültig.")
	}
	return scheme + "://" + strings.ToLower(host), nil
}

// lastOf is the last element of a list header: what the nearest proxy added.
// What stands before it may come from the client.
func lastOf(values []string) string {
	all := strings.Join(values, ",")
	return strings.TrimSpace(all[strings.LastIndexByte(all, ',')+1:])
}

func (s *Server) trusts(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return false
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	return within(s.TrustedProxies, addr)
}

func within(prefixes []netip.Prefix, addr netip.Addr) bool {
	return slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// validHost reports whether host is a name or address, with or without a port.
func validHost(host string) bool {
	if host == "" || len(host) > 255 || strings.ContainsAny(host, "/\\?#@%\"'<> ,;") {
		return false
	}
	u, err := url.Parse("http://" + host)
	return err == nil && u.Host == host && u.Hostname() != "" && !strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// newPage is the frame of a page for a request.
func (s *Server) newPage(r *http.Request, section string) *web.Page {
	i := infoOf(r)
	p := &web.Page{
		Lang: i.lang, KeepLang: i.keepLang, Section: section, Assets: s.assets,
		Here: withoutLang(r.URL), Base: i.base, LogsQueries: s.LogQueries,
	}
	if s.Access != nil {
		p.Outside = !i.reader.all
		if i.reader.all && s.Access.Header == "" {
			p.LogoutToken = s.formToken(r)
		}
		p.Shares = i.reader.all && s.Access.Links != nil
	}
	p.Head.Type = "website"
	return p
}

// withoutLang is path and query of the URL without the language.
func withoutLang(u *url.URL) string {
	q := u.Query()
	q.Del("lang")
	path := u.EscapedPath()
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		path = "/"
	}
	if enc := q.Encode(); enc != "" {
		return path + "?" + enc
	}
	return path
}

func withInfo(r *http.Request, i *info) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), infoKey{}, i))
}
