package highlight

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"depesche/internal/archive"
)

// bestWindow finds the run of neighbouring matches, at most Length runes long,
// that has the most distinct terms outside covered; then running text before
// headings and captions, then the most matches, then the first. Matches in
// taken passages don't count. ok is false if no window has a term to add.
func bestWindow(lines []Line, covered map[string]bool, taken []passage) (best passage, ok bool) {
	var bestRank rank
	for i, l := range lines {
		if len(l.Matches) == 0 {
			continue
		}
		matches := countable(l, i, taken)
		inWindow := make(map[string]int) // matches in the window by term outside covered
		add := func(m Match, n int) {
			if !covered[m.Term] {
				if inWindow[m.Term] += n; inWindow[m.Term] == 0 {
					delete(inWindow, m.Term)
				}
			}
		}
		first, runes := 0, 0 // the window is matches[first:last+1]
		for last, m := range matches {
			if last > 0 {
				runes += utf8.RuneCountInString(l.Text[matches[last-1].Span.End:m.Span.End])
			} else {
				runes = utf8.RuneCountInString(l.Text[m.Span.Start:m.Span.End])
			}
			add(m, 1)
			for first < last && (runes > Length || separated(matches[first], m, i, taken)) {
				add(matches[first], -1)
				runes -= utf8.RuneCountInString(l.Text[matches[first].Span.Start:matches[first+1].Span.Start])
				first++
			}
			r := rank{terms: len(inWindow), prose: prose(l.Kind), matches: last - first + 1}
			if r.terms > 0 && r.compare(bestRank) > 0 {
				bestRank, ok = r, true
				best = passage{i, archive.Span{Start: matches[first].Span.Start, End: m.Span.End}}
			}
		}
	}
	return best, ok
}

type rank struct {
	terms, prose, matches int
}

func (r rank) compare(o rank) int {
	return cmp.Or(cmp.Compare(r.terms, o.terms), cmp.Compare(r.prose, o.prose), cmp.Compare(r.matches, o.matches))
}

func prose(k archive.ParagraphKind) int {
	switch k {
	case archive.Heading, archive.Caption:
		return 0
	}
	return 1
}

// countable are the line's matches in order, without overlaps and without those
// that touch a taken passage.
func countable(l Line, line int, taken []passage) []Match {
	matches := disjoint(l.Text, slices.Clone(l.Matches), matchSpan)
	return slices.DeleteFunc(matches, func(m Match) bool {
		return slices.ContainsFunc(taken, func(p passage) bool { return p.line == line && p.Overlaps(m.Span) })
	})
}

// separated reports whether a taken passage lies between two matches of a line.
func separated(a, b Match, line int, taken []passage) bool {
	return slices.ContainsFunc(taken, func(p passage) bool {
		return p.line == line && a.Span.End <= p.Start && p.End <= b.Span.Start
	})
}
