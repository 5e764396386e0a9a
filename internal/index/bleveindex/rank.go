package bleveindex

import (
	"cmp"
	"math"
	"slices"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// candidate is a hit before its id is read.
type candidate struct {
	seg   int
	doc   uint32
	score float32
	date  int64
}

// hits are the hits of the page that was asked for.
func (e *exec) hits() ([]index.Hit, error) {
	k := e.req.Offset + e.req.Limit
	if e.req.Limit == 0 {
		return nil, nil
	}
	var list []candidate
	var err error
	if e.req.Sort == query.Newest || e.req.Sort == query.Oldest {
		list, err = e.byDate(k)
	} else {
		list, err = e.byRelevance(k)
	}
	if err != nil {
		return nil, err
	}
	list = list[:min(k, len(list))]
	if len(list) <= e.req.Offset {
		return nil, nil
	}
	var hits []index.Hit
	for _, c := range list[e.req.Offset:] {
		hits = append(hits, index.Hit{ID: archive.ID(e.id(c)), Score: float64(c.score)})
	}
	return hits, nil
}

func (e *exec) byDate(k int) ([]candidate, error) {
	top, err := e.best(k, nil)
	if err != nil {
		return nil, err
	}
	return top.sorted(), nil
}

// byRelevance are at least the k best matches.
func (e *exec) byRelevance(k int) ([]candidate, error) {
	idf, err := e.idf()
	if err != nil {
		return nil, err
	}
	feedback := e.plan.coverage && e.plan.weights.feedback > 0
	if feedback {
		k = max(k, feedbackAmong)
	}
	among := k
	if len(e.plan.sequence) > 1 {
		among = max(k, reranked)
	}
	top, err := e.best(among, idf)
	if err != nil {
		return nil, err
	}
	list, err := e.rerank(top.sorted(), top, idf, k)
	if err == nil && feedback {
		err = e.feedback(list[:min(feedbackAmong, len(list))], top)
	}
	return list, err
}

// best are the k best matches, by their scores where leaves have weights.
func (e *exec) best(k int, idf map[*leaf]float64) (*topK, error) {
	top := &topK{k: k, e: e, sort: e.req.Sort}
	for i, s := range e.segs {
		switch {
		case s.matched.IsEmpty():
		case len(e.scorable) == 1 && e.scorable[0].prefix != "": // all alike
			score := float32(idf[e.scorable[0]])
			eachDoc(s.matched, func(doc uint32) { top.add(candidate{seg: i, doc: doc, score: score, date: s.cols.minute[doc]}) })
		case len(idf) > 0:
			if err := e.score(i, idf, top); err != nil {
				return nil, err
			}
		default:
			eachDoc(s.matched, func(doc uint32) { top.add(candidate{seg: i, doc: doc, date: s.cols.minute[doc]}) })
		}
	}
	return top, nil
}

func (e *exec) id(c candidate) string { return e.segs[c.seg].cols.ids[c.doc] }

// idf weighs each leaf, and finds those that can rank.
func (e *exec) idf() (map[*leaf]float64, error) {
	idf := map[*leaf]float64{}
	for _, l := range e.plan.leaves {
		if l.word.Stop && len(e.plan.leaves) > 1 || l.word == nil {
			continue
		}
		df := 0
		for _, s := range e.segs {
			d, err := e.leafDocs(s, l)
			if err != nil {
				return nil, err
			}
			df += int(d.GetCardinality())
		}
		if df == 0 {
			continue
		}
		idf[l] = weightOf(e.snap.docs, df)
		if e.plan.coverage && capital(l.typed) {
			idf[l] *= 1 + capitalShare
		}
		e.scorable = append(e.scorable, l)
	}
	return idf, nil
}

func weightOf(docs, df int) float64 {
	return math.Log(1 + (max(0, float64(docs)-float64(df))+.5)/(float64(df)+.5))
}

// topK keeps the k best candidates in a heap, the worst on top.
type topK struct {
	k    int
	e    *exec
	sort query.Sort
	heap []candidate
}

// worse orders candidates: ties go to the newer one, then to the lesser id.
func (t *topK) compare(a, b candidate) int {
	switch t.sort {
	case query.Newest:
		if a.date != b.date {
			return cmp.Compare(b.date, a.date)
		}
	case query.Oldest:
		if a.date != b.date {
			if a.date == noDate || b.date == noDate { // undated last
				return cmp.Compare(b.date, a.date)
			}
			return cmp.Compare(a.date, b.date)
		}
	default:
		if a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		if a.date != b.date {
			return cmp.Compare(b.date, a.date)
		}
	}
	return cmp.Compare(t.e.id(a), t.e.id(b))
}

func (t *topK) add(c candidate) {
	h := t.heap
	if len(h) < t.k {
		h = append(h, c)
		for i := len(h) - 1; i > 0; {
			p := (i - 1) / 2
			if t.compare(h[i], h[p]) <= 0 {
				break
			}
			h[i], h[p] = h[p], h[i]
			i = p
		}
		t.heap = h
		return
	}
	if t.compare(c, h[0]) >= 0 {
		return
	}
	h[0] = c
	for i := 0; ; {
		m := i
		for _, k := range [2]int{2*i + 1, 2*i + 2} {
			if k < len(h) && t.compare(h[k], h[m]) > 0 {
				m = k
			}
		}
		if m == i {
			return
		}
		h[i], h[m] = h[m], h[i]
		i = m
	}
}

// least is the score that a candidate must have to get in, whatever its date.
func (t *topK) least() float32 {
	if len(t.heap) < t.k {
		return 0
	}
	return t.heap[0].score
}

func (t *topK) sorted() []candidate {
	slices.SortFunc(t.heap, t.compare)
	return t.heap
}
