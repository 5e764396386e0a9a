package importer

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
)

// A second import into the folder ends at once and names the first, which
// goes on; once it has ended, the way is free and nothing is left behind.
func TestTwoImportsAtOnce(t *testing.T) {
	b := newBench(t)
	r, w := io.Pipe()
	first := make(chan Report)
	go func() {
		report, err := Import(context.Background(), b.store, []string{"-"}, Options{Stdin: r})
		if err != nil {
			t.Errorf("first import: %v", err)
		}
		first <- report
	}()
	if _, err := io.WriteString(w, report); err != nil { // it reads, so it has the lock
		t.Fatal(err)
	}
	start := time.Now()
	_, err := Import(context.Background(), b.store, []string{b.file("b.txt", report)}, Options{})
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("refused after %v", took)
	}
	if archive.CodeOf(err) != archive.CodeConflict || !strings.Contains(err.Error(), "Prozess") || !strings.Contains(err.Error(), b.dir) {
		t.Errorf("second import: %v", err)
	}
	w.Close()
	if report := <-first; report.Counts[New] != 1 {
		t.Errorf("first import: %v", report)
	}
	b.want(b.importing(b.file("b.txt", report)), map[Action]int{Unchanged: 1})
	if _, err := os.Stat(filepath.Join(b.dir, holderFile)); err == nil {
		t.Error("the holder's note is left behind")
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old, young, other := filepath.Join(dir, ".0123456789ab.tmp"), filepath.Join(dir, ".ba9876543210.tmp"), filepath.Join(dir, ".gitignore")
	for _, name := range []string{old, young, other} {
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	before := time.Now().Add(-time.Hour)
	for _, name := range []string{old, other} {
		if err := os.Chtimes(name, before, before); err != nil {
			t.Fatal(err)
		}
	}
	sweep(dir, time.Now())
	for name, want := range map[string]bool{old: false, young: true, other: true} {
		if _, err := os.Stat(name); (err == nil) != want {
			t.Errorf("%s is there: %v", filepath.Base(name), err == nil)
		}
	}
}
