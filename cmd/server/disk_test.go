//go:build linux

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"depesche/internal/testkit"
)

// smallDisk mounts a file system of the size, in bytes.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		testkit.Missing(t, "a small disk to fill: mounting: %v (needs root)", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

func remount(t *testing.T, dir string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, data); err != nil {
		t.Fatal(err)
	}
}

// TestImportOnAFullDisk: the import ends with status 1 and says why, no file is
// half-written, and a second import finishes when there is room.
func TestImportOnAFullDisk(t *testing.T) {
	long(t)
	corpus, inbox, data := smallDisk(t, "512k"), t.TempDir(), t.TempDir()
	const n = 300
	writeNumbered(t, inbox, 0, n)
	args := []string{"import", "-no-captures", "-corpus", corpus, "-data", data, inbox}
	status, out, complaints := call(t, nil, args...)
	if status != exitProblems || !strings.Contains(out+complaints, "Speicherplatz") && !strings.Contains(out+complaints, "no space left") {
		t.Errorf("status %d, and says\n%.500s\n%.500s", status, out, complaints)
	}
	if status, _, complaints := call(t, nil, "check", "-corpus", corpus, "-data", data); status != exitDone {
		t.Errorf("what was written is not whole: %.500s", complaints)
	}
	remount(t, corpus, 0, "size=20m")
	if status, out, complaints := call(t, nil, args...); status != exitDone {
		t.Errorf("with room: status %d\n%.500s\n%.500s", status, out, complaints)
	}
	p := startProcess(t, corpus, data)
	waitFor(t, "all articles", func() bool { return total(p) == n })
}

// TestServingOnAFullDisk: searches are answered while the index can't be
// written, /status says why, and what came meanwhile is found when there is room.
func TestServingOnAFullDisk(t *testing.T) {
	long(t)
	data := smallDisk(t, "64m")
	corpus := filepath.Join(t.TempDir(), "corpus")
	inbox := t.TempDir()
	writeNumbered(t, inbox, 0, 50)
	importAll := func() {
		t.Helper()
		if status, out, complaints := call(t, nil, "import", "-no-captures", "-corpus", corpus, "-data", t.TempDir(), inbox); status != exitDone {
			t.Fatalf("importing: status %d %s %s", status, out, complaints)
		}
	}
	importAll()
	p := startProcess(t, corpus, data)
	waitFor(t, "the first articles", func() bool { return total(p) == 50 })
	filler := fill(t, filepath.Join(data, "filler"))
	writeNumbered(t, inbox, 50, 50)
	importAll()
	waitFor(t, "the reason on /status", func() bool { _, body := p.get("/status"); return strings.Contains(body, "angehalten") })
	for range 20 {
		if n := count(p, "Wostotschny"); n < 50 {
			t.Errorf("with a full disk a search finds %d articles, want at least 50", n)
		}
	}
	if status, body := p.get("/readyz"); status != http.StatusOK {
		t.Errorf("with a full disk, but searches answered, /readyz says %d %s", status, body)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the articles that came on a full disk", func() bool { return total(p) == 100 })
	p.stop()
}

// fill writes a file until the disk is full.
func fill(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, size := range []int{1 << 20, 4 << 10, 1} {
		for block := make([]byte, size); ; {
			if _, err := f.Write(block); err != nil {
				break
			}
		}
	}
	return name
}

// TestReadOnlyFolders: a corpus that can't be written is served, and an index
// that can't be written is searched.
func TestReadOnlyFolders(t *testing.T) {
	long(t)
	corpus, data, inbox := smallDisk(t, "64m"), smallDisk(t, "64m"), t.TempDir()
	writeNumbered(t, inbox, 0, 20)
	if status, _, complaints := call(t, nil, "import", "-corpus", corpus, "-data", t.TempDir(), inbox); status != exitDone {
		t.Fatal(complaints)
	}
	p := startProcess(t, corpus, data)
	waitFor(t, "all articles", func() bool { return total(p) == 20 })
	p.stop()
	for name, dir := range map[string]string{"corpus": corpus, "data": data} {
		remount(t, dir, syscall.MS_RDONLY, "")
		p := startProcess(t, corpus, data)
		if n := total(p); n != 20 {
			t.Errorf("with a read-only %s folder %d articles are found, want 20\n%s", name, n, p.log)
		}
		p.stop()
		if name == "corpus" {
			writeNumbered(t, inbox, 20, 1)
			status, out, complaints := call(t, nil, "import", "-corpus", corpus, "-data", t.TempDir(), inbox)
			if status != exitProblems || !strings.Contains(out+complaints, "read-only") {
				t.Errorf("importing into a read-only corpus: status %d, says %.300s %.300s", status, out, complaints)
			}
		}
		remount(t, dir, 0, "")
	}
}

// waitFor tries until it holds.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for begun := time.Now(); !holds(); time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("after 20 s still waiting for %s", what)
		}
	}
}

// TestSecondProcess: a data folder that is in use is an error at once that names
// the folder.
func TestSecondProcess(t *testing.T) {
	long(t)
	data := t.TempDir()
	startProcess(t, shippedCorpus(t), data)
	begun := time.Now()
	second := program(t, "serve", "-addr", "127.0.0.1:0", "-corpus", shippedCorpus(t), "-data", data)
	out, err := second.CombinedOutput()
	if err == nil || second.ProcessState.ExitCode() != exitProblems || !strings.Contains(string(out), data) {
		t.Errorf("a second process: %v, says %s", err, out)
	}
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("a second process finds out after %v", took)
	}
}
