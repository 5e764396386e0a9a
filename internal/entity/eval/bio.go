package eval

import (
	"slices"
	"strings"
)

// Spans reads the spans out of BIO tags; a stray I- begins one.
func Spans(tags []string) []Span {
	var spans []Span
	open := false
	for i, t := range tags {
		kind, class, _ := strings.Cut(t, "-")
		switch {
		case t == "O":
			open = false
		case kind == "I" && open && spans[len(spans)-1].Label == class:
			spans[len(spans)-1].End = i + 1
		default:
			spans = append(spans, Span{i, i + 1, class})
			open = true
		}
	}
	return spans
}

// CompareTags counts the spans of two taggings of a sentence.
func (r *Report) CompareTags(tokens, gold, found []string) {
	r.Compare(Spans(gold), Spans(found), nil,
		func(s Span) string { return s.Label },
		func(s Span) string {
			return strings.Join(tokens[max(0, s.Start-4):s.Start], " ") + " [" + strings.Join(tokens[s.Start:s.End], " ") + "] " +
				strings.Join(tokens[s.End:min(len(tokens), s.End+4)], " ")
		})
}

// Only returns the tags with those of other classes as O.
func Only(tags, classes []string) []string {
	out := make([]string, len(tags))
	for i, t := range tags {
		out[i] = "O"
		if _, class, ok := strings.Cut(t, "-"); ok && slices.Contains(classes, class) {
			out[i] = t
		}
	}
	return out
}
