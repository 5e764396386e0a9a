package archive

import (
	"fmt"
	"time"
)

// Precision says how precisely a date is known.
type Precision int

// From nothing known to the minute. The zero value is NoDate.
const (
	NoDate Precision = iota
	Year
	Month
	Day
	Minute
)

// Date is a date of EDTF level 0 (Library of Congress, ISO 8601-2:2019) with
// its precision: 2024, 2024-06, 2024-06-19 or 2024-06-19T12:45:00+02:00. The
// zero value means that no date is known.
type Date struct {
	t time.Time // the first instant; its location is the offset that was written
	p Precision
}

// layouts by length of what they parse; a date time must name its offset.
var layouts = map[Precision]string{
	Year: "2006", Month: "2006-01", Day: "2006-01-02", Minute: time.RFC3339,
}

// ParseDate reads one of the four forms. The empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	p := Minute
	switch len(s) {
	case 4:
		p = Year
	case 7:
		p = Month
	case 10:
		p = Day
	}
	t, err := time.Parse(layouts[p], s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+hh:mm", s)
	}
	return Date{t, p}, nil
}

// NewDate makes a date of the precision from an instant, whose location gives
// the calendar day.
func NewDate(t time.Time, p Precision) Date {
	switch p {
	case Year:
		t = time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case Month:
		t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	case Day:
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	case Minute:
		t = t.Truncate(time.Second)
	default:
		return Date{}
	}
	return Date{t, p}
}

// Precision tells how precisely the date is known.
func (d Date) Precision() Precision { return d.p }

// IsZero reports that no date is known.
func (d Date) IsZero() bool { return d.p == NoDate }

// Time is the first instant of the date, in the offset it was written in. A
// caller that shows it must respect Precision.
func (d Date) Time() time.Time { return d.t }

// String writes the date in the form ParseDate reads, "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(layouts[d.p])
}

// MonthKey is "2024-06", or "" if the date is not known to the month.
func (d Date) MonthKey() string {
	if d.p < Month {
		return ""
	}
	return d.t.Format("2006-01")
}

// Days is the first and the last calendar day that the date may mean, counted
// from 1 January 1970, both included. The zero Date has no days: ok is false.
func (d Date) Days() (first, last int, ok bool) {
	if d.IsZero() {
		return 0, 0, false
	}
	y, m, day := d.t.Date()
	switch d.p {
	case Year:
		return dayNumber(y, 1, 1), dayNumber(y+1, 1, 0), true
	case Month:
		return dayNumber(y, m, 1), dayNumber(y, m+1, 0), true
	}
	n := dayNumber(y, m, day)
	return n, n, true
}

const secondsPerDay = 24 * 60 * 60

func dayNumber(y int, m time.Month, d int) int {
	secs := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	return int(secs / secondsPerDay) // midnight UTC divides evenly, before 1970 too
}

// Compare orders by first instant, then the more precise first; unknown dates
// come before all others.
func (d Date) Compare(o Date) int {
	if d.IsZero() || o.IsZero() {
		return int(min(d.p, 1)) - int(min(o.p, 1))
	}
	if c := d.t.Compare(o.t); c != 0 {
		return c
	}
	return int(o.p) - int(d.p)
}

// Equal reports whether both mean the same instant and precision.
func (d Date) Equal(o Date) bool { return d.p == o.p && d.t.Equal(o.t) }

// MarshalText writes the date as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the date as ParseDate does.
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
