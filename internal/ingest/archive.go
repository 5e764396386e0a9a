package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// Archive is a corpus with its index, kept in step with each other. Its Handle
// answers searches and questions about entities; it is the archive.Corpus of
// what is in the index, and the archive.Recogniser that filled it. All methods
// may be called from several goroutines.
type Archive struct {
	Handle

	options   Options
	lock      *lock // reachable as long as the Archive is, else the lock ends
	readOnly  bool  // the data folder can't be written
	knowledge atomic.Pointer[Knowledge]
	history   *history
	articles  *articleCache
	board     board
	revision  atomic.Pointer[string]

	requests  chan request
	built     chan buildResult
	troubles  chan error // of the engine, in the background
	cancel    context.CancelFunc
	running   sync.WaitGroup
	stopped   chan struct{} // closed when the run goroutine has ended
	watcher   *watcher
	firstSync chan struct{} // closed when the first sync has ended

	// Below: used by the run goroutine alone.
	building   bool
	waiters    []chan error // for the build
	fullDisk   bool
	failures   int         // syncs that failed one after the other
	told       string      // version of the knowledge that the index was told of
	spaceWant  int64       // free bytes without which the disk counts as full still
	parked     *generation // closed because it could not be opened again
	lastScan   time.Duration
	quarantine bool // the generation that answers is damaged: set it aside when it is replaced
}

type request struct {
	rebuild bool
	done    chan error
}

type buildResult struct {
	gen *generation
	err error
}

// Open locks the data folder, serves the generation that is there if it is sound,
// and starts to bring it in step with the corpus, or to build one. It waits for
// that, but not longer than Options.FirstSync, or FirstBuild.
//
// The error's code is archive.CodeConflict if another process uses the folder.
func Open(ctx context.Context, o Options) (_ *Archive, err error) {
	o = o.withDefaults()
	a := &Archive{
		options: o, articles: newArticleCache(o.ArticleCache),
		requests: make(chan request), built: make(chan buildResult, 1), troubles: make(chan error, 1),
		firstSync: make(chan struct{}), stopped: make(chan struct{}),
	}
	a.watcher = newWatcher(o) // before the registry is read, so that no change is missed
	if err := a.openFolder(ctx); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.history.close(), a.lock.release())
		}
	}()
	if a.history, err = openHistory(o.Data, a.readOnly, o.Source, o.Log); err != nil {
		return nil, err
	}
	a.loadKnowledge()
	gen, err := a.pick(ctx)
	if err != nil {
		return nil, err
	}
	if gen == nil && a.readOnly {
		return nil, &archive.Error{Code: archive.CodeForbidden,
			Message: fmt.Sprintf("In den Datenordner %s kann nicht geschrieben werden, und er enthält keinen brauchbaren Index.", absolute(o.Data))}
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	a.cancel = cancel
	if gen != nil {
		a.serve(gen)
	}
	a.running.Go(func() { a.run(run) })
	patience := o.FirstSync
	if gen == nil {
		patience = o.FirstBuild
	}
	wait := time.NewTimer(patience)
	defer wait.Stop()
	select {
	case <-a.firstSync:
	case <-wait.C:
	case <-ctx.Done():
	}
	return a, nil
}

// openFolder makes and locks the data folder.
func (a *Archive) openFolder(ctx context.Context) (err error) {
	dir := a.options.Data
	if err := os.MkdirAll(filepath.Join(dir, generationsDir), 0o755); err != nil && !notWritable(err) {
		return fmt.Errorf("making data folder: %w", err)
	}
	if a.lock, err = takeLock(ctx, dir, a.options.LockWait); err != nil {
		return err
	}
	if err := a.options.storage.Writable(dir); err != nil && !noSpace(err) {
		a.readOnly = true
		a.options.Log.Warn("data folder can't be written: the index stays as it is", "folder", absolute(dir), "err", err)
		a.board.refuse(fmt.Sprintf("In den Datenordner %s kann nicht geschrieben werden: %s.", absolute(dir), plainCause(err)))
	}
	return nil
}

// Close stops syncing, waits for running searches and closes the index. The
// state it leaves opens at once the next time.
func (a *Archive) Close() error {
	a.cancel()
	a.running.Wait()
	a.Handle.swap(nil)
	closed := make(chan struct{})
	go func() { a.board.closing.Wait(); close(closed) }()
	var err error
	select {
	case <-closed:
		err = a.board.closeError()
	case <-time.After(drainTime):
		err = errors.New("closing index: searches are still running")
	}
	return errors.Join(err, a.history.close(), a.lock.release())
}

// drainTime is how long Close waits for searches.
const drainTime = 10 * time.Second

// Ready reports whether searches are answered.
func (a *Archive) Ready() bool { return a.Handle.current.Load() != nil }

// Revision names what answers: it changes with every change of the index and of
// the registry, and stays the same over restarts. "" while nothing answers.
func (a *Archive) Revision() string {
	if r := a.revision.Load(); r != nil {
		return *r
	}
	return ""
}

// Sync brings the index in step with the corpus and returns when it is.
func (a *Archive) Sync(ctx context.Context) error { return a.ask(ctx, request{}) }

// Rebuild builds a new generation beside the one that answers, and returns when
// it has taken its place.
func (a *Archive) Rebuild(ctx context.Context) error { return a.ask(ctx, request{rebuild: true}) }

func (a *Archive) ask(ctx context.Context, r request) error {
	r.done = make(chan error, 1)
	select {
	case a.requests <- r:
	case <-a.stopped:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-r.done:
		return err
	case <-a.stopped:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errClosed = errors.New("archive is closed")

// serve makes a generation the one that answers. What was before it is closed
// when the last search has left it, and then removed or set aside.
func (a *Archive) serve(g *generation) {
	a.Handle.swap(a.counted(g))
	a.noteRevision()
	if len(g.later) > 0 {
		a.running.Go(func() { a.compareLater(g.later, g.dir) })
	}
}

func (a *Archive) counted(g *generation) *counted {
	a.board.opened(g.name)
	return newCounted(g, func() {
		defer a.board.closed(g.name)
		err := g.close(!g.discard && !g.hasty)
		if g.damaged && errors.Is(err, index.ErrDamaged) {
			err = nil // it is known and goes
		}
		if g.discard {
			err = errors.Join(err, a.remove(g.name, g.damaged))
		}
		if err != nil {
			a.options.Log.Error("closing a generation", "generation", g.name, "err", err)
			a.board.closeFailed(err)
		}
	})
}

// generation is the one that answers, or nil.
func (a *Archive) generation() *generation {
	if c := a.Handle.current.Load(); c != nil {
		return c.generation
	}
	return nil
}

// noteRevision is called after every change.
func (a *Archive) noteRevision() {
	g := a.generation()
	if g == nil {
		a.revision.Store(nil)
		return
	}
	h := newFNV()
	h.text(a.knowledge.Load().Version)
	r := fmt.Sprintf("%s-%d-%08x", g.name, g.revision(), uint32(h))
	a.revision.Store(&r)
}

// compareLater compares the sums that were left for later.
func (a *Archive) compareLater(files []fileRecord, dir string) {
	for _, r := range files {
		if err := r.compare(dir); err != nil {
			select {
			case a.troubles <- err:
			default:
			}
			return
		}
	}
}

// loadKnowledge loads the registry. If that fails the one before stays.
func (a *Archive) loadKnowledge() (changed bool) {
	k, err := a.options.Knowledge()
	if err != nil {
		a.options.Log.Error("registry can't be read; the one before stays in use", "err", err)
		a.board.registry([]catalogue.Problem{{File: "entities.yaml", Line: 1, Text: err.Error()}})
		if a.knowledge.Load() == nil {
			a.knowledge.Store(&Knowledge{})
		}
		return false
	}
	a.board.registry(k.Problems)
	old := a.knowledge.Swap(&k)
	return old == nil || old.Version != k.Version
}

var (
	_ index.Searcher     = (*Archive)(nil)
	_ archive.Entities   = (*Archive)(nil)
	_ archive.Corpus     = (*Archive)(nil)
	_ archive.Arrivals   = (*Archive)(nil)
	_ archive.Recogniser = (*Archive)(nil)
)
