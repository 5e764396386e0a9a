package importer

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/url"
	"path"
	"strings"

	"depesche/internal/importer/warc"
)

// warcFile queues the documents of a WARC file: responses and resources that
// can be pages, texts or feeds.
func (o *opener) warcFile(s stream) {
	reader, err := warc.NewReader(s.r, o.opts.Limits.Ratio)
	if err != nil {
		o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "bricht ab"), false)
		return
	}
	for o.ctx.Err() == nil {
		rec, err := reader.Next()
		var damage *warc.DamageError
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &damage):
			item := s.item
			item.Offset = damage.Offset
			o.fail(o.ctx, item, refuseErr(CodeDamaged, damage.Err, "beschädigter WARC-Satz"), false)
		case errors.Is(err, warc.ErrBomb):
			o.fail(o.ctx, s.item, refuse(CodeBomb, "entpackt sich über alle Maßen; der Rest wird nicht gelesen"), false)
			return
		case err != nil:
			o.fail(o.ctx, s.item, refuseErr(CodeDamaged, err, "bricht ab"), false)
			return
		default:
			o.warcRecord(s.item, rec)
		}
	}
}

func (o *opener) warcRecord(item Item, rec *warc.Record) {
	item.Offset, item.URL, item.Fetched = rec.Offset, rec.URI(), rec.Date()
	media := strings.ToLower(rec.Header.Get("Content-Type"))
	switch rec.Type() {
	case "response":
		if media != "" && !strings.HasPrefix(media, "application/http") {
			o.fail(o.ctx, item, refuse(CodeNoPage, "keine HTTP-Antwort (%s)", media), true)
			return
		}
	case "resource", "conversion":
		if strings.HasPrefix(item.URL, "metadata:") || strings.HasPrefix(item.URL, "urn:") {
			return // the writer's own notes
		}
		if !mayBeDocument(media, item.URL) {
			o.fail(o.ctx, item, refuse(CodeNoPage, "kein Dokument (%s)", media), true)
			return
		}
	case "revisit":
		o.fail(o.ctx, item, refuse(CodeNoPage, "Verweis auf eine frühere Aufnahme (%s)", rec.Header.Get("Warc-Refers-To-Target-Uri")), true)
		return
	case "warcinfo", "request", "metadata", "continuation":
		return
	default:
		o.fail(o.ctx, item, refuse(CodeUnsupported, "unbekannte Satzart %q", rec.Type()), true)
		return
	}
	limit := o.opts.Limits.Item
	if rec.Length > limit {
		o.fail(o.ctx, item, refuse(CodeTooLarge, "größer als %s für ein Dokument", megabytes(limit)), mayBeData(rec, item.URL))
		return
	}
	block, cut := io.ReadAll(rec.Block)
	if errors.Is(cut, warc.ErrBomb) {
		return // the next call of Next tells
	}
	item.Capture = captureOf(rec.Head, block, cut != nil)
	if rec.Type() != "response" {
		item.Data, item.Declared = block, media
		o.found(item, cut != nil)
		return
	}
	r, err := warc.ParseResponse(block, limit)
	switch {
	case errors.Is(err, warc.ErrTooLarge):
		o.fail(o.ctx, item, refuse(CodeBomb, "entpackt größer als %s", megabytes(limit)), false)
	case err != nil:
		o.fail(o.ctx, item, refuseErr(CodeDamaged, err, "keine lesbare HTTP-Antwort"), false)
	case r.Status != 200 && r.Status != 203 && r.Status != 226:
		o.fail(o.ctx, item, refuse(CodeHTTPStatus, "HTTP-Status %d", r.Status), true)
	case !mayBeDocument(r.Header.Get("Content-Type"), item.URL):
		o.fail(o.ctx, item, refuse(CodeNoPage, "kein Dokument (%s)", r.Header.Get("Content-Type")), true)
	default:
		item.Data, item.Declared = r.Body, strings.ToLower(r.Header.Get("Content-Type"))
		o.found(item, r.Cut || cut != nil)
	}
}

// found queues a document of an archive. One that is cut short comes in as far
// as it goes; an empty one is passed over.
func (o *opener) found(item Item, cut bool) {
	switch {
	case len(item.Data) == 0 && cut:
		o.fail(o.ctx, item, refuse(CodeDamaged, "der Satz bricht ab, bevor das Dokument beginnt"), false)
	case len(item.Data) == 0:
		o.fail(o.ctx, item, refuse(CodeEmpty, "leer (0 Byte)"), true)
	case binaryKind(item.Data) != "":
		o.fail(o.ctx, item, refuse(CodeNoPage, "%s", binaryKind(item.Data)), true)
	default:
		item.Cut, item.Member = cut, true
		o.emit(o.ctx, item)
	}
}

// mayBeDocument: media types of pages, texts and feeds. What is served
// without a type is looked into.
func mayBeDocument(media, address string) bool {
	media, _, _ = strings.Cut(strings.ToLower(media), ";")
	media = strings.TrimSpace(media)
	u, err := url.Parse(address)
	if err == nil && (path.Base(u.Path) == "robots.txt" || strings.HasSuffix(u.Path, "sitemap.xml") || u.Scheme == "urn") {
		return false
	}
	switch media {
	case "", "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/rss+xml", "application/atom+xml",
		"application/feed+json", "application/rdf+xml", "application/octet-stream", "application/xml", "text/xml":
		return media != "application/octet-stream" || strings.HasSuffix(address, ".html")
	}
	return false
}

// mayBeData: a record too large to be a page, most likely a film.
func mayBeData(rec *warc.Record, address string) bool {
	return !strings.HasSuffix(address, ".html") && rec.Length > 64<<20
}

// captureOf writes a record again as a WARC file of its own. The length is
// corrected where the record was cut short.
func captureOf(head, block []byte, cut bool) func(io.Writer) error {
	return func(w io.Writer) error {
		if cut {
			head = truncatedHead(head, len(block))
		}
		z := gzip.NewWriter(w)
		for _, part := range [][]byte{head, block, []byte("\r\n\r\n")} {
			if _, err := z.Write(part); err != nil {
				return err
			}
		}
		return z.Close()
	}
}

func truncatedHead(head []byte, length int) []byte {
	var out bytes.Buffer
	for line := range bytes.Lines(head) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		switch {
		case strings.EqualFold(string(name), "Content-Length"):
			out.WriteString("Content-Length: " + itoa(length) + "\r\n")
		case len(bytes.TrimRight(line, "\r\n")) == 0:
			out.WriteString("WARC-Truncated: unspecified\r\n\r\n")
		default:
			out.Write(line)
		}
	}
	return out.Bytes()
}
