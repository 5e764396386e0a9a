package main

import (
	"errors"
	"fmt"
	"log/slog"

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
