package server

import (
	"net/http"
	"strings"
	"time"

	"depesche/internal/archive"
	"depesche/internal/highlight"
	"depesche/web"
)

// describeRunes is how much of an article a preview tells.
const describeRunes = 160

// articleHead says what an article is to those who ask its page only.
func (s *Server) articleHead(r *http.Request, p *web.Page, a shownArticle) {
	base := infoOf(r).base
	h := &p.Head
	h.Title = a.Title
	if h.Title == "" {
		h.Title = string(a.ID)
	}
	h.Description = describe(p.Lang, a)
	h.Canonical = base + a.Permalink()
	h.Type = "article"
	h.Image = cardImage(base, "/og/a/"+string(a.ID)+".png", "", articleCard(&a))
	h.Published, h.Modified = instant(a.Published), instant(a.Updated)
	h.Authors = a.Authors
	ref := s.reference(r, &a.full)
	for _, m := range ref.Metadata() {
		h.Meta = append(h.Meta, web.Meta{Name: m.Name, Content: m.Content})
	}
	for _, f := range citationFiles(p, "/a/"+string(a.ID)) {
		h.Alternate = append(h.Alternate, web.Alternate{Type: mediaOf(f.Href), Title: f.Text, Href: f.Href})
	}
	h.LD = newsArticle(base, h, &a)
}

// describe is the beginning of the text, or the bibliographic data where no text
// may be shown.
func describe(l web.Lang, a shownArticle) string {
	for _, p := range a.Paragraphs {
		if p.Kind == archive.Text || p.Kind == archive.Quote {
			return highlight.Excerpt(p.Text, describeRunes)
		}
	}
	var parts []string
	for _, s := range []string{a.Outlet, l.Date(a.Published), strings.Join(a.Authors, ", ")} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// instant is a date as Open Graph wants it: as precise as it is known.
func instant(d archive.Date) string {
	if d.Precision() == archive.Minute {
		return d.Time().Format(time.RFC3339)
	}
	return d.String()
}

func mediaOf(path string) string {
	switch {
	case strings.HasSuffix(path, ".csl.json"):
		return "application/vnd.citationstyles.csl+json"
	case strings.HasSuffix(path, ".json"):
		return "application/json"
	case strings.HasSuffix(path, ".ris"):
		return "application/x-research-info-systems"
	case strings.HasSuffix(path, ".bib"):
		return "application/x-bibtex"
	case strings.HasSuffix(path, ".atom"):
		return "application/atom+xml"
	}
	return "text/plain"
}

// ld is JSON-LD (schema.org NewsArticle).
type ld struct {
	Context   string   `json:"@context"`
	Type      string   `json:"@type"`
	ID        string   `json:"@id"`
	Headline  string   `json:"headline"`
	Kicker    string   `json:"alternativeHeadline,omitempty"`
	Abstract  string   `json:"description,omitempty"`
	Published string   `json:"datePublished,omitempty"`
	Modified  string   `json:"dateModified,omitempty"`
	Lang      string   `json:"inLanguage"`
	Authors   []ldName `json:"author,omitempty"`
	Publisher *ldName  `json:"publisher,omitempty"`
	Image     string   `json:"image,omitempty"`
	Origin    string   `json:"isBasedOn,omitempty"`
	License   string   `json:"license,omitempty"`
	URL       string   `json:"url"`
	Archive   ldName   `json:"isPartOf"`
}

type ldName struct {
	Type string `json:"@type"`
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

func newsArticle(base string, h *web.Head, a *shownArticle) ld {
	x := ld{
		Context: "https://schema.org", Type: "NewsArticle", ID: h.Canonical, URL: h.Canonical, Headline: h.Title, Kicker: a.Kicker,
		Abstract: h.Description, Published: h.Published, Modified: h.Modified, Lang: langOf(&a.Article), Image: h.Image.URL,
		Origin: webURL(a.URL), License: a.License, Archive: ldName{"ArchiveComponent", archiveName, base + "/"},
	}
	for _, author := range a.Authors {
		x.Authors = append(x.Authors, ldName{"Person", author, ""})
	}
	if a.Outlet != "" {
		x.Publisher = &ldName{"Organization", a.Outlet, ""}
	}
	return x
}
