package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/entity"
	"depesche/internal/entity/stats"
	"depesche/internal/index"
	"depesche/internal/index/bleveindex"
	"depesche/internal/server"
)

// parts is the archive put together.
type parts struct {
	store      *corpus.Store
	paths      map[archive.ID]string
	index      *bleveindex.Index
	entities   *stats.Store
	recogniser *entity.Recogniser
	state      server.Status
	temp       string
}

func assemble(ctx context.Context, cfg Config, log *slog.Logger) (*parts, error) {
	start := time.Now()
	p := &parts{paths: map[archive.ID]string{}}
	var err error
	if p.store, err = openForReading(cfg); err != nil {
		return nil, err
	}
	registry, err := loadRegistry(cfg)
	for _, problem := range entity.AsProblems(err) {
		p.state.Problems = append(p.state.Problems, server.Problem{Path: problem.File, Line: problem.Line, Reason: problem.Message})
	}
	p.recogniser = entity.NewRecogniser(registry)
	if p.temp, err = os.MkdirTemp("", "depesche"); err != nil {
		return nil, err
	}
	if p.index, err = bleveindex.Create(filepath.Join(p.temp, "index"), bleveindex.Options{Expander: registry, Log: log}); err != nil {
		return nil, fmt.Errorf("making the index: %w", err)
	}
	if p.entities, _, err = stats.Open(filepath.Join(p.temp, "stats"), registry, p); err != nil {
		return nil, fmt.Errorf("opening the statistics: %w", err)
	}
	var docs []index.Document
	flush := func() error {
		if err := p.index.Put(ctx, docs); err != nil {
			return err
		}
		if err := p.entities.Put(ctx, docs); err != nil {
			return err
		}
		docs = nil
		return nil
	}
	for f, err := range p.store.Files(ctx) {
		if err != nil {
			return nil, err
		}
		a, err := p.store.Read(f.Path)
		if err != nil {
			for _, problem := range corpus.Problems(f.Path, err) {
				p.state.Problems = append(p.state.Problems, server.Problem{Path: problem.File, Line: problem.Line, Reason: problem.Problem})
				log.Warn("article refused", "file", problem.File, "line", problem.Line, "problem", problem.Problem)
			}
			continue
		}
		p.paths[a.ID] = f.Path
		docs = append(docs, index.Document{Article: &a, Mentions: p.recogniser.Mentions(&a)})
		p.state.Articles++
		if len(docs) == 1000 {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	p.state.Ready, p.state.Generation = true, start.String()
	p.state.IndexTook = time.Since(start)
	return p, flush()
}

func (p *parts) close(*slog.Logger)    { p.index.Close(); p.entities.Close(); os.RemoveAll(p.temp) }
func (p *parts) status() server.Status { return p.state }

func (p *parts) config(cfg Config, log *slog.Logger) (server.Config, error) {
	proxies, _ := cfg.trustedProxies()
	policy, err := cfg.policy(p.store)
	if err != nil {
		return server.Config{}, err
	}
	return server.Config{
		Access: policy,
		Corpus: p, Search: p.index, Entities: p.entities, Recogniser: p.recogniser, Status: p.status,
		BaseURL: cfg.BaseURL, TrustedProxies: proxies, Version: versionText(), Dev: cfg.Dev, LogQueries: cfg.LogQueries, Logger: log,
	}, nil
}

func (p *parts) Article(_ context.Context, id archive.ID) (archive.Article, error) {
	path, ok := p.paths[id]
	if !ok {
		return archive.Article{}, archive.Errorf(archive.CodeNotFound, "Diesen Artikel gibt es nicht.")
	}
	return p.store.Read(path)
}

func (p *parts) Versions(ctx context.Context, id archive.ID) ([]archive.VersionInfo, error) {
	a, err := p.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	older, err := p.store.Versions(id)
	return append(older, p.store.VersionInfo(&a)), err
}

func (p *parts) Version(_ context.Context, id archive.ID, n int) (archive.Article, error) {
	return p.store.Version(id, n)
}
