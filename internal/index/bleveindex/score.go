package bleveindex

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// scratch is memory that searches share. What is kept by document is 0 between
// them, so that a search takes as long as it has documents, whatever the segment has.
type scratch struct {
	score, freq, covered []float32 // by document
	matched, room        []uint64  // a bit a document: those that are scored, and those of a term
	docs                 []uint32  // the same in order
	block                freqBlock
	placeOf              [1 << 16]uint8 // by stemHash: index of places from 1, 0: none
	dirty                bool           // by documents it is not all 0
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
	if e.memory != nil && !e.memory.dirty {
		e.x.pool.Put(e.memory)
	}
	e.memory = nil
}

// use makes room for n documents, of which some are scored.
func (sc *scratch) use(n int, docs *roaring.Bitmap) {
	if len(sc.score) < n {
		sc.score, sc.freq, sc.covered = make([]float32, n), make([]float32, n), make([]float32, n)
		sc.matched, sc.room = make([]uint64, n/64+1), make([]uint64, n/64+1)
	}
	sc.dirty = true
	docs.WriteDenseTo(sc.matched)
	size := int(docs.GetCardinality())
	sc.docs = slices.Grow(sc.docs[:0], size)[:size]
	docs.ManyIterator().NextMany(sc.docs)
}

// freqs reads the frequencies of a term in the documents that are scored.
func (sc *scratch) freqs(s *segExec, p *postings) freqReader {
	words := s.cols.n/64 + 1
	return p.among(sc.matched[:words], sc.room[:words])
}

// wipe forgets the documents.
func (sc *scratch) wipe(n int) {
	if len(sc.docs)*wipeAll > n {
		clear(sc.score[:n])
		clear(sc.covered[:n])
		clear(sc.matched[:n/64+1])
	} else {
		for _, doc := range sc.docs {
			sc.score[doc], sc.covered[doc], sc.matched[doc/64] = 0, 0, 0
		}
	}
	sc.dirty = false
}

const wipeAll = 16 // documents of a segment for each that is forgotten, or else all are

// score offers the matches of a segment with their scores.
func (e *exec) score(seg int, idf map[*leaf]float64, top *topK) error {
	s, sc := e.segs[seg], e.scratch()
	sc.use(s.cols.n, s.matched)
	norm := e.norms()
	var total float64
	for _, l := range e.scorable {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		w := idf[l]
		total += w
		if err := e.scoreLeaf(s, l, sc, norm, float32(w)); err != nil {
			return err
		}
		for _, src := range l.bonus {
			if err := e.scoreSource(s, src, sc, norm); err != nil {
				return err
			}
		}
	}
	if e.plan.coverage {
		share := powers{exponent: e.plan.weights.coverage}
		for _, doc := range sc.docs {
			sc.score[doc] *= share.of(sc.covered[doc], total)
		}
	}
	least := top.least()
	for _, doc := range sc.docs {
		if score := sc.score[doc]; score >= least {
			top.add(candidate{seg: seg, doc: doc, score: score, date: s.cols.minute[doc]})
			least = top.least()
		}
	}
	sc.wipe(s.cols.n)
	return nil
}

// norms are what frequencies are saturated by, by the code of the document's length.
func (e *exec) norms() *[128]float32 {
	wt := &e.plan.weights
	var norm [128]float32
	for i := range norm {
		norm[i] = float32(wt.k1 * (1 - wt.b + wt.b*lengths[i]/max(1, e.snap.average)))
	}
	return &norm
}

// saturated is what a frequency counts.
func (e *exec) saturated(freq, norm float32) float32 {
	return freq * float32(e.plan.weights.k1+1) / (freq + norm)
}

// lengths are the lengths in words by their codes.
var lengths = func() (l [128]float64) {
	for i := range l {
		l[i] = lengthOf(uint8(i))
	}
	return l
}()

// powers remembers powers of shares, of which few are different: a share is a sum of
// the weights of some words.
type powers struct {
	exponent float64
	known    [256]struct{ covered, power float32 }
}

func (p *powers) of(covered float32, total float64) float32 {
	k := &p.known[math.Float32bits(covered)*0x9e3779b1>>24]
	if k.covered != covered || covered == 0 {
		k.covered, k.power = covered, float32(math.Pow(float64(covered)/total, p.exponent))
	}
	return k.power
}

// scoreLeaf adds the score of a word: the weighted frequencies of all its ways, saturated once.
func (e *exec) scoreLeaf(s *segExec, l *leaf, sc *scratch, norm *[128]float32, idf float32) error {
	hits := sc.docs
	if docs := s.sets[l]; docs != s.matched && docs.AndCardinality(s.matched) < uint64(len(hits)) {
		hits = roaring.And(docs, s.matched).ToArray()
	}
	if e.plan.coverage {
		for _, doc := range hits {
			sc.covered[doc] += idf
		}
	}
	if l.prefix != "" {
		for _, doc := range hits {
			sc.score[doc] += idf
		}
		return nil
	}
	for _, src := range l.any {
		p, err := s.postings(src.field, src.term)
		if err != nil {
			return err
		}
		if p.docs.IsEmpty() {
			continue
		}
		w, b := float32(src.weight), &sc.block
		r := sc.freqs(s, p)
		for n := r.next(b); n > 0; n = r.next(b) {
			for i, doc := range b.docs[:n] {
				sc.freq[doc] += w * b.freqs[i]
			}
		}
	}
	for _, a := range l.alts {
		if d, ok := s.sets[a]; ok {
			eachDoc(roaring.And(d, s.matched), func(doc uint32) { sc.freq[doc] += float32(e.plan.weights.name) })
		}
	}
	k1 := float32(e.plan.weights.k1 + 1)
	for _, doc := range hits {
		f := sc.freq[doc]
		sc.freq[doc] = 0
		sc.score[doc] += idf * f * k1 / (f + norm[s.cols.length[doc]])
	}
	return nil
}

// scoreSource adds the score of postings that rank only.
func (e *exec) scoreSource(s *segExec, src source, sc *scratch, norm *[128]float32) error {
	p, err := s.postings(src.field, src.term)
	if err != nil || p.docs.IsEmpty() {
		return err
	}
	df, err := e.snap.documents(src.field, src.term)
	if err != nil {
		return err
	}
	w := float32(weightOf(e.snap.docs, df) * src.weight)
	k1 := float32(e.plan.weights.k1 + 1)
	b := &sc.block
	r := sc.freqs(s, p)
	for n := r.next(b); n > 0; n = r.next(b) {
		for i, doc := range b.docs[:n] {
			f := b.freqs[i]
			sc.score[doc] += w * f * k1 / (f + norm[s.cols.length[doc]])
		}
	}
	return nil
}
