package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"depesche/internal/ingest"
	"depesche/internal/logs"
	"depesche/internal/metrics"
	"depesche/internal/server"
)

func defineServe(*flag.FlagSet) runner {
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{fmt.Sprintf("serve takes no arguments, not %q", args[0])}
		}
		return serve(ctx, cfg, con)
	}
}

func newLogger(cfg Config, w io.Writer) *slog.Logger {
	return logs.New(w, cfg.LogFormat, slog.LevelInfo)
}

// serve answers until ctx ends, and then finishes what is under way.
func serve(ctx context.Context, cfg Config, con console) error {
	start := time.Now()
	log := newLogger(cfg, con.err)
	if err := limitMemory(log); err != nil {
		log.Warn("serving without a memory limit", "err", err)
	}
	// Listening comes first: an address in use is known before the index is opened.
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", cfg.Addr, err)
	}
	defer listener.Close()
	shown := newProgress(con.err)
	parts, err := assemble(ctx, cfg, log, assembly{progress: func(p ingest.Progress) {
		if p.Building {
			shown.count(p.Done, p.Total)
		}
	}})
	if err != nil {
		return err
	}
	defer parts.close(log)
	config, err := parts.config(cfg, log)
	if err != nil {
		return err
	}
	numbers := metrics.New()
	config.Observe = numbers.ObserveRequest
	gauges(numbers, parts)
	handler, err := server.New(config)
	if err != nil {
		return fmt.Errorf("making the server: %w", err)
	}
	if cfg.OpsAddr != "" {
		stopOps, err := serveOps(cfg.OpsAddr, numbers, log)
		if err != nil {
			return err
		}
		defer stopOps()
	}
	fmt.Fprintf(con.out, "Depesche listens at http://%s\n", dialable(listener.Addr().String()))
	greeting := make(chan struct{})
	go func() {
		defer close(greeting)
		defer shown.end()
		if took, ready := parts.awaitReady(ctx, start); ready {
			greet(con.out, cfg, parts.status(), took)
			settle()
		}
	}()
	defer func() { <-greeting }()
	return answer(ctx, listener, newHTTPServer(handler, connections(cfg, numbers), log), log)
}

const greetProblems = 10 // that are named on start

// greet says what the archive holds.
func greet(w io.Writer, cfg Config, st server.Status, took time.Duration) {
	from := cfg.Corpus
	if from == "" {
		from = "the copy in the program"
	}
	fmt.Fprintf(w, "%d articles from %s, indexed in %s\n", st.Articles, from, took.Round(time.Millisecond))
	for i, p := range st.Problems {
		if i == greetProblems {
			fmt.Fprintf(w, "… %d problems in all; see /status or 'server check'\n", len(st.Problems))
			break
		}
		fmt.Fprintf(w, "%s:%d: %s\n", p.Path, max(p.Line, 1), p.Reason)
	}
}

// Time-outs and limits of connections; those of requests are the server's.
func newHTTPServer(h http.Handler, c *server.Connections, log *slog.Logger) *http.Server {
	return &http.Server{
		ConnState:         c.Watch,
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

const (
	// drainWait is the time between closing the listener and Shutdown, which
	// drops connections that were accepted but have sent nothing yet.
	drainWait = 300 * time.Millisecond
	drainMax  = 10 * time.Second
)

// answer serves until ctx ends; then it accepts nothing new, finishes what is
// under way and returns nil.
func answer(ctx context.Context, l net.Listener, srv *http.Server, log *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping")
	l.Close()
	time.Sleep(drainWait)
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainMax)
	defer cancel()
	if err := srv.Shutdown(stopCtx); err != nil && !errors.Is(err, os.ErrClosed) {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}
