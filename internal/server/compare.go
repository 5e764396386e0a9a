package server

import (
	"net/http"
	"strings"

	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// mostCompared is how many searches one timeline shows.
const mostCompared = 4

// comparePage puts several searches (q=…&q=…) on one timeline.
func (s *Server) comparePage(w http.ResponseWriter, r *http.Request) error {
	var series []web.Series
	v := web.Comparison{}
	for _, text := range r.URL.Query()[query.ParamText] {
		text, _ = query.Clean(text)
		if text == "" || len(series) == mostCompared {
			continue
		}
		search := query.Search{Text: text}
		res, err := s.Search.Search(r.Context(), index.Request{Query: search.Query(), Histogram: true})
		if err != nil {
			return err
		}
		series = append(series, web.Series{Text: text, Href: search.URL(), Total: res.Total, Counts: res.Histogram, Within: duringLink(search)})
		v.Inputs = append(v.Inputs, text)
	}
	p := s.newPage(r, "vergleich")
	inputs := v.Inputs
	v = web.NewComparison(p.Lang, series)
	v.Inputs = inputs
	for len(v.Inputs) < min(mostCompared, max(2, len(inputs)+1)) {
		v.Inputs = append(v.Inputs, "")
	}
	p.Head.Title = p.T("Suchen vergleichen", "Compare searches")
	if len(inputs) > 0 {
		p.Head.Title += ": " + strings.Join(inputs, ", ")
		p.Box.Text = inputs[0]
	}
	p.Head.Description = p.T("Mehrere Suchen auf einer Zeitleiste vergleichen.", "Compare several searches on one timeline.")
	p.Head.Canonical = infoOf(r).base + "/vergleich"
	if r.URL.RawQuery != "" {
		p.Head.Canonical += "?" + compareQuery(inputs)
	}
	p.Head.Robots = "noindex"
	return s.render(w, r, http.StatusOK, web.ComparePage(p, v))
}

// duringLink links to a search in a span of time.
func duringLink(search query.Search) func(from, to string) string {
	return func(from, to string) string {
		f, _ := query.ParseDate(from) // bars of a histogram are dates
		t, _ := query.ParseDate(to)
		return search.WithDates(f, t).URL()
	}
}

func compareQuery(texts []string) string {
	var params []string
	for _, t := range texts {
		params = append(params, "q="+escape(t))
	}
	return strings.Join(params, "&")
}
