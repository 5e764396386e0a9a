package bleveindex

import (
	"cmp"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

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
	byDate := e.req.Sort == query.Newest || e.req.Sort == query.Oldest
	var idf map[*leaf]float64
	var err error
	if !byDate {
		idf, err = e.idf()
	}
	if err != nil {
		return nil, err
	}
	top := &topK{k: k, e: e, sort: e.req.Sort}
	if !byDate {
		top.k = max(k, reranked)
	}
	for i, s := range e.segs {
		if s.matched.IsEmpty() {
			continue
		}
		var scores []float32
		if !byDate && len(e.scorable) > 0 {
			sc, err := e.score(s, idf)
			if err != nil {
				return nil, err
			}
			scores = sc.score
		}
		eachDoc(s.matched, func(doc uint32) {
			c := candidate{seg: i, doc: doc}
			if scores != nil {
				if c.score = scores[doc]; len(top.heap) == top.k && c.score < top.heap[0].score {
					return
				}
			}
			c.date = s.cols.minute[doc]
			top.add(c)
		})
	}
	list := top.sorted()
	if !byDate {
		if err := e.rerank(list[:min(reranked, len(list))], top, idf); err != nil {
			return nil, err
		}
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

// scratch is memory that searches share.
type scratch struct {
	score, freq, covered []float32
	counts               []int32
	placeOf              [1 << 16]uint8 // by stemHash: index of places from 1, 0: none
}

// scratch is memory of the search, given back when it ends.
func (e *exec) scratch() *scratch {
	if e.memory == nil {
		if e.memory, _ = e.x.pool.Get().(*scratch); e.memory == nil {
			e.memory = &scratch{}
		}
	}
	return e.memory
}

func (e *exec) release() {
	if e.memory != nil {
		e.x.pool.Put(e.memory)
	}
}

func (e *exec) score(s *segExec, idf map[*leaf]float64) (*scratch, error) {
	sc := e.scratch()
	n := s.cols.n
	sc.score, sc.freq, sc.covered = zeroed(sc.score, n), zeroed(sc.freq, n), zeroed(sc.covered, n)
	var norm [128]float32
	wt := &e.plan.weights
	for i := range norm {
		norm[i] = float32(wt.k1 * (1 - wt.b + wt.b*lengthOf(uint8(i))/max(1, e.snap.average)))
	}
	var total float64
	for _, l := range e.scorable {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		w := idf[l]
		total += w
		docs := s.sets[l]
		if err := e.scoreLeaf(s, l, docs, sc, &norm, float32(w)); err != nil {
			return nil, err
		}
		for _, src := range l.bonus {
			if err := e.scoreSource(s, src, sc, &norm); err != nil {
				return nil, err
			}
		}
	}
	if e.plan.coverage {
		eachDoc(s.matched, func(doc uint32) {
			sc.score[doc] *= float32(math.Pow(float64(sc.covered[doc])/total, wt.coverage))
		})
	}
	return sc, nil
}

// scoreLeaf adds the score of a word: the weighted frequencies of all its ways, saturated once.
func (e *exec) scoreLeaf(s *segExec, l *leaf, docs *roaring.Bitmap, sc *scratch, norm *[128]float32, idf float32) error {
	hit := roaring.And(docs, s.matched)
	k1 := float32(e.plan.weights.k1 + 1)
	if l.prefix != "" {
		eachDoc(hit, func(doc uint32) {
			sc.score[doc] += idf
			sc.covered[doc] += idf
		})
		return nil
	}
	for _, src := range l.any {
		err := s.eachFreq(src, s.matched, func(doc uint32, freq float32) { sc.freq[doc] += freq })
		if err != nil {
			return err
		}
	}
	for _, a := range l.alts {
		if d, ok := s.sets[a]; ok {
			eachDoc(roaring.And(d, s.matched), func(doc uint32) { sc.freq[doc] += float32(e.plan.weights.name) })
		}
	}
	eachDoc(hit, func(doc uint32) {
		f := sc.freq[doc]
		sc.freq[doc] = 0
		sc.score[doc] += idf * f * k1 / (f + norm[s.cols.length[doc]])
		sc.covered[doc] += idf
	})
	return nil
}

// scoreSource adds the score of postings that rank only.
func (e *exec) scoreSource(s *segExec, src source, sc *scratch, norm *[128]float32) error {
	df := 0
	for _, o := range e.segs {
		p, err := o.postings(src.field, src.term)
		if err != nil {
			return err
		}
		df += int(p.docs.GetCardinality())
	}
	if df == 0 {
		return nil
	}
	w := float32(weightOf(e.snap.docs, df) * src.weight)
	src.weight = 1
	k1 := float32(e.plan.weights.k1 + 1)
	return s.eachFreq(src, s.matched, func(doc uint32, f float32) {
		sc.score[doc] += w * f * k1 / (f + norm[s.cols.length[doc]])
	})
}

// eachFreq visits the postings of a source among some documents, with the
// weighted frequency.
func (s *segExec) eachFreq(src source, among *roaring.Bitmap, visit func(doc uint32, freq float32)) error {
	p, err := s.postings(src.field, src.term)
	if err != nil || p.list == nil || p.docs == noDocs {
		return err
	}
	it := p.list.Iterator(true, false, false, nil)
	if o, ok := it.(segment.OptimizablePostingsIterator); ok {
		if doc, ok := o.DocNum1Hit(); ok {
			if among.Contains(uint32(doc)) {
				visit(uint32(doc), float32(src.weight))
			}
			return nil
		}
		if hit := roaring.And(p.docs, among); hit.GetCardinality() < p.docs.GetCardinality() {
			if hit.IsEmpty() {
				return nil
			}
			o.ReplaceActual(hit)
		}
	}
	w := float32(src.weight)
	for {
		posting, err := it.Next()
		if err != nil {
			return err
		}
		if posting == nil {
			return nil
		}
		visit(uint32(posting.Number()), w*float32(frequencyOf(posting)))
	}
}

// frequencyOf is a term's frequency in a document; see field.shorten.
func frequencyOf(p segment.Posting) uint64 { return max(1, p.Frequency()) }

func zeroed[T int32 | float32](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	s = s[:n]
	clear(s)
	return s
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

func (t *topK) sorted() []candidate {
	slices.SortFunc(t.heap, t.compare)
	return t.heap
}
