package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestKillNine kills the whole program at random moments: a server that indexes
// and answers, an import of new articles and of new versions of old ones, edits
// of the registry of names, searches that are frozen; every third start has to
// build a new index beside the one of an older version that answers, and swaps
// them. Whatever was acknowledged before must be there after the next start, which
// needs no hand.
//
// DEPESCHE_KILLS sets the number of rounds, each of which kills every process:
//
//	DEPESCHE_KILLS=200 go test ./cmd/server -run TestKillNine -v -timeout 2h
func TestKillNine(t *testing.T) {
	long(t)
	rounds := envNumber(t, "DEPESCHE_KILLS", 4)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{
		corpus: filepath.Join(t.TempDir(), "corpus"), data: t.TempDir(), inbox: t.TempDir(),
		random: rand.New(rand.NewPCG(seed, 0)), articles: map[int]bool{}, versions: map[int]int{}, frozen: map[string]bool{}, names: map[string]bool{},
	}
	if err := os.MkdirAll(filepath.Join(k.corpus, "articles"), 0o755); err != nil {
		t.Fatal(err)
	}
	kills, swaps := 0, 0
	var slowest time.Duration
	for round := range rounds {
		if round%3 == 2 && k.outdate(t) {
			swaps++
		}
		killed := k.round(t, round)
		kills += killed
		begun := time.Now()
		p := startProcess(t, k.corpus, k.data)
		if lost := k.lost(t, p); len(lost) > 0 {
			t.Fatalf("after round %d of kills is lost: %v\n%s", round+1, lost, p.log)
		}
		slowest = max(slowest, time.Since(begun))
		if status, body := p.get("/status"); status != http.StatusOK || strings.Contains(body, "articles/") || strings.Contains(body, registryFile) {
			t.Fatalf("after round %d of kills there are problems: %d\n%s", round+1, status, body)
		}
		p.kill()
		kills++
	}
	if len(k.articles) == 0 || rounds >= 4 && (len(k.versions) == 0 || len(k.frozen) == 0 || len(k.names) == 0) {
		t.Errorf("acknowledged: %d articles, %d versions, %d frozen searches, %d names: that shows nothing", len(k.articles), len(k.versions), len(k.frozen), len(k.names))
	}
	t.Logf("%d rounds, %d processes killed, %d starts with an index of another version: %d articles, %d with newer versions, %d frozen searches and %d names acknowledged, 0 lost; slowest start and check %v",
		rounds, kills, swaps, len(k.articles), len(k.versions), len(k.frozen), len(k.names), slowest.Round(time.Millisecond))
}

// killing is what was acknowledged so far.
type killing struct {
	corpus, data, inbox string
	random              *rand.Rand

	mu       sync.Mutex
	articles map[int]bool
	versions map[int]int // the newest version of an article
	frozen   map[string]bool
	names    map[string]bool // slugs in the registry
}

// paged is a numbered article with an address, so that another text makes a new
// version.
func paged(i, version int) (name, word, text string) {
	name, word, text = numbered(i)
	word = fmt.Sprintf("%sv%d", word, version)
	title, body, _ := strings.Cut(text, "\n\n")
	return strings.TrimSuffix(name, ".txt") + ".md", word,
		fmt.Sprintf("---\ntitle: %s\nurl: https://beispiel.example/%06d\n---\n%s\nFassung mit %s.\n", title, i, body, word)
}

const perRound = 40

// round lets everything run and kills it in a random order.
func (k *killing) round(t *testing.T, round int) int {
	t.Helper()
	for i := round * perRound; i < (round+1)*perRound; i++ {
		k.put(t, i, 1)
	}
	for i := range k.articles { // some that are there come with another text
		if k.random.IntN(len(k.articles)) < 10 {
			k.put(t, i, max(1, k.versions[i])+1)
		}
	}
	p := launch(t, k.corpus, k.data)
	imports := program(t, "import", "-no-captures", "-corpus", k.corpus, "-data", k.data, k.inbox)
	told := k.listen(t, imports, round)
	over := make(chan struct{})
	var others sync.WaitGroup
	others.Go(func() { k.freeze(p, over) })
	var mu sync.Mutex
	var edit *exec.Cmd
	others.Go(func() {
		for n := 0; ; n++ {
			slug := fmt.Sprintf("ort-%d-%d", round, n)
			cmd := program(t, "entities", "split", "moskau", fmt.Sprintf("Moskau %d %d", round, n), "-id", slug, "-name", fmt.Sprintf("Ort %d %d", round, n), "-kind", "place", "-corpus", k.corpus, "-data", k.data)
			if n%2 == 0 {
				cmd = program(t, "entities", "rename", "moskau", "-name", fmt.Sprintf("Moskau %d-%d", round, n), "-corpus", k.corpus, "-data", k.data)
				slug = "moskau"
			}
			mu.Lock()
			select {
			case <-over:
				mu.Unlock()
				return
			default:
			}
			err := cmd.Start()
			edit = cmd
			mu.Unlock()
			if err == nil && cmd.Wait() == nil {
				k.note(func() { k.names[slug] = true })
			}
		}
	})
	time.Sleep(time.Duration(k.random.IntN(2500)) * time.Millisecond)
	all := []func(){p.kill, func() { imports.Process.Kill() }, func() {
		mu.Lock()
		defer mu.Unlock()
		if edit != nil {
			edit.Process.Kill()
		}
	}}
	k.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	close(over)
	for _, kill := range all {
		kill()
		time.Sleep(time.Duration(k.random.IntN(30)) * time.Millisecond)
	}
	<-told
	imports.Wait()
	others.Wait()
	return len(all)
}

func (k *killing) note(f func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	f()
}

func (k *killing) put(t *testing.T, i, version int) {
	t.Helper()
	name, _, text := paged(i, version)
	if err := os.WriteFile(filepath.Join(k.inbox, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

var importedLine = regexp.MustCompile(`^(neu|neue Fassung): .*artikel-(\d{6})\.md`)

// listen notes which articles the import reports.
func (k *killing) listen(t *testing.T, imports *exec.Cmd, round int) (told chan struct{}) {
	t.Helper()
	out, err := imports.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := imports.Start(); err != nil {
		t.Fatal(err)
	}
	told = make(chan struct{})
	go func() {
		defer close(told)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			m := importedLine.FindStringSubmatch(lines.Text())
			if m == nil {
				continue
			}
			n := 0
			fmt.Sscanf(m[2], "%d", &n)
			k.note(func() {
				k.articles[n] = true
				if m[1] != "neu" {
					k.versions[n] = max(1, k.versions[n]) + 1
				}
			})
		}
	}()
	return told
}

// freeze keeps searches until the program is gone. What was answered is kept.
func (k *killing) freeze(p *process, over chan struct{}) {
	client := http.Client{Timeout: 2 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		case <-time.After(20 * time.Millisecond):
		}
		req, err := http.NewRequest(http.MethodPost, p.base+"/s", strings.NewReader(url.Values{"suche": {fmt.Sprintf("q=Wostotschny -x%d", n)}}.Encode()))
		if err != nil {
			return
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", p.base)
		res, err := client.Do(req)
		if err != nil {
			continue
		}
		res.Body.Close()
		if at := res.Header.Get("Location"); res.StatusCode == http.StatusSeeOther {
			k.note(func() { k.frozen[at] = true })
		}
	}
}

// outdate makes the index one of another version of the engine: the next start
// builds a new one beside it.
func (k *killing) outdate(t *testing.T) bool {
	t.Helper()
	current, err := os.ReadFile(filepath.Join(k.data, "CURRENT"))
	if err != nil {
		return false // killed before the first was whole
	}
	name := filepath.Join(k.data, "generations", strings.TrimSpace(string(current)), "manifest.json")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatalf("%s after a kill: %v", name, err)
	}
	m["engine"] = fmt.Sprint(m["engine"], "-before") // the same fields: it answers until the new one is built
	if text, err = json.Marshal(m); err == nil {
		err = os.WriteFile(name, text, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return true
}

// lost is what was acknowledged and is not there: of the articles a sample and
// the number of all.
func (k *killing) lost(t *testing.T, p *process) (lost []string) {
	t.Helper()
	sought := map[string]func() bool{
		"articles in all": func() bool { return total(p) >= len(k.articles) },
	}
	for n := range k.articles {
		if len(k.articles) < 60 || k.random.IntN(len(k.articles)) < 60 {
			_, word, _ := numbered(n)
			sought[word] = func() bool { return count(p, word) == 1 || count(p, word+"*") >= 1 }
		}
	}
	for n, version := range k.versions {
		if k.random.IntN(len(k.versions)) < 40 {
			_, word, _ := paged(n, version)
			_, next, _ := paged(n, version+1) // acknowledged just after the last line that was read
			sought[word] = func() bool { return count(p, word) == 1 || count(p, next) == 1 }
		}
	}
	is200 := func(path string) func() bool {
		return func() bool { status, _ := p.get(path); return status == http.StatusOK }
	}
	for path := range k.frozen {
		if k.random.IntN(len(k.frozen)) < 40 {
			sought[path] = is200(path)
		}
	}
	for slug := range k.names {
		if k.random.IntN(len(k.names)) < 40 {
			sought["/e/"+slug] = is200("/e/" + slug)
		}
	}
	const patience = 30 * time.Second // the sync after the start
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		for what, there := range sought {
			if there() {
				delete(sought, what)
			}
		}
		if len(sought) == 0 || time.Since(begun) > patience {
			for what := range sought {
				lost = append(lost, what)
			}
			return lost
		}
	}
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
