package eval_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/eval"
	"depesche/internal/index"
	"depesche/internal/index/bleveindex"
	"depesche/internal/testkit"
)

// floors are what the dev topics must reach; README and issue name the figures.
var devSets = []struct {
	set, topics string
	ndcg        float64
}{
	{"xquad", "dev", .9},
	{"xquad", "dev-typo", .89},
	{"wikinews", "dev", .94},
	{"wikinews", "dev-typo", .93},
}

// TestDev evaluates on the topics that are for tuning.
func TestDev(t *testing.T) {
	testkit.Shared(t, "data", "relevance")
	if testing.Short() {
		t.Skip("indexes 13,000 documents")
	}
	open := map[string]*bleveindex.Index{}
	for _, s := range devSets {
		if open[s.set] == nil {
			open[s.set] = load(t, s.set)
		}
		t.Run(s.set+"/"+s.topics, func(t *testing.T) {
			rep := run(t, open[s.set], s.set, s.topics, eval.Options{})
			t.Logf("\n%s", rep)
			if rep.Mean.NDCG10 < s.ndcg {
				t.Errorf("nDCG@10 %.4f is below %.2f", rep.Mean.NDCG10, s.ndcg)
			}
			if dir := os.Getenv("DEPESCHE_EVAL_OUT"); dir != "" {
				name := filepath.Join(dir, s.set+"-"+s.topics+".tsv")
				if err := os.WriteFile(name, []byte(rep.Golden()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestAblation prints what each rule is worth on the dev topics, and holds
// decompounding and stemming to a gain.
func TestAblation(t *testing.T) {
	testkit.Shared(t, "data", "relevance")
	if os.Getenv("DEPESCHE_ABLATION") == "" {
		t.Skip("takes minutes: set DEPESCHE_ABLATION=1")
	}
	for _, set := range []string{"xquad", "wikinews"} {
		x := load(t, set)
		for _, kind := range []string{"dev", "dev-typo"} {
			topics, qrels := read(t, set, kind)
			table, err := eval.Ablate(t.Context(), x, topics, qrels)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s/%s\n%s", set, kind, eval.AblationTable(table))
			for _, a := range table {
				if (a.Rule == "part" || a.Rule == "stem") && a.Loss < 0 {
					t.Errorf("%s/%s: better without %s", set, kind, a.Rule)
				}
			}
		}
	}
}

func run(t testing.TB, x index.Searcher, set, topics string, o eval.Options) eval.Report {
	t.Helper()
	ts, qs := read(t, set, topics)
	rep, err := eval.Run(t.Context(), x, ts, qs, o)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func read(t testing.TB, set, topics string) ([]eval.Topic, eval.Qrels) {
	t.Helper()
	tf, err := os.Open(testkit.Shared(t, "data", "relevance", set, topics+".topics.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer tf.Close()
	qf, err := os.Open(testkit.Shared(t, "data", "relevance", set, topics+".qrels"))
	if err != nil {
		t.Fatal(err)
	}
	defer qf.Close()
	ts, err := eval.ReadTopics(tf)
	if err != nil {
		t.Fatal(err)
	}
	qs, err := eval.ReadQrels(qf)
	if err != nil {
		t.Fatal(err)
	}
	return ts, qs
}

// load indexes a set in memory.
func load(t testing.TB, set string) *bleveindex.Index {
	t.Helper()
	return indexDocs(t, readDocs(t, testkit.Shared(t, "data", "relevance", set, "docs.jsonl.zst")))
}

type doc struct{ ID, Title, Text string }

func indexDocs(t testing.TB, docs []doc) *bleveindex.Index {
	t.Helper()
	x, err := bleveindex.Create("", bleveindex.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	var batch []index.Document
	for _, d := range docs {
		a := &archive.Article{ID: archive.ID(eval.DocID(d.ID)), Title: d.Title}
		for p := range strings.SplitSeq(d.Text, "\n") {
			if p = strings.TrimSpace(p); p != "" {
				a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: p})
			}
		}
		batch = append(batch, index.Document{Article: a})
	}
	if err := x.Put(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return x
}

// readDocs reads lines of JSON packed with zstd.
func readDocs(t testing.TB, path string) []doc {
	t.Helper()
	cmd := exec.Command("zstd", "-dc", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		testkit.Missing(t, "zstd: %v", err)
	}
	var docs []doc
	sc := bufio.NewScanner(out)
	sc.Buffer(nil, 64<<20)
	seen := map[string]bool{}
	for sc.Scan() {
		var d doc
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if id := eval.DocID(d.ID); seen[id] {
			t.Fatal(fmt.Errorf("%s: two documents are the article %s", path, id))
		} else {
			seen[id] = true
		}
		docs = append(docs, d)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return docs
}
