package german

import (
	"math/bits"
	"slices"
	"sync"
)

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

// A Line is what is remembered of a line of text, so that it is not taken apart
// again to learn where it has what is sought, if at all.
type Line struct {
	Filter
	words []Signature // of the tokens in their order; nil if some have ellipses
}

// Line is the line of a text. Lines met lately are remembered.
func (a *Analyzer) Line(text string) *Line {
	return a.lines().Get(text, a.line)
}

func (a *Analyzer) line(text string) Line {
	work := lineWork.Get().(*lineKeys)
	defer lineWork.Put(work)
	work.tokens = a.Tokens(work.tokens[:0], text)
	work.keys = work.keys[:0]
	plain := true
	for _, t := range work.tokens {
		work.add(t.Word)
		if t.Ellipsis != nil {
			work.add(t.Ellipsis)
			plain = false
		}
	}
	line := Line{Filter: newFilter(work.keys)}
	if plain {
		line.words = make([]Signature, len(work.tokens))
		for i, t := range work.tokens {
			line.words[i] = t.Word.Signature
		}
	}
	clear(work.tokens)
	return line
}

// TokensOf appends the tokens of a text to dst, or with less work those alone that may
// have one of what is sought; line is that of the text.
func (a *Analyzer) TokensOf(dst []Token, text string, line *Line, sought []Signature) []Token {
	if line.words == nil {
		return a.Tokens(dst, text)
	}
	at := 0
	scan(text, func(start, end int, joined bool) {
		if at < len(line.words) && slices.ContainsFunc(sought, line.words[at].May) {
			dst = append(dst, Token{Start: start, End: end, Word: a.Word(text[start:end]), Joined: joined})
		}
		at++
	})
	return dst
}

// lineKeys is what a line is made of.
type lineKeys struct {
	tokens []Token
	keys   []uint64
}

func (l *lineKeys) add(w *Word) {
	l.keys = append(l.keys, hash(w.Folded))
	if w.Stem != w.Folded {
		l.keys = append(l.keys, hash(w.Stem))
	}
	for _, p := range w.Inner {
		l.keys = append(l.keys, hash(p.Stem))
	}
	if k, ok := BeginningOf(w.Folded); ok {
		l.keys = append(l.keys, uint64(k))
	}
}

var lineWork = sync.Pool{New: func() any { return new(lineKeys) }}
