package german

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// Memo remembers what was found out about spellings, in bounded memory. It is a
// table of sets of a few places; a spelling has its place in one set, and pushes
// another out of it where all are taken. Its methods may be called from several
// goroutines; nobody waits for anybody.
type Memo[T any] struct {
	seed   maphash.Seed
	places []atomic.Pointer[spelling[T]]
}

type spelling[T any] struct {
	text  string
	value *T
}

const (
	memoWays      = 4
	maxRemembered = 64 // bytes of a spelling
)

// NewMemo makes a memo for as many spellings as there are places, a power of two.
func NewMemo[T any](places int) *Memo[T] {
	return &Memo[T]{seed: maphash.MakeSeed(), places: make([]atomic.Pointer[spelling[T]], places)}
}

// Get returns what is remembered of a spelling, or else what find finds out. The
// value is shared and must not be changed.
func (m *Memo[T]) Get(s string, find func(string) *T) *T {
	h := maphash.String(m.seed, s)
	first := h % uint64(len(m.places)/memoWays) * memoWays
	set := m.places[first : first+memoWays]
	for i := range set {
		if p := set[i].Load(); p != nil && p.text == s {
			return p.value
		}
	}
	v := find(s)
	if len(s) > maxRemembered {
		return v
	}
	p := &spelling[T]{strings.Clone(s), v}
	for i := range set {
		if set[i].Load() == nil {
			set[i].Store(p)
			return v
		}
	}
	set[h>>32%memoWays].Store(p)
	return v
}
