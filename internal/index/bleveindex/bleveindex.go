package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	bindex "github.com/blevesearch/bleve_index_api"
	zap "github.com/blevesearch/zapx/v16"

	"depesche/internal/archive"
	"depesche/internal/german"
	"depesche/internal/index"
)

// Options are what an index needs beside its folder.
type Options struct {
	Expander index.Expander // other names of entities; may be nil
	Log      *slog.Logger   // nil: slog.Default()
	ReadOnly bool
	Lines    int // bytes for remembered lines of articles, about; 0: as many as a big archive needs
	// OnError is told of errors that Bleve meets in the background, such as a full
	// disk; may be nil. The index must be closed then and opened again, or, if the
	// error is index.ErrDamaged, built anew.
	OnError func(error)
}

// Index is an open index. It implements index.Index.
type Index struct {
	dir      string
	bleve    bleve.Index
	scorch   *scorch.Scorch
	analyzer *german.Analyzer
	codes    *codes
	expander atomic.Pointer[index.Expander]
	log      *slog.Logger
	callback string
	weights  weights
	died     sync.Once
	dead     chan struct{} // closed when a goroutine of Bleve has panicked

	mu     sync.Mutex // guards cache and facets
	cache  map[uint64]*columns
	facets *facetTables // of the last snapshot
	pool   sync.Pool    // of *scratch
}

var _ index.Index = (*Index)(nil)

// Create makes an empty index in a folder that does not exist yet; with dir ""
// one in memory.
func Create(dir string, o Options) (*Index, error) {
	return open(dir, o, func(config map[string]any) (bleve.Index, error) {
		return bleve.NewUsing(dir, bleve.NewIndexMapping(), scorch.Name, scorch.Name, config)
	})
}

// Open opens an index that Create made. One process at a time may have it open,
// unless all open it read only.
func Open(dir string, o Options) (*Index, error) {
	return open(dir, o, func(config map[string]any) (bleve.Index, error) {
		return bleve.OpenUsing(dir, config)
	})
}

var (
	registry     sync.Mutex // of scorch's callbacks and plugins, which are global
	registryNext int
	plugged      bool // whether scorch knows our plugin
)

func open(dir string, o Options, with func(map[string]any) (bleve.Index, error)) (x *Index, err error) {
	analyzer, err := german.NewAnalyzer()
	if err != nil {
		return nil, err
	}
	if o.Lines > 0 {
		analyzer.KeepLines(o.Lines)
	}
	x = &Index{dir: dir, analyzer: analyzer, codes: newCodes(analyzer), log: o.Log, weights: standard, cache: map[uint64]*columns{}, dead: make(chan struct{})}
	if x.log == nil {
		x.log = slog.Default()
	}
	x.SetExpander(o.Expander)
	registry.Lock()
	registryNext++
	if !plugged {
		scorch.RegisterSegmentPlugin(&plugin{}, false)
		plugged = true
	}
	x.callback = fmt.Sprint("depesche-", registryNext)
	scorch.RegistryAsyncErrorCallbacks[x.callback] = func(err error, _ string) {
		x.log.Error("index: error in the background", "dir", dir, "err", err)
		if errors.Is(err, scorch.ErrAsyncPanic) {
			x.died.Do(func() { close(x.dead) })
			err = fmt.Errorf("%w: %w", index.ErrDamaged, err)
		}
		if o.OnError != nil {
			o.OnError(err)
		}
	}
	registry.Unlock()
	config := map[string]any{
		"bolt_timeout":           "5s",
		"forceSegmentType":       zap.Type,
		"forceSegmentVersion":    int(zap.Version),
		"asyncErrorCallbackName": x.callback,
	}
	if o.ReadOnly {
		config["read_only"] = true
	}
	if x.bleve, err = with(config); err != nil {
		return nil, fmt.Errorf("opening index %s: %w", dir, err)
	}
	advanced, err := x.bleve.Advanced()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening index %s: %w", dir, err), x.bleve.Close())
	}
	s, ok := advanced.(*scorch.Scorch)
	if !ok {
		return nil, errors.Join(fmt.Errorf("opening index %s: it is a %T, not scorch", dir, advanced), x.bleve.Close())
	}
	x.scorch = s
	snap, err := x.snapshot() // reads the columns
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening index %s: %w", dir, err), x.bleve.Close())
	}
	snap.close()
	return x, nil
}

// SetExpander replaces the source of other names, as after a change of the registry.
func (x *Index) SetExpander(e index.Expander) { x.expander.Store(&e) }

// Analyzer is the analyzer that the index uses.
func (x *Index) Analyzer() *german.Analyzer { return x.analyzer }

// Close waits for running searches and closes the index.
func (x *Index) Close() error {
	err := x.whileAlive(x.bleve.Close)
	registry.Lock()
	delete(scorch.RegistryAsyncErrorCallbacks, x.callback)
	registry.Unlock()
	if err != nil {
		return fmt.Errorf("closing index %s: %w", x.dir, err)
	}
	return nil
}

// whileAlive runs what waits for Bleve's goroutines, and gives up on them when one has
// panicked: it may have left a transaction open, and then they wait forever.
func (x *Index) whileAlive(run func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- fmt.Errorf("panic: %v", r)
			}
		}()
		done <- run()
	}()
	select {
	case err := <-done:
		return err
	case <-x.dead:
	}
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return index.ErrDamaged
	}
}

const patience = 2 * time.Second // with a Bleve of which a part has died

// Put implements index.Writer. Batches of some thousand articles are fastest.
func (x *Index) Put(ctx context.Context, docs []index.Document) error {
	if len(docs) == 0 {
		return nil
	}
	ready := make([]*document, len(docs))
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(docs)) {
		wg.Go(func() {
			b := newBuilder(x.analyzer, x.codes)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(docs) || ctx.Err() != nil {
					return
				}
				ready[i] = b.analyse(docs[i])
				ready[i].place = i
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("analysing articles: %w", err)
	}
	batch := bindex.NewBatch()
	for _, d := range ready {
		batch.Update(d)
	}
	return x.apply(batch)
}

// Delete implements index.Writer.
func (x *Index) Delete(_ context.Context, ids []archive.ID) error {
	if len(ids) == 0 {
		return nil
	}
	batch := bindex.NewBatch()
	for _, id := range ids {
		batch.Delete(string(id))
	}
	return x.apply(batch)
}

func (x *Index) apply(batch *bindex.Batch) error {
	if err := x.whileAlive(func() error { return x.scorch.Batch(batch) }); err != nil {
		return fmt.Errorf("writing index %s: %w", x.dir, err)
	}
	snap, err := x.snapshot() // reads the new segment's columns before a search does
	if err != nil {
		return err
	}
	snap.close()
	return nil
}

// Compact merges the index into one segment, which makes searches faster. It
// is worth it after a first build.
func (x *Index) Compact(ctx context.Context) error {
	if err := x.scorch.ForceMerge(ctx, &mergeplan.SingleSegmentMergePlanOptions); err != nil {
		return fmt.Errorf("compacting index %s: %w", x.dir, err)
	}
	return nil
}

// Stats implements index.Searcher.
func (x *Index) Stats(context.Context) (index.Stats, error) {
	n, err := x.bleve.DocCount()
	if err != nil {
		return index.Stats{}, fmt.Errorf("counting documents: %w", err)
	}
	st := index.Stats{Documents: int(n)}
	if x.dir == "" {
		return st, nil
	}
	err = filepath.WalkDir(x.dir, func(_ string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // a segment was merged away
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil {
			st.Bytes += info.Size()
		}
		return nil
	})
	return st, err
}
