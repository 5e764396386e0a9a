package server

import (
	"net/http"
	"sort"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// Parameters of the pages of entities.
const (
	paramKind   = "art"
	paramLetter = "buchstabe"
	paramOrder  = "kontext"
)

// Sizes of the pages of entities.
const (
	entitiesPerPage = 60
	mostSuggested   = 30
	mostTogether    = 20
	mostForms       = 12
	linesShown      = 25
	linesRead       = 5000 // of a concordance, for sorting
	newestShown     = 6
)

func (s *Server) entityIndexPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	page, _ := strconv.Atoi(q.Get(query.ParamPage))
	page = min(max(1, page), query.MaxPage)
	v := web.EntityIndex{Kind: archive.Kind(q.Get(paramKind)), Text: strings.TrimSpace(q.Get(query.ParamText)), Letter: q.Get(paramLetter)}
	if v.Kind != "" && !v.Kind.Valid() {
		return archive.Errorf(archive.CodeInvalid, "„%s“ ist keine Art von Namen.", v.Kind)
	}
	known, suggested := false, true
	filter := archive.EntityFilter{Kind: v.Kind, Text: v.Text, Letter: v.Letter, Mentioned: true, Suggested: &known, Limit: entitiesPerPage, Offset: (page - 1) * entitiesPerPage}
	list, total, err := s.Entities.List(r.Context(), filter)
	if err != nil {
		return err
	}
	filter.Suggested, filter.Limit, filter.Offset = &suggested, mostSuggested, 0
	found, _, err := s.Entities.List(r.Context(), filter)
	if err != nil {
		return err
	}
	p := s.newPage(r, "e")
	v.Known, v.Total = entityRows(list), total
	if page == 1 {
		v.Suggested = entityRows(found)
	}
	if page > 1 {
		v.Previous = entityIndexURL(v.Kind, v.Text, v.Letter, page-1)
	}
	if page*entitiesPerPage < total {
		v.Next = entityIndexURL(v.Kind, v.Text, v.Letter, page+1)
	}
	if err := s.entityFilters(r, p, &v); err != nil {
		return err
	}
	p.Head.Title = p.T("Namen und Themen", "Names and topics")
	p.Head.Description = p.T("Personen, Organisationen, Orte und Themen, die in den Artikeln vorkommen, in allen Schreibweisen.", "People, organisations, places and topics of the articles, in all spellings.")
	p.Head.Canonical = infoOf(r).base + entityIndexURL(v.Kind, v.Text, v.Letter, page)
	return s.render(w, r, http.StatusOK, web.EntityIndexPage(p, v))
}

func (s *Server) entityFilters(r *http.Request, p *web.Page, v *web.EntityIndex) error {
	v.Kinds = append(v.Kinds, web.Link{Text: p.T("Alle", "All"), Href: entityIndexURL("", v.Text, v.Letter, 1), Current: v.Kind == ""})
	for _, k := range archive.Kinds {
		_, n, err := s.Entities.List(r.Context(), archive.EntityFilter{Kind: k, Text: v.Text, Letter: v.Letter, Mentioned: true, Limit: 1})
		if err != nil {
			return err
		}
		if n > 0 || v.Kind == k {
			v.Kinds = append(v.Kinds, web.Link{Text: p.Lang.Kinds(k), Note: p.Lang.Number(n), Href: entityIndexURL(k, v.Text, v.Letter, 1), Current: v.Kind == k})
		}
	}
	v.Letters = append(v.Letters, web.Link{Text: p.T("alle", "all"), Href: entityIndexURL(v.Kind, v.Text, "", 1), Current: v.Letter == ""})
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ#" {
		v.Letters = append(v.Letters, web.Link{Text: string(c), Href: entityIndexURL(v.Kind, v.Text, string(c), 1), Current: v.Letter == string(c)})
	}
	return nil
}

func entityIndexURL(kind archive.Kind, text, letter string, page int) string {
	var params []string
	add := func(name, value string) {
		if value != "" {
			params = append(params, name+"="+escape(value))
		}
	}
	add(paramKind, string(kind))
	add(paramLetter, letter)
	add(query.ParamText, text)
	if page > 1 {
		add(query.ParamPage, itoa(page))
	}
	return "/e" + mark(strings.Join(params, "&"))
}

func entityRows(list []archive.EntityCount) []web.EntityRow {
	rows := make([]web.EntityRow, 0, len(list))
	for _, e := range list {
		row := web.EntityRow{Ref: ref(e.Entity), Description: e.Description, Articles: e.Articles, Mentions: e.Mentions}
		for _, f := range e.Forms {
			if f.Surface != e.Name && len(row.Forms) < 4 {
				row.Forms = append(row.Forms, f.Surface)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func ref(e archive.Entity) web.Ref {
	return web.Ref{Slug: e.Slug, Name: e.Name, Kind: e.Kind, Suggested: e.Suggested}
}

func (s *Server) entityPage(w http.ResponseWriter, r *http.Request) error {
	slug := chi.URLParam(r, "slug")
	profile, err := s.Entities.Profile(r.Context(), slug)
	if err != nil {
		return follow(w, r, err, "/e/", "")
	}
	if r.URL.EscapedPath() != "/e/"+profile.Slug {
		return redirect(w, "/e/"+profile.Slug+mark(r.URL.RawQuery))
	}
	p := s.newPage(r, "e")
	v, err := s.entityView(r, p, profile)
	if err != nil {
		return err
	}
	base := infoOf(r).base
	p.Head.Title = profile.Name
	p.Head.Description = p.Lang.Kind(profile.Kind) + ": " + p.Lang.N(profile.Articles, web.Articles) + ", " + p.Lang.N(profile.Mentions, web.Mentions)
	if profile.Description != "" {
		p.Head.Description = profile.Description + ". " + p.Lang.N(profile.Articles, web.Articles) + "."
	}
	p.Head.Canonical = base + "/e/" + profile.Slug
	p.Head.Image = cardImage(base, "/og/e/"+profile.Slug+".png", "", entityCard(profile))
	p.Head.Alternate = []web.Alternate{
		{Type: "application/atom+xml", Title: profile.Name, Href: "/e/" + profile.Slug + ".atom"},
		{Type: "application/json", Title: profile.Name, Href: "/e/" + profile.Slug + ".json"},
	}
	return s.render(w, r, http.StatusOK, web.EntityPage(p, v))
}

func (s *Server) entityView(r *http.Request, p *web.Page, e archive.Profile) (web.EntityView, error) {
	all := query.Search{}.With(query.EntityFacet[e.Kind], e.Slug)
	v := web.EntityView{
		Ref: ref(e.Entity), Permalink: infoOf(r).base + "/e/" + e.Slug, Description: e.Description, Wikidata: wikidata(e.Wikidata),
		Aliases: e.Aliases, Articles: e.Articles, Mentions: e.Mentions, All: all.URL(),
		Watch: web.Watch{Query: all.WithLang("").RawQuery(), Home: "/e/" + e.Slug, Name: e.Name},
		Files: []web.Link{{Text: "Atom", Href: "/e/" + e.Slug + ".atom"}, {Text: "JSON", Href: "/e/" + e.Slug + ".json"}},
	}
	v.Forms = formRows(e.EntityCount)
	v.Histogram = web.NewHistogram(p.Lang, e.Months, func(from, to string) string {
		f, _ := query.ParseDate(from)
		t, _ := query.ParseDate(to)
		return all.WithDates(f, t).URL()
	})
	v.First, v.Last = s.listed(r, e.First), s.listed(r, e.Last)
	for _, t := range e.Together[:min(mostTogether, len(e.Together))] {
		v.Together = append(v.Together, web.TogetherRow{
			Ref: ref(t.Entity.Entity), Articles: t.Articles, Strength: t.Strength,
			Search: all.With(query.EntityFacet[t.Entity.Kind], t.Entity.Slug).URL(),
		})
	}
	among := make([]web.Among, len(e.Among))
	for i, a := range e.Among {
		among[i] = web.Among(a)
	}
	v.Network = web.NewNetwork(e.Name, v.Together, among)
	var err error
	if v.Concordance, err = s.concordance(r, p, e); err != nil {
		return v, err
	}
	res, err := s.Search.Search(r.Context(), index.Request{Facets: all.Facets, Sort: query.Newest, Limit: newestShown})
	if err != nil {
		return v, err
	}
	for _, h := range res.Hits {
		if hit := s.listed(r, h.ID); hit != nil {
			v.Hits = append(v.Hits, *hit)
		}
	}
	return v, nil
}

// wikidata is the id if it is one.
func wikidata(id string) string {
	if n, ok := strings.CutPrefix(id, "Q"); ok {
		if _, err := strconv.ParseUint(n, 10, 64); err == nil {
			return id
		}
	}
	return ""
}

// listed is the article of the id for a list, nil if there is none.
func (s *Server) listed(r *http.Request, id archive.ID) *web.Hit {
	if id == "" {
		return nil
	}
	a, err := s.Corpus.Article(r.Context(), id)
	if err != nil || a.Tombstone != nil {
		return nil
	}
	h := s.listHit(shownArticle{Article: a, full: a, cut: !s.open(&a)})
	return &h
}

func formRows(e archive.EntityCount) []web.FormRow {
	total := 0
	for _, f := range e.Forms {
		total += f.Count
	}
	var rows []web.FormRow
	for _, f := range e.Forms[:min(mostForms, len(e.Forms))] {
		row := web.FormRow{Surface: f.Surface, Count: f.Count, Share: 100 * f.Count / max(1, total), Search: searchURL(`="` + strings.ReplaceAll(f.Surface, `"`, "") + `"`)}
		if !strings.Contains(f.Surface, " ") {
			row.Search = searchURL("=" + f.Surface)
		}
		for outlet, n := range f.Outlets {
			row.Outlets = append(row.Outlets, web.OutletCount{Outlet: outlet, Count: n})
		}
		sort.Slice(row.Outlets, func(i, j int) bool {
			a, b := row.Outlets[i], row.Outlets[j]
			return a.Count > b.Count || a.Count == b.Count && a.Outlet < b.Outlet
		})
		rows = append(rows, row)
	}
	return rows
}

// orders of a concordance, by the value of its parameter.
var orders = []struct{ value, de, en string }{
	{"", "Datum", "Date"}, {"links", "Wort davor", "Word before"}, {"wort", "Form", "Form"}, {"rechts", "Wort danach", "Word after"},
}

func (s *Server) concordance(r *http.Request, p *web.Page, e archive.Profile) (web.Concordance, error) {
	var lines []archive.KWIC
	for k, err := range s.Entities.Concordance(r.Context(), e.Slug) {
		if err != nil {
			return web.Concordance{}, err
		}
		if lines = append(lines, k); len(lines) >= linesRead {
			break
		}
	}
	order, all := r.URL.Query().Get(paramOrder), r.URL.Query().Get("alle") == "1"
	sortConcordance(lines, order)
	const mostLines = 500
	c := web.Concordance{Total: max(e.Mentions, len(lines)), CSV: "/e/" + e.Slug + ".csv"}
	for _, o := range orders {
		href := "/e/" + e.Slug
		if o.value != "" {
			href += "?" + paramOrder + "=" + o.value
		}
		c.Sorts = append(c.Sorts, web.Link{Text: p.T(o.de, o.en), Href: href + "#kontext", Current: order == o.value})
	}
	if !all && len(lines) > linesShown {
		lines = lines[:linesShown]
		c.More = "/e/" + e.Slug + "?alle=1"
		if order != "" {
			c.More += "&" + paramOrder + "=" + escape(order)
		}
		c.More += "#kontext"
	}
	open := s.openTexts(r)
	for _, k := range lines[:min(mostLines, len(lines))] {
		if !open(k.Article) {
			k.Left, k.Right = "", ""
		}
		line := web.KWICLine{Left: k.Left, Surface: k.Surface, Right: k.Right, Lang: "de", Title: k.Title, Href: "/a/" + string(k.Article)}
		if k.PID != "" {
			line.Href += "#p-" + k.PID
		}
		line.Source = strings.Trim(k.Outlet+", "+p.Lang.ShortDate(k.Date), ", ")
		c.Lines = append(c.Lines, line)
	}
	return c, nil
}

// openTexts tells whether the text of an article may be shown in full. Of others
// a concordance shows the name alone.
func (s *Server) openTexts(r *http.Request) func(archive.ID) bool {
	known := map[archive.ID]bool{}
	return func(id archive.ID) bool {
		open, ok := known[id]
		if !ok {
			a, err := s.Corpus.Article(r.Context(), id)
			open = err == nil && a.Tombstone == nil && s.open(&a)
			known[id] = open
		}
		return open
	}
}

func sortConcordance(lines []archive.KWIC, order string) {
	key := func(k archive.KWIC) string { return "" }
	switch order {
	case "links":
		key = func(k archive.KWIC) string { return reversed(k.Left) }
	case "rechts":
		key = func(k archive.KWIC) string { return strings.ToLower(strings.TrimLeft(k.Right, " ,.;:’'\"")) }
	case "wort":
		key = func(k archive.KWIC) string { return strings.ToLower(k.Surface) }
	}
	sort.SliceStable(lines, func(i, j int) bool { return key(lines[i]) < key(lines[j]) })
}

// reversed are the words of s from the last to the first, so that contexts sort
// by the word next to the name.
func reversed(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, j := 0, len(words)-1; i < j; i, j = i+1, j-1 {
		words[i], words[j] = words[j], words[i]
	}
	return strings.Join(words, " ")
}
