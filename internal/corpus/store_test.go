package corpus

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func write(t testing.TB, dir, name, content string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for _, name := range []string{
		"articles/b.md", "articles/2024/a.md", "articles/2024/.a.md.tmp", "articles/.git/c.md", "articles/note.txt",
		"articles/b.md~", "articles/#b.md", "versions/abcd/1.md", "other.md",
	} {
		write(t, dir, name, full)
	}
	write(t, outside, "secret.md", full)
	for name, target := range map[string]string{
		"articles/link-inside.md": "b.md",
		"articles/link-out.md":    filepath.Join(outside, "secret.md"),
		"articles/dir":            outside,
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "articles/pipe.md"), 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	var good, bad []string
	for f, err := range s.Files(context.Background()) {
		if err != nil {
			bad = append(bad, f.Path)
			continue
		}
		if f.Size != int64(len(full)) || f.ModTime.IsZero() {
			t.Errorf("%+v: wrong size or time", f)
		}
		good = append(good, f.Path)
	}
	if diff := cmp.Diff([]string{"articles/2024/a.md", "articles/b.md", "articles/link-inside.md"}, good); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"articles/link-out.md", "articles/pipe.md"}, bad); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	for _, name := range []string{"articles/link-out.md", "articles/pipe.md", "../" + filepath.Base(outside) + "/secret.md", filepath.Join(outside, "secret.md"), "articles/none.md"} {
		if _, err := s.Read(name); err == nil {
			t.Errorf("Read(%q) gave an article", name)
		}
	}
}

func TestFilesCancelled(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "articles/a.md", full)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range open(t, dir).Files(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v", err)
		}
	}
}

func TestReadTooLarge(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "articles/a.md", full+strings.Repeat("x", 2000))
	s := open(t, dir)
	s.MaxSize = 2000
	var p *ParseError
	if _, err := s.Read("articles/a.md"); !errors.As(err, &p) || !strings.Contains(p.Problem, "größer als") {
		t.Errorf("error is %v", err)
	}
}

func TestOpenFS(t *testing.T) {
	s := OpenFS(fstest.MapFS{"articles/a.md": {Data: []byte(full)}})
	n := 0
	for f, err := range s.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.Read(f.Path)
		if err != nil || a.ID != "7k3m9x2qh" {
			t.Errorf("Read: %v, %v", a.ID, err)
		}
		n++
	}
	if n != 1 {
		t.Errorf("%d files", n)
	}
	if empty := OpenFS(fstest.MapFS{}); empty.Dir() != "" || !empty.ReadOnly() {
		t.Error("OpenFS is not read-only")
	}
	for _, err := range OpenFS(fstest.MapFS{}).Files(context.Background()) {
		t.Errorf("an empty corpus yields %v", err)
	}
}
