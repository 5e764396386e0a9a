package query

import (
	"maps"
	"slices"

	"depesche/internal/archive"
)

// The methods of this file give the searches that a result page links to. None
// changes its receiver. All that change what is found lead to the first page.

// Query understands the text of the box.
func (s Search) Query() Query { return Parse(s.Text) }

// Dates is the chosen range.
func (s Search) Dates() Dates { return Dates{s.From, s.To} }

// Offset is the number of hits before the page.
func (s Search) Offset() int { return (max(s.Page, 1) - 1) * PageSize }

// IsEmpty reports that the search asks for nothing in particular: all articles.
func (s Search) IsEmpty() bool { return s.Text == "" && !s.HasFilters() }

// HasFilters reports whether a facet value or date is chosen.
func (s Search) HasFilters() bool {
	for _, values := range s.Facets {
		if len(values) > 0 {
			return true
		}
	}
	return !s.From.IsZero() || !s.To.IsZero() || !s.Since.IsZero()
}

// Has reports whether the facet's value is chosen.
func (s Search) Has(field FieldName, value string) bool {
	return slices.Contains(s.Facets[field], value)
}

// With is the search with the facet's value chosen too.
func (s Search) With(field FieldName, value string) Search {
	if s.Has(field, value) {
		return s.firstPage()
	}
	return s.withFacet(field, sortedSet(append(slices.Clone(s.Facets[field]), value)))
}

// WithoutValue is the search with the facet's value no longer chosen.
func (s Search) WithoutValue(field FieldName, value string) Search {
	return s.withFacet(field, slices.DeleteFunc(slices.Clone(s.Facets[field]), func(v string) bool { return v == value }))
}

// Toggle is With if the value isn't chosen, else WithoutValue.
func (s Search) Toggle(field FieldName, value string) Search {
	if s.Has(field, value) {
		return s.WithoutValue(field, value)
	}
	return s.With(field, value)
}

// WithoutField is the search without any value of the facet; From and To are
// taken for fields too.
func (s Search) WithoutField(field FieldName) Search {
	switch field {
	case From:
		return s.WithDates(archive.Date{}, s.To)
	case To:
		return s.WithDates(s.From, archive.Date{})
	case Since:
		return s.WithSince(archive.Date{})
	}
	return s.withFacet(field, nil)
}

// WithoutFilters is the search with only its text, order and language.
func (s Search) WithoutFilters() Search {
	s.Facets, s.From, s.To, s.Since = nil, archive.Date{}, archive.Date{}, archive.Date{}
	return s.firstPage()
}

// WithText is the search for another text. Expansions switched off are on
// again: their keys belong to the old words.
func (s Search) WithText(text string) Search {
	s.Text, _ = Clean(text)
	s.Without = nil
	return s.firstPage()
}

// WithDates is the search in another range; a zero end is open.
func (s Search) WithDates(from, to archive.Date) Search {
	s.From, s.To = from, to
	return s.firstPage()
}

// WithSince is the search among what the archive took in later; zero is all.
func (s Search) WithSince(since archive.Date) Search {
	s.Since = since
	return s.firstPage()
}

// WithSort is the search in another order.
func (s Search) WithSort(sort Sort) Search {
	if sort == ByRelevance {
		sort = ""
	}
	s.Sort = sort
	return s.firstPage()
}

// WithPage is another page of the search, at most MaxPage.
func (s Search) WithPage(page int) Search {
	s.Page = min(page, MaxPage)
	if s.Page <= 1 {
		s.Page = 0
	}
	return s
}

// WithoutExpansion is the search with the expansion switched off.
func (s Search) WithoutExpansion(key string) Search {
	s.Without = sortedSet(append(slices.Clone(s.Without), key))
	return s.firstPage()
}

// WithExpansion is the search with the expansion switched on again.
func (s Search) WithExpansion(key string) Search {
	s.Without = slices.DeleteFunc(slices.Clone(s.Without), func(k string) bool { return k == key })
	return s.firstPage()
}

// ToggleExpansion switches the expansion off, or on if it was off.
func (s Search) ToggleExpansion(key string) Search {
	if slices.Contains(s.Without, key) {
		return s.WithExpansion(key)
	}
	return s.WithoutExpansion(key)
}

// WithAllWords is the search for hits with all words, or with some.
func (s Search) WithAllWords(all bool) Search {
	s.AllWords = all
	return s.firstPage()
}

// WithLang is the same page with another language of the interface.
func (s Search) WithLang(lang string) Search {
	if lang != "en" {
		lang = ""
	}
	s.Lang = lang
	return s
}

func (s Search) firstPage() Search {
	s.Page = 0
	return s
}

func (s Search) withFacet(field FieldName, values []string) Search {
	s.Facets = maps.Clone(s.Facets)
	if s.Facets == nil {
		s.Facets = make(map[FieldName][]string)
	}
	if len(values) == 0 {
		delete(s.Facets, field)
	} else {
		s.Facets[field] = values
	}
	return s.firstPage()
}
