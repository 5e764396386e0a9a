package page

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/importer/germandate"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// chooseTitle takes the visible heading that the page's own data confirms, and
// the kicker that stands in or above it.
func (m *metadata) chooseTitle() (title, kicker string, heading *html.Node) {
	stated := m.statedTitles()
	title, kicker, heading = m.shownTitle(stated)
	return spaced(title, stated), kicker, heading
}

// spaced is the title as a statement of the same letters has it, if that has more
// words: the lines of a heading may be elements with nothing between them.
func spaced(title string, stated []string) string {
	for _, s := range stated {
		if letters(s) == letters(title) && len(strings.Fields(s)) > len(strings.Fields(title)) {
			return s
		}
	}
	return title
}

// shownTitle is the title with the words that the page shows.
func (m *metadata) shownTitle(stated []string) (title, kicker string, heading *html.Node) {
	if h := m.agreed(stated); h != nil {
		title, kicker = splitHeading(h, stated)
		return title, kicker, h
	}
	for _, pass := range []struct {
		h1    bool
		least float64
	}{{true, 0.45}, {false, 0.6}} {
		if h := m.confirmed(stated, pass.h1, pass.least); h != nil {
			title, kicker = splitHeading(h, stated)
			return title, kicker, h
		}
	}
	// Nothing confirms a heading: the only h1, or else the only element marked
	// as headline, that is no logo.
	for _, h1 := range []bool{true, false} {
		if h := m.only(h1); h != nil && (h1 || len(stated) == 0) {
			title, kicker = splitHeading(h, stated)
			return title, kicker, h
		}
	}
	if title, heading := m.shownPart(); heading != nil {
		return title, "", heading
	}
	if len(stated) > 0 {
		return stated[0], "", nil
	}
	return "", "", nil
}

// shownPart is a part of <title> that the page shows as a line of its own, for
// pages without heading elements; the longest of several.
func (m *metadata) shownPart() (title string, shown *html.Node) {
	cuts := titleSeparator.FindAllStringIndex(m.title, -1)
	if len(cuts) == 0 || m.body == nil {
		return "", nil
	}
	parts, from := map[string]bool{}, 0
	for _, c := range cuts {
		parts[letters(m.title[from:c[0]])] = true
		parts[letters(m.title[from:])] = true
		from = c[1]
	}
	parts[letters(m.title[from:])] = true
	each(m.body, func(n *html.Node) bool {
		if n.DataAtom == atom.Nav || n.DataAtom == atom.Footer || n.DataAtom == atom.A || invisible[n.DataAtom] || isHidden(n) || logoLike(n) {
			return false
		}
		const longest = 1000 // bytes: an element with more is no line
		if s := textOf(n); len(s) < longest && len(letters(s)) > max(10, len(letters(title))) && parts[letters(s)] && !m.isSiteName(s) {
			title, shown = s, n
		}
		return true
	})
	return title, shown
}

// agreed is a heading other than h1 that two statements of the title give
// letter by letter, the most trusted among them, if no h1 is like that.
func (m *metadata) agreed(stated []string) (heading *html.Node) {
	if len(stated) < 2 || letters(stated[0]) != letters(stated[1]) {
		return nil
	}
	for _, h := range m.headings {
		if letters(textOf(h)) != letters(stated[0]) || headingBonus(h) <= 0 {
			continue
		}
		if h.DataAtom == atom.H1 {
			return nil
		}
		if heading == nil {
			heading = h
		}
	}
	return heading
}

// confirmed is the heading most like a stated title, the best placed of equals;
// nil if none is alike enough.
func (m *metadata) confirmed(stated []string, h1 bool, least float64) (heading *html.Node) {
	best := 0.0
	for _, h := range m.headings {
		text := textOf(h)
		if (h.DataAtom == atom.H1) != h1 || text == "" || utf8.RuneCountInString(text) > 400 {
			continue
		}
		like := 0.0
		for i, s := range stated {
			like = max(like, likeness(text, s)-0.01*float64(min(i, 5)))
		}
		if score := like + headingBonus(h); like > 0 && score > best+1e-9 && score >= least {
			heading, best = h, score
		}
	}
	return heading
}

// only is the one h1, or the one element marked as headline, that may be a
// title; nil if there are none or several.
func (m *metadata) only(h1 bool) (found *html.Node) {
	for _, h := range m.headings {
		text := textOf(h)
		if (h.DataAtom == atom.H1) != h1 || !h1 && !titleClass(h) || headingBonus(h) <= 0 || len(letters(text)) <= 10 ||
			utf8.RuneCountInString(text) > 250 || m.isSiteName(text) {
			continue
		}
		if found != nil {
			return nil
		}
		found = h
	}
	return found
}

// headingBonus weighs where a heading stands and what it is made of.
func headingBonus(h *html.Node) float64 {
	const never = -2
	if linksHome(h) || slices.Contains(words(hints(h)), "logo") {
		return never
	}
	bonus := 0.0
	switch {
	case h.DataAtom == atom.H1:
		bonus = 0.2
	case strings.Contains(strings.ToLower(attr(h, "itemprop")), "headline"):
		bonus = 0.2
	case titleClass(h):
		bonus = 0.15
	case h.DataAtom == atom.H2:
		bonus = 0.1
	}
	if within(h, atom.Article, atom.Main) {
		bonus += 0.05
	}
	if within(h, atom.Nav, atom.Footer, atom.Aside) || logoLike(h) || within(h, atom.A) && h.DataAtom != atom.H1 {
		bonus -= 0.65
	}
	return bonus
}

var titleClasses = []string{"entry-title", "post-title", "article-title", "articletitle", "headline", "article__title", "page-title", "news-title", "article-headline", "artikel-titel"}

func titleClass(n *html.Node) bool {
	class := strings.ToLower(attr(n, "class"))
	for _, c := range titleClasses {
		if strings.Contains(class, c) {
			return true
		}
	}
	return false
}

// statedTitles are the titles in JSON-LD, OpenGraph and <title>, without the
// name of the site, the most trusted first.
func (m *metadata) statedTitles() []string {
	var all []string
	add := func(s string) {
		s = collapse(html.UnescapeString(s))
		if s != "" && !m.isSiteName(s) {
			all = append(all, s)
		}
	}
	for _, l := range m.linked {
		if l.kind == "article" {
			add(m.stripSite(l.headline))
		}
	}
	for _, name := range []string{"og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title", "headline"} {
		for _, v := range m.meta[name] {
			add(m.stripSite(v))
		}
	}
	add(m.stripSite(m.title))
	for _, l := range m.linked {
		if l.kind == "page" {
			add(m.stripSite(l.headline))
		}
	}
	return all
}

var titleSeparator = regexp.MustCompile(`\s+[-–—|•·»›:]+\s+|\s+::\s+|:\s+| / `)

// stripSite takes the name of the site off the end or the beginning of a
// title: a part that og:site_name or the publisher names, or that is short
// while the rest is long.
func (m *metadata) stripSite(s string) string {
	s = collapse(html.UnescapeString(s))
	cuts := titleSeparator.FindAllStringIndex(s, -1)
	for i := len(cuts) - 1; i >= 0; i-- {
		before, after := s[:cuts[i][0]], s[cuts[i][1]:]
		sep := strings.TrimSpace(s[cuts[i][0]:cuts[i][1]])
		if m.isSiteName(after) {
			return m.stripSite(before)
		}
		if i == len(cuts)-1 && strings.ContainsAny(sep, "|•·»›") && len(before) > len(after) && len(before) > 15 {
			return m.stripSite(before)
		}
	}
	for _, c := range cuts {
		if before := s[:c[0]]; m.isSiteName(before) && len(s[c[1]:]) > 10 {
			return s[c[1]:]
		}
	}
	return s
}

func (m *metadata) isSiteName(s string) bool {
	key := letters(s)
	if key == "" {
		return true
	}
	for _, name := range m.siteNames() {
		if k := letters(name); k != "" && (k == key || len(key) > 4 && len(key) <= 20 && strings.HasPrefix(k, key) && len(k) <= 2*len(key)) {
			return true
		}
	}
	return false
}

func (m *metadata) siteNames() []string {
	names := append([]string(nil), m.meta["og:site_name"]...)
	names = append(names, m.meta["application-name"]...)
	names = append(names, m.meta["apple-mobile-web-app-title"]...)
	names = append(names, m.meta["publisher"]...)
	for _, h := range m.headings {
		if linksHome(h) {
			names = append(names, textOf(h))
		}
	}
	for _, l := range m.linked {
		if l.kind == "site" {
			names = append(names, l.publisher)
		}
	}
	const longest = 45 // runes: some sites give the title as the name of the site
	title := letters(m.get("og:title"))
	names = slices.DeleteFunc(names, func(s string) bool { return utf8.RuneCountInString(s) > longest || letters(s) == title })
	for _, l := range m.linked {
		if l.publisher != "" && l.kind != "site" {
			names = append(names, l.publisher)
		}
	}
	if host := m.get("og:url"); host != "" || m.canonical != "" {
		for _, u := range []string{host, m.canonical} {
			if _, rest, ok := strings.Cut(u, "://"); ok {
				h, _, _ := strings.Cut(rest, "/")
				h = strings.TrimPrefix(h, "www.")
				names = append(names, h)
				if i := strings.LastIndexByte(h, '.'); i > 0 {
					names = append(names, h[:i])
				}
			}
		}
	}
	return names
}

// letters is a text reduced to lower-case letters and digits, for comparing;
// ß is ss, as in capitals and in Switzerland.
func letters(s string) string {
	if strings.Contains(s, "ß") {
		s = strings.ReplaceAll(s, "ß", "ss")
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// likeness is 0 to 1: the share of common words (Dice), 1 for equal letters.
func likeness(a, b string) float64 {
	if letters(a) == letters(b) {
		return 1
	}
	count := map[string]int{}
	na, nb, shared := 0, 0, 0
	for w := range strings.FieldsSeq(strings.ToLower(a)) {
		count[letters(w)]++
		na++
	}
	for w := range strings.FieldsSeq(strings.ToLower(b)) {
		nb++
		if k := letters(w); count[k] > 0 {
			count[k]--
			shared++
		}
	}
	if na+nb == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(na+nb)
}

// linksHome: it is a link to the front page, so it is the name of the site.
func linksHome(h *html.Node) bool {
	link := find(h, atom.A)
	for p, up := h.Parent, 0; link == nil && p != nil && up < 2; p, up = p.Parent, up+1 {
		if p.DataAtom == atom.A {
			link = p
		}
	}
	if link == nil {
		return false
	}
	u, err := url.Parse(strings.TrimSpace(attr(link, "href")))
	return err == nil && (u.Path == "/" || u.Path == "" && u.Host != "") && u.RawQuery == "" && u.Fragment == ""
}

func logoLike(h *html.Node) bool {
	for n, up := h, 0; n != nil && up < 3; n, up = n.Parent, up+1 {
		s := hints(n)
		if up == 0 && slices.Contains(strings.Fields(s), "hidden") {
			return true
		}
		for _, mark := range []string{"logo", "site-title", "sitetitle", "site-name", "visually-hidden", "visuallyhidden", "sr-only", "screen-reader", "aural", "noscreen", "invisible", "d-none", "offscreen"} {
			if strings.Contains(s, mark) {
				return true
			}
		}
	}
	return false
}

// splitHeading parts kicker and title where both stand in one heading. Marked
// elements tell them apart, else a stated title that is its beginning or end.
func splitHeading(h *html.Node, stated []string) (title, kicker string) {
	full := textOf(h)
	marked := ""
	for c := h.FirstChild; c != nil && marked == ""; c = c.NextSibling {
		if c.Type != html.ElementNode {
			if strings.TrimSpace(c.Data) != "" {
				break
			}
			continue
		}
		if kickerLike(c) {
			marked = textOf(c)
		}
		if c.FirstChild != nil && c.FirstChild.Type == html.ElementNode && kickerLike(c.FirstChild) {
			marked = textOf(c.FirstChild)
		}
	}
	if marked != "" && len(marked) < len(full) {
		if rest := strings.TrimLeft(strings.TrimPrefix(full, marked), " :–-|•·"); rest != "" && strings.HasPrefix(full, marked) {
			return rest, strings.TrimRight(marked, " :–-|")
		}
	}
	if title, kicker, ok := splitParts(h, stated); ok {
		return title, kicker
	}
	hasParts := false
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		hasParts = hasParts || c.Type == html.ElementNode
	}
	if hasParts {
		for _, s := range stated {
			if len(s) < 12 || len(s) >= len(full) {
				continue
			}
			if rest, ok := strings.CutSuffix(full, s); ok && strings.HasSuffix(rest, " ") && !strings.HasSuffix(rest, ": ") {
				return s, strings.TrimRight(rest, " :–-|•·")
			}
			if rest, ok := strings.CutPrefix(full, s); ok && strings.HasPrefix(rest, " ") {
				return s, ""
			}
		}
	}
	return full, ""
}

// splitParts parts a heading of elements only at the last one, if a stated
// title ends with it and none knows the others.
func splitParts(h *html.Node, stated []string) (title, kicker string, ok bool) {
	var before []string
	for c := h.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" {
			return "", "", false
		}
		if c.Type != html.ElementNode || textOf(c) == "" {
			continue
		}
		if title != "" {
			before = append(before, title)
		}
		title = textOf(c)
	}
	kicker = strings.TrimRight(strings.Join(before, " "), " :–-|•·")
	if len(letters(title)) < 12 || letters(kicker) == "" || utf8.RuneCountInString(kicker) > 60 {
		return "", "", false
	}
	for _, s := range stated {
		if strings.Contains(letters(s), letters(kicker)) {
			return "", "", false
		}
		ok = ok || strings.HasSuffix(letters(s), letters(title))
	}
	return title, kicker, ok
}

var kickerWords = []string{"kicker", "topline", "top-line", "dachzeile", "overline", "roofline", "spitzmarke", "pretitle", "pre-title", "eyebrow", "headline__intro", "supertitle", "upper-title", "uptitle", "intro-headline", "catchline", "toptitle",
	"topic-label", "rubric", "rubrik", "ressort", "category", "flag-label", "label"}

func kickerLike(n *html.Node) bool {
	s := hints(n)
	for _, w := range kickerWords {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// kickerAbove is a marked element right before the heading.
func kickerAbove(h *html.Node) string {
	if h == nil {
		return ""
	}
	for n, up := h, 0; n != nil && up < 2; n, up = n.Parent, up+1 {
		for s, steps := n.PrevSibling, 0; s != nil && steps < 3; s = s.PrevSibling {
			if s.Type != html.ElementNode {
				continue
			}
			steps++
			if text := textOf(s); kickerLike(s) && text != "" && utf8.RuneCountInString(text) <= 120 && !listOfLinks(s) {
				if _, dated := germandate.Find(text); dated {
					return ""
				}
				return strings.TrimRight(text, " :–-|")
			}
		}
	}
	return ""
}

// listOfLinks: more than one link, as in a row of categories.
func listOfLinks(n *html.Node) bool {
	links := 0
	each(n, func(c *html.Node) bool {
		if c.DataAtom == atom.A {
			links++
		}
		return true
	})
	return links > 1
}
