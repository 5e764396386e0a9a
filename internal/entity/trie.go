package entity

import "slices"

// trieBuilder collects patterns; words get numbers as they come.
type trieBuilder struct {
	m       *matcher
	nodes   []growing
	next    map[uint64]int32 // node and word -> node
	alike   map[uint64]int32
	words   []string
	numbers map[string]int32
	bound   []string
	owners  map[owned]int32 // entity by whose name a sound was entered
}

// growing is a node that is not finished.
type growing struct {
	ends           []int32
	children       []child
	slavic, korean bool
	misspell       bool
}

// owned is a sound at a node.
type owned struct {
	node  int32
	sound string
}

func (b *trieBuilder) number(w string) int32 {
	id, ok := b.numbers[w]
	if !ok {
		id = int32(len(b.words))
		b.numbers[w] = id
		b.words = append(b.words, w)
		b.m.root = append(b.m.root, 0)
	}
	return id
}

func (b *trieBuilder) node() int32 {
	b.nodes = append(b.nodes, growing{})
	return int32(len(b.nodes) - 1)
}

func (b *trieBuilder) add(p pattern) {
	id := int32(len(b.m.forms))
	b.m.forms = append(b.m.forms, p.form)
	nodes := []int32{0}
	for i, alternatives := range p.alternatives {
		var after []int32
		for _, at := range nodes {
			for k, w := range alternatives {
				n := b.step(at, w)
				after = append(after, n)
				b.nodes[at].misspell = b.nodes[at].misspell || at != 0 && p.misspell
				// Inflected forms sound like the base form plus letters; one
				// sound edge for each is enough.
				if k == 0 || i == len(p.alternatives)-1 {
					b.sound(at, n, w, p)
				}
			}
		}
		nodes = after
	}
	for _, n := range nodes {
		b.nodes[n].ends = append(b.nodes[n].ends, id)
	}
	if p.role == roleName && p.words == 1 && p.exact == nil && len(p.alternatives[0][0]) >= 4 && p.free() {
		b.bound = append(b.bound, p.alternatives[0][0])
	}
}

func (b *trieBuilder) step(at int32, w string) int32 {
	word := b.number(w)
	if at == 0 {
		if b.m.root[word] == 0 {
			b.m.root[word] = b.node()
		}
		return b.m.root[word]
	}
	n, ok := b.next[edge(at, word)]
	if !ok {
		n = b.node()
		b.next[edge(at, word)] = n
		b.nodes[at].children = append(b.nodes[at].children, child{word, n})
	}
	return n
}

// sound adds the edge by which other spellings of the word are found.
func (b *trieBuilder) sound(at, to int32, w string, p pattern) {
	if p.role != roleName && p.role != roleShort || p.exact != nil || p.upper&1 == 0 || !p.free() {
		return
	}
	n := &b.nodes[at]
	switch {
	case p.korean && at != 0:
		key := koreanKey(w)
		n.korean = true
		put(b.alike, soundHash(at, byKorean, key), to, b.owns(at, key, p.entity))
	case p.korean || len(w) < 4 || !isASCII(w) || len(slavicKey(w)) < 4:
	case at != 0:
		key := slavicKey(w)
		n.slavic = true
		put(b.alike, soundHash(at, bySlavic, key), to, b.owns(at, key, p.entity))
	case len(w) >= 5 && p.slavic:
		put(b.m.sounds, slavicHash([]byte(w)), to, b.owns(at, slavicKey(w), p.entity))
	}
}

// owns reports whether the sound at the node is the entity's alone.
func (b *trieBuilder) owns(at int32, sound string, entity int32) bool {
	key := owned{at, sound}
	owner, ok := b.owners[key]
	if !ok {
		b.owners[key] = entity
	}
	return !ok || owner == entity
}

// put enters the node. Where the key leads to another already it stays so if that
// is the same entity's, and is -1 else.
func put(m map[uint64]int32, key uint64, node int32, same bool) {
	old, ok := m[key]
	switch {
	case !ok:
		m[key] = node
	case old != node && !same:
		m[key] = -1
	}
}

func (b *trieBuilder) finish() *matcher {
	m := b.m
	b.owners = nil // what is not needed any more, before the next is made
	b.next = nil
	m.alike = newSounds(b.alike)
	b.alike = nil
	m.settle(b.nodes)
	b.nodes = nil
	m.vocab = newVocabulary(b.words)
	m.bound = newVocabulary(b.bound)
	for _, w := range b.bound {
		m.boundTo = append(m.boundTo, m.root[b.numbers[w]])
	}
	for word, node := range m.root {
		if node == 0 || len(b.words[word]) < minTypo {
			continue
		}
		for _, f := range m.endsOf(node) {
			if m.forms[f].misspell && m.forms[f].words == 1 {
				deletions([]byte(b.words[word]), func(h uint64) bool {
					m.typos[h] = append(m.typos[h], int32(word))
					return true
				})
				break
			}
		}
	}
	m.rare = newBitSet(len(m.sounds) + len(m.typos))
	for h := range m.sounds {
		m.rare.add(h)
	}
	for h := range m.typos {
		m.rare.add(h)
	}
	return m
}

// settle makes the finished nodes.
func (m *matcher) settle(nodes []growing) {
	ends, children := 0, 0
	for i := range nodes {
		ends += len(nodes[i].ends)
		children += len(nodes[i].children)
	}
	m.ends, m.children = make([]int32, 0, ends), make([]child, 0, children)
	m.nodes = make([]node, len(nodes)+1)
	for i := range nodes {
		g := &nodes[i]
		m.nodes[i] = node{int32(len(m.ends)), int32(len(m.children)), g.slavic, g.korean, g.misspell}
		m.ends = append(m.ends, g.ends...)
		slices.SortFunc(g.children, func(a, b child) int { return int(a.word) - int(b.word) })
		m.children = append(m.children, g.children...)
		*g = growing{}
	}
	m.nodes[len(nodes)] = node{ends: int32(ends), children: int32(children)}
}
