package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/importer/near"
)

// committer decides what each draft is to the archive and writes it. It decides
// from one goroutine, in the order of the items. New articles are written while
// it goes on; before it reads an article it waits for them.
type committer struct {
	store *corpus.Store
	known *known
	opts  Options
	queue *writeQueue
}

// outcome is what became of a draft.
type outcome struct {
	action  Action
	article *archive.Article
	message string
	write   func() error // still to be done; nil: it is written
}

// commit writes a draft. The error is one of writing; it ends nothing but the
// draft.
func (c *committer) commit(ctx context.Context, it *Item, d Draft) (outcome, error) {
	a := &d.Article
	c.stamp(it, &d)
	if e, ok := c.known.holds(a.Provenance.SourceSHA256, a.URL); ok {
		return outcome{action: Unchanged, article: &archive.Article{ID: e.id, Path: e.path}}, nil
	}
	e, ok := c.known.find(a)
	if !ok {
		var err error
		if e, ok, err = c.sameFile(a); err != nil {
			return outcome{}, err
		}
	}
	if ok {
		if err := c.queue.settle(); err != nil {
			return outcome{}, err
		}
		return c.update(e, it, d)
	}
	if e, ok := c.known.sameText(a); ok && (a.URL == "" || e.url == "" || hostOf(a.URL) == hostOf("https://"+e.url)) {
		return outcome{action: Unchanged, article: &archive.Article{ID: e.id, Path: e.path}, message: fmt.Sprintf("gleicher Text wie %s", e.id)}, nil
	}
	return c.create(ctx, it, d)
}

// stamp fills in the provenance.
func (c *committer) stamp(it *Item, d *Draft) {
	a := &d.Article
	if d.Original != nil && a.Provenance.Importer != "" && a.Provenance.SourceSHA256 != "" {
		return // an article file of another archive knows better where it is from
	}
	p := &a.Provenance
	p.Source, p.ImportedAt, p.SourceSHA256 = sourceName(it), c.opts.Now().UTC(), d.SourceSHA256
	if p.SourceSHA256 == "" {
		p.SourceSHA256 = it.SHA256()
	}
	if it.Cut {
		p.Note = strings.TrimSpace(p.Note + " Die Quelle bricht vor dem Ende des Dokuments ab.")
	}
	if a.Captured.IsZero() && !it.Fetched.IsZero() {
		a.Captured = it.Fetched.UTC()
	}
	p.TextSHA256, p.MetaSHA256 = a.TextSHA256(), a.MetaSHA256()
}

func sourceName(it *Item) string {
	if it.Offset >= 0 {
		return fmt.Sprintf("%s@%d", it.Source, it.Offset)
	}
	return it.Source
}

// sameFile finds the article that a changed file without an address was
// before: imported from a file of that name, with the same title or a text
// that is nearly the same.
func (c *committer) sameFile(a *archive.Article) (entry, bool, error) {
	if a.URL != "" {
		return entry{}, false, nil
	}
	set := near.Shingles(bodyText(a))
	candidates := c.known.candidates(set)
	if len(candidates) > 0 {
		if err := c.queue.settle(); err != nil {
			return entry{}, false, err
		}
	}
	for _, e := range candidates {
		if e.source != a.Provenance.Source || e.url != "" {
			continue
		}
		if old, err := c.store.Read(e.path); err == nil && near.Near(set, near.Shingles(bodyText(&old))) {
			return e, true, nil
		}
	}
	return entry{}, false, nil
}

func (c *committer) create(ctx context.Context, it *Item, d Draft) (outcome, error) {
	a := &d.Article
	var err error
	if a.ID == "" && it.Capture != nil {
		a.ID = c.known.orphan(a.Provenance.SourceSHA256)
	}
	if a.ID == "" {
		a.ID = c.known.formerID(a)
	}
	if a.ID == "" {
		if a.ID, err = c.freshID(); err != nil {
			return outcome{}, err
		}
	}
	like, err := c.alike(a)
	if err != nil {
		return outcome{}, err
	}
	for _, other := range like {
		a.Also = append(a.Also, other.ID)
	}
	a.Version, a.Path = 1, corpus.ArticlePath(a)
	c.known.add(a)
	out := outcome{action: New, article: a, write: func() error { return c.put(it, d.Original, a) }}
	if len(like) > 0 {
		out.message = "fast gleich: " + joinIDs(a.Also)
		if err := out.write(); err != nil {
			return outcome{}, err
		}
		out.write = nil
		return out, c.linkBack(like, a.ID)
	}
	return out, nil
}

// put writes a new article and what it was taken from. The capture comes
// first, so that no article names one that is not there.
func (c *committer) put(it *Item, original []byte, a *archive.Article) error {
	if err := c.keepCapture(it, a); err != nil {
		return err
	}
	if original != nil {
		return c.store.Adopt(a, withID(original, a.ID))
	}
	return c.store.Write(a)
}

func (c *committer) freshID() (archive.ID, error) {
	for range 100 {
		id, err := archive.NewID(c.opts.Random)
		if err != nil {
			return "", err
		}
		if _, taken := c.known.byID[id]; !taken {
			return id, nil
		}
	}
	return "", errors.New("drawing an article id: the source of random numbers repeats itself")
}

const maxAlso = 50 // reprints listed in one article

// alike reads the articles with nearly the same text.
func (c *committer) alike(a *archive.Article) ([]archive.Article, error) {
	set := near.Shingles(bodyText(a))
	candidates := c.known.candidates(set)
	if len(candidates) > 0 {
		if err := c.queue.settle(); err != nil {
			return nil, err
		}
	}
	var list []archive.Article
	for _, e := range candidates {
		if e.id == a.ID || len(list) >= maxAlso {
			continue
		}
		if other, err := c.store.Read(e.path); err == nil && near.Near(set, near.Shingles(bodyText(&other))) {
			list = append(list, other)
		}
	}
	return list, nil
}

// linkBack enters the new article in those it is like.
func (c *committer) linkBack(list []archive.Article, id archive.ID) error {
	for i := range list {
		other := &list[i]
		if slices.Contains(other.Also, id) || len(other.Also) >= maxAlso {
			continue
		}
		other.Also = append(other.Also, id)
		if err := c.store.Write(other); err != nil {
			return err
		}
	}
	return nil
}

// mendLinks enters articles in those that they list as reprints, where an import
// that was killed did not come to it: the article that lists is the newer file. A
// list that a person has shortened since then is left as it is.
func (c *committer) mendLinks() error {
	changed := func(id archive.ID) time.Time {
		info, err := fs.Stat(c.store.FS(), c.known.entries[c.known.byID[id]].path)
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	missing := map[archive.ID][]archive.ID{} // by the article that does not list them
	for id, list := range c.known.also {
		for _, other := range list {
			if _, there := c.known.byID[other]; there && !slices.Contains(c.known.also[other], id) && changed(other).Before(changed(id)) {
				missing[other] = append(missing[other], id)
			}
		}
	}
	c.known.also = nil
	for id, list := range missing {
		a, err := c.store.Read(c.known.entries[c.known.byID[id]].path)
		if err != nil {
			continue // it changed since it was read, and is none any more
		}
		slices.Sort(list)
		a.Also = append(a.Also, list[:max(0, min(len(list), maxAlso-len(a.Also)))]...)
		if err := c.store.Write(&a); err != nil {
			return fmt.Errorf("entering %s in its reprint %s: %w", joinIDs(list), id, err)
		}
	}
	return nil
}

func joinIDs(ids []archive.ID) string {
	s := make([]string, len(ids))
	for i, id := range ids {
		s[i] = string(id)
	}
	return strings.Join(s, ", ")
}

// keepCapture stores the exchange the article was taken from. The entries of a
// feed have none: each would be a copy of the whole feed.
func (c *committer) keepCapture(it *Item, a *archive.Article) error {
	if it.Capture == nil || c.opts.DiscardCaptures || strings.HasPrefix(a.Provenance.Importer, "feed/") {
		return nil
	}
	name := captureName(a.ID, a.Provenance.SourceSHA256)
	path, err := c.store.WriteCapture(name, func(w io.Writer) error { return it.Capture(w) })
	if err != nil {
		return err
	}
	a.Provenance.Capture = path
	return nil
}

// withID gives an article file without an id one.
func withID(original []byte, id archive.ID) []byte {
	if _, err := corpus.Parse("", original); err == nil {
		return original
	}
	head, rest, _ := strings.Cut(strings.TrimPrefix(string(original), "\uFEFF"), "\n")
	return []byte(head + "\nid: \"" + string(id) + "\"\n" + rest)
}
