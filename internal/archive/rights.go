package archive

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ExcerptRunes is the most that is shown of the text of an article whose rights
// are RightsExcerpt, in code points: one very short extract (§ 87g UrhG), the
// beginning of the first paragraph of running text.
const ExcerptRunes = 200

// Shown is the article as a reader who is not logged in may see it, in whatever
// form: page, passage, card, feed, API, export or snippet. With RightsFull it is
// the article itself, with RightsExcerpt its only paragraph is the extract
// (under the passage id of the paragraph it is taken from), with RightsMetadata
// and for unknown values it has no paragraphs.
func (a *Article) Shown() Article {
	shown := *a
	switch a.Rights {
	case RightsFull, "":
		return shown
	}
	shown.Paragraphs = nil
	if a.Rights != RightsExcerpt {
		return shown
	}
	for _, p := range a.Paragraphs {
		if p.Kind == Text || p.Kind == Quote {
			p.Text = Excerpt(p.Text, ExcerptRunes)
			shown.Paragraphs = []Paragraph{p}
			break
		}
	}
	return shown
}

// Excerpt is text if it has at most limit code points, else its beginning,
// cut between words where that loses less than half, and ended by " …"; the
// result never has more than limit code points.
func Excerpt(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	const ellipsis = " …"
	keep := limit - utf8.RuneCountInString(ellipsis)
	if keep <= 0 {
		return ""
	}
	end := 0
	for n := 0; n < keep; n++ {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	cut := text[:end]
	if next, _ := utf8.DecodeRuneInString(text[end:]); !unicode.IsSpace(next) {
		if i := strings.LastIndexFunc(cut, unicode.IsSpace); i >= len(cut)/2 {
			cut = cut[:i]
		}
	}
	cut = strings.TrimRightFunc(cut, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:–—-(„‚«", r)
	})
	return cut + ellipsis
}
