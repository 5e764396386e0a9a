// Package zapfile writes segments of a Bleve index in version 16 of its file
// format zap, for fields that have terms and frequencies but no positions and no
// doc values.
//
// Bleve's own writer takes documents, each with a map of its terms, and turns them
// round with several look-ups of strings for each posting. This one takes what is
// turned round already: the terms of a field in order, each with its documents. What
// it writes is read, merged and persisted by Bleve as its own.
//
// # The format
//
// A segment is, from front to back: the stored values of each document; for each
// field the postings of its terms, then its dictionary (a vellum FST from terms to
// offsets of postings), then where these are; the fields with the addresses of
// their sections. A term's postings are its frequencies as varints, in chunks, and a
// roaring bitmap of its documents. Where a term has one document and stands there
// once, the document's number is in the dictionary itself ("1-hit"). A frequency of
// 0 stands for one that is not kept and takes no norm behind it; every other one has
// the norm 1.
package zapfile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v16"
	"github.com/golang/snappy"
)

// Posting is a document of a term, with the term's frequency there. It is 0 if it
// is not kept.
type Posting struct {
	Doc, Freq uint32
}

// Term is a term with its postings, by ascending document.
type Term struct {
	Text     string
	Postings []Posting
}

// Field is a field with its terms in ascending order.
type Field struct {
	Name  string
	Terms []Term
}

// Document is what is stored of one.
type Document struct {
	ID     string
	Stored []Value // by ascending field, each once
}

// Value is a value of a field, by the place of the field in the segment.
type Value struct {
	Field int
	Type  byte // as bindex.Field.EncodedFieldType has it
	Bytes []byte
}

// ID is the name of the first field of every segment, whose terms are the ids of the
// documents.
const ID = "_id"

// New makes a segment in memory. The first field is ID, the others stand in the
// order of their names. It returns the size of the segment, too.
func New(fields []Field, docs []Document, config map[string]any) (*zap.SegmentBase, uint64, error) {
	w := writer{docs: len(docs)}
	if err := w.fst(); err != nil {
		return nil, 0, err
	}
	stored := w.stored(docs)
	addresses := make([]int, len(fields))
	for i := range fields {
		if err := w.field(&fields[i]); err != nil {
			return nil, 0, fmt.Errorf("writing field %s: %w", fields[i].Name, err)
		}
		addresses[i] = w.address
	}
	sections := w.sections(fields, addresses)
	s, err := zap.InitSegmentBase(w.out, crc32.ChecksumIEEE(w.out), zap.DefaultChunkMode, uint64(len(docs)), uint64(stored), uint64(sections), config)
	if err != nil {
		return nil, 0, fmt.Errorf("reading the new segment: %w", err)
	}
	return s, uint64(len(w.out)), nil
}

type writer struct {
	out     []byte
	docs    int
	address int // of the last field

	dictionary *vellum.Builder
	fstBytes   bytes.Buffer
	freqs      []byte
	ends       []uint64 // of the chunks of freqs
	bitmap     roaring.Bitmap
	numbers    []uint32
}

func (w *writer) fst() (err error) {
	w.dictionary, err = vellum.New(&w.fstBytes, nil)
	return err
}

func (w *writer) varint(v uint64) { w.out = binary.AppendUvarint(w.out, v) }

// stored writes the stored values and then, for each document, where its own are.
// It returns where these offsets begin.
func (w *writer) stored(docs []Document) int {
	offsets := make([]int, len(docs))
	var meta, data, packed []byte
	for i, d := range docs {
		meta, data = binary.AppendUvarint(meta[:0], uint64(len(d.ID))), data[:0]
		for _, v := range d.Stored {
			for _, n := range [...]int{v.Field, int(v.Type), len(data), len(v.Bytes), 0} { // the last: array positions
				meta = binary.AppendUvarint(meta, uint64(n))
			}
			data = append(data, v.Bytes...)
		}
		packed = snappy.Encode(packed[:cap(packed)], data)
		offsets[i] = len(w.out)
		w.varint(uint64(len(meta)))
		w.varint(uint64(len(d.ID) + len(packed)))
		w.out = append(append(append(w.out, meta...), d.ID...), packed...)
	}
	first := len(w.out)
	for _, o := range offsets {
		w.out = binary.BigEndian.AppendUint64(w.out, uint64(o))
	}
	return first
}

// field writes postings and dictionary of a field.
func (w *writer) field(f *Field) error {
	for i := range f.Terms {
		t := &f.Terms[i]
		if len(t.Postings) == 0 {
			continue
		}
		at, err := w.postings(t.Postings)
		if err != nil {
			return fmt.Errorf("postings of %q: %w", t.Text, err)
		}
		if err := w.dictionary.Insert([]byte(t.Text), at); err != nil {
			return fmt.Errorf("term %q: %w", t.Text, err)
		}
	}
	if err := w.dictionary.Close(); err != nil {
		return fmt.Errorf("dictionary: %w", err)
	}
	dictionary := len(w.out)
	w.varint(uint64(w.fstBytes.Len()))
	w.out = append(w.out, w.fstBytes.Bytes()...)
	w.address = len(w.out)
	w.varint(noDocValues)
	w.varint(noDocValues)
	w.varint(uint64(dictionary))
	w.fstBytes.Reset()
	return w.dictionary.Reset(&w.fstBytes)
}

const noDocValues = math.MaxUint64

// postings writes those of a term and returns what the dictionary has of them.
func (w *writer) postings(list []Posting) (uint64, error) {
	if len(list) == 1 && list[0].Freq == 1 {
		return zap.FSTValEncode1Hit(uint64(list[0].Doc), norm), nil
	}
	freqs := len(w.out)
	w.frequencies(list)
	at := len(w.out)
	w.varint(uint64(freqs))
	w.varint(0) // no positions
	return uint64(at), w.numbersOf(list)
}

const (
	norm     = 1
	perChunk = 1024 // postings of a chunk, about: see zap.DefaultChunkMode
)

// frequencies writes the number of chunks, where each ends, and the frequencies.
func (w *writer) frequencies(list []Posting) {
	size := w.docs / (len(list)/perChunk + 1) // documents of a chunk
	chunks := (w.docs-1)/size + 1
	w.freqs, w.ends = w.freqs[:0], w.ends[:0]
	for _, p := range list {
		for chunk := int(p.Doc) / size; len(w.ends) < chunk; {
			w.ends = append(w.ends, uint64(len(w.freqs)))
		}
		w.freqs = binary.AppendUvarint(w.freqs, uint64(p.Freq)<<1) // the lowest bit: positions
		if p.Freq > 0 {
			w.freqs = append(w.freqs, norm)
		}
	}
	for len(w.ends) < chunks {
		w.ends = append(w.ends, uint64(len(w.freqs)))
	}
	w.varint(uint64(chunks))
	for _, e := range w.ends {
		w.varint(e)
	}
	w.out = append(w.out, w.freqs...)
}

// numbersOf writes the bitmap of the documents behind its length. Short lists,
// which most are, are written here, as the format of roaring bitmaps says
// (https://github.com/RoaringBitmap/RoaringFormatSpec): a cookie, the number of
// containers, key and cardinality of the only one, where it begins, and its
// values.
func (w *writer) numbersOf(list []Posting) error {
	const cookie, header, longest, container = 12346, 16, 4096, 1 << 16
	if len(list) <= longest && list[len(list)-1].Doc < container {
		w.varint(uint64(header + 2*len(list)))
		w.out = binary.LittleEndian.AppendUint32(w.out, cookie)
		w.out = binary.LittleEndian.AppendUint32(w.out, 1)
		w.out = binary.LittleEndian.AppendUint16(w.out, 0)
		w.out = binary.LittleEndian.AppendUint16(w.out, uint16(len(list)-1))
		w.out = binary.LittleEndian.AppendUint32(w.out, header)
		for _, p := range list {
			w.out = binary.LittleEndian.AppendUint16(w.out, uint16(p.Doc))
		}
		return nil
	}
	w.numbers = w.numbers[:0]
	for _, p := range list {
		w.numbers = append(w.numbers, p.Doc)
	}
	w.bitmap.Clear()
	w.bitmap.AddMany(w.numbers)
	b, err := w.bitmap.ToBytes()
	if err != nil {
		return err
	}
	w.varint(uint64(len(b)))
	w.out = append(w.out, b...)
	return nil
}

// sections writes the fields with the addresses of their sections, and where each
// field stands. It returns where the latter begins.
func (w *writer) sections(fields []Field, addresses []int) int {
	offsets := make([]int, len(fields))
	for i, f := range fields {
		offsets[i] = len(w.out)
		w.varint(uint64(len(f.Name)))
		w.out = append(w.out, f.Name...)
		w.varint(2)
		for _, s := range [...]struct{ kind, address int }{{zap.SectionInvertedTextIndex, addresses[i]}, {zap.SectionSynonymIndex, 0}} {
			w.out = binary.BigEndian.AppendUint16(w.out, uint16(s.kind))
			w.out = binary.BigEndian.AppendUint64(w.out, uint64(s.address))
		}
	}
	first := len(w.out)
	w.varint(uint64(len(fields)))
	for _, o := range offsets {
		w.out = binary.BigEndian.AppendUint64(w.out, uint64(o))
	}
	return first
}
