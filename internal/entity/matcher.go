package entity

import (
	"bytes"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"
)

// matcher finds all forms of a registry in the words of a line. It is a trie
// over words; most words of a text are in no name and never reach it.
type matcher struct {
	vocab    *vocabulary
	forms    []form
	root     []int32            // by vocabulary number: node after that word, or 0
	nodes    []node             // and one more, where the lists of the last end
	ends     []int32            // forms, by node
	children []child            // by node, in the order of their words
	alike    sounds             // sound of a word behind a node -> node, -1 where ambiguous
	sounds   map[uint64]int32   // sound of a first word -> node, -1 where ambiguous
	typos    map[uint64][]int32 // hash of a long first word less one letter -> words
	rare     bitSet             // hashes in sounds and typos, to ask those seldom
	heads    *heads
	bound    *vocabulary // first words of closed compounds
	boundTo  []int32     // by bound's number: node
	people   []*person   // by entity, nil for what is no person
}

// node is where a name may end or go on. There are some hundred thousand, so it
// is small: its lists begin here and end where those of the next begin.
type node struct {
	ends, children int32
	slavic, korean bool // words may lead on by their sound
	misspell       bool // a form below may have a misprint
}

// child is a word that leads on.
type child struct{ word, node int32 }

// endsOf are the forms that end at the node.
func (m *matcher) endsOf(n int32) []int32 { return m.ends[m.nodes[n].ends:m.nodes[n+1].ends] }

// childrenOf are the words that lead on from the node.
func (m *matcher) childrenOf(n int32) []child {
	return m.children[m.nodes[n].children:m.nodes[n+1].children]
}

// next is the node behind the word at the node, 0 if there is none.
func (m *matcher) next(n, word int32) int32 {
	list := m.childrenOf(n)
	i, found := slices.BinarySearchFunc(list, word, func(c child, word int32) int { return int(c.word) - int(word) })
	if !found {
		return 0
	}
	return list[i].node
}

// bitSet tells of most hashes that they are not in a set.
type bitSet struct {
	words []uint64
	shift uint
}

// newBitSet makes room for n hashes.
func newBitSet(n int) bitSet {
	size := 1 << max(10, bits.Len(uint(32*n))) // in bits
	return bitSet{make([]uint64, size/64), uint(64 - bits.TrailingZeros(uint(size/64)))}
}

func (s *bitSet) add(h uint64)      { h = spread(h); s.words[h>>s.shift] |= 1 << (h & 63) }
func (s *bitSet) has(h uint64) bool { h = spread(h); return s.words[h>>s.shift]&(1<<(h&63)) != 0 }

// match is a form found in a line, before rules decide whether it counts.
type match struct {
	line        int32 // number of the line
	first, last int32 // words, both included
	start, end  int32 // bytes
	form        int32
	loose       bool // by sound or with a misprint
	part        bool // the modifier of a closed compound
}

func edge(node, word int32) uint64 { return uint64(node)<<32 | uint64(uint32(word)) }

// sounds is a hash table of sounds behind nodes; linear probing.
type sounds struct {
	hashes []uint64 // 0 is empty
	nodes  []int32
}

func newSounds(of map[uint64]int32) sounds {
	size := 1 << bits.Len(uint(len(of)+len(of)/3))
	t := sounds{make([]uint64, size), make([]int32, size)}
	for h, node := range of {
		i := int(spread(h)) & (size - 1)
		for t.hashes[i] != 0 {
			i = (i + 1) & (size - 1)
		}
		t.hashes[i], t.nodes[i] = h, node
	}
	return t
}

// to is the node that the sound leads to, 0 if there is none.
func (t sounds) to(h uint64) int32 {
	for i := int(spread(h)) & (len(t.hashes) - 1); t.hashes[i] != 0; i = (i + 1) & (len(t.hashes) - 1) {
		if t.hashes[i] == h {
			return t.nodes[i]
		}
	}
	return 0
}

// What sounds are by: the kind of key that a word was made.
const (
	bySlavic = iota
	byKorean
)

// soundHash is a hash of the key of a word behind a node, never 0.
func soundHash[T string | []byte](node int32, by uint64, key T) uint64 {
	h := uint64(fnvOffset) ^ (uint64(node)<<1|by)*hashOdd
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * fnvPrime
	}
	return h | 1<<63
}

// newMatcher compiles the registry.
func newMatcher(r *Registry) *matcher {
	b := &trieBuilder{nodes: make([]growing, 1), next: map[uint64]int32{}, alike: map[uint64]int32{}, numbers: map[string]int32{}, owners: map[owned]int32{}, m: &matcher{
		sounds: map[uint64]int32{},
		typos:  map[uint64][]int32{},
		people: make([]*person, len(r.entries)),
		heads:  compoundHeads,
	}}
	for i, e := range r.entries {
		for _, p := range patternsOf(int32(i), e, r.byID) {
			b.add(p)
		}
		if p := newPerson(e); p != nil {
			b.m.people[int32(i)] = p
		}
	}
	return b.finish()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// minTypo is the length from which a single word may have a misprint.
const minTypo = 9

// deletions yields hashes of the word and of the word without each of its letters
// but the first: two words one edit apart share one of them. The hash is a
// polynomial, so that each is made of those of the parts before and after.
func deletions(w []byte, yield func(hash uint64) bool) {
	const base = 0x9e3779b97f4a7c15
	var before [2*maxKey + 1]uint64
	if len(w) >= len(before) {
		return
	}
	for i, b := range w {
		before[i+1] = before[i]*base + uint64(b)
	}
	if !yield(before[len(w)]) {
		return
	}
	after, power := uint64(0), uint64(1) // of the letters behind i
	for i := len(w) - 1; i > 0; i-- {
		if !yield(before[i]*power + after) {
			return
		}
		after += uint64(w[i]) * power
		power *= base
	}
}

// oneEdit reports whether a becomes b by inserting, deleting, replacing or
// swapping one letter, the first letter apart.
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == "" || a[0] != b[0] || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// walk holds what following the trie through one line needs.
type walk struct {
	*matcher
	known *strangers
	line  string
	n     int32 // number of the line
	words []word
	found []match
}

// hashOdd spreads small numbers over a word.
const hashOdd = 0x9e3779b97f4a7c15

// strangers remembers hashes of words that are no name in any spelling, most of
// them frequent nouns; one hash in each place.
type strangers [1 << 15]uint64

func (s *strangers) at(hash uint64) *uint64 { return &s[spread(hash)>>(64-15)] }

// find appends the matches of the line.
func (m *matcher) find(line string, number int32, words []word, found []match, known *strangers) []match {
	w := walk{matcher: m, known: known, line: line, n: number, words: words, found: found}
	for i := range words {
		at := &words[i]
		if at.vocab != noWord && m.root[at.vocab] != 0 {
			w.follow(i, i, m.root[at.vocab], false, 0)
			continue
		}
		if at.vocab == noWord && at.upper && at.end-at.start >= 5 {
			// What is known of a word without capitals inside holds for its folded form.
			stranger := known.at(at.hash)
			if at.plain && *stranger == at.hash {
				continue
			}
			if !w.unknown(i) && at.plain {
				*stranger = at.hash
			}
		}
	}
	return w.found
}

// unknown tries what a capitalised word in no name may still be: the modifier of a
// closed compound, another transliteration, a misprint. It reports whether it is
// one of them in any surroundings.
func (w *walk) unknown(i int) bool {
	at := &w.words[i]
	text := w.line[at.start:at.end]
	if node, size := w.compound(text); node != 0 {
		for _, f := range w.endsOf(node) {
			if w.forms[f].role == roleName {
				w.found = append(w.found, match{line: w.n, first: int32(i), last: int32(i), start: at.start, end: at.start + int32(size), form: f, part: true})
			}
		}
		return true
	}
	var buf [2 * maxKey]byte
	if len(text) > maxKey {
		return false
	}
	folded := foldInto(buf[:0], text)
	if !endsGerman(folded) {
		var sound [2 * maxKey]byte
		if h := slavicHash(foldSound(sound[:0], text)); w.rare.has(h) {
			if node := w.sounds[h]; node > 0 && !w.heads.is(string(folded)) {
				w.follow(i, i, node, true, 0)
				return true
			}
		}
	}
	if len(folded) < minTypo-1 || endsAbstract(folded) {
		return false
	}
	meant := false
	deletions(folded, func(h uint64) bool {
		if !w.rare.has(h) {
			return true
		}
		for _, word := range w.typos[h] {
			if known := w.vocab.words[word]; oneEdit(string(folded), known) && !inflects(string(folded), known) && !w.heads.is(string(folded)) {
				w.follow(i, i, w.root[word], true, 1)
				meant = true
				return false
			}
		}
		return true
	})
	return meant
}

// endsGerman reports whether the word ends as many German nouns do and hardly any
// Russian name.
func endsGerman(folded []byte) bool {
	n := len(folded)
	if n < 4 {
		return false
	}
	switch string(folded[n-2:]) {
	case "en", "er", "ng", "ft", "it", "el", "rs", "ns", "on", "st", "ht":
		return true
	}
	return false
}

// endsAbstract reports whether the word ends as abstract nouns do.
func endsAbstract(folded []byte) bool {
	for _, end := range [...]string{"ung", "ungen", "heit", "keit", "tion", "tionen", "schaft"} {
		if bytes.HasSuffix(folded, []byte(end)) {
			return true
		}
	}
	return false
}

// inflects reports whether the two differ only by what may be an ending.
func inflects(a, b string) bool {
	if len(a) < len(b) {
		a, b = b, a
	}
	return strings.HasPrefix(a, b)
}

// follow walks from node, reached by the words first..at, and notes each form that ends on the way.
func (w *walk) follow(first, at int, node int32, loose bool, edits int) {
	for _, f := range w.endsOf(node) {
		if w.accepts(f, first, at, loose, edits) {
			w.found = append(w.found, match{line: w.n, first: int32(first), last: int32(at),
				start: w.words[first].start, end: w.words[at].end, form: f, loose: loose || edits > 0})
		}
	}
	i := at + 1
	if i >= len(w.words) || len(w.childrenOf(node)) == 0 {
		return
	}
	next := &w.words[i]
	if !joins(next.gap, &w.words[at]) {
		return
	}
	if next.vocab != noWord {
		if n := w.next(node, next.vocab); n != 0 {
			w.follow(first, i, n, loose, edits)
			return
		}
	}
	stranger := w.known.at(next.hash ^ uint64(node)*hashOdd)
	if next.plain && *stranger == next.hash^uint64(node)*hashOdd {
		return
	}
	n, edit := w.resembling(node, next)
	if n == 0 && next.plain && next.upper && next.gap != gapHyphen {
		*stranger = next.hash ^ uint64(node)*hashOdd
	}
	if n != 0 && edits+edit < 2 {
		w.follow(first, i, n, loose || edit == 0, edits+edit)
	}
}

// resembling is the node behind a word that sounds like a child of the node or is
// one letter away from it, and how many letters; 0 if there is none.
func (w *walk) resembling(at int32, next *word) (to int32, edits int) {
	n := &w.nodes[at]
	if !next.upper && next.gap != gapHyphen || !n.slavic && !n.korean && !n.misspell {
		return 0, 0
	}
	text := w.line[next.start:next.end]
	if len(text) > maxKey {
		return 0, 0
	}
	var word, key [2 * maxKey]byte
	folded := foldInto(word[:0], text)
	if n.slavic {
		var sound [2 * maxKey]byte
		if to := w.alike.to(soundHash(at, bySlavic, appendSlavicKey(key[:0], foldSound(sound[:0], text)))); to > 0 {
			return to, 0
		}
	}
	if n.korean {
		if to := w.alike.to(soundHash(at, byKorean, appendKoreanKey(key[:0], folded))); to > 0 {
			return to, 0
		}
	}
	if n.misspell && len(folded) >= 3 {
		for _, c := range w.childrenOf(at) {
			known := w.vocab.words[c.word]
			if known[0] == folded[0] && oneEdit(string(folded), known) && !inflects(string(folded), known) {
				return c.node, 1
			}
		}
	}
	return 0, 0
}

// joins reports whether a name may go on across the gap.
func joins(g gap, before *word) bool {
	switch g {
	case gapSpace, gapHyphen, gapQuote:
		return true
	case gapDot: // St. Petersburg, John F. Kirby
		return before.end-before.start <= 2
	}
	return false
}

// accepts checks the form's rules about letters.
func (w *walk) accepts(id int32, first, last int, loose bool, edits int) bool {
	f := &w.forms[id]
	if edits > 0 && !f.misspell || loose && f.exact != nil {
		return false
	}
	if last-first+1 != f.words && !loose {
		return false
	}
	for i := first; i <= last; i++ {
		k := i - first
		at := &w.words[i]
		if k < 32 && f.upper&(1<<k) != 0 && !at.upper && (k == 0 || at.gap != gapHyphen) {
			return false
		}
		text := w.line[at.start:at.end]
		if k < len(f.exact) && f.exact[k] != "" {
			if !hasExact(text, f.exact[k]) {
				return false
			}
		} else if at.caps && len(text) <= 3 && last == first && f.upper != 0 && f.exact == nil && f.role != roleBlock && f.letters <= 3 {
			return false // XI is a number, Xi a person
		}
	}
	return true
}

// hasExact reports whether text is the word in its letter case, perhaps with an ending.
func hasExact(text, exact string) bool {
	rest, ok := strings.CutPrefix(text, exact)
	return ok && strings.ToLower(rest) == rest
}
