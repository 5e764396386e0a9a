package bleveindex

import (
	"bytes"
	"math/bits"

	"depesche/internal/german"
)

// streamWord is one place of a phrase: any of the stems and, for exact words, the form.
type streamWord struct {
	stems []stemHash
	keys  []german.Key // of the stems
	forms []byte       // nil: any form
}

func (w *streamWord) add(stem string) {
	w.stems = append(w.stems, hashStem(stem))
	w.keys = append(w.keys, german.KeyOf(stem))
}

func (w *streamWord) is(c coded) bool {
	for k, stem := range w.stems {
		if stem == c.stem && (w.forms == nil || w.forms[k] == c.form) {
			return true
		}
	}
	return false
}

// unit is a word or phrase of a NEAR.
type unit []streamWord

// A finder looks for units in streams: for one alone, or for several in one line
// within a window in which at most distance other words lie between neighbouring
// ones (distance < 0: anywhere in the line). It goes through a stream once, with a
// bit for each word of the units that the last words of the stream may be (bitap,
// Baeza-Yates and Gonnet, CACM 1992).
type finder struct {
	distance     int
	title        bool         // in title and kicker only
	words        []streamWord // of all units
	lengths      []int        // of the units
	unitOf       [maxFound]int
	begins, ends uint64 // bits of the first and last words of units
	ofCode       [256]uint64
	low          [256]bool // low bytes of the stems

	// A phrase has anchors where its rarest word may be few: what it may end with.
	single   [][]byte
	anchored int // the word's place

	// Of several units within a window the first two have anchors, at most reach
	// bytes apart.
	pair  [2][][]byte
	reach int
}

// maxFound is how many words a finder can look for.
const maxFound = 64

// newFinder makes a finder of at most maxFound words. The anchor of a phrase is
// best its rarest word.
func newFinder(c *codes, units []unit, distance int, title bool, rarest int) *finder {
	f := &finder{distance: distance, title: title}
	for u, words := range units {
		f.begins |= 1 << len(f.words)
		f.words = append(f.words, words...)
		f.ends |= 1 << (len(f.words) - 1)
		f.unitOf[len(f.words)-1] = u
		f.lengths = append(f.lengths, len(words))
	}
	for i := range f.words {
		for code := firstCode; code < len(c.words); code++ {
			if f.words[i].is(c.words[code]) {
				f.ofCode[code] |= 1 << i
			}
		}
		for _, stem := range f.words[i].stems {
			f.low[byte(stem)] = true
		}
	}
	switch {
	case len(units) > 1 && distance >= 0:
		f.anchorPair(units)
	case len(units) == 1:
		if anchors := f.anchors(rarest); len(anchors) <= maxAnchors {
			f.single, f.anchored = anchors, rarest
		}
	}
	return f
}

// anchorPair anchors the first words of two units.
func (f *finder) anchorPair(units []unit) {
	f.pair = [2][][]byte{f.anchors(0), f.anchors(len(units[0]))}
	if len(f.pair[1]) < len(f.pair[0]) {
		f.pair[0], f.pair[1] = f.pair[1], f.pair[0]
	}
	f.reach = (len(f.words) + f.distance*(len(units)-1)) * wordBytes
}

// anchors are the bytes that a word may end with: its codes, and two of each stem.
// Where they stand there need not be the word.
func (f *finder) anchors(word int) [][]byte {
	list := [][]byte{}
	for code, mask := range f.ofCode {
		if mask>>word&1 > 0 {
			list = append(list, []byte{byte(code)})
		}
	}
	for _, stem := range f.words[word].stems {
		list = append(list, []byte{byte(stem), byte(stem >> 8)})
	}
	return list
}

// find reports whether the stream has the units.
func (f *finder) find(s []byte) bool {
	if f.single != nil && !f.mayFind(s) || f.reach > 0 && !f.mayMeet(s) {
		return false
	}
	var lasts, starts [maxFound]int
	last, start := lasts[:len(f.lengths)], starts[:len(f.lengths)] // of the unit's last occurrence, -1: none
	forget(last)
	state, n := uint64(0), 0
	for i := 0; i < len(s); n++ {
		var word uint64
		if code := s[i]; code >= firstCode {
			word = f.ofCode[code]
			i++
		} else {
			if i+wordBytes > len(s) {
				return false
			}
			if f.low[s[i+1]] {
				word = f.of(codedAt(s[i:]))
			} else if s[i+1] == breakHash&0xff && s[i+2] == breakHash>>8 {
				if f.title && lineKind(s[i]) == bodyLine {
					return false
				}
				forget(last)
			}
			i += wordBytes
		}
		state = (state<<1 | f.begins) & word
		for ended := state & f.ends; ended > 0; ended &= ended - 1 {
			u := f.unitOf[bits.TrailingZeros64(ended)]
			start[u], last[u] = n-f.lengths[u]+1, n
			if within(start, last, f.distance) {
				return true
			}
		}
	}
	return false
}

func forget(last []int) {
	for i := range last {
		last[i] = -1
	}
}

// of is the words that c is.
func (f *finder) of(c coded) (words uint64) {
	for i := range f.words {
		if f.words[i].is(c) {
			words |= 1 << i
		}
	}
	return words
}

// maxAnchors is how many anchors of a phrase are looked for before each word is
// looked at instead.
const maxAnchors = 6

// mayFind looks at the anchors and what stands beside them, and is true where there
// are none. As a stream can't be read backwards for certain, it takes what may be the
// word before for it.
func (f *finder) mayFind(s []byte) bool {
	for _, anchor := range f.single {
		for at := 0; ; {
			i := bytes.Index(s[at:], anchor)
			if i < 0 {
				break
			}
			end := at + i + len(anchor)
			word := end - 1 // where it begins: it is a code, or has its form before the two bytes of the stem
			if len(anchor) > 1 {
				word = end - wordBytes
			}
			at += i + 1
			if word < 0 || len(anchor) > 1 && s[word] >= firstCode {
				continue
			}
			if (f.anchored == 0 || f.mayEnd(s, word, f.anchored-1)) && (f.anchored == len(f.words)-1 || f.isAt(s, end, f.anchored+1)) {
				return true
			}
		}
	}
	return f.single == nil
}

// mayMeet reports whether anchors of the pair stand near enough.
func (f *finder) mayMeet(s []byte) bool {
	for _, anchor := range f.pair[0] {
		for at := 0; ; at++ {
			i := bytes.Index(s[at:], anchor)
			if i < 0 {
				break
			}
			at += i
			for _, other := range f.pair[1] {
				if bytes.Contains(s[max(0, at-f.reach):min(len(s), at+f.reach+len(other))], other) {
					return true
				}
			}
		}
	}
	return false
}

// mayEnd reports whether byte end may be the end of one of the words.
func (f *finder) mayEnd(s []byte, end, word int) bool {
	return end > 0 && s[end-1] >= firstCode && f.isAt(s, end-1, word) ||
		end >= wordBytes && s[end-wordBytes] < firstCode && f.isAt(s, end-wordBytes, word)
}

// isAt reports whether the word is at byte i.
func (f *finder) isAt(s []byte, i, word int) bool {
	switch {
	case i >= len(s):
		return false
	case s[i] >= firstCode:
		return f.ofCode[s[i]]>>word&1 > 0
	case i+wordBytes > len(s):
		return false
	}
	return f.words[word].is(codedAt(s[i:]))
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
