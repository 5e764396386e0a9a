package ingest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/index"
	"depesche/internal/index/bleveindex"
	"depesche/internal/query"
)

// bleve is the embedded engine as the program uses it.
func bleve() Engine {
	return Engine{
		Version:   bleveindex.Version(),
		Immutable: bleveindex.IsSegment,
		Verify:    bleveindex.Verify,
		Open: func(dir string, mode Mode, _ Knowledge, onError func(error)) (index.Index, error) {
			o := bleveindex.Options{ReadOnly: mode == ReadOnly, OnError: onError, Log: slog.New(slog.DiscardHandler)}
			if mode == Create {
				return bleveindex.Create(dir, o)
			}
			return bleveindex.Open(dir, o)
		},
	}
}

const childVariable = "DEPESCHE_TEST_KILLED_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		childMain(dir)
		return
	}
	os.Exit(m.Run())
}

func childOptions(dir string) (Options, error) {
	store, err := corpus.Open(filepath.Join(dir, "corpus"))
	return Options{
		Data: filepath.Join(dir, "data"), Source: store, Engine: bleve(), BatchCount: 20, LockWait: 5 * time.Second,
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	}, err
}

// childMain imports articles, changes and removes some, and builds the index
// anew, until it is killed. It prints what is acknowledged: "+id word" when an
// article with the word is safe on disk, "-id" before one is removed.
func childMain(dir string) {
	fail := func(err error) {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(3)
	}
	o, err := childOptions(dir)
	if err != nil {
		fail(err)
	}
	start, _ := strconv.Atoi(os.Getenv("DEPESCHE_TEST_START"))
	go func() {
		for i := start; ; i++ {
			id, word := fmt.Sprintf("art%06d", i), fmt.Sprintf("wort%06d", i)
			path := filepath.Join(dir, "corpus", "articles", fmt.Sprint(i%5), id+".md")
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				fail(err)
			}
			text := fmt.Sprintf("---\nid: %s\ntitle: Artikel %d\n---\n\nKim reist zum %d. Mal nach Wostotschny, Kennwort %s.\n", id, i, i, word)
			if err := writeFile(path, []byte(text)); err != nil {
				fail(err)
			}
			fmt.Printf("+%s %s\n", id, word)
			if i%10 == 9 {
				gone := fmt.Sprintf("art%06d", i-5)
				fmt.Printf("-%s\n", gone)
				if err := os.Remove(filepath.Join(dir, "corpus", "articles", fmt.Sprint((i-5)%5), gone+".md")); err != nil && !os.IsNotExist(err) {
					fail(err)
				}
			}
		}
	}()
	a, err := Open(context.Background(), o)
	if err != nil {
		fail(err)
	}
	for {
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
		if err := a.Rebuild(context.Background()); err != nil {
			fail(err)
		}
	}
}

// TestKill kills the process at random moments of import, indexing and swapping;
// every next start must be ready by itself and have all that was acknowledged.
// DEPESCHE_KILL_ROUNDS sets the number of kills.
func TestKill(t *testing.T) {
	rounds := 6
	if s := os.Getenv("DEPESCHE_KILL_ROUNDS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		rounds = n
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "corpus", "articles"), 0o755); err != nil {
		t.Fatal(err)
	}
	acknowledged := map[archive.ID]string{}
	removed := map[archive.ID]bool{}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	var slowest time.Duration
	for round := range rounds {
		said := killChild(t, dir, round, time.Duration(random.IntN(900))*time.Millisecond, acknowledged, removed)
		started := time.Now()
		log := check(t, dir, acknowledged, removed, random)
		slowest = max(slowest, time.Since(started))
		if t.Failed() {
			t.Fatalf("after kill %d; the child said:\n%s", round+1, said)
		}
		for line := range strings.Lines(said + log) {
			if strings.Contains(line, "level=WARN") {
				t.Logf("kill %d: %s", round+1, strings.TrimSpace(line))
			}
		}
	}
	t.Logf("%d kills: %d articles acknowledged, %d removed, 0 lost; slowest start and check %v",
		rounds, len(acknowledged), len(removed), slowest.Round(time.Millisecond))
}

// killChild runs the child for a while and kills it.
func killChild(t *testing.T, dir string, round int, after time.Duration, acknowledged map[archive.ID]string, removed map[archive.ID]bool) (log string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+dir, fmt.Sprint("DEPESCHE_TEST_START=", round*10_000))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	child.Stderr = &stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // a line cut short was not acknowledged
		}
		id, word, isNew := strings.Cut(strings.TrimSpace(line[1:]), " ")
		if isNew {
			acknowledged[archive.ID(id)] = word
		} else {
			removed[archive.ID(id)] = true
		}
	}
	_, _ = io.Copy(io.Discard, out)
	if err := child.Wait(); err == nil || child.ProcessState.Exited() {
		t.Fatalf("the child ended by itself: %v\n%s", err, stderr.String())
	}
	return stderr.String()
}

// check opens the archive as the next start does and looks for what must be there.
func check(t *testing.T, dir string, acknowledged map[archive.ID]string, removed map[archive.ID]bool, random *rand.Rand) string {
	t.Helper()
	o, err := childOptions(dir)
	if err != nil {
		t.Fatal(err)
	}
	log := &logBuffer{}
	o.FirstSync, o.Log, o.NoWatch = time.Minute, slog.New(slog.NewTextHandler(log, nil)), true
	ctx := context.Background()
	a, err := Open(ctx, o)
	if err != nil {
		t.Errorf("the start after a kill: %v\n%s", err, log)
		return ""
	}
	defer func() {
		if err := a.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	}()
	if !a.Ready() {
		t.Errorf("not ready after a kill\n%s", log)
		return ""
	}
	list, err := a.Articles(ctx)
	if err != nil {
		t.Error(err)
		return ""
	}
	there := make(map[archive.ID]bool)
	for _, l := range list {
		there[l.ID] = true
	}
	for id, word := range acknowledged {
		if removed[id] {
			continue // perhaps gone already
		}
		if !there[id] {
			t.Errorf("article %s is lost", id)
		}
		if random.IntN(len(acknowledged)) > 100 {
			continue
		}
		res, err := a.Search(ctx, index.Request{Query: query.Parse(word), Limit: 10})
		if err != nil || res.Total != 1 || res.Hits[0].ID != id {
			t.Errorf("searching %s: %v, %v, want %s\n%s", word, res.Hits, err, id, log)
		}
		if got, err := a.Article(ctx, id); err != nil || got.ID != id {
			t.Errorf("reading %s: %v", id, err)
		}
	}
	if st, err := a.Stats(ctx); err != nil || st.Documents != len(list) {
		t.Errorf("the index holds %d documents, the catalogue %d (%v)", st.Documents, len(list), err)
	}
	return log.String()
}
