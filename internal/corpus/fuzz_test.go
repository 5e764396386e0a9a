package corpus

import (
	"slices"
	"strings"
	"testing"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

// Whatever the file: no panic, an error that names the file, or an article
// that reads back the same after it is written anew and over its file.
func FuzzParse(f *testing.F) {
	f.Add(full)
	f.Add(strings.ReplaceAll(full, "\n", "\r\n"))
	f.Add("---\nid: abcd\ntitle: 'a'\nremoved: 2024\n---\nText")
	f.Add("---\nid: abcd\ntitle: 'a'\n---\n\\> a\n> b\n\n## c\n![d](e)\n![f\n\n\\\\## g")
	f.Add("---\nid: 1234\ntitle: |\n  a\n  b\nalso: 12345 # c\nprovenance: {source: x, other: y}\n---\nText")
	f.Add("---\nid: 0000\n---\n00")
	f.Add("---\nid: 0000\n---\n.")
	f.Add("---\nid: 0000\n---\n\n\r\r\r\r\r\r0\n. ")
	f.Fuzz(func(t *testing.T, data string) {
		doc, err := parse("articles/x.md", []byte(data))
		if err != nil {
			for _, p := range Problems("", err) {
				if p.File != "articles/x.md" || p.Line < 1 || p.Problem == "" {
					t.Fatalf("incomplete problem %+v", p)
				}
			}
			return
		}
		a := doc.article
		anew, err := Format(&a)
		if err != nil {
			t.Fatalf("Format: %v", err)
		}
		expect(t, "written anew", a, string(anew))

		same, err := rewrite(&a, doc)
		if err != nil {
			t.Fatalf("rewrite: %v", err)
		}
		expect(t, "written over", a, string(same))

		a.Paragraphs = slices.Clone(a.Paragraphs)
		for i := range a.Paragraphs[:min(1, len(a.Paragraphs))] {
			a.Paragraphs[i].Text = "Neu. " + a.Paragraphs[i].Text
		}
		archive.AssignPIDs(a.Paragraphs)
		edited, err := rewrite(&a, doc)
		if err != nil {
			t.Fatalf("rewrite: %v", err)
		}
		expect(t, "text changed", a, string(edited))

		a = doc.article
		a.Outlet += " x"
		a.Title = "t " + a.Title
		changed, err := rewrite(&a, doc)
		if err != nil {
			t.Fatalf("rewrite: %v", err)
		}
		a.Outlet, a.Title = CleanText(a.Outlet), CleanText(a.Title)
		expect(t, "changed", a, string(changed))
	})
}

func expect(t *testing.T, what string, want archive.Article, data string) {
	t.Helper()
	got, err := Parse(want.Path, []byte(data))
	if err != nil {
		t.Fatalf("%s: can't be read: %v\n%s", what, err, data)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%s (-want +got):\n%s\n%s", what, diff, data)
	}
}

func FuzzCleanText(f *testing.F) {
	f.Add("a\u0308 \u00AD\u202E\x00b")
	f.Fuzz(func(t *testing.T, s string) {
		once := CleanText(s)
		if twice := CleanText(once); twice != once {
			t.Fatalf("not idempotent: %q, %q", once, twice)
		}
	})
}
