package server

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/highlight"
	"depesche/internal/passage"
	"depesche/web"
)

var passageID = regexp.MustCompile(`^[0-9a-z]{4,16}$`)

func (s *Server) passagePage(w http.ResponseWriter, r *http.Request) error {
	pid := chi.URLParam(r, "pid")
	id := articleID(r)
	if canonical := "/a/" + string(id) + "/" + pid; id.Valid() && r.URL.EscapedPath() != canonical && passageID.MatchString(pid) {
		if _, err := s.passage(r.Context(), id, pid); err == nil {
			return redirect(w, canonical+mark(r.URL.RawQuery))
		}
	}
	found, err := s.passage(r.Context(), id, pid)
	if err != nil {
		return followPassage(w, r, err, "")
	}
	p := s.newPage(r, "zitat")
	a := found.article
	v := s.passageView(r, p, a, found.at)
	if s.passageOnly(r, a.ID) {
		v.Before, v.After, v.Previous, v.Next = nil, nil, "", ""
	}
	if found.lost {
		v.Changed = found.changed(p.Lang)
		v.Article.Path = found.current.Permalink()
		v.InText = a.Permalink() + "?" + paramVersion + "=" + itoa(a.Version) + "#p-" + pid
		if v.Changed.Merged {
			v.InText = v.Article.Path
		}
		v.Previous, v.Next = "", ""
	}
	s.passageHead(r, p, a, found.at, v)
	return s.render(w, r, http.StatusOK, web.PassagePage(p, v))
}

// position is where the shown text has the passage; headings and captions have
// no page.
func position(a *shownArticle, pid string) (int, bool) {
	p, i, ok := a.Paragraph(pid)
	return i, ok && (p.Kind == archive.Text || p.Kind == archive.Quote)
}

func (s *Server) passageView(r *http.Request, p *web.Page, a shownArticle, at int) web.Passage {
	name := s.namer(r.Context())
	par := a.Paragraphs[at]
	v := web.Passage{
		PID: par.PID, Kind: par.Kind, Plain: par.Text, InText: a.Permalink() + "#p-" + par.PID,
		Article: web.Article{
			ID: string(a.ID), Path: a.Permalink(), Permalink: infoOf(r).base + "/a/" + string(a.ID) + "/" + par.PID,
			PlainName: a.Title, Lang: langOf(&a.Article), Hit: s.listHit(a), Published: a.Published,
		},
	}
	if v.Article.PlainName == "" {
		v.Article.PlainName = string(a.ID)
	}
	words := selectedWords(r, par.Text)
	v.Exact, v.NoSuchWords = words.exact, words.lost
	v.Runs = runs(highlight.Segments(par.Text, words.marks, a.mentions[at]), name)
	if words.exact != "" {
		v.Article.Permalink += words.query
		v.InText += strings.TrimPrefix(words.fragment, "#")
	}
	before, after := -1, -1
	for i, q := range a.Paragraphs {
		if q.Kind != archive.Text && q.Kind != archive.Quote {
			continue
		}
		v.Of++
		switch {
		case i < at:
			before = i
		case i == at:
			v.Number = v.Of
		case after < 0:
			after = i
		}
	}
	path := func(i int) string { return "/a/" + string(a.ID) + "/" + a.Paragraphs[i].PID }
	context := func(i int) []web.Paragraph {
		return []web.Paragraph{{Runs: s.line(a.Paragraphs[i].Text, "", a.mentions[i], nil, name)}}
	}
	if before >= 0 {
		v.Previous, v.Before = path(before), context(before)
	}
	if after >= 0 {
		v.Next, v.After = path(after), context(after)
	}
	seen := map[string]bool{}
	for _, m := range a.mentions[at] {
		if m.Form != archive.FormDerived && !seen[m.Entity] {
			seen[m.Entity] = true
			v.Entities = append(v.Entities, web.Ref{Slug: m.Entity, Name: name(m.Entity), Kind: m.Kind})
		}
	}
	if ref, ok := s.passageCitation(r, &a, par.PID); ok {
		if words.exact != "" {
			ref.Quote, ref.URL = words.exact, v.Article.Permalink
		}
		v.Article.Cite = append([]web.Citation{{Name: p.T("Zitat mit Quelle", "Quotation with source"), Text: ref.QuoteWithSource()}}, citationForms(p, ref)...)
		v.Article.CiteFiles = referenceFiles("/a/" + string(a.ID) + "/" + par.PID)
	}
	return v
}

// passageHead makes the passage its own card: the quotation, not the article.
func (s *Server) passageHead(r *http.Request, p *web.Page, a shownArticle, at int, v web.Passage) {
	base := infoOf(r).base
	h := &p.Head
	quoted := v.Plain
	if v.Exact != "" {
		quoted = v.Exact
	}
	h.Title = p.T("„", "“") + highlight.Excerpt(quoted, describeRunes/2) + p.T("“", "”")
	h.Description = a.Title
	if a.Outlet != "" {
		h.Description = a.Outlet + ": " + h.Description
	}
	if d := p.Lang.Date(a.Published); d != "" {
		h.Description += ", " + d
	}
	h.Canonical = v.Article.Permalink
	h.Type = "article"
	h.Published = instant(a.Published)
	_, words, _ := strings.Cut(v.Article.Permalink, "?")
	h.Image = cardImage(base, "/og/p/"+string(a.ID)+"/"+v.PID+".png", words, passageCard(&a, at, v.Exact))
	for _, f := range referenceFiles("/a/" + string(a.ID) + "/" + v.PID) {
		h.Alternate = append(h.Alternate, web.Alternate{Type: mediaOf(f.Href), Title: f.Text, Href: f.Href})
	}
	if ref, ok := s.passageCitation(r, &a, v.PID); ok {
		for _, m := range ref.Metadata() {
			h.Meta = append(h.Meta, web.Meta{Name: m.Name, Content: m.Content})
		}
	}
}

// paramQuote names some words of a paragraph: a [passage.Selector].
const paramQuote = "zitat"

// selection is the words of a paragraph that a URL names.
type selection struct {
	exact    string // "" for none
	lost     bool   // the URL names words that are not there
	marks    []highlight.Match
	query    string // of the canonical URL
	fragment string // text directive for browsers
}

func selectedWords(r *http.Request, text string) selection {
	value := r.URL.Query().Get(paramQuote)
	if value == "" {
		return selection{}
	}
	selector, ok := passage.ParseParam(value)
	if !ok {
		return selection{lost: true}
	}
	span, ok := selector.Find(text)
	if !ok {
		return selection{lost: true}
	}
	selector, ok = passage.Select(text, span)
	if !ok {
		return selection{lost: true}
	}
	return selection{
		exact: selector.Exact, marks: []highlight.Match{{Span: span, Why: "quote"}},
		query: "?" + paramQuote + "=" + escape(selector.Param(text)), fragment: passage.Fragment(text, span),
	}
}
