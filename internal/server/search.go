package server

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/highlight"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// facetValues is how many values of a facet a page shows.
const facetValues = 12

// searchOf reads the search of a URL. canonical is its one raw query; it equals
// the request's where the URL is the canonical one.
func (s *Server) searchOf(r *http.Request) (search query.Search, warnings []query.Warning, canonical string) {
	search, warnings = s.parseSearch(r.Context(), r.URL.Query())
	values := search.Values()
	if i := infoOf(r); i.keepLang != "" {
		values.Set(query.ParamLang, string(i.keepLang))
	}
	return search, warnings, values.Encode()
}

// request is the search as the index understands it.
func request(s query.Search, q query.Query) index.Request {
	want := map[query.FieldName]int{}
	for _, f := range query.Facets {
		want[f] = facetValues
	}
	return index.Request{
		Query: q, Facets: s.Facets, Dates: s.Dates(), Sort: sortOf(s), Offset: s.Offset(), Limit: query.PageSize,
		Without: s.Without, AllWords: s.AllWords, WantFacet: want, Histogram: true,
	}
}

// sortOf is the order of the search. Without words nothing is more relevant than
// anything else, so the newest come first.
func sortOf(s query.Search) query.Sort {
	if s.Sort == "" && s.Text == "" {
		return query.Newest
	}
	if s.Sort == "" {
		return query.ByRelevance
	}
	return s.Sort
}

func (s *Server) resultsPage(w http.ResponseWriter, r *http.Request) error {
	search, warnings, canonical := s.searchOf(r)
	if len(warnings) == 0 && r.URL.RawQuery != canonical {
		if typed, _ := query.ParseURL(r.URL.Query()); typed.URL() != search.URL() {
			http.Redirect(w, r, query.Path+mark(canonical), http.StatusFound) // names may come to mean others
			return nil
		}
		return redirect(w, query.Path+mark(canonical))
	}
	q := search.Query()
	req := request(search, q)
	if err := s.restrict(r.Context(), &req, search); err != nil {
		return err
	}
	res, err := s.Search.Search(r.Context(), req)
	if err != nil {
		return err
	}
	if len(res.Hits) == 0 && res.Total > 0 && search.Page > 1 {
		last := search.WithPage((res.Total-1)/query.PageSize + 1)
		http.Redirect(w, r, last.URL(), http.StatusFound)
		return nil
	}
	p := s.newPage(r, "suche")
	b := resultBuilder{p: p, search: search, res: res, name: s.namer(r.Context())}
	view := b.view()
	for _, warning := range slices.Concat(warnings, q.Warnings, ignoredWords(res)) {
		view.Warnings = append(view.Warnings, warningText(p.Lang, warning))
	}
	view.Hits, view.Folded, err = s.hits(r.Context(), p, search, req, res)
	if err != nil {
		return err
	}
	watched := search.WithSince(archive.Date{}).WithSort("").WithLang("")
	view.Watch = web.Watch{Query: watched.RawQuery(), Home: watched.URL(), Name: watched.WithLang(string(p.Lang)).Describe(b.facetLabel)}
	if s.Frozen != nil && res.Total > 0 {
		view.Freeze = search.WithPage(1).WithLang("").RawQuery()
		if view.Freeze == "" {
			view.Freeze = query.ParamText + "="
		}
	}
	s.resultsHead(r, p, b, view)
	return s.render(w, r, http.StatusOK, web.ResultsPage(p, view))
}

func (s *Server) resultsHead(r *http.Request, p *web.Page, b resultBuilder, view web.Results) {
	base := infoOf(r).base
	p.Box.Text = b.search.Text
	p.Box.Hidden = b.params(query.ParamText, query.ParamPage, query.ParamWithout, query.ParamLang)
	title := b.search.Describe(b.facetLabel)
	p.Head.Title = title
	p.Head.Description = p.Lang.N(b.res.Total, web.Hits) + p.T(" im Pressearchiv Depesche", " in the press archive Depesche")
	canonical := b.search
	p.Head.Canonical = base + canonical.URL()
	p.Head.Robots = "noindex, follow"
	p.Head.Image = searchCardImage(base, b.search, searchCard(b.search, b.res, b.name))
	p.Head.Alternate = []web.Alternate{
		{Type: "application/atom+xml", Title: title, Href: b.search.WithPage(1).URLAs("atom")},
		{Type: "application/json", Title: title, Href: b.search.URLAs("json")},
	}
	p.Head.Previous, p.Head.Next = view.Previous, view.Next
}

// hits reads the articles of a result and shows where they match. folded is how
// many of them are left out because a hit above names them.
func (s *Server) hits(ctx context.Context, p *web.Page, search query.Search, req index.Request, res index.Result) (hits []web.Hit, folded int, err error) {
	also := map[string][]archive.ID{}
	name := s.namer(ctx)
	for i, h := range res.Hits {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		a, err := s.Corpus.Article(ctx, h.ID)
		if err != nil || a.Tombstone != nil {
			// The index runs behind the corpus for a moment; the others are right.
			s.Logger.LogAttrs(ctx, slog.LevelInfo, "hit without article", slog.String("article", string(h.ID)), slog.Any("error", err))
			continue
		}
		number := search.Offset() + i + 1
		hit := s.hit(p, s.show(a), search, number, res.Matcher, name)
		hit.Reprints, also[hit.ID] = s.reprints(ctx, p, &a), a.Also
		hits = append(hits, hit)
	}
	above, err := s.above(ctx, req, also)
	if err != nil {
		return nil, 0, err
	}
	kept := fold(hits, also, above)
	return kept, len(hits) - len(kept), nil
}

// listHit is an article in a list without a query.
func (s *Server) listHit(a shownArticle) web.Hit {
	h := web.Hit{
		ID: string(a.ID), Href: a.Permalink(), Kicker: a.Kicker, Title: web.Plain(a.Title), Lang: langOf(&a.Article),
		Outlet: a.Outlet, Date: a.Published, Authors: a.Authors, Rights: a.Rights,
	}
	if !a.cut {
		h.Minutes = minutes(a.full.Words())
	}
	return h
}

// wordsPerMinute is how fast German newspaper text is read silently
// (Brysbaert 2019 gives 260 for English, 5 to 10 per cent fewer for German).
const wordsPerMinute = 230

func minutes(words int) int { return max(1, (words+wordsPerMinute/2)/wordsPerMinute) }

// hit shows an article as a hit: where it matches and why.
func (s *Server) hit(p *web.Page, a shownArticle, search query.Search, number int, m index.Matcher, name names) web.Hit {
	h := s.listHit(a)
	h.Number = number
	h.Title = plainRuns(a.Title, m.Match(query.Title, a.Title, a.mentions[archive.TitleParagraph]))
	lines := a.lines(m)
	h.Why = reasons(p.Lang, lines)
	suffix := ""
	if !search.IsEmpty() {
		values := search.WithPage(1).Values()
		values.Del(query.ParamLang)
		values.Set(paramHit, strconv.Itoa(number))
		suffix = mark(values.Encode())
	}
	h.Href = a.Permalink() + suffix
	for _, snippet := range highlight.Snippets(lines) {
		to := a.Permalink() + suffix
		if len(snippet.Matches) > 0 {
			to += "#p-" + snippet.PID
		}
		h.Snippets = append(h.Snippets, web.Snippet{Runs: runs(snippet.Segments(), name), Href: to})
	}
	h.COinS = s.coins(p, &a.full)
	return h
}

// mark is a raw query with its question mark, "" if empty.
func mark(raw string) string {
	if raw == "" {
		return ""
	}
	return "?" + raw
}

func searchURL(text string) string { return query.Search{Text: text}.URL() }

func langOf(a *archive.Article) string {
	if a.Lang == "" {
		return "de"
	}
	return a.Lang
}

// entityName asks for no more than the name, where that is quicker.
func (s *Server) entityName(ctx context.Context, slug string) (string, error) {
	if n, ok := s.Entities.(interface {
		Name(ctx context.Context, slug string) (string, error)
	}); ok {
		return n.Name(ctx, slug)
	}
	e, err := s.Entities.Entity(ctx, slug)
	return e.Name, err
}

// namer gives display names of entities and remembers them for the request.
func (s *Server) namer(ctx context.Context) names {
	known := map[string]string{}
	return func(slug string) string {
		if name, ok := known[slug]; ok {
			return name
		}
		name := slug
		if n, err := s.entityName(ctx, slug); err == nil {
			name = n
		}
		known[slug] = name
		return name
	}
}

// ignoredWords warns of the words of a long query that were not searched.
func ignoredWords(res index.Result) []query.Warning {
	if len(res.Ignored) == 0 {
		return nil
	}
	return []query.Warning{{Code: query.WarnIgnoredWords, Subject: strings.Join(res.Ignored, ", ")}}
}
