package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/ingest/catalogue"
	"depesche/internal/ingest/texts"
)

// textsName is the file of the last known texts in the data folder. It belongs
// to no generation: an index that is built anew must not forget them.
const textsName = "texts.db"

// history keeps the texts that are edited or removed by hand: it compares what
// a file holds with the last known text of its article, and puts that among the
// versions of the corpus when it is another one. Without a db it only reads versions.
type history struct {
	source Source
	log    *slog.Logger
	packer *texts.Packer
	db     *texts.DB
	mu     sync.Mutex // held while texts are compared and kept

	// Below: with mu.
	first      bool                // nothing is known yet: what comes in now is not news
	mistaken   map[archive.ID]bool // articles whose files have a mistake in the header
	reconciled string              // the generation that was compared with all texts
}

// observation is a file that counts for an article, as it was read.
type observation struct {
	article *archive.Article
	stamp   catalogue.Stamp
	file    [32]byte
	packed  []byte // nil if the file is the last known one
}

// openHistory opens the last known texts. A damaged file is set aside: the texts
// are taken from the article files again.
func openHistory(dir string, readOnly bool, source Source, log *slog.Logger) (*history, error) {
	packer, err := texts.NewPacker()
	if err != nil {
		return nil, err
	}
	h := &history{source: source, log: log, packer: packer, mistaken: map[archive.ID]bool{}}
	if readOnly {
		return h, nil
	}
	path := filepath.Join(dir, textsName)
	h.first = !exists(path)
	db, err := texts.Open(path)
	if err != nil && !noSpace(err) && !notWritable(err) {
		aside := path + ".damaged"
		h.first = true
		log.Warn("the last known texts can't be read: they are set aside and taken from the articles again", "file", aside, "err", err)
		if err := os.Rename(path, aside); err != nil {
			return nil, err
		}
		db, err = texts.Open(path)
	}
	if noSpace(err) || notWritable(err) {
		log.Error("the last known texts can't be opened: edits by hand keep no version until the next start", "err", err)
		return h, nil
	}
	h.db = db
	return h, err
}

func (h *history) close() error {
	if h == nil || h.db == nil {
		return nil
	}
	return h.db.Close()
}

// pack compresses a file for an observation; nil if it is the last known one of
// its article.
func (h *history) pack(id archive.ID, file [32]byte, data []byte) []byte {
	if h.db == nil {
		return nil
	}
	same := false
	err := h.db.View(func(tx *texts.Tx) error {
		r, ok := tx.Get(id)
		same = ok && r.File == file
		return nil
	})
	if same && err == nil {
		return nil
	}
	return h.packer.Pack(data)
}

// observe takes note of files that count. The texts they replace are in the
// corpus when it returns, or wait for it in the data folder.
func (h *history) observe(list []observation) error {
	if h.db == nil || len(list) == 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var todo []observation
	err := h.db.View(func(tx *texts.Tx) error {
		for _, o := range list {
			delete(h.mistaken, o.article.ID)
			r, known := tx.Get(o.article.ID)
			if known && r.File == o.file && r.Path == o.article.Path {
				continue
			}
			if h.current(o) {
				todo = append(todo, o)
			}
		}
		return nil
	})
	if err != nil || len(todo) == 0 {
		return err
	}
	if err := h.keepTogether(todo); err != nil {
		return err
	}
	return h.db.Update(func(tx *texts.Tx) error {
		for _, o := range todo {
			if err := h.note(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// writesAtOnce is how many versions are written at the same time: most of the
// time of writing is waiting for the disk.
const writesAtOnce = 24

// keepTogether writes the texts that observations replace all at once, when
// there are several; note finds them kept. What fails is tried again there.
func (h *history) keepTogether(list []observation) error {
	if len(list) == 1 {
		return nil
	}
	var replaced []kept
	err := h.db.View(func(tx *texts.Tx) error {
		for _, o := range list {
			if old, known := tx.Get(o.article.ID); known && !old.Gone && old.Text != o.article.TextSHA256() {
				old.Packed = bytes.Clone(old.Packed)
				replaced = append(replaced, kept{o.article.ID, old, false})
			}
		}
		return nil
	})
	h.writeTogether(replaced)
	return err
}

// kept is a text that goes among the versions, and with buried the data of its
// article.
type kept struct {
	id     archive.ID
	record texts.Record
	buried bool
}

func (h *history) writeTogether(list []kept) {
	var running sync.WaitGroup
	slots := make(chan struct{}, writesAtOnce)
	for _, k := range list {
		slots <- struct{}{}
		running.Go(func() {
			defer func() { <-slots }()
			data, err := h.packer.Unpack(k.record.Packed)
			if err != nil {
				return
			}
			if !k.record.Gone {
				_, err = h.source.KeepText(k.id, k.record.Number, data, time.Unix(k.record.Since, 0))
			}
			if a, errParse := corpus.Parse(k.record.Path, data); k.buried && err == nil && errParse == nil {
				_ = h.source.Bury(h.stub(a, k.record)) // tried again by remove
			}
		})
	}
	running.Wait()
}

// stub is what stays of an article that was removed.
func (h *history) stub(a archive.Article, r texts.Record) *archive.Article {
	if !r.Gone {
		a.Tombstone = &archive.Tombstone{Since: today()}
	}
	a.Paragraphs, a.Version = nil, r.Number
	return &a
}

// current reports whether a file still is as it was read. One that has changed
// since is read again by a later sync.
func (h *history) current(o observation) bool {
	info, err := fs.Stat(h.source.FS(), o.article.Path)
	return err == nil && info.Size() == o.stamp.Size && info.ModTime().UnixNano() == o.stamp.ModTime
}

func (h *history) note(tx *texts.Tx, o observation) error {
	a := o.article
	old, known := tx.Get(a.ID)
	now := texts.Record{Path: a.Path, File: o.file, Text: a.TextSHA256(), Gone: a.Tombstone != nil, Packed: o.packed}
	switch {
	case known && old.Text == now.Text:
		now.Since = old.Since
	case h.first:
		now.Since = h.source.VersionInfo(a).Recorded.Unix()
	default:
		now.Since = time.Now().Unix()
	}
	if o.packed == nil {
		if !known || old.File != o.file {
			return fmt.Errorf("keeping the text of %s: it changed meanwhile", a.ID)
		}
		now.Packed = bytes.Clone(old.Packed)
	}
	switch {
	case !known:
		// New, or back.
		if err := h.source.Unbury(a.ID); err != nil {
			h.log.Warn("corpus: an article is back, but the note that it was removed stays", "article", a.ID, "err", err)
		}
		if err := tx.Done(a.ID, 0); err != nil {
			return err
		}
	case old.Text != now.Text && !old.Gone:
		if err := h.keep(tx, a.ID, old); err != nil {
			return err
		}
		h.log.Info("an article was edited by hand: the text before is kept as a version", "article", a.ID, "version", old.Number)
	}
	n, err := h.number(tx, a)
	if err != nil {
		return err
	}
	a.Version, now.Number = n, n
	return tx.Put(a.ID, now)
}

// keep puts a text among the versions of the corpus; if that can't be written,
// it waits.
func (h *history) keep(tx *texts.Tx, id archive.ID, r texts.Record) error {
	data, err := h.packer.Unpack(r.Packed)
	if err != nil {
		h.log.Error("the text before can't be kept as a version", "article", id, "err", err)
		return nil // damaged: nothing that trying again would mend
	}
	if _, err = h.source.KeepText(id, r.Number, data, time.Unix(r.Since, 0)); err == nil {
		return nil
	}
	h.log.Warn("corpus: an earlier text can't be kept there; it waits in the data folder", "article", id, "version", r.Number, "err", err)
	return tx.Wait(texts.Waiting{ID: id, Number: r.Number, Packed: bytes.Clone(r.Packed)})
}

// number is the version that the current text of an article is, with those that
// wait.
func (h *history) number(tx *texts.Tx, a *archive.Article) (int, error) {
	n, err := h.source.Number(a)
	for w := range tx.Waiting(a.ID) {
		if w.Number >= n {
			n = w.Number + 1
		}
	}
	return n, err
}

// versionOf is number for whoever reads the article.
func (h *history) versionOf(a *archive.Article) (n int, err error) {
	if h.db == nil {
		return a.Version, nil
	}
	err = h.db.View(func(tx *texts.Tx) error {
		n = a.Version
		for w := range tx.Waiting(a.ID) {
			n = max(n, w.Number+1)
		}
		return nil
	})
	return n, err
}

// deliver writes what waits to the corpus.
func (h *history) deliver() error {
	if h.db == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.db.Update(func(tx *texts.Tx) error {
		var done []texts.Waiting
		for w := range tx.Waiting("") {
			data, err := h.packer.Unpack(w.Packed)
			if err == nil && w.Number > 0 {
				_, err = h.source.KeepText(w.ID, w.Number, data, time.Time{})
			}
			if err == nil && w.Number == 0 {
				var a archive.Article
				if a, err = h.buried(w); err == nil {
					err = h.source.Bury(&a)
				}
			}
			if err != nil {
				return nil // still not to be written
			}
			done = append(done, texts.Waiting{ID: w.ID, Number: w.Number})
		}
		for _, w := range done {
			if err := tx.Done(w.ID, w.Number); err != nil {
				return err
			}
		}
		return nil
	})
}

// reconcile compares all texts with a generation that was not compared before:
// the texts of articles that are in it but not known are read, as after the file
// was lost, and articles that are known but not in it are buried.
func (h *history) reconcile(ctx context.Context, g *generation) error {
	if h.db == nil || h.reconciled == g.name {
		return nil
	}
	var lacking []string
	var gone []archive.ID
	err := g.catalogue.View(func(tx *catalogue.Tx) error {
		return h.db.View(func(known *texts.Tx) error {
			for id, path := range tx.IDs() {
				e, ok := tx.Entry(path)
				if r, has := known.Get(id); ok && (!has || r.File != e.SHA256) {
					lacking = append(lacking, path)
				}
			}
			for id := range known.IDs() {
				if _, claimed := tx.Winner(id); !claimed {
					gone = append(gone, id)
				}
			}
			return ctx.Err()
		})
	})
	const batch = 200
	for part := range slices.Chunk(lacking, batch) {
		if err != nil {
			break
		}
		err = errors.Join(h.observe(h.read(part)), ctx.Err())
	}
	if err = errors.Join(err, h.bury(gone)); err != nil {
		return fmt.Errorf("comparing the last known texts with the index: %w", err)
	}
	h.reconciled, h.first = g.name, false
	return nil
}

// read observes files anew; what can't be read is left to the sync.
func (h *history) read(paths []string) (list []observation) {
	for _, path := range paths {
		info, err := fs.Stat(h.source.FS(), path)
		if err != nil {
			continue
		}
		data, err := h.source.ReadFile(path)
		if err != nil {
			continue
		}
		a, err := h.source.Decode(path, data)
		if err != nil {
			continue
		}
		sum := sha256.Sum256(data)
		list = append(list, observation{&a, catalogue.Stamp{Size: info.Size(), ModTime: info.ModTime().UnixNano()}, sum, h.pack(a.ID, sum, data)})
	}
	return list
}
