package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// tokens cuts a text as the training data are cut: words with their hyphens and
// apostrophes inside, abbreviations, initials and ordinals with their full stop,
// every other sign alone.
func tokens(text string) []archive.Span {
	var spans []archive.Span
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r):
			i += size
		case wordRune(r):
			end := wordEnd(text, i)
			if end+1 < len(text) && text[end] == '.' && text[end+1] == ' ' && takesStop(text[i:end]) {
				end++
			}
			spans = append(spans, archive.Span{Start: i, End: end})
			i = end
		default:
			spans = append(spans, archive.Span{Start: i, End: i + size})
			i += size
		}
	}
	return spans
}

// takesStop reports whether a full stop behind the word is part of it.
func takesStop(word string) bool {
	if utf8.RuneCountInString(word) == 1 || abbreviations[strings.ToLower(word)] {
		return true
	}
	return len(word) <= 2 && !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsDigit(r) })
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// wordEnd is the end of the word that begins at i. Hyphens, apostrophes and, in
// numbers, full stops and commas belong to it where a letter or digit follows.
func wordEnd(text string, i int) int {
	last := rune(0)
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			next, _ := utf8.DecodeRuneInString(text[i+size:])
			joins := strings.ContainsRune("-‑'’\u00ad", r) && wordRune(next) ||
				(r == '.' || r == ',') && unicode.IsDigit(last) && unicode.IsDigit(next)
			if !joins {
				return i
			}
		}
		last = r
		i += size
	}
	return i
}

// sentenceEnds reports whether a sentence ends with the i-th token: a full stop,
// question or exclamation mark with a capital behind it, not after a number, an
// initial or a common abbreviation.
func sentenceEnds(text string, ts []archive.Span, i int) bool {
	sign := text[ts[i].Start:ts[i].End]
	if sign != "." && sign != "!" && sign != "?" && sign != ":" {
		return false
	}
	if i+1 >= len(ts) {
		return true
	}
	if ts[i+1].Start == ts[i].End && sign != "?" && sign != "!" {
		return false
	}
	next, _ := utf8.DecodeRuneInString(text[ts[i+1].Start:])
	if !unicode.IsUpper(next) && !strings.ContainsRune("\"„“”»«‚'", next) || sign == ":" && unicode.IsUpper(next) {
		return false
	}
	if sign == "." && i > 0 && ts[i-1].End == ts[i].Start {
		before := text[ts[i-1].Start:ts[i-1].End]
		r, _ := utf8.DecodeRuneInString(before)
		if utf8.RuneCountInString(before) == 1 || unicode.IsDigit(r) || abbreviations[strings.ToLower(before)] {
			return false
		}
	}
	return true
}

var abbreviations = func() map[string]bool {
	m := map[string]bool{}
	for _, a := range strings.Fields("dr prof st bzw ca etc evtl ggf hl ing jr mio mrd nr sr str tel usw vgl abb bd dipl dt frl gen hrsg inkl kap lt nov dez okt sept aug feb jan") {
		m[a] = true
	}
	return m
}()
