package german

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold writes a word in the form in which spellings are compared: lower case, ä ö
// ü ß as ae oe ue ss, other diacritics, apostrophes, invisible characters and the
// signs of gendered forms (Wähler:innen, Wähler*innen) dropped.
func Fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 2)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		next := rune(0)
		if i+n < len(s) {
			next, _ = utf8.DecodeRuneInString(s[i+n:])
		}
		foldRune(&b, r, next)
		i += n
	}
	return b.String()
}

// foldRune appends the folded form of r; next is the rune after it.
func foldRune(b *strings.Builder, r, next rune) {
	switch {
	case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
		b.WriteByte(byte(r))
		if next == 0x308 && (r == 'a' || r == 'o' || r == 'u') {
			b.WriteByte('e')
		}
		return
	case 'A' <= r && r <= 'Z':
		b.WriteByte(byte(r) + 'a' - 'A')
		if next == 0x308 && (r == 'A' || r == 'O' || r == 'U') {
			b.WriteByte('e')
		}
		return
	case r < utf8.RuneSelf:
		if r == ',' {
			b.WriteByte(',')
		}
		return
	}
	switch r {
	case 'ä', 'Ä':
		b.WriteString("ae")
		return
	case 'ö', 'Ö', 'ø', 'Ø', 'œ', 'Œ':
		b.WriteString("oe")
		return
	case 'ü', 'Ü':
		b.WriteString("ue")
		return
	case 'ß', 'ẞ':
		b.WriteString("ss")
		return
	case 'æ', 'Æ':
		b.WriteString("ae")
		return
	case 'ł', 'Ł':
		b.WriteByte('l')
		return
	case 'đ', 'Đ', 'ð', 'Ð':
		b.WriteByte('d')
		return
	case 'þ', 'Þ':
		b.WriteString("th")
		return
	case 'ı', 'İ':
		b.WriteByte('i')
		return
	case '’', '‘', 'ʼ', '\u00ad', '\ufeff', '´', '＇', '\u00a0', '\u202f', '\u2009':
		return
	}
	if unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r) || r == utf8.RuneError {
		return
	}
	r = unicode.ToLower(r)
	var buf [utf8.UTFMax]byte
	n := utf8.EncodeRune(buf[:], r)
	// Latin, Greek and Cyrillic letters lose their marks; Hangul syllables stay whole.
	if r < 0x1100 || 0x1e00 <= r && r < 0x2000 || 0xff00 <= r && r < 0xfff0 {
		if r == 'й' || r == 'ё' || r == 'ї' { // letters of their own
			b.WriteRune(r)
			return
		}
		for _, d := range string(norm.NFKD.Bytes(buf[:n])) {
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(unicode.ToLower(d))
			}
		}
		return
	}
	b.Write(buf[:n])
}

// UnfoldOffset is the offset in the word as written that stands at the offset in
// its folded form; inside a letter that folds to several it is the letter's start.
func UnfoldOffset(word string, folded int) int {
	var b strings.Builder
	for i := 0; i < len(word); {
		r, n := utf8.DecodeRuneInString(word[i:])
		next := rune(0)
		if i+n < len(word) {
			next, _ = utf8.DecodeRuneInString(word[i+n:])
		}
		before := b.Len()
		foldRune(&b, r, next)
		if b.Len() > folded {
			return i
		}
		if before == b.Len() && before == folded && b.Len() > 0 {
			// a dropped character before the wanted one stays with what precedes it
			i += n
			continue
		}
		i += n
	}
	return len(word)
}
