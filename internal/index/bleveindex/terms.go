package bleveindex

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
)

// zapFile is a segment that lies in a file.
type zapFile interface {
	Data() []byte
	DictAddr(field string) (uint64, error)
	ChunkMode() uint32
	Version() uint32
	StoredIndexOffset() uint64
}

const (
	zapVersion   = 16
	zapChunkMode = 1026
)

// terms are those of one field of a segment. A segment's file has them in a
// transducer that gives for each the place of its postings.
type terms struct {
	docs uint64                 // of the segment
	dict segment.TermDictionary // of a segment in memory, else nil
	file []byte
	fst  *vellum.FST // nil: the field is empty
	get  *vellum.Reader
	seen map[string]*term // by this search
}

// term is one that was looked up.
type term struct {
	at   uint64 // the place of its postings, of a segment in a file
	has  bool
	read bool
	list postings
}

// terms of a field are made ready when they are first asked for.
func (v *view) terms(field string) (*terms, error) {
	if t, ok := v.fields[field]; ok {
		return t, nil
	}
	t := &terms{docs: v.Count(), seen: map[string]*term{}}
	f, ok := v.Segment.(zapFile)
	if !ok || f.Version() != zapVersion || f.ChunkMode() != zapChunkMode {
		d, err := v.Dictionary(field)
		if err != nil {
			return nil, fmt.Errorf("reading field %s: %w", field, err)
		}
		t.dict = d
	} else if at, err := f.DictAddr(field); err == nil && at > 0 { // else no document has the field
		t.file = f.Data()
		size, n := binary.Uvarint(t.file[at:])
		if t.fst, err = vellum.Load(t.file[at+uint64(n):][:size]); err == nil {
			t.get, err = t.fst.Reader()
		}
		if err != nil {
			return nil, fmt.Errorf("reading field %s: %w", field, err)
		}
	}
	v.fields[field] = t
	return t, nil
}

// find looks a term up, once in a search.
func (t *terms) find(text string) (*term, error) {
	if f, ok := t.seen[text]; ok {
		return f, nil
	}
	f := &term{}
	var err error
	switch {
	case t.fst != nil:
		f.at, f.has, err = t.get.Get([]byte(text))
	case t.dict != nil:
		f.has, err = t.dict.Contains([]byte(text))
	}
	if err != nil {
		return nil, fmt.Errorf("looking up %q: %w", text, err)
	}
	t.seen[text] = f
	return f, nil
}

// has reports whether a document of the segment, perhaps a deleted one, has a term.
func (v *view) has(field, text string) (bool, error) {
	t, err := v.terms(field)
	if err != nil {
		return false, err
	}
	f, err := t.find(text)
	return err == nil && f.has, err
}

// postings are empty for a term that no document has.
func (v *view) postings(field, text string) (*postings, error) {
	t, err := v.terms(field)
	if err != nil {
		return nil, err
	}
	f, err := t.find(text)
	if err != nil {
		return nil, err
	}
	if !f.has {
		return &noPostings, nil
	}
	if !f.read {
		if f.list, err = t.postings(text, f.at); err != nil {
			return nil, fmt.Errorf("reading postings of %q in %s: %w", text, field, err)
		}
		f.read = true
	}
	return &f.list, nil
}

// found is a term that a search through the terms of a field comes upon.
type found struct {
	text  []byte // as long as it is visited
	terms *terms
	at    uint64
	count int // of its documents, of a segment in memory
}

// docs counts the documents of the term. Bleve's iterator tells 1 of every term
// behind one whose only document is in the dictionary itself (it reads all terms into
// one postings list and does not reset that, zapx 16.3.4), so that 1 is looked up.
func (f *found) docs() int {
	if f.terms.dict == nil {
		return countPostings(f.terms.file, f.at)
	}
	if f.count == 1 {
		if list, err := f.terms.dict.PostingsList(f.text, nil, nil); err == nil {
			return int(list.Count())
		}
	}
	return f.count
}

// search visits the terms of a field from start on and before end (nil: to the
// last) that an automaton accepts (nil: all) until visit returns false.
func (v *view) search(field string, a segment.Automaton, start, end []byte, visit func(*found) bool) error {
	t, err := v.terms(field)
	if err != nil {
		return err
	}
	f := found{terms: t}
	if t.dict != nil {
		it := t.dict.AutomatonIterator(a, start, end)
		for {
			e, err := it.Next()
			if err != nil {
				return fmt.Errorf("reading field %s: %w", field, err)
			}
			if e == nil {
				return nil
			}
			if f.text, f.count = []byte(e.Term), int(e.Count); !visit(&f) {
				return nil
			}
		}
	}
	if t.fst == nil {
		return nil
	}
	it, err := t.fst.Search(a, start, end)
	for ; err == nil; err = it.Next() {
		if f.text, f.at = it.Current(); !visit(&f) {
			return nil
		}
	}
	if !errors.Is(err, vellum.ErrIteratorDone) {
		return fmt.Errorf("reading field %s: %w", field, err)
	}
	return nil
}

// eachTerm visits at most limit terms of a field that begin with the prefix.
func (v *view) eachTerm(field, prefix string, limit int, visit func(term string, docs int)) error {
	return v.search(field, nil, []byte(prefix), prefixEnd([]byte(prefix)), func(f *found) bool {
		if limit--; limit < 0 {
			return false
		}
		visit(string(f.text), f.docs())
		return true
	})
}

// beginning is the documents that have a term that begins with the prefix.
func (v *view) beginning(ctx context.Context, field, prefix string) (*roaring.Bitmap, error) {
	set := make([]uint64, v.cols.n/64+1)
	var block [256]uint32
	n := 0
	var failed error
	err := v.search(field, nil, []byte(prefix), prefixEnd([]byte(prefix)), func(f *found) bool {
		if n++; n%256 == 0 {
			failed = ctx.Err()
		}
		var list postings
		if failed == nil {
			list, failed = f.terms.postings(string(f.text), f.at)
		}
		if failed != nil {
			return false
		}
		it := list.docs.ManyIterator()
		for n := it.NextMany(block[:]); n > 0; n = it.NextMany(block[:]) {
			for _, doc := range block[:n] {
				set[doc/64] |= 1 << (doc % 64)
			}
		}
		return true
	})
	return roaring.FromDense(set, false), cmp.Or(failed, err)
}

// prefixEnd is the first key after all that begin with the prefix; nil: none.
func prefixEnd(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < math.MaxUint8 {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}
