package server

import (
	"context"
	"slices"

	"depesche/internal/archive"
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

// fold leaves out the hits of a page that are reprints of a hit above them,
// which names them.
func fold(hits []web.Hit, also map[string][]archive.ID) []web.Hit {
	var kept []web.Hit
	for _, h := range hits {
		reprint := slices.ContainsFunc(kept, func(above web.Hit) bool {
			return slices.Contains(also[above.ID], archive.ID(h.ID)) || slices.Contains(also[h.ID], archive.ID(above.ID))
		})
		if !reprint {
			kept = append(kept, h)
		}
	}
	return kept
}
