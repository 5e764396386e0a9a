package citation

import (
	"net/url"
	"strings"
)

// Meta is one meta element of a page: name and content.
type Meta struct{ Name, Content string }

// Metadata is what the connectors of Zotero, Citavi and Mendeley read from the
// head of a page. citation_journal_title is not among it on purpose: with it
// Zotero takes a newspaper for a journal.
func (r Reference) Metadata() []Meta {
	var list []Meta
	add := func(name, content string) {
		if content != "" {
			list = append(list, Meta{name, content})
		}
	}
	add("z:itemType", "newspaperArticle")
	add("citation_title", r.Title)
	for _, n := range r.Authors {
		add("citation_author", n.Inverted())
	}
	add("prism.publicationName", r.Outlet)
	add("citation_publication_date", strings.ReplaceAll(isoDay(r.Date), "-", "/"))
	add("citation_language", r.Language)
	add("citation_public_url", r.URL)
	return list
}

// COinS is the value of the title attribute of an empty span of class Z3988
// (OpenURL ContextObject in Span, Z39.88-2004, format info:ofi/fmt:kev:mtx:dc):
// the reference in a list of several. The caller escapes it for HTML.
func (r Reference) COinS() string {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
	}
	add("ctx_ver", "Z39.88-2004")
	add("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc")
	add("rft.type", "newspaperArticle")
	add("rft.title", r.Title)
	for _, n := range r.Authors {
		add("rft.creator", n.Inverted())
	}
	add("rft.source", r.Outlet)
	add("rft.date", isoDay(r.Date))
	add("rft.language", r.Language)
	add("rft.identifier", r.URL)
	return b.String()
}

// File is the name to save the reference under: key and extension.
func (r Reference) File(f Format) string { return r.Key + "." + string(f) }
