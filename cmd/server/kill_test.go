package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestKillNine kills the server and an import at random moments. Every article
// that the import had reported must be there after the next start, which needs
// no hand. DEPESCHE_KILLS sets the number of kills.
func TestKillNine(t *testing.T) {
	long(t)
	kills := envNumber(t, "DEPESCHE_KILLS", 4)
	const perRound = 60
	corpus, data, inbox := filepath.Join(t.TempDir(), "corpus"), t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(corpus, "articles"), 0o755); err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	reported := map[int]bool{}
	var slowest time.Duration
	for round := range kills {
		writeNumbered(t, inbox, round*perRound, perRound)
		p := launch(t, corpus, data)
		imports := program(t, "import", "-corpus", corpus, "-data", data, inbox)
		out, err := imports.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := imports.Start(); err != nil {
			t.Fatal(err)
		}
		said := make(chan []int, 1)
		go func() {
			var numbers []int
			for lines := bufio.NewScanner(out); lines.Scan(); {
				if m := importedLine.FindStringSubmatch(lines.Text()); m != nil {
					var n int
					fmt.Sscanf(m[1], "%d", &n)
					numbers = append(numbers, n)
				}
			}
			said <- numbers
		}()
		time.Sleep(time.Duration(random.IntN(2500)) * time.Millisecond)
		first, second := p.kill, func() { imports.Process.Kill() }
		if random.IntN(2) == 0 {
			first, second = second, first
		}
		first()
		time.Sleep(time.Duration(random.IntN(50)) * time.Millisecond)
		second()
		for _, n := range <-said {
			reported[n] = true
		}
		imports.Wait()

		begun := time.Now()
		p = startProcess(t, corpus, data)
		missing := awaitArticles(p, reported, random)
		slowest = max(slowest, time.Since(begun))
		if len(missing) > 0 {
			t.Fatalf("after kill %d %d of %d reported articles are lost: %v\n%s", round+1, len(missing), len(reported), missing, p.log)
		}
		if status, body := p.get("/status"); status != http.StatusOK || strings.Contains(body, "articles/") {
			t.Fatalf("after kill %d there are problems: %d\n%s", round+1, status, body)
		}
		p.kill()
	}
	if len(reported) == 0 {
		t.Fatal("no article was ever reported: that shows nothing")
	}
	t.Logf("%d kills: %d articles reported, 0 lost; slowest start and check %v", kills, len(reported), slowest.Round(time.Millisecond))
}

var importedLine = regexp.MustCompile(`^neu: .*artikel-(\d{6})\.txt`)

// awaitArticles looks for the last reported articles and a sample of the others
// until all are found, and returns those that are not.
func awaitArticles(p *process, reported map[int]bool, random *rand.Rand) []int {
	var sought []int
	for n := range reported {
		if len(reported) < 100 || random.IntN(len(reported)) < 100 {
			sought = append(sought, n)
		}
	}
	const patience = 20 * time.Second // the sync after the start
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		var missing []int
		for _, n := range sought {
			if !found(p, n) {
				missing = append(missing, n)
			}
		}
		if len(missing) == 0 && total(p) >= len(reported) || time.Since(begun) > patience {
			if len(missing) == 0 && total(p) < len(reported) {
				missing = []int{-1}
			}
			return missing
		}
		sought = missing
	}
}

func found(p *process, n int) bool {
	_, word, _ := numbered(n)
	return count(p, word) == 1
}

func total(p *process) int { return count(p, "") }

func count(p *process, q string) int {
	status, body := p.get("/api/v1/search?limit=1&q=" + url.QueryEscape(q))
	var answer struct{ Total int }
	if err := json.Unmarshal([]byte(body), &answer); status != http.StatusOK || err != nil {
		return -1
	}
	return answer.Total
}
