package tagger

import (
	"slices"
	"strings"
	"unicode"
)

// Two words of three are written without a capital and hardly ever stand in a name.
// Those that do are few and in the training data: von, der, für and signs inside of
// names, dpa and a few others at their beginning. All else without a capital is no
// name, in learning and in tagging: it has no features, and costs no time.

// small are the words without a capital that stand in names, in lower case.
type small struct {
	begin, inside map[string]bool
}

// leastSmall is how often a word without a capital must begin a name, or stand in
// one, to be able to.
const leastSmall = 2

// smallOf are those of the names in the examples.
func smallOf(examples []Example) small {
	begin, inner := map[string]int{}, map[string]int{}
	for _, e := range examples {
		for i, l := range encode(e.Tags) {
			switch {
			case outer(l) || hasUpper(e.Tokens[i]):
			case place(l) == begins:
				begin[strings.ToLower(e.Tokens[i])]++
			default:
				inner[strings.ToLower(e.Tokens[i])]++
			}
		}
	}
	frequent := func(counts map[string]int) map[string]bool {
		words := map[string]bool{}
		for w, n := range counts {
			if n >= leastSmall {
				words[w] = true
			}
		}
		return words
	}
	return small{frequent(begin), frequent(inner)}
}

func hasUpper(word string) bool { return strings.ContainsFunc(word, unicode.IsUpper) }

// roles reports whether a word may begin a name, and whether it may go on with one.
func (s small) roles(word string) (opens, carries bool) {
	if hasUpper(word) {
		return true, true
	}
	lower := strings.ToLower(word)
	return s.begin[lower], s.inside[lower] || strings.ContainsFunc(word, unicode.IsDigit)
}

// closed reports of each token whether it can't be in a name: it neither opens one
// nor goes on with one that the token before it may be in.
func closed(n int, token func(i int) *token) []bool {
	out := make([]bool, n)
	for i := range out {
		t := token(i)
		out[i] = !t.opens && !(t.carries && i > 0 && !out[i-1])
	}
	return out
}

// lines are the words as a model keeps them: sorted, one a line, those that begin
// names and, behind an empty line, those inside of names.
func (s small) lines() string {
	var b strings.Builder
	for i, words := range []map[string]bool{s.begin, s.inside} {
		if i > 0 {
			b.WriteByte('\n')
		}
		list := make([]string, 0, len(words))
		for w := range words {
			list = append(list, w)
		}
		slices.Sort(list)
		for _, w := range list {
			b.WriteString(w + "\n")
		}
	}
	return b.String()
}

// smallIn reads what lines has written.
func smallIn(text string) small {
	begin, inner, _ := strings.Cut(text, "\n\n")
	if strings.HasPrefix(text, "\n") { // none begin names
		begin, inner = "", text[1:]
	}
	set := func(lines string) map[string]bool {
		m := map[string]bool{}
		for w := range strings.FieldsSeq(lines) {
			m[w] = true
		}
		return m
	}
	return small{set(begin), set(inner)}
}
