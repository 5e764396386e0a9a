package highlight

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// Line is one paragraph with what was found in it.
type Line struct {
	archive.Paragraph
	Matches  []Match
	Mentions []archive.Mention // those of this paragraph
}

// Snippet is a passage of a paragraph. Text is the passage with an ellipsis
// where the paragraph goes on; the spans count in Text.
type Snippet struct {
	PID      string
	Text     string
	Matches  []Match
	Mentions []archive.Mention
}

// Segments cuts the snippet at its matches and mentions.
func (s Snippet) Segments() []Segment { return Segments(s.Text, s.Matches, s.Mentions) }

// What Snippets gives at most, and how long a snippet is about, in runes.
const (
	MaxSnippets = 2
	Length      = 240
	slack       = 6 // a paragraph longer only by one part in this many is shown whole
)

const ellipsis = "…"

// Snippets chooses the passages of an article that show best why it is a hit:
// the one with the most distinct terms, and a second one if it has terms that
// the first has not. They come in reading order. Without a match there is one
// snippet, the beginning of the first running text. It takes time linear in
// the lines.
func Snippets(lines []Line) []Snippet {
	best, ok := bestWindow(lines, nil, nil)
	if !ok {
		return lead(lines)
	}
	chosen := []passage{expand(lines[best.line].Text, best, nil)}
	covered := terms(lines[best.line].Matches, chosen[0])
	for len(chosen) < MaxSnippets {
		next, ok := bestWindow(lines, covered, chosen)
		if !ok {
			break
		}
		p := expand(lines[next.line].Text, next, chosen)
		for term := range terms(lines[p.line].Matches, p) {
			covered[term] = true
		}
		chosen = append(chosen, p)
	}
	slices.SortFunc(chosen, func(a, b passage) int {
		if a.line != b.line {
			return a.line - b.line
		}
		return a.Start - b.Start
	})
	snippets := make([]Snippet, len(chosen))
	for i, p := range chosen {
		snippets[i] = cut(lines[p.line], p)
	}
	return snippets
}

// Excerpt is the beginning of text, about length runes, cut where a word ends.
func Excerpt(text string, length int) string {
	l := Line{Paragraph: archive.Paragraph{Text: text}}
	return cut(l, passage{Span: beginning(text, length)}).Text
}

func lead(lines []Line) []Snippet {
	first := slices.IndexFunc(lines, func(l Line) bool { return l.Kind == archive.Text })
	if first < 0 {
		first = slices.IndexFunc(lines, func(l Line) bool { return l.Text != "" })
	}
	if first < 0 || lines[first].Text == "" {
		return nil
	}
	return []Snippet{cut(lines[first], passage{first, beginning(lines[first].Text, Length)})}
}

// passage is a part of a line.
type passage struct {
	line int
	archive.Span
}

func terms(matches []Match, p passage) map[string]bool {
	set := make(map[string]bool)
	for _, m := range matches {
		if p.Start <= m.Span.Start && m.Span.End <= p.End {
			set[m.Term] = true
		}
	}
	return set
}

// cut makes the snippet of a passage: its marks moved along with the text. Marks
// that reach over its borders are left out, only a match as long as the passage
// itself is cut.
func cut(l Line, p passage) Snippet {
	before, after := "", ""
	if strings.TrimSpace(l.Text[:p.Start]) != "" {
		before = ellipsis + " "
	}
	if strings.TrimSpace(l.Text[p.End:]) != "" {
		after = " " + ellipsis
		if r, _ := utf8.DecodeRuneInString(l.Text[p.End:]); !unicode.IsSpace(r) {
			after = ellipsis // a word too long to be shown whole
		}
	}
	if before != "" {
		if r, _ := utf8.DecodeLastRuneInString(l.Text[:p.Start]); !unicode.IsSpace(r) {
			before = ellipsis
		}
	}
	s := Snippet{PID: l.PID, Text: before + l.Text[p.Start:p.End] + after}
	move := func(span archive.Span) (archive.Span, bool) {
		span = archive.Span{Start: max(span.Start, p.Start), End: min(span.End, p.End)}
		shift := len(before) - p.Start
		return archive.Span{Start: span.Start + shift, End: span.End + shift}, span.Start < span.End
	}
	for _, m := range l.Matches {
		whole := p.Start <= m.Span.Start && m.Span.End <= p.End
		if span, ok := move(m.Span); ok && m.Span.In(l.Text) && (whole || 2*m.Span.Len() >= p.Len()) {
			m.Span = span
			s.Matches = append(s.Matches, m)
		}
	}
	for _, m := range l.Mentions {
		whole := p.Start <= m.Span.Start && m.Span.End <= p.End
		if span, ok := move(m.Span); ok && whole && m.Span.In(l.Text) {
			m.Span = span
			s.Mentions = append(s.Mentions, m)
		}
	}
	return s
}
