package ingest

import (
	"context"
	"slices"
	"sync"
	"time"

	"depesche/internal/ingest/catalogue"
)

// Status is the state of an Archive for people.
type Status struct {
	Ready      bool
	Articles   int    // that searches find
	Generation string // "" while nothing answers
	Revision   string
	Engine     string // version
	Registry   string // version

	Problems     []catalogue.Problem // of article files, the first MaxProblems
	Refused      int                 // files with problems
	RegistryOnes []catalogue.Problem // of the registry

	Writable bool
	Why      string // why not, German; "" if writable
	Gone     bool   // the corpus folder isn't there

	Syncing  bool
	Progress Progress
	LastSync time.Time
	LastTook time.Duration
	LastErr  string // of the last sync; "" if it went well

	Watching            string // Notifications, Polling or ""
	DiskFree, DiskTotal int64  // bytes, where the data folder lies; 0 if unknown
	IndexBytes          int64
}

// How changes of the corpus folder are noticed.
const (
	Notifications = "notifications"
	Polling       = "polling"
)

// MaxProblems is how many problems Status lists.
const MaxProblems = 1000

// board is what the run goroutine tells others.
type board struct {
	mu      sync.Mutex
	status  Status
	closing sync.WaitGroup
	counted countedStatus
	inUse   map[string]int // generations that answer or wait for their last search
	errs    []error
}

func (b *board) update(f func(*Status)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.status)
}

func (b *board) opened(generation string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing.Add(1)
	if b.inUse == nil {
		b.inUse = make(map[string]int)
	}
	b.inUse[generation]++
}

func (b *board) closed(generation string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closing.Done()
	b.inUse[generation]--
}

func (b *board) isInUse(generation string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.inUse[generation] > 0
}

func (b *board) refuse(why string) { b.update(func(s *Status) { s.Why = why }) }

func (b *board) registry(problems []catalogue.Problem) {
	b.update(func(s *Status) { s.RegistryOnes = problems })
}

func (b *board) closeFailed(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errs = append(b.errs, err)
}

func (b *board) closeError() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.errs) == 0 {
		return nil
	}
	return b.errs[0]
}

func (b *board) read() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.status
	s.RegistryOnes = slices.Clone(s.RegistryOnes)
	return s
}

// countedStatus is what takes counting, kept for a while.
type countedStatus struct {
	mu sync.Mutex
	at time.Time
	of string // revision
	s  Status
}

// countAgain is how long counts are kept while the revision stays the same.
const countAgain = 5 * time.Second

// Status tells the state. Counts in it may be some seconds old. It must not be
// changed.
func (a *Archive) Status(ctx context.Context) Status {
	c := &a.board.counted
	c.mu.Lock()
	revision := a.Revision()
	if now := time.Now(); c.of != revision || now.Sub(c.at) > countAgain || a.board.read().LastSync.After(c.at) {
		c.s, c.at, c.of = a.count(ctx), now, revision
	}
	counts := c.s
	c.mu.Unlock()

	s := a.board.read()
	s.Ready, s.Revision, s.Engine = a.Ready(), revision, a.options.Engine.Version
	s.Registry = a.knowledge.Load().Version
	s.Writable = s.Why == ""
	s.Generation, s.Articles, s.IndexBytes = counts.Generation, counts.Articles, counts.IndexBytes
	s.Problems, s.Refused = counts.Problems, counts.Refused
	s.DiskFree, s.DiskTotal = counts.DiskFree, counts.DiskTotal
	return s
}

func (a *Archive) count(ctx context.Context) (s Status) {
	s.DiskFree, s.DiskTotal, _ = a.options.storage.Free(a.options.Data)
	c, done, err := a.Handle.use(ctx)
	if err != nil {
		return s
	}
	defer done()
	s.Generation = c.name
	if st, err := c.index.Stats(ctx); err == nil {
		s.Articles, s.IndexBytes = st.Documents, st.Bytes
	}
	_ = c.catalogue.View(func(tx *catalogue.Tx) error {
		s.Problems, s.Refused = tx.Problems(MaxProblems)
		return nil
	})
	return s
}
