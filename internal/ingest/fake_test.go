package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/index"
	"depesche/internal/query"
)

// fakeEngine makes indexes that keep their documents in one JSON file, and that
// fail when told to.
type fakeEngine struct {
	putErr   atomic.Pointer[func(docs []index.Document) error]
	openErr  atomic.Pointer[func(mode Mode) error]
	slow     atomic.Int64 // nanoseconds that a search takes
	opened   atomic.Int64
	puts     atomic.Int64 // documents put
	onError  atomic.Pointer[func(error)]
	usedShut atomic.Int64 // calls of a closed index
}

type fakeDoc struct {
	Text     string
	Mentions []string
}

type fakeIndex struct {
	engine *fakeEngine
	dir    string
	mode   Mode
	mu     sync.RWMutex
	docs   map[archive.ID]fakeDoc
	shut   bool
}

func (e *fakeEngine) engine() Engine {
	return Engine{
		Version:   "fake/1",
		Immutable: func(name string) bool { return strings.HasSuffix(name, ".seg") },
		Open: func(dir string, mode Mode, _ Knowledge, onError func(error)) (index.Index, error) {
			if f := e.openErr.Load(); f != nil {
				if err := (*f)(mode); err != nil {
					return nil, err
				}
			}
			e.opened.Add(1)
			e.onError.Store(&onError)
			x := &fakeIndex{engine: e, dir: dir, mode: mode, docs: map[archive.ID]fakeDoc{}}
			if mode == Create {
				if err := os.Mkdir(dir, 0o755); err != nil {
					return nil, err
				}
				if err := os.WriteFile(filepath.Join(dir, "fixed.seg"), []byte("never changes"), 0o644); err != nil {
					return nil, err
				}
				return x, x.save()
			}
			data, err := os.ReadFile(filepath.Join(dir, "docs.json"))
			if err != nil {
				return nil, err
			}
			return x, json.Unmarshal(data, &x.docs)
		},
	}
}

func (x *fakeIndex) save() error {
	data, err := json.Marshal(x.docs)
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(x.dir, "docs.json"), data)
}

func (x *fakeIndex) Put(_ context.Context, docs []index.Document) error {
	if f := x.engine.putErr.Load(); f != nil {
		if err := (*f)(docs); err != nil {
			return err
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.mode == ReadOnly {
		return errors.New("put into an index opened for reading only")
	}
	for _, d := range docs {
		doc := fakeDoc{Text: d.Article.Title + "\n" + d.Article.CanonicalText()}
		for _, m := range d.Mentions {
			doc.Mentions = append(doc.Mentions, m.Entity)
		}
		x.docs[d.Article.ID] = doc
	}
	x.engine.puts.Add(int64(len(docs)))
	return x.save()
}

func (x *fakeIndex) Delete(_ context.Context, ids []archive.ID) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, id := range ids {
		delete(x.docs, id)
	}
	return x.save()
}

// Search finds the documents that contain the text of the query's one word, or
// that mention it as "@entity"; without a query all.
func (x *fakeIndex) Search(_ context.Context, req index.Request) (index.Result, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.shut {
		x.engine.usedShut.Add(1)
		return index.Result{}, errors.New("search in a closed index")
	}
	time.Sleep(time.Duration(x.engine.slow.Load()))
	want := ""
	if w, ok := req.Query.Root.(query.Word); ok {
		want = w.Text
	}
	var res index.Result
	for _, id := range slices.Sorted(maps.Keys(x.docs)) {
		d := x.docs[id]
		entity, isEntity := strings.CutPrefix(want, "@")
		if isEntity && slices.Contains(d.Mentions, entity) || !isEntity && strings.Contains(d.Text, want) {
			res.Total++
			res.Hits = append(res.Hits, index.Hit{ID: id})
		}
	}
	return res, nil
}

func (x *fakeIndex) Suggest(context.Context, string, int) ([]string, error) { return nil, nil }
func (x *fakeIndex) Similar(context.Context, archive.ID, int) ([]index.SimilarHit, error) {
	return nil, nil
}
func (x *fakeIndex) Stats(context.Context) (index.Stats, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return index.Stats{Documents: len(x.docs)}, nil
}
func (x *fakeIndex) Close() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.shut {
		return errors.New("closed twice")
	}
	x.shut = true
	return nil
}

// fakeStats counts articles by entity.
type fakeStats struct {
	mu     sync.Mutex
	byID   map[archive.ID][]string
	closed bool
}

func (s *fakeStats) Put(_ context.Context, docs []index.Document) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range docs {
		var es []string
		for _, m := range d.Mentions {
			es = append(es, m.Entity)
		}
		s.byID[d.Article.ID] = es
	}
	return nil
}
func (s *fakeStats) Delete(_ context.Context, ids []archive.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		delete(s.byID, id)
	}
	return nil
}
func (s *fakeStats) Close() error { s.closed = true; return nil }
func (s *fakeStats) Entity(_ context.Context, slug string) (archive.EntityCount, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := archive.EntityCount{Entity: archive.Entity{Slug: slug}}
	for _, es := range s.byID {
		if slices.Contains(es, slug) {
			c.Articles++
		}
	}
	return c, nil
}
func (s *fakeStats) List(context.Context, archive.EntityFilter) ([]archive.EntityCount, int, error) {
	return nil, 0, nil
}
func (s *fakeStats) Profile(context.Context, string) (archive.Profile, error) {
	return archive.Profile{}, nil
}
func (s *fakeStats) Concordance(context.Context, string) iter.Seq2[archive.KWIC, error] {
	return func(func(archive.KWIC, error) bool) {}
}

// names is a recogniser that finds each of some words once, as an entity.
type names []string

func (n names) Mentions(a *archive.Article) (ms []archive.Mention) {
	for _, name := range n {
		for i, p := range a.Paragraphs {
			if at := strings.Index(p.Text, name); at >= 0 {
				ms = append(ms, archive.Mention{Paragraph: i, Span: archive.Span{Start: at, End: at + len(name)}, Entity: strings.ToLower(name), Kind: archive.Person})
			}
		}
	}
	return ms
}

// fakeStorage is a disk whose space and rights are set by the test.
type fakeStorage struct {
	free     atomic.Int64
	readOnly atomic.Bool
}

func (s *fakeStorage) Free(string) (int64, int64, error) { return s.free.Load(), 1 << 40, nil }
func (s *fakeStorage) Writable(dir string) error {
	if s.readOnly.Load() {
		return &fs.PathError{Op: "open", Path: dir, Err: fs.ErrPermission}
	}
	return nil
}

// bench is a corpus with an archive over it.
type rig struct {
	t        testing.TB
	corpus   string
	data     string
	engine   *fakeEngine
	storage  *fakeStorage
	log      *logBuffer
	options  Options
	names    atomic.Pointer[names]
	pollOnly bool
	wrap     func(Source) Source
	*Archive
}

type logBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}
func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newRig(t testing.TB) *rig {
	r := &rig{t: t, corpus: t.TempDir(), data: filepath.Join(t.TempDir(), "data"), engine: &fakeEngine{}, storage: &fakeStorage{}, log: &logBuffer{}}
	r.storage.free.Store(1 << 39)
	r.names.Store(&names{})
	if err := os.Mkdir(filepath.Join(r.corpus, corpus.ArticlesDir), 0o755); err != nil {
		t.Fatal(err)
	}
	r.options = Options{
		Data: r.data, Engine: r.engine.engine(), NoWatch: true, FirstSync: 20 * time.Second, LockWait: 50 * time.Millisecond,
		Log:     slog.New(slog.NewTextHandler(r.log, nil)),
		storage: r.storage,
		Stats: func(string, Mode, Knowledge, archive.Corpus) (Stats, error) {
			return &fakeStats{byID: map[archive.ID][]string{}}, nil
		},
		Knowledge: func() (Knowledge, error) {
			n := *r.names.Load()
			return Knowledge{Version: "v" + strings.Join(n, ","), Recogniser: n}, nil
		},
	}
	return r
}

// open opens the archive; it is closed at the end of the test at the latest.
func (r *rig) open() *rig {
	r.t.Helper()
	if err := r.tryOpen(); err != nil {
		r.t.Fatalf("opening: %v\n%s", err, r.log)
	}
	return r
}

func (r *rig) tryOpen() error {
	store, err := corpus.Open(r.corpus)
	if err != nil {
		return err
	}
	r.options.Source = store
	if r.wrap != nil {
		r.options.Source = r.wrap(store)
	}
	r.options.noNotify = r.pollOnly
	a, err := Open(context.Background(), r.options)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	r.Archive = a
	r.t.Cleanup(func() { r.close(); store.Close() })
	return nil
}

func (r *rig) close() {
	r.t.Helper()
	if r.Archive == nil {
		return
	}
	if err := r.Archive.Close(); err != nil && !errors.Is(err, index.ErrDamaged) { // which is told in a test of its own
		r.t.Errorf("closing: %v\n%s", err, r.log)
	}
	r.Archive = nil
	if n := r.engine.usedShut.Load(); n > 0 {
		r.t.Errorf("%d searches met a closed index", n)
	}
}

func (r *rig) reopen() {
	r.t.Helper()
	r.close()
	r.open()
}

func (r *rig) sync() {
	r.t.Helper()
	if err := r.Sync(context.Background()); err != nil {
		r.t.Fatalf("syncing: %v\n%s", err, r.log)
	}
}

func (r *rig) path(name string) string { return filepath.Join(r.corpus, "articles", name) }

// put writes an article file.
func (r *rig) put(name, id, body string) {
	r.t.Helper()
	r.putRaw(name, fmt.Sprintf("---\nid: %s\ntitle: Titel %s\nlang: de\nurl: https://example.org/%s\n---\n\n%s\n", id, id, id, body))
}

func (r *rig) putRaw(name, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(r.path(name)), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := writeFile(r.path(name), []byte(text)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) remove(name string) {
	r.t.Helper()
	if err := os.RemoveAll(r.path(name)); err != nil {
		r.t.Fatal(err)
	}
}

// found are the ids that a word finds.
func (r *rig) found(word string) string {
	r.t.Helper()
	res, err := r.Search(context.Background(), index.Request{Query: query.Query{Root: query.Word{Text: word}}})
	if err != nil {
		r.t.Fatalf("searching %q: %v\n%s", word, err, r.log)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, string(h.ID))
	}
	return strings.Join(ids, " ")
}

// foundAll is found for engines that give at most 100 hits at once.
func (r *rig) foundAll(word string) string {
	r.t.Helper()
	res, err := r.Search(context.Background(), index.Request{Query: query.Parse(word), Limit: 100})
	if err != nil {
		r.t.Fatalf("searching %q: %v\n%s", word, err, r.log)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, string(h.ID))
	}
	return strings.Join(ids, " ")
}

func (r *rig) wantFound(word, want string) {
	r.t.Helper()
	if got := r.found(word); got != want {
		r.t.Errorf("%q finds [%s], want [%s]\n%s", word, got, want, r.log)
	}
}

// eventually waits until a condition holds.
func (r *rig) eventually(within time.Duration, what string, holds func() bool) {
	r.t.Helper()
	deadline := time.Now().Add(within)
	for !holds() {
		if time.Now().After(deadline) {
			r.t.Fatalf("not within %v: %s\n%s", within, what, r.log)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
