package importer

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"depesche/internal/importer/charset"
)

// mhtmlReader reads pages that a browser saved as one file (MHTML, RFC 2557):
// the first HTML part is the page.
type mhtmlReader struct{ html htmlReader }

func (mhtmlReader) Name() string { return "mhtml/1" }

func (mhtmlReader) Detect(d *Document) bool {
	const window = 2048
	head := strings.ToLower(d.Text[:min(len(d.Text), window)])
	return strings.Contains(head, "mime-version:") && strings.Contains(head, "content-type: multipart/related") && !strings.HasPrefix(strings.TrimSpace(head), "<")
}

func (r mhtmlReader) Read(ctx context.Context, d *Document) ([]Draft, error) {
	message, err := mail.ReadMessage(bytes.NewReader(d.Data))
	if err != nil {
		return nil, refuseErr(CodeDamaged, err, "kein lesbares MHTML")
	}
	_, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, refuseErr(CodeDamaged, err, "kein lesbares MHTML")
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil, refuse(CodeNoText, "keine Seite in der MHTML-Datei")
		}
		if err != nil {
			return nil, refuseErr(CodeDamaged, err, "kein lesbares MHTML")
		}
		if !strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			continue
		}
		page := *d.Item
		if page.Data, err = io.ReadAll(transfer(part.Header, part)); err != nil {
			return nil, refuseErr(CodeDamaged, err, "kein lesbares MHTML")
		}
		page.Declared = part.Header.Get("Content-Type")
		if page.URL == "" {
			page.URL = firstHTTP(part.Header.Get("Content-Location"), message.Header.Get("Snapshot-Content-Location"))
		}
		if t, err := message.Header.Date(); err == nil && d.Fetched.IsZero() && t.Before(time.Now()) {
			d.Fetched = t
		}
		doc := &Document{Item: &page}
		doc.Text, doc.Encoding = charset.Decode(page.Data, declaredCharset(&page))
		return r.html.Read(ctx, doc)
	}
}

func transfer(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(h.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	}
	return body
}

func firstHTTP(addresses ...string) string {
	for _, a := range addresses {
		if strings.HasPrefix(a, "http://") || strings.HasPrefix(a, "https://") {
			return a
		}
	}
	return ""
}
