package page

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// metadata is everything a page says of itself, before any of it is believed.
type metadata struct {
	linked    []linked            // JSON-LD, articles before pages
	meta      map[string][]string // name, property or itemprop, lower case
	title     string              // <title>
	headings  []*html.Node        // h1, h2 and what is marked as headline
	times     []*html.Node        // <time> and itemprop dates
	body      *html.Node
	canonical string
	lang      string
}

func gather(root *html.Node) *metadata {
	m := &metadata{meta: map[string][]string{}}
	var pages []linked
	each(root, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Body:
			if m.body == nil {
				m.body = n
			}
		case atom.Html:
			m.lang = attr(n, "lang")
		case atom.Title:
			if m.title == "" && n.Parent != nil && n.Parent.DataAtom != atom.Svg && n.Namespace == "" {
				m.title = textOf(n)
			}
		case atom.Meta:
			content := collapse(attr(n, "content"))
			for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
				if k := strings.ToLower(strings.TrimSpace(attr(n, key))); k != "" && content != "" {
					m.meta[k] = append(m.meta[k], content)
				}
			}
		case atom.Link:
			if strings.EqualFold(attr(n, "rel"), "canonical") && m.canonical == "" {
				m.canonical = strings.TrimSpace(attr(n, "href"))
			}
		case atom.Script:
			if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil {
				for _, l := range parseLinked(n.FirstChild.Data) {
					if l.kind == "article" {
						m.linked = append(m.linked, l)
					} else {
						pages = append(pages, l)
					}
				}
			}
			return false
		case atom.H1, atom.H2:
			if !isHidden(n) {
				m.headings = append(m.headings, n)
			}
		case atom.Time:
			m.times = append(m.times, n)
		default:
			if p := strings.ToLower(attr(n, "itemprop")); strings.HasPrefix(p, "date") {
				m.times = append(m.times, n)
			} else if strings.Contains(p, "headline") || titleClass(n) && n.DataAtom != atom.Body {
				m.headings = append(m.headings, n)
			}
		}
		return true
	})
	m.linked = append(m.linked, pages...)
	return m
}

// rankLinked puts what JSON-LD says of this page before what it says of others,
// and leaves out articles of other addresses and other titles: teasers.
func (m *metadata) rankLinked(served *url.URL) {
	var own []string
	for _, s := range []string{m.canonical, m.get("og:url")} {
		if u, err := url.Parse(s); err == nil && s != "" {
			if served != nil {
				u = served.ResolveReference(u)
			}
			own = append(own, pathKey(u))
		}
	}
	if served != nil {
		own = append(own, pathKey(served))
	}
	rank := func(l linked) int {
		u, err := url.Parse(l.url)
		if served != nil && err == nil {
			u = served.ResolveReference(u)
		}
		like := max(likeness(l.headline, m.title), likeness(l.headline, m.get("og:title"))) >= 0.4
		switch {
		case err == nil && l.url != "" && slices.Contains(own, pathKey(u)), like:
			return 1
		case err == nil && l.url != "" && strings.Trim(u.Path, "/") != "" && len(own) > 0 && !like:
			return -1
		}
		return 0
	}
	m.linked = slices.DeleteFunc(m.linked, func(l linked) bool { return l.kind == "article" && rank(l) < 0 })
	slices.SortStableFunc(m.linked, func(a, b linked) int {
		if a.kind != b.kind {
			return 0 // articles come first as it is
		}
		return rank(b) - rank(a)
	})
}

// pathKey is host and path, to compare addresses.
func pathKey(u *url.URL) string { return bareHost(u) + strings.TrimRight(u.EscapedPath(), "/") }

// get is the first value of the first of the names that has one.
func (m *metadata) get(names ...string) string {
	for _, name := range names {
		if v := m.meta[name]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// address is the page's own address: canonical or og:url where they lie on the
// same host and are not its front page, else the one it was served from.
func (m *metadata) address(served *url.URL) string {
	for _, s := range []string{m.canonical, m.get("og:url")} {
		u, err := url.Parse(s)
		if err != nil || s == "" {
			continue
		}
		if served != nil {
			u = served.ResolveReference(u)
		}
		if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		front := u.Path == "" || u.Path == "/"
		if served != nil && served.Host != "" && (bareHost(u) != bareHost(served) || front && len(served.Path) > 1) {
			continue
		}
		return u.String()
	}
	if served != nil && served.Host != "" {
		return served.String()
	}
	return ""
}

func bareHost(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	for _, prefix := range []string{"www.", "m.", "mobil.", "amp."} {
		host = strings.TrimPrefix(host, prefix)
	}
	return host
}
