package server

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"depesche/internal/access"
	"depesche/internal/archive"
)

// reader is what a request shows about who asks. The zero reader is anybody.
type reader struct {
	name  string    // that no other reader has; binds forms to the reader
	all   bool      // may read everything
	until time.Time // when the session ends
	links []access.Link
}

// Names of cookies. With __Host- a browser sets them over HTTPS only, for this
// host and all its paths (RFC 6265bis, 4.1.3.2).
const (
	sessionCookie = "depesche"
	shareCookie   = "depesche-freigabe-" // and the id of the link
	maxShares     = 16                   // cookies of share links that are looked at
)

func cookiePrefix(secure bool) string {
	if secure {
		return "__Host-"
	}
	return ""
}

// isSecure reports whether the reader came over HTTPS.
func isSecure(r *http.Request) bool { return strings.HasPrefix(infoOf(r).base, "https://") }

// readerOf reads the proofs that a request carries.
func (s *Server) readerOf(r *http.Request) reader {
	now, prefix := s.Clock(), cookiePrefix(isSecure(r))
	if name := r.Header.Get(s.Access.Header); s.Access.Header != "" && name != "" && s.trusts(r.RemoteAddr) {
		// Forms hold until the end of tomorrow, so that a page is the same all day.
		return reader{name: "proxy " + name, all: true, until: now.Truncate(24 * time.Hour).Add(48 * time.Hour)}
	}
	var who reader
	for _, c := range r.Cookies() {
		switch name, ok := strings.CutPrefix(c.Name, prefix); {
		case !ok:
		case name == sessionCookie && s.Access.Header == "":
			if session, ok := s.Access.Keys.Session(c.Value, now); ok {
				who.name, who.all, who.until = c.Value, true, session.Until
			}
		case strings.HasPrefix(name, shareCookie) && len(who.links) < maxShares:
			if link, err := s.Access.Keys.Link(c.Value, now); err == nil {
				who.links = append(who.links, link)
			}
		}
	}
	return who
}

// limited reports that the request is one of somebody who may read this article,
// but not the archive: nothing else may show on the page.
func (s *Server) limited(r *http.Request) bool { return s.Access != nil && !infoOf(r).reader.all }

// passageOnly reports that the reader's links open passages of the article, but
// not all of it: what stands around a passage may not show.
func (s *Server) passageOnly(r *http.Request, id archive.ID) bool {
	return s.limited(r) && !slices.ContainsFunc(infoOf(r).reader.links, func(l access.Link) bool { return l.Opens(id, "") })
}

// clientOf names the client for limits: its address, and of IPv6 the network of
// a household (/64). Behind a trusted proxy it is the last address in
// X-Forwarded-For that is no proxy itself.
func (s *Server) clientOf(r *http.Request) string {
	addr := r.RemoteAddr
	if host, _, err := net.SplitHostPort(addr); err == nil {
		addr = host
	}
	if s.trusts(r.RemoteAddr) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break
			}
			addr = hop.String()
			if !s.trusts(net.JoinHostPort(addr, "0")) {
				break
			}
		}
	}
	ip, err := netip.ParseAddr(addr)
	if err != nil {
		return "unknown"
	}
	const household = 64
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if network, err := ip.Prefix(household); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
