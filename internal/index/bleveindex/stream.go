package bleveindex

import "depesche/internal/german"

// A stream is the words of an article in their order, three bytes each: the
// hash of the stem (two bytes) and of the form (seven bits). Before each
// line stands a break. It is stored shorter, see codes.

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

func appendBreak(s []byte, kind lineKind) []byte {
	return append(s, breakHash&0xff, breakHash>>8, byte(kind))
}

func appendWord(s []byte, w *german.Word) []byte {
	h := hashStem(w.Stem)
	return append(s, byte(h), byte(h>>8), hashForm(w.Folded))
}

func hashStem(stem string) stemHash { return stemHash(fnv(stem) % breakHash) }
func hashForm(form string) byte     { return byte(fnv(form) >> 25) } // below firstCode

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

// find is the offset of the next place of the word in the stream from i on, -1 if
// there is none.
func (w *streamWord) find(s []byte, i int) int {
	if len(w.stems) == 1 && w.forms == nil {
		lo, hi := byte(w.stems[0]), byte(w.stems[0]>>8)
		for ; i+wordBytes <= len(s); i += wordBytes {
			if s[i] == lo && s[i+1] == hi {
				return i
			}
		}
		return -1
	}
	for ; i+wordBytes <= len(s); i += wordBytes {
		if w.match(s, i) {
			return i
		}
	}
	return -1
}

func isBreak(s []byte, i int) bool { return s[i] == breakHash&0xff && s[i+1] == breakHash>>8 }

// hasPhrase reports whether the words stand in the stream one after another in
// one line; title restricts it to title and kicker. It looks for the word at pivot,
// best the rarest.
func hasPhrase(s []byte, words []streamWord, pivot int, title bool) bool {
	for i := words[pivot].find(s, 0); i >= 0; i = words[pivot].find(s, i+wordBytes) {
		first := i - pivot*wordBytes
		if first < 0 || first+len(words)*wordBytes > len(s) {
			continue
		}
		k := 0
		for k < len(words) && words[k].match(s, first+k*wordBytes) {
			k++
		}
		if k == len(words) && !(title && lineAt(s, first) == bodyLine) {
			return true
		}
	}
	return false
}

// lineAt is the kind of the line that the word at i stands in.
func lineAt(s []byte, i int) lineKind {
	for ; i >= 0; i -= wordBytes {
		if isBreak(s, i) {
			return lineKind(s[i+2])
		}
	}
	return bodyLine
}

// unit is a word or phrase of a NEAR.
type unit []streamWord

// hasNear reports whether the units stand in one line within a window in which
// at most distance other words lie between neighbouring ones; distance < 0: anywhere
// in it. It looks for the unit at pivot, best the rarest.
func hasNear(s []byte, units []unit, pivot, distance int) bool {
	span := 0 // words before and behind the pivot that can matter
	for _, u := range units {
		span += len(u)
	}
	span += max(0, distance) * len(units)
	checked := 0
	for i := units[pivot][0].find(s, 0); i >= 0; i = units[pivot][0].find(s, i+wordBytes) {
		from, to := i, i
		for n := 0; from > checked && !isBreak(s, from-wordBytes) && (distance < 0 || n < span); n++ {
			from -= wordBytes
		}
		for n := 0; to < len(s) && !isBreak(s, to) && (distance < 0 || n < span); n++ {
			to += wordBytes
		}
		if nearIn(s[from:to], units, distance) {
			return true
		}
		if distance < 0 { // the whole line was looked at
			checked = to
			i = max(i, to-wordBytes)
		}
	}
	return false
}

// nearIn is hasNear within one line.
func nearIn(s []byte, units []unit, distance int) bool {
	var lasts, starts [maxLeaves]int
	last, start := lasts[:len(units)], starts[:len(units)] // of the unit's last occurrence, -1: none
	for i := range last {
		last[i] = -1
	}
	for i := 0; i+wordBytes <= len(s); i += wordBytes {
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
