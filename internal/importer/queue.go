package importer

import (
	"depesche/internal/archive"
)

// writeQueue writes new articles, several at once: most of the time of writing
// is waiting for the disk, which takes many files as fast as one. What became
// of an item is told in the order of the items, and not before its files are
// on the disk.
type writeQueue struct {
	rec     *recorder
	pending []*pendingWrite // in the order of the items
	slots   chan struct{}
	bytes   int // of the documents in pending
}

type pendingWrite struct {
	event Event
	bytes int
	done  chan struct{} // closed when written
	err   error
}

const (
	writesAtOnce = 24
	bytesAtOnce  = 16 << 20 // of documents whose articles wait to be written
)

func newWriteQueue(rec *recorder) *writeQueue {
	return &writeQueue{rec: rec, slots: make(chan struct{}, writesAtOnce)}
}

var written = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// tell queues an event of something that is done.
func (q *writeQueue) tell(e Event) error { return q.write(e, 0, nil) }

// write queues an event to be told when the files are written, which holds a
// document of so many bytes in memory. The error ends the import: the disk is
// full, or the report can't be written.
func (q *writeQueue) write(e Event, bytes int, files func() error) error {
	if files != nil && q.bytes+bytes > bytesAtOnce {
		if err := q.settle(); err != nil {
			return err
		}
	}
	p := &pendingWrite{event: e, bytes: bytes, done: written}
	q.bytes += bytes
	if files != nil {
		p.done = make(chan struct{})
		q.slots <- struct{}{}
		go func() {
			defer func() { close(p.done); <-q.slots }()
			p.err = files()
		}()
	}
	q.pending = append(q.pending, p)
	return q.flush(false)
}

// settle waits until everything is written and told.
func (q *writeQueue) settle() error { return q.flush(true) }

func (q *writeQueue) flush(wait bool) error {
	for len(q.pending) > 0 {
		p := q.pending[0]
		if !wait {
			select {
			case <-p.done:
			default:
				return q.rec.err
			}
		}
		<-p.done
		q.pending[0] = nil
		q.pending = q.pending[1:]
		q.bytes -= p.bytes
		switch {
		case archive.CodeOf(p.err) == archive.CodeNoSpace:
			return p.err
		case p.err != nil:
			p.event = failure(p.event, refuseErr(CodeWrite, p.err, "konnte nicht geschrieben werden"), false)
		}
		q.rec.record(p.event)
	}
	return q.rec.err
}
