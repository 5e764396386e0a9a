package server

import (
	"slices"
	"strconv"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// resultBuilder makes the view of a result out of the search and its answer.
type resultBuilder struct {
	p      *web.Page
	search query.Search
	res    index.Result
	name   names
}

func (b resultBuilder) view() web.Results {
	s, l := b.search, b.p.Lang
	v := web.Results{
		Text: s.Text, Total: b.res.Total, First: s.Offset() + 1, Relaxed: b.res.Relaxed && b.res.Total > 0,
		Chips: b.chips(), Also: b.also(), Sorts: b.sorts(), Facets: b.facets(), Exports: b.exports(),
		From: s.From.String(), To: s.To.String(), Strict: s.AllWords,
		Keep: b.params(append([]string{query.ParamPage, query.ParamLang, string(query.From), string(query.To)}, facetParams()...)...),
	}
	if len(v.Chips) > 0 {
		v.Clear = s.WithoutFilters().URL()
	}
	if b.res.Suggestion != "" && b.res.Suggestion != s.Text {
		v.Suggestion = &web.Link{Text: b.res.Suggestion, Href: s.WithText(b.res.Suggestion).URL()}
	}
	switch n := b.res.AllWords; {
	case s.AllWords:
		v.AllWords = &web.Link{Text: l.T("Auch Artikel zeigen, in denen Wörter fehlen", "Show articles that lack some of the words, too"), Href: s.WithAllWords(false).URL()}
	case n > 0 && n < b.res.Total:
		v.AllWords = &web.Link{Text: l.T("Nur Artikel mit allen Wörtern zeigen: ", "Show only articles with all words: ") + l.Number(n), Href: s.WithAllWords(true).URL()}
	}
	for _, d := range b.res.Dropped {
		if href, ok := b.without(d.Part); ok {
			v.Dropped = append(v.Dropped, web.Link{Text: b.partLabel(d.Part), Href: href, Note: l.N(d.Count, web.Hits)})
		}
	}
	if s.Text != "" {
		v.Compare = "/vergleich" + mark("q="+escape(s.Text))
	}
	v.Histogram = web.NewHistogram(l, b.res.Histogram, duringLink(s))
	if !s.From.IsZero() || !s.To.IsZero() {
		v.Histogram.Reset = s.WithoutField(query.From).WithoutField(query.To).URL()
	}
	b.paging(&v)
	return v
}

func (b resultBuilder) chips() []web.Chip {
	s := b.search
	var chips []web.Chip
	for _, f := range query.Facets {
		for _, value := range s.Facets[f] {
			chips = append(chips, web.Chip{Field: query.FieldLabel(f, string(b.p.Lang)), Value: b.facetLabel(f, value), Href: s.WithoutValue(f, value).URL()})
		}
	}
	l := b.p.Lang
	if !s.From.IsZero() && s.From.Equal(s.To) {
		chips = append(chips, web.Chip{Field: l.T("Zeit", "Time"), Value: l.Date(s.From), Href: s.WithoutField(query.From).WithoutField(query.To).URL()})
		s.From, s.To = archive.Date{}, archive.Date{}
	}
	if !s.From.IsZero() {
		chips = append(chips, web.Chip{Field: l.T("ab", "from"), Value: l.Date(s.From), Href: s.WithoutField(query.From).URL()})
	}
	if !s.To.IsZero() {
		chips = append(chips, web.Chip{Field: l.T("bis", "to"), Value: l.Date(s.To), Href: s.WithoutField(query.To).URL()})
	}
	if !s.Since.IsZero() {
		chips = append(chips, web.Chip{Field: l.T("neu seit", "new since"), Value: l.Date(s.Since), Href: b.search.WithoutField(query.Since).URL()})
	}
	return chips
}

func (b resultBuilder) also() []web.Also {
	var list []web.Also
	for _, e := range b.res.Expansions {
		list = append(list, web.Also{
			Term: e.Term, Why: whyText(b.p.Lang, e.Why), Forms: e.Forms, Off: e.Off,
			Href: b.search.ToggleExpansion(e.Key).URL(),
		})
	}
	return list
}

func (b resultBuilder) sorts() []web.Link {
	l := b.p.Lang
	current := sortOf(b.search)
	link := func(s query.Sort, text string) web.Link {
		return web.Link{Text: text, Href: b.search.WithSort(s).URL(), Current: current == s}
	}
	sorts := []web.Link{link(query.Newest, l.T("Neueste", "Newest")), link(query.Oldest, l.T("Älteste", "Oldest"))}
	if b.search.Text != "" {
		sorts = slices.Insert(sorts, 0, link(query.ByRelevance, l.T("Relevanz", "Relevance")))
	}
	return sorts
}

// openFacets are unfolded at first, the others where something is chosen.
var openFacets = []query.FieldName{query.Outlet, query.Person, query.Organisation, query.Place}

func (b resultBuilder) facets() []web.Facet {
	var facets []web.Facet
	for _, f := range query.Facets {
		facet := web.Facet{Name: string(f), Title: facetTitle(b.p.Lang, f), Open: slices.Contains(openFacets, f) || len(b.search.Facets[f]) > 0}
		var seen []string
		for _, bucket := range b.res.Facets[f] {
			seen = append(seen, bucket.Value)
			facet.Values = append(facet.Values, b.facetValue(f, bucket.Value, bucket.Count))
		}
		for _, chosen := range b.search.Facets[f] {
			if !slices.Contains(seen, chosen) {
				facet.Values = append(facet.Values, b.facetValue(f, chosen, 0))
			}
		}
		if _, ok := kindOf(f); ok && len(b.res.Facets[f]) == facetValues {
			facet.Others = b.p.T("anderer Name", "another name")
		}
		if len(facet.Values) > 0 {
			facets = append(facets, facet)
		}
	}
	return facets
}

// kindOf is the kind of entity that a facet lists; false for outlets and authors.
func kindOf(f query.FieldName) (archive.Kind, bool) {
	for kind, field := range query.EntityFacet {
		if field == f {
			return kind, true
		}
	}
	return "", false
}

func (b resultBuilder) facetValue(f query.FieldName, value string, count int) web.FacetValue {
	v := web.FacetValue{Value: value, Label: b.facetLabel(f, value), Count: count, Checked: b.search.Has(f, value)}
	v.Kind, _ = kindOf(f)
	return v
}

// facetLabel is how a value is shown: entities by their name.
func (b resultBuilder) facetLabel(f query.FieldName, value string) string {
	if f == query.Outlet || f == query.Author {
		return value
	}
	return b.name(value)
}

func (b resultBuilder) exports() []web.Link {
	l, s := b.p.Lang, b.search.WithPage(1)
	return []web.Link{
		{Text: "CSV", Href: s.URLAs("csv"), Note: l.T("Tabelle aller Treffer", "table of all hits")},
		{Text: "RIS", Href: s.URLAs("ris"), Note: "Zotero, Citavi, EndNote"},
		{Text: "BibTeX", Href: s.URLAs("bib"), Note: "LaTeX, JabRef"},
		{Text: "Atom", Href: s.URLAs("atom"), Note: l.T("Feed dieser Suche", "feed of this search")},
		{Text: "JSON Feed", Href: s.URLAs("feed.json"), Note: l.T("dasselbe in neuer Form", "the same in a newer form")},
		{Text: "JSON", Href: s.URLAs("json"), Note: l.T("eine Seite, mit Fundstellen", "one page, with matches")},
		{Text: "NDJSON", Href: s.URLAs("ndjson"), Note: l.T("alle Treffer, für Programme", "all hits, for programs")},
	}
}

// params are the parameters of the search for a form, without those named.
func (b resultBuilder) params(without ...string) []web.Param {
	values := b.search.Values()
	var list []web.Param
	for _, name := range sortedKeys(values) {
		if slices.Contains(without, name) {
			continue
		}
		for _, v := range values[name] {
			list = append(list, web.Param{Name: name, Value: v})
		}
	}
	return list
}

func facetParams() []string {
	var list []string
	for _, f := range query.Facets {
		list = append(list, string(f))
	}
	return list
}

// without is the search without a part of it: "field:value" for a chosen filter,
// else words of the box as typed.
func (b resultBuilder) without(part string) (string, bool) {
	if f, value, ok := chosen(b.search, part); ok {
		return b.search.WithoutValue(f, value).URL(), true
	}
	text, ok := cutWords(b.search.Text, part)
	return b.search.WithText(text).URL(), ok
}

func (b resultBuilder) partLabel(part string) string {
	if f, value, ok := chosen(b.search, part); ok {
		return query.FieldLabel(f, string(b.p.Lang)) + ": " + b.facetLabel(f, value)
	}
	return part
}

// paging lists first, last and the pages around the current one.
func (b resultBuilder) paging(v *web.Results) {
	current := max(1, b.search.Page)
	last := min((b.res.Total+query.PageSize-1)/query.PageSize, query.MaxPage)
	shown := 0
	for n := 1; n <= last; n++ {
		if n != 1 && n != last && (n < current-2 || n > current+2) {
			continue
		}
		if n > shown+1 {
			v.Pages = append(v.Pages, web.Link{})
		}
		shown = n
		v.Pages = append(v.Pages, web.Link{Text: strconv.Itoa(n), Href: b.search.WithPage(n).URL(), Current: n == current})
	}
	if current > 1 {
		v.Previous = b.search.WithPage(current - 1).URL()
	}
	if current < last {
		v.Next = b.search.WithPage(current + 1).URL()
	}
}
