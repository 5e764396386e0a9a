package web

import (
	"net/url"
	"strings"

	"depesche/internal/archive"
)

// Page is what every page needs, whatever it shows.
type Page struct {
	Lang        Lang
	KeepLang    Lang   // stands as lang= in every link of the page; "" for none
	Here        string // path and query of this page without lang, for the language switch
	Section     string // the part of the navigation that this page belongs to: "suche", "e", "mappe", "hilfe", …
	Head        Head
	Box         Box
	Assets      *Assets
	Base        string // scheme and host of permalinks
	Outside     bool   // of a closed archive, for somebody who may not search it
	LogoutToken string // "" where there is no session to end
	Shares      bool   // the reader may make share links
	LogsQueries bool   // the operator logs what is searched for
}

// T chooses the wording in the page's language.
func (p *Page) T(de, en string) string { return p.Lang.T(de, en) }

// Link is the path, with the language that stays in the URL.
func (p *Page) Link(path string) string { return withLang(path, p.KeepLang) }

// Switch is this page in the other language.
func (p *Page) Switch() string { return withLang(p.Here, p.Other()) }

// Other is the language that the page could be switched to.
func (p *Page) Other() Lang {
	if p.Lang == English {
		return German
	}
	return English
}

func withLang(path string, l Lang) string {
	if l == "" {
		return path
	}
	path, fragment, _ := strings.Cut(path, "#")
	base, query, _ := strings.Cut(path, "?")
	v, err := url.ParseQuery(query)
	if err != nil {
		v = url.Values{}
	}
	v.Set("lang", string(l))
	path = base + "?" + v.Encode()
	if fragment != "" {
		path += "#" + fragment
	}
	return path
}

// Head is what a page says about itself to browsers, search engines, chat
// programs and reference managers. URLs are absolute.
type Head struct {
	Title       string // without the archive's name
	Description string
	Canonical   string
	Type        string // og:type: "website" or "article"
	Image       *Image
	Published   string // RFC 3339 or a date of lower precision, for articles
	Modified    string
	Authors     []string
	Robots      string // "" lets search engines in
	Meta        []Meta // further <meta name content>
	Alternate   []Alternate
	LD          any    // JSON-LD, nil for none
	Previous    string // neighbours in a paged list
	Next        string
}

// Image is the picture of a link preview.
type Image struct {
	URL, Alt      string
	Width, Height int
}

// Meta is one <meta> element.
type Meta struct{ Name, Content string }

// Alternate is the same thing in another form.
type Alternate struct{ Type, Title, Href string }

// Box is the search box and what a new search keeps.
type Box struct {
	Text   string
	Hidden []Param // filters that stay when the words change
	Focus  bool
}

// Param is one parameter of a form or URL.
type Param struct{ Name, Value string }

// Run is a stretch of text that names one entity, or none. Neighbouring runs
// make up a line of an article.
type Run struct {
	Entity *Ref // nil for plain text
	Parts  []Part
}

// Part is the innermost unit that components draw: text that matches the query
// as a whole, or not at all.
type Part struct {
	Text  string
	Match string // why it matches ("exact", "name", …), "" if it doesn't
	Term  string // the word of the query that it matches
	Mark  string // id of the match in the page, "" for none
}

// Plain is a line without entities and matches.
func Plain(text string) []Run { return []Run{{Parts: []Part{{Text: text}}}} }

// Ref is a link to an entity.
type Ref struct {
	Slug, Name string
	Kind       archive.Kind
	Suggested  bool
}

// Path is the entity's page.
func (r Ref) Path() string { return "/e/" + r.Slug }

// Link is a link with its words.
type Link struct {
	Text, Href string
	Current    bool
	Note       string // what stands small beside it
}

// FullTitle is the title of the browser's tab.
func (h Head) FullTitle() string {
	if h.Title == "" || h.Title == "Depesche" {
		return "Depesche"
	}
	return h.Title + " · Depesche"
}

// urlValue escapes text for the value of a parameter in a URL.
func urlValue(s string) string { return url.QueryEscape(s) }
