package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Names in the data folder.
const (
	generationsDir = "generations"
	quarantineDir  = "quarantine"
	currentName    = "CURRENT"
)

func (a *Archive) dirOf(generation string) string {
	return filepath.Join(a.options.Data, generationsDir, generation)
}

// generations are the names of the folders there, the newest last.
func (a *Archive) generations() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(a.options.Data, generationsDir))
	if err != nil {
		return nil, fmt.Errorf("looking for generations: %w", err)
	}
	var numbers []int
	for _, e := range entries {
		if n, err := strconv.Atoi(e.Name()); err == nil && e.IsDir() && n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	names := make([]string, len(numbers))
	for i, n := range numbers {
		names[i] = strconv.Itoa(n)
	}
	return names, nil
}

func (a *Archive) readCurrent() string {
	data, err := os.ReadFile(filepath.Join(a.options.Data, currentName))
	name := strings.TrimSpace(string(data))
	if _, convErr := strconv.Atoi(name); err != nil || convErr != nil {
		if err == nil {
			a.options.Log.Warn("CURRENT is damaged: it names no index; one is built from the articles", "says", name[:min(len(name), 40)])
		}
		return ""
	}
	return name
}

// pick opens the current generation if it is sound. What is unfit is set aside;
// other generations are left over from builds cut short, and removed or, without
// a current one, resumed (see resume).
func (a *Archive) pick(ctx context.Context) (*generation, error) {
	current := a.readCurrent()
	var gen *generation
	if current != "" && !exists(a.dirOf(current)) {
		a.options.Log.Warn("the index that CURRENT names is not there; it is built from the articles", "generation", current)
	} else if current != "" && !a.options.Rebuild {
		var err error
		gen, err = a.openGeneration(ctx, a.dirOf(current), a.readOnly)
		if why, ok := errors.AsType[errUnfit](err); ok {
			a.options.Log.Warn("index can't be used and is built anew from the articles", "generation", current, "why", why.why)
			if !a.readOnly {
				if err := a.remove(current, true); err != nil {
					a.options.Log.Error("setting the index aside", "generation", current, "err", err)
				}
			}
		} else if noSpace(err) {
			// It can be read, if not written.
			gen, err = a.openGeneration(ctx, a.dirOf(current), true)
			if err != nil {
				return nil, fmt.Errorf("opening generation %s: %w", current, err)
			}
		} else if err != nil {
			return nil, fmt.Errorf("opening generation %s: %w", current, err)
		}
	}
	if gen == nil || a.readOnly {
		return gen, nil
	}
	a.clean(gen.name)
	return gen, nil
}

// clean removes all generations but one.
func (a *Archive) clean(keep string) {
	names, err := a.generations()
	a.logError("removing old generations", err)
	for _, name := range names {
		if name != keep {
			a.options.Log.Info("removing a generation that is not in use", "generation", name)
			if err := a.remove(name, false); err != nil {
				a.options.Log.Warn("removing a generation", "generation", name, "err", err)
			}
		}
	}
}

// remove takes a closed generation away. A damaged one is kept in quarantine for
// whoever wants to know why; only the last one is.
func (a *Archive) remove(name string, damaged bool) error {
	dir := a.dirOf(name)
	if !damaged {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("removing generation: %w", err)
		}
		return nil
	}
	quarantine := filepath.Join(a.options.Data, quarantineDir)
	if err := os.RemoveAll(quarantine); err != nil {
		return fmt.Errorf("emptying quarantine: %w", err)
	}
	if err := os.MkdirAll(quarantine, 0o755); err != nil {
		return fmt.Errorf("making quarantine: %w", err)
	}
	to := filepath.Join(quarantine, name+"-"+time.Now().UTC().Format("20060102T150405Z"))
	if err := os.Rename(dir, to); err != nil {
		return fmt.Errorf("moving generation to quarantine: %w", err)
	}
	a.options.Log.Warn("set aside", "generation", name, "folder", to)
	return nil
}

// resume opens the newest generation that was cut short while it was built by
// this engine, or makes one. Whatever else is there, except for the one that
// answers, goes.
func (a *Archive) resume(ctx context.Context) (*generation, error) {
	names, err := a.generations()
	if err != nil {
		return nil, err
	}
	k := *a.knowledge.Load()
	for _, name := range slices.Backward(names) {
		if a.board.isInUse(name) || name == a.readCurrent() {
			continue
		}
		g, err := a.openGeneration(ctx, a.dirOf(name), false)
		if err == nil && g.manifest.Knowledge == k.Version {
			a.options.Log.Info("resuming the build of an index that was cut short", "generation", name)
			return g, nil
		}
		if err == nil {
			err = g.closeParts()
		}
		if noSpace(err) || notWritable(err) || ctx.Err() != nil {
			return nil, err
		}
		if err := a.remove(name, false); err != nil {
			return nil, err
		}
	}
	next := 1
	for _, name := range append(names, a.readCurrent()) {
		if n, err := strconv.Atoi(name); err == nil {
			next = max(next, n+1)
		}
	}
	return a.createGeneration(a.dirOf(strconv.Itoa(next)))
}

// trouble is told of the engine's errors in the background.
func (a *Archive) trouble(err error) {
	select {
	case a.troubles <- err:
	default: // one is enough
	}
}
