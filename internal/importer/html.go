package importer

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"

	"depesche/internal/importer/charset"
	"depesche/internal/importer/page"
)

// htmlReader reads web pages by package page.
type htmlReader struct{ now func() time.Time }

func (htmlReader) Name() string { return "html/1" }

var (
	htmlStart = regexp.MustCompile(`(?i)<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|div|p|h[1-6]|table|span|script)\b`)
	metaChar  = regexp.MustCompile(`(?i)<meta[^>]+charset\s*=\s*["']?\s*([a-z0-9_:-]+)|<\?xml[^>]+encoding\s*=\s*["']([a-z0-9_:-]+)`)
	savedFrom = regexp.MustCompile(`<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->`)
)

// Detect wants a tag of HTML among the first characters that are no comment,
// or early in a document that was served as HTML.
func (htmlReader) Detect(d *Document) bool {
	const window = 2048
	head := strings.TrimLeft(d.Text, "\uFEFF \t\r\n")
	for strings.HasPrefix(head, "<!--") {
		_, rest, ok := strings.Cut(head, "-->")
		if !ok {
			break
		}
		head = strings.TrimLeft(rest, " \t\r\n")
	}
	at := htmlStart.FindStringIndex(head[:min(len(head), window)])
	switch {
	case at == nil:
		return strings.Contains(d.Declared, "html")
	case strings.HasPrefix(head, "<"):
		return true
	}
	return strings.Contains(d.Declared, "html")
}

func (r htmlReader) Read(_ context.Context, d *Document) ([]Draft, error) {
	const most = 8 << 20 // bytes; the tree of a page takes many times as much
	if len(d.Text) > most {
		return nil, refuse(CodeTooLarge, "größer als %s für eine Seite", megabytes(most))
	}
	text := d.Text
	if declaredCharset(d.Item) == "" {
		if m := metaChar.FindSubmatch(d.Data[:min(len(d.Data), 4096)]); m != nil {
			text, _ = charset.Decode(d.Data, string(m[1])+string(m[2]))
		}
	}
	address := d.URL
	if address == "" {
		if m := savedFrom.FindStringSubmatch(text[:min(len(text), 4096)]); m != nil {
			address = m[1]
		}
	}
	a, err := page.Parse(text, address, r.now())
	if errors.Is(err, page.ErrTooComplex) {
		return nil, refuse(CodeBomb, "die Seite ist über alle Maßen verschachtelt oder zerstückelt")
	}
	if err != nil {
		return nil, refuseErr(CodeDamaged, err, "kein lesbares HTML")
	}
	if len(a.Paragraphs) == 0 {
		return nil, refuse(CodeNoText, "auf der Seite ist kein Text gefunden worden")
	}
	if a.Lang == "" {
		a.Lang = guessLang(&a)
	}
	return []Draft{{Article: a}}, nil
}
