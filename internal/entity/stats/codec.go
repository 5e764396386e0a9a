package stats

import (
	"encoding/binary"
	"errors"
)

// errCorrupt says that a record can't be read; the store has to be rebuilt.
var errCorrupt = errors.New("stats: damaged record")

// writer appends numbers and texts to a record.
type writer []byte

func (w *writer) uint(n int)      { *w = binary.AppendUvarint(*w, uint64(n)) }
func (w *writer) int(n int)       { *w = binary.AppendVarint(*w, int64(n)) }
func (w *writer) bool(b bool)     { *w = append(*w, map[bool]byte{true: 1}[b]) }
func (w *writer) string(s string) { w.uint(len(s)); *w = append(*w, s...) }

// reader takes them off again. After the first error it yields zeros.
type reader struct {
	b   []byte
	err error
}

func (r *reader) uint() int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > 1<<40 {
		r.b, r.err = nil, errCorrupt
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *reader) int() int {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.b, r.err = nil, errCorrupt
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *reader) bool() bool {
	if len(r.b) == 0 {
		r.err = errCorrupt
		return false
	}
	b := r.b[0]
	r.b = r.b[1:]
	return b == 1
}

func (r *reader) bytes() []byte {
	n := r.uint()
	if n > len(r.b) {
		r.b, r.err = nil, errCorrupt
		return nil
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *reader) string() string { return string(r.bytes()) }

// length reads how many elements follow; each takes at least one byte, so that a
// damaged record can't ask for more memory than it has bytes.
func (r *reader) length() int {
	n := r.uint()
	if n > len(r.b) {
		r.b, r.err = nil, errCorrupt
		return 0
	}
	return n
}

// key is a number as a key in ascending order.
func key(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
