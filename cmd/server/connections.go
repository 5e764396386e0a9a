package main

import (
	"math"
	"syscall"

	"depesche/internal/metrics"
	"depesche/internal/server"
)

// Bounds of open connections. An idle one costs about 10 kB; half of the
// files that the process may open are for the index.
const (
	maxConnections = 4096
	minConnections = 16
	clientsShare   = 4 // one client may have a quarter of all
)

// connections is the bound for this process, counted in metrics.
func connections(cfg Config, m *metrics.Metrics) *server.Connections {
	max := boundedBy(openFiles())
	proxies, _ := cfg.trustedProxies() // checked by Config.resolve
	c := server.NewConnections(max, max/clientsShare, proxies)
	m.Gauge("connections", "Connections that are open.", func() float64 { return float64(c.Open()) })
	m.Gauge("connections_max", "Connections that may be open.", func() float64 { return float64(max) })
	return c
}

func boundedBy(files uint64) int {
	return int(min(max(files/2, minConnections), maxConnections))
}

// openFiles is how many files the process may open.
func openFiles() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxInt64 // no limit that is known
	}
	return limit.Cur
}
