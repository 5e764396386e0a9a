package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
	ever := map[string]int{"immer": 1000, "neu": 40, "selten": 3, "einmal": 1, "weniger": 500}
	now := map[string]int{"immer": 100, "neu": 40, "selten": 3, "einmal": 1, "weniger": 20}
	if diff := cmp.Diff([]string{"neu", "selten"}, rising(now, ever, 100, 1000)); diff != "" {
		t.Errorf("what is talked about (-want +got):\n%s", diff)
	}
}
