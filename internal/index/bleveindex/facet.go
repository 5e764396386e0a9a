package bleveindex

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// count fills in facets and histogram.
func (e *exec) count(res *index.Result) error {
	if len(e.req.WantFacet) > 0 {
		res.Facets = map[query.FieldName][]index.Bucket{}
	}
	for name, limit := range e.req.WantFacet {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		res.Facets[name] = e.buckets(name, limit)
	}
	if e.req.Histogram {
		res.Histogram = e.histogram()
	}
	return nil
}

// buckets counts a facet's values among the matches of everything but the facet itself.
func (e *exec) buckets(name query.FieldName, limit int) []index.Bucket {
	table := e.snap.facets.table(name)
	sc := e.scratch()
	sc.counts = zeroed(sc.counts, len(table.values))
	for i, s := range e.segs {
		col := s.cols.facets[name]
		if col == nil || len(col.values) == 0 {
			continue
		}
		docs := s.matched
		if s.filters[name] != nil {
			docs = s.filtered(name)
		}
		// The documents are counted, or those that are not among them taken off.
		sign, ords := int32(1), table.ords[i]
		if 2*int(docs.GetCardinality()) > s.cols.n {
			sign, docs = -1, roaring.Flip(docs, 0, uint64(s.cols.n))
			for o, n := range col.counts {
				sc.counts[ords[o]] += int32(n)
			}
		}
		eachDoc(docs, func(doc uint32) {
			for _, o := range col.of(doc) {
				sc.counts[ords[o]] += sign
			}
		})
	}
	return table.top(sc.counts, limit)
}

// eachDoc visits the documents of a set in order.
func eachDoc(docs *roaring.Bitmap, visit func(doc uint32)) {
	var buf [256]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buf[:]); n > 0; n = it.NextMany(buf[:]) {
		for _, doc := range buf[:n] {
			visit(doc)
		}
	}
}

// facetTables number the values of the facets over all segments of a snapshot.
type facetTables struct {
	cols   []*columns // of the segments
	mu     sync.Mutex // guards tables
	tables map[query.FieldName]*facetTable
}

// facetTable is one facet: its values in ascending order, and for each segment
// the place among them of each of the segment's values.
type facetTable struct {
	values []string
	ords   [][]uint32
}

// table is made when it is first asked for.
func (t *facetTables) table(name query.FieldName) *facetTable {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, ok := t.tables[name]
	if !ok {
		f = newFacetTable(t.cols, name)
		t.tables[name] = f
	}
	return f
}

func newFacetTable(cols []*columns, name query.FieldName) *facetTable {
	f := &facetTable{ords: make([][]uint32, len(cols))}
	for _, c := range cols {
		if col := c.facets[name]; col != nil {
			f.values = append(f.values, col.values...)
		}
	}
	slices.Sort(f.values)
	f.values = slices.Clip(slices.Compact(f.values))
	for i, c := range cols {
		col := c.facets[name]
		if col == nil {
			continue
		}
		f.ords[i] = make([]uint32, len(col.values))
		at := 0
		for o, v := range col.values { // in ascending order too
			for f.values[at] < v {
				at++
			}
			f.ords[i][o] = uint32(at)
		}
	}
	return f
}

// top are the values with the highest counts, ties in ascending order.
func (f *facetTable) top(counts []int32, limit int) []index.Bucket {
	type counted struct{ ord, n int32 }
	var best []counted
	for o, n := range counts {
		if n <= 0 || len(best) == limit && (limit == 0 || n <= best[limit-1].n) {
			continue
		}
		if len(best) < limit {
			best = append(best, counted{})
		}
		i := len(best) - 1
		for ; i > 0 && best[i-1].n < n; i-- {
			best[i] = best[i-1]
		}
		best[i] = counted{int32(o), n}
	}
	buckets := make([]index.Bucket, len(best))
	for i, c := range best {
		buckets[i] = index.Bucket{Value: f.values[c.ord], Count: int(c.n)}
	}
	return buckets
}

// histogram counts the matches by month, or year where the month is not known.
func (e *exec) histogram() []archive.MonthCount {
	first, last := int32(math.MaxInt32), int32(noMonth)
	for _, s := range e.segs {
		if s.cols.months[0] != noMonth {
			first, last = min(first, s.cols.months[0]), max(last, s.cols.months[1])
		}
	}
	if last == noMonth {
		return nil
	}
	sc := e.scratch()
	sc.counts = zeroed(sc.counts, int(last-first)+1)
	for _, s := range e.segs {
		eachDoc(s.matched, func(doc uint32) {
			if m := s.cols.month[doc]; m != noMonth {
				sc.counts[m-first]++
			}
		})
	}
	var out []archive.MonthCount
	for i, n := range sc.counts {
		if n == 0 {
			continue
		}
		m := first + int32(i)
		key := fmt.Sprintf("%04d", m/13)
		if m%13 > 0 {
			key = fmt.Sprintf("%04d-%02d", m/13, m%13)
		}
		out = append(out, archive.MonthCount{Month: key, Count: int(n)})
	}
	return out
}

func monthOf(day int, yearOnly bool) int32 {
	t := time.Unix(int64(day)*24*60*60, 0).UTC()
	if yearOnly {
		return int32(t.Year() * 13)
	}
	return int32(t.Year()*13 + int(t.Month()))
}
