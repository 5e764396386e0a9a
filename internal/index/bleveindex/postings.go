package bleveindex

import (
	"encoding/binary"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Postings are read from a segment's file as it is (zapx 16, zap.md): the documents
// of a term are a roaring bitmap, its frequencies a run of varints in chunks of so
// many documents. zapx's own iterator takes several times as long to say the same.
// A segment that is still in memory is read through that.

// postings are the documents of a term with its frequencies in them.
type postings struct {
	docs  *roaring.Bitmap // deleted ones included; not to be changed
	freqs []byte          // as in the file; nil: 1 in each document
	chunk uint32          // documents of a chunk of freqs
}

var (
	noDocs     = roaring.New()
	noPostings = postings{docs: noDocs}
)

// What a dictionary says of a term is where its postings lie or, marked, the only
// document that it stands in, and once.
const (
	markBits   = 0b11 << 62
	onceMark   = 0b10 << 62
	onceBits   = 1<<31 - 1
	chunkUnits = 1024 // documents of a term for each chunk, about
)

// postings reads those of a term that lie at a place of the file.
func (t *terms) postings(text string, at uint64) (postings, error) {
	if t.dict != nil {
		return t.convert(text)
	}
	if at&markBits == onceMark {
		return postings{docs: roaring.BitmapOf(uint32(at & onceBits))}, nil
	}
	freqs, set := postingsAt(t.file, at)
	p := postings{docs: roaring.New()}
	if _, err := p.docs.FromBuffer(set); err != nil {
		return noPostings, err
	}
	if freqs > 0 {
		p.freqs = t.file[freqs:]
		p.chunk = uint32(t.docs / (p.docs.GetCardinality()/chunkUnits + 1))
	}
	return p, nil
}

// postingsAt is where frequencies lie in the file, 0: nowhere, and the set of the
// documents.
func postingsAt(file []byte, at uint64) (freqs uint64, set []byte) {
	freqs, n := binary.Uvarint(file[at:])
	at += uint64(n)
	_, n = binary.Uvarint(file[at:]) // where positions would lie
	at += uint64(n)
	size, n := binary.Uvarint(file[at:])
	return freqs, file[at+uint64(n):][:size]
}

// countPostings reads how many documents a set has without reading the set
// (RoaringFormatSpec: kinds and sizes of its containers stand first).
func countPostings(file []byte, at uint64) (docs int) {
	if at&markBits == onceMark {
		return 1
	}
	_, set := postingsAt(file, at)
	containers := 0
	if cookie := binary.LittleEndian.Uint32(set); cookie&0xffff == roaringRuns {
		containers = int(cookie>>16) + 1
		set = set[4+(containers+7)/8:]
	} else {
		containers = int(binary.LittleEndian.Uint32(set[4:]))
		set = set[8:]
	}
	for i := range containers {
		docs += int(binary.LittleEndian.Uint16(set[4*i+2:])) + 1
	}
	return docs
}

const roaringRuns = 12347 // begins a set that has containers of runs

// convert writes the postings of a term in memory as a file would have them, in
// one chunk.
func (t *terms) convert(text string) (postings, error) {
	list, err := t.dict.PostingsList([]byte(text), nil, nil)
	if err != nil {
		return noPostings, err
	}
	p := postings{docs: roaring.New(), chunk: uint32(t.docs)}
	it := list.Iterator(true, false, false, nil)
	for {
		posting, err := it.Next()
		if err != nil {
			return noPostings, err
		}
		if posting == nil {
			break
		}
		p.docs.Add(uint32(posting.Number()))
		p.freqs = binary.AppendUvarint(p.freqs, posting.Frequency()<<1)
		if posting.Frequency() > 0 {
			p.freqs = append(p.freqs, 0) // a length, which is not used
		}
	}
	p.freqs = slices.Concat([]byte{1}, binary.AppendUvarint(nil, uint64(len(p.freqs))), p.freqs)
	return p, nil
}

// freqBlock is a run of documents with the frequencies of a term.
type freqBlock struct {
	docs  [256]uint32
	freqs [256]float32
}

// freqReader reads the frequencies of a term in some or all of its documents.
type freqReader struct {
	wanted roaring.ManyIntIterable
	data   []byte // the entries of all chunks; nil: 1 in each document
	at     int
	// where not all are wanted:
	all    roaring.IntPeekable // nil: they are
	size   uint32              // documents of a chunk
	chunk  int                 // the present one
	starts []int               // of the chunks in data
}

// among reads the frequencies in the documents that a set has too. It is worth it
// for sets much smaller than the postings.
func (p *postings) among(set *roaring.Bitmap) freqReader {
	r := freqReader{wanted: roaring.And(p.docs, set).ManyIterator(), size: p.chunk, chunk: -1}
	if p.freqs == nil {
		return r
	}
	chunks, n := binary.Uvarint(p.freqs)
	r.data = p.freqs[n:]
	r.starts = make([]int, 1, chunks+1)
	for range chunks {
		end, n := binary.Uvarint(r.data)
		r.data = r.data[n:]
		r.starts = append(r.starts, int(end))
	}
	r.all = p.docs.Iterator()
	return r
}

// each reads the frequencies in all documents.
func (p *postings) each() freqReader {
	r := freqReader{wanted: p.docs.ManyIterator(), data: p.freqs}
	if p.freqs == nil {
		return r
	}
	chunks, n := binary.Uvarint(p.freqs)
	r.data = p.freqs[n:]
	for range chunks {
		_, n := binary.Uvarint(r.data)
		r.data = r.data[n:]
	}
	return r
}

// next fills in the block and returns how many documents it has, 0 after the last.
func (r *freqReader) next(b *freqBlock) int {
	n := r.wanted.NextMany(b.docs[:])
	switch {
	case r.data == nil:
		for i := range b.freqs[:n] {
			b.freqs[i] = 1
		}
	case r.all == nil:
		data, at := r.data, r.at
		for i := range b.freqs[:n] {
			switch x := data[at]; {
			case x < 2: // most are
				b.freqs[i] = 1
				at++
			case x < 0x80 && data[at+1] < 0x80:
				b.freqs[i] = float32(x >> 1)
				at += 2
			default:
				r.at = at
				b.freqs[i] = r.entry()
				at = r.at
			}
		}
		r.at = at
	default:
		for i, doc := range b.docs[:n] {
			b.freqs[i] = r.of(doc)
		}
	}
	return n
}

// nextOf does the same for those of the documents that have a bit in a set, which
// few says are few.
func (r *freqReader) nextOf(b *freqBlock, set []uint64, few bool) int {
	if r.all != nil { // all that are wanted have
		return r.next(b)
	}
	for {
		found, n := 0, 0
		if few && r.data != nil {
			n = r.wanted.NextMany(b.docs[:])
			passed := 0
			for _, doc := range b.docs[:n] {
				if set[doc/64]>>(doc%64)&1 == 0 {
					passed++
					continue
				}
				r.skip(passed)
				b.docs[found], b.freqs[found] = doc, r.entry()
				found, passed = found+1, 0
			}
			r.skip(passed)
		} else {
			n = r.next(b)
			for i, doc := range b.docs[:n] {
				if set[doc/64]>>(doc%64)&1 > 0 {
					b.docs[found], b.freqs[found] = doc, b.freqs[i]
					found++
				}
			}
		}
		if found > 0 || n == 0 {
			return found
		}
	}
}

// of reads the frequency in a document behind those read before.
func (r *freqReader) of(doc uint32) float32 {
	if chunk := int(doc / r.size); chunk != r.chunk {
		r.chunk, r.at = chunk, r.starts[chunk]
		r.all.AdvanceIfNeeded(uint32(chunk) * r.size)
	}
	passed := 0
	for r.all.Next() < doc {
		passed++
	}
	r.skip(passed)
	return r.entry()
}

// skip passes over n entries, eight bytes at a time: as lengths are 1 (see
// package zapfile), those that are 0 or 1 end one each, unless there are
// frequencies above 63.
func (r *freqReader) skip(n int) {
	const low, high = 0x7f7f7f7f7f7f7f7f, 0x8080808080808080
	for n >= 8 && r.at+8 <= len(r.data) {
		x := binary.LittleEndian.Uint64(r.data[r.at:])
		if x&high != 0 {
			break
		}
		x &= 0xfefefefefefefefe
		n -= bits.OnesCount64(^(x + low) & high)
		r.at += 8
	}
	if r.at > 0 && r.data[r.at-1] > 1 { // amid one
		r.at--
	}
	for range n {
		r.entry()
	}
}

// entry reads a frequency: itself times two and, if it is not 0, a length. 0 means
// 1, see inverter.fields.
func (r *freqReader) entry() float32 {
	x, n := binary.Uvarint(r.data[r.at:])
	r.at += n
	if x < 2 {
		return 1
	}
	_, n = binary.Uvarint(r.data[r.at:])
	r.at += n
	return float32(x >> 1)
}
