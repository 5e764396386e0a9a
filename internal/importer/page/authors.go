package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"depesche/internal/importer/textform"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	byPrefix   = regexp.MustCompile(`^(?i:(?:ein(?:e|en)?\s+)?(?:kommentar|analyse|gastbeitrag|interview|reportage|beitrag|kolumne|bericht|artikel|text|essay)?\s*(?:von|by|autor(?:in|en)?|author|(?:verfasst|geschrieben|veröffentlicht|erstellt|gepostet|pressemitteilung|ein text) von|redaktion)\s*:?\s+|(?:interview|protokoll|text|bericht|reportage|kommentar|aufgezeichnet von)\s*:\s+|(?:von\s+)?unser(?:e|em|er|es)?\s+\p{L}+(?:in)?\s+)`)
	byLead     = regexp.MustCompile(`^(?:[Vv]on:?\s+|(?:Autor(?:in|en)?|Text|Interview|Protokoll)\s*:\s+)`)
	bySplit    = regexp.MustCompile(`\s*[|•·]\s*`)
	agencies   = regexp.MustCompile(`^(?i:(?:dpa|afp|ap|apa|sda|keystone-sda|reuters|rtr|epd|kna|sid|dts|dapd|ddp|ots|lby|lnw)(?:\s*(?:,|/|\+|und)\s*|$)){2,}$`)
	agencySep  = regexp.MustCompile(`\s*(?:,|/|\+|\bund\b)\s*`)
	noAuthor   = regexp.MustCompile(`(?i)^(?:admin|administrator|root|webmaster|redakteur|user|gast|unknown|unbekannt|anonymous|autor|editor|online|wordpress)$`)
	hostName   = regexp.MustCompile(`\p{L}\.(?:de|at|ch|com|org|net|info|eu)\b`)
	authorTail = regexp.MustCompile(`\s*(?:[|•·–]|\s-\s|\bam\b\s+\d|\d{1,2}\.\s?\d{1,2}\.|,?\s+\d{1,2}:\d{2}).*$`)
)

// chooseAuthors takes the authors the page declares, else those in a byline
// that it shows near the heading.
func (m *metadata) chooseAuthors(root, heading *html.Node) []string {
	var stated []string
	for _, l := range m.linked {
		if len(l.authors) > 0 && l.kind == "article" {
			stated = l.authors
			break
		}
	}
	if names := m.cleanAuthors(stated); len(names) > 0 {
		return names
	}
	for _, name := range []string{"author", "article:author", "dc.creator", "dcterms.creator", "dc.contributor", "parsely-author", "sailthru.author", "byl", "cxenseparse:author", "og:article:author", "citation_author"} {
		if names := m.cleanAuthors(m.meta[name]); len(names) > 0 {
			return names
		}
	}
	return m.cleanAuthors(bylines(root, heading))
}

// cleanAuthors takes prefixes, addresses and the site's own name away.
func (m *metadata) cleanAuthors(raw []string) []string {
	var names []string
	for _, s := range raw {
		s = collapse(html.UnescapeString(s))
		if strings.Contains(s, "://") || strings.Contains(s, "@") && !strings.Contains(s, " ") {
			continue
		}
		s = authorTail.ReplaceAllString(withoutPrefix(s), "")
		parts := textform.Names(s)
		if agencies.MatchString(s) {
			parts = agencySep.Split(s, -1)
		}
		if len(parts) == 0 {
			parts = []string{strings.Trim(s, " ,;|()")}
		}
		for _, p := range parts {
			if p == "" || noAuthor.MatchString(p) || utf8.RuneCountInString(p) > 60 || m.isSiteName(p) && len(parts) == 1 && !strings.Contains(p, " ") ||
				hostName.MatchString(p) {
				continue
			}
			if !slices.Contains(names, p) {
				names = append(names, p)
			}
		}
	}
	return names
}

// bylines are texts of elements marked as authors, and lines "Von …" shortly
// after the heading.
func bylines(root, heading *html.Node) []string {
	var marked, said []string
	after, pieces := heading == nil, 0
	each(root, func(n *html.Node) bool {
		if n == heading {
			after = true
			return false
		}
		if invisible[n.DataAtom] && n.DataAtom != atom.Head || n.DataAtom == atom.Footer && !within(n, atom.Article) || n.DataAtom == atom.Nav || n.DataAtom == atom.Aside {
			return false
		}
		h := hints(n)
		if attr(n, "rel") == "author" || attr(n, "itemprop") == "author" || strings.HasSuffix(attr(n, "typeof"), "Person") ||
			(strings.Contains(h, "author") || strings.Contains(h, "autor") || strings.Contains(h, "byline")) && !strings.Contains(h, "comment") && !commentLike(n) {
			if s := textOf(n); s != "" && utf8.RuneCountInString(s) <= 100 && len(marked) < 2 {
				marked = append(marked, s)
				return false
			}
		}
		if after && pieces < 25 && (n.DataAtom == atom.P || n.DataAtom == atom.Div || n.DataAtom == atom.Span || n.DataAtom == atom.Em || n.DataAtom == atom.Strong) {
			s := textOf(n)
			if s != "" {
				pieces++
			}
			if utf8.RuneCountInString(s) <= 100 {
				said = append(said, namesIn(s, true)...)
			}
		}
		return true
	})
	if len(said) > 0 {
		return said
	}
	for _, s := range marked {
		if names := namesIn(collapse(s), false); len(names) > 0 {
			return names
		}
	}
	return nil
}

// namesIn are the names in a line of which each part may tell authors, a date or
// a place: "14.03.2023 | Von Eva Muster und Jan Maier, Bonn". If led is true, only
// parts count that begin as bylines do.
func namesIn(line string, led bool) (names []string) {
	for _, part := range bySplit.Split(line, -1) {
		if led && !byLead.MatchString(part) {
			continue
		}
		names = append(names, textform.Names(strings.TrimSpace(authorTail.ReplaceAllString(withoutPrefix(part), "")))...)
	}
	return names
}

// withoutPrefix takes off what stands before the names: "Ein Kommentar von",
// "Von unserer Korrespondentin".
func withoutPrefix(s string) string {
	const most = 2 // prefixes, one after the other
	for range most {
		s = byPrefix.ReplaceAllString(s, "")
	}
	return s
}

// chooseOutlet is the name of the medium: the site's name where it is short,
// the publisher, else the host.
func (m *metadata) chooseOutlet(host string) string {
	candidates := append([]string(nil), m.meta["og:site_name"]...)
	for _, l := range m.linked {
		if l.publisher != "" && l.kind == "article" {
			candidates = append(candidates, l.publisher)
		}
	}
	for _, l := range m.linked {
		if l.kind == "site" {
			candidates = append(candidates, l.publisher)
		}
	}
	candidates = append(candidates, m.meta["application-name"]...)
	candidates = append(candidates, m.meta["dc.publisher"]...)
	for _, c := range candidates {
		c = collapse(html.UnescapeString(c))
		if before, _, ok := strings.Cut(c, " | "); ok {
			c = before
		}
		if before, _, ok := strings.Cut(c, " - "); ok {
			c = before
		}
		if c = strings.TrimPrefix(strings.TrimPrefix(c, "https://"), "www."); c != "" && utf8.RuneCountInString(c) <= 50 && !strings.ContainsAny(c, "{}$") && letters(c) != letters(m.get("og:title")) {
			return c
		}
	}
	return strings.TrimPrefix(host, "www.")
}
