package charset

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const sample = "Größere Übung: „Äpfel“ für 10 € – das heißt: schön."
const plain = "Größere Übung, Äpfel für das heißt schön."

func TestDecode(t *testing.T) {
	utf16le, utf16be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, c := range []struct {
		what     string
		enc      encoding.Encoding
		prefix   string
		text     string
		declared string
		name     string
	}{
		{"UTF-8", encoding.Nop, "", sample, "", "utf-8"},
		{"UTF-8 with mark", encoding.Nop, "\xEF\xBB\xBF", sample, "iso-8859-1", "utf-8"},
		{"UTF-8 declared Latin-1", encoding.Nop, "", sample, "ISO-8859-1", "utf-8"},
		{"UTF-16LE with mark", utf16le, "\xFF\xFE", sample, "", "utf-16le"},
		{"UTF-16BE with mark", utf16be, "\xFE\xFF", sample, "utf-8", "utf-16be"},
		{"UTF-16LE without mark", utf16le, "", sample, "", "utf-16le"},
		{"UTF-16BE without mark", utf16be, "", sample, "", "utf-16be"},
		{"Windows-1252 declared", charmap.Windows1252, "", sample, "windows-1252", "windows-1252"},
		{"Windows-1252 declared Latin-1", charmap.Windows1252, "", sample, "iso-8859-1", "windows-1252"},
		{"Windows-1252 declared UTF-8", charmap.Windows1252, "", sample, "utf-8", "windows-1252"},
		{"Windows-1252 undeclared", charmap.Windows1252, "", sample, "", "windows-1252"},
		{"Latin-1 undeclared", charmap.ISO8859_1, "", plain, "", "windows-1252"},
		{"Latin-1 with unknown declaration", charmap.ISO8859_1, "", plain, "x-unknown", "windows-1252"},
		{"ISO-8859-15 declared", charmap.ISO8859_15, "", plain + " 10 €", "iso-8859-15", "iso-8859-15"},
		{"ISO-8859-15 undeclared", charmap.ISO8859_15, "", plain + " 10 €", "", "iso-8859-15"},
		{"Macintosh undeclared", charmap.Macintosh, "", plain, "", "macintosh"},
		{"DOS undeclared", charmap.CodePage850, "", plain, "", "cp850"},
		{"Cyrillic declared", charmap.Windows1251, "", "Пхеньян", "windows-1251", "windows-1251"},
	} {
		data, err := c.enc.NewEncoder().Bytes([]byte(c.text))
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		text, name := Decode(append([]byte(c.prefix), data...), c.declared)
		if text != c.text || name != c.name {
			t.Errorf("%s: read as %s: %q", c.what, name, text)
		}
	}
}

func TestDecodeDamaged(t *testing.T) {
	if text, name := Decode([]byte("äöüßäöüßäöüßäöüß k\xf6nnte"), ""); text != "äöüßäöüßäöüßäöüß könnte" || name != "utf-8" {
		t.Errorf("one byte of Windows-1252 in UTF-8: %q, %s", text, name)
	}
	if text, _ := Decode(nil, ""); text != "" {
		t.Errorf("nothing: %q", text)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(sample), "utf-8")
	f.Add([]byte("\xff\xfea\x00\xdf"), "shift_jis")
	f.Fuzz(func(t *testing.T, data []byte, declared string) {
		text, name := Decode(data, declared)
		if !utf8.ValidString(text) || name == "" {
			t.Fatalf("%q as %q", text, name)
		}
	})
}
