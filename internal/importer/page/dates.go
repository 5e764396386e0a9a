package page

import (
	"net/url"
	"regexp"
	"strings"
	"time"

	"depesche/internal/archive"
	"depesche/internal/importer/germandate"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var publishedMeta = []string{
	"article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "dcterms.issued", "dc.date.issued",
	"dc.date.created", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
	"publish-date", "publish_date", "publishdate", "pubdate", "publication_date", "published_time",
	"article.published", "article:post_date", "vr:published_time", "rnews:datepublished", "prism.publicationdate", "citation_publication_date", "iso-8601-publish-date",
}

// vagueMeta may be the date of the page, of a template or of today: what the
// page shows goes before.
var vagueMeta = []string{"date", "dc.date", "dcterms.date", "dcterms.created", "datecreated", "date.created"}

var updatedMeta = []string{"article:modified_time", "og:updated_time", "article:modified", "datemodified", "dcterms.modified", "last-modified", "lastmod", "revised"}

// chooseDates takes the date of publication from what the page declares, else
// from what it shows, else from its address. now bounds what is believed.
func (m *metadata) chooseDates(root, heading *html.Node, served *url.URL, now time.Time) (published, updated archive.Date) {
	believe := func(d archive.Date, ok bool) bool {
		return ok && d.Time().Year() >= 1995 && d.Time().Before(now.AddDate(0, 0, 2))
	}
	pick := func(d *archive.Date, s string) {
		if got, ok := machineDate(s); d.IsZero() && believe(got, ok) {
			*d = got
		}
	}
	for _, l := range m.linked {
		if l.kind == "article" {
			pick(&published, l.published)
			pick(&updated, l.modified)
		}
	}
	for _, name := range publishedMeta {
		for _, v := range m.meta[name] {
			pick(&published, v)
		}
	}
	for _, name := range updatedMeta {
		for _, v := range m.meta[name] {
			pick(&updated, v)
		}
	}
	if published.IsZero() {
		if d, ok := m.timeElement(heading, false); believe(d, ok) {
			published = d
		}
	}
	if published.IsZero() {
		if d, ok := shownDate(root, heading); believe(d, ok) {
			published = d
		}
	}
	if published.IsZero() {
		if d, ok := m.timeElement(heading, true); believe(d, ok) {
			published = d
		}
	}
	for _, name := range vagueMeta {
		for _, v := range m.meta[name] {
			pick(&published, v)
		}
	}
	for _, l := range m.linked {
		pick(&published, l.published)
		pick(&published, l.created)
	}
	if d, ok := m.titleDate(); published.IsZero() && believe(d, ok) {
		published = d
	}
	own, err := url.Parse(m.address(served))
	if err != nil {
		own = nil
	}
	for _, u := range []*url.URL{own, served} {
		if u == nil || !published.IsZero() {
			continue
		}
		if d, ok := addressDate(u.Path); believe(d, ok) {
			published = d
		}
	}
	if !updated.IsZero() && (published.IsZero() || updated.Compare(published) <= 0) {
		updated = archive.Date{}
	}
	return published, updated
}

// titleDate is a day that a title of the page begins or ends with.
func (m *metadata) titleDate() (archive.Date, bool) {
	for _, s := range m.statedTitles() {
		f, ok := germandate.Find(s)
		if ok && f.Date.Precision() >= archive.Day && (f.Start <= len("Vom ") || len(s)-f.End <= len(")")) {
			return f.Date, true
		}
	}
	return archive.Date{}, false
}

// machineDate reads a date meant for machines. Midnight is a day without a
// time, and a time in UTC is given in Berlin's zone, so that the day is the
// one the paper was dated with.
func machineDate(s string) (archive.Date, bool) {
	f, ok := germandate.Find(s)
	if !ok {
		if t, err := time.Parse(time.RFC1123Z, s); err == nil {
			f.Date, ok = archive.NewDate(t, archive.Minute), true
		} else if t, err := time.Parse(time.RFC1123, s); err == nil {
			f.Date, ok = archive.NewDate(t, archive.Minute), true
		} else if t, err := time.Parse("2006/1/2", s); err == nil {
			f.Date, ok = archive.NewDate(t, archive.Day), true
		} else if t, err := time.Parse("20060102", s[:min(len(s), 8)]); err == nil {
			f.Date, ok = archive.NewDate(t, archive.Day), true
		}
	}
	if !ok || f.Date.Precision() != archive.Minute {
		return f.Date, ok
	}
	t := f.Date.Time()
	if h, m, sec := t.Clock(); h == 0 && m == 0 && sec == 0 {
		return archive.NewDate(t, archive.Day), true
	}
	if _, offset := t.Zone(); offset == 0 {
		t = t.In(germandate.Berlin)
	}
	return archive.NewDate(t, archive.Minute), true
}

// timeElement is the date of the <time> that belongs to the heading: marked as
// date of publication, else the first in the same article or header. Those that
// stand in links to reports count only if linked is true.
func (m *metadata) timeElement(heading *html.Node, linked bool) (archive.Date, bool) {
	var fallback archive.Date
	for _, n := range m.times {
		if within(n, atom.Aside, atom.Footer, atom.Nav) || commentLike(n) {
			continue
		}
		value := attr(n, "datetime")
		if value == "" {
			value = attr(n, "content")
		}
		d, ok := machineDate(value)
		if !ok {
			d, ok = germandate.Parse(textOf(n))
		}
		if !ok {
			continue
		}
		prop := strings.ToLower(attr(n, "itemprop") + " " + attr(n, "class"))
		switch {
		case strings.Contains(prop, "published") || strings.Contains(prop, "created") || strings.Contains(prop, "entry-date") || n.Parent != nil && strings.Contains(hints(n.Parent), "publish"):
			return d, true
		case strings.Contains(prop, "modified") || strings.Contains(prop, "updated") || strings.Contains(prop, "aktual"):
			continue
		}
		if fallback.IsZero() && (heading == nil || sameArticle(n, heading)) && (linked || !besideLink(n, heading)) {
			fallback = d
		}
	}
	return fallback, !fallback.IsZero()
}

// besideLink: the date of another report: the link to it holds the date, or
// stands beside it in the item of a list.
func besideLink(n, heading *html.Node) bool {
	const headline = 15 // letters
	own := len(letters(textOf(n)))
	item := false
	for p, up := n, 0; p != nil && up < 3; p, up = p.Parent, up+1 {
		if p.DataAtom == atom.A {
			return len(letters(textOf(p))) >= own+headline && !holds(p, heading)
		}
		item = item || p.DataAtom == atom.Li
	}
	for s := n.NextSibling; s != nil; s = s.NextSibling {
		if s.DataAtom == atom.A && len(letters(textOf(s))) >= headline && (item || find(s, atom.Strong) != nil) && !nameLink(s) {
			return true
		}
	}
	return false
}

// nameLink leads to an author, a section or a keyword.
func nameLink(a *html.Node) bool {
	s := strings.ToLower(attr(a, "rel") + " " + attr(a, "href") + " " + hints(a))
	for _, mark := range []string{"author", "autor", "redakt", "category", "kategorie", "ressort", "rubrik", "thema", "tag", "profil"} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

// commentLike: part of comments, teasers of other articles or a side column,
// as an element up to five steps above says.
func commentLike(n *html.Node) bool {
	for p, up := n, 0; p != nil && up < 5; p, up = p.Parent, up+1 {
		if p.DataAtom == atom.Body || p.DataAtom == atom.Main || p.DataAtom == atom.Html {
			return false
		}
		s := hints(p)
		for _, mark := range []string{"comment", "kommentar", "related", "teaser-list", "teaserlist", "sidebar", "recommend", "most-read", "meistgelesen"} {
			if strings.Contains(s, mark) {
				return true
			}
		}
	}
	return false
}

// sameArticle: a common ancestor within six steps of the heading.
func sameArticle(n, heading *html.Node) bool {
	for p, up := heading.Parent, 0; p != nil && up < 6; p, up = p.Parent, up+1 {
		for q := n.Parent; q != nil; q = q.Parent {
			if p == q {
				return p.DataAtom != atom.Body
			}
		}
	}
	return false
}

func find(root *html.Node, tag atom.Atom) *html.Node {
	var found *html.Node
	each(root, func(n *html.Node) bool {
		if found == nil && n.DataAtom == tag {
			found = n
		}
		return found == nil
	})
	return found
}

var pathDate = regexp.MustCompile(`(?:^|[/_-])((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|\d{0,6}$|$)`)
var pathGerman = regexp.MustCompile(`/(0[1-9]|[12]\d|3[01])[_-]?(0[1-9]|1[0-2])[_-]?((?:19|20)\d{2})[_-]`)
var pathMonth = regexp.MustCompile(`/((?:19|20)\d{2})/(0[1-9]|1[0-2])/`)

// addressDate reads a date from the path of an address: /2023/09/12/ or
// /12092023-, else the month of /2023/09/.
func addressDate(path string) (archive.Date, bool) {
	if m := pathDate.FindStringSubmatch(path); m != nil {
		if d, err := archive.ParseDate(m[1] + "-" + m[2] + "-" + m[3]); err == nil {
			return d, true
		}
	}
	if m := pathGerman.FindStringSubmatch(path); m != nil {
		if d, err := archive.ParseDate(m[3] + "-" + m[2] + "-" + m[1]); err == nil {
			return d, true
		}
	}
	if m := pathMonth.FindStringSubmatch(path); m != nil {
		if d, err := archive.ParseDate(m[1] + "-" + m[2]); err == nil {
			return d, true
		}
	}
	return archive.Date{}, false
}
