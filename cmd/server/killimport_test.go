package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"depesche/internal/corpus"
)

// writeWARC writes a WARC file of n pages with texts of random words.
func writeWARC(t *testing.T, name string, n int) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, uint64(n)))
	var out bytes.Buffer
	for i := range n {
		var text strings.Builder
		for range 4 {
			text.WriteString("<p>")
			for range 40 {
				fmt.Fprintf(&text, "Wort%d ", random.IntN(100_000))
			}
			text.WriteString("</p>")
		}
		page := fmt.Sprintf("<!DOCTYPE html><html lang=de><title>Meldung %d</title><body><article><h1>Meldung %d vom Hafen</h1>%s</article></body></html>", i, i, &text)
		response := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s", page)
		fmt.Fprintf(&out, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2023-03-14T10:12:00Z\r\nWARC-Target-URI: https://zeitung.example/%d\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", i, len(response), response)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestKilledImportIsResumed kills an import (kill -9) again and again and runs
// it anew: in the end each record is there once, with its capture, and nothing
// else. DEPESCHE_IMPORT_RECORDS and DEPESCHE_IMPORT_KILLS set the size.
func TestKilledImportIsResumed(t *testing.T) {
	long(t)
	records, kills := envNumber(t, "DEPESCHE_IMPORT_RECORDS", 1500), envNumber(t, "DEPESCHE_IMPORT_KILLS", 3)
	dir := t.TempDir()
	source, folder := filepath.Join(dir, "hafen.warc"), filepath.Join(dir, "corpus")
	writeWARC(t, source, records)
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	killed := 0
	for done := false; !done; {
		cmd := program(t, "import", "-corpus", folder, "-data", filepath.Join(dir, "data"), source)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if killed < kills {
			after := time.Duration(records/kills/10+random.IntN(records/kills)) * time.Millisecond
			timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
			defer timer.Stop()
		}
		err := cmd.Wait()
		var exit *exec.ExitError
		switch {
		case err == nil:
			done = true
			t.Logf("last run: %s", out.String()[bytes.LastIndexByte(bytes.TrimSpace(out.Bytes()), '\n')+1:])
		case errors.As(err, &exit) && exit.ExitCode() == -1:
			killed++
		default:
			t.Fatalf("import: %v\n%s", err, &out)
		}
	}
	store, err := corpus.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	addresses, captures := map[string]bool{}, map[string]bool{}
	for f, err := range store.Files(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		a, err := store.Read(f.Path)
		if err != nil {
			t.Errorf("%s: %v", f.Path, err)
			continue
		}
		if addresses[a.URL] {
			t.Errorf("%s is there twice", a.URL)
		}
		addresses[a.URL], captures[a.Provenance.Capture] = true, true
		if _, err := os.Stat(filepath.Join(folder, a.Provenance.Capture)); err != nil {
			t.Errorf("%s names a capture that is not there: %v", f.Path, err)
		}
	}
	entries, err := os.ReadDir(filepath.Join(folder, corpus.CapturesDir))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := corpus.CapturesDir + "/" + e.Name(); !captures[name] && !strings.HasSuffix(name, ".tmp") {
			t.Errorf("%s belongs to no article", name)
		}
	}
	if len(addresses) != records {
		t.Errorf("%d articles of %d records", len(addresses), records)
	}
	t.Logf("%d records, killed %d times", records, killed)
}
