package ingest

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"depesche/internal/index"
	"depesche/internal/query"
)

// The index has the mentions of each article under the slugs that were found in
// it. Where the statistics know two of them as one, a search for the one finds
// the other, and facets count them together.

// asksForEntities reports whether the request filters by entities or counts them.
func asksForEntities(req *index.Request) bool {
	for _, field := range query.EntityFacet {
		if len(req.Facets[field]) > 0 || req.WantFacet[field] > 0 {
			return true
		}
	}
	return false
}

// withSame is the request that filters by all slugs of its entities.
func withSame(req index.Request, slugs func(string) []string) index.Request {
	facets := maps.Clone(req.Facets)
	for _, field := range query.EntityFacet {
		var all []string
		for _, value := range req.Facets[field] {
			all = append(all, slugs(value)...)
		}
		if len(all) > 0 {
			facets[field] = all
		}
	}
	req.Facets = facets
	return req
}

// mergeSame counts each value of a facet for its owner, and names what may be
// left out as it was asked for. It returns the owners that have several values:
// an article with two of them has been counted twice.
func mergeSame(res *index.Result, req *index.Request, owner func(string) string) map[query.FieldName][]string {
	several := map[query.FieldName][]string{}
	for _, field := range query.EntityFacet {
		buckets := res.Facets[field]
		merged := buckets[:0:0]
		at := map[string]int{}
		for _, b := range buckets {
			b.Value = owner(b.Value)
			if i, ok := at[b.Value]; ok {
				merged[i].Count += b.Count
				several[field] = append(several[field], b.Value)
				continue
			}
			at[b.Value] = len(merged)
			merged = append(merged, b)
		}
		if len(merged) > 0 {
			byCount(merged)
			res.Facets[field] = merged
		}
		for i, d := range res.Dropped {
			if strings.HasPrefix(d.Part, string(field)+":") && len(req.Facets[field]) > 0 {
				res.Dropped[i].Part = string(field) + ":" + strings.Join(req.Facets[field], ",")
			}
		}
	}
	return several
}

// withOnly is the request that counts what has one of the values.
func withOnly(req index.Request, field query.FieldName, values []string) index.Request {
	req.Facets = maps.Clone(req.Facets)
	if req.Facets == nil {
		req.Facets = map[query.FieldName][]string{}
	}
	req.Facets[field] = values
	req.Offset, req.Limit, req.WantFacet, req.Histogram = 0, 0, nil, false
	return req
}

// recount sets the count of a value.
func recount(buckets []index.Bucket, value string, n int) {
	for i := range buckets {
		if buckets[i].Value == value {
			buckets[i].Count = n
		}
	}
	byCount(buckets)
}

func byCount(buckets []index.Bucket) {
	slices.SortStableFunc(buckets, func(a, b index.Bucket) int { return cmp.Compare(b.Count, a.Count) })
}
