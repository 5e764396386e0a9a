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
	momentValues   = 100 // entities of a kind that are compared
)

// moment is the newest part of a histogram: the month that it begins with, and
// its articles.
func moment(months []archive.MonthCount) (from string, articles int) {
	for i := len(months) - 1; i >= 0 && articles < momentArticles; i-- {
		from, articles = months[i].Month, articles+months[i].Count
	}
	return from, articles
}

// rising orders entities by how much more often they stand in the moment's
// articles than in all: the signed log-likelihood ratio of the two shares
// (Dunning 1993, Accurate Methods for the Statistics of Surprise and
// Coincidence). now and ever count the articles that mention an entity.
func rising(now, ever map[string]int, nowTotal, everTotal int) []string {
	score := map[string]float64{}
	var list []string
	for slug, n := range now {
		expected := float64(ever[slug]) * float64(nowTotal) / float64(max(1, everTotal))
		if float64(n) > expected && n > 1 {
			score[slug] = float64(n) * math.Log(float64(n)/max(expected, .5))
			list = append(list, slug)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b))
	})
	return list
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
	count := func(d query.Dates) (map[string]int, error) {
		res, err := s.Search.Search(ctx, index.Request{Dates: d, WantFacet: want})
		counts := map[string]int{}
		for _, buckets := range res.Facets {
			for _, b := range buckets {
				counts[b.Value] = b.Count
			}
		}
		return counts, err
	}
	now, err := count(query.Dates{From: from})
	if err != nil {
		return nil, "", err
	}
	ever, err := count(query.Dates{})
	if err != nil {
		return nil, "", err
	}
	var rows []archive.EntityCount
	for _, slug := range rising(now, ever, articles, total) {
		e, err := s.Entities.Entity(ctx, slug)
		if err != nil || e.Suggested {
			continue // merged or forgotten since the index was written
		}
		e.Articles = now[slug]
		if rows = append(rows, e); len(rows) == namesOnStart {
			break
		}
	}
	return entityRows(rows), since, nil
}
