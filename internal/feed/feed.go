// Package feed writes feeds that a reader subscribes to: Atom (RFC 4287) and
// JSON Feed (version 1.1). A [Feed] is the same for both; it knows nothing of
// where its entries come from.
//
// Ids are tag URIs (RFC 4151) of the archive's host: they stay when a title, an
// address or the software changes, so that a reader shows no entry twice.
package feed

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// Feed is a list of entries, newest first.
type Feed struct {
	ID       string
	Title    string
	Subtitle string
	Home     string // page that shows the same, absolute
	Self     string // the feed itself, absolute
	Other    string // the same feed in the other format, absolute
	Icon     string
	Author   string    // of entries that name none
	Updated  time.Time // last change of an entry, or of the archive if there is none
	Entries  []Entry
}

// Entry is one article.
type Entry struct {
	ID        string
	Title     string
	URL       string    // permalink, absolute
	Original  string    // where it first stood; may be empty
	Updated   time.Time // when the archive first held the text as it is now
	Published time.Time // zero if not known to the day
	Authors   []string
	Tags      []string
	Summary   string // plain text
	Image     string // of its preview, absolute
	Lang      string
	Rights    string
}

// TagURI is the id of something in the archive at base: path names it for good.
func TagURI(base, path string) string {
	host := "localhost"
	if u, err := url.Parse(base); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return "tag:" + host + ",2026:" + path
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomPerson struct {
	Name string `xml:"name"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	Lang       string         `xml:"xml:lang,attr,omitempty"`
	ID         string         `xml:"id"`
	Title      atomText       `xml:"title"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Authors    []atomPerson   `xml:"author"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary,omitempty"`
	Rights     string         `xml:"rights,omitempty"`
}

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    atomText    `xml:"title"`
	Subtitle *atomText   `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Author   atomPerson  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Icon     string      `xml:"icon,omitempty"`
	Software string      `xml:"generator"`
	Entries  []atomEntry `xml:"entry"`
}

// Media types of the two formats.
const (
	AtomType = "application/atom+xml; charset=utf-8"
	JSONType = "application/feed+json; charset=utf-8"
)

// Atom is the feed in Atom.
func (f Feed) Atom() ([]byte, error) {
	f = f.complete()
	out := atomFeed{
		Lang: "de", ID: f.ID, Title: text(f.Title), Updated: stamp(f.Updated), Author: atomPerson{clean(f.Author)},
		Icon: f.Icon, Software: "Depesche",
		Links: []atomLink{{"self", "application/atom+xml", f.Self}, {"alternate", "text/html", f.Home}},
	}
	if f.Other != "" {
		out.Links = append(out.Links, atomLink{"alternate", "application/feed+json", f.Other})
	}
	if f.Subtitle != "" {
		t := text(f.Subtitle)
		out.Subtitle = &t
	}
	for _, e := range f.Entries {
		entry := atomEntry{
			Lang: e.Lang, ID: e.ID, Title: text(e.Title), Updated: stamp(e.Updated), Rights: clean(e.Rights),
			Links: []atomLink{{"alternate", "text/html", e.URL}},
		}
		if e.Original != "" {
			entry.Links = append(entry.Links, atomLink{"via", "", e.Original})
		}
		if !e.Published.IsZero() {
			entry.Published = stamp(e.Published)
		}
		for _, a := range e.Authors {
			if a = clean(a); a != "" {
				entry.Authors = append(entry.Authors, atomPerson{a})
			}
		}
		for _, t := range e.Tags {
			if t = clean(t); t != "" {
				entry.Categories = append(entry.Categories, atomCategory{t})
			}
		}
		if e.Summary != "" {
			t := text(e.Summary)
			entry.Summary = &t
		}
		out.Entries = append(out.Entries, entry)
	}
	body, err := xml.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encoding an Atom feed: %w", err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}

// complete is the feed with what both formats demand: titles, an author, a content,
// languages that are well-formed.
func (f Feed) complete() Feed {
	f.Title, f.Author = cmp.Or(clean(f.Title), f.ID), cmp.Or(clean(f.Author), "Depesche")
	f.Entries = slices.Clone(f.Entries)
	for i := range f.Entries {
		e := &f.Entries[i]
		e.Title = cmp.Or(clean(e.Title), e.ID)
		e.Summary = cmp.Or(clean(e.Summary), e.Title)
		tag, err := language.Parse(e.Lang)
		if e.Lang = tag.String(); err != nil || tag == language.Und {
			e.Lang = ""
		}
	}
	return f
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	External  string       `json:"external_url,omitempty"`
	Title     string       `json:"title"`
	Content   string       `json:"content_text"`
	Image     string       `json:"image,omitempty"`
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	Language  string       `json:"language,omitempty"`
}

// JSON is the feed as a JSON Feed.
func (f Feed) JSON() ([]byte, error) {
	f = f.complete()
	out := struct {
		Version     string       `json:"version"`
		Title       string       `json:"title"`
		Home        string       `json:"home_page_url"`
		Self        string       `json:"feed_url"`
		Description string       `json:"description,omitempty"`
		Icon        string       `json:"icon,omitempty"`
		Authors     []jsonAuthor `json:"authors,omitempty"`
		Language    string       `json:"language"`
		Items       []jsonItem   `json:"items"`
	}{
		"https://jsonfeed.org/version/1.1", clean(f.Title), f.Home, f.Self, clean(f.Subtitle), f.Icon,
		[]jsonAuthor{{clean(f.Author)}}, "de", []jsonItem{},
	}
	for _, e := range f.Entries {
		item := jsonItem{
			ID: e.ID, URL: e.URL, External: e.Original, Title: clean(e.Title), Content: clean(e.Summary), Image: e.Image,
			Modified: stamp(e.Updated), Language: e.Lang,
		}
		if !e.Published.IsZero() {
			item.Published = stamp(e.Published)
		}
		for _, a := range e.Authors {
			if a = clean(a); a != "" {
				item.Authors = append(item.Authors, jsonAuthor{a})
			}
		}
		for _, t := range e.Tags {
			if t = clean(t); t != "" {
				item.Tags = append(item.Tags, t)
			}
		}
		out.Items = append(out.Items, item)
	}
	body, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return nil, fmt.Errorf("encoding a JSON feed: %w", err)
	}
	return append(body, '\n'), nil
}

// stamp is an instant as RFC 3339 has it, within the years that it can write.
func stamp(t time.Time) string {
	if y := t.UTC().Year(); y < 0 || y > 9999 {
		t = time.Unix(0, 0)
	}
	return t.UTC().Format(time.RFC3339)
}

func text(s string) atomText { return atomText{"text", clean(s)} }

// clean is s as one line of what XML 1.0 can hold.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || r == '\ufffe' || r == '\uffff':
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
