package preview

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"depesche/internal/archive"
)

// Layout is how a card is laid out.
type Layout string

// The layouts.
const (
	Article Layout = "article" // title large
	Quote   Layout = "quote"   // a quotation large, the title small
	Profile Layout = "profile" // a name large, bars below
	Result  Layout = "result"  // a query large, bars below
)

// Card is what stands on a picture. Every field may be empty.
type Card struct {
	Layout Layout
	Kind   archive.Kind // of a Profile; chooses the accent
	Kicker string       // small, above
	Head   string       // large; for a Quote without its quotation marks' markup
	Source []string     // below: outlet, date
	Title  string       // Quote: of the article quoted from
	Count  string       // Profile, Result: "17 Artikel"
	Bars   []Bar        // ascending; Profile, Result
	Site   string       // name of the archive
}

// Bar is one column of a chart.
type Bar struct {
	Label string // shown below the first and the last
	Value int
}

// design is a part of every hash: raise it when cards are drawn differently.
const design = "2"

// Hash names the card's bytes: twelve hexadecimal digits that change when its
// words or the design do.
func (c Card) Hash() string {
	b, err := json.Marshal(c)
	if err != nil {
		b = []byte(err.Error()) // strings and ints always marshal
	}
	sum := sha256.Sum256(append([]byte(design+"\n"), b...))
	return hex.EncodeToString(sum[:6])
}

// Alt is the card in words, for readers who don't see it.
func (c Card) Alt() string {
	parts := []string{}
	for _, s := range append([]string{c.Kicker, c.Head, c.Count, c.Title}, c.Source...) {
		if s != "" {
			parts = append(parts, strings.Join(strings.Fields(s), " "))
		}
	}
	return head(strings.Join(parts, " · "), 400)
}

// OfArticle is the card of an article: kicker, title, outlet and date, which are
// shown whatever its rights are.
func OfArticle(a *archive.Article, date, site string) Card {
	c := Card{Layout: Article, Kicker: a.Kicker, Head: a.Title, Site: site, Source: nonEmpty(a.Outlet, date)}
	if c.Head == "" {
		c.Head = "Ohne Titel"
	}
	return c
}

// OfPassage is the card of a passage. quote is the passage in quotation marks;
// without one (the rights forbid it, or the passage is lost) it is the card of
// the article.
func OfPassage(a *archive.Article, quote, locator, date, site string) Card {
	if quote == "" {
		c := OfArticle(a, date, site)
		c.Source = nonEmpty(a.Outlet, date, locator)
		return c
	}
	return Card{
		Layout: Quote, Kicker: "Zitat", Head: quote, Title: a.Title, Site: site,
		Source: nonEmpty(a.Outlet, date, locator),
	}
}

// kindNames are the kinds as a heading has them.
var kindNames = map[archive.Kind]string{
	archive.Person: "Person", archive.Organisation: "Organisation", archive.Place: "Ort",
	archive.Topic: "Thema", archive.Event: "Ereignis", archive.Product: "Produkt",
}

// OfEntity is the card of an entity: kind, name, description, counts, and its
// articles by time.
func OfEntity(p archive.Profile, site string) Card {
	return Card{
		Layout: Profile, Kind: p.Kind, Kicker: kindNames[p.Kind], Head: p.Name, Title: p.Description,
		Count: plural(p.Mentions, "Erwähnung", "Erwähnungen") + " in " + plural(p.Articles, "Artikel", "Artikeln"),
		Bars:  Columns(p.Months), Site: site,
	}
}

// OfSearch is the card of a search: what was asked for, with its filters in
// words, how many hits there are, and when.
func OfSearch(query string, filters []string, total int, months []archive.MonthCount, site string) Card {
	c := Card{
		Layout: Result, Kicker: "Suche", Head: query, Title: strings.Join(filters, " · "),
		Count: plural(total, "Treffer", "Treffer"), Bars: Columns(months), Site: site,
	}
	if c.Head == "" {
		c.Head = "Alle Artikel"
	}
	return c
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number is n with a point after the thousands.
func Number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

func nonEmpty(ss ...string) []string {
	var out []string
	for _, s := range ss {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// mostColumns is how many bars are still apart on a card.
const mostColumns = 96

// Columns are the columns of a chart of the months, empty ones included: months,
// or years where that would be too many, or spans of years.
func Columns(months []archive.MonthCount) []Bar {
	type point struct{ year, month, n int }
	var ps []point
	first, last := 1<<30, -1
	for _, m := range months {
		p := point{month: -1, n: m.Count}
		y, rest, dated := strings.Cut(m.Month, "-")
		year, err := strconv.Atoi(y)
		if err != nil {
			continue
		}
		p.year = year
		if mm, err := strconv.Atoi(rest); dated && err == nil && mm >= 1 && mm <= 12 {
			p.month = mm - 1
		}
		first, last = min(first, year), max(last, year)
		ps = append(ps, p)
	}
	if len(ps) == 0 {
		return nil
	}
	years := last - first + 1
	if byMonth := years*12 <= mostColumns; byMonth {
		lo, hi := 1<<30, -1
		counts := make([]int, years*12)
		for _, p := range ps {
			at := (p.year-first)*12 + max(p.month, 0)
			counts[at] += p.n
			lo, hi = min(lo, at), max(hi, at)
		}
		bars := make([]Bar, 0, hi-lo+1)
		for at := lo; at <= hi; at++ {
			bars = append(bars, Bar{fmt.Sprintf("%02d/%d", at%12+1, first+at/12), counts[at]})
		}
		return bars
	}
	span := (years + mostColumns - 1) / mostColumns
	bars := make([]Bar, (years+span-1)/span)
	for i := range bars {
		bars[i].Label = strconv.Itoa(first + i*span)
	}
	bars[len(bars)-1].Label = strconv.Itoa(last)
	for _, p := range ps {
		bars[(p.year-first)/span].Value += p.n
	}
	return bars
}
