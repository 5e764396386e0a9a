package ingest

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// noteError remembers how a sync or build went and what to do about it.
func (a *Archive) noteError(err error) {
	switch {
	case err == nil:
		a.failures = 0
		a.board.update(func(s *Status) { s.LastErr = "" })
		return
	case errors.Is(err, context.Canceled):
		return
	case noSpace(err):
		a.outOfSpace(err, errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT))
		return
	case errors.Is(err, catalogue.ErrDamaged):
		a.options.Log.Warn("the catalogue is damaged: the index is built anew", "err", err)
		a.quarantine = true
	case notWritable(err):
		a.board.refuse("In den Datenordner kann nicht geschrieben werden: " + plainCause(err) + ".")
	}
	a.failures++
	before := ""
	a.board.update(func(s *Status) { before, s.LastErr = s.LastErr, err.Error() })
	if before != err.Error() { // once, not with every try
		a.options.Log.Error("index and articles could not be brought in step; it will be tried again", "err", err)
	}
}

// retryAfter is when to try again, if something failed.
func (a *Archive) retryAfter() (wait time.Duration, needed bool) {
	switch {
	case a.readOnly || a.building:
		return 0, false
	case a.fullDisk:
		return retrySpace, true
	case a.quarantine && a.failures <= maxFailures:
		return retryNow, true
	case a.failures > maxFailures:
		return retryLate, true
	case a.failures > 0:
		return retrySoon, true
	}
	return 0, false
}

// again tries what failed.
func (a *Archive) again(ctx context.Context) {
	if a.fullDisk && !a.spaceAgain() {
		return
	}
	g := a.generation()
	switch {
	case g == nil && a.parked == nil, a.quarantine, g != nil && g.stale:
		a.build(ctx)
		return
	case g == nil, g.readOnly:
		if err := a.reopen(false); err != nil {
			a.noteError(err)
			if a.failures > maxFailures {
				a.parked = nil // build anew
			}
			return
		}
	}
	err := a.syncAll(ctx)
	a.noteError(err)
	if err == nil {
		a.board.update(func(s *Status) { s.Why = "" })
		return
	}
	if a.failures == maxFailures && !a.board.read().Gone && a.board.read().Why == "" {
		a.options.Log.Warn("the index keeps failing and is built anew")
		a.quarantine = true
		a.build(ctx)
	}
}

// outOfSpace stops writing. If the engine itself met the full disk, its index is
// opened again for reading only: it would keep trying to write.
func (a *Archive) outOfSpace(err error, engine bool) {
	if !a.fullDisk {
		a.options.Log.Error("the disk is full: reading goes on, writing stops until there is room", "err", err)
	}
	a.fullDisk = true
	if _, total, freeErr := a.options.storage.Free(a.options.Data); freeErr == nil {
		a.spaceWant = needed(1<<20, total)
	}
	if s, ok := errors.AsType[*shortage](err); ok {
		a.spaceWant = s.want
	}
	a.board.refuse("Der Datenträger ist voll: Neues wird erst aufgenommen, wenn Platz ist.")
	if g := a.generation(); engine && g != nil && !g.readOnly {
		if err := a.reopen(true); err != nil {
			a.logError("opening the index for reading only", err)
		}
	}
}

// spaceAgain reports whether there is room, and ends the state of a full disk.
func (a *Archive) spaceAgain() bool {
	if free, _, err := a.options.storage.Free(a.options.Data); err == nil && free < a.spaceWant {
		return false
	}
	a.fullDisk = false
	a.board.update(func(s *Status) { s.Why = "" })
	a.options.Log.Info("there is room on the disk again: writing goes on")
	return true
}

// reopen opens the generation that answers for reading only, or for writing
// again. Searches wait meanwhile, some milliseconds.
func (a *Archive) reopen(readOnly bool) (err error) {
	old := a.generation()
	if old == nil {
		old = a.parked
	} else {
		old.hasty = true
	}
	a.Handle.reopen(func() *counted {
		mode := ReadWrite
		if readOnly {
			mode = ReadOnly
		}
		m := old.manifest
		if m.Closed && !readOnly {
			if m, err = m.unseal(old.dir, a.options.Engine); err != nil {
				a.parked = old
				return nil
			}
		}
		var g *generation
		if g, err = a.openParts(old.dir, mode, m); err != nil {
			err = fmt.Errorf("opening the index again: %w", err)
			a.parked = old
			return nil
		}
		a.parked = nil
		return a.counted(g)
	})
	a.noteRevision()
	return err
}

// handleTrouble answers an error that the engine met in the background, or
// damage that was found while serving.
func (a *Archive) handleTrouble(ctx context.Context, err error) {
	damage, damaged := errors.AsType[errUnfit](err)
	if errors.Is(err, index.ErrDamaged) {
		damage, damaged = errUnfit{err.Error()}, true
	}
	switch {
	case noSpace(err):
		a.outOfSpace(err, true)
	case damaged:
		a.options.Log.Warn("the index is damaged and is built anew from the articles", "why", damage.why)
		a.quarantine = true
		a.build(ctx)
	default:
		a.options.Log.Error("index: error in the background", "err", err)
		a.noteError(err)
	}
}
