package bleveindex

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/index"
)

func TestVerify(t *testing.T) {
	build := func(t *testing.T) string {
		dir := filepath.Join(t.TempDir(), "index")
		x, err := Create(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			var docs []index.Document
			for j := range 50 {
				docs = append(docs, index.Document{Article: &archive.Article{
					ID: archive.ID(fmt.Sprintf("art%03d", 50*i+j)), Title: fmt.Sprintf("Titel %d", j),
					Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: fmt.Sprintf("Kim reist zum %d. Mal nach Wostotschny.", j)}},
				}})
			}
			if err := x.Put(context.Background(), docs); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	segments := func(dir string) []string {
		names, err := lastSnapshot(filepath.Join(dir, "store", "root.bolt"))
		if err != nil || len(names) == 0 {
			t.Fatalf("segments %v, %v", names, err)
		}
		return names
	}
	change := func(t *testing.T, path string, f func([]byte) []byte) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	flip := func(at int) func([]byte) []byte {
		return func(b []byte) []byte { b[at%len(b)] ^= 0x10; return b }
	}
	half := func(b []byte) []byte { return b[:len(b)/2] }
	tests := []struct {
		name  string
		harm  func(t *testing.T, dir string)
		sound bool
	}{
		{"sound", func(*testing.T, string) {}, true},
		{"a leftover segment", func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "store", "0000000fffff.zap"), []byte("half"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"a bit of a segment", func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "store", segments(dir)[0]), flip(1234))
		}, false},
		{"a bit of a segment's footer", func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "store", segments(dir)[0]), func(b []byte) []byte { b[len(b)-9] ^= 1; return b })
		}, false},
		{"half a segment", func(t *testing.T, dir string) { change(t, filepath.Join(dir, "store", segments(dir)[0]), half) }, false},
		{"no segment", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "store", segments(dir)[0])); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"an eighth of root.bolt", func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "store", "root.bolt"), func(b []byte) []byte { return b[:len(b)/8] })
		}, false},
		{"root.bolt of zeros", func(t *testing.T, dir string) {
			change(t, filepath.Join(dir, "store", "root.bolt"), func(b []byte) []byte { clear(b); return b })
		}, false},
		{"no root.bolt", func(t *testing.T, dir string) {
			if err := os.Remove(filepath.Join(dir, "store", "root.bolt")); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"nothing", func(t *testing.T, dir string) {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := build(t)
			tt.harm(t, dir)
			if err := Verify(context.Background(), dir, nil); (err == nil) != tt.sound {
				t.Errorf("Verify: %v", err)
			}
		})
	}
	t.Run("trusted", func(t *testing.T) {
		dir := build(t)
		change(t, filepath.Join(dir, "store", segments(dir)[0]), flip(1234))
		if err := Verify(context.Background(), dir, func(string) bool { return true }); err != nil {
			t.Errorf("a trusted segment was compared: %v", err)
		}
	})
}
