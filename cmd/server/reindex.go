package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"depesche/internal/ingest"
)

// defineReindex builds the index anew without serving it.
func defineReindex(*flag.FlagSet) runner {
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{"reindex takes no arguments"}
		}
		log := newLogger(cfg, con.err)
		if err := limitMemory(log); err != nil {
			return err
		}
		start := time.Now()
		shown := newProgress(con.err)
		parts, err := assemble(ctx, cfg, log, assembly{
			rebuild: true, noWatch: true, wait: buildWait,
			progress: func(p ingest.Progress) { shown.count(p.Done, p.Total) },
		})
		shown.end()
		if err != nil {
			return err
		}
		defer parts.close(log)
		st := parts.archive.Status(ctx)
		if ctx.Err() != nil {
			return fmt.Errorf("building the index: %w", ctx.Err())
		}
		if !st.Ready || st.LastErr != "" {
			return fmt.Errorf("building the index: %s", st.LastErr)
		}
		fmt.Fprintf(con.out, "%d articles indexed in %s\n", st.Articles, time.Since(start).Round(time.Millisecond))
		for _, p := range st.Problems {
			fmt.Fprintf(con.err, "%s:%d: %s\n", p.File, max(p.Line, 1), p.Text)
		}
		if st.Refused > 0 {
			return errProblems
		}
		return nil
	}
}
