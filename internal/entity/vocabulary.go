package entity

import "math/bits"

// noWord marks a word that is no part of any name.
const noWord = -1

// vocabulary numbers the folded words of all names. It is an open hash table
// behind a bit set, so that a word that is in no name, as nearly all words of a
// text are, costs one access to a few kilobytes however long the registry is.
type vocabulary struct {
	words  []string // by number
	filter []uint64 // two bits for each hash, in the word that its upper bits name
	shift  uint
	slots  []slot // linear probing by the hash's lower bits
}

// slot is a word's place in the hash table. Words of the same 64 bits of hash
// count as one: by chance that does not happen.
type slot struct {
	hash uint64
	id   int32 // number + 1, 0 is empty
}

var emptyVocabulary = newVocabulary(nil)

// filterBits per word: about one word in 60 that is not in the vocabulary passes
// the filter (a blocked Bloom filter; Putze, Sanders and Singler 2007).
const filterBits = 16

func newVocabulary(words []string) *vocabulary {
	n := max(len(words), 64)
	size := 1 << bits.Len(uint(2*n))
	filter := 1 << bits.Len(uint(filterBits*n))
	v := &vocabulary{
		words:  words,
		filter: make([]uint64, filter/64),
		shift:  uint(64 - bits.TrailingZeros(uint(filter/64))),
		slots:  make([]slot, size),
	}
	for id, w := range words {
		h := spread(hashWord(w))
		v.filter[h>>v.shift] |= mask(h)
		i := int(h) & (size - 1)
		for v.slots[i].id != 0 {
			i = (i + 1) & (size - 1)
		}
		v.slots[i] = slot{h, int32(id) + 1}
	}
	return v
}

// spread mixes the hash so that both its ends are good (Fibonacci hashing).
func spread(h uint64) uint64 {
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// mask has the two bits of the hash.
func mask(h uint64) uint64 { return 1<<(h>>32&63) | 1<<(h>>26&63) }

// lookup finds the word whose folded form has the hash.
func (v *vocabulary) lookup(hash uint64) (int32, bool) {
	h := spread(hash)
	if m := mask(h); v.filter[h>>v.shift]&m != m {
		return noWord, false
	}
	for i := int(h) & (len(v.slots) - 1); v.slots[i].id != 0; i = (i + 1) & (len(v.slots) - 1) {
		if v.slots[i].hash == h {
			return v.slots[i].id - 1, true
		}
	}
	return noWord, false
}
