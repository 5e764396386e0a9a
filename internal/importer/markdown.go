package importer

import (
	"context"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/corpus"
)

// articleReader reads article files of this or another archive.
type articleReader struct{}

func (articleReader) Name() string { return "article/1" }

// Detect wants a front matter with a key that only article files have.
func (articleReader) Detect(d *Document) bool {
	header, ok := frontMatter(d.Text)
	if !ok {
		return false
	}
	for line := range strings.Lines(header) {
		key, _, _ := strings.Cut(line, ":")
		switch key {
		case "published", "kicker", "outlet", "rights", "captured", "provenance", "title_proposed", "removed":
			return true
		case "id":
			return strings.Contains(header, "\ntitle:") || strings.HasPrefix(header, "title:")
		}
	}
	return false
}

func frontMatter(text string) (string, bool) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n")
	if !strings.HasPrefix(text, "---\n") {
		return "", false
	}
	header, _, ok := strings.Cut(text[4:], "\n---")
	return header, ok
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

type markdownReader struct{}

func (markdownReader) Name() string { return "markdown/1" }

func (markdownReader) Detect(*Document) bool { return false }

func (markdownReader) Read(context.Context, *Document) ([]Draft, error) { return nil, nil }
