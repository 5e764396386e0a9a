package ingest

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"depesche/internal/testkit"
)

// Every file of a real index, harmed in every way, after a clean end and after a
// kill: the archive opens and finds everything. What can't be seen in a sum
// (a bit of root.bolt after a kill) may go unseen only if nothing is lost.
func TestDamageBleve(t *testing.T) {
	t.Parallel()
	build := func(t *testing.T) *rig {
		r := newRig(t)
		r.options.Engine = bleve()
		r.options.BatchCount = 10
		for i := range 60 {
			r.put(fmt.Sprintf("%d.md", i), fmt.Sprintf("art%02d", i), fmt.Sprintf("Kim reist zum %d. Mal.", i))
		}
		r.open()
		r.close()
		return r
	}
	files := func(r *rig) (names []string) {
		dir := filepath.Join(r.data, "generations", "1")
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				rel, _ := filepath.Rel(dir, path)
				names = append(names, filepath.ToSlash(rel))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	harms := map[string]func([]byte) []byte{
		"bit":   func(b []byte) []byte { b[len(b)/2] ^= 4; return b },
		"half":  func(b []byte) []byte { return b[:len(b)/2] },
		"empty": func(b []byte) []byte { return nil },
	}
	names := files(build(t))
	if len(names) < 4 {
		t.Fatalf("files %v", names)
	}
	segment := false
	for _, name := range names {
		kind := name
		if strings.HasSuffix(name, ".zap") {
			if segment {
				continue // one is enough
			}
			segment, kind = true, ".zap"
		}
		for harm, change := range harms {
			for _, killed := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s of %s, killed %v", harm, kind, killed), func(t *testing.T) {
					r := build(t)
					dir := filepath.Join(r.data, "generations", "1")
					if killed {
						m, err := readManifest(dir)
						if err == nil {
							_, err = m.unseal(dir, r.options.Engine)
						}
						if err != nil {
							t.Fatal(err)
						}
					}
					damaged := name
					for _, n := range files(r) {
						if kind == ".zap" && strings.HasSuffix(n, ".zap") {
							damaged = n // names differ from run to run
						}
					}
					path := filepath.Join(dir, filepath.FromSlash(damaged))
					data, err := os.ReadFile(path)
					if err == nil {
						err = os.WriteFile(path, change(data), 0o644)
					}
					if err != nil {
						t.Fatal(err)
					}
					r.open()
					r.eventually(10*time.Second, "an answer", func() bool {
						s := r.Status(context.Background())
						return s.Articles == 60 && s.LastErr == ""
					})
					if s := r.Status(context.Background()); s.Articles != 60 || s.LastErr != "" {
						t.Errorf("status %+v\n%s", s, r.log)
					}
					if n := len(strings.Fields(r.foundAll("Kim"))); n != 60 {
						t.Errorf("%d of 60 articles found\n%s", n, r.log)
					}
				})
			}
		}
	}
}

// TestThousandWithBleve measures how soon a thousand new articles are found with
// the real engine.
func TestThousandWithBleve(t *testing.T) {
	r := newRig(t)
	r.options.Engine = bleve()
	r.options.NoWatch = false
	r.open()
	const n = 1000
	for i := range n {
		text := fmt.Sprintf("---\nid: art%04d\ntitle: Reise %d\n---\n\n%s\n", i, i, strings.Repeat("Kim Jong Un reist mit dem Zug nach Wostotschny und trifft dort den Präsidenten. ", 5))
		if err := os.WriteFile(r.path(fmt.Sprintf("%d.md", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written := time.Now()
	r.eventually(10*time.Second, "all found", func() bool { return r.Status(context.Background()).Articles == n })
	t.Logf("%d articles of 60 words found %v after the last was written", n, time.Since(written).Round(time.Millisecond))
}

// TestBleveDiesWhileServing: a goroutine of Bleve panics over the file of its
// snapshots, which was overwritten. The index is built anew, and what came meanwhile is
// found.
func TestBleveDiesWhileServing(t *testing.T) {
	r := newRig(t)
	r.options.Engine = bleve()
	r.options.NoWatch = false
	r.put("2023/a.md", "aaaa", "Kim reist.")
	r.open()
	r.eventually(10*time.Second, "the first article", func() bool { return r.foundAll("Kim") == "aaaa" })
	testkit.SpoilBolt(t, filepath.Join(r.data, "generations", "1", "index", "store", "root.bolt"))
	r.put("2023/b.md", "bbbb", "Kim ruht.")
	r.eventually(60*time.Second, "both articles in a new index", func() bool {
		current, _ := os.ReadFile(filepath.Join(r.data, "CURRENT"))
		return strings.TrimSpace(string(current)) == "2" && len(strings.Fields(r.foundAll("Kim"))) == 2 && r.Status(context.Background()).LastErr == ""
	})
}
