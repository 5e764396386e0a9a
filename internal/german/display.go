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
			if i+2 < len(folded) && folded[i+1] == 'e' && umlautAt(folded, i+1) && !(i > 0 && strings.IndexByte("aeou", folded[i-1]) >= 0) {
				b.WriteString(map[byte]string{'a': "ä", 'o': "ö", 'u': "ü"}[folded[i]])
				i++
				continue
			}
			b.WriteByte(folded[i])
		}
		s = b.String()
	}
	s = sharpS(s)
	if l.Count(folded) == 0 || l.Noun(folded) {
		r, n := utf8.DecodeRuneInString(s)
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	return s
}

// sharp are the roots of German that are written with ß, behind long vowels and
// diphthongs, by how they are written with ss; not are longer pieces that only look
// like them.
var (
	sharp = strings.Fields(`strass gross größ fuss füss gruss grüss spass massnahm massstab massgeb massgab massvoll mässig übermass
		ausmass gemäss schliess schiess giess fliess geniess spriess heiss weiss beiss reiss schweiss fleiss dreissig stoss stöss süss
		bussgeld büss gefäss gesäss ausser äusser aussen bloss entblöss preuss spiess scheuss geissel strauss meissel`)
	notSharp = strings.Fields("aussend reissack kreissaal kreissäge kreisspar weissag grossist")
)

// sharpS writes ß for the ss that stands for it.
func sharpS(s string) string {
	if !strings.Contains(s, "ss") {
		return s
	}
	for _, n := range notSharp {
		if strings.Contains(s, n) {
			return s
		}
	}
	for _, root := range sharp {
		if strings.Contains(s, root) {
			s = strings.ReplaceAll(s, root, strings.Replace(root, "ss", "ß", 1))
		}
	}
	return s
}
