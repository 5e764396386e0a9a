package query

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Clean is the text of the search box as it is understood, shown again and
// written into URLs: valid UTF-8 in NFC, without control and invisible
// formatting characters, with single spaces between words and none at the ends.
// The spans of warnings count in it. ok is false if s was not valid UTF-8.
//
// Broken text without any multi-byte rune is taken for Windows-1252, as old
// forms and links still send it ("M\xfcller"); in other broken text each bad
// byte becomes a space.
func Clean(s string) (text string, ok bool) {
	ok = utf8.ValidString(s)
	if !ok {
		s = repair(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r): // soft hyphen, zero-width space, direction marks
			return -1
		case unicode.IsControl(r) || r == utf8.RuneError:
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(norm.NFC.String(s)), " "), ok
}

func repair(s string) string {
	legacy := true
	for _, r := range s {
		if r != utf8.RuneError && r >= utf8.RuneSelf {
			legacy = false
			break
		}
	}
	if !legacy {
		return strings.ToValidUTF8(s, " ")
	}
	decoded, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return strings.ToValidUTF8(s, " ")
	}
	return decoded
}

// cutAtWord is the longest beginning of text of at most limit bytes that ends
// where a word does, or at a rune border if the first word alone is longer.
func cutAtWord(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	if i := strings.LastIndexByte(text[:limit+1], ' '); i > 0 {
		return text[:i]
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// trimWord strips the punctuation around a word: `„Kim,` is Kim, `C++` and
// `Kurz-` stay. It is empty if nothing of s could be found in a text.
func trimWord(s string) string {
	s = strings.TrimLeftFunc(s, leading)
	s = strings.TrimRightFunc(s, func(r rune) bool {
		return punctuation(r) && !strings.ContainsRune("%+-", r)
	})
	if strings.IndexFunc(s, searchable) < 0 {
		return ""
	}
	return s
}

// leading reports whether r is stripped from the beginning of a word.
func leading(r rune) bool {
	return unicode.IsMark(r) || punctuation(r) && !strings.ContainsRune("#@§", r)
}

func punctuation(r rune) bool {
	return unicode.IsPunct(r) || unicode.In(r, unicode.Sm, unicode.Sk)
}

func searchable(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.In(r, unicode.So, unicode.Sc)
}

// doubleQuote reports whether r opens or closes a phrase. Any of them closes
// what any of them opened: people mix „ and ".
func doubleQuote(r rune) bool { return strings.ContainsRune("\"„“”‟«»″＂", r) }
