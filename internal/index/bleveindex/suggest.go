package bleveindex

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/german"
)

// Suggest implements index.Searcher.
func (x *Index) Suggest(ctx context.Context, prefix string, limit int) ([]string, error) {
	head, last := "", prefix
	if i := strings.LastIndexByte(prefix, ' '); i >= 0 {
		head, last = prefix[:i+1], prefix[i+1:]
	}
	folded := german.Fold(last)
	if len([]rune(folded)) < 2 || limit <= 0 {
		return nil, nil
	}
	snap, err := x.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.close()
	counts := map[string]int{}
	for _, v := range snap.segments {
		if err := ctx.Err(); err != nil {
			return nil, &archive.Error{Code: archive.CodeUnavailable, Message: "Die Suche hat zu lange gedauert.", Err: err}
		}
		if err := v.eachTerm(fieldForm, folded, 5000, func(term string, n int) { counts[term] += n }); err != nil {
			return nil, err
		}
	}
	best := map[string]string{} // the most frequent form of each stem
	for term, n := range counts {
		w := x.analyzer.Word(term)
		if o, ok := best[w.Stem]; !ok || n > counts[o] || n == counts[o] && term < o {
			best[w.Stem] = term
		}
	}
	var terms []string
	for _, t := range best {
		terms = append(terms, t)
	}
	slices.SortFunc(terms, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b)) })
	var out []string
	for _, t := range terms[:min(limit, len(terms))] {
		out = append(out, head+x.analyzer.Lexicon().Display(t))
	}
	return out, nil
}
