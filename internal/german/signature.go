package german

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
