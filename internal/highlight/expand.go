package highlight

import (
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// expand makes a passage of about Length runes of a window in text: from the
// beginning of its sentence where that is near, to the end of a sentence or
// word, without touching the taken passages.
func expand(text string, w passage, taken []passage) passage {
	lo, hi := 0, len(text)
	for _, t := range taken {
		switch {
		case t.line != w.line:
		case t.End <= w.Start:
			lo = max(lo, t.End)
		case t.Start >= w.End:
			hi = min(hi, t.Start)
		}
	}
	if shortEnough(text[lo:hi], Length) {
		return passage{w.line, trim(text, archive.Span{Start: lo, End: hi})}
	}
	w.Span = wholeWords(text, w.Span, lo, hi)
	spare := Length - utf8.RuneCountInString(text[w.Start:w.End])
	if spare <= 0 { // a match longer than a snippet
		return passage{w.line, archive.Span{Start: w.Start, End: forward(text, w.Start, w.End, Length)}}
	}
	start := startNear(text, w.Start, lo, spare*2/3)
	end := endBefore(text, w.End, hi, Length-utf8.RuneCountInString(text[start:w.End]))
	if end == hi { // the text ended early: what is left goes before
		start = startFar(text, w.Start, lo, Length-utf8.RuneCountInString(text[w.Start:end]))
	}
	return passage{w.line, trim(text, archive.Span{Start: start, End: end})}
}

// beginning is the span of the first length runes or so, to the end of a
// sentence or word.
func beginning(text string, length int) archive.Span {
	if shortEnough(text, length) {
		return archive.Span{Start: 0, End: len(text)}
	}
	end := endBefore(text, 0, len(text), length)
	if end == 0 { // one long word
		end = forward(text, 0, len(text), length)
	}
	return trim(text, archive.Span{Start: 0, End: end})
}

func shortEnough(text string, length int) bool {
	return forward(text, 0, len(text), length+length/slack) == len(text)
}

// startNear is where a passage that has to contain byte at begins, at most n
// runes before it and not before byte lo: at the nearest beginning of a
// sentence, else at a word half as far.
func startNear(text string, at, lo, n int) int {
	first := back(text, at, lo, n)
	for i := at; i >= first; i = back(text, i, first, 1) {
		if i == lo || wordBegins(text, i) && beginsSentence(text, i) {
			return i
		}
		if i == first {
			break
		}
	}
	return wordFrom(text, back(text, at, lo, n/2), at)
}

// startFar is like startNear, but goes as far as it may.
func startFar(text string, at, lo, n int) int {
	first := back(text, at, lo, n)
	if first == lo {
		return lo
	}
	for i := first; i < at; i = forward(text, i, at, 1) {
		if wordBegins(text, i) && beginsSentence(text, i) && i < at-(at-first)/2 {
			return i
		}
	}
	return wordFrom(text, first, at)
}

// endBefore is where a passage that has to contain what is before byte at ends,
// at most n runes behind it and not behind byte hi: at hi if that is near, else
// at the end of a sentence in the last two fifths, else at the end of a word.
func endBefore(text string, at, hi, n int) int {
	last := forward(text, at, hi, n)
	if last == hi {
		return hi
	}
	word := at
	for i := last; i > at; i = back(text, i, at, 1) {
		if !wordEnds(text, i) {
			continue
		}
		if word == at {
			word = i
		}
		if i-at < (last-at)*3/5 {
			break
		}
		if next := skipSpace(text, i); beginsSentence(text, next) {
			return i
		}
	}
	return word
}

// wholeWords moves the ends of a span outwards to those of words, as far as
// these are near.
func wholeWords(text string, s archive.Span, lo, hi int) archive.Span {
	const near = 40 // runes
	for i, first := s.Start, back(text, s.Start, lo, near); i >= first; i = back(text, i, first, 1) {
		if i == lo || wordBegins(text, i) {
			s.Start = i
			break
		}
		if i == first {
			break
		}
	}
	for i, last := s.End, forward(text, s.End, hi, near); i <= last; i = forward(text, i, last, 1) {
		if i == hi || wordEnds(text, i) {
			s.End = i
			break
		}
		if i == last {
			break
		}
	}
	return s
}

// wordFrom is the first beginning of a word from byte i on, at most byte at.
func wordFrom(text string, i, at int) int {
	for ; i < at; i = forward(text, i, at, 1) {
		if wordBegins(text, i) {
			return i
		}
	}
	return at
}

// wordBegins reports whether white space ends at byte i.
func wordBegins(text string, i int) bool {
	if i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return unicode.IsSpace(before) && !wordEnds(text, i)
}

// wordEnds reports whether white space or the end of the text is at byte i.
func wordEnds(text string, i int) bool {
	if i == len(text) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsSpace(r)
}

func skipSpace(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsSpace(r) {
			break
		}
		i += size
	}
	return i
}

// trim moves the ends of a span inwards over white space.
func trim(text string, s archive.Span) archive.Span {
	s.Start = min(skipSpace(text, s.Start), s.End)
	for s.Start < s.End {
		r, size := utf8.DecodeLastRuneInString(text[s.Start:s.End])
		if !unicode.IsSpace(r) {
			break
		}
		s.End -= size
	}
	return s
}

// back is the byte n runes before byte i, lo at least.
func back(text string, i, lo, n int) int {
	for ; n > 0 && i > lo; n-- {
		_, size := utf8.DecodeLastRuneInString(text[lo:i])
		i -= size
	}
	return i
}

// forward is the byte n runes after byte i, hi at most.
func forward(text string, i, hi, n int) int {
	for ; n > 0 && i < hi; n-- {
		_, size := utf8.DecodeRuneInString(text[i:hi])
		i += size
	}
	return i
}
