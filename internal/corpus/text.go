package corpus

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CleanText is the one-line form in which text is held: NFC, white space as
// single spaces (no-break spaces stay), and without characters that are not
// seen or that make text look other than it is: controls, bidirectional
// embeddings, overrides and isolates, soft hyphens, zero-width spaces. Broken
// UTF-8 becomes U+FFFD.
func CleanText(s string) string {
	if isClean(s) {
		return s
	}
	return clean(s)
}

func clean(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case isSpace(r):
			space = true
			continue
		case invisible(r):
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	// Taking a character out may bring two together that compose.
	return strings.TrimSpace(norm.NFC.String(b.String()))
}

// isClean reports whether a text that is usual in German is clean already: one
// of ASCII, Latin letters that take part in no composition, and the marks of
// punctuation. It doesn't recognise every clean text.
func isClean(s string) bool {
	return quickText(s) && !strings.HasPrefix(s, " ") && !strings.HasSuffix(s, " ") && !strings.Contains(s, "  ")
}

// plainRune: in NFC before and after whatever stands beside it (nothing below
// U+0300 is a combining mark), seen, and no white space.
func plainRune(r rune) bool {
	return r > '\u00A0' && r < '\u0300' && r != '\u00AD' || r >= '\u2010' && r <= '\u2027' || r == '€'
}

// isSpace: white space that may become one plain space. U+00A0, U+2007 and
// U+202F are kept because they keep a number and its unit together.
func isSpace(r rune) bool {
	switch r {
	case '\u00A0', '\u2007', '\u202F':
		return false
	case '\u0085':
		return true
	}
	return unicode.IsSpace(r)
}

func invisible(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r >= '\u202A' && r <= '\u202E', r >= '\u2066' && r <= '\u2069': // bidirectional
		return true
	case r >= '\u206A' && r <= '\u206F': // deprecated format characters
		return true
	case r == '\u00AD', r == '\u200B', r == '\u2060', r == '\uFEFF': // soft hyphen, zero width
		return true
	case r >= 0xE0000 && r < 0xE0020: // language tag; the others spell flags
		return true
	}
	return r >= 0xFFF9 && r <= 0xFFFB // interlinear annotation
}

var bom = []byte("\uFEFF")

// checkEncoding reports the first line that keeps data from being text in
// UTF-8.
func checkEncoding(p *problems, data []byte) bool {
	switch {
	case len(data) == 0:
		p.add(1, "Datei löschen oder aus der Sicherung zurückholen", "die Datei ist leer (0 Byte)")
		return false
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		p.add(1, "als UTF-8 speichern oder mit „server import“ übernehmen", "die Datei ist in UTF-16, nicht in UTF-8 geschrieben")
		return false
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		p.add(lineAt(data, i), "ist das eine Textdatei?", "NUL-Zeichen im Text (Byte %d)", i)
		return false
	}
	if i := firstInvalid(data); i >= 0 {
		p.add(lineAt(data, i), "als UTF-8 speichern (iconv -f WINDOWS-1252 -t UTF-8) oder mit „server import“ übernehmen",
			"kein gültiges UTF-8: Byte 0x%02X an Stelle %d, vermutlich Latin-1 oder Windows-1252", data[i], i)
		return false
	}
	return true
}

func lineAt(data []byte, offset int) int {
	return 1 + bytes.Count(data[:offset], []byte{'\n'})
}

func firstInvalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}
