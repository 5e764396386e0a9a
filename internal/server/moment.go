package server

import (
	"cmp"
	"context"
	"math"
	"slices"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// What the start page calls the moment: the newest months with at least so many
// articles together.
const (
	momentArticles = 10
	momentValues   = 50 // entities of a kind that are compared
)

// moment is the newest part of a histogram: the month that it begins with, and
// its articles.
func moment(months []archive.MonthCount) (from string, articles int) {
	for i := len(months) - 1; i >= 0 && articles < momentArticles; i-- {
		from, articles = months[i].Month, articles+months[i].Count
	}
	return from, articles
}

// rising is how much more often an entity stands in the moment's articles than in
// all: its own part of the log-likelihood ratio of the two shares (Dunning 1993,
// Accurate Methods for the Statistics of Surprise and Coincidence). now and ever
// count the articles that mention it, of nowTotal and everTotal; 0 if it stands
// there no more often than elsewhere, or once.
func rising(now, ever, nowTotal, everTotal int) float64 {
	expected := float64(ever) * float64(nowTotal) / float64(max(1, everTotal))
	if now < 2 || float64(now) <= expected {
		return 0
	}
	return float64(now) * math.Log(float64(now)/max(expected, .5))
}

// momentNames are the entities that the newest articles mention most beyond
// their measure, and the month that these begin with; none where the archive is
// too small or too even to tell.
func (s *Server) momentNames(ctx context.Context, months []archive.MonthCount, total int) ([]web.EntityRow, string, error) {
	since, articles := moment(months)
	from, err := query.ParseDate(since)
	if err != nil || articles*2 > total {
		return nil, "", nil
	}
	want := map[query.FieldName]int{}
	for _, field := range query.EntityFacet {
		want[field] = momentValues
	}
	res, err := s.Search.Search(ctx, index.Request{Dates: query.Dates{From: from}, WantFacet: want})
	if err != nil {
		return nil, "", err
	}
	var list []archive.EntityCount
	scores := map[string]float64{}
	for _, buckets := range res.Facets {
		for _, b := range buckets {
			e, err := s.Entities.Entity(ctx, b.Value)
			if err != nil || e.Suggested {
				continue // merged or forgotten since the index was written
			}
			if score := rising(b.Count, e.Articles, articles, total); score > 0 {
				scores[e.Slug] = score
				e.Articles = b.Count
				list = append(list, e)
			}
		}
	}
	slices.SortFunc(list, func(a, b archive.EntityCount) int {
		return cmp.Or(cmp.Compare(scores[b.Slug], scores[a.Slug]), cmp.Compare(a.Slug, b.Slug))
	})
	return entityRows(list[:min(namesOnStart, len(list))]), since, nil
}
