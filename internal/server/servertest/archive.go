// Package servertest sets up a whole archive in memory for tests of the server:
// the shipped articles and more, in a real index with the real registry, so that
// a test asks what a reader would ask.
package servertest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	shipped "depesche/corpus"
	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/entity"
	"depesche/internal/entity/stats"
	"depesche/internal/index"
	"depesche/internal/index/bleveindex"
	"depesche/internal/server"
)

// Archive is an archive in memory.
type Archive struct {
	Config server.Config
	Corpus *Corpus
	close  []func() error
}

// Now is what the clock of the archive says.
var Now = time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)

// New makes an archive of the shipped articles and the given ones. dir is for
// files that only the entities' statistics need.
func New(dir string, more ...archive.Article) (*Archive, error) {
	registry, err := entity.LoadFS(shipped.Files, "entities.yaml")
	if err != nil {
		return nil, fmt.Errorf("loading registry: %w", err)
	}
	a := &Archive{Corpus: &Corpus{versions: map[archive.ID][]archive.Article{}}}
	store := corpus.OpenFS(shipped.Files)
	ctx := context.Background()
	for f, err := range store.Files(ctx) {
		if err != nil {
			return nil, err
		}
		article, err := store.Read(f.Path)
		if err != nil {
			return nil, err
		}
		a.Corpus.Add(article)
	}
	for _, article := range more {
		a.Corpus.Add(article)
	}
	idx, err := bleveindex.Create("", bleveindex.Options{Expander: registry, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	a.close = append(a.close, idx.Close)
	counts, _, err := stats.Open(filepath.Join(dir, "entities.db"), registry, a.Corpus)
	if err != nil {
		return nil, err
	}
	a.close = append(a.close, counts.Close)
	recogniser := entity.NewRecogniser(registry)
	var docs []index.Document
	for _, id := range a.Corpus.IDs() {
		article, err := a.Corpus.Article(ctx, id)
		if err != nil {
			return nil, err
		}
		if article.Tombstone == nil {
			docs = append(docs, index.Document{Article: &article, Mentions: recogniser.Mentions(&article)})
		}
	}
	if err := idx.Put(ctx, docs); err != nil {
		return nil, err
	}
	if err := counts.Put(ctx, docs); err != nil {
		return nil, err
	}
	a.Config = server.Config{
		Corpus: a.Corpus, Arrivals: a.Corpus, Search: idx, Entities: counts, Recogniser: recogniser, BaseURL: "https://archiv.example",
		Version: "test", Dev: true, Clock: func() time.Time { return Now },
		Status: func() server.Status {
			return server.Status{
				Ready: true, Generation: "1", Articles: len(docs), Indexed: Now, IndexTook: 1200 * time.Millisecond,
				Problems: []server.Problem{{Path: "articles/2024/kaputt.md", Line: 3, Reason: "Das Datum „gestern“ ist keines."}},
			}
		},
	}
	return a, nil
}

// Close releases the index.
func (a *Archive) Close() error {
	var first error
	for _, c := range a.close {
		if err := c(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Temporary makes an archive in a folder of its own.
func Temporary(more ...archive.Article) (*Archive, error) {
	dir, err := os.MkdirTemp("", "depesche")
	if err != nil {
		return nil, err
	}
	a, err := New(dir, more...)
	if err != nil {
		return nil, err
	}
	a.close = append(a.close, func() error { return os.RemoveAll(dir) })
	return a, nil
}
