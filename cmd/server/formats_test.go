package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"depesche/internal/access"
	"depesche/internal/corpus"
)

// Every format in which a released program left files is kept in testdata, as
// that program wrote them: what is in the corpus has to be read for ever, what
// is in the data folder has to be read or built anew without a hand.

// released copies a fixture and unpacks its data folder.
func released(t *testing.T, format string) (corpusDir, data string) {
	t.Helper()
	dir := t.TempDir()
	corpusDir, data = filepath.Join(dir, "corpus"), filepath.Join(dir, "data")
	if err := os.CopyFS(corpusDir, os.DirFS(filepath.Join("testdata", format, "corpus"))); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join("testdata", format, "data.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return corpusDir, data
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o755)
		} else {
			var b []byte
			if b, err = io.ReadAll(files); err == nil {
				err = os.WriteFile(path, b, 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// answersFormat1 checks that everything of the fixture is there.
func answersFormat1(t *testing.T, p *process, corpusDir string) {
	t.Helper()
	for path, want := range map[string]string{
		"/a/formateins1-ein-bericht-ueber-den-hafen": "Silberkanne",
		"/a/formateins1/versionen":                   "Kupferkanne", // the version before
		"/a/formatzwei2-noch-ein-bericht":            "nichts Neues",
		"/s/kvxxm8k6b8":                              "Ein Bericht über den Hafen",
		"/e/wladiwostok":                             "Vladivostok",
		"/api/v1/search?q=Silberkanne":               `"formateins1"`,
		"/api/v1/search?q=Vladivostok":               `"formateins1"`,
	} {
		if status, body := p.get(path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("GET %s: %d, without %q\n%.300s", path, status, want, body)
		}
	}
	store, err := corpus.Open(corpusDir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if err := access.NewLinks(linkFile{store}).Open(access.Link{ID: "18v8v1kmv", Article: "formateins1"}); err != nil {
		t.Errorf("the share link: %v", err)
	}
	for _, command := range []string{"check", "verify"} {
		if status, out, complaints := call(t, nil, command, "-corpus", corpusDir, "-data", t.TempDir()); status != exitDone {
			t.Errorf("server %s: status %d %s %s", command, status, out, complaints)
		}
	}
}

func TestReadsFormat1(t *testing.T) {
	long(t)
	corpusDir, data := released(t, "format1")
	p := startProcess(t, corpusDir, data)
	answersFormat1(t, p, corpusDir)
	p.stop()
	p = startProcess(t, corpusDir, data)
	answersFormat1(t, p, corpusDir)
	p.stop()
}

// TestOtherFormatsOfTheIndex: derived files that are of a later format, damaged
// or gone are built anew, and the log says which and why.
func TestOtherFormatsOfTheIndex(t *testing.T) {
	long(t)
	const generation = "generations/1/"
	for name, c := range map[string]struct {
		file   string
		change func(b []byte) []byte // nil removes
		logged string
	}{
		"a later manifest":   {generation + "manifest.json", func(b []byte) []byte { return []byte(strings.Replace(string(b), `"format": 1`, `"format": 99`, 1)) }, "format 99"},
		"a damaged manifest": {generation + "manifest.json", func(b []byte) []byte { return b[:len(b)/2] }, "manifest"},
		"no manifest":        {generation + "manifest.json", nil, "manifest"},
		"half a catalogue":   {generation + "catalogue.db", func(b []byte) []byte { return b[:len(b)/2] }, "catalogue"},
		"no catalogue":       {generation + "catalogue.db", nil, "catalogue"},
		"foreign statistics": {generation + "stats/entities.db", func([]byte) []byte { return []byte("kein bbolt") }, "entities.db"},
		"CURRENT elsewhere":  {"CURRENT", func([]byte) []byte { return []byte("../../etc\n") }, "CURRENT"},
		"CURRENT empty":      {"CURRENT", func([]byte) []byte { return nil }, "CURRENT"},
	} {
		t.Run(name, func(t *testing.T) {
			corpusDir, data := released(t, "format1")
			path := filepath.Join(data, filepath.FromSlash(c.file))
			if c.change == nil {
				if err := os.Remove(path); err != nil {
					t.Fatal(err)
				}
			} else {
				b, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, c.change(b), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			p := startProcess(t, corpusDir, data)
			answersFormat1(t, p, corpusDir)
			p.stop()
			if !strings.Contains(p.log.String(), c.logged) {
				t.Errorf("the log does not name %q:\n%s", c.logged, p.log)
			}
		})
	}
}

// TestLaterFormatsAreRefused: what can't be derived anew and was written by a
// later program is left as it is; the page says that the program has to be
// updated, and everything else goes on.
func TestLaterFormatsAreRefused(t *testing.T) {
	long(t)
	corpusDir, data := released(t, "format1")
	for _, name := range []string{"searches/kvxxm8k6b8.json", "shares/links.jsonl"} {
		path := filepath.Join(corpusDir, name)
		b, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(strings.Replace(string(b), "{", `{"format":2,`, 1)), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	p := startProcess(t, corpusDir, data)
	if status, body := p.get("/s/kvxxm8k6b8"); status != http.StatusServiceUnavailable || !strings.Contains(body, "aktualisieren") {
		t.Errorf("a frozen search of a later format: %d\n%.600s", status, body)
	}
	if status, _ := p.get("/a/formateins1-ein-bericht-ueber-den-hafen"); status != http.StatusOK {
		t.Errorf("an article beside it: %d", status)
	}
	p.stop()
	store, err := corpus.Open(corpusDir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	before, err := linkFile{store}.Read()
	if err != nil {
		t.Fatal(err)
	}
	links := access.NewLinks(linkFile{store})
	if err := links.Revoke("18v8v1kmv"); err == nil || !strings.Contains(err.Error(), "aktualisieren") {
		t.Errorf("revoking a link of a later format: %v", err)
	}
	if after, err := (linkFile{store}).Read(); err != nil || string(after) != string(before) {
		t.Errorf("a list of a later format is changed (%v):\n%s", err, after)
	}
}

// TestBackup copies the corpus folder while articles are imported, changed and
// searches frozen, restores it to another place with an empty data folder, and
// finds whatever was acknowledged before the copy began.
func TestBackup(t *testing.T) {
	long(t)
	corpusDir, data := released(t, "format1")
	inbox := t.TempDir()
	writeNumbered(t, inbox, 0, 30)
	p := startProcess(t, corpusDir, data)
	if status, _, complaints := call(t, nil, "import", "-no-captures", "-corpus", corpusDir, "-data", data, inbox); status != exitDone {
		t.Fatal(complaints)
	}
	writeNumbered(t, inbox, 30, 300)
	writing := program(t, "import", "-no-captures", "-corpus", corpusDir, "-data", data, inbox)
	if err := writing.Start(); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- writing.Wait() }()
	backup := filepath.Join(t.TempDir(), "corpus")
	waitFor(t, "a write to happen", func() bool { return total(p) > 32 })
	if err := os.CopyFS(backup, os.DirFS(corpusDir)); err != nil && !errors.Is(err, os.ErrNotExist) { // a temporary file was renamed meanwhile
		t.Fatal(err)
	}
	select {
	case err := <-written:
		t.Fatalf("the import ended before the copy (%v): that shows nothing", err)
	default:
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	p.stop()
	p = startProcess(t, backup, t.TempDir())
	answersFormat1(t, p, backup)
	for i := range 30 {
		if !found(p, i) {
			t.Errorf("article %d was acknowledged before the copy and is not in it", i)
		}
	}
	if _, body := p.get("/status"); strings.Contains(body, "articles/") {
		t.Errorf("the copy has problems:\n%.2000s", body)
	}
	t.Logf("%d articles in a copy that was made while 300 were imported", total(p))
	p.stop()
}

func found(p *process, n int) bool {
	_, word, _ := numbered(n)
	return count(p, word) == 1
}
