// Package charset turns bytes of unknown or wrongly declared encoding into
// UTF-8 text.
//
// In order: a byte order mark; UTF-8 wherever the bytes are valid UTF-8, for
// that does not happen by chance; what was declared; UTF-16 by its zero bytes;
// then, among the encodings German texts come in, the one under which the
// bytes read most like German. ISO-8859-1 is read as Windows-1252, as browsers
// do (WHATWG Encoding Standard).
package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// Decode returns the text and the name of the encoding it was read as.
// declared is what a header or the document says, "" if nothing. Bytes that
// have no meaning in the encoding become U+FFFD.
func Decode(data []byte, declared string) (text, name string) {
	if enc, n, skip := mark(data); enc != nil {
		return decode(enc, data[skip:]), n
	}
	if utf8.Valid(data) && bytes.IndexByte(data, 0) < 0 {
		return string(data), "utf-8"
	}
	if enc, n := utf16ByZeros(data); enc != nil {
		return decode(enc, data), n
	}
	if mostlyUTF8(data) {
		return repair(data), "utf-8"
	}
	if enc, n := lookup(declared); enc != nil && n != "utf-8" && !strings.HasPrefix(n, "utf-16") {
		return decode(enc, data), n
	}
	enc, n := guess(data)
	return decode(enc, data), n
}

func mark(data []byte) (encoding.Encoding, string, int) {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return encoding.Nop, "utf-8", 3
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", 2
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", 2
	}
	return nil, "", 0
}

func decode(enc encoding.Encoding, data []byte) string {
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		out = data
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

func lookup(declared string) (encoding.Encoding, string) {
	if declared == "" {
		return nil, ""
	}
	enc, err := htmlindex.Get(strings.Trim(strings.TrimSpace(declared), `"'`))
	if err != nil {
		return nil, ""
	}
	name, err := htmlindex.Name(enc)
	if err != nil {
		return nil, ""
	}
	return enc, name
}

// utf16ByZeros: in UTF-16 without a mark, nearly every second byte of German
// text is zero, all at odd or all at even places.
func utf16ByZeros(data []byte) (encoding.Encoding, string) {
	sample := data[:min(len(data), 4096)&^1]
	var zeros [2]int
	for i, c := range sample {
		if c == 0 {
			zeros[i%2]++
		}
	}
	half := len(sample) / 2
	switch {
	case half >= 4 && zeros[1] > half*7/10 && zeros[0] < half/10:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	case half >= 4 && zeros[0] > half*7/10 && zeros[1] < half/10:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	}
	return nil, ""
}

// mostlyUTF8: at least nine in ten sequences beyond ASCII are valid, so that a
// few bytes were damaged or pasted in.
func mostlyUTF8(data []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good >= 9*bad
}

// repair reads the bytes that are not UTF-8 as Windows-1252.
func repair(data []byte) string {
	var b strings.Builder
	b.Grow(len(data))
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			r = charmap.Windows1252.DecodeByte(data[i])
		}
		b.WriteRune(r)
		i += n
	}
	return b.String()
}

var candidates = []struct {
	enc  *charmap.Charmap
	name string
}{
	{charmap.Windows1252, "windows-1252"},
	{charmap.ISO8859_15, "iso-8859-15"},
	{charmap.Macintosh, "macintosh"},
	{charmap.CodePage850, "cp850"},
}

const (
	german  = "äöüÄÖÜß"
	typical = "éèêàáâçñôóúíëïřčšžćŠŽ€„“”‚‘’»«›‹–—…§°©®·\u00A0½²³µ×"
)

// guess takes the candidate under which most bytes beyond ASCII are letters
// and marks of German text; the first of equals.
func guess(data []byte) (encoding.Encoding, string) {
	var counts [256]int
	for _, c := range data {
		counts[c]++
	}
	best, bestScore := 0, -1<<62
	for i, c := range candidates {
		score := 0
		for b := 0x80; b < 256; b++ {
			r := c.enc.DecodeByte(byte(b))
			switch {
			case strings.ContainsRune(german, r):
				score += 4 * counts[b]
			case strings.ContainsRune(typical, r):
				score += counts[b]
			case r < 0xA0 || r == utf8.RuneError:
				score -= 4 * counts[b]
			default:
				score -= 2 * counts[b]
			}
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	return candidates[best].enc, candidates[best].name
}
