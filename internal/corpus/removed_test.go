package corpus

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"depesche/internal/archive"
)

func file(text string) []byte {
	return fmt.Appendf(nil, "---\nid: abcd1\ntitle: Titel\noutlet: Blatt\n---\n\n%s\n", text)
}

// A number names one text for good, whoever keeps what in which order.
func TestNumbersStay(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	keep := func(number int, text string, want int) {
		t.Helper()
		got, err := s.KeepText("abcd1", number, file(text), time.Unix(1_700_000_000, 0))
		if err != nil || got != want {
			t.Errorf("keeping %q as %d: %d, %v, want %d", text, number, got, err, want)
		}
	}
	current := func(text string, want int) archive.Article {
		t.Helper()
		write(t, dir, "articles/a.md", string(file(text)))
		a, err := s.Read("articles/a.md")
		if err != nil || a.Version != want {
			t.Errorf("%q is version %d, want %d (%v)", text, a.Version, want, err)
		}
		return a
	}
	current("Eins.", 1)
	keep(1, "Eins.", 1)
	keep(1, "Eins.", 1) // a run that was cut short and repeated
	current("Eins.", 1) // and the edit undone: the same text is the same version
	two := current("Zwei.", 2)
	other := two
	other.Path, other.Paragraphs = "", []archive.Paragraph{{Kind: archive.Text, Text: "Daneben."}}
	if n, err := s.KeepBeside(&two, &other); err != nil || n != 3 {
		t.Errorf("kept beside as %d, %v", n, err)
	}
	current("Zwei.", 4)
	if a, err := s.Version("abcd1", 2); err != nil || a.Paragraphs[0].Text != "Zwei." {
		t.Errorf("version 2: %+v, %v", a, err)
	}
	keep(2, "Etwas anderes.", 4) // the number is taken
	info, err := os.Stat(filepath.Join(dir, "versions/abcd1/1.md"))
	if err != nil || info.ModTime().Unix() != 1_700_000_000 {
		t.Errorf("version 1 is of %v, %v", info.ModTime(), err)
	}
}

func TestRemoved(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Removed("abcd1"); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("of what never was: %v", err)
	}
	if _, err := s.KeepText("abcd1", 1, file("Eins."), time.Time{}); err != nil {
		t.Fatal(err)
	}
	// Versions alone tell that it was here.
	if a, err := s.Removed("abcd1"); err != nil || a.Tombstone == nil || a.Outlet != "Blatt" || len(a.Paragraphs) != 0 || a.Version != 2 {
		t.Errorf("%+v, %v", a, err)
	}
	a, err := Parse("", file("Eins."))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Bury(&a); err == nil {
		t.Error("an article that is not removed was buried")
	}
	day, err := archive.ParseDate("2026-11-22")
	if err != nil {
		t.Fatal(err)
	}
	a.Paragraphs, a.Tombstone = nil, &archive.Tombstone{Since: day}
	if err := s.Bury(&a); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Removed("abcd1"); err != nil || !got.Tombstone.Since.Equal(day) || got.Title != "Titel" {
		t.Errorf("%+v, %v", got, err)
	}
	for p := range s.Validate(context.Background()) {
		t.Errorf("a removed article is a problem: %v", p)
	}
	if err := s.Unbury("abcd1"); err != nil {
		t.Fatal(err)
	}
	if err := s.Unbury("abcd1"); err != nil {
		t.Errorf("twice: %v", err)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "versions/abcd1")); err != nil || len(entries) != 1 {
		t.Errorf("left: %v, %v", entries, err)
	}
}
