// Package feedtest holds feeds to the rules of their formats: JSON Feed 1.1
// (jsonfeed.org/version/1.1) and Atom (RFC 4287), as far as a feed of plain text
// can break them.
package feedtest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// faults collects what breaks a rule.
type faults struct{ list []error }

func (f *faults) add(format string, args ...any) {
	f.list = append(f.list, fmt.Errorf(format, args...))
}

func (f *faults) err() error { return errors.Join(f.list...) }

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`) // RFC 5646, well-formed

func (f *faults) address(name, value string, required bool) {
	switch u, err := url.Parse(value); {
	case value == "" && !required:
	case err != nil || u.Scheme == "" || u.Scheme != "tag" && u.Host == "" || strings.ContainsAny(value, " <>\"{}|\\^`"):
		f.add("%s: %q is no absolute address", name, value)
	}
}

func (f *faults) instant(name, value string, required bool) {
	if value == "" && !required {
		return
	}
	if _, err := time.Parse(time.RFC3339, value); err != nil {
		f.add("%s: %q is not as RFC 3339 has it", name, value)
	}
}

type author struct{ Name, URL, Avatar *string }

// JSON checks a JSON Feed.
func JSON(body []byte) error {
	f := &faults{}
	if !utf8.Valid(body) {
		f.add("it is not UTF-8")
	}
	var feed struct {
		Version, Title           *string
		Home                     string `json:"home_page_url"`
		Self                     string `json:"feed_url"`
		Next                     string `json:"next_url"`
		Icon, Favicon, Language  string
		Description, UserComment string
		Authors                  []author
		Expired                  *bool
		Items                    []map[string]json.RawMessage
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&feed); err != nil {
		return fmt.Errorf("JSON: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		f.add("something follows the feed")
	}
	if feed.Version == nil || *feed.Version != "https://jsonfeed.org/version/1.1" {
		f.add("version is not that of JSON Feed 1.1")
	}
	if feed.Title == nil || *feed.Title == "" {
		f.add("title is missing")
	}
	if feed.Items == nil {
		f.add("items is missing, or null")
	}
	for name, value := range map[string]string{"home_page_url": feed.Home, "feed_url": feed.Self, "next_url": feed.Next, "icon": feed.Icon, "favicon": feed.Favicon} {
		f.address(name, value, false)
	}
	if feed.Language != "" && !languageTag.MatchString(feed.Language) {
		f.add("language: %q", feed.Language)
	}
	f.authors("feed", feed.Authors)
	seen := map[string]bool{}
	for i, item := range feed.Items {
		f.item(fmt.Sprintf("items[%d]", i), item, seen)
	}
	return f.err()
}

func (f *faults) authors(where string, authors []author) {
	for _, a := range authors {
		if (a.Name == nil || *a.Name == "") && a.URL == nil && a.Avatar == nil {
			f.add("%s: an author without name, url and avatar", where)
		}
	}
}

func (f *faults) item(where string, item map[string]json.RawMessage, seen map[string]bool) {
	get := func(key string, into any) {
		if raw, ok := item[key]; ok {
			if err := json.Unmarshal(raw, into); err != nil || string(raw) == "null" {
				f.add("%s.%s: %s has the wrong type", where, key, raw)
			}
		}
	}
	var id, text, html, published, modified, language string
	get("id", &id)
	get("content_text", &text)
	get("content_html", &html)
	get("date_published", &published)
	get("date_modified", &modified)
	get("language", &language)
	switch {
	case id == "":
		f.add("%s: id is missing", where)
	case seen[id]:
		f.add("%s: id %q is not unique", where, id)
	}
	seen[id] = true
	if text == "" && html == "" {
		f.add("%s: neither content_text nor content_html", where)
	}
	for _, key := range []string{"url", "external_url", "image", "banner_image"} {
		var value string
		get(key, &value)
		f.address(where+"."+key, value, false)
	}
	f.instant(where+".date_published", published, false)
	f.instant(where+".date_modified", modified, false)
	if language != "" && !languageTag.MatchString(language) {
		f.add("%s.language: %q", where, language)
	}
	var authors []author
	get("authors", &authors)
	f.authors(where, authors)
	var tags []string
	get("tags", &tags)
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

type construct struct {
	Type  string `xml:"type,attr"`
	Inner string `xml:",innerxml"`
	Text  string `xml:",chardata"`
}

type person struct {
	Name []string `xml:"name"`
}

type entry struct {
	Lang       string      `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID         []string    `xml:"id"`
	Title      []construct `xml:"title"`
	Updated    []string    `xml:"updated"`
	Published  []string    `xml:"published"`
	Authors    []person    `xml:"author"`
	Links      []link      `xml:"link"`
	Summary    []construct `xml:"summary"`
	Rights     []construct `xml:"rights"`
	Content    []construct `xml:"content"`
	Categories []struct {
		Term string `xml:"term,attr"`
	} `xml:"category"`
}

// Atom checks an Atom feed; the numbers are sections of RFC 4287.
func Atom(body []byte) error {
	f := &faults{}
	var feed struct {
		XMLName xml.Name
		entry
		Icon    []string `xml:"icon"`
		Entries []entry  `xml:"entry"`
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&feed); err != nil {
		return fmt.Errorf("XML: %w", err)
	}
	if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.XMLName.Local != "feed" {
		f.add("the root is %v", feed.XMLName)
	}
	f.common("feed", feed.entry)
	self := false
	for _, l := range feed.Links {
		self = self || l.Rel == "self"
	}
	if !self {
		f.add("4.1.1: no link to itself")
	}
	if len(feed.Icon) > 1 {
		f.add("4.1.1: more than one icon")
	}
	seen := map[string]bool{}
	for i, e := range feed.Entries {
		where := fmt.Sprintf("entry %d", i)
		f.common(where, e)
		if len(e.ID) > 0 && seen[e.ID[0]] {
			f.add("%s: id %q is not unique", where, e.ID[0])
		} else if len(e.ID) > 0 {
			seen[e.ID[0]] = true
		}
		if len(e.Authors) == 0 && len(feed.Authors) == 0 {
			f.add("%s: 4.1.2: no author, and the feed has none", where)
		}
		alternate := false
		for _, l := range e.Links {
			alternate = alternate || l.Rel == "alternate" || l.Rel == ""
		}
		if len(e.Content) == 0 && !alternate {
			f.add("%s: 4.1.2: neither content nor an alternate link", where)
		}
		if len(e.Summary) > 1 || len(e.Published) > 1 || len(e.Rights) > 1 {
			f.add("%s: 4.1.2: an element more than once", where)
		}
	}
	return f.err()
}

// common are the rules that feeds and entries share.
func (f *faults) common(where string, e entry) {
	if len(e.ID) != 1 || len(e.Title) != 1 || len(e.Updated) != 1 {
		f.add("%s: 4.1: id, title and updated have to be there once; there are %d, %d and %d", where, len(e.ID), len(e.Title), len(e.Updated))
	}
	for _, id := range e.ID {
		f.address(where+": 4.2.6: id", id, true)
	}
	for _, t := range append(e.Updated, e.Published...) {
		f.instant(where+": 3.3", t, true)
	}
	for _, c := range append(append(e.Title, e.Summary...), e.Rights...) {
		if c.Type != "" && c.Type != "text" && c.Type != "html" && c.Type != "xhtml" {
			f.add("%s: 3.1.1: type %q", where, c.Type)
		}
		if (c.Type == "" || c.Type == "text") && strings.Contains(c.Inner, "<") {
			f.add("%s: 3.1.1.1: elements in plain text", where)
		}
	}
	for _, p := range e.Authors {
		if len(p.Name) != 1 || p.Name[0] == "" {
			f.add("%s: 3.2.1: a person without one name", where)
		}
	}
	alternates := map[string]bool{}
	for _, l := range e.Links {
		f.address(where+": 4.2.7: "+l.Rel, l.Href, true)
		if key := l.Type + " " + l.Lang; l.Rel == "alternate" || l.Rel == "" {
			if alternates[key] {
				f.add("%s: 4.1: two alternate links of type %q", where, l.Type)
			}
			alternates[key] = true
		}
	}
	for _, c := range e.Categories {
		if c.Term == "" {
			f.add("%s: 4.2.2: a category without a term", where)
		}
	}
	if e.Lang != "" && !languageTag.MatchString(e.Lang) {
		f.add("%s: xml:lang %q", where, e.Lang)
	}
}
