// Package germandate reads dates as German pages and newspapers print them:
// "12.09.2023 12:45 Uhr", "Dienstag, 12. September 2023", "Sept. 2023". A time
// without an offset is one in Berlin, and a date keeps the precision it was
// printed with: without a time it is a day, without a day a month.
package germandate

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the container has no zone files

	"depesche/internal/archive"
)

// Berlin is the zone of German-language press.
var Berlin = mustLoad("Europe/Berlin")

func mustLoad(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // can't be: time/tzdata is linked in
	}
	return loc
}

// months by their first three letters, umlauts written out; Austrian Jänner
// and Feber, and the English names that German systems print too.
var months = map[string]time.Month{
	"jan": 1, "jän": 1, "feb": 2, "mär": 3, "mae": 3, "mrz": 3, "mar": 3, "apr": 4, "mai": 5, "may": 5,
	"jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}

const monthName = `(?i:(jan(?:uar|uary)?|jän(?:ner)?|feb(?:ruar|ruary|er)?|märz|maerz|mär|mrz|march|mar|apr(?:il)?|mai|may|jun[ie]?|jul[iy]?|aug(?:ust)?|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?)\b\.?)`

var (
	iso = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?`)
	// 12.09.2023, 12.9.23, 12. 9. 2023
	numeric = regexp.MustCompile(`\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\b`)
	slashed = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{4})\b`)
	// 12. September 2023, 12 Sep 2023
	named = regexp.MustCompile(`\b(\d{1,2})\.?\s*` + monthName + `\s*,?\s*(\d{4})\b`)
	// September 12, 2023
	american = regexp.MustCompile(`\b` + monthName + `\s+(\d{1,2}),\s*(\d{4})\b`)
	// September 2023
	monthOnly = regexp.MustCompile(`\b` + monthName + `\s+(\d{4})\b`)
	// after a date: ", 12:45 Uhr", " - 12.45 Uhr", " um 12:45"
	clock = regexp.MustCompile(`^[\s,;|/·•–—-]*(?:(?:um|at|ab)\s+)?(?:(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*Uhr)?|(\d{1,2})\.(\d{2})\s*Uhr|(\d{1,2})\s*Uhr)\b`)
)

// Found is a date in a text and the bytes it stands in.
type Found struct {
	Date       archive.Date
	Start, End int
}

// Find returns the first date in s, or false. Years are those from 1600 to
// 2199; two-digit years are read as 1970 to 2069.
func Find(s string) (Found, bool) {
	best := Found{Start: len(s) + 1}
	for _, p := range patterns {
		for _, m := range p.re.FindAllStringSubmatchIndex(s, 4) {
			if m[0] >= best.Start {
				break
			}
			if d, end, ok := p.read(s, m); ok {
				best = Found{d, m[0], end}
				break
			}
		}
	}
	return best, best.Start <= len(s)
}

// Parse reads s as a date if it holds nothing else but a weekday, a label
// before a colon or white space.
func Parse(s string) (archive.Date, bool) {
	f, ok := Find(s)
	if !ok || len(strings.TrimSpace(s[f.End:])) > len("Uhr MESZ") {
		return archive.Date{}, false
	}
	return f.Date, true
}

var patterns = []struct {
	re   *regexp.Regexp
	read func(s string, m []int) (archive.Date, int, bool)
}{
	{iso, readISO},
	{numeric, dayMonthYear},
	{slashed, dayMonthYear},
	{named, dayMonthYear},
	{american, func(s string, m []int) (archive.Date, int, bool) {
		return day(s, group(s, m, 3), month(group(s, m, 1)), group(s, m, 2), m[1], true)
	}},
	{monthOnly, func(s string, m []int) (archive.Date, int, bool) {
		year, err := strconv.Atoi(group(s, m, 2))
		if err != nil || !plausible(year) {
			return archive.Date{}, 0, false
		}
		return archive.NewDate(time.Date(year, month(group(s, m, 1)), 1, 0, 0, 0, 0, time.UTC), archive.Month), m[1], true
	}},
}

func group(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}

func month(s string) time.Month {
	if n, err := strconv.Atoi(s); err == nil {
		return time.Month(n)
	}
	r := []rune(strings.ToLower(s))
	if len(r) < 3 {
		return 0
	}
	return months[string(r[:3])]
}

func dayMonthYear(s string, m []int) (archive.Date, int, bool) {
	return day(s, group(s, m, 3), month(group(s, m, 2)), group(s, m, 1), m[1], true)
}

func plausible(year int) bool { return year >= 1600 && year < 2200 }

// day makes the date of a day and reads the time that may follow at end.
func day(s, y string, mon time.Month, d string, end int, withClock bool) (archive.Date, int, bool) {
	year, errY := strconv.Atoi(y)
	dd, errD := strconv.Atoi(d)
	if errY != nil || errD != nil {
		return archive.Date{}, 0, false
	}
	if len(y) == 2 {
		year += 1900
		if year < 1970 {
			year += 100
		}
	}
	t := time.Date(year, mon, dd, 0, 0, 0, 0, time.UTC)
	if !plausible(year) || mon < 1 || mon > 12 || t.Day() != dd {
		return archive.Date{}, 0, false
	}
	if m := clock.FindStringSubmatchIndex(s[end:]); withClock && m != nil {
		h, min, sec := first(s[end:], m, 1, 4, 6), first(s[end:], m, 2, 5), first(s[end:], m, 3)
		if h < 24 && min < 60 && sec < 60 {
			local := time.Date(year, mon, dd, h, min, sec, 0, Berlin)
			return archive.NewDate(local, archive.Minute), end + m[1], true
		}
	}
	return archive.NewDate(t, archive.Day), end, true
}

// first is the number in the first of the groups that matched, 0 if none did.
func first(s string, m []int, groups ...int) int {
	for _, g := range groups {
		if n, err := strconv.Atoi(group(s, m, g)); err == nil {
			return n
		}
	}
	return 0
}

func readISO(s string, m []int) (archive.Date, int, bool) {
	mon, err := strconv.Atoi(group(s, m, 2))
	if err != nil {
		return archive.Date{}, 0, false
	}
	d, _, ok := day(s, group(s, m, 1), time.Month(mon), group(s, m, 3), m[1], false)
	if !ok || m[8] < 0 {
		return d, m[1], ok
	}
	h, min, sec := first(s, m, 4), first(s, m, 5), first(s, m, 6)
	if h >= 24 || min >= 60 || sec >= 60 {
		return d, m[1], ok
	}
	t := d.Time()
	loc := zone(group(s, m, 7))
	if loc == nil {
		return d, m[1], ok
	}
	return archive.NewDate(time.Date(t.Year(), t.Month(), t.Day(), h, min, sec, 0, loc), archive.Minute), m[1], true
}

// zone reads an ISO 8601 offset; without one the time is Berlin's.
func zone(s string) *time.Location {
	switch s {
	case "":
		return Berlin
	case "Z":
		return time.UTC
	}
	t, err := time.Parse("-0700", strings.ReplaceAll(s, ":", ""))
	if err != nil {
		return nil
	}
	return t.Location()
}
