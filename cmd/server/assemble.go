package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/entity/stats"
	"depesche/internal/frozen"
	"depesche/internal/index"
	"depesche/internal/index/bleveindex"
	"depesche/internal/ingest"
	"depesche/internal/server"
)

// parts is the archive put together.
type parts struct {
	store   *corpus.Store
	archive *ingest.Archive
	opened  time.Duration // how long opening took
}

// assembly says how an archive is opened beside its configuration.
type assembly struct {
	rebuild  bool // don't use the index that is there
	noWatch  bool
	progress func(ingest.Progress)
	wait     time.Duration // for the first sync; 0: the default
}

func assemble(ctx context.Context, cfg Config, log *slog.Logger, how assembly) (*parts, error) {
	start := time.Now()
	store, err := openForReading(cfg)
	if err != nil {
		return nil, err
	}
	a, err := ingest.Open(ctx, ingest.Options{
		Data: cfg.Data, Source: store, Engine: bleve(log), Stats: openStats,
		Knowledge: func() (ingest.Knowledge, error) { return loadKnowledge(cfg) }, KnowledgeFiles: knowledgeFiles(cfg),
		Rebuild: how.rebuild, NoWatch: how.noWatch, Log: log, Progress: how.progress, FirstSync: how.wait,
		ArticleCache: cacheRoom(articleCache), BatchBytes: batchBytes(),
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the archive: %w", err), store.Close())
	}
	return &parts{store, a, time.Since(start)}, nil
}

// awaitReady waits until searches are answered and says how long that took
// from the start. It is false if ctx ends before.
func (p *parts) awaitReady(ctx context.Context, start time.Time) (time.Duration, bool) {
	const look = 20 * time.Millisecond
	for !p.archive.Ready() {
		select {
		case <-ctx.Done():
			return 0, false
		case <-time.After(look):
		}
	}
	return time.Since(start), true
}

func (p *parts) close(log *slog.Logger) {
	if err := errors.Join(p.archive.Close(), p.store.Close()); err != nil {
		log.Error("closing the archive", "err", err)
	}
}

// bleve is the embedded engine.
func bleve(log *slog.Logger) ingest.Engine {
	return ingest.Engine{
		Version: bleveindex.Version(),
		Serves:  bleveindex.Serves,
		Open: func(dir string, mode ingest.Mode, k ingest.Knowledge, onError func(error)) (index.Index, error) {
			options := bleveindex.Options{Log: log, OnError: onError, ReadOnly: mode == ingest.ReadOnly, Lines: cacheRoom(lineCache)}
			if k.Registry != nil {
				options.Expander = k.Registry
			}
			if mode == ingest.Create {
				return bleveindex.Create(dir, options)
			}
			return bleveindex.Open(dir, options)
		},
		Immutable: bleveindex.IsSegment,
		Verify:    bleveindex.Verify,
	}
}

func openStats(dir string, mode ingest.Mode, k ingest.Knowledge, articles archive.Corpus) (ingest.Stats, error) {
	path := filepath.Join(dir, "entities.db")
	if mode == ingest.ReadOnly {
		s, err := stats.OpenReadOnly(path, k.Registry, articles)
		if err != nil {
			return nil, err // and s is nil
		}
		return s, nil
	}
	s, rebuilt, err := stats.Open(path, k.Registry, articles)
	if err != nil {
		return nil, err
	}
	if rebuilt && mode != ingest.Create {
		return nil, errors.Join(errors.New("the statistics of entities were damaged or of another version"), s.Close())
	}
	return s, nil
}

// config is what the server is made of.
func (p *parts) config(cfg Config, log *slog.Logger) (server.Config, error) {
	proxies, err := cfg.trustedProxies()
	if err != nil {
		return server.Config{}, err
	}
	policy, err := cfg.policy(p.store)
	if err != nil {
		return server.Config{}, err
	}
	return server.Config{
		Corpus: p.archive, Search: p.archive, Entities: p.archive, Recogniser: p.archive, Arrivals: p.archive,
		Frozen: frozen.NewStore(p.store, cfg.FrozenLimit), Status: p.status, Access: policy, BaseURL: cfg.BaseURL, TrustedProxies: proxies,
		Version: versionText(), Dev: cfg.Dev, LogQueries: cfg.LogQueries, Logger: log,
		Limits: server.Limits{PageCache: cacheRoom(pageCache)},
	}, nil
}

// status is the archive's state as the server tells it.
func (p *parts) status() server.Status {
	st := p.archive.Status(context.Background())
	s := server.Status{
		Ready: st.Ready, Generation: st.Revision, Articles: st.Articles,
		Imported: st.LastSync, Indexed: st.LastSync, IndexTook: st.LastTook,
	}
	if s.IndexTook == 0 {
		s.IndexTook = p.opened
	}
	if !st.Ready {
		s.Reason = "Der Index wird gebaut."
	}
	for _, problem := range append(st.Problems, st.RegistryOnes...) {
		s.Problems = append(s.Problems, server.Problem{Path: problem.File, Line: problem.Line, Reason: problem.Text})
	}
	s.DiskFree = st.DiskFree
	fact := func(name, nameEN, value, valueEN string) {
		if value != "" {
			s.Facts = append(s.Facts, server.Fact{Name: name, NameEN: nameEN, Value: value, ValueEN: valueEN})
		}
	}
	fact("Generation", "Generation", st.Generation, "")
	fact("Fassung des Index", "Version of the index", st.Engine, "")
	fact("Fassung des Registers", "Version of the registry", st.Registry, "")
	switch st.Watching {
	case ingest.Notifications:
		fact("Änderungen an Dateien", "Changes of files", "werden vom Dateisystem gemeldet", "are told by the file system")
	case ingest.Polling:
		fact("Änderungen an Dateien", "Changes of files", "werden durch Nachsehen gefunden", "are found by looking")
	}
	fact("Schreiben angehalten", "Writing is halted", st.Why, "")
	fact("Letzter Fehler beim Abgleich", "Last error of the comparison with the files", st.LastErr, "")
	if st.Gone {
		fact("Corpus", "Corpus", "Der Ordner ist nicht da; gesucht wird im letzten Stand.", "The folder is not there; searches are answered from its last state.")
	}
	return s
}
