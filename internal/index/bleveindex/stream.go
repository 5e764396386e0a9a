package bleveindex

import "depesche/internal/german"

// A stream is the words of an article in their order, three bytes each: the
// hash of the stem (two bytes) and of the form. Before each line stands a break.

type lineKind byte

const (
	titleLine lineKind = iota + 1
	kickerLine
	bodyLine
)

const (
	wordBytes = 3
	breakHash = 0xffff
)

type stemHash uint16

func appendBreak(s []byte, kind lineKind) []byte { return append(s, 0xff, 0xff, byte(kind)) }

func appendWord(s []byte, w *german.Word) []byte {
	h := hashStem(w.Stem)
	return append(s, byte(h), byte(h>>8), hashForm(w.Folded))
}

func hashStem(stem string) stemHash { return stemHash(fnv(stem) % breakHash) }
func hashForm(form string) byte     { return byte(fnv(form) >> 24) }

func fnv(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

// streamWord is one place of a phrase: any of the stems and, for exact words, the form.
type streamWord struct {
	stems []stemHash
	forms []byte // nil: any form
}

func (w *streamWord) match(s []byte, i int) bool {
	h := stemHash(s[i]) | stemHash(s[i+1])<<8
	for k, x := range w.stems {
		if x == h && (w.forms == nil || w.forms[k] == s[i+2]) {
			return true
		}
	}
	return false
}

// hasPhrase reports whether the words stand in the stream one after another in
// one line; title restricts it to title and kicker.
func hasPhrase(s []byte, words []streamWord, title bool) bool {
	n := len(words) * wordBytes
	skip := false
	for i := 0; i+n <= len(s); i += wordBytes {
		if s[i] == 0xff && s[i+1] == 0xff {
			skip = title && lineKind(s[i+2]) == bodyLine
			continue
		}
		if skip || !words[0].match(s, i) {
			continue
		}
		k := 1
		for k < len(words) && words[k].match(s, i+k*wordBytes) {
			k++
		}
		if k == len(words) {
			return true
		}
	}
	return false
}

// unit is a word or phrase of a NEAR.
type unit []streamWord

// hasNear reports whether the units stand in one line within a window in which
// at most distance other words lie between neighbouring ones; distance < 0: anywhere in it.
func hasNear(s []byte, units []unit, distance int) bool {
	last := make([]int, len(units)) // end of the unit's last occurrence, -1: none in this line
	start := make([]int, len(units))
	reset := func() {
		for i := range last {
			last[i] = -1
		}
	}
	reset()
	for i := 0; i+wordBytes <= len(s); i += wordBytes {
		if s[i] == 0xff && s[i+1] == 0xff {
			reset()
			continue
		}
		hit := false
		for u, words := range units {
			if i+len(words)*wordBytes > len(s) {
				continue
			}
			k := 0
			for k < len(words) && words[k].match(s, i+k*wordBytes) {
				k++
			}
			if k == len(words) {
				start[u], last[u], hit = i/wordBytes, i/wordBytes+len(words)-1, true
			}
		}
		if hit && within(start, last, distance) {
			return true
		}
	}
	return false
}

// within reports whether the occurrences can be ordered so that neighbours have
// at most distance words between them; all must be there and none overlap fully.
func within(start, last []int, distance int) bool {
	lo, hi, words := 1<<30, -1, 0
	for i := range last {
		if last[i] < 0 {
			return false
		}
		for j := range i {
			if start[i] == start[j] {
				return false
			}
		}
		lo, hi = min(lo, start[i]), max(hi, last[i])
		words += last[i] - start[i] + 1
	}
	if distance < 0 {
		return true
	}
	return hi-lo+1-words <= distance*(len(last)-1)
}
