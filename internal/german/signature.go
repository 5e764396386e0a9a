package german

import (
	"math/bits"
	"sync"
)

// A Signature stands for a set of folded forms and stems, three bits each, laid
// one over the other (superimposed coding, Faloutsos and Christodoulakis, ACM
// TOIS 1984). It tells quickly that something is not in the set; what it doesn't
// rule out has to be looked at.
type Signature uint64

// SignatureOf is the signature of one folded form or stem.
func SignatureOf(s string) Signature {
	h := hash(s)
	return 1<<(h&63) | 1<<(h>>6&63) | 1<<(h>>12&63)
}

// May reports whether the set may have what key is the signature of.
func (s Signature) May(key Signature) bool { return s&key == key }

// signature is that of everything by which a word is found.
func (w *Word) signature() Signature {
	s := SignatureOf(w.Folded) | SignatureOf(w.Stem)
	for _, p := range w.Inner {
		s |= SignatureOf(p.Stem)
	}
	return s
}

// A Filter tells of a line of text what surely is not among its words, as a
// Signature does of one word, in as many bits as it needs (Bloom, CACM 1970). It
// has the folded forms, stems and parts' stems of the tokens and of what their
// ellipses stand for, and what the folded forms begin with. An empty one rules
// nothing out.
type Filter []uint64

// A Key is what a filter is asked for.
type Key uint64

// KeyOf is the key of a folded form or stem.
func KeyOf(s string) Key { return Key(hash(s)) }

// BeginningOf is the key of what folded forms begin with, and whether filters know
// of it: beginnings of less than four bytes they don't know.
func BeginningOf(s string) (k Key, known bool) {
	if len(s) < beginning {
		return 0, false
	}
	return Key(fold(hash(s[:beginning]), beginningSalt)), true
}

const (
	beginning     = 4 // bytes
	beginningSalt = 0xa0761d6478bd642f

	probes     = 4 // bits of a key
	bitsOfKey  = 8 // at least, so that one in forty that are not there is not ruled out
	minFilter  = 4
	maxFilter  = 128 // words of 64 bits
	shiftProbe = 13
)

// May reports whether the line may have what key stands for.
func (f Filter) May(k Key) bool {
	if len(f) == 0 {
		return true
	}
	h, mask := uint64(k), uint64(len(f)-1)
	for range probes {
		if f[h>>6&mask]>>(h&63)&1 == 0 {
			return false
		}
		h >>= shiftProbe
	}
	return true
}

func newFilter(keys []uint64) Filter {
	words := 1 << bits.Len(uint(len(keys)*bitsOfKey-1)/64)
	f := make(Filter, min(maxFilter, max(minFilter, words)))
	mask := uint64(len(f) - 1)
	for _, h := range keys {
		for range probes {
			f[h>>6&mask] |= 1 << (h & 63)
			h >>= shiftProbe
		}
	}
	return f
}

// Filter is the filter of a line of text. Filters of lines met lately are
// remembered, so that a line is not taken apart again to learn that it has nothing
// of what is sought.
func (a *Analyzer) Filter(text string) Filter {
	return *a.lines().Get(text, a.filter)
}

func (a *Analyzer) filter(text string) Filter {
	work := filterWork.Get().(*struct {
		tokens []Token
		keys   []uint64
	})
	defer filterWork.Put(work)
	work.tokens = a.Tokens(work.tokens[:0], text)
	work.keys = work.keys[:0]
	add := func(w *Word) {
		work.keys = append(work.keys, hash(w.Folded))
		if w.Stem != w.Folded {
			work.keys = append(work.keys, hash(w.Stem))
		}
		for _, p := range w.Inner {
			work.keys = append(work.keys, hash(p.Stem))
		}
		if k, ok := BeginningOf(w.Folded); ok {
			work.keys = append(work.keys, uint64(k))
		}
	}
	for _, t := range work.tokens {
		add(t.Word)
		if t.Ellipsis != nil {
			add(t.Ellipsis)
		}
	}
	clear(work.tokens)
	return newFilter(work.keys)
}

var filterWork = sync.Pool{New: func() any {
	return new(struct {
		tokens []Token
		keys   []uint64
	})
}}
