package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/query"
)

const (
	maxSuggestText     = 200 // bytes
	maxSuggestEntities = 5
	suggestLookedAt    = 50 // entities that have the text in any of their names
)

// suggestJSON completes what is being typed: entities by any of their names,
// then words of the archive.
func (s *Server) suggestJSON(w http.ResponseWriter, r *http.Request) error {
	text, _ := query.Clean(r.URL.Query().Get("q"))
	if text == "" || len(text) > maxSuggestText {
		return s.sendJSON(w, r, http.StatusOK, []string{})
	}
	names, err := s.suggestEntities(r.Context(), text)
	if err != nil {
		return err
	}
	words, err := s.Search.Suggest(r.Context(), text, maxSuggest)
	if err != nil {
		return err
	}
	return s.sendJSON(w, r, http.StatusOK, nonNil(mergeSuggestions(names, words)))
}

// suggestEntities are the names of entities one of whose names has a word that
// begins with the text, most articles first.
func (s *Server) suggestEntities(ctx context.Context, text string) ([]string, error) {
	known := false
	list, _, err := s.Entities.List(ctx, archive.EntityFilter{Text: text, Mentioned: true, Suggested: &known, Limit: suggestLookedAt})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range list {
		if len(names) < maxSuggestEntities && slices.ContainsFunc(append([]string{e.Name}, e.Aliases...), func(name string) bool {
			return hasWordPrefix(name, text)
		}) {
			names = append(names, e.Name)
		}
	}
	return names, nil
}

// hasWordPrefix reports whether the text begins a word of the name, umlauts and
// letter case apart.
func hasWordPrefix(name, text string) bool {
	return strings.Contains("-"+archive.Slug(name), "-"+archive.Slug(text)) ||
		strings.Contains(" "+strings.ToLower(name), " "+strings.ToLower(text))
}

// mergeSuggestions puts names before words and leaves out a word that is a name already.
func mergeSuggestions(names, words []string) []string {
	all := slices.Clone(names)
	for _, w := range words {
		if len(all) < maxSuggest && !slices.ContainsFunc(all, func(n string) bool { return archive.Slug(n) == archive.Slug(w) }) {
			all = append(all, w)
		}
	}
	return all
}
