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
}

var (
	noDocs     = roaring.New()
	noPostings = postings{docs: noDocs}
)

// What a dictionary says of a term is where its postings lie or, marked, the only
// document that it stands in, and once.
const (
	markBits = 0b11 << 62
	onceMark = 0b10 << 62
	onceBits = 1<<31 - 1
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
	p := postings{docs: roaring.New()}
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

// freqReader reads the frequencies of a term in those of its documents that have a
// bit in a set.
type freqReader struct {
	set    []uint64 // a bit a document
	data   []byte   // the entries of all chunks; nil: 1 in each document
	at     int
	one    roaring.ManyIntIterable // gives the documents of a rare term
	all    []uint64                // has those of a frequent one, a bit each
	word   int                     // of all
	passed int                     // entries before that word that aren't read yet
}

// rareTerm is how many times as many documents as a rare term a segment has: the sets
// of frequent ones are compared 64 documents at a time.
const rareTerm = 16

// among reads the frequencies in the documents of a set. room has the length of the
// set and is used until all is read.
func (p *postings) among(set, room []uint64) freqReader {
	r := freqReader{set: set}
	if p.freqs != nil {
		chunks, n := binary.Uvarint(p.freqs)
		r.data = p.freqs[n:]
		for range chunks {
			_, n := binary.Uvarint(r.data)
			r.data = r.data[n:]
		}
	}
	if p.docs.GetCardinality() < uint64(len(set)*64/rareTerm) {
		r.one = p.docs.ManyIterator()
		return r
	}
	clear(room)
	p.docs.WriteDenseTo(room)
	r.all = room
	return r
}

// next fills in the block and returns how many documents it has, 0 after the last.
func (r *freqReader) next(b *freqBlock) (n int) {
	if r.one == nil {
		return r.nextWords(b)
	}
	for n == 0 {
		all := r.one.NextMany(b.docs[:])
		if all == 0 {
			return 0
		}
		for _, doc := range b.docs[:all] {
			f := r.entry()
			if r.set[doc/64]>>(doc%64)&1 > 0 {
				b.docs[n], b.freqs[n] = doc, f
				n++
			}
		}
	}
	return n
}

func (r *freqReader) nextWords(b *freqBlock) (n int) {
	for ; r.word < len(r.all) && n <= len(b.docs)-64; r.word++ {
		all := r.all[r.word]
		wanted, size := all&r.set[r.word], bits.OnesCount64(all)
		if wanted == 0 {
			r.passed += size
			continue
		}
		first := uint32(r.word) * 64
		if few := 4*bits.OnesCount64(wanted) < size; few {
			before := 0
			for ; wanted > 0; wanted &= wanted - 1 {
				bit := bits.TrailingZeros64(wanted)
				at := bits.OnesCount64(all & (1<<bit - 1))
				r.skip(r.passed + at - before)
				b.docs[n], b.freqs[n] = first+uint32(bit), r.entry()
				n++
				r.passed, before = 0, at+1
			}
			r.passed = size - before
			continue
		}
		r.skip(r.passed)
		r.passed = 0
		if r.data == nil {
			for ; wanted > 0; wanted &= wanted - 1 {
				b.docs[n], b.freqs[n] = first+uint32(bits.TrailingZeros64(wanted)), 1
				n++
			}
			continue
		}
		at := r.at
		for ; all > 0; all &= all - 1 {
			bit, freq := bits.TrailingZeros64(all), float32(1)
			switch x := r.data[at]; { // see entry
			case x < 2:
				at++
			case x < 0x80:
				at += 2
				freq = float32(x >> 1)
			default:
				r.at = at
				freq = r.entry()
				at = r.at
			}
			b.docs[n], b.freqs[n] = first+uint32(bit), freq
			n += int(wanted >> bit & 1)
		}
		r.at = at
	}
	return n
}

// skip passes over n entries, eight bytes at a time: as lengths are 1 (see package
// zapfile), those that are 0 or 1 end one each, unless there are frequencies above 63.
func (r *freqReader) skip(n int) {
	if n == 0 || r.data == nil {
		return
	}
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
// 1, see package zapfile.
func (r *freqReader) entry() float32 {
	if r.data == nil {
		return 1
	}
	x := r.data[r.at]
	if x < 2 {
		r.at++
		return 1
	}
	if x < 0x80 {
		r.at += 2
		return float32(x >> 1)
	}
	freq, n := binary.Uvarint(r.data[r.at:])
	r.at += n + 1
	return float32(freq >> 1)
}
