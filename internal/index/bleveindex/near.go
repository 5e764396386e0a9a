package bleveindex

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/index"
)

// maxNearParts is how many documents of a segment are looked at for the parts of a
// compound near one another, where not all words are needed.
const maxNearParts = 2000

const maxStreams = 300_000 // streams that one request may read

// altDocs is the documents that have a phrase or its words near one another;
// within, if not nil, are all that matter.
func (e *exec) altDocs(s *segExec, a *alt, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	if b, ok := s.sets[a]; ok {
		return b, nil
	}
	var need []*roaring.Bitmap
	for _, sources := range a.need {
		var d *roaring.Bitmap
		for _, src := range sources {
			p, err := s.postings(src.field, src.term)
			if err != nil {
				return nil, err
			}
			if d == nil {
				d = p.docs
			} else {
				d = roaring.Or(d, p.docs)
			}
		}
		need = append(need, d)
	}
	rarest := 0
	if a.phrase {
		rarest = fewest(need)
		pairs := pairTerms(a.words)
		for _, term := range pairs {
			p, err := s.postings(fieldPair, term)
			if err != nil {
				return nil, err
			}
			need = append(need, p.docs)
		}
		if len(a.words) == 2 && len(pairs) == 1 && !a.title && a.why != index.Exact { // they say it all
			need = need[len(need)-1:]
		}
	}
	slices.SortFunc(need, func(a, b *roaring.Bitmap) int { return int(a.GetCardinality()) - int(b.GetCardinality()) })
	b := need[0]
	for _, d := range need[1:] {
		b = roaring.And(b, d)
	}
	if within != nil {
		b = roaring.And(b, within)
	}
	if a.phrase && !a.title && (len(a.units[0]) == 1 || len(need) == 1) {
		return b, nil
	}
	if a.why == index.Part && e.plan.coverage && b.GetCardinality() > maxNearParts {
		return noDocs, nil // the parts rank there
	}
	f := newFinder(e.x.codes, a.units, a.distance, a.title, rarest)
	found := roaring.New()
	it := b.ManyIterator()
	var ahead [streamsAhead]uint32
	for n := it.NextMany(ahead[:]); n > 0; n = it.NextMany(ahead[:]) {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		if e.streams += n; e.streams > maxStreams {
			return nil, tooCostly("Die Wortgruppe kommt in zu vielen Artikeln in Frage. Bitte enger fassen.")
		}
		for _, doc := range ahead[:n] {
			s.fetch(doc)
		}
		for _, doc := range ahead[:n] {
			has := false
			if err := s.stream(doc, func(words []byte) { has = f.find(words) }); err != nil {
				return nil, err
			}
			if has {
				found.Add(doc)
			}
		}
	}
	if within == nil {
		s.sets[a] = found
	}
	return found, nil
}

// fewest is the place of the smallest set.
func fewest(sets []*roaring.Bitmap) (at int) {
	least := uint64(math.MaxUint64)
	for i, d := range sets {
		if n := d.GetCardinality(); n < least {
			least, at = n, i
		}
	}
	return at
}
