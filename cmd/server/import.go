package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"depesche/internal/corpus"
	"depesche/internal/importer"
	"depesche/internal/importer/capture"
)

const importArgs = "PATH|URL|- ..."

func defineImport(flags *flag.FlagSet) runner {
	workers := flags.Int("workers", 0, "how many documents are read at the same time; 0 is one a processor")
	report := flags.String("report", "", "`file` that names each refused record as a line of JSON (default DATA/refused.jsonl, made when there is one)")
	noCaptures := flags.Bool("no-captures", false, "don't keep pages as they came under captures/")
	ignoreRobots := flags.Bool("ignore-robots", false, "fetch addresses that robots.txt forbids")
	allowPrivate := flags.Bool("allow-private", false, "fetch from addresses inside the own network and from any port")
	contact := flags.String("contact", "", "`address` of the operator, sent with the user agent when pages are fetched")
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) == 0 {
			return usageError{"import what? Name files, folders or addresses, or - for the standard input"}
		}
		if err := limitMemory(newLogger(cfg, con.err)); err != nil {
			return err
		}
		store, err := openForWriting(&cfg)
		if err != nil {
			return err
		}
		defer store.Close()
		if *report == "" {
			*report = filepath.Join(cfg.Data, "refused.jsonl")
		}
		refused := &lazyFile{path: *report}
		progress := newProgress(con.err)
		result, err := importer.Import(ctx, store, args, importer.Options{
			Stdin: con.in, Workers: *workers, Refused: refused, DiscardCaptures: *noCaptures,
			Capture: capture.New(capture.Options{IgnoreRobots: *ignoreRobots, AllowPrivate: *allowPrivate, Contact: *contact}),
			OnEvent: func(e importer.Event) {
				if worthALine(e.Action) {
					progress.line(con.out, e.String())
				}
			},
			OnProgress: progress.bytes,
		})
		progress.end()
		return errors.Join(importOutcome(con, result, refused, err), refused.Close())
	}
}

func importOutcome(con console, result importer.Report, refused *lazyFile, err error) error {
	if err != nil {
		return fmt.Errorf("importing: %w", err)
	}
	fmt.Fprintln(con.out, result.String())
	if refused.written() {
		fmt.Fprintln(con.out, "Abgewiesenes steht in", refused.path)
	}
	if !result.OK() || result.Interrupted {
		return errProblems
	}
	return nil
}

// worthALine leaves out what a second run or a large archive is full of.
func worthALine(a importer.Action) bool {
	return a != importer.Unchanged && a != importer.Skipped
}

// openForWriting opens the corpus folder, and makes it where there is none yet.
func openForWriting(cfg *Config) (*corpus.Store, error) {
	if cfg.Corpus == "" {
		cfg.Corpus = defaultCorpus
	}
	if err := os.MkdirAll(filepath.Join(cfg.Corpus, corpus.ArticlesDir), 0o755); err != nil {
		return nil, fmt.Errorf("making the corpus folder: %w", err)
	}
	store, err := corpus.Open(cfg.Corpus)
	if err != nil {
		return nil, fmt.Errorf("opening the corpus: %w", err)
	}
	return store, nil
}

// lazyFile is a file that is made with its first byte.
type lazyFile struct {
	path string
	file *os.File
}

func (f *lazyFile) Write(p []byte) (int, error) {
	if f.file == nil {
		if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
			return 0, fmt.Errorf("making the folder of the report: %w", err)
		}
		file, err := os.Create(f.path)
		if err != nil {
			return 0, fmt.Errorf("making the report: %w", err)
		}
		f.file = file
	}
	return f.file.Write(p)
}

func (f *lazyFile) written() bool { return f.file != nil }

func (f *lazyFile) Close() error {
	if f.file == nil {
		return nil
	}
	if err := f.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return fmt.Errorf("closing the report: %w", err)
	}
	return nil
}

var _ io.WriteCloser = (*lazyFile)(nil)
