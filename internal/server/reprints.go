package server

import (
	"context"
	"maps"
	"slices"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/web"
)

// mostReprints is how many reprints are named under one article.
const mostReprints = 12

// reprints are the articles with nearly the same text that stood elsewhere:
// agency copy, the same report at another address. Those that are gone or can't
// be read are left out.
func (s *Server) reprints(ctx context.Context, p *web.Page, a *archive.Article) []web.Link {
	var links []web.Link
	for _, id := range a.Also {
		if len(links) == mostReprints {
			break
		}
		other, err := s.Corpus.Article(ctx, id)
		if err != nil || other.Tombstone != nil || id == a.ID {
			continue
		}
		text := other.Outlet
		if text == "" {
			text = other.Title
		}
		note := ""
		if !other.Published.IsZero() {
			note = p.Lang.ShortDate(other.Published)
		}
		links = append(links, web.Link{Text: text, Href: other.Permalink(), Note: note})
	}
	return links
}

// deepFold is how many hits above a page are looked at for what reprints it.
const deepFold = 200

// above are the articles on the pages before, as far as they are looked at;
// nothing is asked if no hit of this page has reprints.
func (s *Server) above(ctx context.Context, req index.Request, also map[string][]archive.ID) (map[archive.ID]bool, error) {
	ids := map[archive.ID]bool{}
	reprinted := slices.ContainsFunc(slices.Collect(maps.Values(also)), func(list []archive.ID) bool { return len(list) > 0 })
	if !reprinted || req.Offset == 0 || req.Offset > deepFold {
		return ids, nil
	}
	const most = 100 // hits of one request
	before := req
	before.WantFacet, before.Histogram = nil, false
	for from := 0; from < req.Offset; from += most {
		before.Offset, before.Limit = from, min(most, req.Offset-from)
		res, err := s.Search.Search(ctx, before)
		if err != nil {
			return nil, err
		}
		for _, h := range res.Hits {
			ids[h.ID] = true
		}
	}
	return ids, nil
}

// fold leaves out the hits of a page that are reprints of a hit above them, on
// this page or on one before, which names them.
func fold(hits []web.Hit, also map[string][]archive.ID, above map[archive.ID]bool) []web.Hit {
	var kept []web.Hit
	for _, h := range hits {
		reprint := slices.ContainsFunc(also[h.ID], func(id archive.ID) bool { return above[id] }) ||
			slices.ContainsFunc(kept, func(above web.Hit) bool {
				return slices.Contains(also[above.ID], archive.ID(h.ID)) || slices.Contains(also[h.ID], archive.ID(above.ID))
			})
		if !reprint {
			kept = append(kept, h)
		}
	}
	return kept
}
