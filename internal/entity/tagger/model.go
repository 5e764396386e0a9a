package tagger

import (
	"encoding/binary"
	"math"
	"strings"
)

// label is what a token is: 0 is outside of names, then come the places in a
// name of each class, then what is made of a name and is none.
type label = uint8

// classNames are the classes that the tagger knows, in the order of labels.
var classNames = [...]string{"PER", "LOC", "ORG", "OTH"}

// Places of a token in a name, in the order of labels.
const (
	begins label = iota
	inside
	places
)

const (
	derived label = 1 + places*label(len(classNames)) + iota // deutsche, Moskauer
	part                                                     // SPD-nah
	labels  = int(1+places*label(len(classNames))) + iota
)

// outer reports whether the label is outside of names.
func outer(l label) bool { return l == 0 || l >= derived }

// place is where in a name the label is.
func place(l label) label { return (l - 1) % places }

// encode are the labels of BIO tags such as B-PER. A stray I- begins a name.
func encode(tags []string) []label {
	out := make([]label, len(tags))
	for i, tag := range tags {
		kind, name, _ := strings.Cut(tag, "-")
		if strings.HasSuffix(name, "deriv") {
			out[i] = derived
			continue
		} else if strings.HasSuffix(name, "part") {
			out[i] = part
			continue
		}
		for c := range classNames {
			if classNames[c] != name {
				continue
			}
			at := inside
			if kind == "B" || i == 0 || tags[i-1] != "B-"+name && tags[i-1] != "I-"+name {
				at = begins
			}
			out[i] = 1 + places*label(c) + at
		}
	}
	return out
}

// tagOf is the BIO tag.
func tagOf(l label) string {
	if outer(l) {
		return "O"
	}
	kind := "B-"
	if place(l) == inside {
		kind = "I-"
	}
	return kind + classNames[(l-1)/places]
}

// follows reports whether label b may stand after a, inside only after begin or
// inside of the same class; the sentence begins after 0.
func follows(a, b label) bool {
	return outer(b) || place(b) == begins || !outer(a) && (a-1)/places == (b-1)/places
}

// weights are the parameters of a linear-chain conditional random field
// (Lafferty, McCallum and Pereira 2001): a score for each feature and label, and
// for each pair of labels.
type weights interface {
	// add adds the feature's row, if it has one.
	add(feature uint64, to *sum)
}

// row is a feature's weights for each label in units of quantum, each with 128 added
// so that none is negative; the last byte is 1.
type row [labels + 1]byte

const zero = 128

func rowOf(ws *[labels]float32) (r row, used bool) {
	for l, w := range ws {
		q := max(-127, min(127, math.Round(float64(w)/quantum)))
		r[l] = byte(int(q) + zero)
		used = used || q != 0
	}
	r[labels] = 1
	return r, used
}

// sum is a sum of rows: sixteen bits for each byte of them, four side by side, of
// the even bytes of the first eight, the odd ones, and the last four. So a row
// costs three additions instead of eleven. Of the last byte, which says how many
// rows were added, follows what is to be taken off again. It holds maxRows of them.
type sum [3]uint64

const maxRows = 257

func (s *sum) add(r *row) {
	const even, few = 0x00ff00ff00ff00ff, 0x00ff00ff
	x, y := binary.LittleEndian.Uint64(r[:8]), uint64(binary.LittleEndian.Uint32(r[8:]))
	s[0] += x & even
	s[1] += x >> 8 & even
	s[2] += y&few | y>>8&few<<32
}

// plus adds sums.
func (s *sum) plus(o *sum) {
	s[0] += o[0]
	s[1] += o[1]
	s[2] += o[2]
}

// rows is how many rows were added.
func (s *sum) rows() int { return int(s[2] >> 48) }

// scores are the sums of weights by label.
type scores = [labels]float32

func (s *sum) scores() (out scores) {
	off := zero * s.rows()
	for l := range out {
		word, lane := s[l&1], l/2
		if l >= 8 {
			word, lane = s[2], (l-8)/2+l&1*2
		}
		out[l] = float32(int(word>>(16*lane)&0xffff)-off) * quantum
	}
	return out
}

// transitions score label pairs; index [from][to].
type transitions [labels][labels]float32

// viterbi finds the best sequence of labels.
func viterbi(scores [][labels]float32, trans *transitions) []label {
	n := len(scores)
	if n == 0 {
		return nil
	}
	back := make([][labels]label, n)
	best := scores[0]
	never := float32(math.Inf(-1))
	for l := range best {
		if !follows(0, label(l)) {
			best[l] = never
		}
	}
	for i := 1; i < n; i++ {
		var next [labels]float32
		for to := range next {
			top, from := never, label(0)
			for _, f := range leadTo[to] {
				if s := best[f] + trans[f][to]; s > top {
					top, from = s, f
				}
			}
			next[to], back[i][to] = top+scores[i][to], from
		}
		best = next
	}
	out := make([]label, n)
	for l := range best {
		if best[l] > best[out[n-1]] {
			out[n-1] = label(l)
		}
	}
	for i := n - 1; i > 0; i-- {
		out[i-1] = back[i][out[i]]
	}
	return out
}

// leadTo are the labels that may stand before each.
var leadTo = func() (before [labels][]label) {
	for b := range labels {
		for a := range labels {
			if follows(label(a), label(b)) {
				before[b] = append(before[b], label(a))
			}
		}
	}
	return before
}()
