package ingest

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/ingest/texts"

	"github.com/google/go-cmp/cmp"
)

// texts are those of all versions of an article, by their numbers from 1.
func (r *rig) texts(id archive.ID) (list []string) {
	r.t.Helper()
	infos, err := r.Versions(context.Background(), id)
	if err != nil {
		r.t.Fatalf("versions of %s: %v\n%s", id, err, r.log)
	}
	for i, info := range infos {
		if info.Number != i+1 {
			r.t.Errorf("%s: version %d is at place %d", id, info.Number, i+1)
		}
		a, err := r.Version(context.Background(), id, info.Number)
		if err != nil {
			r.t.Fatalf("version %d of %s: %v", info.Number, id, err)
		}
		if a.TextSHA256() != info.SHA256 {
			r.t.Errorf("version %d of %s has another text than its sum says", info.Number, id)
		}
		list = append(list, strings.TrimSpace(a.CanonicalText()))
	}
	return list
}

func (r *rig) wantTexts(id archive.ID, want ...string) {
	r.t.Helper()
	if diff := cmp.Diff(want, r.texts(id)); diff != "" {
		r.t.Errorf("versions of %s (-want +got):\n%s\n%s", id, diff, r.log)
	}
}

// wantGone expects what stays of a removed article.
func (r *rig) wantGone(id archive.ID) {
	r.t.Helper()
	a, err := r.Article(context.Background(), id)
	if err != nil || a.Tombstone == nil || a.Tombstone.Since.IsZero() || a.Title != "Titel "+string(id) || len(a.Paragraphs) > 0 {
		r.t.Errorf("%s: %+v, %v, want a tombstone", id, a, err)
	}
}

// An edit by hand makes a version, whether or not somebody looks, and wherever
// the file is then.
func TestEditsByHand(t *testing.T) {
	ways := map[string]func(r *rig){
		"running": func(r *rig) { r.sync() },
		"offline": func(r *rig) { r.reopen() },
		"reindex": func(r *rig) {
			r.sync()
			if err := r.Rebuild(context.Background()); err != nil {
				r.t.Fatal(err)
			}
		},
		"reindex offline": func(r *rig) {
			r.close()
			for _, name := range []string{"generations", currentName} {
				if err := os.RemoveAll(filepath.Join(r.data, name)); err != nil {
					r.t.Fatal(err)
				}
			}
			r.open()
		},
	}
	for name, look := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			r.put("2023/a.md", "aaaa", "Eins.")
			r.open()
			r.wantTexts("aaaa", "Eins.")

			r.put("2023/a.md", "aaaa", "Zwei.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.")

			r.put("2023/a.md", "aaaa", "nie gesehen")
			r.put("2023/a.md", "aaaa", "Drei.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.")

			// Renamed, and moved between folders, with and without an edit.
			r.remove("2023/a.md")
			r.put("2024/b.md", "aaaa", "Drei.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.")
			r.remove("2024/b.md")
			r.put("a.md", "aaaa", "Vier.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.", "Vier.")

			// Back to an earlier text: that is a version of its own.
			r.put("a.md", "aaaa", "Eins.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.", "Vier.", "Eins.")

			// Removed, and put back: with the same text it is the same version.
			r.remove("a.md")
			look(r)
			r.wantGone("aaaa")
			r.put("c.md", "aaaa", "Eins.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.", "Vier.", "Eins.")
			r.remove("c.md")
			look(r)
			r.wantGone("aaaa")
			r.put("a.md", "aaaa", "Fünf.")
			look(r)
			r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.", "Vier.", "Eins.", "Fünf.")

			// Another id in the header: the old one is gone, its texts are not.
			r.put("a.md", "bbbb", "Fünf.")
			look(r)
			r.wantGone("aaaa")
			r.wantTexts("bbbb", "Fünf.")
			look(r)
			r.wantGone("aaaa")
		})
	}
}

// What was acknowledged is in the corpus: without the data folder all versions
// and what stays of removed articles are still there.
func TestDataFolderLost(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Eins.")
	r.put("b.md", "bbbb", "Bleibt nicht.")
	r.open()
	r.put("a.md", "aaaa", "Zwei.")
	r.remove("b.md")
	r.sync()
	r.close()
	if err := os.RemoveAll(r.data); err != nil {
		t.Fatal(err)
	}
	r.open()
	r.wantTexts("aaaa", "Eins.", "Zwei.")
	r.wantGone("bbbb")
	if old, err := r.Version(context.Background(), "bbbb", 1); err != nil || old.Paragraphs[0].Text != "Bleibt nicht." {
		t.Errorf("last text of the removed article: %+v, %v", old, err)
	}
	r.put("b.md", "bbbb", "Bleibt nicht.")
	r.put("a.md", "aaaa", "Drei.")
	r.sync()
	r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.")
	r.wantTexts("bbbb", "Bleibt nicht.")
}

// Only the file of texts is lost, or damaged: it is made again from the
// articles, and edits keep versions again.
func TestTextsLost(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"lost":      os.Remove,
		"cut short": func(path string) error { return os.Truncate(path, 5000) },
		"overwritten": func(path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("kein bbolt ", 10000)), 0o644)
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			r.put("a.md", "aaaa", "Eins.")
			r.open()
			r.close()
			if err := harm(filepath.Join(r.data, textsName)); err != nil {
				t.Fatal(err)
			}
			r.open()
			r.wantTexts("aaaa", "Eins.")
			r.put("a.md", "aaaa", "Zwei.")
			r.sync()
			r.wantTexts("aaaa", "Eins.", "Zwei.")
		})
	}
}

// blocked is a corpus whose versions can't be written.
type blocked struct {
	Source
	blocked bool
}

func (b *blocked) KeepText(id archive.ID, number int, data []byte, recorded time.Time) (int, error) {
	if b.blocked {
		return 0, corpus.ErrReadOnly
	}
	return b.Source.KeepText(id, number, data, recorded)
}

func (b *blocked) Bury(a *archive.Article) error {
	if b.blocked {
		return corpus.ErrReadOnly
	}
	return b.Source.Bury(a)
}

// Where the corpus can't be written the versions wait in the data folder, are
// read from there, and are delivered when it can.
func TestCorpusReadOnly(t *testing.T) {
	r := newRig(t)
	block := &blocked{blocked: true}
	r.wrap = func(s Source) Source { block.Source = s; return block }
	r.put("a.md", "aaaa", "Eins.")
	r.put("b.md", "bbbb", "Bleibt nicht.")
	r.open()
	r.put("a.md", "aaaa", "Zwei.")
	r.remove("b.md")
	r.sync()
	r.put("a.md", "aaaa", "Drei.")
	r.reopen()
	r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.")
	r.wantGone("bbbb")
	block.blocked = false
	r.sync()
	for _, name := range []string{"aaaa/1.md", "aaaa/2.md", "bbbb/1.md", "bbbb/removed.md"} {
		if _, err := os.Stat(filepath.Join(r.corpus, corpus.VersionsDir, name)); err != nil {
			t.Errorf("not delivered: %v", err)
		}
	}
	r.wantTexts("aaaa", "Eins.", "Zwei.", "Drei.")
	r.wantGone("bbbb")
}

// A mistake in the header hides an article, and removes nothing.
func TestMistakeInHeader(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Eins.")
	r.open()
	r.putRaw("a.md", "---\nid: [\n---\n\nEins.\n")
	r.sync()
	if _, err := r.Article(context.Background(), "aaaa"); archive.CodeOf(err) != archive.CodeUnavailable || !strings.Contains(archive.MessageOf(err), "articles/a.md") {
		t.Errorf("while its file has a mistake: %v", err)
	}
	r.put("a.md", "aaaa", "Zwei.")
	r.sync()
	r.wantTexts("aaaa", "Eins.", "Zwei.")
	r.putRaw("a.md", "---\nid: [\n---\n\nEins.\n")
	r.sync()
	r.remove("a.md")
	r.sync()
	r.wantGone("aaaa")
}

// Between an edit and the sync readers see the text that searches find.
func TestTextBeforeTheSync(t *testing.T) {
	r := newRig(t)
	r.put("a.md", "aaaa", "Eins.")
	r.open()
	r.put("b.md", "aaaa", "Zwei.")
	r.remove("a.md")
	if a, err := r.Article(context.Background(), "aaaa"); err != nil || a.Paragraphs[0].Text != "Eins." {
		t.Errorf("%+v, %v", a, err)
	}
	r.sync()
	r.wantTexts("aaaa", "Eins.", "Zwei.")
}

// A folder that can't be looked into hides its articles, also from a new build,
// and removes none.
func TestFolderUnreadable(t *testing.T) {
	if os.Getuid() == 0 { // root may look everywhere
		h, err := openHistory(t.TempDir(), false, denied{}, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer h.close()
		if !h.broken("aaaa", texts.Record{Path: "articles/zu/a.md"}) {
			t.Error("a file that can't be looked at counts as removed")
		}
		return
	}
	r := newRig(t)
	r.put("zu/a.md", "aaaa", "Eins.")
	r.put("b.md", "bbbb", "Zwei.")
	r.open()
	if err := os.Chmod(r.path("zu"), 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(r.path("zu"), 0o755)
	if err := r.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Article(context.Background(), "aaaa"); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("an article in a folder that can't be read: %v", err)
	}
}

// denied is a corpus whose folders can't be looked into.
type denied struct{ Source }

func (denied) FS() fs.FS { return noEntry{} }
func (denied) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

type noEntry struct{}

func (noEntry) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}
