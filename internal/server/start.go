package server

import (
	"net/http"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// Sizes of the start page.
const (
	newestOnStart = 6
	namesOnStart  = 24
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
	v.Examples = examples(v.Entities)
	p.Head.Title = "Depesche"
	p.Head.Description = p.T("Durchsuchbares Archiv deutschsprachiger Presseartikel: ", "Searchable archive of German press articles: ") + p.Lang.N(res.Total, web.Articles)
	p.Head.Canonical = infoOf(r).base + "/"
	p.Head.Image = searchCardImage(infoOf(r).base, query.Search{}, searchCard(query.Search{}, res, nil))
	return s.render(w, r, http.StatusOK, web.StartPage(p, v))
}

// examples shows what the box understands, with names that give hits.
func examples(entities []web.EntityRow) []web.Link {
	var links []web.Link
	add := func(text string) {
		links = append(links, web.Link{Text: text, Href: searchURL(text)})
	}
	for _, e := range entities {
		switch {
		case len(links) == 0 && e.Kind == archive.Person:
			add(e.Name)
		case len(links) == 1 && e.Kind == archive.Place:
			add("ort:" + quoteWords(e.Name))
		case len(links) == 2 && e.Kind == archive.Organisation:
			add(`"` + e.Name + `"`)
		}
	}
	return links
}

func quoteWords(s string) string {
	if strings.ContainsAny(s, " ") {
		return `"` + s + `"`
	}
	return s
}
