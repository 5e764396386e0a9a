package bleveindex

import (
	"cmp"
	"math"
	"slices"

	"depesche/internal/query"
)

// prune leaves out the words of a long query that say least, until it is
// within maxLeaves: function words, then those that most documents have. The
// order of the rest stays.
func (p *planner) prune(parts []query.Node) ([]query.Node, error) {
	type weighed struct{ at, words, docs int }
	list := make([]weighed, len(parts))
	total := 0
	for i, part := range parts {
		list[i] = weighed{at: i, words: 1}
		switch part := part.(type) {
		case query.Word:
			toks := p.x.analyzer.Tokens(nil, part.Text)
			list[i].words = len(toks)
			if len(toks) > 1 {
				list[i].words++ // and the whole
			}
			list[i].docs = math.MaxInt
			for _, t := range toks {
				if t.Word.Stop {
					continue
				}
				n, err := p.snap.documents(fieldStem, t.Word.Stem)
				if err != nil {
					return nil, err
				}
				list[i].docs = min(list[i].docs, n)
			}
		case query.Phrase:
			list[i].words = len(part.Words) // asked for as such: kept before any word
		}
		total += list[i].words
	}
	if total <= maxLeaves {
		return parts, nil
	}
	slices.SortStableFunc(list, func(a, b weighed) int { return cmp.Compare(a.docs, b.docs) })
	kept, room := []int{}, maxLeaves
	for _, w := range list {
		if w.words <= room {
			kept = append(kept, w.at)
			room -= w.words
		}
	}
	slices.Sort(kept)
	for i, part := range parts {
		if _, ok := slices.BinarySearch(kept, i); !ok && list[slices.IndexFunc(list, func(w weighed) bool { return w.at == i })].docs < math.MaxInt {
			p.plan.ignored = append(p.plan.ignored, nodeText(part))
		}
	}
	rest := make([]query.Node, len(kept))
	for i, at := range kept {
		rest[i] = parts[at]
	}
	return rest, nil
}

// documents is how many documents have a term.
func (s *snapshot) documents(field, term string) (int, error) {
	n := 0
	for _, v := range s.segments {
		p, err := v.postings(field, term)
		if err != nil {
			return 0, err
		}
		n += int(p.docs.GetCardinality())
	}
	return n, nil
}
