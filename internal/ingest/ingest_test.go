package ingest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
)

func TestSync(t *testing.T) {
	r := newRig(t)
	r.put("2023/a.md", "aaaa", "Kim reist nach Wostotschny.")
	r.put("2023/b.md", "bbbb", "Putin empfängt Kim.")
	r.open()
	if !r.Ready() {
		t.Fatal("not ready")
	}
	r.wantFound("Kim", "aaaa bbbb")
	first := r.Revision()

	r.sync()
	if r.Revision() != first {
		t.Errorf("revision changed from %s to %s without a change", first, r.Revision())
	}
	r.put("2023/a.md", "aaaa", "Xi reist nach Sotschi.")
	r.put("2024/c.md", "cccc", "Lukaschenko trifft Xi.")
	r.remove("2023/b.md")
	r.sync()
	r.wantFound("Xi", "aaaa cccc")
	r.wantFound("Kim", "")
	if r.Revision() == first {
		t.Error("revision did not change")
	}

	a, err := r.Article(context.Background(), "aaaa")
	if err != nil || a.Paragraphs[0].Text != "Xi reist nach Sotschi." {
		t.Errorf("article: %v, %v", a, err)
	}
	if b, err := r.Article(context.Background(), "bbbb"); err != nil || b.Tombstone == nil || b.Title != "Titel bbbb" || len(b.Paragraphs) != 0 {
		t.Errorf("removed article: %+v, %v", b, err)
	}
	if _, err := r.Article(context.Background(), "dddd"); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("article that never was: %v", err)
	}
	if ids, err := r.ByURL(context.Background(), "https://example.org/cccc"); err != nil || len(ids) != 1 || ids[0] != "cccc" {
		t.Errorf("by URL: %v, %v", ids, err)
	}
	if list, err := r.Articles(context.Background()); err != nil || len(list) != 2 || list[0].ID != "aaaa" {
		t.Errorf("list: %v, %v", list, err)
	}
	vs, err := r.Versions(context.Background(), "aaaa")
	if err != nil || len(vs) != 2 || vs[0].Number != 1 || vs[1].Number != 2 {
		t.Errorf("versions: %v, %v", vs, err)
	}
	s := r.Status(context.Background())
	if s.Articles != 2 || s.Refused != 0 || !s.Writable || s.Generation != "1" {
		t.Errorf("status %+v", s)
	}
}

// A restart reads nothing that did not change, and serves at once.
func TestRestart(t *testing.T) {
	r := newRig(t)
	old := time.Now().Add(-time.Hour)
	for i := range 20 {
		name := fmt.Sprintf("2023/%d.md", i)
		r.put(name, fmt.Sprintf("art%d", i), "Kim reist.")
		if err := os.Chtimes(r.path(name), old, old); err != nil {
			t.Fatal(err)
		}
	}
	r.open()
	revision := r.Revision()
	puts := r.engine.puts.Load()
	if puts != 20 {
		t.Fatalf("%d documents put, want 20", puts)
	}
	// A file with another time but the same bytes is hashed, not put.
	now := time.Now()
	if err := os.Chtimes(r.path("2023/3.md"), now, now); err != nil {
		t.Fatal(err)
	}
	r.put("2023/4.md", "art4", "Putin reist.") // while nobody watches
	r.reopen()
	if n := r.engine.puts.Load() - puts; n != 1 {
		t.Errorf("%d documents put after the restart, want the changed one\n%s", n, r.log)
	}
	r.wantFound("Putin", "art4")
	if r.Revision() == revision {
		t.Error("same revision with other articles")
	}
	revision = r.Revision()
	r.reopen()
	if r.Revision() != revision {
		t.Errorf("revision %s became %s by a restart", revision, r.Revision())
	}
}

func TestBadFiles(t *testing.T) {
	r := newRig(t)
	r.put("good.md", "good", "Kim reist.")
	r.putRaw("empty.md", "")
	r.putRaw("latin1.md", "---\nid: latin\ntitle: L\n---\n\nM\xfcller\n")
	r.putRaw("header.md", "---\nid: [\n---\n\nText\n")
	r.open()
	r.wantFound("", "good")
	s := r.Status(context.Background())
	if s.Refused != 3 || len(s.Problems) < 3 {
		t.Fatalf("refused %d, problems %+v", s.Refused, s.Problems)
	}
	for _, p := range s.Problems {
		if !strings.HasPrefix(p.File, "articles/") || p.Line < 1 || p.Text == "" {
			t.Errorf("problem without place or reason: %+v", p)
		}
	}
	r.putRaw("empty.md", "---\nid: mended\ntitle: M\n---\n\nKim kam an.\n")
	r.sync()
	r.wantFound("Kim", "good mended")
	r.put("good.md", "good", "")
	r.sync()
	if s := r.Status(context.Background()); s.Refused != 3 {
		t.Errorf("after breaking another one: refused %d, %+v", s.Refused, s.Problems)
	}
}

// The first path counts, in whatever order files come and go.
func TestDuplicateIDs(t *testing.T) {
	r := newRig(t)
	r.put("b.md", "same", "Text von b.")
	r.put("c.md", "same", "Text von c.")
	r.open()
	r.wantFound("Text von b", "same")
	wantDuplicate := func(file string) {
		t.Helper()
		s := r.Status(context.Background())
		if file == "" && s.Refused == 0 {
			return
		}
		if s.Refused != 1 || s.Problems[0].File != "articles/"+file {
			t.Errorf("problems %+v, want %s to be the duplicate", s.Problems, file)
		}
	}
	wantDuplicate("c.md")
	r.put("a.md", "same", "Text von a.")
	r.remove("c.md")
	r.sync()
	r.wantFound("Text von a", "same")
	wantDuplicate("b.md")
	r.remove("a.md")
	r.sync()
	r.wantFound("Text von b", "same")
	wantDuplicate("")
	r.put("c.md", "same", "Text von c.")
	r.sync()
	r.put("b.md", "other", "Text von b.")
	r.sync()
	r.wantFound("Text von c", "same")
	r.wantFound("Text von b", "other")
	wantDuplicate("")
	r.remove("b.md")
	r.remove("c.md")
	r.sync()
	r.wantFound("", "")
}

func TestRegistryChange(t *testing.T) {
	r := newRig(t)
	for i := range 10 {
		r.put(fmt.Sprintf("%d.md", i), fmt.Sprintf("art%d", i), []string{"Kim reist.", "Putin reist."}[i%2])
	}
	r.names.Store(&names{"Kim"})
	r.open()
	r.wantFound("@kim", "art0 art2 art4 art6 art8")
	r.wantFound("@putin", "")
	before, puts := r.Revision(), r.engine.puts.Load()
	r.names.Store(&names{"Kim", "Putin"})
	r.sync()
	r.wantFound("@putin", "art1 art3 art5 art7 art9")
	if n := r.engine.puts.Load() - puts; n != 5 {
		t.Errorf("%d articles put again, want the 5 whose mentions changed", n)
	}
	if r.Revision() == before {
		t.Error("revision did not change")
	}
	if c, err := r.Entity(context.Background(), "putin"); err != nil || c.Articles != 5 {
		t.Errorf("statistics %+v, %v", c, err)
	}
	a, _ := r.Article(context.Background(), "art1")
	if ms := r.Mentions(&a); len(ms) != 1 || ms[0].Entity != "putin" {
		t.Errorf("mentions %v", ms)
	}
	// Changed while the program was not running.
	r.close()
	r.names.Store(&names{"Putin"})
	r.open()
	r.wantFound("@kim", "")
}

func TestRebuildKeepsAnswering(t *testing.T) {
	r := newRig(t)
	for i := range 50 {
		r.put(fmt.Sprintf("%d.md", i), fmt.Sprintf("art%02d", i), "Kim reist.")
	}
	r.open()
	r.engine.slow.Store(int64(time.Millisecond))
	stop := make(chan struct{})
	type tally struct {
		answers int
		err     error
	}
	tallies := make(chan tally)
	const searchers = 8
	for range searchers {
		go func() {
			var n tally
			for {
				select {
				case <-stop:
					tallies <- n
					return
				default:
				}
				res, err := r.Search(context.Background(), index.Request{})
				if err == nil && res.Total != 50 {
					err = fmt.Errorf("found %d of 50", res.Total)
				}
				if err != nil && n.err == nil {
					n.err = err
				}
				n.answers++
			}
		}()
	}
	const swaps = 20
	for range swaps {
		if err := r.Rebuild(context.Background()); err != nil {
			t.Fatalf("rebuilding: %v\n%s", err, r.log)
		}
	}
	close(stop)
	answers := 0
	for range searchers {
		n := <-tallies
		answers += n.answers
		if n.err != nil {
			t.Errorf("a search failed: %v", n.err)
		}
	}
	if answers < swaps {
		t.Errorf("only %d searches during %d swaps", answers, swaps)
	}
	t.Logf("%d searches during %d swaps", answers, swaps)
	r.eventually(5*time.Second, "old generations removed", func() bool {
		names, err := r.generations()
		return err == nil && len(names) == 1 && names[0] == fmt.Sprint(swaps+1)
	})
}

func TestArticleCache(t *testing.T) {
	const room = 200 * (1<<10 + 300) // for 200 of those below
	c := newArticleCache(room)
	doc := func(size int) index.Document {
		return index.Document{Article: &archive.Article{Paragraphs: []archive.Paragraph{{Text: strings.Repeat("x", size)}}}}
	}
	for i := range 600 {
		c.put(articleKey{id: archive.ID(fmt.Sprint(i))}, doc(100))
	}
	if n := c.order.Len(); n != 200 || len(c.byID) != n {
		t.Errorf("%d articles kept, %d by id, want 200", n, len(c.byID))
	}
	for i := range 100 {
		c.put(articleKey{id: archive.ID(fmt.Sprint("big", i))}, doc(room/10))
	}
	if c.bytes > room || c.order.Len() < 8 {
		t.Errorf("%d articles of %d bytes kept, room is for %d", c.order.Len(), c.bytes, room)
	}
	c.put(articleKey{id: "huge"}, doc(room/2))
	if _, ok := c.get(articleKey{id: "huge"}); ok {
		t.Error("an article that would push out most others is kept")
	}
	last := articleKey{id: "big99"}
	if _, ok := c.get(last); !ok {
		t.Error("the last article is not there")
	}
	last.sha256[0] = 1
	if _, ok := c.get(last); ok {
		t.Error("an article of other bytes was given out")
	}
}
