package server

import (
	"cmp"
	"context"
	"slices"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// mostArrivals bounds how many new articles a search looks among.
const mostArrivals = 50_000

// restrict lets a request look only among what is new since the search's date.
// What is new has to have all words: a hit that has some would be a false alarm.
func (s *Server) restrict(ctx context.Context, req *index.Request, search query.Search) error {
	if search.Since.IsZero() {
		return nil
	}
	arrivals, err := s.arrivals(ctx, search.Since.Time(), mostArrivals)
	if err != nil {
		return err
	}
	req.Only, req.AllWords = idsOf(arrivals), true
	return nil
}

func (s *Server) arrivals(ctx context.Context, since time.Time, limit int) ([]archive.Arrival, error) {
	if s.Arrivals == nil {
		return nil, archive.Errorf(archive.CodeUnavailable, "Dieses Archiv merkt sich nicht, was neu ist; ohne „seit“ antwortet es.")
	}
	return s.Arrivals.Since(ctx, since, limit)
}

func idsOf(arrivals []archive.Arrival) []archive.ID {
	ids := make([]archive.ID, len(arrivals))
	for i, a := range arrivals {
		ids[i] = a.ID
	}
	return ids
}

// latestHits are the want hits of a search that came last into the archive, the
// latest first, of those since a time. It looks among ever more of the latest
// articles until it has enough, so that it is right for rare words too.
func (s *Server) latestHits(ctx context.Context, search query.Search, since time.Time, want int) ([]archive.Arrival, error) {
	const first, more, most = 500, 4, 1000 // looked among at first; times more; hits counted at once
	search.Page, search.Since = 0, archive.Date{}
	for at, step := 0, first; ; {
		arrivals, err := s.arrivals(ctx, since, at+step)
		if err != nil {
			return nil, err
		}
		hits, total, err := s.hitsAmong(ctx, search, arrivals, most)
		switch {
		case err != nil:
			return nil, err
		case total > most && step > 1:
			step = max(1, min(len(arrivals)-at, step)/2)
			continue
		case len(hits) >= want || len(arrivals) < at+step:
			return hits[:min(want, len(hits))], nil
		}
		at, step = at+step, step*more
	}
}

// hitsAmong are the hits of a search among some articles, at most most, in the
// order of the latter.
func (s *Server) hitsAmong(ctx context.Context, search query.Search, among []archive.Arrival, most int) (hits []archive.Arrival, total int, err error) {
	req := request(search.WithSort(query.Newest), search.Query())
	req.WantFacet, req.Histogram, req.AllWords = nil, false, true
	req.Only, req.Offset, req.Limit = idsOf(among), 0, maxLimit
	place := make(map[archive.ID]int, len(among))
	for i, a := range among {
		place[a.ID] = i
	}
	for {
		res, err := s.Search.Search(ctx, req)
		if err != nil || res.Total > most {
			return nil, res.Total, err
		}
		for _, h := range res.Hits {
			if i, ok := place[h.ID]; ok {
				hits = append(hits, among[i])
			}
		}
		if req.Offset += len(res.Hits); len(res.Hits) < maxLimit {
			slices.SortFunc(hits, func(a, b archive.Arrival) int { return cmp.Compare(place[a.ID], place[b.ID]) })
			return hits, res.Total, nil
		}
	}
}
