package server

import (
	"context"
	"net/http"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// Sizes of the start page.
const (
	newestOnStart = 8
	namesOnStart  = 20
	mostOutlets   = 100
)

func (s *Server) startPage(w http.ResponseWriter, r *http.Request) error {
	res, err := s.Search.Search(r.Context(), index.Request{
		Sort: query.Newest, Limit: newestOnStart, Histogram: true, WantFacet: map[query.FieldName]int{query.Outlet: mostOutlets},
	})
	if err != nil {
		return err
	}
	p := s.newPage(r, "start")
	p.Box.Focus = true
	v := web.Start{Articles: res.Total, Outlets: len(res.Facets[query.Outlet])}
	if n := len(res.Histogram); n > 0 {
		v.From, v.To = p.Lang.Month(res.Histogram[0].Month), p.Lang.Month(res.Histogram[n-1].Month)
	}
	v.Histogram = web.NewHistogram(p.Lang, res.Histogram, duringLink(query.Search{}))
	for _, h := range res.Hits {
		if hit := s.listed(r, h.ID); hit != nil {
			v.Newest = append(v.Newest, *hit)
		}
	}
	known := false
	list, _, err := s.Entities.List(r.Context(), archive.EntityFilter{Mentioned: true, Suggested: &known, Limit: namesOnStart})
	if err != nil {
		return err
	}
	v.Entities = entityRows(list)
	if v.Examples, err = s.examples(r.Context()); err != nil {
		return err
	}
	rising, since, err := s.momentNames(r.Context(), res.Histogram, res.Total)
	if err != nil {
		return err
	}
	if len(rising) > 0 {
		v.Entities, v.Since = rising, p.Lang.Month(since)
	}
	p.Head.Title = "Depesche"
	p.Head.Description = p.T("Durchsuchbares Archiv deutschsprachiger Presseartikel: ", "Searchable archive of German press articles: ") + p.Lang.N(res.Total, web.Articles)
	p.Head.Canonical = infoOf(r).base + "/"
	p.Head.Image = searchCardImage(infoOf(r).base, query.Search{}, searchCard(query.Search{}, res, nil))
	return s.render(w, r, http.StatusOK, web.StartPage(p, v))
}

// examples shows what the box understands, with names that give hits.
func (s *Server) examples(ctx context.Context) ([]web.Link, error) {
	known := false
	var links []web.Link
	for _, example := range []struct {
		kind archive.Kind
		text func(name string) string
	}{
		{archive.Person, func(name string) string { return name }},
		{archive.Place, func(name string) string { return "ort:" + quoteWords(name) }},
		{archive.Organisation, func(name string) string { return `"` + name + `"` }},
	} {
		list, _, err := s.Entities.List(ctx, archive.EntityFilter{Kind: example.kind, Mentioned: true, Suggested: &known, Limit: 1})
		if err != nil {
			return nil, err
		}
		for _, e := range list {
			text := example.text(e.Name)
			links = append(links, web.Link{Text: text, Href: searchURL(text)})
		}
	}
	return links, nil
}

func quoteWords(s string) string {
	if strings.ContainsAny(s, " ") {
		return `"` + s + `"`
	}
	return s
}
