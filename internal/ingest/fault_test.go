package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
)

func TestLockedFolder(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.open()
	other := newRig(t)
	other.corpus, other.options.Data = r.corpus, r.data
	other.options.LockWait = 0 // the default
	started := time.Now()
	err := other.tryOpen()
	if archive.CodeOf(err) != archive.CodeConflict {
		t.Fatalf("opening a folder in use: %v", err)
	}
	if took := time.Since(started); took > 2*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	if msg := archive.MessageOf(err); !strings.Contains(msg, r.data) || !strings.Contains(msg, fmt.Sprint(os.Getpid())) {
		t.Errorf("message %q names neither folder nor process", msg)
	}
	r.close()
	other.open()
	other.wantFound("Kim", "aaaa")
}

// Whatever is damaged, the archive opens and answers as if nothing was, and says so.
func TestDamage(t *testing.T) {
	t.Parallel()
	file := func(name string, harm func(t *testing.T, path string)) func(*testing.T, *rig) {
		return func(t *testing.T, r *rig) { harm(t, filepath.Join(r.data, "generations", "1", name)) }
	}
	write := func(data string) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	flip := func(t *testing.T, path string) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		info, _ := os.Stat(path)
		data[len(data)/2] ^= 1
		write(string(data))(t, path)
		if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil { // as if nothing had happened
			t.Fatal(err)
		}
	}
	half := func(t *testing.T, path string) {
		info, err := os.Stat(path)
		if err == nil {
			err = os.Truncate(path, info.Size()/2)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	stub := func(t *testing.T, path string) { // the rest of a file may be room that nothing is in
		if err := os.Truncate(path, int64(3*os.Getpagesize())); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(t *testing.T, path string) {
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
	crash := func(then func(*testing.T, *rig)) func(*testing.T, *rig) {
		return func(t *testing.T, r *rig) {
			// What the manifest says after a kill: open, only immutable files listed.
			dir := filepath.Join(r.data, "generations", "1")
			m, err := readManifest(dir)
			if err == nil {
				_, err = m.unseal(dir, r.options.Engine)
			}
			if err != nil {
				t.Fatal(err)
			}
			then(t, r)
		}
	}
	tests := []struct {
		name  string
		harm  func(*testing.T, *rig)
		sound bool // nothing is to be built anew
	}{
		{"nothing", func(*testing.T, *rig) {}, true},
		{"killed", crash(func(*testing.T, *rig) {}), true},
		{"a bit of a segment", file("index/fixed.seg", flip), false},
		{"a bit of a segment, killed", crash(file("index/fixed.seg", flip)), false},
		{"a bit of another file", file("index/docs.json", flip), false},
		{"half a file", file("index/docs.json", half), false},
		{"half a segment, killed", crash(file("index/fixed.seg", half)), false},
		{"a file is gone", file("index/docs.json", remove), false},
		{"the index is gone", file("index", remove), false},
		{"a bit of the catalogue", file(catalogueName, flip), false},
		{"half the catalogue", file(catalogueName, half), false},
		{"three pages of the catalogue, killed", crash(file(catalogueName, stub)), false},
		{"the catalogue is something else, killed", crash(file(catalogueName, write("hello"))), false},
		{"no manifest", file(manifestName, remove), false},
		{"manifest is no JSON", file(manifestName, write("{")), false},
		{"died while opening", file(openingName, write("")), false},
		{"CURRENT names nothing", func(t *testing.T, r *rig) { write("77\n")(t, filepath.Join(r.data, currentName)) }, true},
		{"CURRENT is garbage", func(t *testing.T, r *rig) { write("../../etc\n")(t, filepath.Join(r.data, currentName)) }, true},
		{"CURRENT is empty", func(t *testing.T, r *rig) { write("")(t, filepath.Join(r.data, currentName)) }, true},
		{"all is gone", func(t *testing.T, r *rig) { remove(t, r.data) }, false},
		{"an older program", func(t *testing.T, r *rig) { r.options.Engine.Version = "fake/2" }, false},
		{"the engine does not open", func(t *testing.T, r *rig) {
			once := true
			f := func(mode Mode) error {
				if mode == ReadWrite && once {
					once = false
					return errors.New("cannot read segment")
				}
				return nil
			}
			r.engine.openErr.Store(&f)
		}, false},
		{"the engine panics", func(t *testing.T, r *rig) {
			once := true
			f := func(mode Mode) error {
				if mode == ReadWrite && once {
					once = false
					panic("index out of range")
				}
				return nil
			}
			r.engine.openErr.Store(&f)
		}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			for i := range 40 {
				r.put(fmt.Sprintf("%d.md", i), fmt.Sprintf("art%02d", i), fmt.Sprintf("Kim reist zum %d. Mal.", i))
			}
			r.open()
			all := r.found("")
			r.close()
			opened := r.engine.puts.Load()
			tt.harm(t, r)
			r.open()
			r.wantFound("", all)
			if built := r.engine.puts.Load() > opened; built == tt.sound {
				t.Errorf("built anew: %v\n%s", built, r.log)
			}
			if s := r.Status(context.Background()); s.Articles != 40 || s.LastErr != "" || !s.Writable {
				t.Errorf("status %+v", s)
			}
			quarantined, _ := os.ReadDir(filepath.Join(r.data, quarantineDir))
			if len(quarantined) > 1 {
				t.Errorf("%d generations in quarantine", len(quarantined))
			}
			r.reopen()
			r.wantFound("", all)
		})
	}
}

// After an upgrade the old index answers until the new one is built.
func TestUpgrade(t *testing.T) {
	r := newRig(t)
	for i := range 30 {
		r.put(fmt.Sprintf("%02d.md", i), fmt.Sprintf("art%02d", i), "Kim reist.")
	}
	r.open()
	all := r.found("Kim")
	r.close()
	r.put("99.md", "art99", "Putin reist.")
	r.options.Engine.Version = "fake/2"
	r.options.Engine.Serves = func(version string) bool { return version == "fake/1" }
	r.options.FirstSync = 10 * time.Millisecond
	release := make(chan struct{})
	slow := func([]index.Document) error { <-release; return nil }
	r.engine.putErr.Store(&slow)
	r.open()
	if !r.Ready() {
		t.Fatalf("not ready\n%s", r.log)
	}
	r.wantFound("Kim", all)
	r.wantFound("Putin", "")
	close(release)
	r.eventually(10*time.Second, "the new index", func() bool { return r.found("Putin") == "art99" })
	r.wantFound("Kim", all)
	if s := r.Status(context.Background()); s.Generation != "2" || !s.Writable {
		t.Errorf("status %+v", s)
	}
	r.reopen()
	if s := r.Status(context.Background()); s.Generation != "2" || s.Articles != 31 {
		t.Errorf("status after a restart %+v", s)
	}
}

func TestDamageFoundLater(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.open()
	g := r.generation()
	big := fileRecord{Name: "index/fixed.seg", Size: 13, Sum: 1}
	r.compareLater([]fileRecord{big}, g.dir)
	r.eventually(5*time.Second, "a new generation", func() bool { return r.Status(context.Background()).Generation == "2" })
	r.wantFound("Kim", "aaaa")
	r.eventually(5*time.Second, "the damaged one in quarantine", func() bool {
		q, _ := os.ReadDir(filepath.Join(r.data, quarantineDir))
		return len(q) == 1 && strings.HasPrefix(q[0].Name(), "1-")
	})
}

// An index that lost articles, whatever the reason, is built anew.
func TestLostArticles(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.put("b.md", "bbbb", "Kim reist.")
	r.open()
	if err := r.generation().index.Delete(context.Background(), []archive.ID{"aaaa"}); err != nil {
		t.Fatal(err)
	}
	r.put("c.md", "cccc", "Kim reist.")
	r.sync()
	r.eventually(5*time.Second, "all three found", func() bool { return r.found("Kim") == "aaaa bbbb cccc" })
}

func TestBuildCutShort(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for i := range 30 {
		r.put(fmt.Sprintf("%02d.md", i), fmt.Sprintf("art%02d", i), "Kim reist.")
	}
	r.options.BatchCount = 10
	r.options.FirstSync = 50 * time.Millisecond
	stuck := make(chan struct{})
	batches := 0
	f := func([]index.Document) error {
		if batches++; batches == 2 {
			close(stuck)
			time.Sleep(300 * time.Millisecond)
			return context.Canceled // as if killed
		}
		return nil
	}
	r.engine.putErr.Store(&f)
	r.open()
	<-stuck
	if r.Ready() {
		t.Error("ready with a third of the articles")
	}
	if _, err := r.Search(context.Background(), index.Request{}); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("search while building: %v", err)
	}
	r.close()
	r.engine.putErr.Store(nil)
	if n := r.engine.puts.Load(); n != 10 {
		t.Fatalf("%d articles put", n)
	}
	r.options.FirstSync = 20 * time.Second
	r.open()
	if n := r.engine.puts.Load(); n != 30 {
		t.Errorf("%d articles put in both runs, want 30: the first 10 only once\n%s", n, r.log)
	}
	if got := strings.Count(r.found("Kim"), "art"); got != 30 {
		t.Errorf("%d articles found", got)
	}
}

func TestReadOnlyData(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.storage.readOnly.Store(true)
	if err := r.tryOpen(); archive.CodeOf(err) != archive.CodeForbidden || !strings.Contains(archive.MessageOf(err), r.data) {
		t.Errorf("read-only folder without an index: %v", err)
	}
	r.storage.readOnly.Store(false)
	r.open()
	r.close()
	r.storage.readOnly.Store(true)
	r.put("b.md", "bbbb", "Kim ruht.")
	r.open()
	r.wantFound("Kim", "aaaa")
	if s := r.Status(context.Background()); s.Writable || s.Why == "" || !s.Ready {
		t.Errorf("status %+v", s)
	}
	if err := r.Sync(context.Background()); err == nil {
		t.Error("sync into a read-only folder succeeded")
	}
	r.close()
	r.storage.readOnly.Store(false)
	r.open()
	r.wantFound("Kim", "aaaa bbbb")
}

// Before the disk is full, writing stops; with room it goes on by itself.
func TestNearlyFullDisk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.open()
	r.storage.free.Store(1 << 20)
	r.put("b.md", "bbbb", "Kim ruht.")
	if err := r.Sync(context.Background()); !noSpace(err) {
		t.Errorf("sync on a full disk: %v", err)
	}
	r.wantFound("Kim", "aaaa")
	if _, err := r.Article(context.Background(), "aaaa"); err != nil {
		t.Errorf("reading on a full disk: %v", err)
	}
	if s := r.Status(context.Background()); s.Writable || !strings.Contains(s.Why, "voll") {
		t.Errorf("status %+v", s)
	}
	if r.engine.opened.Load() != 1 {
		t.Error("the index was opened again although it did not meet the full disk")
	}
	r.storage.free.Store(1 << 39)
	r.eventually(12*time.Second, "the article found when there is room", func() bool { return r.found("Kim") == "aaaa bbbb" })
	if s := r.Status(context.Background()); !s.Writable {
		t.Errorf("status %+v", s)
	}
}

// When the engine meets the full disk, it is opened again for reading only.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.open()
	full := func([]index.Document) error { return fmt.Errorf("persisting: %w", syscall.ENOSPC) }
	r.engine.putErr.Store(&full)
	r.put("b.md", "bbbb", "Kim ruht.")
	if err := r.Sync(context.Background()); !noSpace(err) {
		t.Errorf("sync on a full disk: %v", err)
	}
	if x := r.generation().index.(*fakeIndex); x.mode != ReadOnly {
		t.Error("the index is still open for writing")
	}
	r.wantFound("Kim", "aaaa")
	r.engine.putErr.Store(nil)
	r.eventually(12*time.Second, "the article found when there is room", func() bool { return r.found("Kim") == "aaaa bbbb" })
	if s := r.Status(context.Background()); !s.Writable || s.LastErr != "" {
		t.Errorf("status %+v", s)
	}
	r.reopen()
	r.wantFound("Kim", "aaaa bbbb")

	// The same met in the background.
	puts := r.engine.puts.Load()
	(*r.engine.onError.Load())(fmt.Errorf("merging: %w", syscall.ENOSPC))
	r.eventually(5*time.Second, "reading only", func() bool { return r.Status(context.Background()).Why != "" })
	r.eventually(12*time.Second, "writing again", func() bool { return r.Status(context.Background()).Writable })
	r.wantFound("Kim", "aaaa bbbb")
	if r.engine.puts.Load() != puts {
		t.Error("articles were put again for nothing")
	}
}

func TestVanishedCorpus(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.put("b.md", "bbbb", "Kim ruht.")
	r.open()
	away := filepath.Join(r.corpus, "away")
	if err := os.Rename(filepath.Join(r.corpus, "articles"), away); err != nil {
		t.Fatal(err)
	}
	if err := r.Sync(context.Background()); err == nil {
		t.Error("sync with a corpus that is gone succeeded")
	}
	r.wantFound("Kim", "aaaa bbbb")
	if _, err := r.Article(context.Background(), "aaaa"); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("article of a corpus that is gone: %v", err)
	}
	if s := r.Status(context.Background()); !s.Gone || s.LastErr == "" {
		t.Errorf("status %+v", s)
	}
	if err := os.Rename(away, filepath.Join(r.corpus, "articles")); err != nil {
		t.Fatal(err)
	}
	r.sync()
	r.wantFound("Kim", "aaaa bbbb")
	// An empty folder is another matter: somebody removed the articles.
	r.remove("a.md")
	r.remove("b.md")
	r.sync()
	r.wantFound("Kim", "")
	if s := r.Status(context.Background()); s.Gone || s.LastErr != "" {
		t.Errorf("status %+v", s)
	}
}

// A file that can't be read for now keeps what was known of it.
func TestUnreadableFile(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.open()
	r.remove("a.md")
	if err := os.Symlink("nowhere", r.path("a.md")); err != nil {
		t.Fatal(err)
	}
	r.sync()
	r.wantFound("Kim", "aaaa")
	if s := r.Status(context.Background()); s.Refused != 1 || s.Problems[0].File != "articles/a.md" {
		t.Errorf("status %+v", s)
	}
	revision := r.Revision()
	r.sync()
	if r.Revision() != revision {
		t.Error("an unreadable file changes the index with every sync")
	}
	r.remove("a.md")
	r.put("a.md", "aaaa", "Kim reist.")
	r.sync()
	if s := r.Status(context.Background()); s.Refused != 0 {
		t.Errorf("status %+v", s)
	}
}

// One article that the index refuses stops no other.
func TestRefusedArticle(t *testing.T) {
	r := newRig(t)
	for i := range 20 {
		r.put(fmt.Sprintf("%d.md", i), fmt.Sprintf("art%02d", i), "Kim reist.")
	}
	f := func(docs []index.Document) error {
		for _, d := range docs {
			if d.Article.ID == "art07" {
				panic("cannot analyse")
			}
		}
		return nil
	}
	r.engine.putErr.Store(&f)
	r.open()
	if got := strings.Count(r.found("Kim"), "art"); got != 19 {
		t.Errorf("%d articles found, want 19", got)
	}
	s := r.Status(context.Background())
	if s.Refused != 1 || s.Problems[0].File != "articles/7.md" || !strings.Contains(s.Problems[0].Text, "cannot analyse") {
		t.Errorf("problems %+v", s.Problems)
	}
	r.sync()
	if got := r.Status(context.Background()); got.Generation != "1" {
		t.Errorf("built anew because of it: %+v", got)
	}
}

// An article that the recogniser fails on is found all the same.
func TestRecogniserPanics(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.put("b.md", "bbbb", "Putin reist.")
	r.options.Knowledge = func() (Knowledge, error) { return Knowledge{Version: "1", Recogniser: panicking("Putin")}, nil }
	r.open()
	r.wantFound("reist", "aaaa bbbb")
	if s := r.Status(context.Background()); s.Refused != 1 || s.Problems[0].File != "articles/b.md" {
		t.Errorf("problems %+v", s.Problems)
	}
	a, err := r.Article(context.Background(), "bbbb")
	if err != nil || len(r.Mentions(&a)) != 0 {
		t.Errorf("article %v, %v", a, err)
	}
}

type panicking string

func (p panicking) Mentions(a *archive.Article) []archive.Mention {
	if strings.Contains(a.CanonicalText(), string(p)) {
		panic("index out of range")
	}
	return nil
}

// A closed archive answers as one, and its methods don't hang.
func TestClosed(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Kim reist.")
	r.open()
	a := r.Archive
	r.close()
	if err := a.Sync(context.Background()); !errors.Is(err, errClosed) {
		t.Errorf("sync: %v", err)
	}
	if _, err := a.Search(context.Background(), index.Request{}); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("search: %v", err)
	}
	if _, err := a.Article(context.Background(), "aaaa"); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("article: %v", err)
	}
}
