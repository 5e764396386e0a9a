package bleveindex

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"depesche/internal/archive"
	"depesche/internal/query"
)

// snapshot is the index at one moment. It must be closed.
type snapshot struct {
	reader   *scorch.IndexSnapshot
	segments []*view
	docs     int     // live documents
	average  float64 // words of a document
	facets   *facetTables
}

// view is one segment of a snapshot.
type view struct {
	segment.Segment
	cols    *columns
	deleted *roaring.Bitmap // may be nil
	fields  map[string]*terms
}

func (x *Index) snapshot() (*snapshot, error) {
	r, err := x.scorch.Reader()
	if err != nil {
		return nil, &archive.Error{Code: archive.CodeUnavailable, Message: "Der Suchindex ist gerade nicht erreichbar.", Err: err}
	}
	is, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("reading index %s: reader is a %T", x.dir, r)
	}
	s := &snapshot{reader: is}
	if err := s.load(x); err != nil {
		s.close()
		return nil, fmt.Errorf("reading index %s: %w", x.dir, err)
	}
	return s, nil
}

func (s *snapshot) load(x *Index) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	alive := map[uint64]bool{}
	var words float64
	for _, seg := range s.reader.Segments() {
		alive[seg.Id()] = true
		cols := x.cache[seg.Id()]
		if cols == nil {
			var err error
			if cols, err = readColumns(seg.Segment()); err != nil {
				return err
			}
			x.cache[seg.Id()] = cols
		}
		v := &view{Segment: seg.Segment(), cols: cols, deleted: seg.Deleted(), fields: map[string]*terms{}}
		if v.deleted != nil && v.deleted.IsEmpty() {
			v.deleted = nil
		}
		s.docs += cols.n
		if v.deleted != nil {
			s.docs -= int(v.deleted.GetCardinality())
		}
		words += cols.words
		s.segments = append(s.segments, v)
	}
	total := 0
	var all []*columns
	for _, v := range s.segments {
		total += v.cols.n
		all = append(all, v.cols)
	}
	if x.facets == nil || !slices.Equal(x.facets.cols, all) {
		x.facets = &facetTables{cols: all, tables: map[query.FieldName]*facetTable{}}
	}
	s.facets = x.facets
	s.average = words / float64(max(1, total))
	if len(x.cache) > 2*len(alive)+8 {
		for id := range x.cache {
			if !alive[id] {
				delete(x.cache, id)
			}
		}
	}
	return nil
}

func (s *snapshot) close() { _ = s.reader.Close() }

// all is the set of the segment's live documents.
func (v *view) all() *roaring.Bitmap {
	b := roaring.New()
	b.AddRange(0, uint64(v.cols.n))
	if v.deleted != nil {
		b.AndNot(v.deleted)
	}
	return b
}

// streamsAhead is how many streams are fetched before the first of them is read.
const streamsAhead = 32

const (
	cacheLine    = 64
	fetchedBytes = 16 * cacheLine // of a stream; the processor goes on by itself
)

// fetch touches the stream of a document. Who is going to read several touches them
// all before, so that the processor waits for them together and not for one after
// the other. The sum keeps the compiler from leaving it out.
//
//go:noinline
func (v *view) fetch(doc uint32) (touched byte) {
	f, ok := v.Segment.(zapFile)
	if !ok {
		return 0
	}
	data, index := f.Data(), f.StoredIndexOffset()
	at := binary.BigEndian.Uint64(data[index+8*uint64(doc):])
	for end := min(at+fetchedBytes, index); at < end; at += cacheLine {
		touched += data[at]
	}
	return touched
}

// stream calls read with the stream of a document, which is read's only until it
// returns.
func (v *view) stream(doc uint32, read func(words []byte)) error {
	err := v.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldStream {
			read(value)
			return false
		}
		return true
	})
	if err != nil {
		return fmt.Errorf("reading stored fields: %w", err)
	}
	return nil
}
