package export

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"Putin und Kim":       "Putin und Kim",
		"=cmd|' /C calc'!A0":  "'=cmd|' /C calc'!A0",
		"+49 30 1234":         "'+49 30 1234",
		"-1":                  "'-1",
		"@SUM(A1)":            "'@SUM(A1)",
		"\t=1":                "' =1",
		"\r=1":                "' =1",
		"\n@x":                "' @x",
		"  =1":                "'  =1",
		"\"=1":                "'\"=1",
		"\u200b=1":            "'\u200b=1",
		"＝1":                  "'＝1",
		"zwei\r\nZeilen\x00":  "zwei  Zeilen ",
		"5 = 2 + 3":           "5 = 2 + 3",
		"–Strich, kein Minus": "–Strich, kein Minus",
		"":                    "",
		"\xffkaputt":          "kaputt",
	} {
		if got := Cell(in); got != want {
			t.Errorf("Cell(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCSV(t *testing.T) {
	for _, separator := range []rune{',', ';'} {
		var b bytes.Buffer
		c, err := NewCSV(&b, separator, "Titel", "Medium")
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Row(`Er sagte: "Nein, nie; niemals"`, "=1"); err != nil {
			t.Fatal(err)
		}
		if err := c.Flush(); err != nil {
			t.Fatal(err)
		}
		text, ok := strings.CutPrefix(b.String(), byteOrderMark)
		if !ok || !strings.HasSuffix(text, "\r\n") {
			t.Errorf("table is %q", b.String())
		}
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = separator
		got, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := [][]string{{"Titel", "Medium"}, {`Er sagte: "Nein, nie; niemals"`, "'=1"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

func FuzzCell(f *testing.F) {
	for _, s := range []string{"=1", "\u202e@x", "a\r=b", "\xff=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Cell(s)
		if !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\t\x00") || got != "" && strings.IndexByte("=+-@", got[0]) >= 0 {
			t.Errorf("Cell(%q) = %q", s, got)
		}
		var b bytes.Buffer
		c, err := NewCSV(&b, ',', "a", "b")
		if err == nil {
			err = c.Row(s, s)
		}
		if err == nil {
			err = c.Flush()
		}
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), byteOrderMark))).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][0] != got {
			t.Errorf("%q came back as %q, %v", s, rows, err)
		}
	})
}
