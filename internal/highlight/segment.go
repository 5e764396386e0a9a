package highlight

import "depesche/internal/archive"

// Match is a place in a line that the query matches.
type Match struct {
	Span archive.Span
	Term string // the word of the query, as typed
	Why  string // the rule by which it matches, for the reader to ask
}

// Segment is a run of a line: plain text, or the mention of an entity.
type Segment struct {
	Text    string
	Mention *archive.Mention // nil: plain text
	Parts   []Part           // the text again, cut where matches begin and end; at least one
}

// Part is a run of a segment: plain text, or a match.
type Part struct {
	Text  string
	Match *Match // nil: no match
}

// Segments cuts text at its matches and mentions. The texts of the segments one
// after the other are the text, and so are those of their parts; no segment and
// no part is empty. The mentions' Paragraph is not looked at: pass those of
// this line. It takes time linear in the text and n log n in the marks, n where
// they come in order.
func Segments(text string, matches []Match, mentions []archive.Mention) []Segment {
	matches, mentions = settle(text, matches, mentions)
	var segments []Segment
	plain := func(start, end int) {
		if start < end {
			segments = append(segments, Segment{Text: text[start:end], Parts: parts(text, start, end, &matches)})
		}
	}
	at := 0
	for i := range mentions {
		m := &mentions[i]
		plain(at, m.Span.Start)
		segments = append(segments, Segment{
			Text: text[m.Span.Start:m.Span.End], Mention: m,
			Parts: parts(text, m.Span.Start, m.Span.End, &matches),
		})
		at = m.Span.End
	}
	plain(at, len(text))
	return segments
}

// parts cuts text[start:end] at the matches in it and takes them off the list.
func parts(text string, start, end int, matches *[]Match) []Part {
	var cut []Part
	plain := func(to int) {
		if start < to {
			cut = append(cut, Part{Text: text[start:to]})
		}
		start = to
	}
	for len(*matches) > 0 && (*matches)[0].Span.End <= end {
		m := &(*matches)[0]
		*matches = (*matches)[1:]
		plain(m.Span.Start)
		cut = append(cut, Part{Text: text[m.Span.Start:m.Span.End], Match: m})
		start = m.Span.End
	}
	plain(end)
	return cut
}
