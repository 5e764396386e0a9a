package bleveindex

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"depesche/internal/archive"
	"depesche/internal/query"
)

// columns are the values of a segment's documents by document number.
type columns struct {
	n      int
	ids    []string
	length []uint8 // lengthCode
	minute []int64 // first minute of publication, noDate if unknown
	first  []int32 // first and last day, counted from 1970
	last   []int32
	words  float64 // of all documents
	facets map[query.FieldName]*column

	// Months are counted from the first of the segment on, see monthOf.
	firstMonth int32
	months     []int32 // documents of each
	month      []int32 // noMonth if unknown
	near       nearSets
}

const (
	noDate  = -1 << 62
	noMonth = math.MinInt32
)

// column holds the values of a keyword field: those of document d are
// values[ords[offsets[d]:offsets[d+1]]]. Where no document has two, offsets is nil
// and that of d is values[ords[d]], if ords[d] isn't noValue.
type column struct {
	values  []string
	counts  []int // documents by value
	offsets []uint32
	ords    []uint32
}

const noValue = math.MaxUint32

// count adds the values of documents to counts, or takes them off all values of the
// column where sign is -1. Value o counts at place places[o].
func (c *column) count(docs []uint32, sign int32, counts []int32, places []uint32) {
	if sign < 0 {
		for o, n := range c.counts {
			counts[places[o]] += int32(n)
		}
	}
	if c.offsets == nil {
		for _, doc := range docs {
			if o := c.ords[doc]; o != noValue {
				counts[places[o]] += sign
			}
		}
		return
	}
	for _, doc := range docs {
		for _, o := range c.ords[c.offsets[doc]:c.offsets[doc+1]] {
			counts[places[o]] += sign
		}
	}
}

// readColumns turns round the postings of a segment's keyword fields.
func readColumns(seg segment.Segment) (*columns, error) {
	n := int(seg.Count())
	c := &columns{
		n: n, ids: make([]string, n), length: make([]uint8, n), minute: make([]int64, n),
		first: make([]int32, n), last: make([]int32, n), month: make([]int32, n),
		facets: map[query.FieldName]*column{},
	}
	err := eachPosting(seg, "_id", func(term string, _ int, doc uint32) error {
		c.ids[doc] = term
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachPosting(seg, fieldLength, func(term string, _ int, doc uint32) error {
		v, err := strconv.Atoi(term)
		c.length[doc] = uint8(v)
		c.words += lengthOf(uint8(v))
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range c.minute {
		c.minute[i], c.month[i] = noDate, noMonth
	}
	first, last := int32(math.MaxInt32), int32(math.MinInt32)
	err = eachPosting(seg, fieldDate, func(term string, _ int, doc uint32) error {
		v := strings.Fields(term)
		if len(v) != 4 {
			return fmt.Errorf("date %q", term)
		}
		var x [4]int
		for i := range x {
			var err error
			if x[i], err = strconv.Atoi(v[i]); err != nil {
				return err
			}
		}
		c.minute[doc], c.first[doc], c.last[doc], c.month[doc] = int64(x[0]), int32(x[1]), int32(x[2]), monthOf(x[1], archive.Precision(x[3]) == archive.Year)
		first, last = min(first, c.month[doc]), max(last, c.month[doc])
		return nil
	})
	if err != nil {
		return nil, err
	}
	if first <= last {
		c.firstMonth, c.months = first, make([]int32, last-first+1)
		for i, m := range c.month {
			if m != noMonth {
				c.month[i] = m - first
				c.months[m-first]++
			}
		}
	}
	for _, f := range facetFields {
		col, err := readColumn(seg, string(f), n)
		if err != nil {
			return nil, err
		}
		c.facets[f] = col
	}
	return c, nil
}

func readColumn(seg segment.Segment, field string, n int) (*column, error) {
	type pair struct{ doc, ord uint32 }
	var pairs []pair
	c := &column{offsets: make([]uint32, n+1)}
	err := eachPosting(seg, field, func(term string, i int, doc uint32) error {
		if i == len(c.values) {
			c.values = append(c.values, term)
			c.counts = append(c.counts, 0)
		}
		c.counts[i]++
		pairs = append(pairs, pair{doc, uint32(i)})
		c.offsets[doc+1]++
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(c.offsets, func(n uint32) bool { return n > 1 }) {
		c.offsets, c.ords = nil, slices.Repeat([]uint32{noValue}, n)
		for _, p := range pairs {
			c.ords[p.doc] = p.ord
		}
		return c, nil
	}
	for d := range n {
		c.offsets[d+1] += c.offsets[d]
	}
	c.ords = make([]uint32, len(pairs))
	next := slices.Clone(c.offsets)
	for _, p := range pairs {
		c.ords[next[p.doc]] = p.ord
		next[p.doc]++
	}
	return c, nil
}

// eachPosting visits a field's terms in order and their documents.
func eachPosting(seg segment.Segment, field string, visit func(term string, i int, doc uint32) error) error {
	dict, err := seg.Dictionary(field)
	if err != nil || dict == nil {
		return err
	}
	it := dict.AutomatonIterator(nil, nil, nil)
	var pl segment.PostingsList
	var pi segment.PostingsIterator
	for i := 0; ; i++ {
		e, err := it.Next()
		if err != nil {
			return fmt.Errorf("reading field %s: %w", field, err)
		}
		if e == nil {
			return nil
		}
		if pl, err = dict.PostingsList([]byte(e.Term), nil, pl); err != nil {
			return fmt.Errorf("reading field %s: %w", field, err)
		}
		pi = pl.Iterator(false, false, false, pi)
		for {
			p, err := pi.Next()
			if err != nil {
				return fmt.Errorf("reading field %s: %w", field, err)
			}
			if p == nil {
				break
			}
			if err := visit(e.Term, i, uint32(p.Number())); err != nil {
				return fmt.Errorf("reading field %s: %w", field, err)
			}
		}
	}
}
