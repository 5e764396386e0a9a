package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// gap is what stands between a word and the one before it.
type gap uint8

const (
	gapOther  gap = iota // anything that separates names
	gapSpace             // white space alone
	gapHyphen            // one hyphen without space
	gapQuote             // one apostrophe without space
	gapDot               // a full stop and at most one space
)

// word is a run of letters and digits in a line. Hyphens and apostrophes
// separate words, so that "UN-Sanktionen" and "UN Sanktionen" are the same two.
type word struct {
	start, end int32
	vocab      int32 // number in the vocabulary, or noWord
	gap        gap
	upper      bool // begins with an upper-case letter
	caps       bool // has two letters or more and none is lower case
	plain      bool // no upper-case letter but the first
	hash       uint64
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// class tells the scanner what to do with a byte.
type class uint8

const (
	classGap class = iota
	classLower
	classUpper
	classDigit
	classRune // begins a rune beyond ASCII
)

var classes = func() (t [256]class) {
	for b := range t {
		switch {
		case 'a' <= b && b <= 'z':
			t[b] = classLower
		case 'A' <= b && b <= 'Z':
			t[b] = classUpper
		case '0' <= b && b <= '9':
			t[b] = classDigit
		case b >= utf8.RuneSelf:
			t[b] = classRune
		}
	}
	return t
}()

// foldRune writes the letter in small ASCII letters as German readers would:
// "ä" as "ae", "ß" as "ss", "é" as "e". Letters without such a form are
// returned in lower case.
func foldRune(r rune) string {
	if s, ok := foldings[unicode.ToLower(r)]; ok {
		return s
	}
	if unicode.IsMark(r) {
		return ""
	}
	return string(unicode.ToLower(r))
}

var foldings = func() map[rune]string {
	m := map[rune]string{'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "oe", 'þ': "th", '\u00ad': ""}
	for base, letters := range map[string]string{
		"a": "àáâãåāăą", "c": "çćĉċč", "d": "ďđð", "e": "èéêëēĕėęě", "g": "ĝğġģ", "h": "ĥħ",
		"i": "ìíîïĩīĭįı", "j": "ĵ", "k": "ķ", "l": "ĺļľŀł", "n": "ñńņňŋ", "o": "òóôõōŏő",
		"r": "ŕŗř", "s": "śŝşšș", "t": "ţťŧț", "u": "ùúûũūŭůűų", "w": "ŵ", "y": "ýÿŷ", "z": "źżž",
	} {
		for _, r := range letters {
			m[r] = base
		}
	}
	return m
}()

// fold is the form of a word in which it is compared.
func fold(s string) string {
	if isFolded(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 2)
	for _, r := range s {
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
			continue
		}
		b.WriteString(foldRune(r))
	}
	return b.String()
}

// isFolded reports whether the text is small ASCII letters and digits alone.
func isFolded(s string) bool {
	for i := range len(s) {
		if c := classes[s[i]]; c != classLower && c != classDigit {
			return false
		}
	}
	return true
}

// foldInto is fold without allocation where the buffer is long enough.
func foldInto(buf []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		b := s[i]
		switch classes[b] {
		case classUpper:
			buf = append(buf, b|0x20)
		case classRune:
			r, size := utf8.DecodeRuneInString(s[i:])
			buf = append(buf, foldRune(r)...)
			i += size - 1
		default:
			buf = append(buf, b)
		}
	}
	return buf
}

// hashWord is the hash under which the vocabulary keeps a folded word.
func hashWord(folded string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(folded) {
		h = (h ^ uint64(folded[i])) * fnvPrime
	}
	return h
}

// scan appends the words of the line to words and looks each up in the
// vocabulary while its letters pass by.
func (v *vocabulary) scan(line string, words []word) []word {
	last := 0 // end of the previous word
	first := len(words)
	for i := 0; i < len(line); {
		c := classes[line[i]]
		if c == classGap {
			i++
			continue
		}
		start, h := i, uint64(fnvOffset)
		letters, lowers := 0, 0
		upper := false
	letters:
		for i < len(line) {
			b := line[i]
			switch classes[b] {
			case classLower:
				from := i
				for {
					h = (h ^ uint64(b)) * fnvPrime
					if i++; i == len(line) {
						break
					}
					if b = line[i]; b < 'a' || b > 'z' {
						break
					}
				}
				letters += i - from
				lowers += i - from
			case classUpper:
				h = (h ^ uint64(b|0x20)) * fnvPrime
				upper = upper || i == start
				letters++
				i++
			case classDigit:
				h = (h ^ uint64(b)) * fnvPrime
				i++
			case classRune:
				r, size := utf8.DecodeRuneInString(line[i:])
				if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\u00ad' {
					if i == start {
						i += size
						start = i
					}
					break letters
				}
				if unicode.IsUpper(r) {
					upper = upper || i == start
				} else {
					lowers++
				}
				letters++
				f := foldRune(r)
				for k := range len(f) {
					h = (h ^ uint64(f[k])) * fnvPrime
				}
				i += size
			default:
				break letters
			}
		}
		if i == start {
			continue
		}
		w := word{start: int32(start), end: int32(i), upper: upper, caps: upper && lowers == 0 && letters > 1, plain: lowers >= letters-1, hash: h, vocab: noWord}
		if len(words) > first {
			w.gap = gapBetween(line[last:start])
		}
		if id, ok := v.lookup(h); ok {
			w.vocab = id
		}
		words = append(words, w)
		last = i
	}
	return words
}

// gapBetween classifies the text between two words of a line.
func gapBetween(s string) gap {
	switch s {
	case " ", "\u00a0", "\u202f", "  ":
		return gapSpace
	case "-", "\u2010", "\u2011", "\u2013":
		return gapHyphen
	case "'", "\u2019", "\u02bc", "`", "\u00b4", "\u2018":
		return gapQuote
	case ". ", ".", ".\u00a0", ".\u202f":
		return gapDot
	}
	return gapOther
}
