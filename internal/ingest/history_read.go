package ingest

import (
	"context"
	"io/fs"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/ingest/texts"
)

// latest lists the articles whose text was taken in after t.
func (h *history) latest(ctx context.Context, t time.Time, limit int) (list []archive.Arrival, err error) {
	if h.db == nil {
		return nil, archive.Errorf(archive.CodeUnavailable, "Dieses Archiv weiß gerade nicht, was neu ist: In seinen Datenordner kann nicht geschrieben werden.")
	}
	err = h.db.View(func(tx *texts.Tx) error {
		for id, since := range tx.Latest() {
			at := time.Unix(since, 0).UTC()
			if len(list) >= limit || !at.After(t) {
				break
			}
			list = append(list, archive.Arrival{ID: id, At: at})
		}
		return ctx.Err()
	})
	return list, err
}

// lastKnown is the text of an article as it was last taken in, if that was from
// a file of this sum.
func (h *history) lastKnown(id archive.ID, file [32]byte) (a archive.Article, ok bool) {
	if h.db == nil {
		return a, false
	}
	var r texts.Record
	var data []byte
	err := h.db.View(func(tx *texts.Tx) (err error) {
		if r, ok = tx.Get(id); !ok || r.File != file {
			return fs.ErrNotExist
		}
		data, err = h.packer.Unpack(r.Packed)
		return err
	})
	if err == nil {
		a, err = h.source.Decode(r.Path, data)
	}
	return a, err == nil && a.ID == id
}

// absent tells of an article that no file claims: what stays of a removed one,
// or an error that says why there is none.
func (h *history) absent(id archive.ID) (archive.Article, error) {
	if h.db != nil {
		var r texts.Record
		var waiting *texts.Waiting
		known := false
		err := h.db.View(func(tx *texts.Tx) error {
			r, known = tx.Get(id)
			for w := range tx.Waiting(id) {
				if w.Number == 0 {
					w.Packed = append([]byte(nil), w.Packed...)
					waiting = &w
				}
			}
			return nil
		})
		switch {
		case err != nil:
			h.log.Error("reading the last known texts", "err", err)
		case known && !r.Gone:
			return archive.Article{}, archive.Errorf(archive.CodeUnavailable,
				"Die Datei dieses Artikels hat gerade einen Fehler (%s; Näheres unter /status). Bitte später noch einmal versuchen.", r.Path)
		case waiting != nil:
			return h.buried(*waiting)
		}
	}
	return h.source.Removed(id)
}

// waiting are the versions of an article that the corpus doesn't have yet.
func (h *history) waiting(id archive.ID) (list []archive.Article) {
	if h.db == nil {
		return nil
	}
	err := h.db.View(func(tx *texts.Tx) error {
		for w := range tx.Waiting(id) {
			if w.Number == 0 {
				continue
			}
			data, err := h.packer.Unpack(w.Packed)
			if err != nil {
				return err
			}
			a, err := corpus.Parse("", data)
			if err != nil {
				return err
			}
			a.Version = w.Number
			list = append(list, a)
		}
		return nil
	})
	if err != nil {
		h.log.Error("reading the last known texts", "err", err)
	}
	return list
}
