package german

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// notUmlaut are pieces of words in which ae, oe or ue are two letters.
var notUmlaut = []string{"israel", "michael", "rafael", "raphael", "poet", "boeing", "koexist", "uell", "statue", "duett", "joel", "noel", "soeben", "aero", "maestro", "zuerst", "bisherue", "genue"}

// Display writes a folded word as it is probably written: with umlauts, and nouns
// and words that the lexicon doesn't know with a capital.
func (l *Lexicon) Display(folded string) string {
	s := folded
	plain := false
	for _, n := range notUmlaut {
		plain = plain || strings.Contains(folded, n)
	}
	if !plain && asciiLower(folded) {
		var b strings.Builder
		for i := 0; i < len(folded); i++ {
			if i+1 < len(folded) && folded[i+1] == 'e' && umlautAt(folded, i+1) && !(i > 0 && strings.IndexByte("aeou", folded[i-1]) >= 0) {
				b.WriteString(map[byte]string{'a': "ä", 'o': "ö", 'u': "ü"}[folded[i]])
				i++
				continue
			}
			b.WriteByte(folded[i])
		}
		s = b.String()
	}
	if l.Count(folded) == 0 || l.Noun(folded) {
		r, n := utf8.DecodeRuneInString(s)
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	return s
}
