package textform

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// readTitle takes title and kicker off the first block, if it is a title.
func readTitle(a *archive.Article, blocks []string) (rest []string, note string) {
	if len(blocks) < 2 || !titleLike(blocks[0]) {
		return blocks, ""
	}
	if !sharesSubject(blocks[0], blocks[1:]) {
		return blocks, "Die erste Zeile der Quelle gehört dem Inhalt nach zu einem anderen Artikel; der Titel ist vorgeschlagen."
	}
	a.Kicker, a.Title = splitKicker(a.Kicker, blocks[0], a.Published.Precision() == archive.Minute)
	return blocks[1:], ""
}

// titleLike: short, and not ended like a sentence of running text.
func titleLike(s string) bool {
	if utf8.RuneCountInString(s) > titleMax || captionLike(s) {
		return false
	}
	s = strings.TrimRight(s, `"“”«»'’) `)
	if strings.HasSuffix(s, ".") {
		// A title may be a sentence, but then it is short and the only one.
		return utf8.RuneCountInString(s) <= 90 && !strings.Contains(strings.TrimSuffix(s, "."), ". ")
	}
	return !strings.HasSuffix(s, ":") && !strings.HasSuffix(s, ",")
}

// splitKicker parts the line above a title from the title where both are
// printed in one: "Kicker : Title". A line that was followed by a "Stand:"
// date has no separator; there the title begins at a capital that only the
// beginning of a sentence explains.
func splitKicker(kicker, line string, stamped bool) (string, string) {
	for _, sep := range []string{" : ", " | ", " +++ "} {
		if before, after, ok := strings.Cut(line, sep); ok && len(before) > 2 && len(after) > 2 && kicker == "" {
			return strings.TrimSpace(before), strings.TrimSpace(after)
		}
	}
	if stamped && kicker == "" {
		if i := sentenceStart(line); i > 0 {
			return strings.TrimSpace(line[:i]), line[i:]
		}
	}
	return kicker, line
}

// Words that German writes with a capital only where a sentence begins.
var openers = wordSet(`Was Wie Warum Wer Wen Wem Wessen Wo Wohin Woher Wann Weshalb Wieso Wozu Worum Welche Welcher Welches
	Der Die Das Den Dem Des Ein Eine Einen Einem Einer Kein Keine Keinen Keiner Im In Am An Auf Aus Bei Beim Bis Durch Für Gegen Mit Nach Ohne Seit Trotz Über Um
	Unter Vom Von Vor Während Wegen Zu Zum Zur Zwischen Ab Als Wenn Weil Dass Ob Obwohl Damit Denn Doch Aber Und Oder Nur Noch Nun Jetzt So Schon Erst Auch
	Nicht Nichts Niemand Alle Alles Viele Mehr Weniger Immer Er Sie Es Wir Ich Ihr Man Ist Sind Hat Haben Wird Werden Kann Können Soll Muss Darf Will Heute
	Erneut Wieder Mindestens Hunderte Tausende Dutzende Offenbar Diese Dieser Dieses`)

// Names that begin with such a word: "Partei Die Linke", "Das Erste".
var openerNames = wordSet(`Linke Linken Grünen Grüne Zeit Welt Presse Spiegel Standard Freitag Erste Partei Rechte Haag Vereinten Moines`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// sentenceStart is the byte at which such a word stands inside the line, two
// words or more from its beginning and its end; 0 if there is none.
func sentenceStart(line string) int {
	words := strings.Fields(line)
	offset := 0
	for i, w := range words {
		at := offset + strings.Index(line[offset:], w)
		offset = at + len(w)
		if i < 2 || i > len(words)-3 || !openers[w] || openerNames[words[i+1]] {
			continue
		}
		if strings.ContainsAny(words[i-1][len(words[i-1])-1:], `:"`) || strings.HasSuffix(words[i-1], "“") || strings.HasSuffix(words[i-1], "„") {
			continue // the capital follows a colon or opens a quotation
		}
		return at
	}
	return 0
}

var wordPattern = regexp.MustCompile(`\p{Lu}[\p{L}\d]{3,}`)

// Words that stand in headlines of any subject.
var generic = wordSet(`Angriff Angriffe Krieg Kriege Konflikt Krise Streit Kritik Unglück Unfall Bericht Berichte Newsblog Liveblog Interview
	Kommentar Analyse Reaktion Reaktionen Tote Toter Überblick Eilmeldung Video Podcast Neue Neuer Neues Diese Dieser Eine Einer Nach Gegen Über Unter Zwischen`)

// sharesSubject reports whether at least a third of the nouns and names of a
// headline occur in the text, by their first letters and inside compounds.
// A headline with fewer than two of them says too little to be judged.
func sharesSubject(headline string, text []string) bool {
	body := strings.ToLower(strings.Join(text, " "))
	found, all := 0, 0
	for _, w := range wordPattern.FindAllString(headline, -1) {
		if generic[w] || openers[w] {
			continue
		}
		all++
		if strings.Contains(body, stem(w)) {
			found++
		}
	}
	return all < 2 || found*3 >= all
}

// stem cuts what inflection and composition change: a prefix of about two
// thirds, at least four letters.
func stem(w string) string {
	r := []rune(strings.ToLower(w))
	n := max(4, len(r)*2/3)
	if unicode.IsUpper([]rune(w)[1]) { // an abbreviation
		n = len(r)
	}
	return string(r[:min(n, len(r))])
}
