package query

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"depesche/internal/archive"
)

// Path is the path of the result page.
const Path = "/suche"

// Parameters of the result page's URL beside those named by FieldName.
const (
	ParamText     = "q"
	ParamSort     = "sortierung"
	ParamPage     = "seite"
	ParamWithout  = "ohne"
	ParamAllWords = "alle"
	ParamLang     = "lang"
)

// Limits of a search.
const (
	MaxOffset       = 10_000 // hits before the page
	MaxPage         = MaxOffset/PageSize + 1
	MaxFacetValues  = 32 // chosen values of all facets together, and expansions switched off
	maxValueBytes   = 200
	maxTextBytes    = 4 * MaxBytes // kept in the URL, so that the page can say what was too long
	maxSubjectBytes = 80
)

// ParseURL reads the parameters of a result page. It never fails: what is
// invalid is left out and named in a warning whose Subject is "name=value".
// Parameters it does not know are left out silently.
func ParseURL(values url.Values) (Search, []Warning) {
	r := urlReader{values: values}
	var s Search
	s.Text = r.text()
	for _, field := range Facets {
		if vs := r.list(string(field)); len(vs) > 0 {
			if s.Facets == nil {
				s.Facets = make(map[FieldName][]string)
			}
			s.Facets[field] = vs
		}
	}
	s.From, s.To = r.date(From), r.date(To)
	if !s.Dates().inOrder() {
		r.warn(WarnDateOrder, string(From), s.From.String())
	}
	s.Since = r.date(Since)
	s.Sort = r.sort()
	s.Page = r.page()
	r.filters = 0
	s.Without = r.list(ParamWithout)
	s.AllWords = r.first(ParamAllWords) == "1"
	if r.first(ParamLang) == "en" {
		s.Lang = "en"
	}
	return s, r.warnings
}

type urlReader struct {
	values   url.Values
	warnings []Warning
	filters  int // values taken so far
}

func (r *urlReader) warn(code, name, value string) {
	r.warnings = append(r.warnings, Warning{Code: code, Subject: name + "=" + cutAtWord(value, maxSubjectBytes)})
}

func (r *urlReader) clean(name, value string) string {
	text, valid := Clean(value)
	if !valid {
		r.warn(WarnUTF8, name, text)
	}
	return text
}

func (r *urlReader) first(name string) string {
	return r.clean(name, r.values.Get(name))
}

func (r *urlReader) text() string {
	return cutAtWord(r.first(ParamText), maxTextBytes)
}

// list reads a repeatable parameter, sorted and without repetitions.
func (r *urlReader) list(name string) []string {
	var list []string
	for i, v := range r.values[name] {
		if r.filters+len(list) >= MaxFacetValues {
			r.warn(WarnTooManyFilters, name, r.clean(name, v))
			if i > MaxFacetValues {
				break // named once more than enough
			}
			continue
		}
		v = r.clean(name, v)
		if v = cutAtWord(v, maxValueBytes); v != "" && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	r.filters += len(list)
	return list
}

func (r *urlReader) date(field FieldName) archive.Date {
	v := r.first(string(field))
	if v == "" {
		return archive.Date{}
	}
	d, err := ParseDate(v)
	if err != nil {
		r.warn(WarnInvalidDate, string(field), v)
	}
	return d
}

func (r *urlReader) sort() Sort {
	v := r.first(ParamSort)
	switch s := Sort(v); s {
	case Newest, Oldest:
		return s
	case "", ByRelevance:
	default:
		r.warn(WarnInvalidSort, ParamSort, v)
	}
	return ""
}

func (r *urlReader) page() int {
	v := r.first(ParamPage)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > MaxPage {
		r.warn(WarnInvalidPage, ParamPage, v)
		return 0
	}
	if n == 1 {
		return 0
	}
	return n
}

// Values are the parameters of the search without defaults.
func (s Search) Values() url.Values {
	v := make(url.Values)
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	text, _ := Clean(s.Text)
	set(ParamText, cutAtWord(text, maxTextBytes))
	for field, values := range s.Facets {
		if vs := sortedSet(values); len(vs) > 0 {
			v[string(field)] = vs
		}
	}
	set(string(From), s.From.String())
	set(string(To), s.To.String())
	set(string(Since), s.Since.String())
	if s.Sort != ByRelevance {
		set(ParamSort, string(s.Sort))
	}
	if s.Page > 1 {
		set(ParamPage, strconv.Itoa(s.Page))
	}
	if w := sortedSet(s.Without); len(w) > 0 {
		v[ParamWithout] = w
	}
	if s.AllWords {
		set(ParamAllWords, "1")
	}
	set(ParamLang, s.Lang)
	return v
}

// RawQuery is the canonical query of the URL: parameters sorted by name and
// value, defaults left out, spaces as +, everything but letters, digits and
// -_.~ percent-encoded. A request with another raw query asks for the same
// search under a name that isn't its canonical one.
func (s Search) RawQuery() string { return s.Values().Encode() }

// URL is the canonical path and query of the result page.
func (s Search) URL() string { return s.URLAs("") }

// URLAs is the URL of the result in another form: "json", "csv", "atom", "ris"
// or "bib".
func (s Search) URLAs(form string) string {
	path := Path
	if form != "" {
		path += "." + form
	}
	if raw := s.RawQuery(); raw != "" {
		return path + "?" + raw
	}
	return path
}

func sortedSet(values []string) []string {
	var set []string
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			set = append(set, v)
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}
