package corpus

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

func sample(t testing.TB) archive.Article {
	return archive.Article{
		ID: "7k3m9x2qh", Title: "Ein Titel", Published: mustDate(t, "2024-06"), Lang: "de", Rights: archive.RightsFull,
		Version: 1, Authors: []string{"A: B", "- C"}, Also: []archive.ID{"12345"}, Tags: []string{"1e5", "null", "ja"},
		Paragraphs: paragraphs("text", "Erster.", "heading", "Z", "text", "> kein Zitat", "text", `\> auch nicht`, "caption", "B](x", "quote", "Q"),
		Provenance: archive.Provenance{Source: "a.txt", Importer: "text/1", ImportedAt: time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC), TextSHA256: "ab"},
	}
}

func TestWriteNew(t *testing.T) {
	s := open(t, t.TempDir())
	want := sample(t)
	a := want
	if err := s.Write(&a); err != nil {
		t.Fatal(err)
	}
	if want.Path = "articles/2024/ein-titel-7k3m9x2qh.md"; a.Path != want.Path {
		t.Errorf("path is %s", a.Path)
	}
	got, err := s.Read(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	before, _ := os.Stat(filepath.Join(s.Dir(), a.Path))
	if err := s.Write(&got); err != nil {
		t.Fatal(err)
	}
	after, _ := os.Stat(filepath.Join(s.Dir(), a.Path))
	if !os.SameFile(before, after) {
		t.Error("an unchanged article was written again")
	}
	undated := archive.Article{ID: "abcd", Title: "北京", Paragraphs: paragraphs("text", "T")}
	if err := s.Write(&undated); err != nil || undated.Path != "articles/undated/abcd.md" {
		t.Errorf("undated: %s, %v", undated.Path, err)
	}
	if left, _ := filepath.Glob(filepath.Join(s.Dir(), "articles/*/.*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What a person added survives a write that changes something else.
func TestWriteKeepsEdits(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "articles/a.md", full)
	s := open(t, dir)
	a, err := s.Read("articles/a.md")
	if err != nil {
		t.Fatal(err)
	}
	a.Title, a.Kicker, a.Outlet = "Neuer Titel", "", "taz"
	a.Provenance.Source = "quelle.txt"
	if err := s.Write(&a); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "articles/a.md"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, keep := range []string{"# kept by hand\n", "ressort: Ausland # unknown, kept\n", "umbrochen ist.\n", "![Ein Bild (Archiv)](bild.jpg)\n", "> auf zwei", "title: Neuer Titel\nauthors: [Anna Beispiel, Bert Muster]\noutlet: taz\npublished: 2023-09\n"} {
		if !strings.Contains(text, keep) {
			t.Errorf("%q is lost in\n%s", keep, text)
		}
	}
	if strings.Contains(text, "kicker") {
		t.Error("the kicker was not removed")
	}
	a.Paragraphs = append([]archive.Paragraph{{Kind: archive.Text, Text: "Neu."}}, a.Paragraphs[1:]...)
	archive.AssignPIDs(a.Paragraphs)
	if err := s.Write(&a); err != nil {
		t.Fatal(err)
	}
	got, err := s.Read(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	data, _ = os.ReadFile(filepath.Join(dir, "articles/a.md"))
	if !strings.Contains(string(data), "](bild.jpg)") {
		t.Error("the target of an unchanged picture is lost")
	}
}

func TestWriteRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "articles/broken.md", "---\nid: [\n---\n")
	write(t, dir, "articles/other.md", full)
	s := open(t, dir)
	for path, a := range map[string]archive.Article{
		"articles/broken.md": {ID: "abcd", Title: "T", Paragraphs: paragraphs("text", "T")},
		"articles/other.md":  {ID: "abcd", Title: "T", Paragraphs: paragraphs("text", "T")},
		"articles/new.md":    {ID: "abcd", Title: "T"},
		"articles/noid.md":   {Title: "T", Paragraphs: paragraphs("text", "T")},
		"../escape.md":       {ID: "abcd", Title: "T", Paragraphs: paragraphs("text", "T")},
	} {
		before, _ := os.ReadFile(filepath.Join(dir, path))
		a.Path = path
		if err := s.Write(&a); err == nil {
			t.Errorf("%s was written", path)
		}
		if after, _ := os.ReadFile(filepath.Join(dir, path)); string(before) != string(after) {
			t.Errorf("%s was changed", path)
		}
	}
	a := sample(t)
	if err := OpenFS(fstest.MapFS{}).Write(&a); !errors.Is(err, ErrReadOnly) {
		t.Errorf("writing an embedded corpus: %v", err)
	}
}

func TestVersions(t *testing.T) {
	s := open(t, t.TempDir())
	a := sample(t)
	if err := s.Write(&a); err != nil {
		t.Fatal(err)
	}
	texts := []string{"Erster.", "Zweiter.", "Dritter."}
	for i, text := range texts {
		a.Paragraphs = paragraphs("text", text)
		if i == 0 {
			a.Paragraphs = sample(t).Paragraphs
		}
		for range 2 { // the same text again is no version
			if err := s.Revise(&a); err != nil {
				t.Fatal(err)
			}
			if a.Version != i+1 {
				t.Errorf("version is %d, want %d", a.Version, i+1)
			}
		}
	}
	infos, err := s.Versions(a.ID)
	if err != nil || len(infos) != 2 {
		t.Fatalf("versions: %v, %v", infos, err)
	}
	second, err := s.Version(a.ID, 2)
	if err != nil || second.Paragraphs[0].Text != "Zweiter." || second.Version != 2 || infos[1].SHA256 != second.TextSHA256() {
		t.Errorf("version 2 is %+v, %v", second, err)
	}
	current, err := s.Read(a.Path)
	if err != nil || current.Version != 3 {
		t.Errorf("current version is %d, %v", current.Version, err)
	}
	if _, err := s.Version(a.ID, 3); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("version 3: %v", err)
	}
	if _, err := s.Version("../../x", 1); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("version of a bad id: %v", err)
	}
	for p := range s.Validate(context.Background()) {
		if !strings.Contains(p.Problem, "also nennt") {
			t.Errorf("problem: %v", p)
		}
	}
}

func TestValidate(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"articles/a.md":           full,
		"articles/b.md":           full,
		"articles/c.md":           "---\nid: cccc\ntitle: C\nmerged_into: dddd\nprovenance: {capture: captures/none.warc.gz}\n---\n",
		"articles/d.md":           "",
		"versions/7k3m9x2qh/1.md": full,
		"versions/7k3m9x2qh/x.md": full,
		"versions/eeee/1.md":      strings.Replace(full, "7k3m9x2qh", "eeee", 1),
	} {
		write(t, dir, name, content)
	}
	want := []string{
		"articles/b.md:1: die id 7k3m9x2qh hat schon articles/a.md",
		"articles/c.md:1: die Aufnahme captures/none.warc.gz fehlt",
		"articles/d.md:1: die Datei ist leer",
		"articles/c.md:1: merged_into nennt den Artikel dddd",
		"versions/7k3m9x2qh/x.md:1: die Datei heißt nicht",
		"versions/eeee/1.md:1: zu dieser Fassung gibt es keinen Artikel",
	}
	i := 0
	for p := range open(t, dir).Validate(context.Background()) {
		if i >= len(want) || !strings.HasPrefix(p.Error(), want[i]) {
			t.Errorf("problem %d is %v", i, p)
		}
		i++
	}
	if i != len(want) {
		t.Errorf("%d problems, want %d", i, len(want))
	}
}
