package corpus

import (
	"regexp"
	"strings"

	"depesche/internal/archive"
)

// block is one paragraph of an article file with the lines it was read from.
type block struct {
	paragraph archive.Paragraph
	raw       string // without the final line break
	line      int    // of the body, from 0
}

var (
	headingLine = regexp.MustCompile(`^#{2,6}[ \t]+`)
	captionLine = regexp.MustCompile(`^!\[(.*)\]\([^()]*\)[ \t]*$`)
	needsEscape = regexp.MustCompile(`^(\\*)(#{2,6}[ \t]|>|!\[)`)
)

// parseBody reads paragraphs. Blank lines separate them; a subheading, a quote
// and a caption also end the paragraph before. Lines inside a paragraph are
// joined by a space. A backslash before one of these marks at the start of a
// paragraph makes it plain text.
func parseBody(body string) []block {
	var blocks []block
	var open []string // lines of the paragraph being read
	kind := archive.Text
	start := 0
	flush := func() {
		if len(open) > 0 {
			blocks = appendBlock(blocks, kind, open, start)
		}
		open, kind = nil, archive.Text
	}
	for n, line := range strings.Split(body, "\n") {
		trimmed := strings.TrimLeft(line, " \t")
		switch {
		case strings.TrimSpace(line) == "":
			flush()
			continue
		case trimmed[0] == '#' && headingLine.MatchString(trimmed):
			flush()
			blocks = appendBlock(blocks, archive.Heading, []string{line}, n)
			continue
		case trimmed[0] == '!' && captionLine.MatchString(trimmed):
			flush()
			blocks = appendBlock(blocks, archive.Caption, []string{line}, n)
			continue
		case strings.HasPrefix(trimmed, ">") && kind != archive.Quote:
			flush()
			kind = archive.Quote
		}
		if len(open) == 0 {
			start = n
		}
		open = append(open, line)
	}
	flush()
	return blocks
}

func appendBlock(blocks []block, kind archive.ParagraphKind, lines []string, line int) []block {
	texts := make([]string, len(lines))
	for i, l := range lines {
		l = strings.TrimLeft(l, " \t")
		switch kind {
		case archive.Heading:
			l = headingLine.ReplaceAllString(l, "")
		case archive.Caption:
			l = captionLine.FindStringSubmatch(l)[1]
		case archive.Quote:
			l = strings.TrimPrefix(l, ">")
		case archive.Text:
			if i == 0 {
				l = unescape(l)
			}
		}
		texts[i] = l
	}
	text := CleanText(strings.Join(texts, " "))
	if text == "" {
		return blocks
	}
	return append(blocks, block{archive.Paragraph{Kind: kind, Text: text}, strings.Join(lines, "\n"), line})
}

func paragraphsOf(blocks []block) []archive.Paragraph {
	ps := make([]archive.Paragraph, len(blocks))
	for i, b := range blocks {
		ps[i] = b.paragraph
	}
	archive.AssignPIDs(ps)
	return ps
}

// formatParagraph writes a paragraph as parseBody reads it.
func formatParagraph(p archive.Paragraph) string {
	text := CleanText(p.Text)
	switch p.Kind {
	case archive.Heading:
		return "## " + text
	case archive.Quote:
		return "> " + text
	case archive.Caption:
		return "![" + text + "]()"
	}
	return escape(text)
}

func escape(text string) string {
	if needsEscape.MatchString(text) {
		return `\` + text
	}
	return text
}

func unescape(text string) string {
	if strings.HasPrefix(text, `\`) && needsEscape.MatchString(text) {
		return text[1:]
	}
	return text
}

// formatBody writes the paragraphs, taking those that the file already held
// as they stood there, so that a person's line breaks and the targets of
// pictures stay.
func formatBody(ps []archive.Paragraph, before []block) string {
	raw := make(map[archive.Paragraph]string, len(before))
	for _, b := range before {
		raw[b.paragraph] = b.raw
	}
	var out strings.Builder
	for i, p := range ps {
		if i > 0 {
			out.WriteByte('\n')
		}
		key := archive.Paragraph{Kind: p.Kind, Text: p.Text}
		if old, ok := raw[key]; ok {
			out.WriteString(old)
		} else {
			out.WriteString(formatParagraph(p))
		}
		out.WriteByte('\n')
	}
	return out.String()
}
