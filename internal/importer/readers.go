package importer

import (
	"bytes"
	"context"
	"mime"
	"strings"
	"time"
	"unicode"

	"depesche/internal/archive"
	"depesche/internal/importer/textform"
)

// Readers lists the readers of documents in the order they are asked.
// now bounds the dates that are believed.
func Readers(now func() time.Time) []Reader {
	return []Reader{articleReader{}, feedReader{}, mhtmlReader{htmlReader{now}}, htmlReader{now}, markdownReader{}, textReader{}}
}

// declaredCharset is the charset parameter of the declared media type.
func declaredCharset(it *Item) string {
	_, params, err := mime.ParseMediaType(it.Declared)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// binaryKind names formats that hold no text we read, "" for all others.
func binaryKind(data []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(data, []byte(m.prefix)) {
			return m.reason
		}
	}
	const tarMark = 257 // where tar files say what they are
	if len(data) > tarMark+5 && string(data[tarMark:tarMark+5]) == "ustar" {
		return "tar-Archiv; auspacken und den Ordner übergeben"
	}
	if i := bytes.IndexByte(data[:min(len(data), 1024)], 0); i >= 0 && !looksUTF16(data) {
		return "Binärdatei, kein Text"
	}
	return ""
}

var magics = []struct{ prefix, reason string }{
	{"%PDF-", "PDF wird nicht gelesen; den Text als .txt oder .html übernehmen"},
	{"\xD0\xCF\x11\xE0", "altes Office-Dokument; als Text oder HTML speichern"},
	{"{\\rtf", "RTF wird nicht gelesen; als Text oder HTML speichern"},
	{"\x89PNG", "Bild (PNG)"}, {"\xFF\xD8\xFF", "Bild (JPEG)"}, {"GIF8", "Bild (GIF)"},
	{"RIFF", "Bild oder Ton (RIFF)"}, {"\x00\x00\x01\x00", "Bild (ICO)"}, {"OggS", "Ton oder Film (Ogg)"},
	{"ID3", "Ton (MP3)"}, {"\x7fELF", "Programm (ELF)"}, {"MZ\x90", "Programm (Windows)"},
	{"wOFF", "Schrift (WOFF)"}, {"wOF2", "Schrift (WOFF2)"}, {"7z\xBC\xAF", "7-Zip-Archiv; auspacken"},
	{"Rar!", "RAR-Archiv; auspacken"}, {"BZh", "bzip2-Datei; auspacken"}, {"\xFD7zXZ", "xz-Datei; auspacken"},
	{"SQLite format 3", "SQLite-Datenbank"}, {"bplist0", "Webarchiv von Safari; die Seite als HTML oder MHTML speichern"},
}

// looksUTF16: a mark, or zero bytes at every second place.
func looksUTF16(data []byte) bool {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return true
	}
	sample := data[:min(len(data), 256)&^1]
	var zeros [2]int
	for i, c := range sample {
		if c == 0 {
			zeros[i%2]++
		}
	}
	return len(sample) >= 8 && (zeros[0] == 0) != (zeros[1] == 0) && zeros[0]+zeros[1] > len(sample)*3/10
}

// textReader reads plain text in the forms of package textform.
type textReader struct{}

func (textReader) Name() string { return "text/1" }

func (textReader) Detect(*Document) bool { return true }

func (textReader) Read(_ context.Context, d *Document) ([]Draft, error) {
	if !readable(d.Text) {
		return nil, refuse(CodeBinary, "kein lesbarer Text")
	}
	if kind := foreignKind(d.Text); kind != "" {
		return nil, refuse(CodeUnsupported, "%s", kind)
	}
	a, note := textform.Parse(d.Text)
	a.Lang = guessLang(&a)
	a.Provenance.Note = note
	if a.URL == "" {
		a.URL = d.URL
	}
	return []Draft{{Article: a}}, nil
}

// readable: a third of the characters are letters, next to none are broken,
// or the text is too short to be judged.
func readable(text string) bool {
	letters, broken, all := 0, 0, 0
	for _, r := range text {
		switch {
		case r == 0:
			return false
		case unicode.IsLetter(r):
			letters++
		case r == unicode.ReplacementChar:
			broken++
		case unicode.IsSpace(r):
			continue
		}
		all++
	}
	return all < 20 || letters*3 >= all && broken*20 <= all
}

// guessLang tells German from English by function words; German is the
// default.
func guessLang(a *archive.Article) string {
	german, english := 0, 0
	for _, p := range a.Paragraphs {
		for w := range strings.FieldsSeq(p.Text) {
			switch strings.ToLower(strings.Trim(w, `.,;:!?"()`)) {
			case "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "mit", "für", "auf", "von", "zu", "den", "im", "sich":
				german++
			case "the", "and", "of", "to", "is", "that", "for", "with", "on", "are", "this", "it", "by", "you":
				english++
			}
		}
	}
	if english > 2*german && english >= 3 {
		return "en"
	}
	return "de"
}
