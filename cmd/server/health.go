package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"time"
)

// version is set by the linker in released builds.
var version = "dev"

func defineVersion(*flag.FlagSet) runner {
	return func(_ context.Context, _ Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{"version takes no arguments"}
		}
		fmt.Fprintln(con.out, "depesche", versionText())
		return nil
	}
}

// versionText is the version with the Go release and, where it is known, the commit.
func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version
	}
	text := version + " " + info.GoVersion
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			text += " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return text
}

const healthTimeout = 2 * time.Second

func defineHealthcheck(*flag.FlagSet) runner {
	return func(ctx context.Context, cfg Config, args []string, con console) error {
		if len(args) > 0 {
			return usageError{"healthcheck takes no arguments"}
		}
		ctx, cancel := context.WithTimeout(ctx, healthTimeout)
		defer cancel()
		return healthcheck(ctx, "http://"+dialable(cfg.Addr)+"/readyz")
	}
}

func healthcheck(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return fmt.Errorf("asking %s: %w", url, err)
	}
	// No proxy: the server is on this machine, whatever the environment says.
	client := http.Client{Transport: &http.Transport{Proxy: nil}}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("asking %s: %w", url, err)
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 1<<16))
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s answers %s", url, res.Status)
	}
	return nil
}

// dialable is where a server that listens on addr can be reached from here.
func dialable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
