package german

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// memo remembers the words of spellings. It is a table of sets of a few places;
// a spelling has its place in one set, and pushes another out of it where all are
// taken. Nobody waits for anybody.
type memo struct {
	seed   maphash.Seed
	places []atomic.Pointer[spelling]
}

type spelling struct {
	text string
	word *Word
}

const (
	memoWays      = 4
	memoPlaces    = 1 << 17 // a big vocabulary of a newspaper, in some 40 MB when it is full
	maxRemembered = 64      // bytes of a spelling
)

func newMemo() *memo {
	return &memo{seed: maphash.MakeSeed(), places: make([]atomic.Pointer[spelling], memoPlaces)}
}

// set is where the set of a spelling begins; the bits above it choose whom it
// pushes out.
func (m *memo) set(s string) uint64 { return maphash.String(m.seed, s) }

func (m *memo) at(h uint64) []atomic.Pointer[spelling] {
	first := h % (memoPlaces / memoWays) * memoWays
	return m.places[first : first+memoWays]
}

func (m *memo) get(h uint64, s string) *Word {
	set := m.at(h)
	for i := range set {
		if p := set[i].Load(); p != nil && p.text == s {
			return p.word
		}
	}
	return nil
}

func (m *memo) put(h uint64, s string, w *Word) {
	p := &spelling{strings.Clone(s), w}
	set := m.at(h)
	for i := range set {
		if set[i].Load() == nil {
			set[i].Store(p)
			return
		}
	}
	set[h>>32%memoWays].Store(p)
}
