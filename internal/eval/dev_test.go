package eval_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/eval"
	"depesche/internal/testkit"
)

var update = flag.Bool("update", false, "write the golden files of the rankings anew")

// TestRankings holds the ranking of every topic that may be looked at to what was
// seen last (testdata/golden: topic, rank of the first relevant hit, nDCG@10, ids of
// the first ten hits). A change of ranking, for better or worse, shows as a
// difference; go test ./internal/eval -run Rankings -update accepts it.
func TestRankings(t *testing.T) {
	testkit.Shared(t, "data", "relevance")
	if testing.Short() {
		t.Skip("indexes 13,000 documents")
	}
	// What the topics that came with judgements must reach; README and issue name the figures.
	floors := map[string]float64{"xquad-dev": .915, "xquad-dev-typo": .905, "wikinews-dev": .955, "wikinews-dev-typo": .945}
	for _, family := range families {
		t.Run(family.name, func(t *testing.T) {
			for _, s := range family.load(t) {
				rep := run(t, s, eval.Options{})
				t.Logf("%s\n%s", s.name, rep)
				if rep.Mean.NDCG10 < floors[s.name] {
					t.Errorf("%s: nDCG@10 %.4f is below %.3f", s.name, rep.Mean.NDCG10, floors[s.name])
				}
				golden(t, s.name, rep.Golden())
			}
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".tsv")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the ranking has changed (-golden +now); -update accepts it:\n%s", diff)
	}
}

// TestAblation prints what each rule is worth, and holds decompounding and stemming
// to a gain.
func TestAblation(t *testing.T) {
	testkit.Shared(t, "data", "relevance")
	if os.Getenv("DEPESCHE_ABLATION") == "" {
		t.Skip("takes minutes: set DEPESCHE_ABLATION=1")
	}
	for _, family := range families {
		t.Run(family.name, func(t *testing.T) {
			for _, s := range family.load(t) {
				if strings.HasSuffix(s.name, "-report") {
					continue
				}
				table, err := eval.Ablate(t.Context(), s.index, s.topics, s.qrels)
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%s\n%s", s.name, eval.AblationTable(table))
				for _, a := range table {
					if (a.Rule == "part" || a.Rule == "stem") && a.Loss < 0 {
						t.Errorf("%s: better without %s", s.name, a.Rule)
					}
				}
			}
		})
	}
}

func run(t testing.TB, s set, o eval.Options) eval.Report {
	t.Helper()
	rep, err := eval.Run(t.Context(), s.index, s.topics, s.qrels, o)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}
