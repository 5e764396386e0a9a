package server

import (
	"context"
	"runtime"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
)

// gate lets a number of searches through at once. Others wait a while, then
// are turned away: under load everybody waits a little instead of nobody being
// answered.
//
// Dear searches, by the estimate of costOf, have a lane of their own that takes
// half of the processors at most, and half of the time of these: whoever sends
// nothing else waits for his own kind, and all others find a processor free.
type gate struct {
	index.Searcher
	cheap, dear *lane
}

func newGate(s index.Searcher, slots int, wait time.Duration) *gate {
	return &gate{Searcher: s, cheap: newLane(slots, wait, 0), dear: newLane(max(1, runtime.GOMAXPROCS(0)/2), wait, maxRest)}
}

// laneOf is the lane of a search.
func (g *gate) laneOf(req index.Request) *lane {
	if costOf(req) >= dearFrom {
		return g.dear
	}
	return g.cheap
}

// lane is a number of places for searches, and of places to wait for them in.
type lane struct {
	slots chan struct{}
	queue chan struct{}
	wait  time.Duration
	rest  time.Duration // after a search its place stays empty for as long as that took, at most this
}

const (
	// queueLength is how many searches may wait for each that runs. It is more
	// than are answered while one waits, so that waiting is worth it.
	queueLength = 64
	// maxRest is longer than any search should take.
	maxRest = 2 * time.Second
)

func newLane(slots int, wait, rest time.Duration) *lane {
	return &lane{make(chan struct{}, slots), make(chan struct{}, slots*queueLength), wait, rest}
}

// enter waits for a place. leave must be called when the search is done.
func (l *lane) enter(ctx context.Context) (leave func(), err error) {
	select {
	case l.slots <- struct{}{}:
		return l.leave(), nil
	default:
	}
	busy := archive.Errorf(archive.CodeUnavailable, "Gerade suchen sehr viele zugleich. Bitte in einigen Sekunden noch einmal versuchen.")
	select {
	case l.queue <- struct{}{}:
		defer func() { <-l.queue }()
	default:
		return nil, busy
	}
	timer := time.NewTimer(l.wait)
	defer timer.Stop()
	select {
	case l.slots <- struct{}{}:
		return l.leave(), nil
	case <-timer.C:
		return nil, busy
	case <-ctx.Done():
		return nil, &archive.Error{Code: archive.CodeUnavailable, Message: "Die Suche hat zu lange gewartet.", Err: ctx.Err()}
	}
}

func (l *lane) leave() func() {
	begun := time.Now()
	return func() {
		if rest := min(time.Since(begun), l.rest); rest > 0 {
			time.AfterFunc(rest, func() { <-l.slots })
			return
		}
		<-l.slots
	}
}

// Search waits for its turn.
func (g *gate) Search(ctx context.Context, req index.Request) (index.Result, error) {
	leave, err := g.laneOf(req).enter(ctx)
	if err != nil {
		return index.Result{}, err
	}
	defer leave()
	return g.Searcher.Search(ctx, req)
}

// Suggest waits for its turn.
func (g *gate) Suggest(ctx context.Context, prefix string, limit int) ([]string, error) {
	leave, err := g.cheap.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return g.Searcher.Suggest(ctx, prefix, limit)
}

// Similar waits for its turn.
func (g *gate) Similar(ctx context.Context, id archive.ID, limit int) ([]index.SimilarHit, error) {
	leave, err := g.cheap.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer leave()
	return g.Searcher.Similar(ctx, id, limit)
}
