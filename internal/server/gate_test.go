package server

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// manyWords are 20 different ones.
var manyWords = func() string {
	var b strings.Builder
	for i := range 20 {
		b.WriteString("wort" + string(rune('a'+i)) + " ")
	}
	return b.String()
}()

func TestCostOf(t *testing.T) {
	for q, dear := range map[string]bool{
		"": false, "Putin": false, "Putin Kim Wostotschny": false, `"Kim Jong Un" ODER "Wladimir Putin"`: false,
		"Wie viele Soldaten hat Nordkorea nach Russland geschickt und warum": false,
		"Waffen* Russland": false, "person:putin medium:taz Gipfel": false, "Kim NAH/5 Putin": false, strings.Repeat("a", 200): false,
		strings.Repeat("wort ", 32): false, // said once or often, it is one word
		manyWords:                   true, `"der die das und in den von zu mit"`: true, `"in der" ODER "in die" ODER "an der" ODER "an die"`: true,
		"der NAH/50 die NAH/50 das NAH/50 und": true, strings.Repeat("donaudampfschiff", 30): true,
	} {
		if cost := costOf(index.Request{Query: query.Parse(q)}); cost >= dearFrom != dear {
			t.Errorf("%.40q costs %d, dear from %d, want dear: %v", q, cost, dearFrom, dear)
		}
	}
	if cost := costOf(index.Request{Offset: 10_000}); cost < dearFrom {
		t.Errorf("the last page of a result costs %d", cost)
	}
}

// held is an index whose searches wait until they are let go.
type held struct {
	index.Searcher
	mu       sync.Mutex
	running  int
	together int // most at once
	letGo    chan struct{}
}

func (h *held) Search(ctx context.Context, _ index.Request) (index.Result, error) {
	h.mu.Lock()
	h.running++
	h.together = max(h.together, h.running)
	h.mu.Unlock()
	<-h.letGo
	h.mu.Lock()
	h.running--
	h.mu.Unlock()
	return index.Result{}, nil
}

// TestDearSearchesKeepToTheirLane: with as many dear searches as may wait, a
// cheap one is answered at once, and dear ones beyond that are turned away.
func TestDearSearchesKeepToTheirLane(t *testing.T) {
	inner := &held{letGo: make(chan struct{})}
	g := newGate(inner, 4, time.Minute)
	dear, cheap := index.Request{Query: query.Parse(manyWords)}, index.Request{Query: query.Parse("Putin")}
	var all sync.WaitGroup
	most := cap(g.dear.slots) + cap(g.dear.queue)
	for range most {
		all.Go(func() {
			if _, err := g.Search(t.Context(), dear); err != nil {
				t.Errorf("a dear search: %v", err)
			}
		})
	}
	for len(g.dear.queue) < cap(g.dear.queue) {
		time.Sleep(time.Millisecond)
	}
	if _, err := g.Search(t.Context(), dear); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("one dear search too many: %v", err)
	}
	answered := make(chan error)
	go func() { _, err := g.Search(t.Context(), cheap); answered <- err }()
	inner.letGo <- struct{}{} // one of both kinds
	go func() {
		for range most {
			inner.letGo <- struct{}{}
		}
	}()
	select {
	case err := <-answered:
		if err != nil {
			t.Errorf("a cheap search beside dear ones: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("a cheap search waits for dear ones")
	}
	all.Wait()
	if most := cap(g.dear.slots) + 1; inner.together > most {
		t.Errorf("%d searches ran at once, want at most %d", inner.together, most)
	}
}

// TestDearSearchesRest: after a dear search its place stays empty for as long.
func TestDearSearchesRest(t *testing.T) {
	l := newLane(1, time.Minute, time.Minute)
	leave, err := l.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const took = 50 * time.Millisecond
	time.Sleep(took)
	leave()
	begun := time.Now()
	leave, err = l.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if rested := time.Since(begun); rested < took {
		t.Errorf("the place was empty for %v, want at least %v", rested, took)
	}
	leave()
}
