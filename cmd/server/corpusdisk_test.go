//go:build linux

package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// keep freezes a search and returns how that was answered.
func keep(t *testing.T, p *process, q string) (status int, body, at string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, p.base+"/s", strings.NewReader(url.Values{"suche": {"q=" + q}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", p.base)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header.Get("Location")
}

// TestFreezingWhereNothingCanBeWritten: a search that can't be kept because the
// corpus' disk is full or read-only is refused by name and leaves nothing
// half-written; reading goes on, and it works again without a restart.
func TestFreezingWhereNothingCanBeWritten(t *testing.T) {
	long(t)
	corpus, inbox := smallDisk(t, "2m"), t.TempDir()
	writeNumbered(t, inbox, 0, 20)
	if status, _, complaints := call(t, nil, "import", "-no-captures", "-corpus", corpus, "-data", t.TempDir(), inbox); status != exitDone {
		t.Fatal(complaints)
	}
	p := startProcess(t, corpus, t.TempDir())
	waitFor(t, "all articles", func() bool { return total(p) == 20 })
	kept := 0
	works := func(when string) {
		t.Helper()
		kept++
		status, body, at := keep(t, p, strings.Repeat("Wostotschny ", 1)+"-x"+string(rune('a'+kept)))
		if status != http.StatusSeeOther {
			t.Fatalf("%s: freezing answers %d\n%.300s", when, status, body)
		}
		if status, _ := p.get(at); status != http.StatusOK {
			t.Errorf("%s: %s answers %d", when, at, status)
		}
	}
	refused := func(when string, want int) {
		t.Helper()
		status, body, _ := keep(t, p, "Wostotschny -y"+strings.ReplaceAll(when, " ", ""))
		if status != want || !strings.Contains(body, "kann nicht geschrieben werden") && !strings.Contains(body, "voll") {
			t.Errorf("%s: freezing answers %d, want %d and the reason\n%.600s", when, status, want, body)
		}
		if n := total(p); n != 20 {
			t.Errorf("%s: a search finds %d articles", when, n)
		}
		if status, body := p.get("/readyz"); status != http.StatusOK {
			t.Errorf("%s, but searches answered, /readyz says %d %s", when, status, body)
		}
		files, err := filepath.Glob(filepath.Join(corpus, "searches", "*"))
		hidden, _ := filepath.Glob(filepath.Join(corpus, "searches", ".*"))
		if err != nil || len(files)+len(hidden) != kept {
			t.Errorf("%s: %d files and %d temporary ones in the folder of frozen searches, want %d (%v)", when, len(files), len(hidden), kept, err)
		}
	}
	works("at first")
	filler := fill(t, filepath.Join(corpus, "filler"))
	refused("on a full disk", http.StatusInsufficientStorage)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	works("with room again")
	remount(t, corpus, syscall.MS_RDONLY, "")
	refused("read only", http.StatusServiceUnavailable)
	remount(t, corpus, 0, "")
	works("writable again")
	p.stop()
}
