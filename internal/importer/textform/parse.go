package textform

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/importer/germandate"
)

const titleMax = 220 // runes; longer first lines are text

// Parse reads one article. Title, kicker, authors, outlet, date, address,
// paragraphs and TitleProposed are set; the note says in German what was
// guessed, if anything was.
func Parse(text string) (a archive.Article, note string) {
	blocks := splitBlocks(text)
	blocks = readHeader(&a, blocks)
	if a.Title == "" {
		blocks, note = readTitle(&a, blocks)
	}
	blocks = readByline(&a, blocks)
	a.Paragraphs = classify(blocks)
	if a.Title == "" {
		body := a.Paragraphs
		if note != "" {
			body = body[1:]
		}
		a.Title, a.TitleProposed = corpus.ProposeTitle(body), true
	}
	if a.Outlet == "" {
		a.Outlet = findOutlet(a.Paragraphs)
	}
	archive.AssignPIDs(a.Paragraphs)
	return a, note
}

// splitBlocks cuts at blank lines, or at every line if there are none. Lines
// of one block are joined, but for the first block and metadata lines, which
// stand for themselves.
func splitBlocks(text string) []string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n\n", "\u2029", "\n\n").Replace(text)
	var blocks []string
	add := func(lines []string) {
		if s := corpus.CleanText(strings.Join(lines, " ")); s != "" {
			blocks = append(blocks, s)
		}
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	oneEach := !strings.Contains(strings.TrimSpace(text), "\n\n") && averageLength(lines) > 90
	var open []string
	for _, line := range lines {
		blank := strings.TrimSpace(line) == ""
		alone := !blank && (oneEach || len(blocks) < 6 && standsAlone(line, len(blocks)+len(open)))
		if (blank || alone) && len(open) > 0 {
			add(open)
			open = nil
		}
		switch {
		case alone:
			add([]string{line})
		case !blank:
			open = append(open, line)
		}
	}
	add(open)
	return blocks
}

// standsAlone: header lines that must not be joined with the next one.
func standsAlone(line string, before int) bool {
	line = strings.TrimSpace(line)
	return fieldLine.MatchString(line) || bylineLine.MatchString(line) || before == 0 && dateHeader.MatchString(line)
}

func averageLength(lines []string) int {
	n := 0
	for _, l := range lines {
		n += utf8.RuneCountInString(l)
	}
	return n / max(len(lines), 1)
}

var (
	dateHeader = regexp.MustCompile(`^date[ :=]\s*(\S+)(?:\s+|$)`)
	// "Stand: 12.09.2023 12:45 Uhr" at the end of a line, or a line of its own.
	dateLabel = regexp.MustCompile(`(?:^|\s)[|(–-]?\s*((?i:stand|datum|veröffentlicht|erschienen|publiziert|erstellt|aktualisiert|zuletzt aktualisiert|letzte aktualisierung|update))(?:\s+(?i:am|vom))?\s*[:,]?\s+(?:(?i:am|vom|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b[.,]*\s*)*`)
	fieldLine = regexp.MustCompile(`^(?i:(titel|title|überschrift|schlagzeile|dachzeile|kicker|datum|date|autor|autorin|autoren|autorinnen|author|authors|quelle|medium|zeitung|outlet|source|url|link|adresse))\s*:\s+(\S.*)$`)
)

// readHeader takes the date off the first line and labelled lines off the top.
func readHeader(a *archive.Article, blocks []string) []string {
	if len(blocks) == 0 {
		return blocks
	}
	if m := dateHeader.FindStringSubmatch(blocks[0]); m != nil {
		if d, err := archive.ParseDate(m[1]); err == nil {
			a.Published = d
			blocks[0] = blocks[0][len(m[0]):]
		} else if f, ok := germandate.Find(blocks[0]); ok && f.Start <= len("date: ") {
			a.Published = f.Date
			blocks[0] = strings.TrimSpace(blocks[0][f.End:])
		}
	}
	if blocks[0] == "" {
		blocks = blocks[1:]
	}
	for len(blocks) > 0 && readField(a, blocks[0]) {
		blocks = blocks[1:]
	}
	for i := 0; i < min(len(blocks), 4); i++ {
		rest, ok := takeDate(a, blocks[i])
		if !ok {
			continue
		}
		if blocks[i] = rest; rest == "" {
			blocks = append(blocks[:i:i], blocks[i+1:]...)
			i--
		}
	}
	return blocks
}

// readField reads a labelled line, such as "Quelle: taz".
func readField(a *archive.Article, line string) bool {
	m := fieldLine.FindStringSubmatch(line)
	if m == nil || utf8.RuneCountInString(line) > titleMax+20 {
		return false
	}
	value := m[2]
	switch label := strings.ToLower(m[1]); label {
	case "titel", "title", "überschrift", "schlagzeile":
		a.Title = value
	case "dachzeile", "kicker":
		a.Kicker = value
	case "datum", "date":
		if d, err := archive.ParseDate(value); err == nil {
			a.Published = d
		} else if d, ok := germandate.Parse(value); ok {
			a.Published = d
		} else {
			return false
		}
	case "url", "link", "adresse":
		if !strings.HasPrefix(value, "http://") && !strings.HasPrefix(value, "https://") {
			return false
		}
		a.URL = value
	case "quelle", "medium", "zeitung", "outlet", "source":
		a.Outlet = value
	default:
		a.Authors = Names(value)
	}
	return true
}

// takeDate takes a labelled date off the end of a line. "Aktualisiert" is the
// date of the update where another one is known.
func takeDate(a *archive.Article, line string) (string, bool) {
	if utf8.RuneCountInString(line) > titleMax+60 {
		return line, false
	}
	m := dateLabel.FindStringSubmatchIndex(line)
	if m == nil {
		return line, false
	}
	f, ok := germandate.Find(line[m[1]:])
	if !ok || f.Start > 1 {
		return line, false
	}
	end := m[1] + f.End
	rest := strings.Trim(line[end:], " \t|)·-–")
	if len(rest) > len("Uhr MESZ") && dateLabel.FindString(line[end:]) == "" {
		return line, false
	}
	label := strings.ToLower(line[m[2]:m[3]])
	switch {
	case a.Published.IsZero():
		a.Published = f.Date
	case strings.Contains(label, "aktualisier"), label == "update", label == "stand":
		a.Updated = f.Date
	case a.Published.Precision() < f.Date.Precision():
		a.Published = f.Date
	}
	before := strings.TrimRight(line[:m[0]], " \t|(·–-")
	if more, ok := takeDate(a, line[end:]); ok && more == "" {
		return before, true
	}
	return before, true
}
