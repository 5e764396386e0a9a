package web

import "depesche/internal/archive"

// Results is the page of a search.
type Results struct {
	Text       string // the search box
	Total      int
	First      int // number of the first hit on this page, from 1
	Hits       []Hit
	Folded     int    // hits of this page left out, because one above names them as reprints
	Chips      []Chip // chosen filters
	Clear      string // the search without any filter, "" without chips
	Also       []Also
	Warnings   []string
	Suggestion *Link  // the words as they were probably meant
	Relaxed    bool   // nothing has all words
	AllWords   *Link  // hits with all words only; or, where that is chosen, all hits
	Strict     bool   // AllWords is chosen
	Dropped    []Link // no hits: what to leave out
	Sorts      []Link
	Facets     []Facet
	From, To   string
	Keep       []Param // what the filter form carries along unseen
	Histogram  Histogram
	Pages      []Link // page numbers; Href "" is a gap
	Previous   string
	Next       string
	Exports    []Link
	Freeze     string // raw query to keep; "" where nothing is kept
	Watch      Watch
	Compare    string // link to the comparison with other searches
}

// Chip is a chosen filter; its link leaves it out.
type Chip struct {
	Field, Value string
	Href         string
}

// shownForms is how many other forms of a word are named.
const shownForms = 6

// Also says what was searched beside a word as it was typed.
type Also struct {
	Term  string
	Why   string // in words
	Forms []string
	Off   bool
	Href  string // switches it off, or on again
}

// Facet is one filter with its values.
type Facet struct {
	Name   string // parameter in the URL
	Title  string
	Open   bool
	Values []FacetValue
	Others string // label of a field for a name that is not listed; "" for none
}

// shownValues is how many values of a facet are in sight at first.
const shownValues = 6

// First are the values in sight: the first few, and those chosen.
func (f Facet) First() []FacetValue { first, _ := f.split(); return first }

// More are the other values.
func (f Facet) More() []FacetValue { _, more := f.split(); return more }

func (f Facet) split() (first, more []FacetValue) {
	if len(f.Values) <= shownValues+1 {
		return f.Values, nil
	}
	for i, v := range f.Values {
		if i < shownValues || v.Checked {
			first = append(first, v)
		} else {
			more = append(more, v)
		}
	}
	return first, more
}

// FacetValue is one value that can be chosen.
type FacetValue struct {
	Value, Label string
	Count        int
	Checked      bool
	Kind         archive.Kind // "" for outlets and authors
}

// Hit is one article in a list.
type Hit struct {
	Number   int
	ID       string
	Href     string // the article at its best passage
	Kicker   string
	Title    []Run
	Lang     string
	Outlet   string
	Date     archive.Date
	Authors  []string
	Minutes  int // reading time; 0 if only an extract may be shown
	Rights   archive.Rights
	Snippets []Snippet
	Why      []Reason
	COinS    string   // OpenURL ContextObject in a span for reference managers
	Reprints []Link   // nearly the same text in other places
	Shared   []string // words that it has in common with the article that it is like
}

// Snippet is a stretch of one paragraph.
type Snippet struct {
	Runs []Run
	Href string // the paragraph in its article
}

// Reason tells why a hit is one.
type Reason struct {
	Term  string
	Forms []string // as they stand in the article
	Why   string
}
