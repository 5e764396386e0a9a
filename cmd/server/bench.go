package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"

	"depesche/internal/archive"
	"depesche/internal/bench"
	"depesche/internal/corpus"
	"depesche/internal/ingest"
	"depesche/internal/metrics"
	"depesche/internal/server"
)

// defineBench measures the archive of a corpus as readers meet it: the time to
// start, size and memory, then a mix of searches over HTTP.
func defineBench(flags *flag.FlagSet) runner {
	n := flags.Int("requests", 3000, "requests of a run")
	clients := flags.String("clients", "1,32", "`numbers` of clients at once, a run each")
	only := flags.String("kinds", "", "ask only for these `kinds`, by comma: "+strings.Join(bench.Kinds, ","))
	seed := flags.Uint64("seed", 1, "the same seed asks the same")
	profile := flags.String("cpuprofile", "", "write a CPU profile of the requests to the `file`")
	heap := flags.String("heapprofile", "", "write a profile of the memory in use after the start to the `file`")
	startProfile := flags.String("startprofile", "", "write a CPU profile of the start, and of the build where there is no index, to the `file`")
	sampled := flags.Int("sample", 400, "articles that the requests are made from")
	repeat := flags.Int("repeat", 2, "how often each run is played: the first finds nothing in the caches, the others everything that fits")
	sum := flags.Bool("sum", false, "sum the answers, to see whether two programs answer alike; costs time")
	queries := flags.String("queries", "", "measure the searches in the `file` without HTTP, as a line of .ci/bench/run's table")
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) > 0 || *n < 1 || *sampled < 1 || *repeat < 1 {
			return usageError{"want: server bench -corpus FOLDER [-requests 3000] [-clients 1,32] [-seed 1]"}
		}
		var runs []int
		var kinds []string
		if *only != "" {
			kinds = strings.Split(*only, ",")
		}
		for _, kind := range kinds {
			if !slices.Contains(bench.Kinds, kind) {
				return usageError{fmt.Sprintf("-kinds: %q is none of %s", kind, strings.Join(bench.Kinds, ", "))}
			}
		}
		for s := range strings.SplitSeq(*clients, ",") {
			c, err := strconv.Atoi(strings.TrimSpace(s))
			if err != nil || c < 1 {
				return usageError{fmt.Sprintf("-clients: %q is no number of clients", s)}
			}
			runs = append(runs, c)
		}
		return benchmark(ctx, cfg, con, load{
			requests: *n, clients: runs, kinds: kinds, seed: *seed, sampled: *sampled, repeat: *repeat, sum: *sum,
			profile: *profile, starting: *startProfile, heap: *heap, queries: *queries,
		})
	}
}

// buildWait is how long a command waits for an index that is built.
const buildWait = 24 * time.Hour

// load is what a benchmark puts on the archive.
type load struct {
	requests int
	clients  []int
	kinds    []string
	seed     uint64
	sampled  int
	repeat   int
	sum      bool
	profile  string // files; "": none
	starting string
	heap     string
	queries  string // file; "": over HTTP
}

func benchmark(ctx context.Context, cfg Config, con console, l load) error {
	log := newLogger(cfg, con.err)
	_, statErr := os.Stat(filepath.Join(cfg.Data, "CURRENT"))
	stopProfile, err := profileTo(l.starting)
	if err != nil {
		return err
	}
	start, before := time.Now(), bench.ProcessorTime()
	shown := newProgress(con.err)
	parts, err := assemble(ctx, cfg, log, assembly{noWatch: true, wait: buildWait, progress: func(p ingest.Progress) {
		if p.Building {
			shown.count(p.Done, p.Total)
		}
	}})
	shown.end()
	stopProfile()
	if err != nil {
		return err
	}
	defer parts.close(log)
	ready := time.Since(start)
	settle()
	if err := heapTo(l.heap); err != nil {
		return err
	}
	idle, took := anonymousMemory(), bench.ProcessorTime()-before
	if l.queries != "" {
		built := 0.0
		if statErr != nil { // there was no index
			built = took.Seconds()
		}
		stop, err := profileTo(l.profile)
		if err != nil {
			return err
		}
		defer stop()
		return searchCosts(ctx, cfg, con.out, parts, built, l.queries, log)
	}
	fmt.Fprintf(con.out, "%d articles, ready after %.2f s; %d processors; %.1f CPU s, anonymous memory %.0f MB\n",
		parts.status().Articles, ready.Seconds(), runtime.NumCPU(), took.Seconds(), float64(idle)/1e6)
	if size, parts, err := folderSize(cfg.Data); err == nil {
		fmt.Fprintf(con.out, "data folder %.1f MB:", float64(size)/1e6)
		for _, name := range slices.Sorted(maps.Keys(parts)) {
			fmt.Fprintf(con.out, " %s %.1f", name, float64(parts[name])/1e6)
		}
		fmt.Fprintln(con.out)
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = "http://localhost" // not the port, so that sums can be compared
	}
	config, err := parts.config(cfg, log)
	if err != nil {
		return err
	}
	handler, err := server.New(config)
	if err != nil {
		return fmt.Errorf("making the server: %w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	srv := newHTTPServer(handler, connections(cfg, metrics.New()), log)
	go srv.Serve(listener)
	defer srv.Close()
	sample, err := sampleArticles(ctx, cfg, l.sampled)
	if err != nil {
		return err
	}
	if stopProfile, err = profileTo(l.profile); err != nil {
		return err
	}
	defer stopProfile()
	base := "http://" + listener.Addr().String()
	for i, clients := range l.clients {
		// Requests of their own, which no run before has asked for.
		requests := bench.Mix(sample, l.requests, l.seed+uint64(i), l.kinds...)
		if len(requests) == 0 {
			return errors.New("the corpus has no text to make searches from")
		}
		for range l.repeat {
			result, err := bench.Run(ctx, base, requests, clients, l.sum)
			if err != nil {
				return fmt.Errorf("running the requests: %w", err)
			}
			if err := result.Print(con.out); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(con.out, "anonymous memory %.0f MB\n", float64(anonymousMemory())/1e6)
	return nil
}

// profileTo writes a CPU profile to a file until stop is called; to none where
// it has no name.
func profileTo(file string) (stop func(), err error) {
	if file == "" {
		return func() {}, nil
	}
	f, err := os.Create(file)
	if err != nil {
		return nil, fmt.Errorf("making the profile: %w", err)
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("profiling: %w", err), f.Close())
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}

// heapTo writes what is in use of the heap to a file; nowhere where it has no name.
func heapTo(file string) error {
	if file == "" {
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("making the profile: %w", err)
	}
	runtime.GC()
	return errors.Join(pprof.WriteHeapProfile(f), f.Close())
}

// sampleArticles reads articles that are spread evenly over the corpus.
func sampleArticles(ctx context.Context, cfg Config, n int) ([]archive.Article, error) {
	store, err := openForReading(cfg)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	var files []corpus.FileInfo
	for f, err := range store.Files(ctx) {
		if err == nil {
			files = append(files, f)
		}
	}
	var sample []archive.Article
	for i := 0; i < len(files); i += max(1, len(files)/n) {
		if a, err := store.Read(files[i].Path); err == nil {
			sample = append(sample, a)
		}
	}
	return sample, ctx.Err()
}

// folderSize is the bytes of all files below a data folder, and of its parts: of
// each generation the index, the statistics and the catalogue.
func folderSize(dir string) (size int64, parts map[string]int64, err error) {
	parts = map[string]int64{}
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		size += info.Size()
		name, err := filepath.Rel(dir, path)
		if names := strings.Split(filepath.ToSlash(name), "/"); len(names) > 2 { // generations/N/part
			name = names[2]
		}
		parts[name] += info.Size()
		return err
	})
	return size, parts, err
}

// anonymousMemory is what the process holds beside mapped files, in bytes; 0
// where the system doesn't tell.
func anonymousMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kb << 10
		}
	}
	return 0
}
