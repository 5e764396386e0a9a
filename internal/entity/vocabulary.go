package entity

import "math/bits"

// noWord marks a word that is no part of any name.
const noWord = -1

// vocabulary numbers the folded words of all names. It is an open hash table
// behind a bit set, so that a word that is in no name, as nearly all words of a
// text are, costs one access to a few kilobytes however long the registry is.
type vocabulary struct {
	words  []string // by number
	filter []uint64 // bit set over the hashes' upper bits
	shift  uint
	slots  []int32 // number + 1, 0 is empty; linear probing by the lower bits
}

var emptyVocabulary = newVocabulary(nil)

// filterBits per word: about one word in 16 that is not in the vocabulary
// passes the filter.
const filterBits = 16

func newVocabulary(words []string) *vocabulary {
	n := max(len(words), 64)
	size := 1 << bits.Len(uint(2*n))
	filter := 1 << bits.Len(uint(filterBits*n))
	v := &vocabulary{
		words:  words,
		filter: make([]uint64, filter/64),
		shift:  uint(64 - bits.TrailingZeros(uint(filter))),
		slots:  make([]int32, size),
	}
	for id, w := range words {
		h := spread(hashWord(w))
		bit := h >> v.shift
		v.filter[bit/64] |= 1 << (bit % 64)
		i := int(h) & (size - 1)
		for v.slots[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		v.slots[i] = int32(id) + 1
	}
	return v
}

// spread mixes the hash so that both its ends are good (Fibonacci hashing).
func spread(h uint64) uint64 {
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>29
}

// lookup finds the word whose folded form has the hash; text is its form in the line.
func (v *vocabulary) lookup(hash uint64, text string) (int32, bool) {
	h := spread(hash)
	bit := h >> v.shift
	if v.filter[bit/64]&(1<<(bit%64)) == 0 {
		return noWord, false
	}
	for i := int(h) & (len(v.slots) - 1); v.slots[i] != 0; i = (i + 1) & (len(v.slots) - 1) {
		if id := v.slots[i] - 1; equalFolded(v.words[id], text) {
			return id, true
		}
	}
	return noWord, false
}

// equalFolded reports whether text folds to folded, without allocation where
// text is ASCII.
func equalFolded(folded, text string) bool {
	for i := range len(text) {
		b := text[i]
		if classes[b] == classRune {
			return folded == fold(text)
		}
		if 'A' <= b && b <= 'Z' {
			b |= 0x20
		}
		if i >= len(folded) || folded[i] != b {
			return false
		}
	}
	return len(folded) == len(text)
}
