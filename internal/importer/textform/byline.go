package textform

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

var (
	bylineLine = regexp.MustCompile(`^(?:(?i:von|by|text|autor|autorin|autoren|interview|protokoll)\s*:\s*|(?:Von|VON|By)\s+|(?:Ein(?:e)? )?(?:Kommentar|Analyse|Gastbeitrag|Interview|Reportage|Beitrag|Kolumne|Essay|Bericht)(?: aus [\p{L} ]+)? von\s+)(\p{Lu}.*)$`)
	nameSplit  = regexp.MustCompile(`\s*(?:,|;|/|\||•|&|\+|\s+(?i:und|and|sowie|mit)\s+)\s*`)
	titles     = regexp.MustCompile(`^(?:(?:Dr|Prof|Dipl|Ing|med|phil|rer|nat|jur|h\.\s?c|Mag|MMag|DDr|Univ)\.?(?:-Ing\.?)?\s+)+`)
	namePart   = regexp.MustCompile(`^(?:\p{Lu}[\p{L}'’.\-]*|(?i:von|van|de|del|della|der|den|zu|zur|vom|ten|ter|di|da|dos|du|la|le|el|al|bin|und)|al-\p{Lu}\p{L}+)$`)
)

// readByline takes a line that names the authors off the first blocks.
func readByline(a *archive.Article, blocks []string) []string {
	for i := 0; i < min(len(blocks), 4); i++ {
		m := bylineLine.FindStringSubmatch(blocks[i])
		if m == nil || utf8.RuneCountInString(blocks[i]) > 160 || strings.HasSuffix(blocks[i], ".") && len(blocks[i]) > 60 {
			continue
		}
		names := Names(m[1])
		if len(names) == 0 {
			continue
		}
		if len(a.Authors) == 0 {
			a.Authors = names
		}
		return append(blocks[:i:i], blocks[i+1:]...)
	}
	return blocks
}

// Names splits a byline into persons: "Dr. Anna Beispiel und Bert Muster,
// Berlin" are two. It is empty if the line doesn't hold names.
func Names(s string) []string {
	s = strings.TrimSpace(strings.Trim(strings.TrimSpace(s), "()[]."))
	var names []string
	for i, part := range nameSplit.Split(s, -1) {
		part = strings.TrimSpace(titles.ReplaceAllString(strings.TrimSpace(part), ""))
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		if !isName(words) {
			if i == 0 {
				return nil
			}
			continue // a place, an agency, a note: "Berlin", "dpa", "zur Zeit Kiew"
		}
		names = append(names, strings.Join(words, " "))
	}
	return names
}

// isName: two to five words, capitals but for particles.
func isName(words []string) bool {
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for _, w := range words {
		if !namePart.MatchString(w) || strings.IndexFunc(w, unicode.IsDigit) >= 0 {
			return false
		}
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	last, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return unicode.IsUpper(first) && unicode.IsUpper(last)
}

var (
	// BERLIN taz | …; MOSKAU/KIEW dpa/taz | …
	pipeDateline = regexp.MustCompile(`^\p{Lu}[\p{Lu}\d/., -]+(?:\s*\(\s*)?((?:taz|dpa|afp|ap|rtr|epd|kna|apa|sda|reuters|AFP|AP|KNA|APA|SDA|Reuters)(?:\s*[/,]\s*\p{L}+)*)\)?\s*\|\s`)
	// Berlin (dpa) - …; Moskau, 12. Juni (Reuters) –
	agencyDateline = regexp.MustCompile(`^\p{Lu}[\p{L}/., \d-]{1,60}?\s*\(((?:dpa|AFP|AP|epd|KNA|APA|sda|SDA|Reuters|rtr|dts|ots|SID|sid|dapd|ddp)(?:[/, -]+[\p{L}]+)*)\)\s*[-–—:|]`)
	// (t-online berichtete): a medium speaks of itself so
	selfReference = regexp.MustCompile(`\((\p{L}[\p{L}.\- ]{0,30}?) berichtete[nt]?\)`)
)

// findOutlet tells the medium from the dateline of a paragraph or from a
// reference to its own report; "" if neither is there.
func findOutlet(ps []archive.Paragraph) string {
	for _, p := range ps {
		if m := pipeDateline.FindStringSubmatch(p.Text); m != nil {
			if strings.Contains(m[1], "taz") {
				return "taz"
			}
			return strings.TrimSpace(strings.SplitN(m[1], "/", 2)[0])
		}
	}
	for _, p := range ps {
		if m := selfReference.FindStringSubmatch(p.Text); m != nil && !strings.EqualFold(m[1], "wir") && !strings.Contains(m[1], " ") {
			return m[1]
		}
	}
	for _, p := range ps[:min(len(ps), 3)] {
		if m := agencyDateline.FindStringSubmatch(p.Text); m != nil {
			return strings.TrimSpace(strings.FieldsFunc(m[1], func(r rune) bool { return r == '/' || r == ',' || r == ' ' })[0])
		}
	}
	return ""
}
