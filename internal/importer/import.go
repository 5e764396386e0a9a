package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
)

// Import brings the sources into the corpus: files, folders, addresses, "-".
// Items that can't be read are refused and told in the report; the error is
// for what ends an import as a whole: a corpus that can't be read or written,
// or that another import is writing to (archive.CodeConflict), a full disk. A cancelled context ends it after the item at hand, without an
// error.
func Import(ctx context.Context, store *corpus.Store, sources []string, options Options) (Report, error) {
	opts := options.withDefaults()
	rec := newRecorder(opts)
	if store.ReadOnly() {
		return rec.report, fmt.Errorf("importing: %w", corpus.ErrReadOnly)
	}
	lock, err := lockFolder(store.Dir(), sources, opts.Now())
	if err != nil {
		return rec.report, fmt.Errorf("importing: %w", err)
	}
	defer lock.release()
	if err := writable(store.Dir()); err != nil {
		return rec.report, fmt.Errorf("importing: %w", err)
	}
	sweep(store.Dir(), time.Now())
	known, err := loadKnown(ctx, store, opts.Workers)
	if err != nil {
		return rec.report, fmt.Errorf("importing: %w", err)
	}
	c := &committer{store, known, opts, newWriteQueue(rec)}
	if err := c.mendLinks(); err != nil {
		return rec.report, fmt.Errorf("importing: %w", err)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	p := newPipeline(opts, known)
	go p.produce(ctx, sources)
	for r := range p.results(ctx) {
		if err := c.take(ctx, r); err != nil {
			cancel(err)
			p.drain()
			_ = c.queue.settle() // what is under way is told too; the first error is the one to tell
			return rec.report, fmt.Errorf("importing: %w", err)
		}
	}
	if err := c.queue.settle(); err != nil {
		return rec.report, fmt.Errorf("importing: %w", err)
	}
	rec.report.Interrupted = ctx.Err() != nil
	return rec.report, rec.err
}

// writable tries whether files may be made among the articles: where they may not,
// one error says so, and not one for each record. Other errors are left to writing.
func writable(dir string) error {
	f, err := os.CreateTemp(filepath.Join(dir, corpus.ArticlesDir), ".*.tmp")
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("the corpus folder %s can't be written: %w", dir, err)
	} else if err != nil {
		return nil
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// take commits what was read of one item and records it. The error ends the
// import.
func (c *committer) take(ctx context.Context, r result) error {
	base := Event{Source: r.item.Source, Offset: r.item.Offset, URL: r.item.URL}
	if r.warning != "" {
		base.Action, base.Message = Warned, r.warning
		return c.queue.tell(base)
	}
	if r.err != nil {
		var refusal *Refusal
		none := errors.As(r.err, &refusal) && (r.item.Member && refusal.Code == CodeNoText || r.item.Found && refusal.Code == CodeUnsupported)
		return c.queue.tell(failure(base, r.err, r.skip || none))
	}
	if r.holds != nil {
		base.Action, base.ID, base.Path = Unchanged, r.holds.id, r.holds.path
		return c.queue.tell(base)
	}
	for _, d := range r.drafts {
		e := base
		if d.Article.URL != "" {
			e.URL = d.Article.URL
		}
		out, err := c.commit(ctx, &r.item, d)
		if archive.CodeOf(err) == archive.CodeNoSpace {
			return err
		}
		if err != nil {
			e = failure(e, refuseErr(CodeWrite, err, "konnte nicht geschrieben werden"), false)
		} else {
			e.Action, e.Message = out.action, out.message
			e.ID, e.Title, e.Path = out.article.ID, out.article.Title, out.article.Path
		}
		if err := c.queue.write(e, len(r.item.Data), out.write); err != nil {
			return err
		}
	}
	return nil
}

// failure is the event of an item that did not come in.
func failure(e Event, err error, skip bool) Event {
	e.Action, e.Code, e.Message = Refused, CodeInternal, err.Error()
	if skip {
		e.Action = Skipped
	}
	var r *Refusal
	if errors.As(err, &r) {
		e.Code = r.Code
	}
	return e
}
