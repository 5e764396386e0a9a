package bleveindex

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Feedback ranks the hits of a long query or question again: those that also have
// what the best ones are about, which nobody thought of typing, move up (pseudo
// relevance feedback, in the manner of RM3: Abdul-Jaleel et al., TREC 2004). It
// finds nothing more, and it leaves the very best where they are: who looks for one
// article has it there, and who looks for all on a subject loses nothing by it.
const (
	feedbackDocs  = 10  // hits that tell what it is about
	feedbackWords = 12  // keywords of theirs that count
	feedbackAmong = 300 // hits that are ranked again
	feedbackKeeps = 2   // but for the best
)

// relevant is a keyword of the best hits with what it is worth.
type relevant struct {
	stem   string
	weight float64
}

// feedback adds to the scores of candidates, the best first, and sorts all but the
// very best again.
func (e *exec) feedback(list []candidate, top *topK) error {
	if len(list) <= feedbackKeeps {
		return nil
	}
	words, err := e.relevant(list[:min(feedbackDocs, len(list))])
	if err != nil {
		return err
	}
	var sum float64
	for _, w := range words {
		sum += w.weight
	}
	all := float64(list[0].score) * e.plan.weights.feedback
	norm := e.norms()
	for i, s := range e.segs {
		set, room := make([]uint64, s.cols.n/64+1), make([]uint64, s.cols.n/64+1)
		at := map[uint32]int{}
		for k, c := range list {
			if c.seg == i {
				set[c.doc/64] |= 1 << (c.doc % 64)
				at[c.doc] = k
			}
		}
		if len(at) == 0 {
			continue
		}
		for _, word := range words {
			if err := e.ctx.Err(); err != nil {
				return err
			}
			p, err := s.postings(fieldStem, word.stem)
			if err != nil {
				return err
			}
			w, b, r := float32(all*word.weight/sum), &e.scratch().block, p.among(set, room)
			for n := r.next(b); n > 0; n = r.next(b) {
				for k, doc := range b.docs[:n] {
					list[at[doc]].score += w * e.saturated(b.freqs[k], norm[s.cols.length[doc]])
				}
			}
		}
	}
	slices.SortFunc(list[feedbackKeeps:], top.compare)
	for i := feedbackKeeps - 1; i >= 0; i-- {
		list[i].score = max(list[i].score, list[i+1].score)
	}
	return nil
}

// relevant weighs the keywords of hits that the query doesn't have, by the scores of
// the hits that have them and by how rare they are.
func (e *exec) relevant(hits []candidate) ([]relevant, error) {
	var scores float64
	for _, c := range hits {
		scores += float64(c.score)
	}
	share := map[string]float64{}
	for _, c := range hits {
		keywords, err := e.segs[c.seg].keywords(c.doc)
		if err != nil {
			return nil, fmt.Errorf("reading keywords of %s: %w", e.id(c), err)
		}
		for _, k := range keywords {
			share[e.x.analyzer.Word(k).Stem] += float64(c.score) / scores
		}
	}
	for _, l := range e.plan.leaves {
		delete(share, l.word.Stem)
	}
	var words []relevant
	for stem, share := range share {
		df, err := e.snap.documents(fieldStem, stem)
		if err != nil {
			return nil, err
		}
		if df > 0 {
			words = append(words, relevant{stem, share * weightOf(e.snap.docs, df)})
		}
	}
	slices.SortFunc(words, func(a, b relevant) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.stem, b.stem))
	})
	return words[:min(feedbackWords, len(words))], nil
}
