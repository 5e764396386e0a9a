package server

import (
	"testing"

	"depesche/internal/archive"
)

func TestMoment(t *testing.T) {
	months := []archive.MonthCount{{Month: "2023-01", Count: 50}, {Month: "2024-05", Count: 6}, {Month: "2024-06", Count: 5}}
	if from, n := moment(months); from != "2024-05" || n != 11 {
		t.Errorf("moment begins %s with %d articles", from, n)
	}
	if from, n := moment(nil); from != "" || n != 0 {
		t.Errorf("the moment of nothing begins %q with %d articles", from, n)
	}
}

func TestRising(t *testing.T) {
	const nowTotal, everTotal = 100, 1000
	score := func(now, ever int) float64 { return rising(now, ever, nowTotal, everTotal) }
	for name, n := range map[string][2]int{"as often as ever": {100, 1000}, "less often": {20, 500}, "once": {1, 1}} {
		if got := score(n[0], n[1]); got != 0 {
			t.Errorf("%s: %g, want 0", name, got)
		}
	}
	if all, half, few := score(40, 40), score(40, 200), score(3, 3); all <= half || half <= few || few <= 0 {
		t.Errorf("40 of 40 articles: %g, 40 of 200: %g, 3 of 3: %g, want them in falling order above 0", all, half, few)
	}
}
