package bleveindex

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/archive"
	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

const (
	keywords     = 24 // of an article that are kept for Similar
	minKeyword   = 4  // bytes of one
	similarTerms = 5  // shared words that are told
)

// keyword is a word that tells what an article is about: what stands in it more
// often than in German at large.
type keyword struct {
	surface, stem string
	weight        float64
}

// pickKeywords chooses an article's keywords from its words with their frequencies.
func pickKeywords(lex *german.Lexicon, words map[string]*keyword) string {
	list := make([]*keyword, 0, len(words))
	for _, k := range words {
		k.weight *= 1 / (1 + float64(bits.Len(uint(lex.Count(german.Fold(k.surface))))))
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b *keyword) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.stem, b.stem))
	})
	var out []string
	for _, k := range list[:min(keywords, len(list))] {
		out = append(out, k.surface)
	}
	return strings.Join(out, "\n")
}

// isKeyword reports whether a word as written may be one.
func isKeyword(surface string, w *german.Word) bool {
	return !w.Stop && len(surface) >= minKeyword && len(surface) <= 40 && unicode.IsUpper([]rune(surface)[0])
}

// Similar implements index.Searcher: articles that share keywords, weighed by how
// rare these are in the archive.
func (x *Index) Similar(ctx context.Context, id archive.ID, limit int) ([]index.SimilarHit, error) {
	if limit <= 0 {
		return nil, nil
	}
	snap, err := x.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.close()
	surfaces, err := snap.keywordsOf(id)
	if err != nil {
		return nil, err
	}
	e := newExec(ctx, x, snap, &plan{weights: x.weights}, index.Request{Sort: query.ByRelevance, Limit: min(limit, maxLimit) + 1})
	defer e.release()
	idf := map[*leaf]float64{}
	for _, s := range surfaces {
		w := x.analyzer.Word(s)
		l := &leaf{typed: s, word: w, any: []source{{fieldStem, w.Stem, 1, index.Inflects}, {fieldPart, w.Stem, x.weights.part, index.Part}}}
		df := 0
		for _, seg := range e.segs {
			d, err := e.leafDocs(seg, l)
			if err != nil {
				return nil, err
			}
			df += int(d.GetCardinality())
		}
		if df > 1 && df*4 <= snap.docs+4 {
			idf[l] = weightOf(snap.docs, df)
			e.scorable = append(e.scorable, l)
		}
	}
	top := &topK{k: e.req.Limit + 1, e: e} // itself too
	for i, seg := range e.segs {
		if err := ctx.Err(); err != nil {
			return nil, &archive.Error{Code: archive.CodeUnavailable, Message: "Die Suche hat zu lange gedauert.", Err: err}
		}
		var sets []*roaring.Bitmap
		for _, l := range e.scorable {
			sets = append(sets, seg.sets[l])
		}
		seg.matched = roaring.FastOr(sets...)
		if seg.deleted != nil {
			seg.matched.AndNot(seg.deleted)
		}
		if err := e.score(i, idf, top); err != nil {
			return nil, err
		}
	}
	var hits []index.SimilarHit
	list := slices.DeleteFunc(top.sorted(), func(c candidate) bool { return e.id(c) == string(id) })
	for _, c := range list[:min(e.req.Limit, len(list))] {
		h := index.SimilarHit{ID: archive.ID(e.id(c)), Score: float64(c.score)}
		shared := slices.Clone(e.scorable)
		slices.SortStableFunc(shared, func(a, b *leaf) int { return cmp.Compare(idf[b], idf[a]) })
		for _, l := range shared {
			if len(h.Terms) < similarTerms && e.segs[c.seg].sets[l].Contains(c.doc) {
				h.Terms = append(h.Terms, l.typed)
			}
		}
		if len(hits) < limit && len(h.Terms) > 1 {
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// keywordsOf reads the keywords of an article.
func (s *snapshot) keywordsOf(id archive.ID) ([]string, error) {
	for _, v := range s.segments {
		p, err := v.postings("_id", string(id))
		if err != nil {
			return nil, err
		}
		docs := p.docs
		if v.deleted != nil {
			docs = roaring.AndNot(docs, v.deleted)
		}
		if docs.IsEmpty() {
			continue
		}
		out, err := v.keywords(docs.Minimum())
		if err != nil {
			return nil, fmt.Errorf("reading keywords of %s: %w", id, err)
		}
		return out, nil
	}
	return nil, archive.Errorf(archive.CodeNotFound, "Den Artikel %s gibt es nicht.", id)
}

// keywords reads the keywords of a document.
func (v *view) keywords(doc uint32) (out []string, err error) {
	err = v.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldKeywords && len(value) > 0 {
			out = strings.Split(string(value), "\n")
		}
		return true
	})
	return out, err
}
