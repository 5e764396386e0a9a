package importer

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const pageText = `<html><head><title>Züge über den Fluß</title>META</head><body><article><h1>Züge über den Fluß</h1><p>Die Delegation reiste am Montag mit dem Zug an den großen Fluß und sprach dort über Kohle und Öl.</p><p>Am Abend fuhr sie nach einem Essen für alle Gäste in die Hauptstadt zurück.</p></article></body></html>`

// A page reads the same in every encoding, declared rightly, wrongly or not.
func TestPageEncodings(t *testing.T) {
	latin1, _ := charmap.ISO8859_1.NewEncoder().String(pageText)
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(pageText)
	meta := func(s, name string) string {
		return strings.Replace(s, "META", `<meta charset="`+name+`">`, 1)
	}
	for name, data := range map[string]string{
		"UTF-8":                   pageText,
		"UTF-8 with mark":         "\uFEFF" + pageText,
		"UTF-8 declared Latin-1":  meta(pageText, "iso-8859-1"),
		"Latin-1":                 latin1,
		"Latin-1 declared":        meta(latin1, "ISO-8859-1"),
		"Latin-1 declared UTF-8":  meta(latin1, "utf-8"),
		"UTF-16":                  utf16,
		"saved by a browser":      "<!-- saved from url=(0024)https://x.example/zug -->\n" + pageText,
		"XHTML":                   `<?xml version="1.0" encoding="utf-8"?>` + pageText,
		"without a doctype or so": pageText[strings.Index(pageText, "<body>"):],
	} {
		b := newBench(t)
		b.want(b.importing(b.file("page", data)), map[Action]int{New: 1})
		a := b.article(b.events[0].Path)
		if a.Title != "Züge über den Fluß" || len(a.Paragraphs) != 2 || !strings.HasSuffix(a.Paragraphs[0].Text, "Öl.") || a.Provenance.Importer != "html/1" {
			t.Errorf("%s: %q by %s: %v", name, a.Title, a.Provenance.Importer, a.Paragraphs)
		}
		if strings.HasPrefix(name, "saved") && a.URL != "https://x.example/zug" {
			t.Errorf("address %q", a.URL)
		}
	}
}

func TestMHTML(t *testing.T) {
	const file = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/zug\r\nDate: Wed, 19 Jun 2024 10:00:00 +0200\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/css\r\n\r\np{}\r\n--b\r\nContent-Type: text/html\r\n" +
		"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://x.example/zug\r\n\r\n"
	body := strings.NewReplacer("ü", "=C3=BC", "ß", "=C3=9F", "Ö", "=C3=96", "ö", "=C3=B6", "ä", "=C3=A4").Replace(pageText)
	b := newBench(t)
	b.want(b.importing(b.file("page.mhtml", file+body+"\r\n--b--\r\n"), b.file("bad.mhtml", file[:300])), map[Action]int{New: 1, Refused: 1})
	a := b.article(b.events[0].Path)
	if a.Title != "Züge über den Fluß" || a.URL != "https://x.example/zug" || a.Captured.IsZero() || a.Provenance.Importer != "mhtml/1" {
		t.Errorf("%+v", a)
	}
}
