package textform

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

const (
	headingMax      = 110 // runes
	headingMaxWords = 15
	captionMax      = 450
)

var (
	credit       = regexp.MustCompile(`(?:©\s*\S.{0,60}$|^©|(?i:\b(?:foto|bild|grafik|illustration|screenshot|karte|quelle)s?)\s*:\s*[^.!?]{2,60}\)?$|\((?i:archivbild|archivfoto|symbolbild|symbolfoto)\)\.?$)`)
	captionStart = regexp.MustCompile(`^(?i:foto|bild|bildunterschrift|grafik|karte)\s*:\s`)
	// Links to other pages that stand between paragraphs.
	teaserLabel = regexp.MustCompile(`^(?i:news-?blog|live-?blog|live-?ticker|ticker|newsletter|podcast|video|fotostrecke|bildergalerie|hintergrund|kommentar|interview|analyse|reportage|lesen sie|lesetipp|mehr zum thema|mehr dazu|mehr lesen|zum thema|siehe auch|auch interessant|das könnte sie|exklusiv|themenseite|dossier|faq|quiz)\b`)
)

// classify says what each block is.
func classify(blocks []string) []archive.Paragraph {
	ps := make([]archive.Paragraph, len(blocks))
	for i, b := range blocks {
		ps[i] = archive.Paragraph{Kind: archive.Text, Text: b}
		if captionLike(b) {
			ps[i].Kind = archive.Caption
		}
	}
	for i := range ps {
		// A heading has text above and below; of three short lines in a row,
		// none is one: they are a list.
		if i > 0 && i < len(ps)-1 && headingLike(ps[i].Text) && ps[i].Kind == archive.Text && !inList(ps, i) {
			ps[i].Kind = archive.Heading
		}
	}
	return ps
}

func captionLike(s string) bool {
	return utf8.RuneCountInString(s) <= captionMax && (credit.MatchString(s) || captionStart.MatchString(s))
}

func headingLike(s string) bool {
	if utf8.RuneCountInString(s) > headingMax || len(strings.Fields(s)) > headingMaxWords || teaserLabel.MatchString(s) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, `"„“»«'‚`))
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) {
		return false
	}
	end := strings.TrimRight(s, `"“”«»'’)`)
	last, _ := utf8.DecodeLastRuneInString(end)
	return !strings.ContainsRune(".:;,…-–", last)
}

func inList(ps []archive.Paragraph, i int) bool {
	run := 1
	for j := i - 1; j >= 0 && headingLike(ps[j].Text); j-- {
		run++
	}
	for j := i + 1; j < len(ps) && headingLike(ps[j].Text); j++ {
		run++
	}
	return run >= 3
}
