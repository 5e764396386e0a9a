package preview

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longest is how much of a text is looked at: more than ever fits on a card.
const longest = 700

// scripts that readers would miss when they are not drawn, with their names as
// "in … Schrift" has them. The order decides between two that are as frequent.
var scripts = []struct {
	table *unicode.RangeTable
	name  string
}{
	{unicode.Han, "chinesischer"}, {unicode.Hiragana, "japanischer"}, {unicode.Katakana, "japanischer"},
	{unicode.Arabic, "arabischer"}, {unicode.Hebrew, "hebräischer"}, {unicode.Thai, "thailändischer"},
	{unicode.Devanagari, "indischer"}, {unicode.Bengali, "bengalischer"}, {unicode.Tamil, "tamilischer"},
	{unicode.Armenian, "armenischer"}, {unicode.Georgian, "georgischer"}, {unicode.Ethiopic, "äthiopischer"},
	{unicode.Khmer, "khmerischer"}, {unicode.Myanmar, "birmanischer"}, {unicode.Tibetan, "tibetischer"},
}

// drawable is text in what the typefaces can draw: one line in NFC, Hangul in
// Latin letters, emoji and invisible characters left out, a run in another
// script as […]. If most letters are of such a script, the text is replaced by
// its name.
func drawable(t *typeface, text string) string {
	text = head(text, longest)
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "")
	}
	var b strings.Builder
	count := make([]int, len(scripts))
	drawn, missing, gap := 0, 0, false
	for _, r := range romanise(norm.NFC.String(text)) {
		switch {
		case unicode.IsSpace(r):
			b.WriteRune(' ')
			gap = false
		case unicode.In(r, unicode.Hebrew, unicode.Arabic) || !t.has(r):
			if !unicode.IsLetter(r) && !unicode.Is(unicode.Nd, r) {
				continue // emoji, controls, marks of what is not drawn either
			}
			missing++
			for i, s := range scripts {
				if unicode.Is(s.table, r) {
					count[i]++
				}
			}
			if !gap {
				b.WriteString("[…]")
				gap = true
			}
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Co):
		default:
			if unicode.IsLetter(r) {
				drawn++
			}
			b.WriteRune(r)
			gap = false
		}
	}
	if missing > drawn {
		name, most := "fremder", 0
		for i, n := range count {
			if n > most {
				name, most = scripts[i].name, n
			}
		}
		return "[Text in " + name + " Schrift]"
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func head(s string, runes int) string {
	for i := range s {
		if runes == 0 {
			return s[:i]
		}
		runes--
	}
	return s
}

// Letters of the Revised Romanisation of Korean (Ministry of Culture, 2000),
// syllable by syllable: initial consonants, vowels, finals, in the order in
// which Unicode composes Hangul syllables (The Unicode Standard, 3.12).
var (
	initials = strings.Split("g kk n d tt r m b pp s ss  j jj ch k t p h", " ")
	vowels   = strings.Split("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i", " ")
	finals   = strings.Split(" k k k n n n t l k m l l l p l m p p t t ng t t k t p t", " ")
)

// romanise writes Hangul syllables in Latin letters, each run of them with a
// capital.
func romanise(s string) string {
	var b strings.Builder
	inside := false
	for _, r := range s {
		if r < 0xAC00 || r > 0xD7A3 {
			b.WriteRune(r)
			inside = false
			continue
		}
		n := int(r - 0xAC00)
		syllable := initials[n/588] + vowels[n%588/28] + finals[n%28]
		if !inside {
			syllable = strings.ToUpper(syllable[:1]) + syllable[1:]
		}
		b.WriteString(syllable)
		inside = true
	}
	return b.String()
}
