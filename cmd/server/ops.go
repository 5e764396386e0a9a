package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"depesche/internal/metrics"
	"depesche/internal/server"
)

// serveOps answers metrics and profiles on a listener of their own until the
// returned function is called.
func serveOps(addr string, m *metrics.Metrics, log *slog.Logger) (stop func(), err error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening for metrics on %s: %w", addr, err)
	}
	if ip, ok := l.Addr().(*net.TCPAddr); ok && !ip.IP.IsLoopback() {
		log.Warn("metrics and profiles are not on a loopback address: keep others away from it", "addr", l.Addr().String())
	}
	// A profile takes its time to write, so there is no limit on that.
	srv := &http.Server{Handler: m.Handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug)}
	go func() {
		if err := srv.Serve(l); err != nil && err != http.ErrServerClosed {
			log.Error("serving metrics", "err", err)
		}
	}()
	log.Info("metrics and profiles", "addr", l.Addr().String())
	return func() { srv.Close() }, nil
}

// gauges adds the numbers of the archive.
func gauges(m *metrics.Metrics, p interface{ status() server.Status }) {
	m.Gauge("articles", "Articles that are loaded.", func() float64 { return float64(p.status().Articles) })
	m.Gauge("problems", "Article files and registry entries that were refused.", func() float64 { return float64(len(p.status().Problems)) })
	m.Gauge("ready", "1 if the archive answers searches.", func() float64 {
		if p.status().Ready {
			return 1
		}
		return 0
	})
	m.Gauge("indexed_timestamp_seconds", "When the index was last changed.", func() float64 {
		if t := p.status().Indexed; !t.IsZero() {
			return float64(t.Unix())
		}
		return 0
	})
}
