package bleveindex

import (
	"cmp"
	"slices"
)

// reranked is how many of the best candidates have their streams read for what the
// scored postings don't tell: function words, and neighbours in their order (in the
// manner of the sequential dependence model, Metzler and Croft, SIGIR 2005).
const reranked = 100

// place is a word of the query in its order.
type place struct {
	stems []stemHash
	idf   float64
	stop  bool
}

// places are the words of a flat query as they were typed.
func (e *exec) places(idf map[*leaf]float64) []place {
	var out []place
	for _, l := range e.plan.sequence {
		p := place{stop: l.word.Stop}
		for _, s := range l.any {
			if s.field == fieldStem {
				p.stems = append(p.stems, hashStem(s.term))
			}
		}
		w, ok := idf[l]
		if !ok {
			df := 0
			for _, s := range e.segs {
				if ps, err := s.postings(fieldStem, l.word.Stem); err == nil {
					df += int(ps.docs.GetCardinality())
				}
			}
			w = weightOf(e.snap.docs, df)
		}
		p.idf = w
		out = append(out, p)
	}
	return out
}

// rerank adds to the scores of the best candidates, which come first, and sorts these
// again. It reads no more streams than the first k need: it ends where the k-th
// best is better than all the rest can become, and leaves them out.
func (e *exec) rerank(list []candidate, top *topK, idf map[*leaf]float64, k int) ([]candidate, error) {
	places := e.places(idf)
	if len(places) < 2 || len(places) > 255 {
		return list, nil
	}
	g := newGlance(e, places)
	defer g.close()
	n := min(reranked, len(list))
	best := make([]float32, 0, n+1) // scores, in descending order
	for i := range n {
		c, enough := &list[i], float32(0)
		if len(best) >= k {
			enough = best[k-1]
		}
		if c.score+float32(g.most) < enough {
			n, list = i, list[:i]
			break
		}
		err := e.segs[c.seg].stream(c.doc, func(words []byte) { c.score = g.look(words, c.score, enough) })
		if err != nil {
			return nil, err
		}
		at, _ := slices.BinarySearchFunc(best, c.score, func(a, b float32) int { return cmp.Compare(b, a) })
		best = slices.Insert(best, at, c.score)
	}
	slices.SortFunc(list[:n], top.compare)
	return list, nil
}
