package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

// startArchive serves the corpus in this process until the test ends and
// returns its address and what it logs.
func startArchive(t *testing.T, corpus string, args ...string) (base string, log *lockedBuffer) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, w := io.Pipe()
	log = &lockedBuffer{}
	done := make(chan int, 1)
	args = append([]string{"serve", "-addr", "127.0.0.1:0", "-corpus", corpus, "-data", t.TempDir()}, args...)
	go func() {
		none := func(string) (string, bool) { return "", false }
		done <- run(ctx, args, none, console{strings.NewReader(""), w, log})
		w.Close()
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case status := <-done:
			if status != exitDone {
				t.Errorf("serve ends with exit status %d\n%s", status, log)
			}
		case <-time.After(20 * time.Second):
			t.Error("serve does not end")
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); m != "" {
			base = m
		}
		if strings.Contains(lines.Text(), " articles ") {
			go io.Copy(io.Discard, out)
			return base, log
		}
	}
	t.Fatalf("serve says nothing: %s", log)
	return "", nil
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func getJSON(t *testing.T, address string, v any) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", address, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(v); err != nil {
		t.Fatalf("GET %s: %v", address, err)
	}
}

type searchAnswer struct {
	Total int
	Hits  []struct{ ID, Title, Outlet, Date string }
}

func search(t *testing.T, base, q string) searchAnswer {
	t.Helper()
	var a searchAnswer
	getJSON(t, base+"/api/v1/search?limit=100&q="+url.QueryEscape(q), &a)
	return a
}

// The five seeds are told apart by date and outlet.
func TestSearchesOnTheImportedSeeds(t *testing.T) {
	seeds, err := filepath.Glob(filepath.Join(testkit.Shared(t, "seeds"), "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	corpus := filepath.Join(t.TempDir(), "corpus")
	if status, _, errOut := call(t, nil, append([]string{"import", "-corpus", corpus, "-data", t.TempDir()}, seeds...)...); status != exitDone {
		t.Fatalf("import: exit status %d: %s", status, errOut)
	}
	base, _ := startArchive(t, corpus)
	const journey, wagons, treaty, talks, eve = "2023-09", "2023-10", "2024-06 taz", "2023-09-12T12:45:00+02:00", "2024-06 t-online"
	tests := map[string][]string{
		"KCNA":                          {journey, wagons},
		"Wostotschny":                   {journey, wagons},
		"Vostochny":                     {journey, wagons},
		`"Beyond Parallel"`:             {wagons},
		"medium:taz Mercedes":           {treaty},
		"von:2023-09 bis:2023-09 Putin": {journey, talks},
		// All speak of them, each in words of its own: "Resolutionen des UN-Sicherheitsrates",
		// "Sanktionen, die der UN-Sicherheitsrat …", "Sanktionen der Vereinten Nationen".
		"UN-Sanktionen":             {journey, wagons, treaty, talks, eve},
		`="UN-Sanktionen"`:          {journey, treaty},
		"Mercedes -Luftballon":      {},
		"Stoltenberg ODER Guterres": {journey, treaty},
		"autor:Hauberg":             {wagons},
		"Wostotschny bis:2023-09":   {journey},
		"Yongbyon":                  {wagons},
		"Shin Won-sik":              {treaty, eve},
	}
	for q, want := range tests {
		var got []string
		for _, h := range search(t, base, q).Hits {
			got = append(got, strings.TrimSpace(h.Date+" "+h.Outlet))
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, append([]string{}, got...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", q, diff)
		}
	}
}

// One bad article stops nobody: the good ones are served, the bad ones named.
func TestBrokenArticlesBesideGoodOnes(t *testing.T) {
	corpus := folder(t, map[string]string{
		"articles/gut.md":    "---\nid: gut01\ntitle: Ein guter Artikel\n---\nÜber Wostotschny steht hier etwas.\n",
		"articles/leer.md":   "",
		"articles/latin1.md": "---\nid: lat01\ntitle: Stra\xdfe\n---\nText.\n",
		"articles/yaml.md":   "---\nid: yam01\ntitle: [offen\n---\nText.\n",
		"articles/ohne.md":   "---\nid: ohn01\ntitle: Ohne Text\n---\n",
	})
	base, log := startArchive(t, corpus)
	if got := search(t, base, "Wostotschny"); got.Total != 1 || got.Hits[0].ID != "gut01" {
		t.Errorf("the good article is not found: %+v", got)
	}
	res, err := http.Get(base + "/status")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"leer.md", "latin1.md", "yaml.md", "ohne.md"} {
		if !strings.Contains(string(page), file) {
			t.Errorf("/status does not name %s", file)
		}
		if !strings.Contains(log.String(), file) {
			t.Errorf("the log does not name %s:\n%s", file, log)
		}
	}
	if strings.Contains(string(page), "gut.md") {
		t.Error("/status names the good article as a problem")
	}
}
