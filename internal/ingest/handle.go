package ingest

import (
	"context"
	"iter"
	"sync"
	"sync/atomic"

	"depesche/internal/archive"
	"depesche/internal/index"
)

// Handle answers from the generation that is current at the moment. A swap
// holds no lock while searches run: a search counts itself in on the generation
// it uses, and a generation that was swapped out is closed when the last one has
// counted itself out. It implements index.Searcher and archive.Entities.
type Handle struct {
	current atomic.Pointer[counted]
	opening atomic.Pointer[chan struct{}] // closed when a gap ends, see reopen
}

// counted is an open index with the number of those who use it, its owner
// included. At 0 it closes and stays closed.
type counted struct {
	*generation
	users atomic.Int64
	shut  func() // closes the generation
	once  sync.Once
}

func newCounted(g *generation, shut func()) *counted {
	c := &counted{generation: g, shut: shut}
	c.users.Store(1)
	return c
}

func (c *counted) enter() bool {
	for {
		n := c.users.Load()
		if n == 0 {
			return false
		}
		if c.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (c *counted) leave() {
	if c.users.Add(-1) == 0 {
		c.once.Do(c.shut)
	}
}

// swap makes next, which may be nil, the one that answers, and lets go of the
// one before.
func (h *Handle) swap(next *counted) {
	if old := h.current.Swap(next); old != nil {
		old.leave()
	}
}

// reopen replaces the current index by one that can only be opened when the old
// one is closed. Searches that come in between wait.
func (h *Handle) reopen(open func() *counted) {
	gap := make(chan struct{})
	h.opening.Store(&gap)
	old := h.current.Swap(nil)
	if old != nil {
		closed := make(chan struct{})
		shut := old.shut // nobody calls it before the owner leaves
		old.shut = func() { shut(); close(closed) }
		old.leave()
		<-closed
	}
	h.current.Store(open())
	h.opening.Store(nil)
	close(gap)
}

// use counts the caller in on the current index. done must be called.
func (h *Handle) use(ctx context.Context) (c *counted, done func(), err error) {
	for {
		gap := h.opening.Load()
		c := h.current.Load()
		if c != nil && c.enter() {
			return c, c.leave, nil
		}
		if c == nil && gap == nil && h.opening.Load() == nil && h.current.Load() == nil {
			return nil, nil, archive.Errorf(archive.CodeUnavailable, "Das Archiv wird gerade eingelesen. Bitte gleich noch einmal versuchen.")
		}
		if gap != nil {
			select {
			case <-*gap:
			case <-ctx.Done():
				return nil, nil, &archive.Error{Code: archive.CodeUnavailable, Message: "Das Archiv antwortet gerade nicht. Bitte gleich noch einmal versuchen.", Err: ctx.Err()}
			}
		}
	}
}

// Search implements index.Searcher.
func (h *Handle) Search(ctx context.Context, req index.Request) (index.Result, error) {
	c, done, err := h.use(ctx)
	if err != nil {
		return index.Result{}, err
	}
	defer done()
	s, ok := c.stats.(merging)
	if !ok || !asksForEntities(&req) {
		return c.index.Search(ctx, req)
	}
	slugs, owner, err := s.Same(ctx)
	if err != nil {
		return index.Result{}, err
	}
	asked := withSame(req, slugs)
	res, err := c.index.Search(ctx, asked)
	if err != nil {
		return res, err
	}
	for field, merged := range mergeSame(&res, &req, owner) {
		for i, value := range merged[:min(len(merged), maxRecounts)] {
			one, err := c.index.Search(ctx, withOnly(asked, field, slugs(value)))
			if err != nil {
				return res, err
			}
			recount(res.Facets[field], merged[i], one.Total)
		}
	}
	return res, nil
}

// maxRecounts bounds the values of a facet that are counted one by one.
const maxRecounts = 4

// Suggest implements index.Searcher.
func (h *Handle) Suggest(ctx context.Context, prefix string, limit int) ([]string, error) {
	c, done, err := h.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return c.index.Suggest(ctx, prefix, limit)
}

// Similar implements index.Searcher.
func (h *Handle) Similar(ctx context.Context, id archive.ID, limit int) ([]index.SimilarHit, error) {
	c, done, err := h.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	return c.index.Similar(ctx, id, limit)
}

// Stats implements index.Searcher.
func (h *Handle) Stats(ctx context.Context) (index.Stats, error) {
	c, done, err := h.use(ctx)
	if err != nil {
		return index.Stats{}, err
	}
	defer done()
	return c.index.Stats(ctx)
}

func (h *Handle) entities(ctx context.Context) (Stats, func(), error) {
	c, done, err := h.use(ctx)
	if err != nil {
		return nil, nil, err
	}
	if c.stats == nil {
		done()
		return nil, nil, archive.Errorf(archive.CodeUnavailable, "Dieses Archiv führt keine Statistik der Namen.")
	}
	return c.stats, done, nil
}

// Entity implements archive.Entities.
func (h *Handle) Entity(ctx context.Context, slug string) (archive.EntityCount, error) {
	s, done, err := h.entities(ctx)
	if err != nil {
		return archive.EntityCount{}, err
	}
	defer done()
	return s.Entity(ctx, slug)
}

// Name is an entity's display name; it is quicker than Entity.
func (h *Handle) Name(ctx context.Context, slug string) (string, error) {
	s, done, err := h.entities(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	if n, ok := s.(naming); ok {
		return n.Name(ctx, slug)
	}
	e, err := s.Entity(ctx, slug)
	return e.Name, err
}

// List implements archive.Entities.
func (h *Handle) List(ctx context.Context, filter archive.EntityFilter) ([]archive.EntityCount, int, error) {
	s, done, err := h.entities(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer done()
	return s.List(ctx, filter)
}

// Profile implements archive.Entities.
func (h *Handle) Profile(ctx context.Context, slug string) (archive.Profile, error) {
	s, done, err := h.entities(ctx)
	if err != nil {
		return archive.Profile{}, err
	}
	defer done()
	return s.Profile(ctx, slug)
}

// Concordance implements archive.Entities.
func (h *Handle) Concordance(ctx context.Context, slug string) iter.Seq2[archive.KWIC, error] {
	return func(yield func(archive.KWIC, error) bool) {
		s, done, err := h.entities(ctx)
		if err != nil {
			yield(archive.KWIC{}, err)
			return
		}
		defer done()
		for kwic, err := range s.Concordance(ctx, slug) {
			if !yield(kwic, err) {
				return
			}
		}
	}
}

var (
	_ index.Searcher   = (*Handle)(nil)
	_ archive.Entities = (*Handle)(nil)
)
