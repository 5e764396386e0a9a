package tagger

import (
	"math"
)

// label is a BIO tag: 0 is outside, then begin and inside of each class.
type label = uint8

// classes that the tagger knows, in the order of labels.
var classNames = [...]string{"PER", "LOC", "ORG", "OTH"}

const labels = 1 + 2*len(classNames)

// labelOf reads a tag such as B-PER.
func labelOf(tag string) (label, bool) {
	if tag == "O" {
		return 0, true
	}
	for c, name := range classNames {
		switch tag {
		case "B-" + name:
			return label(1 + 2*c), true
		case "I-" + name:
			return label(2 + 2*c), true
		}
	}
	return 0, false
}

func tagOf(l label) string {
	if l == 0 {
		return "O"
	}
	return string("BI"[(l-1)%2]) + "-" + classNames[(l-1)/2]
}

// follows reports whether label b may stand after a: inside only after begin or
// inside of the same class.
func follows(a, b label) bool {
	return b == 0 || (b-1)%2 == 0 || a == b || a == b-1
}

// weights are the parameters of a linear-chain conditional random field
// (Lafferty, McCallum and Pereira 2001): a score for each feature and label, and
// for each pair of labels.
type weights interface {
	// add adds the feature's scores to those of the labels.
	add(feature uint64, scores *[labels]float32)
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
	for l := label(1); int(l) < labels; l++ {
		if !follows(0, l) {
			best[l] = float32(math.Inf(-1))
		}
	}
	for i := 1; i < n; i++ {
		var next [labels]float32
		for to := label(0); int(to) < labels; to++ {
			top, from := float32(math.Inf(-1)), label(0)
			for f := label(0); int(f) < labels; f++ {
				if !follows(f, to) {
					continue
				}
				if s := best[f] + trans[f][to]; s > top {
					top, from = s, f
				}
			}
			next[to], back[i][to] = top+scores[i][to], from
		}
		best = next
	}
	out := make([]label, n)
	for l := label(1); int(l) < labels; l++ {
		if best[l] > best[out[n-1]] {
			out[n-1] = l
		}
	}
	for i := n - 1; i > 0; i-- {
		out[i-1] = back[i][out[i]]
	}
	return out
}
