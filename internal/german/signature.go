package german

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
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

// A Signed word is a word of a text with the signature of its forms, stem and parts.
type Signed struct {
	Start, End int // bytes of the text
	Signature
}

// Signatures appends the words of a line of text to dst, with less work than Tokens.
// What Token.Ellipsis stands for is not among them: see HasEllipsis for shortened
// compounds and Separated for verbs in two pieces.
func (a *Analyzer) Signatures(dst []Signed, text string) []Signed {
	table := a.signatures()
	scan(text, func(start, end int, _ bool) {
		dst = append(dst, Signed{start, end, table.of(text[start:end], a)})
	})
	return dst
}

// HasEllipsis reports whether a text may have shortened compounds (Token.Ellipsis).
func HasEllipsis(text string) bool {
	for i := strings.IndexByte(text, '-'); i >= 0; {
		if i+1 == len(text) || i > 0 && text[i-1] == ' ' {
			return true
		}
		if r, _ := decode(text[i+1:]); !wordRune(r) {
			return true
		}
		next := strings.IndexByte(text[i+1:], '-')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// signatureTable remembers the signatures of spellings by their hash alone, in two
// places for each set of hashes. A place holds the signature and its exclusive or
// with the hash, so that one half written is no match (Hyatt and Mann, "A lock-less
// transposition table", ICGA Journal 2002).
type signatureTable struct {
	seed maphash.Seed
	sets [][2]signaturePlace
}

type signaturePlace struct{ check, signature atomic.Uint64 }

const signatureSets = 1 << 16 // 2 MB

func newSignatureTable() *signatureTable {
	return &signatureTable{maphash.MakeSeed(), make([][2]signaturePlace, signatureSets)}
}

func (t *signatureTable) of(s string, a *Analyzer) Signature {
	h := maphash.String(t.seed, s)
	set := &t.sets[h%signatureSets]
	for i := range set {
		if sig := set[i].signature.Load(); set[i].check.Load()^sig == h {
			return Signature(sig)
		}
	}
	sig := uint64(a.Word(s).Signature)
	set[1].signature.Store(set[0].signature.Load())
	set[1].check.Store(set[0].check.Load())
	set[0].signature.Store(sig)
	set[0].check.Store(sig ^ h)
	return Signature(sig)
}
