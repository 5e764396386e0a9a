package german

import (
	"hash/maphash"
	"sync/atomic"
)

// Memo remembers what was found out about texts, in bounded memory. It is a table
// of sets of a few places; a text has its place in one set, and pushes another out
// of it where all are taken. A text is known again by 64 bits of a hash that
// nobody outside the process can foresee. Its methods may be called from several
// goroutines; nobody waits for anybody.
type Memo[T any] struct {
	seed maphash.Seed
	sets []memoSet[T]
}

// memoSet fills one line of a processor's cache. The tags, each a part of a hash,
// tell which place to look at.
type memoSet[T any] struct {
	tags   [memoWays]atomic.Uint32
	places [memoWays]atomic.Pointer[remembered[T]]
	_      [16]byte
}

type remembered[T any] struct {
	hash  uint64
	value T
}

const memoWays = 4

// NewMemo makes a memo for as many texts as there are places, a power of two.
func NewMemo[T any](places int) *Memo[T] {
	return &Memo[T]{seed: maphash.MakeSeed(), sets: make([]memoSet[T], places/memoWays)}
}

// Get returns what is remembered of a text, or else what find finds out. The value
// is shared and must not be changed.
func (m *Memo[T]) Get(s string, find func(string) T) *T {
	h := maphash.String(m.seed, s)
	set, tag := &m.sets[h%uint64(len(m.sets))], uint32(h>>32)
	for i := range set.tags {
		if set.tags[i].Load() == tag {
			if p := set.places[i].Load(); p != nil && p.hash == h {
				return &p.value
			}
		}
	}
	p := &remembered[T]{h, find(s)}
	at := int(h >> 30 % memoWays)
	for i := range set.places {
		if set.places[i].Load() == nil {
			at = i
			break
		}
	}
	set.places[at].Store(p)
	set.tags[at].Store(tag)
	return &p.value
}
