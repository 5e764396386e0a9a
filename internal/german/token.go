package german

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Token is one word of a text.
type Token struct {
	Start, End int   // bytes of the text
	Word       *Word // shared: read only
	Joined     bool  // follows the token before it without a space (UN-Sanktionen, F16)
	// Ellipsis is the compound that a shortened one stands for ("Kurz-" in
	// Kurz- und Mittelstreckenraketen), or nil.
	Ellipsis *Word
}

// scan calls word for each word of the text, with whether it joins the one before.
func scan(text string, word func(start, end int, joined bool)) {
	lastEnd, joinable := -1, false
	for i := 0; i < len(text); {
		if text[i] == ' ' && i != lastEnd { // nothing to join
			i++
			continue
		}
		r, n := decode(text[i:])
		if !wordRune(r) {
			if i == lastEnd {
				joinable = r == '-' || r == '‐' || r == '‑' || r == '/' || r == '–' || r == '.'
				if joinable {
					lastEnd += n
				}
			}
			i += n
			continue
		}
		start := i
		digits := isDigit(r)
		i += n
		for i < len(text) {
			if c := text[i]; !digits && ('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z') {
				i++
				continue
			}
			r, n := decode(text[i:])
			switch {
			case wordRune(r) || unicode.Is(unicode.Mn, r) || r == '\u00ad' || r == '\u200d' || r == '\u200c' || r == '\ufeff' || r == '\u2060':
				if wordRune(r) && isDigit(r) != digits {
					goto done
				}
				i += n
				continue
			case (r == '\'' || r == '’' || r == 'ʼ') && !digits && letterAt(text, i+n):
				i += n
				continue
			case (r == ':' || r == '*' || r == '_' || r == '(') && !digits:
				if k := genderEnd(text, i, n); k > 0 {
					i = k
					continue
				}
			case r == '.' && digits && thousands(text, i+n), r == ',' && digits && digitAt(text, i+n),
				digits && digitSpace(r) && thousands(text, i+n) && grouped(text[start:i]):
				i += n
				continue
			}
			break
		}
	done:
		word(start, i, start == lastEnd && (joinable || start > 0))
		lastEnd, joinable = i, true
	}
}

func decode(s string) (rune, int) {
	if c := s[0]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s)
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r) }

func letterAt(s string, i int) bool {
	if i >= len(s) {
		return false
	}
	r, _ := decode(s[i:])
	return wordRune(r) && !isDigit(r)
}

func digitAt(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// thousands reports whether exactly three digits follow.
func thousands(s string, i int) bool {
	return digitAt(s, i) && digitAt(s, i+1) && digitAt(s, i+2) && !digitAt(s, i+3)
}

// digitSpace reports whether r may part the groups of three of a number's digits.
func digitSpace(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' }

// grouped reports whether a number so far may be the first groups of three digits
// of a longer one: 10 000, not 2026 100.
func grouped(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case isDigit(r):
			n++
		case digitSpace(r):
			n = 0
		default:
			return false
		}
	}
	return 0 < n && n <= 3 && s[0] != '0'
}

// genderEnd is the end of a gendered ending at i (:innen, *in, (innen)), 0 if
// there is none.
func genderEnd(s string, i, n int) int {
	rest := s[i+n:]
	for _, e := range []string{"innen", "in", "r", "n"} {
		if !strings.HasPrefix(rest, e) {
			continue
		}
		end := i + n + len(e)
		if s[i] == '(' {
			if strings.HasPrefix(s[end:], ")") {
				return end + 1
			}
			continue
		}
		if len(e) > 1 && !letterAt(s, end) {
			return end
		}
	}
	return 0
}
