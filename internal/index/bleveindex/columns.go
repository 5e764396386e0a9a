package bleveindex

import (
	"fmt"
	"math"
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
	month  []int32  // see monthOf, noMonth if unknown
	months [2]int32 // the first and the last of them; none where the first is noMonth
	words  float64  // of all documents
	facets map[query.FieldName]*column
	near   nearSets
}

const (
	noDate  = -1 << 62
	noMonth = math.MinInt32
)

// column holds the values of a keyword field: those of document d are
// values[ords[offsets[d]:offsets[d+1]]].
type column struct {
	values  []string
	counts  []int // documents by value
	offsets []uint32
	ords    []uint32
}

func (c *column) of(doc uint32) []uint32 { return c.ords[c.offsets[doc]:c.offsets[doc+1]] }

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
	c.months = [2]int32{noMonth, noMonth}
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
		if m := c.month[doc]; c.months[0] == noMonth {
			c.months = [2]int32{m, m}
		} else {
			c.months = [2]int32{min(c.months[0], m), max(c.months[1], m)}
		}
		return nil
	})
	if err != nil {
		return nil, err
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
	for d := range n {
		c.offsets[d+1] += c.offsets[d]
	}
	c.ords = make([]uint32, len(pairs))
	next := append([]uint32(nil), c.offsets...)
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
