package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"time"

	"depesche/internal/ingest/catalogue"
)

// How long to wait before what failed is tried again.
const (
	retryNow    = 10 * time.Millisecond
	retrySpace  = 3 * time.Second
	retrySoon   = 2 * time.Second
	retryLate   = time.Minute
	maxFailures = 3 // failed syncs after which the index is taken to be damaged
)

// run is the one goroutine that changes the generation that answers. It ends
// with ctx.
func (a *Archive) run(ctx context.Context) {
	defer close(a.stopped)
	a.start(ctx)
	var changes <-chan change
	watch := a.watcher
	if !a.options.NoWatch && !a.readOnly {
		changes = watch.run(ctx, &a.running)
		a.board.update(func(s *Status) { s.Watching = watch.how() })
	}
	retry := time.NewTimer(time.Hour)
	defer retry.Stop()
	for {
		if wait, needed := a.retryAfter(); needed {
			retry.Reset(wait)
		}
		select {
		case <-ctx.Done():
			if a.building {
				b := <-a.built // it ends with ctx too
				if b.gen != nil {
					a.logError("closing a generation", b.gen.close(true))
				}
			}
			return
		case c := <-changes:
			a.take(ctx, c)
			watch.took(a.lastScan)
			a.board.update(func(s *Status) { s.Watching = watch.how() })
		case r := <-a.requests:
			a.answer(ctx, r)
		case b := <-a.built:
			a.finishBuild(ctx, b)
		case err := <-a.troubles:
			a.handleTrouble(ctx, err)
		case <-retry.C:
			a.again(ctx)
		}
	}
}

// start does the first sync, or the first build.
func (a *Archive) start(ctx context.Context) {
	defer func() {
		if !a.building {
			close(a.firstSync)
		}
	}()
	g := a.generation()
	switch {
	case g == nil:
		a.build(ctx)
	case a.readOnly:
	case g.stale:
		a.options.Log.Info("the index was made by another version: it answers while a new one is built", "generation", g.name, "engine", g.manifest.Engine)
		a.build(ctx)
	case g.readOnly: // no space
		a.outOfSpace(errors.New("there was no space to open the index for writing"), false)
	default:
		a.noteError(a.syncAll(ctx))
	}
}

// syncer for a generation; nil if there is none that can be written.
func (a *Archive) syncer(g *generation, building bool) *syncer {
	return &syncer{gen: g, source: a.options.Source, knowledge: *a.knowledge.Load(), options: a.reporting(), history: a.history, building: building}
}

// reporting are the options with progress told to Status too.
func (a *Archive) reporting() Options {
	o := a.options
	o.Progress = func(p Progress) {
		a.board.update(func(s *Status) { s.Progress = p })
		a.options.Progress(p)
		if !p.Building {
			a.noteRevision()
		}
	}
	return o
}

// syncAll syncs the generation that answers with all files, and with the
// registry if that has changed.
func (a *Archive) syncAll(ctx context.Context) error {
	g := a.generation()
	if g == nil || g.readOnly {
		return nil
	}
	k := a.knowledge.Load()
	renew := g.manifest.Knowledge != k.Version
	if renew {
		a.options.Log.Info("the registry has changed: recognising all articles anew", "registry", k.Version)
		if err := g.setKnowledge(""); err != nil {
			return err
		}
	}
	if a.told != k.Version {
		a.tellKnowledge(g, *k)
	}
	started := time.Now()
	rep, err := a.timed(func() (report, error) { return a.syncer(g, false).all(ctx, renew) })
	a.lastScan = time.Since(started)
	if err != nil {
		return err
	}
	if a.board.update(func(s *Status) { s.Gone = rep.Gone }); rep.Gone {
		return fmt.Errorf("the corpus folder %s has no articles folder: the articles known stay as they are", absolute(a.options.Source.Dir()))
	}
	if renew {
		if err := g.setKnowledge(k.Version); err != nil {
			return err
		}
	}
	if err := errors.Join(a.history.reconcile(ctx, g), a.history.deliver()); err != nil {
		return err
	}
	if rep.Put+rep.Deleted == 0 && g.agreed {
		return nil
	}
	if err := a.agree(ctx, g); err != nil {
		return err
	}
	return g.checkpoint()
}

// agree compares the number of articles in index and catalogue: an index that
// lost some, as on a full disk, is built anew.
func (a *Archive) agree(ctx context.Context, g *generation) error {
	want := 0
	err := g.catalogue.View(func(tx *catalogue.Tx) error {
		for _, path := range tx.IDs() {
			if e, ok := tx.Entry(path); ok && !e.Hidden {
				want++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	st, err := g.index.Stats(ctx)
	if err != nil {
		return err
	}
	g.agreed = st.Documents == want
	if !g.agreed {
		a.options.Log.Warn("the index does not hold what it should and is built anew", "articles", want, "indexed", st.Documents)
		a.quarantine = true
		a.build(ctx)
	}
	return nil
}

// timed runs a sync and reports on it.
func (a *Archive) timed(sync func() (report, error)) (report, error) {
	started := time.Now()
	a.board.update(func(s *Status) { s.Syncing = true })
	rep, err := sync()
	a.board.update(func(s *Status) {
		s.Syncing, s.LastSync, s.LastTook = false, time.Now(), time.Since(started)
	})
	if rep.Put+rep.Deleted > 0 {
		a.options.Log.Info("index in step with the articles", "put", rep.Put, "deleted", rep.Deleted, "read", rep.Read, "took", time.Since(started).Round(time.Millisecond))
	}
	a.noteRevision()
	return rep, err
}

// take answers a change that the watcher has seen.
func (a *Archive) take(ctx context.Context, c change) {
	if c.knowledge && a.loadKnowledge() {
		c.all = true
	}
	g := a.generation()
	if g == nil || g.readOnly || a.fullDisk {
		return // the build or the retry looks at everything
	}
	if c.all {
		a.noteError(a.syncAll(ctx))
		return
	}
	if len(c.paths) > 0 {
		_, err := a.timed(func() (report, error) { return a.syncer(g, false).some(ctx, c.paths) })
		a.noteError(err)
	}
}

func (a *Archive) answer(ctx context.Context, r request) {
	switch {
	case a.readOnly:
		r.done <- &notWritableError{a.board.read().Why}
	case r.rebuild || a.generation() == nil || a.generation().stale:
		a.waiters = append(a.waiters, r.done)
		a.build(ctx)
	default:
		if a.fullDisk {
			a.again(ctx)
		}
		a.loadKnowledge()
		err := a.syncAll(ctx)
		a.noteError(err)
		if a.fullDisk && err == nil {
			err = errors.New(a.board.read().Why)
		}
		r.done <- err
	}
}

type notWritableError struct{ why string }

func (e *notWritableError) Error() string { return e.why }

// buildGC is how much the heap may grow, in per cent, before its garbage is
// collected during a build. A build makes much of it; this takes less time for
// some hundred megabytes, and for none where the heap has a limit.
const buildGC = 200

// build builds a new generation beside the one that answers, in a goroutine of
// its own. Only one is built at a time.
func (a *Archive) build(ctx context.Context) {
	if a.building {
		return
	}
	a.building = true
	a.running.Go(func() {
		defer debug.SetGCPercent(debug.SetGCPercent(buildGC))
		g, err := a.resume(ctx)
		if err == nil {
			_, err = a.syncer(g, true).all(ctx, false)
		}
		if err == nil {
			err = a.compact(ctx, g)
		}
		if err != nil && g != nil {
			a.logError("closing a generation", g.close(true)) // to be resumed
			g = nil
		}
		a.built <- buildResult{g, err}
	})
}

// compact makes a new index as small and quick as the engine can, if there is
// room for two of it. That it fails harms nobody but a full disk.
func (a *Archive) compact(ctx context.Context, g *generation) error {
	c, ok := g.index.(interface{ Compact(context.Context) error })
	if !ok {
		return nil
	}
	st, err := g.index.Stats(ctx)
	if err != nil || checkSpace(a.options.storage, g.dir, st.Bytes/growth) != nil {
		return nil
	}
	started := time.Now()
	if err = c.Compact(ctx); noSpace(err) || ctx.Err() != nil {
		return err
	}
	a.logError("compacting the index", err)
	a.options.Log.Debug("index compacted", "took", time.Since(started).Round(time.Millisecond))
	return nil
}

// finishBuild lets a generation that is built take over.
func (a *Archive) finishBuild(ctx context.Context, b buildResult) {
	a.building = false
	err := b.err
	if err == nil {
		err = a.install(ctx, b.gen)
	}
	if err != nil && ctx.Err() == nil {
		a.options.Log.Error("building the index", "err", err)
	}
	a.noteError(err)
	for _, done := range a.waiters {
		done <- err
	}
	a.waiters = nil
	if err == nil {
		select {
		case <-a.firstSync:
		default:
			close(a.firstSync)
		}
	}
}

// install catches up with what changed during the build and makes the generation
// the current one. CURRENT is written last.
func (a *Archive) install(ctx context.Context, g *generation) error {
	k := *a.knowledge.Load()
	rep, err := a.timed(func() (report, error) { return a.syncer(g, true).all(ctx, g.manifest.Knowledge != k.Version) })
	if err == nil && rep.Gone {
		err = errors.New("the corpus folder has no articles folder")
	}
	if err == nil {
		a.tellKnowledge(g, k)
		err = g.setKnowledge(k.Version)
	}
	if err == nil {
		err = errors.Join(a.history.reconcile(ctx, g), a.history.deliver())
	}
	if err == nil {
		err = g.checkpoint()
	}
	if err == nil {
		err = syncDir(filepath.Dir(g.dir))
	}
	if err == nil {
		err = writeFile(filepath.Join(a.options.Data, currentName), []byte(g.name+"\n"))
	}
	if err != nil {
		a.logError("closing a generation", g.close(true))
		return fmt.Errorf("installing generation %s: %w", g.name, err)
	}
	if old := a.generation(); old != nil {
		old.discard, old.damaged = true, a.quarantine
	}
	a.quarantine = false
	a.serve(g)
	a.options.Log.Info("a new index answers", "generation", g.name, "articles", rep.Files)
	return nil
}

func (a *Archive) tellKnowledge(g *generation, k Knowledge) {
	a.told = k.Version
	if k.Registry == nil {
		return
	}
	if x, ok := g.index.(expanding); ok {
		x.SetExpander(k.Registry)
	}
	if s, ok := g.stats.(registering); ok {
		s.SetRegistry(k.Registry)
	}
}

func (a *Archive) logError(doing string, err error) {
	if err != nil {
		a.options.Log.Error(doing, "err", err)
	}
}
