package ingest

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"

	"depesche/internal/corpus"
)

// visible is within which changes must be found. The promise is two seconds, and
// exercise logs how long the slowest took; the limit leaves room for busy machines.
const visible = 15 * time.Second

func watching(t *testing.T) *rig {
	r := newRig(t)
	r.options.NoWatch = false
	registry := filepath.Join(r.corpus, "entities.yaml")
	if err := os.WriteFile(registry, []byte("Kim"), 0o644); err != nil {
		t.Fatal(err)
	}
	r.options.KnowledgeFiles = []string{registry}
	r.options.Knowledge = func() (Knowledge, error) {
		data, err := os.ReadFile(registry)
		n := names(strings.Fields(string(data)))
		return Knowledge{Version: string(data), Recogniser: n}, err
	}
	return r
}

func TestWatch(t *testing.T) {
	t.Parallel()
	r := watching(t)
	r.put("2023/a.md", "aaaa", "Kim reist.")
	r.open()
	if got := r.Status(context.Background()).Watching; got != "notifications" {
		t.Skipf("skipped: this folder has no notifications (%q), see TestPolling", got)
	}
	exercise(t, r)
}

func TestPolling(t *testing.T) {
	t.Parallel()
	r := watching(t)
	r.put("2023/a.md", "aaaa", "Kim reist.")
	r.options.Poll = 300 * time.Millisecond
	r.pollOnly = true
	r.open()
	if got := r.Status(context.Background()).Watching; got != "polling" {
		t.Fatalf("watching by %q", got)
	}
	exercise(t, r)
}

func exercise(t *testing.T, r *rig) {
	var slowest time.Duration
	find := func(word, want string) {
		t.Helper()
		started := time.Now()
		r.eventually(visible, fmt.Sprintf("%q finds [%s]", word, want), func() bool { return r.found(word) == want })
		slowest = max(slowest, time.Since(started))
	}
	defer func() { t.Logf("the slowest change was found after %v", slowest.Round(time.Millisecond)) }()
	r.put("2023/b.md", "bbbb", "Kim ruht.")
	find("Kim", "aaaa bbbb")
	r.put("2023/b.md", "bbbb", "Putin ruht.")
	find("Kim", "aaaa")
	r.put("2025/neu/c.md", "cccc", "Kim schläft.") // in folders that are not there yet
	find("Kim", "aaaa cccc")
	r.put("2025/neu/d.md", "dddd", "Kim isst.") // in one that was made since
	find("Kim", "aaaa cccc dddd")
	if err := os.Rename(r.path("2025"), r.path("2026")); err != nil {
		t.Fatal(err)
	}
	r.put("2026/neu/e.md", "eeee", "Kim liest.")
	find("Kim", "aaaa cccc dddd eeee")
	r.remove("2023/a.md")
	find("Kim", "cccc dddd eeee")
	r.remove("2026")
	find("Kim", "")
	find("@putin", "")
	if err := writeFile(r.options.KnowledgeFiles[0], []byte("Kim Putin")); err != nil {
		t.Fatal(err)
	}
	find("@putin", "bbbb")
	// Written in place, as some editors do.
	if err := os.WriteFile(r.options.KnowledgeFiles[0], []byte("Xi"), 0o644); err != nil {
		t.Fatal(err)
	}
	find("@putin", "")
}

// The whole corpus is renamed and another takes its name, as a restore from a
// backup or a link to a new release does: it is served within 2 seconds, and
// watched.
func TestWatchReplacedCorpus(t *testing.T) {
	t.Parallel()
	for name, poll := range map[string]bool{"notifications": false, "polling": true} {
		r := watching(t)
		r.pollOnly, r.options.Poll = poll, 300*time.Millisecond
		r.put("2023/a.md", "aaaa", "Kim reist.")
		r.open()
		r.eventually(visible, "the first corpus", func() bool { return r.found("Kim") == "aaaa" })
		if err := os.Rename(r.corpus, r.corpus+".alt"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(1500 * time.Millisecond) // nothing is there for a while
		if got := r.found("Kim"); got != "aaaa" {
			t.Errorf("%s: [%s] while no corpus is there, want the old one", name, got)
		}
		r.put("2024/b.md", "bbbb", "Kim ruht.")
		if err := os.WriteFile(filepath.Join(r.corpus, "entities.yaml"), []byte("Kim"), 0o644); err != nil {
			t.Fatal(err)
		}
		started := time.Now()
		r.eventually(visible, name+": the other corpus", func() bool { return r.found("Kim") == "bbbb" })
		t.Logf("%s: another corpus found after %v", name, time.Since(started).Round(time.Millisecond))
		r.put("2025/c.md", "cccc", "Kim liest.")
		r.eventually(visible, name+": a file in the other corpus", func() bool { return r.found("Kim") == "bbbb cccc" })
	}
}

// Editors save by writing beside and renaming over, with a backup; a file that
// is half-written is never served, and never takes the old text away for long.
func TestWatchAtomicSaves(t *testing.T) {
	t.Parallel()
	r := watching(t)
	r.put("2023/a.md", "aaaa", "Kim reist.")
	r.open()
	r.eventually(visible, "the article", func() bool { return r.found("Kim") == "aaaa" })
	path := r.path("2023/a.md")
	for i, word := range []string{"Putin", "Kim", "Putin"} {
		text := fmt.Sprintf("---\nid: aaaa\ntitle: T\n---\n\n%s schläft.\n", word)
		temp := filepath.Join(filepath.Dir(path), []string{".a.md.swp", "4913", "a.md~"}[i])
		if err := os.WriteFile(temp, []byte(text[:20]), 0o644); err != nil {
			t.Fatal(err)
		}
		if i == 1 { // as vim with backupcopy=no: the old file is moved away first
			if err := os.Rename(path, path+"~"); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(temp, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(temp, path); err != nil {
			t.Fatal(err)
		}
		r.eventually(visible, word, func() bool { return r.found(word) == "aaaa" })
	}
	// Written in place and slowly.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"---\nid: aa", "aa\ntitle: T\n---\n\nKim le", "rnt.\n"} {
		if _, err := f.WriteString(part); err != nil {
			t.Fatal(err)
		}
		time.Sleep(400 * time.Millisecond)
		if r.found("schläft")+r.found("Kim") == "" {
			t.Error("a half-written file takes its article away")
		}
	}
	f.Close()
	r.eventually(visible, "what was written slowly", func() bool { return r.found("Kim") == "aaaa" && r.found("lernt") == "aaaa" })
}

func TestWatchThousand(t *testing.T) {
	t.Parallel()
	r := watching(t)
	r.open()
	const n = 1000
	for i := range n {
		if err := os.MkdirAll(r.path(fmt.Sprint(i%7)), 0o755); err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprintf("---\nid: art%04d\ntitle: T\n---\n\nKim reist.\n", i)
		if err := os.WriteFile(r.path(fmt.Sprintf("%d/%d.md", i%7, i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written := time.Now()
	r.eventually(visible, "all 1,000 found", func() bool { return strings.Count(r.found("Kim"), "art") == n })
	t.Logf("1,000 new files found %v after the last", time.Since(written).Round(time.Millisecond))
	for i := range n {
		text := fmt.Sprintf("---\nid: art%04d\ntitle: T\n---\n\nPutin ruht.\n", i)
		if err := os.WriteFile(r.path(fmt.Sprintf("%d/%d.md", i%7, i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	written = time.Now()
	r.eventually(visible, "all 1,000 changed", func() bool { return strings.Count(r.found("Putin"), "art") == n && r.found("Kim") == "" })
	t.Logf("1,000 changed files found %v after the last", time.Since(written).Round(time.Millisecond))
	for i := range 7 {
		r.remove(fmt.Sprint(i))
	}
	written = time.Now()
	r.eventually(visible, "all 1,000 gone", func() bool { return r.found("Putin") == "" })
	t.Logf("1,000 removed files gone %v after the last", time.Since(written).Round(time.Millisecond))
}

// Lost notifications mean a look at all files.
func TestWatchOverflow(t *testing.T) {
	t.Parallel()
	r := watching(t)
	r.open()
	w := newWatcher(r.options)
	w.notify = &fsnotify.Watcher{Events: make(chan fsnotify.Event), Errors: make(chan error, 1)}
	w.notify.Errors <- fsnotify.ErrEventOverflow
	ctx, cancel := context.WithTimeout(context.Background(), visible)
	defer cancel()
	changes := make(chan change)
	go w.loop(ctx, changes)
	select {
	case c := <-changes:
		if !c.all {
			t.Errorf("change %+v, want a look at all files", c)
		}
	case <-ctx.Done():
		t.Error("nothing after an overflow")
	}
}

// BenchmarkRestart measures the sync after a start when nothing has changed.
func BenchmarkRestart(b *testing.B) {
	const n = 20_000
	r := newRig(b)
	old := time.Now().Add(-time.Hour)
	for i := range n {
		path := r.path(fmt.Sprintf("%d/%d.md", 2000+i%25, i))
		if i < 25 {
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(path, fmt.Appendf(nil, "---\nid: art%d\ntitle: T\n---\n\nKim reist.\n", i), 0o644); err != nil {
			b.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			b.Fatal(err)
		}
	}
	store, err := corpus.Open(r.corpus)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	r.options.Source, r.options.FirstSync = store, time.Hour
	r.options.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	open := func() *Archive {
		a, err := Open(context.Background(), r.options)
		if err != nil {
			b.Fatal(err)
		}
		return a
	}
	if err := open().Close(); err != nil { // builds
		b.Fatal(err)
	}
	puts := r.engine.puts.Load()
	a := open()
	defer a.Close()
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Sync(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "files/s")
	if r.engine.puts.Load() != puts {
		b.Fatal("articles were put although nothing changed")
	}
}
