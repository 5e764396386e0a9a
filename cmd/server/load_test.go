package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"depesche/internal/server"
	"depesche/internal/testkit"
)

func shippedCorpus(t testing.TB) string { return testkit.Root(t) + "/corpus" }

func quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(int(q*float64(len(times))), len(times)-1)]
}

// TestSIGTERMLosesNoRequest stops the program under the load of 64 connections:
// every request that reached it is answered.
func TestSIGTERMLosesNoRequest(t *testing.T) {
	long(t)
	rounds := envNumber(t, "DEPESCHE_SIGTERM_ROUNDS", 2)
	data, answered, turnedAway := t.TempDir(), 0, 0
	for range rounds {
		p := startProcess(t, shippedCorpus(t), data)
		l := startReaders(p.base, 64, 0)
		time.Sleep(time.Second)
		p.stop()
		l.end()
		answered, turnedAway = answered+len(l.took), turnedAway+l.gone
		if len(l.bad) > 0 {
			t.Errorf("requests failed when the program was stopped: %v", l.bad)
		}
		if len(l.took) < 100 {
			t.Errorf("only %d requests were under way: that shows nothing", len(l.took))
		}
	}
	t.Logf("%d stops under 64 connections: %d requests answered, 0 lost; %d found nobody listening any more", rounds, answered, turnedAway)
}

// TestSwapsUnderLoad builds the index anew again and again while 64 connections
// search.
func TestSwapsUnderLoad(t *testing.T) {
	long(t)
	swaps := envNumber(t, "DEPESCHE_SWAPS", 3)
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	cfg := Config{Corpus: shippedCorpus(t), Data: t.TempDir(), Engine: "bleve", Access: "open"}
	parts, err := assemble(ctx, cfg, log, assembly{wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer parts.close(log)
	config, err := parts.config(cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(handler)
	defer s.Close()
	l := startReaders(s.URL, 64, 0)
	before := parts.archive.Revision()
	for range swaps {
		if err := parts.archive.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for wanted := envNumber(t, "DEPESCHE_SWAP_REQUESTS", 500); ; time.Sleep(50 * time.Millisecond) {
		l.mu.Lock()
		n := len(l.took) + len(l.bad)
		l.mu.Unlock()
		if n >= wanted {
			break
		}
	}
	l.end()
	if len(l.bad) > 0 || l.gone > 0 {
		t.Errorf("requests failed: %v, %d refused", l.bad, l.gone)
	}
	t.Logf("%d swaps (%s to %s) under 64 connections: %d requests, 0 failed, p99 %v", swaps, before, parts.archive.Revision(), len(l.took), quantile(l.took, .99))
}

// TestSlowClients opens connections that never finish their request, and looks
// how ordinary readers fare beside them.
func TestSlowClients(t *testing.T) {
	long(t)
	n := envNumber(t, "DEPESCHE_SLOW_CLIENTS", 2000)
	p := startProcess(t, shippedCorpus(t), t.TempDir())
	const few, pause = 4, 5 * time.Millisecond
	measure := func() []time.Duration {
		l := startReaders(p.base, few, pause)
		time.Sleep(2 * time.Second)
		l.end()
		if len(l.bad) > 0 || l.gone > 0 {
			t.Errorf("ordinary requests failed: %v, %d refused", l.bad, l.gone)
		}
		return l.took
	}
	measure() // fills caches
	alone, memory := measure(), p.memory()
	done := make(chan struct{})
	var slow sync.WaitGroup
	var mu sync.Mutex
	open := 0
	for range n {
		slow.Go(func() {
			for first := true; ; first = false { // comes back whenever it is shut out
				conn, err := net.Dial("tcp", strings.TrimPrefix(p.base, "http://"))
				if err != nil {
					return
				}
				if first {
					mu.Lock()
					open++
					mu.Unlock()
				}
				fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n", strings.TrimPrefix(p.base, "http://"))
				for dripping := true; dripping; {
					select {
					case <-done:
						conn.Close()
						return
					case <-time.After(time.Second):
						_, err := io.WriteString(conn, "X-A: b\r\n")
						dripping = err == nil
					}
				}
				conn.Close()
			}
		})
	}
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(10 * time.Millisecond) {
		mu.Lock()
		all := open
		mu.Unlock()
		if all == n {
			break
		}
	}
	beside, grown := measure(), p.memory()-memory
	close(done)
	slow.Wait()
	if open < n {
		t.Errorf("only %d of %d slow clients came in", open, n)
	}
	a, b := quantile(alone, .99), quantile(beside, .99)
	t.Logf("%d slow clients: p99 of %d ordinary requests %v, alone %v (%d); memory grew by %d MB", n, len(beside), b, a, len(alone), grown>>20)
	const slack = 50 * time.Millisecond // the clients of this test need the processor too
	if b > 2*a+slack {
		t.Errorf("beside %d slow clients the p99 is %v, alone %v", n, b, a)
	}
	if grown > 128<<20 {
		t.Errorf("%d slow clients cost %d MB", n, grown>>20)
	}
	p.stop()
}
