package importer

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"
	"sync"

	"depesche/internal/corpus"
	"depesche/internal/importer/charset"
)

// result is what was read of one item.
type result struct {
	item    Item
	drafts  []Draft
	holds   *entry // there already, not read
	err     error
	skip    bool // with err: not meant to be an article
	warning string
}

// pipeline reads items in parallel and hands the results on in the order of
// the items. At most twice as many items as readers are in memory.
type pipeline struct {
	opts    Options
	known   *known
	readers []Reader
	jobs    chan job
	order   chan chan result
	workers sync.WaitGroup
}

type job struct {
	item   Item
	result chan result
}

func newPipeline(opts Options, k *known) *pipeline {
	p := &pipeline{
		opts: opts, known: k, readers: Readers(opts.Now),
		jobs: make(chan job), order: make(chan chan result, opts.Workers),
	}
	for range opts.Workers {
		p.workers.Go(func() {
			for j := range p.jobs {
				j.result <- p.read(j.item)
			}
		})
	}
	return p
}

// produce opens the sources and ends the pipeline after the last.
func (p *pipeline) produce(ctx context.Context, sources []string) {
	o := &opener{pipeline: p, ctx: ctx}
	o.open(sources)
	close(p.jobs)
	close(p.order)
}

// emit queues an item for reading. It is false when the import is cancelled.
func (p *pipeline) emit(ctx context.Context, it Item) bool {
	j := job{it, make(chan result, 1)}
	select {
	case p.order <- j.result:
	case <-ctx.Done():
		return false
	}
	select {
	case p.jobs <- j:
	case <-ctx.Done():
		j.result <- result{item: it, err: ctx.Err()}
		return false
	}
	return true
}

// fail queues the event of something that is no item to read.
func (p *pipeline) fail(ctx context.Context, it Item, err error, skip bool) bool {
	return p.queue(ctx, result{item: it, err: err, skip: skip})
}

// warn queues a German remark about a source.
func (p *pipeline) warn(ctx context.Context, it Item, message string) bool {
	return p.queue(ctx, result{item: it, warning: message})
}

func (p *pipeline) queue(ctx context.Context, r result) bool {
	c := make(chan result, 1)
	c <- r
	select {
	case p.order <- c:
		return true
	case <-ctx.Done():
		return false
	}
}

// results yields in the order of the items until the sources end or the
// import is cancelled.
func (p *pipeline) results(ctx context.Context) iter.Seq[result] {
	return func(yield func(result) bool) {
		for c := range p.order {
			select {
			case r := <-c:
				if ctx.Err() != nil || !yield(r) {
					go p.drain()
					return
				}
			case <-ctx.Done():
				go p.drain()
				return
			}
		}
	}
}

// drain lets the producer and the readers end after a cancellation.
func (p *pipeline) drain() {
	for range p.order {
	}
}

// read turns an item into drafts. A reader that panics or takes too long costs
// its item, nothing else.
func (p *pipeline) read(it Item) result {
	sha := it.SHA256()
	if e, ok := p.known.holds(sha, it.URL); ok {
		it.Data, it.Capture = nil, nil
		return result{item: it, holds: &e}
	}
	ctx, cancel := context.WithTimeout(context.Background(), p.opts.Limits.Parse)
	defer cancel()
	done := make(chan result, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				done <- result{item: it, err: refuse(CodeInternal, "Fehler beim Lesen: %v", firstFrames(v))}
			}
		}()
		drafts, err := readItem(ctx, &it, p.readers)
		done <- result{item: it, drafts: drafts, err: err}
	}()
	select {
	case r := <-done:
		return r
	case <-ctx.Done():
		return result{item: it, err: refuse(CodeTimeout, "das Lesen dauert länger als %v", p.opts.Limits.Parse)}
	}
}

func firstFrames(v any) string {
	const most = 600
	s := fmt.Sprintf("%v\n%s", v, debug.Stack())
	return s[:min(len(s), most)]
}

// readItem finds the reader of the item's format and checks what it reads.
func readItem(ctx context.Context, it *Item, readers []Reader) ([]Draft, error) {
	if len(it.Data) == 0 {
		return nil, refuse(CodeEmpty, "leer (0 Byte)")
	}
	if kind := binaryKind(it.Data); kind != "" {
		return nil, refuse(CodeUnsupported, "%s", kind)
	}
	doc := &Document{Item: it}
	doc.Text, doc.Encoding = charset.Decode(it.Data, declaredCharset(it))
	for _, r := range readers {
		if !r.Detect(doc) {
			continue
		}
		drafts, err := r.Read(ctx, doc)
		if err != nil {
			return nil, err
		}
		return finish(drafts, r)
	}
	return nil, refuse(CodeUnsupported, "unbekanntes Format")
}

// finish brings drafts into the form in which the corpus holds them, so that
// the hashes in provenance are those of what is read back.
func finish(drafts []Draft, r Reader) ([]Draft, error) {
	kept := drafts[:0]
	for _, d := range drafts {
		normalise(&d.Article)
		if len(d.Article.Paragraphs) == 0 && d.Article.Tombstone == nil {
			continue
		}
		if d.Article.Title == "" {
			d.Article.Title, d.Article.TitleProposed = corpus.ProposeTitle(d.Article.Paragraphs), true
		}
		if d.Article.Provenance.Importer == "" {
			d.Article.Provenance.Importer = r.Name()
		}
		kept = append(kept, d)
	}
	if len(kept) == 0 {
		return nil, refuse(CodeNoText, "kein Text gefunden")
	}
	return kept, nil
}
