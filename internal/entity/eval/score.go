package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Score counts what was found, missed and found wrongly.
type Score struct {
	Right, Wrong, Missed int
}

// Add counts another score in.
func (s *Score) Add(o Score) {
	s.Right += o.Right
	s.Wrong += o.Wrong
	s.Missed += o.Missed
}

// Precision is the share of right ones among those found, 1 if none was found.
func (s Score) Precision() float64 { return share(s.Right, s.Wrong) }

// Recall is the share of those found among the gold ones, 1 if there is none.
func (s Score) Recall() float64 { return share(s.Right, s.Missed) }

// F1 is the harmonic mean of precision and recall.
func (s Score) F1() float64 {
	if 2*s.Right+s.Wrong+s.Missed == 0 {
		return 1
	}
	return 2 * float64(s.Right) / float64(2*s.Right+s.Wrong+s.Missed)
}

func share(right, other int) float64 {
	if right+other == 0 {
		return 1
	}
	return float64(right) / float64(right+other)
}

// Span is one mention reduced to what is compared.
type Span struct {
	Start, End int
	Label      string // kind, type or entity
}

// Report holds the scores of a measurement by label.
type Report struct {
	ByLabel map[string]Score
	Errors  []string // what was missed or wrong, for reading
}

// Total is the sum over all labels.
func (r *Report) Total() Score {
	var t Score
	for _, s := range r.ByLabel {
		t.Add(s)
	}
	return t
}

// Compare counts found against gold; both are exact matches of borders and
// label. Found spans that are optional are neither right nor wrong.
func (r *Report) Compare(gold, found, optional []Span, group func(Span) string, context func(Span) string) {
	if r.ByLabel == nil {
		r.ByLabel = map[string]Score{}
	}
	for _, f := range found {
		s := r.ByLabel[group(f)]
		switch {
		case slices.Contains(gold, f):
			s.Right++
		case slices.ContainsFunc(optional, func(o Span) bool { return o.Start < f.End && f.Start < o.End }):
		default:
			s.Wrong++
			r.Errors = append(r.Errors, "falsch   "+f.Label+"\t"+context(f))
		}
		r.ByLabel[group(f)] = s
	}
	for _, g := range gold {
		if !slices.Contains(found, g) {
			s := r.ByLabel[group(g)]
			s.Missed++
			r.ByLabel[group(g)] = s
			r.Errors = append(r.Errors, "gefehlt  "+g.Label+"\t"+context(g))
		}
	}
}

// WriteTo prints precision, recall and F1 by label and over all.
func (r *Report) WriteTo(w io.Writer) (int64, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-14s %6s %6s %6s %8s %8s %8s\n", "", "P", "R", "F1", "richtig", "falsch", "gefehlt")
	row := func(label string, s Score) {
		fmt.Fprintf(&b, "%-14s %6.3f %6.3f %6.3f %8d %8d %8d\n", label, s.Precision(), s.Recall(), s.F1(), s.Right, s.Wrong, s.Missed)
	}
	labels := make([]string, 0, len(r.ByLabel))
	for l := range r.ByLabel {
		labels = append(labels, l)
	}
	slices.Sort(labels)
	for _, l := range labels {
		row(l, r.ByLabel[l])
	}
	row("gesamt", r.Total())
	n, err := io.WriteString(w, b.String())
	return int64(n), err
}
