package highlight

import (
	"cmp"
	"slices"

	"depesche/internal/archive"
)

// settle returns those matches and mentions that can stand side by side or one
// in the other, in order, by the rule of the package. The arguments are not
// changed.
func settle(text string, matches []Match, mentions []archive.Mention) ([]Match, []archive.Mention) {
	mentions = slices.DeleteFunc(slices.Clone(mentions), func(m archive.Mention) bool {
		return m.Form == archive.FormDerived
	})
	matches = disjoint(text, slices.Clone(matches), matchSpan)
	mentions = disjoint(text, mentions, mentionSpan)

	// First the matches that give way to a longer mention, then the mentions
	// that clash with a match that stays.
	matches = yield(matches, matchSpan, mentions, mentionSpan, func(match, mention archive.Span) bool {
		return clash(match, mention) && match.Len() < mention.Len()
	})
	mentions = yield(mentions, mentionSpan, matches, matchSpan, func(mention, match archive.Span) bool {
		return clash(match, mention)
	})
	return matches, mentions
}

func matchSpan(m Match) archive.Span             { return m.Span }
func mentionSpan(m archive.Mention) archive.Span { return m.Span }

// clash reports whether both can't be shown: they overlap and the match isn't
// inside the mention.
func clash(match, mention archive.Span) bool {
	return match.Overlaps(mention) && (match.Start < mention.Start || mention.End < match.End)
}

// disjoint sorts marks in place and drops those outside the text and the
// shorter of two that overlap.
func disjoint[T any](text string, marks []T, span func(T) archive.Span) []T {
	slices.SortStableFunc(marks, func(a, b T) int {
		return cmp.Or(cmp.Compare(span(a).Start, span(b).Start), cmp.Compare(span(b).End, span(a).End))
	})
	kept := marks[:0]
	for _, m := range marks {
		if !span(m).In(text) {
			continue
		}
		if last := len(kept) - 1; last >= 0 && span(kept[last]).Overlaps(span(m)) {
			if span(kept[last]).Len() >= span(m).Len() {
				continue
			}
			kept = kept[:last] // what came before ends before it begins, or was longer and is still there
			for last--; last >= 0 && span(kept[last]).Overlaps(span(m)); last-- {
				kept = kept[:last]
			}
		}
		kept = append(kept, m)
	}
	return kept
}

// yield keeps of one disjoint list what need not give way to any of the other.
// Both are walked once.
func yield[T, O any](list []T, span func(T) archive.Span, others []O, otherSpan func(O) archive.Span,
	givesWay func(one, other archive.Span) bool) []T {
	kept := list[:0]
next:
	for _, one := range list {
		for len(others) > 0 && otherSpan(others[0]).End <= span(one).Start {
			others = others[1:]
		}
		for _, other := range others {
			if otherSpan(other).Start >= span(one).End {
				break
			}
			if givesWay(span(one), otherSpan(other)) {
				continue next
			}
		}
		kept = append(kept, one)
	}
	return kept
}
