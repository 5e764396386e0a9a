package corpus

import (
	"bytes"
	"strings"

	"depesche/internal/archive"

	"go.yaml.in/yaml/v3"
)

const (
	// DefaultMaxSize is the largest article file that is read, in bytes.
	DefaultMaxSize = 10 << 20
	maxHeaderSize  = 256 << 10
)

// document is an article file taken apart, with what a rewrite has to keep.
type document struct {
	article   archive.Article
	header    *yaml.Node // the mapping of the front matter
	rawHeader string     // between the fences
	blocks    []block
	rawBody   string
}

// Parse reads an article file. path is for messages and becomes Article.Path.
// The error is ParseErrors; the article is not usable then.
func Parse(path string, data []byte) (archive.Article, error) {
	doc, err := parseWith(path, data, func(p *problems, header string) *yaml.Node {
		if h := quickHeader(header, 1); h != nil {
			return h
		}
		return parseHeader(p, header, 1)
	})
	if err != nil {
		return archive.Article{}, err
	}
	return doc.article, nil
}

// parse reads an article file with all that a rewrite has to keep.
func parse(path string, data []byte) (*document, error) {
	// The fence is line 1 of the file, so line n of the header is line n+1.
	return parseWith(path, data, func(p *problems, header string) *yaml.Node { return parseHeader(p, header, 1) })
}

func parseWith(path string, data []byte, readHeader func(*problems, string) *yaml.Node) (*document, error) {
	p := &problems{file: path}
	if !checkEncoding(p, data) {
		return nil, p.err()
	}
	text := normaliseLines(string(bytes.TrimPrefix(data, bom)))
	header, body, headerLines, ok := splitFrontMatter(p, text)
	if !ok {
		return nil, p.err()
	}
	doc := &document{rawHeader: header, rawBody: body}
	if doc.header = readHeader(p, header); doc.header == nil {
		return nil, p.err()
	}
	doc.article = articleFromHeader(p, doc.header, path)
	doc.blocks = parseBody(body)
	doc.article.Path = path
	doc.article.Paragraphs = paragraphsOf(doc.blocks)
	if doc.article.Tombstone != nil {
		doc.article.Paragraphs = nil
	} else if len(doc.blocks) == 0 {
		p.add(headerLines+2, "Text unter die zweite Zeile „---“ setzen, oder den Artikel mit „removed: JJJJ-MM-TT“ als entfernt kennzeichnen",
			"nach dem Kopf steht kein Text")
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	if doc.article.Title == "" {
		doc.article.Title, doc.article.TitleProposed = ProposeTitle(doc.article.Paragraphs), true
	}
	return doc, nil
}

func normaliseLines(s string) string {
	if !strings.Contains(s, "\r") {
		return s
	}
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}

// splitFrontMatter cuts the text at its fences. headerLines counts the lines
// between them.
func splitFrontMatter(p *problems, text string) (header, body string, headerLines int, ok bool) {
	const remedy = "die Datei muss mit „---“ beginnen, darunter id, title …, dann wieder „---“; „server import“ macht aus freiem Text einen Artikel"
	first, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t") != "---" {
		p.add(1, remedy, "kein Kopf (Front Matter)")
		return "", "", 0, false
	}
	offset := 0
	for line := range strings.Lines(rest) {
		switch strings.TrimRight(line, " \t\n") {
		case "---", "...":
			return rest[:offset], rest[offset+len(line):], headerLines, true
		}
		offset += len(line)
		headerLines++
		if offset > maxHeaderSize {
			p.add(headerLines, remedy, "der Kopf (Front Matter) ist länger als %d KB", maxHeaderSize>>10)
			return "", "", 0, false
		}
	}
	p.add(1, remedy, "der Kopf (Front Matter) wird nicht mit „---“ beendet")
	return "", "", 0, false
}
