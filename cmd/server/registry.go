package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	shipped "depesche/corpus"
	"depesche/internal/entity"
	"depesche/internal/ingest"
	"depesche/internal/ingest/catalogue"
)

// goodRegistry is the file in the data folder that has the last registry without
// mistakes. It stays in force while the one in the corpus has some.
const goodRegistry = "registry.yaml"

// loadRegistry reads the corpus' own registry, or the shipped one where the
// corpus has none.
func loadRegistry(cfg Config) (*entity.Registry, error) {
	path := registryPath(cfg)
	if path == "" {
		return entity.LoadFS(shipped.Files, registryFile)
	}
	return entity.Load(path)
}

// registryPath is the corpus' own registry file, "" if it has none.
func registryPath(cfg Config) string {
	if cfg.Corpus == "" {
		return ""
	}
	path := filepath.Join(cfg.Corpus, registryFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return path
}

// loadKnowledge reads the registry for recognition. In place of one with mistakes
// the last one without stays in force; where there is none, the one with
// mistakes is used as far as it goes.
func loadKnowledge(cfg Config) (ingest.Knowledge, error) {
	registry, problems, err := lastGood(cfg)
	if err != nil {
		return ingest.Knowledge{}, fmt.Errorf("reading the registry: %w", err)
	}
	recogniser := entity.NewLazy(registry)
	k := ingest.Knowledge{Version: recogniser.Version(), Recogniser: recogniser, Registry: registry}
	for _, p := range problems {
		k.Problems = append(k.Problems, catalogue.Problem{File: p.File, Line: p.Line, Text: p.Message})
	}
	return k, nil
}

// lastGood is the registry to use and what is wrong with the one in the corpus.
func lastGood(cfg Config) (*entity.Registry, entity.Problems, error) {
	path, good := registryPath(cfg), filepath.Join(cfg.Data, goodRegistry)
	if path == "" {
		registry, err := loadRegistry(cfg)
		return registry, nil, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	registry, err := entity.Parse(entity.Source{Name: path, Text: text})
	problems := entity.AsProblems(err)
	if len(problems) == 0 {
		keepGood(good, text)
		return registry, nil, nil
	}
	if old, err := entity.Load(good); err == nil {
		problems = append(problems, entity.Problem{File: path, Line: problems[0].Line,
			Message: "Bis das behoben ist, gilt das Register von vor dieser Änderung."})
		return old, problems, nil
	}
	return registry, problems, nil
}

// keepGood writes the registry's text to the data folder. Where that fails, the
// next mistake finds an older one.
func keepGood(path string, text []byte) {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(text) {
		return
	}
	temporary := path + ".new"
	if os.WriteFile(temporary, text, 0o644) == nil {
		os.Rename(temporary, path)
	}
}

func knowledgeFiles(cfg Config) []string {
	if cfg.Corpus == "" {
		return nil
	}
	return []string{filepath.Join(cfg.Corpus, registryFile)}
}
