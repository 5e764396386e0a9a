package web

import (
	"strconv"
	"strings"

	"depesche/internal/archive"
)

// Series is one search for a comparison.
type Series struct {
	Text, Href string
	Total      int
	Counts     []archive.MonthCount
	Within     func(from, to string) string // link to the hits of that time alone
}

// NewComparison puts searches on one timeline, whose unit is the one that all of
// them fit into.
func NewComparison(l Lang, series []Series) Comparison {
	var all []archive.MonthCount
	for _, s := range series {
		all = append(all, s.Counts...)
	}
	unit := unitFor(all)
	first, last := 0, -1
	keyed := make([]map[int]int, len(series))
	var c Comparison
	for i, s := range series {
		keyed[i] = map[int]int{}
		for _, m := range s.Counts {
			k, ok := barKey(m.Month, unit)
			if !ok {
				continue
			}
			if last < first {
				first, last = k, k
			}
			first, last = min(first, k), max(last, k)
			keyed[i][k] += m.Count
			c.Max = max(c.Max, keyed[i][k])
		}
	}
	points := make([]strings.Builder, len(series))
	for k := first; k <= last; k++ {
		from, to := barSpan(k, unit)
		column := CompareColumn{Label: barLabel(l, k, unit)}
		some := false
		for i := range series {
			n := keyed[i][k]
			cell := CompareCell{Count: n}
			if n > 0 {
				some = true
				cell.Href = series[i].Within(from, to)
			}
			column.Counts = append(column.Counts, cell)
			x := (k-first)*slotWidth + slotWidth/2
			points[i].WriteString(strconv.Itoa(x) + "," + strconv.Itoa(histogramHeight-n*histogramHeight/max(1, c.Max)) + " ")
		}
		if k == first || k == last || k == (first+last+1)/2 {
			c.Axis = append(c.Axis, column.Label)
		}
		if some {
			c.Bars = append(c.Bars, column)
		}
	}
	c.Width = max(1, (last-first+1)*slotWidth)
	for i, s := range series {
		c.Rows = append(c.Rows, CompareRow{Text: s.Text, Href: s.Href, Total: s.Total, Line: strings.TrimSpace(points[i].String())})
	}
	return c
}
