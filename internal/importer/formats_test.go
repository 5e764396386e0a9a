package importer

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const prose = "Der Rat der Stadt hat am Montagabend beschlossen, die Buslinie über die große Brücke einzustellen. Die Kosten für Gäste steigen um 5 €, sagte ein Sprecher. Während der Bauzeit fährt ein Taxi über die Brücke."

func encoded(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The format is told by content: names and declarations that are wrong don't
// matter, and what is no article is refused with what to do.
func TestFormatsByContent(t *testing.T) {
	page := func(charset string) string {
		return fmt.Sprintf(`<!DOCTYPE html><html lang="de"><head><meta charset=%q><title>Rat sperrt die Brücke</title></head><body><article><h1>Rat sperrt die Brücke</h1><p>%s</p></article></body></html>`, charset, prose)
	}
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write([]byte(page("utf-8")))
	w.Close()
	tar := strings.Repeat("\x00", 257) + "ustar\x0000" + strings.Repeat("\x00", 300)
	for name, c := range map[string]struct {
		data string
		want string // a part of the text, or the reason
	}{
		"html.txt":             {page("utf-8"), "die große Brücke"},
		"gzip.html":            {z.String(), "die große Brücke"},
		"cp1252-as-utf8.html":  {encoded(t, charmap.Windows1252, page("utf-8")), "die große Brücke einzustellen. Die Kosten für Gäste steigen um 5 €"},
		"utf8-as-latin1.html":  {page("iso-8859-1"), "steigen um 5 €"},
		"latin9.html":          {encoded(t, charmap.ISO8859_15, page("iso-8859-15")), "steigen um 5 €"},
		"macroman.txt":         {encoded(t, charmap.Macintosh, "Rat sperrt Brücke\n\n"+prose), "Während der Bauzeit"},
		"utf16.txt":            {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "Rat sperrt Brücke\n\n"+prose), "große Brücke"},
		"utf16-without-bom":    {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "Rat sperrt Brücke\n\n"+prose), "große Brücke"},
		"bom-inside.txt":       {"\uFEFFRat sperrt Brücke\n\n\uFEFF" + prose, "\n\nDer Rat"},
		"crlf.txt":             {"Rat sperrt Brücke\r\n\r\n" + prose + "\r\n", "große Brücke"},
		"cr.txt":               {"Rat sperrt Brücke\r\r" + prose + "\r", "große Brücke"},
		"hugo.md":              {"+++\ntitle = \"Rat sperrt Brücke\"\ndate = 2023-03-14\ntags = [\"a\"]\n[params]\nx = 1\n+++\n\n" + prose, "große Brücke"},
		"feed.html":            {`{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"1","url":"https://f.example/1","title":"Rat","content_text":"` + prose + `"}]}`, "große Brücke"},
		"leer":                 {"", "leer (0 Byte)"},
		"a.pdf":                {"%PDF-1.7\n%\xe2\xe3", "PDF wird nicht gelesen; den Text als"},
		"a.json":               {`{"a":[1,2]}`, "JSON, aber kein Feed"},
		"a.xml":                {`<?xml version="1.0"?><rechnung><nr>1</nr></rechnung>`, "XML, aber weder Feed noch XHTML"},
		"a.css":                {"body { margin: 0; }\n.a {\n color: red;\n}\n", "Formatvorlage"},
		"a.js":                 {"const a = 1;\nfunction f() {\n  return a;\n}\n", "Programmtext"},
		"a.csv":                {"id;name;wert\n1;a;2\n2;b;3\n3;c;4\n", "Tabelle (CSV)"},
		"a.tar":                {tar, "tar-Archiv; auspacken"},
		"a.webarchive":         {"bplist00\xd1\x01\x02", "Webarchiv von Safari"},
		"a.mbox":               {"From a@b Tue Mar 14 10:00:00 2023\nFrom: P <p@x.example>\nSubject: x\n\n" + prose, "Postfach (mbox)"},
		"a.eml":                {"Received: from x by y; Tue, 14 Mar 2023\nFrom: P <p@x.example>\nTo: q@y.example\nContent-Transfer-Encoding: 8bit\nSubject: x\n\n" + prose, "E-Mail; ihren Text"},
		"a text with a colon.": {"Titel: Rat sperrt Brücke\nDatum: 2023-03-14\nVon: Petra Lohse\n\n" + prose, "große Brücke"},
	} {
		b := newBench(t)
		b.importing(b.file(name, c.data))
		if len(b.events) != 1 {
			t.Errorf("%s: %v", name, b.events)
			continue
		}
		got := b.events[0].Message
		if b.events[0].Action == New {
			a := b.article(b.events[0].Path)
			got = "\n\n" + a.CanonicalText()
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s %q, want %q", name, b.events[0].Action, got, c.want)
		}
	}
}

// A folder may hold anything: what is no article is passed over, the parts of
// saved pages as one, and no link leads out of it or round in it.
func TestFolderOfOddities(t *testing.T) {
	b := newBench(t)
	page := "<!-- saved from url=(0027)https://k.example/eins -->\n<!DOCTYPE html><html lang=de><title>Rat sperrt Brücke</title><body><h1>Rat sperrt Brücke</h1><p>" + prose + "</p></body></html>"
	b.file("Seite.html", page)
	b.file("Seite-Dateien/werbung.html", "<!DOCTYPE html><html><body><p>"+strings.Repeat("Kaufen Sie ein Auto. ", 20)+"</p></body></html>")
	b.file("Seite-Dateien/a.js", "var a = 1;")
	b.file("bild.png", "\x89PNG\r\n\x1a\n")
	b.file("stil.css", "body { margin: 0; }")
	b.file("leer.txt", "")
	for link, to := range map[string]string{"rund": ".", "hinaus": "/etc", "nirgends": "/nirgends/x"} {
		if err := os.Symlink(to, filepath.Join(b.src, link)); err != nil {
			t.Fatal(err)
		}
	}
	b.want(b.importing(b.src), map[Action]int{New: 1, Refused: 1, Skipped: 6})
	if a := b.article(b.events[1].Path); a.URL != "https://k.example/eins" {
		t.Errorf("address %q", a.URL)
	}
}
