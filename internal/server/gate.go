package server

import (
	"context"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
)

// gate lets a number of searches through at once. Others wait a while, then
// are turned away: under load everybody waits a little instead of nobody being
// answered.
type gate struct {
	index.Searcher
	slots chan struct{}
	queue chan struct{} // places to wait in
	wait  time.Duration
}

// queueLength is how many searches may wait for each that runs. It is more than
// are answered while one waits, so that waiting is worth it.
const queueLength = 64

func newGate(s index.Searcher, slots int, wait time.Duration) *gate {
	return &gate{Searcher: s, slots: make(chan struct{}, slots), queue: make(chan struct{}, slots*queueLength), wait: wait}
}

func (g *gate) enter(ctx context.Context) error {
	select {
	case g.slots <- struct{}{}:
		return nil
	default:
	}
	busy := archive.Errorf(archive.CodeUnavailable, "Gerade suchen sehr viele zugleich. Bitte in einigen Sekunden noch einmal versuchen.")
	select {
	case g.queue <- struct{}{}:
		defer func() { <-g.queue }()
	default:
		return busy
	}
	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-timer.C:
		return busy
	case <-ctx.Done():
		return &archive.Error{Code: archive.CodeUnavailable, Message: "Die Suche hat zu lange gewartet.", Err: ctx.Err()}
	}
}

func (g *gate) leave() { <-g.slots }

// Search waits for its turn.
func (g *gate) Search(ctx context.Context, req index.Request) (index.Result, error) {
	if err := g.enter(ctx); err != nil {
		return index.Result{}, err
	}
	defer g.leave()
	return g.Searcher.Search(ctx, req)
}

// Suggest waits for its turn.
func (g *gate) Suggest(ctx context.Context, prefix string, limit int) ([]string, error) {
	if err := g.enter(ctx); err != nil {
		return nil, err
	}
	defer g.leave()
	return g.Searcher.Suggest(ctx, prefix, limit)
}

// Similar waits for its turn.
func (g *gate) Similar(ctx context.Context, id archive.ID, limit int) ([]index.SimilarHit, error) {
	if err := g.enter(ctx); err != nil {
		return nil, err
	}
	defer g.leave()
	return g.Searcher.Similar(ctx, id, limit)
}
