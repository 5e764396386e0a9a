package main

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/KimMachineGun/automemlimit/memlimit"
)

// memoryShare of the container's limit is for the Go heap; the rest is for the
// kernel's pages of the index and for what the runtime does not count.
const memoryShare = 0.8

// limitMemory sets the soft limit of the Go heap from the container's, unless
// GOMEMLIMIT is set or there is no limit.
func limitMemory(log *slog.Logger) error {
	limit, err := memlimit.Set(memlimit.WithRatio(memoryShare), memlimit.WithProvider(memlimit.FromCgroup))
	if errors.Is(err, memlimit.ErrNoLimit) || errors.Is(err, memlimit.ErrNoCgroup) {
		return nil
	} else if err != nil {
		return fmt.Errorf("reading the container's memory limit: %w", err)
	}
	log.Debug("memory limit of the Go heap", "bytes", limit)
	return nil
}

// cacheRoom is how many bytes a cache may take: a part of the limit of the Go
// heap, if there is one, and at most what a busy archive needs.
func cacheRoom(most int64) int {
	const share, least = 16, 4 << 20
	return int(min(most, max(least, debug.SetMemoryLimit(-1)/share)))
}

const (
	pageCache    = 64 << 20 // bytes of answers
	articleCache = 48 << 20 // bytes of articles that answers are made of
)

// batchBytes is how much text is put into the index in one step under the limit of
// the Go heap. The engine takes up to a hundred times as much memory for it while
// it analyses and writes it, and the recogniser and what the analyser remembers
// take base.
func batchBytes() int64 {
	const base, times, least, most = 80 << 20, 200, 64 << 10, 16 << 20
	return min(most, max(least, (debug.SetMemoryLimit(-1)-base)/times))
}

// settle gives the memory back that loading models, word lists and columns took
// beside what stays of it.
func settle() { debug.FreeOSMemory() }
