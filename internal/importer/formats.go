package importer

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Text that is no article is told by what it is made of, so that it can be
// refused with a remedy rather than come in as nonsense.

var (
	mboxStart  = regexp.MustCompile(`^From \S+.*\d{4}\r?\n[A-Z][\w-]*: `)
	mailHeader = regexp.MustCompile(`(?i)^(?:from|received|return-path|message-id|mime-version|delivered-to|dkim-signature|date|to|subject|content-type|x-[\w-]+):\s?\S`)
	anyHeader  = regexp.MustCompile(`^[A-Za-z][\w-]*:\s`)
	codeLine   = regexp.MustCompile(`[{};]\s*$|^\s*(?:var|let|const|function|import|export|return|if|for|@media|@import|#include|//|/\*)\b?`)
)

// foreignKind names what a text is that holds no article, in German and with a
// remedy; "" for all others.
func foreignKind(text string) string {
	const window = 64 << 10
	head := strings.TrimLeft(text[:min(len(text), window)], "\uFEFF \t\r\n")
	switch {
	case strings.HasPrefix(head, "{") || strings.HasPrefix(head, "["):
		if json.Valid([]byte(strings.TrimSpace(strings.TrimPrefix(text, "\uFEFF")))) {
			return "JSON, aber kein Feed; gelesen wird JSON Feed (jsonfeed.org)"
		}
	case strings.HasPrefix(head, "<?xml"):
		return "XML, aber weder Feed noch XHTML; gelesen werden RSS, Atom und XHTML"
	case mboxStart.MatchString(head):
		return "E-Mail-Postfach (mbox); Texte daraus als .txt oder .html speichern"
	case mailLike(head):
		return "E-Mail; ihren Text als .txt oder .html speichern"
	}
	switch {
	case codeLike(head):
		return "Programmtext oder Formatvorlage, kein Artikel"
	case tableLike(head):
		return "Tabelle (CSV); jeden Text als eigene Datei übergeben"
	}
	return ""
}

// mailLike: three lines of an e-mail's header at the beginning, one of them of
// the sender.
func mailLike(head string) bool {
	lines, sender := 0, false
	for line := range strings.Lines(head) {
		switch {
		case strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"):
		case anyHeader.MatchString(line):
			if mailHeader.MatchString(line) {
				lines++
			}
			sender = sender || strings.Contains(line, "@") || strings.HasPrefix(strings.ToLower(line), "received")
		default:
			return lines >= 3 && sender && strings.TrimSpace(line) == ""
		}
	}
	return false
}

// codeLike: most lines end in braces and semicolons or begin with keywords.
func codeLike(head string) bool {
	code, all := 0, 0
	for line := range strings.Lines(head) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		all++
		if codeLine.MatchString(line) && strings.ContainsAny(line, "{}();=:") {
			code++
		}
	}
	return all > 0 && 10*code >= 7*all
}

// tableLike: four lines or more, each with the same number of semicolons or
// tabs, two at least.
func tableLike(head string) bool {
	lines := strings.Split(strings.TrimSpace(head), "\n")
	for _, sep := range []string{";", "\t"} {
		n, same := strings.Count(lines[0], sep), len(lines) >= 4
		for _, line := range lines {
			same = same && strings.Count(line, sep) == n
		}
		if same && n >= 2 {
			return true
		}
	}
	return false
}
