package server

import (
	"context"
	"errors"

	"depesche/internal/archive"
	"depesche/internal/query"
)

// parseSearch reads a search from the parameters of a URL. Entities that it
// filters by are settled: a former slug becomes the present one, so that a search
// that was shared before names were merged goes on working, and a name in any
// spelling becomes the slug of the entity that most articles mention by it.
// What names no entity stays, and finds nothing.
func (s *Server) parseSearch(ctx context.Context, values map[string][]string) (query.Search, []query.Warning) {
	search, warnings := query.ParseURL(values)
	page := search.Page
	for kind, field := range query.EntityFacet {
		for _, value := range search.Facets[field] {
			if to, slug := s.settle(ctx, kind, value); slug != value {
				search = search.WithoutValue(field, value).With(to, slug).WithPage(page)
			}
		}
	}
	return search, warnings
}

// settle is the present slug of what value names, and the facet of its kind.
func (s *Server) settle(ctx context.Context, kind archive.Kind, value string) (query.FieldName, string) {
	field := query.EntityFacet[kind]
	_, err := s.entityName(ctx, value)
	if err == nil {
		return field, value
	}
	var moved *archive.Moved
	if errors.As(err, &moved) {
		if e, err := s.Entities.Entity(ctx, moved.To); err == nil {
			field = query.EntityFacet[e.Kind]
		}
		return field, moved.To
	}
	list, _, err := s.Entities.List(ctx, archive.EntityFilter{Kind: kind, Text: value, Mentioned: true, Limit: 1})
	if err != nil || len(list) == 0 {
		return field, value
	}
	return field, list[0].Slug
}
