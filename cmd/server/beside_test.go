package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// Ordinary readers beside somebody who means harm are measured in pairs: blocks
// of one second with and without the harm alternate in one run, so that whatever
// else the machine does falls on both.

// beside is how ordinary readers fared in blocks alone and in blocks beside
// something.
type beside struct{ alone, with []time.Duration }

// leastP99 is the p99 below which a ratio says nothing: Go lets a goroutine run
// for 10 ms before it has to make room (forcePreemptNS in runtime/proc.go), and
// the clients of these tests run on the same processors as the program. A
// request that takes 1 ms when nobody else is there may wait that long for a
// processor, whatever the program does.
const leastP99 = 10 * time.Millisecond

// worse is how many times as long the p99 is beside it.
func (b *beside) worse() float64 {
	return float64(max(quantile(b.with, .99), leastP99)) / float64(max(quantile(b.alone, .99), leastP99))
}

func (b *beside) String() string {
	return fmt.Sprintf("p99 of ordinary requests %v beside it (%d), %v alone (%d), %.2f times; medians %v and %v",
		quantile(b.with, .99).Round(10*time.Microsecond), len(b.with), quantile(b.alone, .99).Round(10*time.Microsecond), len(b.alone), b.worse(),
		quantile(b.with, .5).Round(10*time.Microsecond), quantile(b.alone, .5).Round(10*time.Microsecond))
}

// besides measures: harm begins what does harm and returns what ends it.
func besides(t *testing.T, base string, pairs int, harm func() (end func())) *beside {
	t.Helper()
	const few, pause = 4, 10 * time.Millisecond
	n := 0
	block := func() []time.Duration {
		n++
		l := startReadersOf(base, few, pause, func(i int) string { return ordinaryPath(n*100_000 + i) })
		time.Sleep(time.Second)
		l.end()
		if len(l.bad) > 0 || l.gone > 0 {
			t.Errorf("ordinary requests failed: %v, %d refused", l.bad, l.gone)
		}
		return l.took
	}
	block() // fills caches
	b := &beside{}
	for range pairs {
		b.alone = append(b.alone, block()...)
		end := harm()
		b.with = append(b.with, block()...)
		end()
	}
	if len(b.alone) < 100*pairs/2 || len(b.with) < 100*pairs/4 {
		t.Errorf("%d and %d requests are too few for a p99", len(b.alone), len(b.with))
	}
	return b
}

// ordinaryPath is the path of the i-th ordinary request. Every other one is new,
// so that it is not answered from the cache of pages.
func ordinaryPath(i int) string {
	words := []string{"Regierung", "Streit", "Wahl", "Kirche", "Gericht", "Firma", "Sommer", "Polizei", "Europa", "Wien", "Spiel", "Geld", "Netz", "Frau"}
	if i%2 == 0 {
		return ordinary[i/2%len(ordinary)]
	}
	a, b := words[i/2%len(words)], words[i/2/len(words)%len(words)]
	return "/suche?q=" + a + "+" + b + fmt.Sprintf("+-x%d", i)
}

// TestOrdinaryBesideHostile: the p99 of ordinary readers is at most twice as
// long beside a client that sends the hostile queries, one after the other
// without a pause. With more of them (DEPESCHE_HOSTILE_CLIENTS) than there are
// processors the test measures how the machine divides its time among the
// clients, who run on it too.
func TestOrdinaryBesideHostile(t *testing.T) {
	long(t)
	clients := envNumber(t, "DEPESCHE_HOSTILE_CLIENTS", 1)
	p := launch(t, bigCorpus(t), t.TempDir())
	p.waitReady(10 * time.Minute)
	var mu sync.Mutex
	sent, codes := 0, map[int]int{}
	b := besides(t, p.base, envNumber(t, "DEPESCHE_PAIRS", 8), func() func() {
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for c := range clients {
			all.Go(func() {
				for round := c; ctx.Err() == nil; round++ {
					for _, q := range hostileQueries() {
						// Another query each time: none is answered from the cache of pages.
						path := p.base + "/suche?q=" + url.QueryEscape(q) + fmt.Sprintf("&von=%d", 1000+round)
						req, err := http.NewRequestWithContext(ctx, http.MethodGet, path, nil)
						if err != nil {
							continue
						}
						res, err := http.DefaultClient.Do(req)
						if err != nil {
							continue // over, or turned away in the middle of a long address
						}
						io.Copy(io.Discard, res.Body)
						res.Body.Close()
						mu.Lock()
						sent++
						codes[res.StatusCode]++
						mu.Unlock()
					}
				}
			})
		}
		return func() { cancel(); all.Wait() }
	})
	t.Logf("%d clients sent %d hostile queries, answers %v: %v", clients, sent, codes, b)
	if sent < 100 {
		t.Errorf("only %d hostile queries were answered: that shows nothing", sent)
	}
	if worse := b.worse(); worse > 2 {
		t.Errorf("ordinary requests take %.2f times as long beside hostile ones", worse)
	}
}

// TestSlowClients opens connections that never finish their request, and looks
// how ordinary readers fare beside them.
func TestSlowClients(t *testing.T) {
	long(t)
	n := envNumber(t, "DEPESCHE_SLOW_CLIENTS", 2000)
	p := startProcess(t, shippedCorpus(t), t.TempDir())
	var memory, grown int64
	least := n
	b := besides(t, p.base, envNumber(t, "DEPESCHE_PAIRS", 8)/2, func() func() {
		if memory == 0 {
			memory = p.memory()
		}
		s := startSlow(p.base, n)
		least = min(least, s.await(n, 20*time.Second))
		return func() {
			grown = max(grown, p.memory()-memory)
			s.end()
		}
	})
	t.Logf("%d slow clients, memory grew by %d MB: %v", n, grown>>20, b)
	if least < n {
		t.Errorf("only %d of %d slow clients came in", least, n)
	}
	if worse := b.worse(); worse > 2 {
		t.Errorf("ordinary requests take %.2f times as long beside slow clients", worse)
	}
	if grown > 128<<20 {
		t.Errorf("%d slow clients cost %d MB", n, grown>>20)
	}
	p.stop()
}

// slow are clients that send a request's header drop by drop and come back
// whenever they are shut out.
type slow struct {
	done chan struct{}
	all  sync.WaitGroup
	mu   sync.Mutex
	came int
}

func startSlow(base string, n int) *slow {
	s := &slow{done: make(chan struct{})}
	host := strings.TrimPrefix(base, "http://")
	for range n {
		s.all.Go(func() {
			for first := true; s.drip(host, first); first = false {
			}
		})
	}
	return s
}

// drip is one connection. It is false when the test is over.
func (s *slow) drip(host string, first bool) bool {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return s.wait()
	}
	defer conn.Close()
	if first {
		s.mu.Lock()
		s.came++
		s.mu.Unlock()
	}
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n", host)
	for {
		if !s.wait() {
			return false
		}
		if _, err := io.WriteString(conn, "X-A: b\r\n"); err != nil {
			return true
		}
	}
}

// wait waits about a second. Clients who do harm from many machines do not all
// send in the same millisecond; here they would, and take both processors from the
// program and from the readers at once.
func (s *slow) wait() bool {
	select {
	case <-s.done:
		return false
	case <-time.After(500*time.Millisecond + rand.N(time.Second)):
		return true
	}
}

// await waits until n clients came in and returns how many did.
func (s *slow) await(n int, most time.Duration) int {
	for begun := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		came := s.came
		s.mu.Unlock()
		if came >= n || time.Since(begun) > most {
			return came
		}
	}
}

func (s *slow) end() {
	close(s.done)
	s.all.Wait()
	runtime.GC() // of this test, not in the middle of the next block
}
