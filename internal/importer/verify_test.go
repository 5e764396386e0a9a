package importer

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVerify(t *testing.T) {
	b := newBench(t)
	page := "<html><head><title>Die Delegation reist</title></head><body><article><h1>Die Delegation reist</h1><p>Die Delegation reiste am Montag mit dem Zug an den Fluss und sprach dort über Kohle und Holz.</p><p>Am Abend fuhr sie in die Hauptstadt zurück.</p></article></body></html>"
	message := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
	record := "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/a\r\nWARC-Date: 2024-06-19T10:00:00Z\r\nContent-Length: " + itoa(len(message)) + "\r\n\r\n" + message + "\r\n\r\n"
	text := b.file("a.txt", report)
	b.want(b.importing(text, b.file("b.txt", strings.NewReplacer("/zug", "/x", "Kohle", "Fische").Replace(report)), b.file("c.warc", record)), map[Action]int{New: 3})
	paths := []string{b.events[0].Path, b.events[1].Path, b.events[2].Path}
	verify := func() (Verification, []string) {
		var found []string
		v, err := Verify(context.Background(), b.store, func(d Difference) { found = append(found, d.Path+" "+d.What) })
		if err != nil {
			t.Fatal(err)
		}
		return v, found
	}
	if v, found := verify(); v != (Verification{Articles: 3, Texts: 3, Sources: 3}) {
		t.Errorf("%v %v", v, found)
	}
	b.file("a.txt", report+" ")
	if err := os.Remove(filepath.Join(b.src, "b.txt")); err != nil {
		t.Fatal(err)
	}
	edit := filepath.Join(b.dir, paths[1])
	data, err := os.ReadFile(edit)
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.Replace(bytes.Replace(data, []byte("Fische"), []byte("Vögel"), 1), []byte("title: "), []byte("title: X"), 1)
	if err := os.WriteFile(edit, data, 0o644); err != nil {
		t.Fatal(err)
	}
	capturePath := filepath.Join(b.dir, b.article(paths[2]).Provenance.Capture)
	if err := os.WriteFile(capturePath, repack(t, capturePath, "Montag", "Freitg"), 0o644); err != nil {
		t.Fatal(err)
	}
	v, found := verify()
	if diff := cmp.Diff([]string{paths[0] + " source", paths[1] + " text", paths[1] + " data", paths[2] + " source"}, sortedBy(found, paths)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if v != (Verification{Articles: 3, Texts: 2, Unavailable: 1, Differences: 4}) {
		t.Errorf("%+v", v)
	}
}

// Damage of one byte is found wherever it counts: in the text of an article and
// of an earlier version, and anywhere in a capture but in the ten bytes of a
// gzip header that say nothing of the content.
func TestVerifyFindsFlippedBytes(t *testing.T) {
	b := newBench(t)
	const page = "<html><head><title>Die Delegation reist</title></head><body><article><h1>Die Delegation reist</h1><p>Die Delegation reiste am %s mit dem Zug an den Fluss und sprach dort über Kohle und Holz.</p><p>Am Abend fuhr sie in die Hauptstadt zurück.</p></article></body></html>"
	for i, day := range []string{"Montag", "Dienstag"} {
		message := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + fmt.Sprintf(page, day)
		b.importing(b.file("c.warc", fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://x.example/a\r\nWARC-Date: 2024-06-1%dT10:00:00Z\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, len(message), message)))
	}
	a := b.article(b.events[0].Path)
	if a.Version != 2 {
		t.Fatalf("version %d", a.Version)
	}
	differences := func() int {
		v, err := Verify(context.Background(), b.store, func(Difference) {})
		if err != nil {
			t.Fatal(err)
		}
		return v.Differences
	}
	if n := differences(); n != 0 {
		t.Fatalf("%d differences before any damage", n)
	}
	version := filepath.Join("versions", string(a.ID), "1.md")
	for _, name := range []string{a.Path, version, a.Provenance.Capture} {
		whole, err := os.ReadFile(filepath.Join(b.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		from := bytes.LastIndex(whole, []byte("---\n")) + len("---\n")
		if strings.HasSuffix(name, ".gz") {
			from = 10
		}
		missed := 0
		for at := from; at < len(whole); at++ {
			if c := whole[at]; c == '\n' || c == ' ' {
				continue // white space is no text
			}
			damaged := bytes.Clone(whole)
			damaged[at] ^= 1
			if err := os.WriteFile(filepath.Join(b.dir, name), damaged, 0o644); err != nil {
				t.Fatal(err)
			}
			if differences() == 0 {
				missed++
				t.Logf("%s: byte %d (%q to %q)", name, at, whole[at], damaged[at])
			}
		}
		if missed > 0 {
			t.Errorf("%s: %d of %d flips are missed", name, missed, len(whole)-from)
		}
		if err := os.WriteFile(filepath.Join(b.dir, name), whole, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(b.dir, a.Provenance.Capture)); err != nil {
		t.Fatal(err)
	}
	if n := differences(); n != 1 {
		t.Errorf("%d differences for a capture that is gone", n)
	}
}

// repack replaces a text inside a gzip file.
func repack(t *testing.T, file, old, new string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(gzipped(strings.Replace(string(data), old, new, 1)))
}

// sortedBy orders the findings as the articles were imported.
func sortedBy(found, paths []string) []string {
	var sorted []string
	for _, p := range paths {
		for _, f := range found {
			if strings.HasPrefix(f, p+" ") {
				sorted = append(sorted, f)
			}
		}
	}
	return sorted
}
