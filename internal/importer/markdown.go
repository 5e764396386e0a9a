package importer

import (
	"context"
	"regexp"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/importer/germandate"
	"depesche/internal/importer/textform"

	"go.yaml.in/yaml/v3"
)

// articleReader reads article files of this or another archive.
type articleReader struct{}

func (articleReader) Name() string { return "article/1" }

// Detect wants a front matter with a key that only article files have.
func (articleReader) Detect(d *Document) bool {
	header, _, ok := frontMatter(d.Text)
	if !ok {
		return false
	}
	for line := range strings.Lines(header) {
		key, _, _ := strings.Cut(line, ":")
		switch key {
		case "published", "kicker", "outlet", "rights", "captured", "provenance", "title_proposed", "removed":
			return true
		case "id":
			return strings.Contains("\n"+header, "\ntitle:")
		}
	}
	return false
}

// frontMatter cuts a text at the fences of its front matter.
func frontMatter(text string) (header, body string, ok bool) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
	if strings.HasPrefix(text, "+++\n") {
		return tomlMatter(text)
	}
	if !strings.HasPrefix(text, "---\n") {
		return "", text, false
	}
	header, body, ok = strings.Cut(text[len("---\n"):], "\n---\n")
	return header, body, ok
}

var tomlPair = regexp.MustCompile(`(?m)^([A-Za-z_][\w-]*)\s*=\s*`)

// tomlMatter cuts at the fences of TOML, as Hugo writes it. Its plain pairs of
// key and value are YAML but for the sign between them; tables are left out.
func tomlMatter(text string) (header, body string, ok bool) {
	header, body, ok = strings.Cut(text[len("+++\n"):], "\n+++\n")
	if !ok {
		return "", text, false
	}
	header, _, _ = strings.Cut(header, "\n[")
	return tomlPair.ReplaceAllString(header, "$1: "), body, true
}

func (articleReader) Read(_ context.Context, d *Document) ([]Draft, error) {
	const placeholder = archive.ID("0000")
	original := []byte(d.Text)
	a, err := corpus.Parse(d.Source, original)
	if err != nil {
		// It may only lack the id, which the commit gives.
		b, err2 := corpus.Parse(d.Source, withID(original, placeholder))
		if err2 != nil {
			return nil, refuseErr(CodeDamaged, err, "fehlerhafte Artikeldatei")
		}
		a = b
		a.ID = ""
	}
	a.Path = ""
	return []Draft{{Article: a, Original: original}}, nil
}

// markdownReader reads Markdown of other programs: the front matter of site
// generators and note books, headings, lists, links and emphasis.
type markdownReader struct{}

func (markdownReader) Name() string { return "markdown/1" }

var markdownSign = regexp.MustCompile(`(?m)^#{1,6} \S|^\s*[-*+] \[[ x]\] |\]\(https?://|^!\[[^\]]*\]\(|\*\*\S[^*\n]*\*\*|^` + "```")

func (markdownReader) Detect(d *Document) bool {
	const window = 64 << 10
	_, _, ok := frontMatter(d.Text)
	return ok || markdownSign.MatchString(d.Text[:min(len(d.Text), window)])
}

func (markdownReader) Read(_ context.Context, d *Document) ([]Draft, error) {
	header, body, ok := frontMatter(d.Text)
	var a archive.Article
	if ok {
		readForeignHeader(&a, header)
	}
	a.Paragraphs = markdownParagraphs(body)
	if a.Title == "" {
		takeTitle(&a)
	}
	a.Lang = guessLang(&a)
	return []Draft{{Article: a}}, nil
}

// takeTitle makes a heading with which the text begins its title.
func takeTitle(a *archive.Article) {
	if len(a.Paragraphs) > 1 && a.Paragraphs[0].Kind == archive.Heading {
		a.Title = a.Paragraphs[0].Text
		a.Paragraphs = a.Paragraphs[1:]
	}
}

// readForeignHeader takes what the keys of Hugo, Jekyll, Obsidian and the like
// have in common. A header that can't be read is passed over.
func readForeignHeader(a *archive.Article, header string) {
	var values map[string]any
	if err := yaml.Unmarshal([]byte(header), &values); err != nil {
		return
	}
	text := func(keys ...string) string {
		for _, k := range keys {
			if s, ok := values[k].(string); ok && strings.TrimSpace(s) != "" {
				return s
			}
		}
		return ""
	}
	list := func(keys ...string) []string {
		for _, k := range keys {
			switch v := values[k].(type) {
			case string:
				return []string{v}
			case []any:
				var all []string
				for _, e := range v {
					if s, ok := e.(string); ok {
						all = append(all, s)
					}
				}
				return all
			}
		}
		return nil
	}
	a.Title, a.Outlet = text("title", "Title"), text("site", "publisher", "publication", "source_name")
	a.URL, a.Lang = text("url", "source", "canonical_url", "link"), text("lang", "language")
	a.Tags = list("tags", "keywords", "categories")
	for _, name := range list("author", "authors", "creator", "by") {
		if names := textform.Names(name); len(names) > 0 {
			a.Authors = append(a.Authors, names...)
		} else {
			a.Authors = append(a.Authors, name)
		}
	}
	// Dates are taken as written: YAML would add a time to a day.
	for line := range strings.Lines(header) {
		key, value, _ := strings.Cut(line, ":")
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "date", "published_at", "publishdate", "created", "datum":
			if d, ok := headerDate(value); ok && a.Published.IsZero() {
				a.Published = d
			}
		case "lastmod", "modified", "updated_at", "last_modified_at":
			if d, ok := headerDate(value); ok {
				a.Updated = d
			}
		}
	}
}

func headerDate(value string) (archive.Date, bool) {
	value = strings.Trim(strings.TrimSpace(value), `"'`)
	if d, err := archive.ParseDate(value); err == nil && !d.IsZero() {
		return d, true
	}
	return germandate.Parse(value)
}

var (
	mdHeading  = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)
	mdSetext   = regexp.MustCompile(`^(?:={3,}|-{3,})\s*$`)
	mdRule     = regexp.MustCompile(`^\s*(?:\*\s*){3,}$|^\s*(?:-\s*){3,}$|^\s*(?:_\s*){3,}$`)
	mdList     = regexp.MustCompile(`^\s*(?:[-*+]|\d{1,3}[.)])\s+`)
	mdImage    = regexp.MustCompile(`^!\[([^\]]*)\]\([^)]*\)\s*$`)
	mdFence    = regexp.MustCompile("^\\s*(?:```|~~~)")
	mdInline   = regexp.MustCompile(`!?\[([^\]]*)\]\([^)\s]*(?:\s+"[^"]*")?\)`)
	mdWiki     = regexp.MustCompile(`\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]`)
	mdStrong   = regexp.MustCompile(`(\*\*|__)(\S(?:[^*_\n]*\S)?)(\*\*|__)`)
	mdEmphasis = regexp.MustCompile(`(^|[\s(„"])[*_](\S(?:[^*_\n]*\S)?)[*_]($|[\s.,;:!?)“"])`)
	mdCode     = regexp.MustCompile("`([^`\n]+)`")
	mdTag      = regexp.MustCompile(`</?[a-zA-Z][^<>]*>|<!--.*?-->`)
	mdLink     = regexp.MustCompile(`<(https?://[^>\s]+)>`)
)

// markdownParagraphs reads blocks. Each item of a list is a paragraph; code
// blocks keep their text.
func markdownParagraphs(body string) []archive.Paragraph {
	var ps []archive.Paragraph
	var open []string
	kind := archive.Text
	flush := func() {
		if text := inlineMarkdown(strings.Join(open, " ")); strings.TrimSpace(text) != "" {
			ps = append(ps, archive.Paragraph{Kind: kind, Text: text})
		}
		open, kind = nil, archive.Text
	}
	one := func(k archive.ParagraphKind, text string) {
		flush()
		kind, open = k, []string{text}
		flush()
	}
	for line := range strings.SplitSeq(body, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "" || mdFence.MatchString(line):
			flush()
		case mdHeading.MatchString(trimmed):
			one(archive.Heading, mdHeading.FindStringSubmatch(trimmed)[1])
		case mdSetext.MatchString(trimmed) && len(open) == 1 && kind == archive.Text:
			kind = archive.Heading
			flush()
		case mdRule.MatchString(line):
			flush()
		case mdImage.MatchString(trimmed):
			one(archive.Caption, mdImage.FindStringSubmatch(trimmed)[1])
		case strings.HasPrefix(trimmed, ">"):
			if kind != archive.Quote {
				flush()
				kind = archive.Quote
			}
			open = append(open, strings.TrimLeft(trimmed, "> "))
		case mdList.MatchString(line):
			flush()
			open = append(open, mdList.ReplaceAllString(line, ""))
		default:
			open = append(open, trimmed)
		}
	}
	flush()
	return ps
}

// inlineMarkdown leaves the text of links, emphasis and code.
func inlineMarkdown(s string) string {
	s = mdLink.ReplaceAllString(s, "$1")
	s = mdTag.ReplaceAllString(s, "")
	s = mdInline.ReplaceAllString(s, "$1")
	s = mdWiki.ReplaceAllString(s, "$1")
	s = mdCode.ReplaceAllString(s, "$1")
	s = mdStrong.ReplaceAllString(s, "$2")
	return mdEmphasis.ReplaceAllString(s, "$1$2$3")
}
