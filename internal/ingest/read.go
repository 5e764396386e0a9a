package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// outcome is what reading a file gave.
type outcome struct {
	work
	entry    catalogue.Entry
	problems []catalogue.Problem
	same     bool // as the catalogue has it; only its stamp is new
	doc      index.Document
	packed   []byte // the file, for the history
	bytes    int64  // of the article's text
}

// process takes files in: several workers read and recognise, this goroutine
// puts what they give into the index, in batches bounded in number and bytes.
func (s *syncer) process(ctx context.Context, todo []work) (rep report, err error) {
	if len(todo) == 0 {
		return report{}, nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	total := len(todo)
	s.options.Progress(Progress{s.building, 0, total})

	outcomes := make(chan outcome)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(s.options.Workers, len(todo)) {
		workers.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(todo) {
					return
				}
				select {
				case outcomes <- s.take(todo[i]):
				case <-ctx.Done():
				}
			}
		})
	}
	go func() { workers.Wait(); close(outcomes) }()
	defer workers.Wait()
	defer cancel() // before waiting

	var batch []outcome
	var bytes int64
	var again []string
	var done atomic.Int64
	last := time.Now()
	// One batch is written while the next is read.
	var writing chan error
	written := func() error {
		if writing == nil {
			return nil
		}
		err := <-writing
		writing = nil
		return err
	}
	defer func() { err = errors.Join(err, written()) }()
	flush := func() error {
		if err := written(); err != nil {
			return err
		}
		now, size := batch, bytes
		batch, bytes, last = nil, 0, time.Now()
		writing = make(chan error, 1)
		go func(result chan<- error) {
			applied, stale, err := s.commit(ctx, now, size)
			if err == nil {
				rep.add(applied)
				again = append(again, stale...)
				if n := int(done.Add(int64(len(now)))); !s.building {
					s.options.Progress(Progress{false, n, total})
				}
			}
			result <- err
		}(writing)
		return nil
	}
	read := 0
	for o := range outcomes {
		if read++; s.building && (read%told == 0 || read == total) {
			s.options.Progress(Progress{true, read, total})
		}
		if o.err != nil && s.waiting(o.Path) {
			done.Add(1)
			continue
		}
		batch, bytes = append(batch, o), bytes+o.bytes
		hurry := !s.building && time.Since(last) > maxDelay
		if len(batch) >= s.options.BatchCount || bytes >= s.options.BatchBytes || hurry {
			if err := flush(); err != nil {
				return rep, err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return rep, err
	}
	if len(batch) > 0 {
		if err := flush(); err != nil {
			return rep, err
		}
	}
	if err := written(); err != nil {
		return rep, err
	}
	if len(again) == 0 {
		return rep, nil
	}
	more, err := s.some(ctx, again)
	rep.add(more)
	return rep, err
}

// told is after how many files that were read a build, whose batches are large, says so.
const told = 100

// maxDelay is how long an article that was read waits for others before it is
// put into an index that answers.
const maxDelay = time.Second

// take reads one file and recognises what it mentions. What is wrong with the
// file is part of the outcome.
func (s *syncer) take(w work) (o outcome) {
	o = outcome{work: w}
	if w.removed {
		return o
	}
	defer func() {
		if r := recover(); r != nil {
			o.problems = []catalogue.Problem{{File: w.Path, Line: 1, Text: fmt.Sprintf("der Artikel kann nicht verarbeitet werden: %v", r), Remedy: "bitte als Fehler melden"}}
			o.entry.ID, o.doc = "", index.Document{}
		}
	}()
	if w.err != nil {
		return o.unreadable(w.err)
	}
	o.entry.Stamp = catalogue.Stamp{Size: w.Size, ModTime: w.ModTime.UnixNano(), Read: time.Now().UnixNano()}
	data, err := s.source.ReadFile(w.Path)
	if err != nil {
		return o.refuse(err)
	}
	o.entry.SHA256 = sha256.Sum256(data)
	if !w.renew && s.known(w.Path, o.entry.SHA256) {
		o.same = true
		return o
	}
	a, err := s.source.Decode(w.Path, data)
	if err != nil {
		return o.refuse(err)
	}
	o.entry.ID, o.entry.URL = a.ID, a.URL
	o.entry.Hidden = a.Tombstone != nil
	text := a.CanonicalText()
	o.entry.Text = sha256.Sum256([]byte(text))
	o.bytes = int64(len(text))
	o.doc.Article = &a
	o.packed = s.history.pack(a.ID, o.entry.SHA256, data)
	if o.doc.Mentions, err = s.knowledge.mentions(&a); err != nil {
		o.problems = []catalogue.Problem{{File: w.Path, Line: 1, Text: "die Namen im Artikel können nicht erkannt werden: " + err.Error(), Remedy: "bitte als Fehler melden; gefunden wird der Artikel trotzdem"}}
	}
	o.entry.Mentions = hashMentions(o.doc.Mentions)
	if w.renew {
		_ = s.gen.catalogue.View(func(tx *catalogue.Tx) error {
			old, ok := tx.Entry(w.Path)
			o.same = ok && old.SHA256 == o.entry.SHA256 && old.Mentions == o.entry.Mentions
			return nil
		})
	}
	return o
}

// mentions recognises, and makes a panic of the recogniser an error.
func (k Knowledge) mentions(a *archive.Article) (ms []archive.Mention, err error) {
	if k.Recogniser == nil || a.Tombstone != nil {
		return nil, nil
	}
	defer func() {
		if r := recover(); r != nil {
			ms, err = nil, fmt.Errorf("%v", r)
		}
	}()
	return k.Recogniser.Mentions(a), nil
}

func (s *syncer) known(path string, sum [32]byte) (same bool) {
	_ = s.gen.catalogue.View(func(tx *catalogue.Tx) error {
		e, ok := tx.Entry(path)
		same = ok && e.SHA256 == sum
		return nil
	})
	return same
}

// waiting reports whether a file is known to be unreadable for now.
func (s *syncer) waiting(path string) (waiting bool) {
	_ = s.gen.catalogue.View(func(tx *catalogue.Tx) error {
		stamp, ok := tx.Stamp(path)
		waiting = ok && stamp.Size < 0
		return nil
	})
	return waiting
}

// refuse sorts errors of reading: a file that is gone is removed, one whose
// content is wrong has problems, another can't be read for now.
func (o outcome) refuse(err error) outcome {
	var parse corpus.ParseErrors
	switch {
	case errors.Is(err, fs.ErrNotExist):
		o.removed = true
	case errors.As(err, &parse):
		for _, p := range corpus.Problems(o.Path, err) {
			o.problems = append(o.problems, catalogue.Problem{File: p.File, Line: p.Line, Text: p.Problem, Remedy: p.Remedy})
		}
		o.entry.ID = ""
	default:
		return o.unreadable(err)
	}
	return o
}

// unreadable is a file that can't be read for now: what was known of it stays,
// and it is tried again with every sync.
func (o outcome) unreadable(err error) outcome {
	o.err = err
	text, remedy := "die Datei kann nicht gelesen werden: "+plainCause(err), "Rechte und Datenträger prüfen"
	o.problems = []catalogue.Problem{{File: o.Path, Line: 1, Text: text, Remedy: remedy}}
	return o
}

// plainCause is the innermost error, without the path that the problem names already.
func plainCause(err error) string {
	var coded *archive.Error
	if errors.As(err, &coded) {
		return coded.Message
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
