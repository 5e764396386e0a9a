package german

import (
	"encoding/binary"
	"math/bits"
)

// Table maps words to small values and keeps 32 bits of a hash in place of each
// word, so that lists of a hundred thousand take little memory and give the
// garbage collector nothing to look at. One word in some hundred million that is
// not in the table is taken for one that is. The hash is the same in every
// process: so are the mistakes. Open addressing with linear probing.
type Table[V any] struct {
	prints []uint32 // 0 is empty
	values []V
	left   int
}

// NewTable makes a table with room for n words.
func NewTable[V any](n int) *Table[V] {
	size := 1 << bits.Len(uint(max(n, 8)+n/3)) // three quarters full at most
	return &Table[V]{make([]uint32, size), make([]V, size), size - 1}
}

// Get is the value of the word and whether there is one.
func (t *Table[V]) Get(word string) (v V, ok bool) {
	at, _ := t.slot(word)
	return t.values[at], t.prints[at] != 0
}

// Set gives the word a value. It is false where there is no room for one more.
func (t *Table[V]) Set(word string, v V) bool {
	at, print := t.slot(word)
	if t.prints[at] == 0 {
		if t.left == 1 { // one stays empty, where searches end
			return false
		}
		t.left--
	}
	t.prints[at], t.values[at] = print, v
	return true
}

// slot is where the word is or would be, and its fingerprint.
func (t *Table[V]) slot(word string) (int, uint32) {
	h := hash(word)
	print := uint32(h>>32) | 1
	i := int(h) & (len(t.prints) - 1)
	for t.prints[i] != 0 && t.prints[i] != print {
		i = (i + 1) & (len(t.prints) - 1)
	}
	return i, print
}

// hash multiplies words of 8 bytes and folds the product, as wyhash does. The
// tables' words are ours: nobody chooses them to collide.
func hash(s string) uint64 {
	const k0, k1 = 0x9e3779b97f4a7c15, 0xd6e8feb86659fd93
	h := uint64(len(s)) * k1
	var last [8]byte
	for len(s) > 8 {
		copy(last[:], s)
		h = fold(h^binary.LittleEndian.Uint64(last[:]), k0)
		s = s[8:]
	}
	last = [8]byte{}
	copy(last[:], s)
	return fold(fold(h^binary.LittleEndian.Uint64(last[:]), k0)^k1, k1)
}

func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}
