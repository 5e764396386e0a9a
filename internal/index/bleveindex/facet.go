package bleveindex

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// count fills in facets and histogram.
func (e *exec) count(res *index.Result) error {
	if len(e.req.WantFacet) == 0 && !e.req.Histogram {
		return nil
	}
	c := counter{exec: e, facets: map[query.FieldName][]int32{}}
	firstMonth, months := e.snap.months()
	for name := range e.req.WantFacet {
		c.facets[name] = make([]int32, len(e.snap.facets.table(name).values))
	}
	if e.req.Histogram {
		c.firstMonth, c.months = firstMonth, make([]int32, months)
	}
	for i := range e.segs {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		c.segment(i)
	}
	if len(e.req.WantFacet) > 0 {
		res.Facets = map[query.FieldName][]index.Bucket{}
	}
	for name, limit := range e.req.WantFacet {
		res.Facets[name] = e.snap.facets.table(name).top(c.facets[name], limit)
	}
	for i, n := range c.months {
		if n > 0 {
			res.Histogram = append(res.Histogram, archive.MonthCount{Month: monthName(firstMonth + int32(i)), Count: int(n)})
		}
	}
	return nil
}

// counter counts the values of documents.
type counter struct {
	*exec
	facets     map[query.FieldName][]int32 // by place in the facet's table
	firstMonth int32                       // of the snapshot
	months     []int32                     // from it on
}

// segment counts the matches of a segment; a facet's values among the matches of
// everything but the facet itself.
func (c *counter) segment(i int) {
	s, sc := c.segs[i], c.scratch()
	var counted *roaring.Bitmap // what sc.docs has
	sign := int32(1)
	for name, counts := range c.facets {
		col := s.cols.facets[name]
		if col == nil || len(col.values) == 0 {
			continue
		}
		docs := s.matched
		if s.filters[name] != nil {
			docs = s.filtered(name)
		}
		if docs != counted {
			counted, sign = docs, sc.fewer(docs, s.cols.n)
		}
		col.count(sc.docs, sign, counts, c.snap.facets.table(name).ords[i])
	}
	if c.months == nil || len(s.cols.months) == 0 {
		return
	}
	if s.matched != counted {
		sign = sc.fewer(s.matched, s.cols.n)
	}
	counts := c.months[s.cols.firstMonth-c.firstMonth:]
	if sign < 0 {
		for m, n := range s.cols.months {
			counts[m] += n
		}
	}
	for _, doc := range sc.docs {
		if m := s.cols.month[doc]; m != noMonth {
			counts[m] += sign
		}
	}
}

// fewer writes the documents of a set down or, and returns -1, all others of a
// segment where those are fewer.
func (sc *scratch) fewer(docs *roaring.Bitmap, n int) (sign int32) {
	sign = 1
	size := int(docs.GetCardinality())
	if 2*size > n {
		sign, size, docs = -1, n-size, roaring.Flip(docs, 0, uint64(n))
	}
	sc.docs = slices.Grow(sc.docs[:0], size)[:size]
	docs.ManyIterator().NextMany(sc.docs)
	return sign
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

// months are the first month that any document has and how many there are from it to
// the last.
func (s *snapshot) months() (first int32, n int) {
	first, end := int32(math.MaxInt32), int32(math.MinInt32)
	for _, v := range s.segments {
		if n := len(v.cols.months); n > 0 {
			first, end = min(first, v.cols.firstMonth), max(end, v.cols.firstMonth+int32(n))
		}
	}
	return first, max(0, int(end)-int(first))
}

// monthOf numbers months and, each before its first month, years.
func monthOf(day int, yearOnly bool) int32 {
	t := time.Unix(int64(day)*24*60*60, 0).UTC()
	if yearOnly {
		return int32(t.Year() * 13)
	}
	return int32(t.Year()*13 + int(t.Month()))
}

// monthName is the month of a number, or the year.
func monthName(m int32) string {
	year, month := m/13, m%13
	if year < 1000 || year > 9999 {
		if month == 0 {
			return fmt.Sprintf("%04d", year)
		}
		return fmt.Sprintf("%04d-%02d", year, month)
	}
	name := append(strconv.AppendInt(make([]byte, 0, 8), int64(year), 10), '-', byte('0'+month/10), byte('0'+month%10))
	if month == 0 {
		name = name[:4]
	}
	return string(name)
}
