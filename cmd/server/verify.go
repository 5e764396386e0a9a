package main

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"

	"depesche/internal/importer"
)

// defineVerify recomputes the hashes that imports left in the corpus.
func defineVerify(*flag.FlagSet) runner {
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{"verify takes no arguments; name another corpus with -corpus"}
		}
		store, err := openForReading(cfg)
		if err != nil {
			return err
		}
		defer store.Close()
		v, err := importer.Verify(ctx, store, func(d importer.Difference) {
			d.Path = filepath.Join(cfg.Corpus, filepath.FromSlash(d.Path))
			fmt.Fprintln(con.err, d)
		})
		if err != nil {
			return fmt.Errorf("verifying the corpus: %w", err)
		}
		fmt.Fprintln(con.out, v)
		if v.Differences > 0 {
			return errProblems
		}
		return nil
	}
}
