package ingest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// commit makes a batch durable: the index first, then the catalogue, in one
// transaction of the latter. stale are files that count now for an id although
// they did not change; they must be read again.
func (s *syncer) commit(ctx context.Context, batch []outcome, bytes int64) (rep report, stale []string, err error) {
	if err := checkSpace(s.options.storage, s.gen.dir, bytes); err != nil {
		return rep, nil, err
	}
	if err := s.intend(batch); err != nil {
		return rep, nil, err
	}
	err = s.gen.catalogue.Update(func(tx *catalogue.Tx) error {
		plan, err := newPlan(tx, batch)
		if err != nil {
			return err
		}
		// Before the catalogue knows of the new texts, so that no old one is missed.
		if err := errors.Join(s.history.observe(plan.seen), s.history.bury(plan.unclaimed), s.history.buryMistaken()); err != nil {
			return err
		}
		if len(plan.put)+len(plan.drop) > 0 {
			if err := s.write(ctx, tx, &plan); err != nil {
				return err
			}
			if err := tx.Bump(); err != nil {
				return err
			}
		}
		if err := tx.Settle(); err != nil {
			return err
		}
		rep = report{Put: len(plan.put), Deleted: len(plan.drop)}
		for _, o := range batch {
			if !o.removed && o.err == nil {
				rep.Read++
			}
		}
		stale = plan.stale
		return nil
	})
	if err != nil {
		return report{}, nil, fmt.Errorf("taking in %d files: %w", len(batch), err)
	}
	s.logProblems(batch)
	return rep, stale, nil
}

const loggedProblems = 50 // of a batch; the status lists more

func (s *syncer) logProblems(batch []outcome) {
	n := 0
	for _, o := range batch {
		for _, p := range o.problems {
			if n++; n > loggedProblems {
				s.options.Log.Warn("more article files refused")
				return
			}
			s.options.Log.Warn("article file refused", "file", p.File, "line", p.Line, "problem", p.Text)
		}
	}
}

// write puts the plan's documents into index and statistics. An article that
// the index refuses by itself becomes a problem of its file.
func (s *syncer) write(ctx context.Context, tx *catalogue.Tx, plan *plan) error {
	refused, err := putEach(ctx, s.gen.index, plan.put)
	if err != nil {
		return fmt.Errorf("writing index: %w", err)
	}
	for id, cause := range refused {
		s.options.Log.Error("index: article refused", "id", id, "err", cause)
		i := slices.IndexFunc(plan.put, func(d index.Document) bool { return d.Article.ID == id })
		path := plan.put[i].Article.Path
		plan.put = slices.Delete(plan.put, i, i+1)
		plan.drop = append(plan.drop, id)
		e, _ := tx.Entry(path)
		e.Hidden = true
		problem := catalogue.Problem{File: path, Line: 1, Text: "der Index nimmt den Artikel nicht an: " + cause.Error(), Remedy: "bitte als Fehler melden"}
		if err := tx.Set(path, e, []catalogue.Problem{problem}); err != nil {
			return err
		}
	}
	if s.gen.stats != nil {
		if err := s.gen.stats.Put(ctx, plan.put); err != nil {
			return fmt.Errorf("writing statistics: %w", err)
		}
	}
	return s.drop(ctx, plan.drop)
}

// drop takes articles out of index and statistics.
func (s *syncer) drop(ctx context.Context, ids []archive.ID) error {
	if len(ids) == 0 {
		return nil
	}
	if err := s.gen.index.Delete(ctx, ids); err != nil {
		return fmt.Errorf("deleting from index: %w", err)
	}
	if s.gen.stats != nil {
		if err := s.gen.stats.Delete(ctx, ids); err != nil {
			return fmt.Errorf("deleting from statistics: %w", err)
		}
	}
	return nil
}

// intend writes down which articles of the batch may get into the index.
func (s *syncer) intend(batch []outcome) error {
	var ids []archive.ID
	for _, o := range batch {
		if o.doc.Article != nil && !o.same && !o.entry.Hidden {
			ids = append(ids, o.doc.Article.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.gen.catalogue.Intend(ids)
}

// maxRefused is how many articles of a batch may be refused before it is the
// index that is taken to be broken.
const maxRefused = 10

// putEach puts documents; where a batch fails it is halved, so that one bad
// document stops no other.
func putEach(ctx context.Context, w index.Writer, docs []index.Document) (refused map[archive.ID]error, err error) {
	if len(docs) == 0 {
		return nil, nil
	}
	err = put(ctx, w, docs)
	if err == nil {
		return nil, nil
	}
	if ctx.Err() != nil || noSpace(err) || notWritable(err) || errors.Is(err, index.ErrDamaged) {
		return nil, err
	}
	if len(docs) == 1 {
		return map[archive.ID]error{docs[0].Article.ID: err}, nil
	}
	refused = make(map[archive.ID]error)
	for _, half := range [][]index.Document{docs[:len(docs)/2], docs[len(docs)/2:]} {
		r, halfErr := putEach(ctx, w, half)
		maps.Copy(refused, r)
		if halfErr != nil {
			return nil, halfErr
		}
		if len(refused) > maxRefused || len(refused) == len(docs) {
			return nil, err
		}
	}
	return refused, nil
}

func put(ctx context.Context, w index.Writer, docs []index.Document) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return w.Put(ctx, docs)
}

// plan is what a batch means for the index.
type plan struct {
	put   []index.Document
	drop  []archive.ID
	stale []string

	seen      []observation // files that were read and count
	unclaimed []archive.ID  // no file claims them any more
}

// newPlan records a batch in the catalogue and decides by it, for each id that
// a file claims or claimed, which file counts.
func newPlan(tx *catalogue.Tx, batch []outcome) (plan, error) {
	read := make(map[string]outcome)      // by path
	before := make(map[archive.ID]string) // the file that counted before, by affected id
	affect := func(id archive.ID) {
		if _, ok := before[id]; !ok && id != "" {
			before[id], _ = tx.Winner(id)
		}
	}
	for _, o := range batch {
		old, _ := tx.Entry(o.Path)
		var err error
		switch {
		case o.removed:
			affect(old.ID)
			err = tx.Remove(o.Path)
		case o.err != nil:
			old.Stamp, old.SHA256 = catalogue.Stamp{Size: -1}, [32]byte{} // try again
			err = tx.Set(o.Path, old, o.problems)
		case o.same:
			err = tx.Touch(o.Path, o.entry.Stamp)
		default:
			affect(old.ID)
			affect(o.entry.ID)
			if o.doc.Article != nil {
				read[o.Path] = o
			}
			err = tx.Set(o.Path, o.entry, o.problems)
		}
		if err != nil {
			return plan{}, err
		}
	}
	return decide(tx, read, before)
}

func decide(tx *catalogue.Tx, read map[string]outcome, before map[archive.ID]string) (p plan, err error) {
	for _, id := range slices.Sorted(maps.Keys(before)) {
		winner := ""
		for path := range tx.Claims(id) {
			rival := winner
			if winner == "" {
				winner = path
			}
			err = errors.Join(err, tx.SetDuplicate(path, rival))
		}
		o, ok := read[winner]
		if ok {
			p.seen = append(p.seen, observation{o.doc.Article, o.entry.Stamp, o.entry.SHA256, o.packed})
		}
		switch {
		case winner == "":
			p.drop = append(p.drop, id)
			p.unclaimed = append(p.unclaimed, id)
		case ok && o.entry.Hidden:
			p.drop = append(p.drop, id)
		case ok:
			p.put = append(p.put, o.doc)
		case winner != before[id]:
			p.stale = append(p.stale, winner)
			err = errors.Join(err, tx.Forget(winner))
		}
	}
	return p, err
}
