package corpus

import (
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
)

const proposedTitleMax = 80 // runes

// ProposeTitle makes a title for a text that has none: its first sentence,
// cut between words where it is long. It is empty only if there is no text.
func ProposeTitle(paragraphs []archive.Paragraph) string {
	for _, kind := range []archive.ParagraphKind{archive.Text, archive.Quote, archive.Heading, archive.Caption} {
		for _, p := range paragraphs {
			if p.Kind == kind && p.Text != "" {
				return shorten(firstSentence(p.Text))
			}
		}
	}
	return ""
}

// firstSentence ends at the first stop that a space and something other than
// a lower-case letter follow; one behind a single letter or a number is an
// abbreviation or an ordinal ("am 13. September").
func firstSentence(text string) string {
	for i := 0; i < len(text); i++ {
		if !strings.ContainsRune(".!?", rune(text[i])) || i+2 >= len(text) || text[i+1] != ' ' {
			continue
		}
		last := text[strings.LastIndexByte(text[:i], ' ')+1 : i]
		if text[i] == '.' && (utf8.RuneCountInString(last) < 3 || last[len(last)-1] >= '0' && last[len(last)-1] <= '9') {
			continue
		}
		if next := text[i+2]; next >= 'a' && next <= 'z' {
			continue
		}
		return withoutStop(text[:i+1])
	}
	return withoutStop(text)
}

// withoutStop is the sentence without its full stops, unless there is nothing else.
func withoutStop(sentence string) string {
	if s := strings.TrimRight(sentence, ". "); s != "" {
		return s
	}
	return sentence
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= proposedTitleMax {
		return s
	}
	cut := string([]rune(s)[:proposedTitleMax])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:–-") + " …"
}
