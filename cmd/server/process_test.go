package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// processVariable makes the test's binary the program itself, so that tests can
// kill it.
const processVariable = "DEPESCHE_TEST_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(processVariable) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process is the program in a process of its own.
type process struct {
	t    testing.TB
	cmd  *exec.Cmd
	base string
	log  *lockedBuffer
	done chan error
}

func program(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), processVariable+"=1")
	return cmd
}

// startProcess serves the corpus and waits until it answers searches.
func startProcess(t testing.TB, corpus, data string, args ...string) *process {
	t.Helper()
	p := launch(t, corpus, data, args...)
	p.waitReady(30 * time.Second)
	return p
}

// launch serves the corpus and waits until the program says where it listens.
func launch(t testing.TB, corpus, data string, args ...string) *process {
	t.Helper()
	p := &process{t: t, log: &lockedBuffer{}, done: make(chan error, 1)}
	p.cmd = program(t, append([]string{"serve", "-addr", "127.0.0.1:0", "-corpus", corpus, "-data", data}, args...)...)
	p.begin()
	return p
}

// begin starts the command and waits until it says where it listens.
func (p *process) begin() {
	t := p.t
	t.Helper()
	p.cmd.Stderr = p.log
	out, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout = w
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	go func() { p.done <- p.cmd.Wait() }()
	t.Cleanup(func() { p.cmd.Process.Kill(); out.Close() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := regexp.MustCompile(`http://\S+`).FindString(lines.Text()); m != "" {
			p.base = m
			go io.Copy(io.Discard, out)
			return
		}
	}
	t.Fatalf("the program does not say where it listens: %s", p.log)
}

func (p *process) waitReady(most time.Duration) {
	p.t.Helper()
	var last string
	for begun := time.Now(); time.Since(begun) < most; time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(p.base + "/readyz")
		if err != nil {
			last = err.Error()
			continue
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if last = string(body); res.StatusCode == http.StatusOK {
			return
		}
	}
	p.t.Fatalf("not ready after %v: %s\n%s", most, last, p.log)
}

func (p *process) get(path string) (status int, body string) {
	p.t.Helper()
	res, err := http.Get(p.base + path)
	if err != nil {
		p.t.Fatalf("GET %s: %v\n%s", path, err, p.log)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatalf("GET %s: %v", path, err)
	}
	return res.StatusCode, string(b)
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.done
}

// stop is what containers do; the program must end with status 0.
func (p *process) stop() {
	p.t.Helper()
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-p.done:
		if err != nil {
			p.t.Errorf("SIGTERM: %v, want exit status 0\n%s", err, p.log)
		}
	case <-time.After(20 * time.Second):
		p.t.Errorf("SIGTERM: still there after 20 s\n%s", p.log)
	}
}

// memory is what the process holds, in bytes (VmRSS of proc(5)).
func (p *process) memory() int64 {
	p.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skipf("skipped, no /proc here: %v", err)
	}
	m := regexp.MustCompile(`VmRSS:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		p.t.Fatal("no VmRSS in /proc/PID/status")
	}
	kB, err := strconv.ParseInt(string(m[1]), 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	return kB << 10
}

// numbered is an article that can be told from all others by its word.
func numbered(i int) (name, word, text string) {
	word = fmt.Sprintf("kennwort%06d", i)
	text = fmt.Sprintf("Kim reist zum %d. Mal nach Wostotschny\n\nDie Nachrichtenagentur KCNA meldet die Reise mit dem %s am Dienstag, und Putin empfängt den Gast.\n\nEin zweiter Absatz steht hier, damit es etwas zu lesen gibt.\n", i, word)
	return fmt.Sprintf("artikel-%06d.txt", i), word, text
}

func writeNumbered(t testing.TB, dir string, from, n int) {
	t.Helper()
	for i := from; i < from+n; i++ {
		name, _, text := numbered(i)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// long leaves a test out with -short: CI runs the suite without it too.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped with -short")
	}
}

// envNumber is a number that makes a test longer.
func envNumber(t testing.TB, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s=%q: %v", name, s, err)
	}
	return n
}

// readers ask for pages from many connections until it is stopped.
type readers struct {
	stop chan struct{}
	all  sync.WaitGroup
	mu   sync.Mutex
	took []time.Duration
	bad  map[string]int
	gone int // refused because nobody listens any more
}

// paths of an ordinary mix.
var ordinary = []string{"/suche?q=Putin", "/", "/suche?q=Wostotschny+Kim", "/e/wladimir-putin", "/api/v1/search?q=Nordkorea", "/suche?q=%22Kim+Jong%22", "/api/v1/suggest?q=Pjö", "/e"}

func startReaders(base string, connections int, pause time.Duration) *readers {
	return startReadersOf(base, connections, pause, func(i int) string { return ordinary[i%len(ordinary)] })
}

// startReadersOf asks for the i-th path.
func startReadersOf(base string, connections int, pause time.Duration, path func(i int) string) *readers {
	l := &readers{stop: make(chan struct{}), bad: map[string]int{}}
	for c := range connections {
		l.all.Go(func() {
			client := http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1}, Timeout: 30 * time.Second,
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			defer client.CloseIdleConnections()
			for i := c; ; i += connections {
				select {
				case <-l.stop:
					return
				default:
				}
				begun := time.Now()
				what := ask(&client, base+path(i))
				l.note(what, time.Since(begun))
				if what == refused {
					return
				}
				time.Sleep(pause)
			}
		})
	}
	return l
}

const refused = "connection refused"

// ask is "" for an answer as it should be.
func ask(client *http.Client, url string) string {
	res, err := client.Get(url)
	if err != nil {
		if strings.Contains(err.Error(), refused) {
			return refused
		}
		return err.Error()
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "reading the answer: " + err.Error()
	}
	if res.StatusCode >= 400 || res.StatusCode == http.StatusOK && len(body) == 0 {
		return fmt.Sprintf("%s: %s, %d bytes", url, res.Status, len(body))
	}
	return ""
}

func (l *readers) note(what string, took time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch what {
	case "":
		l.took = append(l.took, took)
	case refused:
		l.gone++
	default:
		l.bad[what]++
	}
}

// end stops asking and waits for the last answers.
func (l *readers) end() {
	close(l.stop)
	l.all.Wait()
}
