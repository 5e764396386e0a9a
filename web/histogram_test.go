package web

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func month(key string, n int) archive.MonthCount { return archive.MonthCount{Month: key, Count: n} }

func span(from, to string) string { return from + ".." + to }

func TestHistogramByMonth(t *testing.T) {
	h := NewHistogram(German, []archive.MonthCount{month("2023", 2), month("2023-09", 10), month("2023-11", 1), month("2024-10", 5)}, span)
	if h.Unit != ByMonth || h.Max != 10 || h.Undated != 2 || len(h.Bars) != 14 {
		t.Fatalf("unit %d, max %d, undated %d, %d bars", h.Unit, h.Max, h.Undated, len(h.Bars))
	}
	want := []Bar{
		{Label: "September 2023", From: "2023-09", To: "2023-09", Count: 10, Href: "2023-09..2023-09", X: 12, Y: 0, W: 96, H: 100},
		{Label: "Oktober 2023", From: "2023-10", To: "2023-10", X: 132, Y: 100, W: 96},
		{Label: "November 2023", From: "2023-11", To: "2023-11", Count: 1, Href: "2023-11..2023-11", X: 252, Y: 90, W: 96, H: 10},
	}
	if diff := cmp.Diff(want, h.Bars[:3]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"September 2023", "April 2024", "Oktober 2024"}, h.Axis()); diff != "" {
		t.Error(diff)
	}
}

func TestHistogramUnits(t *testing.T) {
	for _, c := range []struct {
		first, last string
		unit        Unit
		from, to    string // of the last bar with articles
	}{
		{"2024-01", "2024-06", ByMonth, "2024-06", "2024-06"},
		{"2019-01", "2024-12", ByMonth, "2024-12", "2024-12"},
		{"2019-01", "2025-01", ByYear, "2025", "2025"},
		{"1820-01", "1931-12", ByYear, "1931", "1931"},
		{"1700-01", "2024-12", ByDecade, "2020", "2029"},
	} {
		h := NewHistogram(German, []archive.MonthCount{month(c.first, 1), month(c.last, 1)}, span)
		filled := h.Filled()
		if h.Unit != c.unit || len(filled) != 2 || filled[1].From != c.from || filled[1].To != c.to {
			t.Errorf("%s to %s: unit %d, bars %+v", c.first, c.last, h.Unit, filled)
		}
		if len(h.Bars) > maxYears+1 {
			t.Errorf("%s to %s: %d bars", c.first, c.last, len(h.Bars))
		}
	}
	if h := NewHistogram(German, nil, span); len(h.Bars) != 0 || h.Axis() != nil || h.Width() != 1 {
		t.Errorf("empty: %+v", h)
	}
	if h := NewHistogram(German, []archive.MonthCount{month("kaputt", 3)}, span); len(h.Bars) != 0 || h.Undated != 3 {
		t.Errorf("unreadable months: %+v", h)
	}
}

// No bar leaves the drawing, none with articles is too low to be seen, and no
// article is lost.
func TestHistogramHoldsEveryArticle(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var counts []archive.MonthCount
		total := 0
		for range 1 + random.IntN(30) {
			n := 1 + random.IntN(100_000)
			total += n
			key := strconv.Itoa(1000 + random.IntN(1025))
			if random.IntN(4) > 0 {
				key += "-" + twoDigits(1+random.IntN(12))
			}
			counts = append(counts, month(key, n))
		}
		h := NewHistogram(German, counts, span)
		for _, b := range h.Bars {
			total -= b.Count
			if b.X < 0 || b.W < 1 || b.X+b.W > h.Width() || b.Y < 0 || b.Y+b.H != histogramHeight || b.Count > 0 && b.H < minBar || b.Count == 0 && b.H > 0 {
				t.Fatalf("bar %+v in a drawing of width %d", b, h.Width())
			}
		}
		if total != h.Undated {
			t.Fatalf("%d articles are in no bar, %d undated", total, h.Undated)
		}
	}
}

func TestNetworkNamesDoNotOverlap(t *testing.T) {
	for n := range 25 {
		var rows []TogetherRow
		for i := range n {
			rows = append(rows, TogetherRow{Ref: Ref{Name: strings.Repeat("Ä", 1+5*i)}, Articles: n - i})
		}
		var among []Among
		for b := range n {
			for a := range b {
				among = append(among, Among{A: a, B: b, Articles: 2 + b - a, Strength: 1 / float64(b-a)})
			}
		}
		net := NewNetwork("Mitte", rows, among)
		if len(net.Ties) > maxTies || n > 2 && len(net.Ties) == 0 {
			t.Errorf("%d nodes, %d lines between them", n, len(net.Ties))
		}
		taken := map[[2]int]bool{}
		for _, v := range net.Nodes {
			place := [2]int{v.X, v.Y / networkRow}
			if taken[place] || v.Y < 0 || v.Y > net.Height || len([]rune(v.Name)) > maxLabel {
				t.Errorf("%d nodes: %+v", n, v)
			}
			taken[place] = true
		}
		if len(net.Nodes) != min(n, maxNodes) {
			t.Errorf("%d of %d nodes", len(net.Nodes), n)
		}
	}
}

func TestComparison(t *testing.T) {
	c := NewComparison(English, []Series{
		{Text: "a", Counts: []archive.MonthCount{month("2024-01", 4), month("2024-03", 2)}, Within: span},
		{Text: "b", Counts: []archive.MonthCount{month("2024-02", 1)}, Within: span},
		{Text: "c", Within: span},
	})
	want := []CompareColumn{
		{"January 2024", []CompareCell{{4, "2024-01..2024-01"}, {}, {}}},
		{"February 2024", []CompareCell{{}, {1, "2024-02..2024-02"}, {}}},
		{"March 2024", []CompareCell{{2, "2024-03..2024-03"}, {}, {}}},
	}
	if diff := cmp.Diff(want, c.Bars); diff != "" {
		t.Error(diff)
	}
	if got := c.Rows[0].Line; got != "60,0 180,100 300,50" {
		t.Errorf("line %q", got)
	}
}
