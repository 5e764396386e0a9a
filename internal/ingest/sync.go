package ingest

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"slices"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/ingest/catalogue"
)

// syncer brings one generation in step with the corpus. It is used by one
// goroutine.
type syncer struct {
	gen       *generation
	source    Source
	knowledge Knowledge
	options   Options
	history   *history
	building  bool // nobody searches it yet: no need to hurry single articles
}

// report is what a sync did.
type report struct {
	Files   int // looked at
	Read    int // read because they looked changed
	Put     int
	Deleted int
	Gone    bool // the corpus folder isn't there: nothing was touched
}

func (r *report) add(o report) {
	r.Files += o.Files
	r.Read += o.Read
	r.Put += o.Put
	r.Deleted += o.Deleted
	r.Gone = r.Gone || o.Gone
}

// work is a file to be taken in, or out.
type work struct {
	corpus.FileInfo
	removed bool
	err     error // it can't be looked at
	renew   bool  // recognise anew, even if the file is the same
}

// all syncs with all files. With renew, every article is recognised anew.
func (s *syncer) all(ctx context.Context, renew bool) (report, error) {
	if err := s.undo(ctx); err != nil {
		return report{}, err
	}
	todo, rep, err := s.scan(ctx, renew)
	if err != nil || rep.Gone {
		return rep, err
	}
	done, err := s.process(ctx, todo)
	rep.add(done)
	return rep, err
}

// undo takes out of the index what a process that was killed had put there for
// files that are gone by now.
func (s *syncer) undo(ctx context.Context) error {
	var ids []archive.ID
	err := s.gen.catalogue.View(func(tx *catalogue.Tx) error {
		ids = tx.Unclaimed()
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	err = s.gen.catalogue.Update(func(tx *catalogue.Tx) error {
		if err := s.drop(ctx, ids); err != nil {
			return err
		}
		return errors.Join(tx.Settle(), tx.Bump())
	})
	if err != nil {
		return fmt.Errorf("undoing what was begun before the last end: %w", err)
	}
	return nil
}

// some syncs with the files named, and with all files below folders named.
func (s *syncer) some(ctx context.Context, paths []string) (report, error) {
	var todo []work
	err := s.gen.catalogue.View(func(tx *catalogue.Tx) error {
		for _, path := range paths {
			info, err := fs.Stat(s.source.FS(), path)
			if errors.Is(err, fs.ErrNotExist) {
				if _, known := tx.Stamp(path); known && s.present() {
					todo = append(todo, work{FileInfo: corpus.FileInfo{Path: path}, removed: true})
				}
				continue
			}
			w := work{FileInfo: corpus.FileInfo{Path: path}, err: err}
			if err == nil {
				if !info.Mode().IsRegular() {
					continue
				}
				w.Size, w.ModTime = info.Size(), info.ModTime()
			}
			if stamp, known := tx.Stamp(path); err != nil || !known || !stamp.Same(w.Size, w.ModTime) {
				todo = append(todo, w)
			}
		}
		return nil
	})
	if err != nil {
		return report{}, err
	}
	return s.process(ctx, todo)
}

// scan compares the files of the corpus with the catalogue by size and time.
func (s *syncer) scan(ctx context.Context, renew bool) (todo []work, rep report, err error) {
	seed := maphash.MakeSeed()
	seen := make(map[uint64]struct{}) // hashes of paths: a tenth of their size
	var unseen []string               // folders that couldn't be looked into
	err = s.gen.catalogue.View(func(tx *catalogue.Tx) error {
		for info, err := range s.source.Files(ctx) {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if info.Path == "" {
				return fmt.Errorf("looking for articles: %w", err)
			}
			rep.Files++
			seen[maphash.String(seed, info.Path)] = struct{}{}
			if err != nil {
				if !corpus.IsArticleFile(info.Path) {
					unseen = append(unseen, info.Path+"/")
					s.options.Log.Warn("corpus: folder can't be read; its articles stay as they are", "folder", info.Path, "err", err)
					continue
				}
				todo = append(todo, work{FileInfo: info, err: err})
				continue
			}
			stamp, known := tx.Stamp(info.Path)
			if renew || !known || !stamp.Same(info.Size, info.ModTime) {
				todo = append(todo, work{FileInfo: info, renew: renew})
			}
		}
		if !s.present() {
			rep.Gone = true
			return nil
		}
		for path := range tx.Paths() {
			if _, ok := seen[maphash.String(seed, path)]; ok {
				continue
			}
			if !slices.ContainsFunc(unseen, func(folder string) bool { return strings.HasPrefix(path, folder) }) {
				todo = append(todo, work{FileInfo: corpus.FileInfo{Path: path}, removed: true})
			}
		}
		return nil
	})
	return todo, rep, err
}

// present reports whether the corpus is there at all. A volume that isn't
// mounted has no articles folder; that is no reason to delete them all.
func (s *syncer) present() bool {
	if s.source.Dir() == "" {
		return true
	}
	if _, err := fs.Stat(s.source.FS(), corpus.ArticlesDir); err == nil {
		return true
	}
	known := false
	_ = s.gen.catalogue.View(func(tx *catalogue.Tx) error {
		for range tx.Paths() {
			known = true
			break
		}
		return nil
	})
	return !known // an empty corpus with nothing to lose
}

// hashMentions stands for the mentions of an article in the catalogue.
func hashMentions(mentions []archive.Mention) uint64 {
	h := newFNV()
	for _, m := range mentions {
		h.ints(m.Paragraph, m.Span.Start, m.Span.End)
		h.text(m.Entity)
		h.text(string(m.Kind))
		h.text(string(m.Form))
		if m.Suggested {
			h.ints(1)
		}
	}
	return uint64(h)
}

// fnv is the hash FNV-1a (Fowler, Noll, Vo), which stays the same over processes.
type fnv uint64

func newFNV() fnv { return 14695981039346656037 }

func (h *fnv) text(s string) {
	for i := range len(s) {
		*h = (*h ^ fnv(s[i])) * 1099511628211
	}
	*h = (*h ^ 0xff) * 1099511628211
}

func (h *fnv) ints(ns ...int) {
	for _, n := range ns {
		for range 8 {
			*h = (*h ^ fnv(n&0xff)) * 1099511628211
			n >>= 8
		}
	}
}
