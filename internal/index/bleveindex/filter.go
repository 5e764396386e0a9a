package bleveindex

import (
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/archive"
	"depesche/internal/query"
)

// fieldDocs is the documents whose facet has the value, or, for names, all words of it.
func (e *exec) fieldDocs(s *segExec, f query.Field) (*roaring.Bitmap, error) {
	col := s.cols.facets[f.Name]
	b := roaring.New()
	if col == nil {
		return b, nil
	}
	match := e.fieldMatch(f)
	for _, v := range col.values {
		if match(v) {
			p, err := s.postings(string(f.Name), v)
			if err != nil {
				return nil, err
			}
			b.Or(p.docs)
		}
	}
	return b, nil
}

// fieldMatch says which values of a facet are meant by what was typed.
func (e *exec) fieldMatch(f query.Field) func(string) bool {
	want := strings.Split(archive.Slug(f.Value), "-")
	slugs := map[string]bool{}
	if ex := *e.x.expander.Load(); ex != nil && f.Name != query.Outlet && f.Name != query.Author {
		words := strings.Fields(f.Value)
		for _, n := range ex.Expand(words) {
			if n.First == 0 && n.Last == len(words)-1 {
				slugs[n.Entity] = true
			}
		}
	}
	if len(slugs) > 0 {
		return func(v string) bool { return slugs[v] || v == f.Value }
	}
	if f.Value == "" || len(want) == 1 && want[0] == "" {
		return func(v string) bool { return v == f.Value }
	}
	return func(v string) bool {
		if v == f.Value {
			return true
		}
		have := strings.Split(archive.Slug(v), "-")
		for _, w := range want {
			if !slices.Contains(have, w) {
				return false
			}
		}
		return true
	}
}

// between is the documents whose date may lie in the range.
func (c *columns) between(d query.Dates) *roaring.Bitmap {
	from, to := int32(-1<<31), int32(1<<31-1)
	if first, _, ok := d.From.Days(); ok {
		from = int32(first)
	}
	if _, last, ok := d.To.Days(); ok {
		to = int32(last)
	}
	b := roaring.New()
	var run []uint32
	for i := range c.n {
		if c.minute[i] != noDate && c.last[i] >= from && c.first[i] <= to {
			run = append(run, uint32(i))
		}
	}
	b.AddMany(run)
	return b
}

// only is the documents with one of the ids.
func (s *segExec) only(ids []archive.ID) (*roaring.Bitmap, error) {
	b := roaring.New()
	const few = 16 // a look-up costs about as much as comparing so many
	if len(ids)*few < s.cols.n {
		for _, id := range ids {
			p, err := s.postings("_id", string(id))
			if err != nil {
				return nil, err
			}
			b.Or(p.docs)
		}
		return b, nil
	}
	want := make(map[string]bool, len(ids))
	for _, id := range ids {
		want[string(id)] = true
	}
	var run []uint32
	for doc, id := range s.cols.ids {
		if want[id] {
			run = append(run, uint32(doc))
		}
	}
	b.AddMany(run)
	return b, nil
}
