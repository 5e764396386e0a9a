package bleveindex

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

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
	if w := x.analyzer.Word(last); w.Stem != folded && strings.HasPrefix(folded, w.Stem) && len(w.Stem) > 2 { // Putins: Putin
		for _, v := range snap.segments {
			err := v.eachTerm(fieldForm, w.Stem, 5000, func(term string, n int) {
				if !strings.HasPrefix(term, folded) && x.analyzer.Word(term).Stem == w.Stem {
					counts[term] += n
				}
			})
			if err != nil {
				return nil, err
			}
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
	if head != "" {
		if terms, err = x.beside(snap, head, terms[:min(maxBeside, len(terms))]); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, t := range terms[:min(limit, len(terms))] {
		out = append(out, head+x.analyzer.Lexicon().Display(t))
	}
	return out, nil
}

const maxBeside = 60 // completions of a second word that are looked up

// beside keeps the terms that stand in articles with all words typed before them, those
// in most such articles first; all terms, if none does.
func (x *Index) beside(snap *snapshot, head string, terms []string) ([]string, error) {
	counts := map[string]int{}
	for _, v := range snap.segments {
		var docs *roaring.Bitmap
		for _, t := range x.analyzer.Tokens(nil, head) {
			p, err := v.postings(fieldStem, t.Word.Stem)
			if err != nil {
				return nil, err
			}
			if docs == nil {
				docs = p.docs
			} else {
				docs = roaring.And(docs, p.docs)
			}
		}
		if docs == nil { // punctuation
			return terms, nil
		}
		for _, term := range terms {
			p, err := v.postings(fieldForm, term)
			if err != nil {
				return nil, err
			}
			counts[term] += int(p.docs.AndCardinality(docs))
		}
	}
	together := slices.DeleteFunc(slices.Clone(terms), func(t string) bool { return counts[t] == 0 })
	if len(together) == 0 {
		return terms, nil
	}
	slices.SortStableFunc(together, func(a, b string) int { return cmp.Compare(counts[b], counts[a]) })
	return together, nil
}
