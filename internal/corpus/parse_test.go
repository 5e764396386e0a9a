package corpus

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

const full = `---
# kept by hand
id: 7k3m9x2qh
title: "Ein Titel: mit Doppelpunkt"
kicker: Dachzeile
authors: [Anna Beispiel, Bert Muster]
outlet: Depesche
published: 2023-09
updated: 2023-09-12T12:45:00+02:00
url: https://example.org/a
captured: 2026-11-21T20:00:00Z
lang: de-AT
rights: excerpt
license: CC0-1.0
tags: [eins]
sources:
  - Bericht der Vereinten Nationen
  - {title: Resolution 1718, url: "https://undocs.org/S/RES/1718"}
ressort: Ausland   # unknown, kept
---
Ein Absatz, der
umbrochen ist.

## Zwischenzeile
Gleich darunter.
> Ein Zitat
> auf zwei Zeilen.

![Ein Bild (Archiv)](bild.jpg)

\## keine Zwischenzeile
`

func paragraphs(kindText ...string) []archive.Paragraph {
	var ps []archive.Paragraph
	for i := 0; i < len(kindText); i += 2 {
		ps = append(ps, archive.Paragraph{Kind: archive.ParagraphKind(kindText[i]), Text: kindText[i+1]})
	}
	archive.AssignPIDs(ps)
	return ps
}

func mustDate(t testing.TB, s string) archive.Date {
	t.Helper()
	d, err := archive.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParse(t *testing.T) {
	want := archive.Article{
		ID: "7k3m9x2qh", Title: "Ein Titel: mit Doppelpunkt", Kicker: "Dachzeile",
		Authors: []string{"Anna Beispiel", "Bert Muster"}, Outlet: "Depesche",
		Published: mustDate(t, "2023-09"), Updated: mustDate(t, "2023-09-12T12:45:00+02:00"),
		URL: "https://example.org/a", Captured: time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC),
		Lang: "de-AT", Rights: archive.RightsExcerpt, License: "CC0-1.0", Tags: []string{"eins"},
		Sources: []string{"Bericht der Vereinten Nationen", "Resolution 1718, https://undocs.org/S/RES/1718"},
		Version: 1, Path: "articles/a.md",
		Paragraphs: paragraphs(
			"text", "Ein Absatz, der umbrochen ist.", "heading", "Zwischenzeile", "text", "Gleich darunter.",
			"quote", "Ein Zitat auf zwei Zeilen.", "caption", "Ein Bild (Archiv)", "text", "## keine Zwischenzeile"),
	}
	for name, data := range map[string]string{
		"plain": full,
		"CRLF":  strings.ReplaceAll(full, "\n", "\r\n"),
		"CR":    strings.ReplaceAll(full, "\n", "\r"),
		"BOM":   "\uFEFF" + full,
	} {
		got, err := Parse("articles/a.md", []byte(data))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseProblems(t *testing.T) {
	head := func(lines string) string { return "---\nid: abcd1\ntitle: T\n" + lines + "---\nText.\n" }
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9))
	}
	for _, c := range []struct {
		name, data string
		want       []string // "LINE: part of the problem"
	}{
		{"empty", "", []string{"1: 0 Byte"}},
		{"white space", " \n\n", []string{"1: kein Kopf"}},
		{"no front matter", "Nur Text.\n", []string{"1: kein Kopf"}},
		{"unclosed", "---\nid: abcd1\ntitle: T\n\nText\n", []string{"1: nicht mit „---“ beendet"}},
		{"no body", "---\nid: abcd1\ntitle: T\n---\n\n", []string{"4: kein Text"}},
		{"Latin-1", head("outlet: S\xfcddeutsche\n"), []string{"4: Byte 0xFC"}},
		{"UTF-16", "\xff\xfe-\x00-\x00", []string{"1: UTF-16"}},
		{"NUL", head("") + "a\x00b", []string{"6: NUL-Zeichen"}},
		{"YAML", head("kicker: a: b\n"), []string{"4: YAML im Kopf ist fehlerhaft"}},
		{"tab", head("\tkicker: a\n"), []string{": YAML im Kopf ist fehlerhaft"}},
		{"list", "---\n- a\n---\nText\n", []string{"2: nicht aus Schlüsseln"}},
		{"alias bomb", head(bomb.String()), []string{"4: Anker und Verweise"}},
		{"merge", head("<<: {a: b}\n"), []string{"4: Anker und Verweise"}},
		{"twice", head("kicker: a\nkicker: b\n"), []string{`5: "kicker" steht schon in Zeile 4`}},
		{"id missing", "---\ntitle: T\n---\nText\n", []string{"2: die id fehlt"}},
		{"several", "---\nid: ÄÖ\npublished: 12.9.2023\nupdated: 2023-13\nrights: alles\nlang: deutsch-ist-schön\nurl: javascript:alert(1)\n---\nText\n",
			[]string{"2: id \"ÄÖ\"", "3: published: \"12.9.2023\"", "4: updated", "7: url", "6: lang", "5: rights"}},
		{"title list", "---\nid: abcd1\ntitle: [a]\n---\nText\n", []string{"3: title ist kein einfacher Text"}},
		{"long header", "---\n" + strings.Repeat("# x\n", 100000) + "---\nText\n", []string{": länger als 256 KB"}},
		{"merged", head("merged_into: '!'\n"), []string{"4: merged_into"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("articles/x.md", []byte(c.data))
			if err == nil {
				t.Fatal("no error")
			}
			got := Problems("", err)
			if len(got) != len(c.want) {
				t.Fatalf("got %d problems, want %d:\n%v", len(got), len(c.want), err)
			}
			for i, w := range c.want {
				if line, part, _ := strings.Cut(w, ": "); line != "" && !strings.HasPrefix(got[i].Error(), "articles/x.md:"+line+": ") ||
					!strings.Contains(got[i].Problem, part) {
					t.Errorf("problem %d is %q, want %q", i, got[i], w)
				}
				if got[i].Remedy == "" {
					t.Errorf("no remedy: %v", got[i])
				}
			}
		})
	}
}

func TestParseTombstone(t *testing.T) {
	a, err := Parse("x.md", []byte("---\nid: abcd1\ntitle: T\nremoved: 2025-03-01\nremoved_reason: Gegendarstellung\nmerged_into: efgh2\n---\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := &archive.Tombstone{Since: mustDate(t, "2025-03-01"), Reason: "Gegendarstellung", MergedInto: "efgh2"}
	if diff := cmp.Diff(want, a.Tombstone); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{
		"a  b\tc\n d ":                   "a b c d",
		"u\u0308ber":                     "über",
		"Donau\u00ADdampf\u200B\u2060":   "Donaudampf",
		"10\u00A0000":                    "10\u00A0000",
		"evil\u202Etxt.exe\u202C":        "eviltxt.exe",
		"a\x07\x1b[31mb\u0085c\u2028d":   "a[31mb c d",
		"\xffa":                          "\uFFFDa",
		"👩\u200D🔬 🏴\U000E0067\U000E007F": "👩\u200D🔬 🏴\U000E0067\U000E007F",
	} {
		if got := CleanText(in); got != want {
			t.Errorf("CleanText(%q) = %q, want %q", in, got, want)
		}
		if got := CleanText(want); got != want {
			t.Errorf("CleanText(%q) = %q, not idempotent", want, got)
		}
	}
}
