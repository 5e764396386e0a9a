package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// Names in a generation's folder.
const (
	catalogueName = "catalogue.db"
	indexName     = "index"
	statsName     = "stats"
)

// generation is one index with the catalogue and statistics that belong to it,
// open. Only one goroutine changes it.
type generation struct {
	name      string // its number
	dir       string
	manifest  manifest
	index     index.Index
	stats     Stats // may be nil
	catalogue *catalogue.DB
	readOnly  bool
	later     []fileRecord // sums still to be compared
	stale     bool         // made by another version of the engine: answers until a new one is built
	agreed    bool         // index and catalogue had as many articles when last compared
	immutable func(string) bool

	// What becomes of the folder when the generation is closed; set before it is
	// swapped out.
	discard, damaged bool
	hasty            bool // no time or space to sum its files
}

// createGeneration makes an empty generation.
func (a *Archive) createGeneration(dir string) (*generation, error) {
	o, k := a.options, *a.knowledge.Load()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making generation: %w", err)
	}
	m := manifest{
		Format: manifestFormat, Engine: o.Engine.Version, Knowledge: k.Version,
		Corpus: absolute(o.Source.Dir()), Created: time.Now().UTC(),
	}
	if err := m.write(dir); err != nil {
		return nil, err
	}
	return a.openParts(dir, Create, m)
}

// openGeneration opens a generation if it is sound and was made by this engine;
// else the error is errUnfit.
func (a *Archive) openGeneration(ctx context.Context, dir string, readOnly bool) (*generation, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, unfit("%v", err)
	}
	later, err := verify(ctx, dir, m, a.options.Engine)
	if err != nil {
		return nil, err
	}
	mode := ReadOnly
	stale := m.Engine != a.options.Engine.Version
	if readOnly = readOnly || stale; !readOnly {
		mode = ReadWrite
		// From here on the files change, and the process may die.
		if m, err = m.unseal(dir, a.options.Engine); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, openingName), nil, 0o644); err != nil {
			return nil, fmt.Errorf("opening generation: %w", err)
		}
	}
	g, err := a.openParts(dir, mode, m)
	if err != nil {
		if noSpace(err) || notWritable(err) || errors.Is(err, context.Canceled) {
			return nil, err
		}
		return nil, unfit("it can't be opened: %v", err)
	}
	g.later, g.stale = later, stale
	if !readOnly {
		if err := os.Remove(filepath.Join(dir, openingName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, errors.Join(fmt.Errorf("opening generation: %w", err), g.close(false))
		}
	}
	return g, nil
}

func (a *Archive) openParts(dir string, mode Mode, m manifest) (g *generation, err error) {
	o, k := a.options, *a.knowledge.Load()
	g = &generation{name: filepath.Base(dir), dir: dir, manifest: m, readOnly: mode == ReadOnly, immutable: o.Engine.immutable}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // files cut short
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
		if err != nil {
			err = errors.Join(err, g.closeParts())
			g = nil
		}
	}()
	if g.catalogue, err = catalogue.Open(filepath.Join(dir, catalogueName), g.readOnly); err != nil {
		return g, err
	}
	idx, err := o.Engine.Open(filepath.Join(dir, indexName), mode, k, a.trouble)
	if err != nil {
		return g, err // and idx may be a nil in an interface
	}
	g.index = idx
	if o.Stats == nil {
		return g, nil
	}
	stats := filepath.Join(dir, statsName)
	if !g.readOnly {
		if err := os.MkdirAll(stats, 0o755); err != nil {
			return g, err
		}
	}
	st, err := o.Stats(stats, mode, k, a)
	if err == nil {
		g.stats = st
	}
	return g, err
}

func (g *generation) closeParts() error {
	var errs []error
	if g.index != nil {
		errs = append(errs, g.index.Close())
	}
	if g.stats != nil {
		errs = append(errs, g.stats.Close())
	}
	if g.catalogue != nil {
		errs = append(errs, g.catalogue.Close())
	}
	return errors.Join(errs...)
}

// close closes all parts. With keep the manifest records the files as they are
// then.
func (g *generation) close(keep bool) error {
	if err := g.closeParts(); err != nil {
		return fmt.Errorf("closing generation %s: %w", g.name, err)
	}
	if !keep || g.readOnly {
		return nil
	}
	files, err := record(g.dir, g.manifest.Files, nil, time.Now())
	if err != nil {
		return err
	}
	g.manifest.Files, g.manifest.Closed = files, true
	return g.manifest.write(g.dir)
}

// checkpoint records the immutable files while the engine runs, so that damage
// to them is seen after a crash too.
func (g *generation) checkpoint() error {
	if g.readOnly {
		return nil
	}
	files, err := record(g.dir, g.manifest.Files, g.immutable, time.Now())
	if err != nil {
		return err
	}
	g.manifest.Files, g.manifest.Closed = files, false
	return g.manifest.write(g.dir)
}

// setKnowledge records with which knowledge all mentions of the index were
// found; "" that they are being renewed.
func (g *generation) setKnowledge(version string) error {
	if g.manifest.Knowledge == version || g.readOnly {
		return nil
	}
	g.manifest.Knowledge = version
	return g.manifest.write(g.dir)
}

func (g *generation) revision() (revision uint64) {
	_ = g.catalogue.View(func(tx *catalogue.Tx) error {
		revision = tx.Revision()
		return nil
	})
	return revision
}
