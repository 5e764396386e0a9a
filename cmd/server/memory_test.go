//go:build linux

package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"depesche/internal/testkit"
)

// cage is a control group with a limit of memory, as a container has one.
type cage struct{ dir, limit, peak, failures string }

// newCage makes one, of version 2 or 1, whichever controls memory here.
func newCage(t *testing.T, bytes int64) cage {
	t.Helper()
	var problems []string
	for _, c := range []cage{
		{"/sys/fs/cgroup", "memory.max", "memory.peak", "memory.events"},
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control"},
	} {
		if _, err := os.Stat(filepath.Join(c.dir, "cgroup.procs")); err != nil {
			problems = append(problems, err.Error())
			continue // no control groups are mounted here
		}
		c.dir = filepath.Join(c.dir, fmt.Sprintf("depesche-test-%d-%s", os.Getpid(), rand.Text()))
		err := os.Mkdir(c.dir, 0o755)
		if err == nil {
			t.Cleanup(func() {
				for begun := time.Now(); os.Remove(c.dir) != nil && time.Since(begun) < 5*time.Second; {
					time.Sleep(20 * time.Millisecond)
				}
			})
			err = os.WriteFile(filepath.Join(c.dir, c.limit), []byte(strconv.FormatInt(bytes, 10)), 0o644)
		}
		if err == nil {
			return c
		}
		problems = append(problems, err.Error())
	}
	testkit.Missing(t, "a control group with a limit of memory: %s (needs root)", strings.Join(problems, "; "))
	return cage{}
}

func (c cage) read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		t.Logf("%v", err)
	}
	return strings.TrimSpace(string(b))
}

// run makes the command enter the control group before it begins.
func (c cage) run(cmd *exec.Cmd) {
	cmd.Args = append([]string{"/bin/sh", "-c", `echo $$ >"$0" && exec "$@"`, filepath.Join(c.dir, "cgroup.procs"), cmd.Path}, cmd.Args[1:]...)
	cmd.Path = "/bin/sh"
}

// builtServer is the program as it is released: static, without symbols.
func builtServer(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "server")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return path
}

// TestFitsIn64MiB runs the released program with the shipped corpus in a control
// group of 64 MiB, without anything in the data folder and with: it starts, builds
// the index, and answers every kind of page and file without being stopped for its
// memory. The Go heap's limit is found to follow from the group's.
func TestFitsIn64MiB(t *testing.T) {
	long(t)
	path, data := builtServer(t), t.TempDir()
	for _, when := range []string{"first start, with the build of the index", "second start"} {
		const limit = 64 << 20
		c := newCage(t, limit)
		p := &process{t: t, log: &lockedBuffer{}, done: make(chan error, 1)}
		p.cmd = exec.Command(path, "serve", "-addr", "127.0.0.1:0", "-corpus", shippedCorpus(t), "-data", data, "-ops-addr", "127.0.0.1:0")
		c.run(p.cmd)
		p.begin()
		p.waitReady(time.Minute)
		addr := strings.TrimPrefix(p.base, "http://")
		for round := range 3 {
			for _, file := range everyFile(t, addr) {
				if status, _ := p.get(file); status != http.StatusOK {
					t.Errorf("%s: GET %s answers %d", when, file, status)
				}
			}
			for i := range 200 {
				if status, _ := p.get(ordinaryPath(round*200 + i)); status != http.StatusOK {
					t.Errorf("%s: %s answers %d", when, ordinaryPath(i), status)
				}
			}
		}
		peak, _ := strconv.ParseInt(c.read(t, c.peak), 10, 64)
		anonymous, file := p.resident()
		t.Logf("%s: the group's peak is %.1f MiB of %d, page cache included; resident now %.1f MiB of its own and %.1f MiB of mapped files; failed allocations: %s",
			when, float64(peak)/(1<<20), limit>>20, float64(anonymous)/(1<<20), float64(file)/(1<<20), strings.ReplaceAll(c.read(t, c.failures), "\n", ", "))
		if heap := p.metric("go_gc_gomemlimit_bytes"); heap == 0 || heap > memoryShare*float64(limit) {
			t.Errorf("%s: the Go heap's limit is %.0f, want at most %.0f from the group's", when, heap, memoryShare*float64(limit))
		}
		if anonymous >= limit {
			t.Errorf("%s: %d bytes of its own", when, anonymous)
		}
		p.stop()
	}
}

// resident is what the process holds: of its own, and of mapped files, which the
// kernel may drop at any time (RssAnon and RssFile of proc(5)).
func (p *process) resident() (anonymous, file int64) {
	p.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	kB := func(name string) int64 {
		m := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(b)
		if m == nil {
			p.t.Fatalf("no %s in /proc/PID/status", name)
		}
		n, _ := strconv.ParseInt(string(m[1]), 10, 64)
		return n << 10
	}
	return kB("RssAnon"), kB("RssFile")
}

// metric is a number that the program tells, 0 if it does not.
func (p *process) metric(name string) float64 {
	p.t.Helper()
	m := regexp.MustCompile(`metrics and profiles" addr=(\S+)`).FindStringSubmatch(p.log.String())
	if m == nil {
		p.t.Fatalf("the log does not say where the metrics are:\n%s", p.log)
	}
	res, err := http.Get("http://" + m[1] + "/metrics")
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	v := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(b)
	if v == nil {
		return 0
	}
	n, _ := strconv.ParseFloat(string(v[1]), 64)
	return n
}
