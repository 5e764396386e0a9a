package server

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/citation"
	"depesche/web"
)

// archiveName is how the archive names itself in citations.
const archiveName = "Depesche"

func (s *Server) reference(r *http.Request, a *archive.Article) citation.Reference {
	return citation.Archive{Name: archiveName, BaseURL: infoOf(r).base}.Article(a, s.Clock())
}

// coins is what reference managers read from a list.
func (s *Server) coins(p *web.Page, a *archive.Article) string {
	return citation.Archive{Name: archiveName, BaseURL: p.Base}.Article(a, s.Clock()).COinS()
}

// citations are the forms that a page offers for copying, and the files.
func (s *Server) citations(r *http.Request, p *web.Page, a *archive.Article) ([]web.Citation, []web.Link) {
	return citationForms(p, s.reference(r, a)), citationFiles(p, "/a/"+string(a.ID))
}

func citationForms(p *web.Page, ref citation.Reference) []web.Citation {
	return []web.Citation{
		{Name: p.T("Fußnote", "German footnote"), Text: ref.Footnote()},
		{Name: p.T("Wikipedia, Internetquelle", "Wikipedia, {{Internetquelle}}"), Text: ref.Internetquelle()},
		{Name: p.T("Wikipedia, Literatur", "Wikipedia, {{Literatur}}"), Text: ref.Literatur()},
		{Name: "Permalink", Text: ref.URL},
	}
}

func citationFiles(p *web.Page, path string) []web.Link {
	return append(referenceFiles(path),
		web.Link{Text: "JSON", Href: path + ".json", Note: p.T("mit Fundstellen der Namen", "with the places of names")},
		web.Link{Text: p.T("Text", "Plain text"), Href: path + ".txt"},
	)
}

// referenceFiles are the files for reference managers of what stands at path.
func referenceFiles(path string) []web.Link {
	return []web.Link{
		{Text: "RIS", Href: path + ".ris", Note: "Zotero, Citavi, EndNote"},
		{Text: "BibTeX", Href: path + ".bib", Note: "LaTeX, JabRef"},
		{Text: "CSL-JSON", Href: path + ".csl.json", Note: "Pandoc"},
	}
}

// biblio are the bibliographic data of an article, whatever its rights.
func (s *Server) biblio(p *web.Page, a *archive.Article) []web.Fact {
	var facts []web.Fact
	add := func(name, value, lang string) {
		if value != "" {
			facts = append(facts, web.Fact{Name: name, Value: value, Lang: lang})
		}
	}
	lang := langOf(a)
	add(p.T("Titel", "Title"), a.Title, lang)
	add(p.T("Von", "By"), strings.Join(a.Authors, ", "), lang)
	add(p.T("Medium", "Outlet"), a.Outlet, lang)
	add(p.T("Erschienen", "Published"), p.Lang.Date(a.Published), "")
	add(p.T("Kennung", "Id"), string(a.ID), "")
	if a.Tombstone != nil {
		add(p.T("Entfernt", "Removed"), p.Lang.Date(a.Tombstone.Since), "")
	}
	return facts
}

// provenance tells where an article came from and how to check its text.
func (s *Server) provenance(p *web.Page, a *archive.Article) []web.Fact {
	var facts []web.Fact
	add := func(f web.Fact) {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	add(web.Fact{Name: p.T("Stand zuerst unter", "First stood at"), Value: a.URL, Href: webURL(a.URL)})
	if !a.Captured.IsZero() {
		add(web.Fact{Name: p.T("Abgerufen", "Captured"), Value: p.Lang.Instant(a.Captured)})
	}
	pr := a.Provenance
	add(web.Fact{Name: p.T("Quelle", "Source"), Value: pr.Source, Href: webURL(pr.Source)})
	add(web.Fact{Name: p.T("Importiert mit", "Imported by"), Value: pr.Importer})
	if !pr.ImportedAt.IsZero() {
		add(web.Fact{Name: p.T("Importiert am", "Imported on"), Value: p.Lang.Instant(pr.ImportedAt)})
	}
	add(web.Fact{Name: p.T("SHA-256 der Quelle", "SHA-256 of the source"), Value: pr.SourceSHA256, Code: true})
	add(web.Fact{Name: p.T("Aufnahme", "Capture"), Value: pr.Capture, Code: true})
	add(web.Fact{Name: p.T("Anmerkung", "Remark"), Value: pr.Note})
	for _, source := range a.Sources {
		add(web.Fact{Name: p.T("Beruht auf", "Rests on"), Value: source, Href: webURL(source), Lang: langOf(a)})
	}
	add(web.Fact{Name: p.T("Lizenz", "Licence"), Value: a.License})
	if a.Rights != archive.RightsFull && a.Rights != "" {
		add(web.Fact{Name: p.T("Gezeigt wird", "Shown"), Value: p.Lang.Rights(a.Rights)})
	} else {
		add(web.Fact{Name: p.T("SHA-256 des Textes", "SHA-256 of the text"), Value: a.TextSHA256(), Code: true})
	}
	add(web.Fact{Name: p.T("Umfang", "Length"), Value: p.Lang.N(a.Words(), web.Words)})
	add(web.Fact{Name: p.T("Fassung", "Version"), Value: strconv.Itoa(max(1, a.Version)), Href: p.Link("/a/" + string(a.ID) + "/versionen")})
	add(web.Fact{Name: p.T("Kennung", "Id"), Value: string(a.ID), Code: true})
	return facts
}

// webURL is u if it is an http or https URL that a page may link to, else "".
func webURL(u string) string {
	parsed, err := url.Parse(u)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return ""
	}
	return u
}
