package page

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"depesche/internal/archive"

	"golang.org/x/net/html"
)

// Parse reads the article of a page. address is the one it was served from,
// "" if unknown; now bounds the dates that are believed. The article has no
// paragraphs if the page has no text. The error is ErrTooComplex.
func Parse(text, address string, now time.Time) (archive.Article, error) {
	if err := guard(text); err != nil {
		return archive.Article{}, err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return archive.Article{}, fmt.Errorf("parsing page: %w", err)
	}
	served, err := url.Parse(address)
	if err != nil || served.Host == "" {
		served = nil
	}
	m := gather(root)
	m.rankLinked(served)
	var a archive.Article
	var heading *html.Node
	a.Title, a.Kicker, heading = m.chooseTitle()
	if a.Kicker == "" {
		a.Kicker = kickerAbove(heading)
	}
	a.URL = m.address(served)
	a.Published, a.Updated = m.chooseDates(root, heading, served, now)
	a.Authors = m.chooseAuthors(root, heading)
	if u, err := url.Parse(a.URL); err == nil {
		a.Outlet = m.chooseOutlet(u.Hostname())
	}
	a.Lang = m.language()
	a.Paragraphs = extract(root, heading, served, m, &a)
	if len(a.Paragraphs) == 0 {
		a.Paragraphs = m.description()
	}
	return a, nil
}

// description is the summary a page gives of itself, for pages that show
// pictures or a film and hardly any text.
func (m *metadata) description() []archive.Paragraph {
	const least = 40 // runes
	text := m.get("og:description", "description", "twitter:description")
	if utf8.RuneCountInString(text) < least {
		return nil
	}
	return []archive.Paragraph{{Kind: archive.Text, Text: text}}
}

// language is what the page declares, without a region that says nothing.
func (m *metadata) language() string {
	for _, s := range []string{m.lang, m.get("content-language", "language", "dc.language", "og:locale")} {
		s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
		if s == "" || len(s) > 11 {
			continue
		}
		if strings.EqualFold(s, "de-DE") || strings.EqualFold(s, "de") || strings.EqualFold(s, "ger") || strings.EqualFold(s, "deutsch") {
			return "de"
		}
		base, region, _ := strings.Cut(s, "-")
		if region == "" {
			return strings.ToLower(base)
		}
		return strings.ToLower(base) + "-" + strings.ToUpper(region)
	}
	return ""
}
