package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// memoryShare of the container's limit is for the Go heap; the rest is for the
// kernel's pages of the index and for what the runtime does not count.
const memoryShare = 0.8

// limitMemory sets the soft limit of the Go heap from the container's, unless
// GOMEMLIMIT is set or there is no limit.
func limitMemory(log *slog.Logger) error {
	if _, set := os.LookupEnv("GOMEMLIMIT"); set {
		return nil
	}
	limit, err := containerLimit(os.DirFS("/"))
	if err != nil {
		return fmt.Errorf("reading the container's memory limit: %w", err)
	}
	if limit == 0 {
		return nil
	}
	heap := int64(memoryShare * float64(limit))
	debug.SetMemoryLimit(heap)
	log.Debug("memory limit of the Go heap", "bytes", heap)
	return nil
}

// containerLimit is the memory in bytes that the control groups of this process
// allow, the least of all levels; 0 where there is no limit. root is the file
// system with proc and sys/fs/cgroup. Groups are of version 2 (memory.max) or 1
// (memory.limit_in_bytes), see cgroups(7). In a container the path that proc names
// may be one of the host, which is not there: then the upper levels count.
func containerLimit(root fs.FS) (int64, error) {
	groups, err := fs.ReadFile(root, "proc/self/cgroup")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil // no Linux
	} else if err != nil {
		return 0, err
	}
	var least int64
	for line := range strings.Lines(string(groups)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) < 3 {
			continue
		}
		mount, file := "sys/fs/cgroup", "memory.max"
		switch {
		case slices.Contains(strings.Split(parts[1], ","), "memory"):
			mount, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		case parts[0] != "0" || parts[1] != "":
			continue
		}
		for group := path.Join(mount, path.Join("/", parts[2])); strings.HasPrefix(group, mount); group = path.Dir(group) {
			limit, err := readLimit(root, path.Join(group, file))
			if err != nil {
				return 0, err
			}
			if limit > 0 && (least == 0 || limit < least) {
				least = limit
			}
		}
	}
	return least, nil
}

// readLimit is the number in a file; 0 if it is not there or means no limit.
func readLimit(root fs.FS, name string) (int64, error) {
	const unlimited = 1 << 60 // version 1 says so with nearly the largest number
	b, err := fs.ReadFile(root, name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	} else if err != nil {
		return 0, err
	}
	text := strings.TrimSpace(string(b))
	if text == "max" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	if n >= unlimited {
		return 0, nil
	}
	return int64(n), nil
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
	lineCache    = 40 << 20 // bytes of what is known of the lines of articles
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
