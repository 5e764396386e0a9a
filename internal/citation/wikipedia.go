package citation

import (
	"strings"

	"depesche/internal/archive"
)

// Internetquelle is the reference as the template of that name of the German
// Wikipedia. The address where the article first stood is its url, the
// permalink its archive-url; without the former the permalink is the url.
func (r Reference) Internetquelle() string {
	t := template{name: "Internetquelle"}
	t.add("autor", r.plainAuthors())
	if r.Original != "" {
		t.addURL("url", r.Original)
	} else {
		t.addURL("url", r.URL)
	}
	t.add("titel", r.Title)
	t.add("werk", r.Outlet)
	t.add("datum", isoDay(r.Date))
	if !strings.HasPrefix(r.Language, "de") {
		t.add("sprache", r.Language)
	}
	if !r.Accessed.IsZero() {
		t.add("abruf", r.Accessed.Format("2006-01-02"))
	}
	if r.Original != "" {
		t.addURL("archiv-url", r.URL)
		if !r.Captured.IsZero() {
			t.add("archiv-datum", r.Captured.Format("2006-01-02"))
		} else if !r.Accessed.IsZero() {
			t.add("archiv-datum", r.Accessed.Format("2006-01-02"))
		}
	}
	t.add("kommentar", r.Locator)
	t.add("zitat", r.Quote)
	return t.String()
}

// Literatur is the reference as the template of that name of the German
// Wikipedia.
func (r Reference) Literatur() string {
	t := template{name: "Literatur"}
	t.add("Autor", r.plainAuthors())
	t.add("Titel", r.Title)
	t.add("Sammelwerk", r.Outlet)
	t.add("Datum", isoDay(r.Date))
	if !strings.HasPrefix(r.Language, "de") {
		t.add("Sprache", r.Language)
	}
	t.add("Fundstelle", r.Locator)
	t.addURL("Online", r.URL)
	if !r.Accessed.IsZero() {
		t.add("Abruf", r.Accessed.Format("2006-01-02"))
	}
	t.add("Zitat", r.Quote)
	return t.String()
}

func (r Reference) plainAuthors() string {
	names := make([]string, len(r.Authors))
	for i, n := range r.Authors {
		names[i] = n.Plain()
	}
	return strings.Join(names, ", ")
}

// isoDay is the date without a time of day, as the templates take it.
func isoDay(d archive.Date) string {
	if d.Precision() == archive.Minute {
		return d.Time().Format("2006-01-02")
	}
	return d.String()
}

// template is a call of a MediaWiki template under construction.
type template struct {
	name string
	body strings.Builder
}

func (t *template) add(name, value string) {
	if value = line(value); value != "" {
		t.body.WriteString(" |" + name + "=" + wikitext(value))
	}
}

func (t *template) addURL(name, u string) {
	if u != "" {
		t.body.WriteString(" |" + name + "=" + wikiURL(u))
	}
}

func (t *template) String() string { return "{{" + t.name + t.body.String() + "}}" }

// wikiSpecial turns what MediaWiki reads as markup into character references.
// A reference in the text itself is escaped by its ampersand.
var wikiSpecial = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;",
	"|", "&#124;", "{", "&#123;", "}", "&#125;", "[", "&#91;", "]", "&#93;",
	"''", "&#39;&#39;", "~~~", "&#126;&#126;&#126;", "__", "&#95;&#95;", "://", "&#58;//",
)

// wikitext is s as plain text in the value of a template's parameter. A value
// that begins like a list or a heading would begin one.
func wikitext(s string) string {
	s = wikiSpecial.Replace(s)
	if s != "" && strings.IndexByte("*#:;=", s[0]) >= 0 {
		s = map[byte]string{'*': "&#42;", '#': "&#35;", ':': "&#58;", ';': "&#59;", '=': "&#61;"}[s[0]] + s[1:]
	}
	return s
}

var wikiURLSpecial = strings.NewReplacer(
	"|", "%7C", "{", "%7B", "}", "%7D", "[", "%5B", "]", "%5D",
	"<", "%3C", ">", "%3E", `"`, "%22", " ", "%20", "''", "%27%27",
)

func wikiURL(u string) string { return wikiURLSpecial.Replace(u) }
