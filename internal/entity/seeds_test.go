package entity_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/entity/eval"
	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

// goldSeeds are the gold mentions of two of the five seeds.
func goldSeeds(t testing.TB) ([]eval.Document, map[string]string) {
	t.Helper()
	f, err := os.Open(testkit.Shared(t, "data", "ner", "gold-seeds.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	docs, err := eval.ReadDocuments(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(testkit.Shared(t, "data", "ner", "gold-entities.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ ID, Name string }
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, e := range list {
		names[e.ID] = e.Name
	}
	return docs, names
}

func seed(t testing.TB) func(file string) (string, error) {
	return func(file string) (string, error) {
		b, err := os.ReadFile(testkit.Shared(t, "seeds", file))
		return string(b), err
	}
}

func atLeast(t *testing.T, what string, r *eval.Report, precision, recall float64) {
	t.Helper()
	total := r.Total()
	var b strings.Builder
	r.WriteTo(&b)
	t.Logf("%s\n%s%s", what, b.String(), strings.Join(r.Errors, "\n"))
	if total.Precision() < precision || total.Recall() < recall {
		t.Errorf("%s: precision %.3f, recall %.3f; want at least %.3f and %.3f", what, total.Precision(), total.Recall(), precision, recall)
	}
}

func TestSeedsAsReadersSeeThem(t *testing.T) {
	docs, names := goldSeeds(t)
	rec := shipped(t, true)
	reg := rec.Registry()
	view := eval.Linked(func(id string) string { return reg.Resolve(id, names[id]) })
	r, err := eval.Measure(rec, docs, seed(t), view)
	if err != nil {
		t.Fatal(err)
	}
	atLeast(t, "linked", r, 0.99, 0.98)
}

func TestSeedsWithoutRegistry(t *testing.T) {
	docs, _ := goldSeeds(t)
	empty, err := entity.Parse()
	if err != nil {
		t.Fatal(err)
	}
	rec, err := entity.NewShipped(empty, true)
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Measure(rec, docs, seed(t), eval.Named(archive.Person, archive.Place))
	if err != nil {
		t.Fatal(err)
	}
	atLeast(t, "discovered", r, 0.97, 0.95)
}

// The gold's list of entities counts their mentions over all five seeds, names
// inside names and adjectives included; these are persons and topics, which
// have neither.
func TestSeedsCounts(t *testing.T) {
	rec := shipped(t, true)
	got := map[string]int{}
	for _, file := range []string{"000_b0fe43bfc6de5fe0.txt", "001_5db24328ac2844b5.txt", "002_ed84f562ff2ba2d0.txt", "003_c276a5b367da4ce5.txt", "004_10dcc7e113d1df78.txt"} {
		text, err := seed(t)(file)
		if err != nil {
			t.Fatal(err)
		}
		raw := eval.NewRaw(text, 0)
		for _, m := range rec.Mentions(&raw.Article) {
			got[m.Entity]++
		}
	}
	want := map[string]int{
		"kim-jong-un": 43, "wladimir-putin": 35, "sergei-schoigu": 3, "dmitri-peskow": 5, "yoon-suk-yeol": 3,
		"antonio-guterres": 2, "sergej-lusjanin": 2, "alexander-woronzow": 1, "james-obrien": 1,
		"ukrainekrieg": 9, "westliche-sanktionen-russland": 2, "kcna": 3, "kreml": 7,
	}
	found := map[string]int{}
	for id := range want {
		found[id] = got[id]
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("mentions in the five seeds (-want +got):\n%s", diff)
	}
}
