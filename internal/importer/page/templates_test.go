package page

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"depesche/internal/corpus"

	"golang.org/x/tools/txtar"
)

// TestTemplates reads pages built as the systems build them that German papers,
// offices and blogs use. The texts are our own.
func TestTemplates(t *testing.T) {
	files, err := filepath.Glob("testdata/templates/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d templates, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want struct {
				Title, Kicker, Date, Outlet string
				Authors, With, Without      []string
			}
			if err := json.Unmarshal(a.Files[1].Data, &want); err != nil {
				t.Fatal(err)
			}
			got, err := Parse(string(a.Files[0].Data), "https://www.seite.example/nachrichten/eins", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			if corpus.CleanText(got.Title) != want.Title || want.Kicker != "" && got.Kicker != want.Kicker {
				t.Errorf("kicker %q, title %q; want %q, %q", got.Kicker, got.Title, want.Kicker, want.Title)
			}
			if date := got.Published.String(); !strings.HasPrefix(date, want.Date) {
				t.Errorf("date %q, want %q", date, want.Date)
			}
			if want.Authors != nil && !slices.Equal(got.Authors, want.Authors) {
				t.Errorf("authors %q, want %q", got.Authors, want.Authors)
			}
			if want.Outlet != "" && got.Outlet != want.Outlet {
				t.Errorf("outlet %q, want %q", got.Outlet, want.Outlet)
			}
			text := got.CanonicalText()
			for _, s := range want.With {
				if !strings.Contains(text, s) {
					t.Errorf("lacks %q", s)
				}
			}
			for _, s := range want.Without {
				if strings.Contains(text, s) {
					t.Errorf("holds %q", s)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}
