package archive

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseDateKeepsPrecision(t *testing.T) {
	tests := []struct {
		in        string
		precision Precision
		month     string
		days      int // how many days the date may mean
	}{
		{"", NoDate, "", 0},
		{"2024", Year, "", 366},
		{"2023", Year, "", 365},
		{"2024-02", Month, "2024-02", 29},
		{"2023-09", Month, "2023-09", 30},
		{"2024-06-19", Day, "2024-06", 1},
		{"2023-09-12T12:45:00+02:00", Minute, "2023-09", 1},
		{"2023-09-12T10:45:00Z", Minute, "2023-09", 1},
		{"1605-07-01", Day, "1605-07", 1},
	}
	for _, tt := range tests {
		d, err := ParseDate(tt.in)
		if err != nil {
			t.Errorf("ParseDate(%q): %v", tt.in, err)
			continue
		}
		first, last, ok := d.Days()
		days := 0
		if ok {
			days = last - first + 1
		}
		got := []any{d.Precision(), d.MonthKey(), days, d.String()}
		if diff := cmp.Diff([]any{tt.precision, tt.month, tt.days, tt.in}, got); diff != "" {
			t.Errorf("ParseDate(%q) (-want +got):\n%s", tt.in, diff)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, in := range []string{
		"19.06.2024", "2024-13", "2024-02-30", "24", "2024-6", "2024-06-19T12:45", "2024-06-19 12:45",
		"2024-06-19T12:45:00", "heute", " 2024", "2024-00-01",
	} {
		if d, err := ParseDate(in); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", in, d)
		}
	}
}

func TestDaysCountFrom1970(t *testing.T) {
	tests := map[string][2]int{
		"1970-01-01": {0, 0}, "1969-12": {-31, -1}, "1971": {365, 729},
		// The day is the one that was written, not that of UTC.
		"1970-01-02T00:30:00+02:00": {1, 1},
	}
	for in, want := range tests {
		d, err := ParseDate(in)
		if err != nil {
			t.Fatal(err)
		}
		first, last, _ := d.Days()
		if got := [2]int{first, last}; got != want {
			t.Errorf("%s.Days() = %v, want %v", in, got, want)
		}
	}
}

func TestDateOrder(t *testing.T) {
	ordered := []string{"", "2023", "2023-09-12", "2023-09-12T12:45:00+02:00", "2024-06", "2024-06-02"}
	for i := range ordered {
		for j := range ordered {
			a, _ := ParseDate(ordered[i])
			b, _ := ParseDate(ordered[j])
			if got := sign(a.Compare(b)); got != sign(i-j) {
				t.Errorf("Compare(%q, %q) has sign %d, want %d", ordered[i], ordered[j], got, sign(i-j))
			}
		}
	}
}

func TestMorePreciseDateComesFirst(t *testing.T) {
	year, _ := ParseDate("2024")
	day, _ := ParseDate("2024-01-01")
	if day.Compare(year) >= 0 || year.Compare(day) <= 0 {
		t.Error("of two dates with one first instant the more precise must come first")
	}
}

func TestNewDate(t *testing.T) {
	berlin := time.FixedZone("", 2*60*60)
	at := time.Date(2023, 9, 12, 0, 45, 10, 5, berlin)
	want := map[Precision]string{
		Year: "2023", Month: "2023-09", Day: "2023-09-12", Minute: "2023-09-12T00:45:10+02:00", NoDate: "",
	}
	for p, s := range want {
		if got := NewDate(at, p).String(); got != s {
			t.Errorf("NewDate(%v, %d) = %q, want %q", at, p, got, s)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024", "2024-06", "2024-06-19", "2024-06-19T12:45:00+02:00", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		again, err := ParseDate(d.String())
		if err != nil || !again.Equal(d) {
			t.Fatalf("%q reads as %q, which reads as %q (%v)", s, d, again, err)
		}
		if first, last, ok := d.Days(); ok && first > last {
			t.Fatalf("%q has its first day %d after its last %d", s, first, last)
		}
	})
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
