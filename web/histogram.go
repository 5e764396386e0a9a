package web

import (
	"strconv"

	"depesche/internal/archive"
)

// Histogram counts articles by time: bars for the eye, rows for a table.
type Histogram struct {
	Bars    []Bar
	Max     int
	Undated int    // articles whose date is too vague for the unit of the bars
	Unit    Unit   // what one bar stands for
	Reset   string // link that lifts the restriction in time, "" if there is none
}

// Unit is the span of time of one bar.
type Unit int

// The units; the span to be shown decides.
const (
	ByMonth Unit = iota
	ByYear
	ByDecade
)

// Bar is one bar; geometry is in units of the drawing: see [Histogram.Width].
type Bar struct {
	Label    string // "Juni 2024"
	From, To string // what it covers, as dates of the search: "2024-06"
	Count    int
	Href     string // results of that time alone; "" where the count is 0
	X, Y     int
	W, H     int
}

// Geometry of the drawing. It is stretched to the width of its place, so only
// proportions matter.
const (
	slotWidth       = 120 // what a bar and the gap beside it take
	barWidth        = 96
	histogramHeight = 100
	minBars         = 12 // fewer are drawn no wider than these, or they would be as wide as walls
	labelled        = 8
	minBar          = 4 // a single article among thousands is still seen
)

// NewHistogram lays out counts by month, ascending. Empty months and years
// between the first and the last get bars of no height, so that time runs
// evenly. href gives the link for a bar's time.
func NewHistogram(l Lang, counts []archive.MonthCount, href func(from, to string) string) Histogram {
	h := Histogram{Unit: unitFor(counts)}
	byKey := map[int]int{}
	first, last := 0, -1
	for _, c := range counts {
		k, ok := barKey(c.Month, h.Unit)
		if !ok {
			h.Undated += c.Count
			continue
		}
		if last < first {
			first, last = k, k
		}
		first, last = min(first, k), max(last, k)
		byKey[k] += c.Count
		h.Max = max(h.Max, byKey[k])
	}
	width := min(barWidth, barWidth*(last-first+1)/minBars)
	for k := first; k <= last; k++ {
		from, to := barSpan(k, h.Unit)
		b := Bar{Label: barLabel(l, k, h.Unit), From: from, To: to, Count: byKey[k], X: (k-first)*slotWidth + (slotWidth-width)/2, W: width}
		if b.Count > 0 {
			b.H = max(minBar, b.Count*histogramHeight/h.Max)
			b.Href = href(from, to)
		}
		b.Y = histogramHeight - b.H
		h.Bars = append(h.Bars, b)
	}
	return h
}

// Width of the drawing.
func (h Histogram) Width() int { return max(1, len(h.Bars)*slotWidth) }

// ViewBox of the drawing.
func (h Histogram) ViewBox() string {
	return "0 0 " + strconv.Itoa(h.Width()) + " " + strconv.Itoa(histogramHeight)
}

// Filled are the bars that stand for at least one article.
func (h Histogram) Filled() []Bar {
	var filled []Bar
	for _, b := range h.Bars {
		if b.Count > 0 {
			filled = append(filled, b)
		}
	}
	return filled
}

// Each tells whether every bar has its label, below its middle: eight years have
// room at 360 pixels.
func (h Histogram) Each() bool { return h.Unit == ByYear && len(h.Bars) <= labelled }

// Axis are the labels below the drawing: each bar's, or first, middle and last,
// as many as there are bars for.
func (h Histogram) Axis() []string {
	n := len(h.Bars)
	var labels []string
	for i, b := range h.Bars {
		if h.Each() || i == 0 || i == n-1 || i == n/2 && n >= 5 {
			labels = append(labels, b.Label)
		}
	}
	return labels
}

// Most bars that a drawing has room for at 360 pixels.
const (
	maxMonths = 72
	maxYears  = 150
)

func unitFor(counts []archive.MonthCount) Unit {
	first, last := 0, -1
	for _, c := range counts {
		if k, ok := barKey(c.Month, ByMonth); ok {
			if last < first {
				first, last = k, k
			}
			first, last = min(first, k), max(last, k)
		} else if y, ok := barKey(c.Month, ByYear); ok {
			if last < first {
				first, last = y*12, y*12
			}
			first, last = min(first, y*12), max(last, y*12)
		}
	}
	switch months := last - first + 1; {
	case months <= maxMonths:
		return ByMonth
	case months/12 <= maxYears:
		return ByYear
	}
	return ByDecade
}

// barKey numbers the bar that a month ("2024-06") or year ("2024") falls into.
func barKey(month string, u Unit) (int, bool) {
	d, err := archive.ParseDate(month)
	if err != nil || d.IsZero() {
		return 0, false
	}
	switch u {
	case ByMonth:
		if d.Precision() < archive.Month {
			return 0, false
		}
		return d.Time().Year()*12 + int(d.Time().Month()) - 1, true
	case ByYear:
		return d.Time().Year(), true
	}
	return d.Time().Year() / 10, true
}

func barSpan(k int, u Unit) (from, to string) {
	switch u {
	case ByMonth:
		from = year(k/12) + "-" + twoDigits(k%12+1)
		return from, from
	case ByYear:
		return year(k), year(k)
	}
	return year(k * 10), year(k*10 + 9)
}

func barLabel(l Lang, k int, u Unit) string {
	from, to := barSpan(k, u)
	if u == ByDecade {
		return from + "–" + to
	}
	return l.Month(from)
}

func year(y int) string {
	s := strconv.Itoa(y)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
