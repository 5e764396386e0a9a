package ingest

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/ingest/texts"
)

// bury takes note of articles that no file claims any more: their last text
// becomes a version, and what was known of them stays. An article whose file is
// still there, with a mistake in its header, is only hidden until that is
// mended.
func (h *history) bury(ids []archive.ID) error {
	if h.db == nil || len(ids) == 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.buryTogether(ids); err != nil {
		return err
	}
	return h.db.Update(func(tx *texts.Tx) error {
		for _, id := range ids {
			r, known := tx.Get(id)
			if !known {
				continue
			}
			if h.broken(id, r) {
				h.mistaken[id] = true
				continue
			}
			delete(h.mistaken, id)
			if err := h.remove(tx, id, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// buryTogether writes what stays of several articles at once; remove finds it
// written.
func (h *history) buryTogether(ids []archive.ID) error {
	if len(ids) == 1 {
		return nil
	}
	var list []kept
	err := h.db.View(func(tx *texts.Tx) error {
		for _, id := range ids {
			if r, known := tx.Get(id); known && !h.broken(id, r) {
				r.Packed = bytes.Clone(r.Packed)
				list = append(list, kept{id, r, true})
			}
		}
		return nil
	})
	h.writeTogether(list)
	return err
}

// buryMistaken buries those of the articles with mistakes whose files are gone
// by now.
func (h *history) buryMistaken() error {
	h.mu.Lock()
	ids := slices.Collect(maps.Keys(h.mistaken))
	h.mu.Unlock()
	return h.bury(ids)
}

// broken reports whether the file of a record is there, as far as can be seen, but
// names no article or can't be read.
func (h *history) broken(id archive.ID, r texts.Record) bool {
	if _, err := fs.Stat(h.source.FS(), r.Path); errors.Is(err, fs.ErrNotExist) {
		return false
	}
	data, err := h.source.ReadFile(r.Path)
	if err != nil {
		return true
	}
	a, err := corpus.Parse(r.Path, data)
	return err != nil || a.ID == id
}

func (h *history) remove(tx *texts.Tx, id archive.ID, r texts.Record) error {
	data, err := h.packer.Unpack(r.Packed)
	var a archive.Article
	if err == nil {
		a, err = corpus.Parse(r.Path, data)
	}
	if err != nil {
		h.log.Error("the data of a removed article can't be kept", "article", id, "err", err)
		return tx.Delete(id)
	}
	if !r.Gone {
		if err := h.keep(tx, id, r); err != nil {
			return err
		}
	}
	if err := h.source.Bury(h.stub(a, r)); err != nil {
		h.log.Warn("corpus: the data of a removed article can't be kept there; they wait in the data folder", "article", id, "err", err)
		if err := tx.Wait(texts.Waiting{ID: id, Packed: bytes.Clone(r.Packed)}); err != nil {
			return err
		}
	}
	h.log.Info("an article's file was removed: its last text is kept as a version, its address tells of it", "article", id)
	return tx.Delete(id)
}

func (h *history) buried(w texts.Waiting) (archive.Article, error) {
	data, err := h.packer.Unpack(w.Packed)
	if err != nil {
		return archive.Article{}, err
	}
	a, err := corpus.Parse("", data)
	if err != nil {
		return archive.Article{}, err
	}
	a.Paragraphs = nil
	if a.Tombstone == nil {
		a.Tombstone = &archive.Tombstone{Since: today()}
	}
	return a, nil
}

// today is the day a removal is noticed.
func today() archive.Date { return archive.NewDate(time.Now(), archive.Day) }
