package bleveindex

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

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
	total := map[string]int{}
	for _, s := range e.segs {
		col := s.cols.facets[name]
		if col == nil || len(col.values) == 0 {
			continue
		}
		docs := s.matched
		if s.filters[name] != nil {
			docs = s.filtered(name)
		}
		counts := col.counts
		if int(docs.GetCardinality()) < s.cols.n {
			counts = make([]int, len(col.values))
			it := docs.Iterator()
			for it.HasNext() {
				for _, o := range col.of(it.Next()) {
					counts[o]++
				}
			}
		}
		for o, n := range counts {
			if n > 0 {
				total[col.values[o]] += n
			}
		}
	}
	buckets := make([]index.Bucket, 0, len(total))
	for v, n := range total {
		buckets = append(buckets, index.Bucket{Value: v, Count: n})
	}
	slices.SortFunc(buckets, func(a, b index.Bucket) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
	return buckets[:min(limit, len(buckets))]
}

// histogram counts the matches by month, or year where the month is not known.
func (e *exec) histogram() []archive.MonthCount {
	counts := map[int32]int{} // year*13 + month, 0 for the year alone
	for _, s := range e.segs {
		it := s.matched.Iterator()
		for it.HasNext() {
			if doc := it.Next(); s.cols.minute[doc] != noDate {
				counts[s.cols.month[doc]]++
			}
		}
	}
	months := make([]int32, 0, len(counts))
	for m := range counts {
		months = append(months, m)
	}
	slices.Sort(months)
	var out []archive.MonthCount
	for _, m := range months {
		key := fmt.Sprintf("%04d", m/13)
		if m%13 > 0 {
			key = fmt.Sprintf("%04d-%02d", m/13, m%13)
		}
		out = append(out, archive.MonthCount{Month: key, Count: counts[m]})
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
