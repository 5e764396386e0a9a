package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"

	shipped "depesche/corpus"
	"depesche/internal/corpus"
	"depesche/internal/entity"
)

const (
	defaultCorpus = "corpus"
	registryFile  = "entities.yaml"
)

func defineCheck(*flag.FlagSet) runner {
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{"check takes no arguments; name another corpus with -corpus"}
		}
		store, err := openForReading(cfg)
		if err != nil {
			return err
		}
		defer store.Close()
		n := 0
		for p := range store.Validate(ctx) {
			p.File = filepath.Join(cfg.Corpus, filepath.FromSlash(p.File))
			fmt.Fprintln(con.err, p)
			n++
		}
		_, err = loadRegistry(cfg)
		problems := entity.AsProblems(err)
		for _, p := range problems {
			fmt.Fprintln(con.err, p)
			n++
		}
		switch {
		case err != nil && len(problems) == 0:
			return fmt.Errorf("reading the registry: %w", err)
		case n > 0:
			return errProblems
		}
		fmt.Fprintln(con.out, "Keine Probleme.")
		return ctx.Err()
	}
}

// openForReading opens the corpus folder, or the copy in the program where
// none is named and there is none.
func openForReading(cfg Config) (*corpus.Store, error) {
	if cfg.Corpus == "" {
		return corpus.OpenFS(shipped.Files), nil
	}
	store, err := corpus.Open(cfg.Corpus)
	if err != nil {
		return nil, fmt.Errorf("opening the corpus: %w", err)
	}
	return store, nil
}
