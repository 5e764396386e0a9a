package server

import (
	"context"
	"fmt"
	"iter"

	"depesche/internal/index"
	"depesche/internal/query"
)

// hitArticle is a hit with its article.
type hitArticle struct {
	shownArticle
	score   float64
	matcher index.Matcher
}

// hitList is all hits of a search, up to a number.
type hitList struct {
	total int // of the search, also where fewer are listed
	all   iter.Seq2[hitArticle, error]
}

// allHits asks for the hits of a search page by page. The first page is asked
// at once, so that its error can still be answered; the sequence ends with an
// error that comes later. Hits whose article has gone meanwhile are left out.
func (s *Server) allHits(ctx context.Context, search query.Search, most int) (hitList, error) {
	search.Page = 0
	req := request(search, search.Query())
	req.WantFacet, req.Histogram = nil, false
	req.Offset, req.Limit = 0, min(most, maxLimit)
	if err := s.restrict(ctx, &req, search); err != nil {
		return hitList{}, err
	}
	first, err := s.Search.Search(ctx, req)
	if err != nil {
		return hitList{}, err
	}
	return hitList{first.Total, func(yield func(hitArticle, error) bool) {
		res := first
		for n := 0; ; {
			for _, h := range res.Hits {
				if err := ctx.Err(); err != nil {
					yield(hitArticle{}, err)
					return
				}
				n++
				a, err := s.Corpus.Article(ctx, h.ID)
				if err != nil || a.Tombstone != nil {
					continue
				}
				if !yield(hitArticle{s.show(a), h.Score, res.Matcher}, nil) {
					return
				}
			}
			if len(res.Hits) < req.Limit || n >= most || n >= res.Total {
				return
			}
			next := req
			next.Offset, next.Limit = n, min(maxLimit, most-n)
			if res, err = s.Search.Search(ctx, next); err != nil {
				yield(hitArticle{}, fmt.Errorf("asking for hits from %d: %w", n, err))
				return
			}
		}
	}}, nil
}
