package highlight

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// beginsSentence reports whether a sentence begins at byte i of text, as far as
// what stands before tells: a full stop after a number or an abbreviation ends
// none ("am 19. Juni", "Dr. Kim").
func beginsSentence(text string, i int) bool {
	if i == 0 {
		return true
	}
	first, _ := utf8.DecodeRuneInString(text[i:])
	if unicode.IsLower(first) || unicode.IsSpace(first) {
		return false
	}
	before := strings.TrimRightFunc(text[:i], unicode.IsSpace)
	if len(before) == i || len(before) == 0 {
		return false
	}
	before = strings.TrimRight(before, "\"'“”«»‘’)]")
	if strings.HasSuffix(before, "!") || strings.HasSuffix(before, "?") || strings.HasSuffix(before, "…") {
		return true
	}
	word, stop := strings.CutSuffix(before, ".")
	if !stop {
		return false
	}
	word = lastWord(word)
	if utf8.RuneCountInString(word) < 2 || abbreviations[word] {
		return false
	}
	return strings.IndexFunc(word, func(r rune) bool { return !unicode.IsDigit(r) }) >= 0 || len(word) > 2
}

// maxWordBytes bounds how far back a word is followed.
const maxWordBytes = 64

func lastWord(s string) string {
	s = s[max(0, len(s)-maxWordBytes):]
	if i := strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		return s[i+size:]
	}
	return s
}

var abbreviations = func() map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(`Dr Prof Nr Abs Art St Str Mio Mrd Tsd bzw ca vgl sog usw etc ggf inkl evtl Hrsg Bd Jh
		Jan Feb Apr Jun Jul Aug Sep Sept Okt Nov Dez geb gest Gen Kap Abb Inc Co Ltd Corp Mr Mrs Ms Lt Col Maj vs Chr Hl`) {
		set[w] = true
	}
	return set
}()
