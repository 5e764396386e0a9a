package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"slices"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// Article implements archive.Corpus for the articles that are known to the
// index. Those read last are kept in memory.
func (a *Archive) Article(ctx context.Context, id archive.ID) (archive.Article, error) {
	d, err := a.Document(ctx, id)
	if err != nil {
		return archive.Article{}, err
	}
	return *d.Article, nil
}

// Document is an article with its mentions, as they are in the index. It must
// not be changed.
func (a *Archive) Document(ctx context.Context, id archive.ID) (index.Document, error) {
	path, entry, err := a.lookUp(ctx, id)
	if archive.CodeOf(err) == archive.CodeNotFound && id.Valid() {
		gone, err := a.history.absent(id)
		if err != nil {
			return index.Document{}, err
		}
		return index.Document{Article: &gone}, nil
	}
	if err != nil {
		return index.Document{}, err
	}
	key := articleKey{id, entry.SHA256, entry.Mentions, a.versionsChanged(id)}
	if d, ok := a.articles.get(key); ok {
		return d, nil
	}
	data, err := a.options.Source.ReadFile(path)
	var article archive.Article
	if err == nil {
		article, err = a.options.Source.Decode(path, data)
	}
	if err != nil && a.present() || err == nil && (article.ID != id || sha256.Sum256(data) != entry.SHA256) {
		// Changed, moved or removed, and not yet taken in: what was is what searches find.
		if known, ok := a.history.lastKnown(id, entry.SHA256); ok {
			article, err = known, nil
			data = nil
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return index.Document{}, &archive.Error{Code: archive.CodeUnavailable,
			Message: "Die Datei dieses Artikels ist nicht (mehr) da. Bitte gleich noch einmal versuchen.", Err: err}
	case err != nil:
		return index.Document{}, &archive.Error{Code: archive.CodeUnavailable,
			Message: "Die Datei dieses Artikels kann gerade nicht gelesen werden.", Err: err}
	case article.ID != id:
		return index.Document{}, unknownArticle(id)
	}
	if article.Version, err = a.history.versionOf(&article); err != nil {
		return index.Document{}, &archive.Error{Code: archive.CodeUnavailable, Message: noVersions, Err: err}
	}
	d := index.Document{Article: &article}
	if article.Tombstone != nil {
		a.articles.put(key, d)
		return d, nil
	}
	if data != nil && sha256.Sum256(data) != entry.SHA256 { // changed since it was indexed, and not yet taken in
		d.Mentions = a.recognise(&article)
		return d, nil
	}
	if d.Mentions, err = a.mentionsOf(ctx, &article); err != nil {
		return index.Document{}, err
	}
	a.articles.put(key, d)
	return d, nil
}

// mentionsOf are an article's mentions as they were put into the statistics,
// which is much quicker than to recognise them again.
func (a *Archive) mentionsOf(ctx context.Context, article *archive.Article) ([]archive.Mention, error) {
	c, done, err := a.Handle.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	if s, ok := c.stats.(remembering); ok {
		mentions, ok, err := s.Mentions(ctx, article.ID)
		if err == nil && ok {
			return mentions, nil
		}
		if err != nil && ctx.Err() == nil {
			a.options.Log.Warn("statistics: mentions can't be read", "article", article.ID, "err", err)
		}
	}
	return a.recognise(article), ctx.Err()
}

func (a *Archive) recognise(article *archive.Article) []archive.Mention {
	mentions, _ := a.knowledge.Load().mentions(article) // what goes wrong is named by the sync
	return mentions
}

func unknownArticle(id archive.ID) error {
	return archive.Errorf(archive.CodeNotFound, "Einen Artikel „%s“ gibt es in diesem Archiv nicht.", id)
}

// lookUp finds the file that counts for an id.
func (a *Archive) lookUp(ctx context.Context, id archive.ID) (path string, e catalogue.Entry, err error) {
	c, done, err := a.Handle.use(ctx)
	if err != nil {
		return "", e, err
	}
	defer done()
	if !id.Valid() {
		return "", e, unknownArticle(id)
	}
	err = c.catalogue.View(func(tx *catalogue.Tx) error {
		var ok bool
		if path, ok = tx.Winner(id); !ok {
			return unknownArticle(id)
		}
		e, _ = tx.Entry(path)
		return nil
	})
	return path, e, err
}

// Mentions implements archive.Recogniser with the registry as it is now. Those
// of an article that came from Article are not sought twice: they are those
// that are in the index.
func (a *Archive) Mentions(article *archive.Article) []archive.Mention {
	if d, ok := a.articles.latest(article.ID); ok && sameText(d.doc.Article, article) {
		return d.doc.Mentions
	}
	return a.recognise(article)
}

// sameText reports whether b is a copy of a that shares its paragraphs.
func sameText(a, b *archive.Article) bool {
	return a.Title == b.Title && a.Kicker == b.Kicker && len(a.Paragraphs) == len(b.Paragraphs) &&
		len(a.Paragraphs) > 0 && &a.Paragraphs[0] == &b.Paragraphs[0]
}

const noVersions = "Die früheren Fassungen können gerade nicht gelesen werden."

// versionsChanged tells when a version of an article was last kept.
func (a *Archive) versionsChanged(id archive.ID) int64 {
	info, err := fs.Stat(a.options.Source.FS(), corpus.VersionsDir+"/"+string(id))
	if err != nil {
		return 0
	}
	return info.ModTime().UnixNano()
}

// present reports whether the corpus is there at all; see syncer.present.
func (a *Archive) present() bool {
	_, err := fs.Stat(a.options.Source.FS(), corpus.ArticlesDir)
	return err == nil
}

// Versions implements archive.Corpus.
func (a *Archive) Versions(ctx context.Context, id archive.ID) ([]archive.VersionInfo, error) {
	current, err := a.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	earlier, err := a.options.Source.Versions(id)
	if err != nil {
		return nil, &archive.Error{Code: archive.CodeUnavailable, Message: noVersions, Err: err}
	}
	for _, w := range a.history.waiting(id) {
		earlier = append(earlier, a.options.Source.VersionInfo(&w))
	}
	earlier = slices.DeleteFunc(earlier, func(v archive.VersionInfo) bool { return v.Number >= current.Version })
	return append(earlier, a.options.Source.VersionInfo(&current)), nil
}

// Version implements archive.Corpus.
func (a *Archive) Version(ctx context.Context, id archive.ID, number int) (archive.Article, error) {
	current, err := a.Article(ctx, id)
	if err != nil || current.Version == number {
		return current, err
	}
	old, err := a.options.Source.Version(id, number)
	if archive.CodeOf(err) == archive.CodeNotFound {
		for _, w := range a.history.waiting(id) {
			if w.Version == number {
				return w, nil
			}
		}
	}
	return old, err
}

// Since implements archive.Arrivals.
func (a *Archive) Since(ctx context.Context, t time.Time, limit int) ([]archive.Arrival, error) {
	return a.history.latest(ctx, t, limit)
}

// ByURL finds the articles that stood at an address.
func (a *Archive) ByURL(ctx context.Context, url string) (ids []archive.ID, err error) {
	c, done, err := a.Handle.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	err = c.catalogue.View(func(tx *catalogue.Tx) error {
		for id := range tx.ByURL(url) {
			ids = append(ids, id)
		}
		return nil
	})
	return ids, err
}

// Listed is an article in the order of ids, for sitemaps and exports.
type Listed struct {
	ID      archive.ID
	ModTime int64 // of its file, Unix nanoseconds
}

// Articles returns the articles that searches find, by id.
func (a *Archive) Articles(ctx context.Context) (list []Listed, err error) {
	c, done, err := a.Handle.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	err = c.catalogue.View(func(tx *catalogue.Tx) error {
		for id, path := range tx.IDs() {
			if e, ok := tx.Entry(path); ok && !e.Hidden {
				list = append(list, Listed{id, e.ModTime})
			}
		}
		return ctx.Err()
	})
	return list, err
}
