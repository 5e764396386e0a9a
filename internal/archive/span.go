package archive

import "unicode/utf8"

// Span is a half-open range of bytes in the UTF-8 text of one paragraph.
type Span struct {
	Start, End int
}

// Len is the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// In reports whether the span lies inside text, is not empty and both its ends
// are rune borders.
func (s Span) In(text string) bool {
	return 0 <= s.Start && s.Start < s.End && s.End <= len(text) &&
		runeBorder(text, s.Start) && runeBorder(text, s.End)
}

// Overlaps reports whether the two spans share at least one byte.
func (s Span) Overlaps(o Span) bool { return s.Start < o.End && o.Start < s.End }

// CodePoints converts the span to half-open offsets in Unicode code points of
// text, the unit of the JSON API.
func (s Span) CodePoints(text string) Span {
	start := utf8.RuneCountInString(text[:s.Start])
	return Span{start, start + utf8.RuneCountInString(text[s.Start:s.End])}
}

func runeBorder(text string, i int) bool {
	return i == len(text) || utf8.RuneStart(text[i])
}
