package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"slices"
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
