package near

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"depesche/internal/testkit"
)

func words(rng *rand.Rand, n int) []string {
	w := make([]string, n)
	for i := range w {
		w[i] = fmt.Sprint("w", rng.IntN(5000))
	}
	return w
}

func TestNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	article := words(rng, 300)
	text := strings.Join(article, " ")
	edited := append([]string(nil), article...)
	edited[10], edited[150] = "anders", "neu"
	for name, c := range map[string]struct {
		other string
		want  bool
	}{
		"same":              {text, true},
		"case and marks":    {strings.ToUpper(strings.Join(article, ", ")), true},
		"two words edited":  {strings.Join(edited, " "), true},
		"cut in half":       {strings.Join(article[:150], " "), true},
		"a quotation of it": {strings.Join(append(words(rng, 300), article[:60]...), " "), false},
		"another":           {strings.Join(words(rng, 300), " "), false},
		"short":             {strings.Join(article[:20], " "), false},
		"empty":             {"", false},
	} {
		if got := Near(Shingles(text), Shingles(c.other)); got != c.want {
			j, k := Compare(Shingles(text), Shingles(c.other))
			t.Errorf("%s: near is %v (Jaccard %.2f, containment %.2f)", name, got, j, k)
		}
	}
}

// The share of pairs missed is what the package states.
func TestMissRate(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	const pairs = 400
	missed := map[string]int{}
	for range pairs {
		article := words(rng, 300)
		for name, edits := range map[string]int{"about 0.6": 26, "about 0.5": 36} {
			other := append([]string(nil), article...)
			for range edits {
				other[rng.IntN(len(other))] = fmt.Sprint("x", rng.IntN(1e9))
			}
			var x Index
			x.Add(Sign(Shingles(strings.Join(article, " "))))
			if len(x.Candidates(Shingles(strings.Join(other, " ")), 10)) == 0 {
				missed[name]++
			}
		}
	}
	t.Logf("missed of %d pairs: %v", pairs, missed)
	if missed["about 0.6"] > pairs/100 || missed["about 0.5"] > pairs*5/100 {
		t.Errorf("missed of %d pairs: %v", pairs, missed)
	}
}

// Copies of real articles are found again among all of them: with 3 % and 10 %
// of their words replaced, and as papers print agency copy, under a first
// paragraph of their own and cut at the end. No two articles of the set that
// are not the same report are taken for copies.
func TestEditedCopies(t *testing.T) {
	f, err := os.Open(testkit.Shared(t, "data", "gnad", "test.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var texts [][]string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		_, text, ok := strings.Cut(lines.Text(), ";")
		if w := strings.Fields(text); ok && len(w) >= 60 {
			texts = append(texts, w)
		}
	}
	if len(texts) < 900 {
		t.Fatalf("%d texts", len(texts))
	}
	var x Index
	sets := make([]Set, len(texts))
	pairs := 0
	for i, w := range texts {
		sets[i] = Shingles(strings.Join(w, " "))
		for _, c := range x.Candidates(sets[i], 50) {
			if Near(sets[i], sets[c]) {
				pairs++
				j, k := Compare(sets[i], sets[c])
				t.Logf("near (Jaccard %.2f, containment %.2f): %.60s / %.60s", j, k, strings.Join(w, " "), strings.Join(texts[c], " "))
			}
		}
		x.Add(Sign(sets[i]))
	}
	rng := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		name string
		copy func(w []string) []string
		most float64 // share missed
	}{
		{"3 % of words", func(w []string) []string { return replaced(rng, w, 0.03) }, 0.001},
		{"10 % of words", func(w []string) []string { return replaced(rng, w, 0.10) }, 0.03},
		{"own first paragraph", func(w []string) []string { return append(words(rng, len(w)/5), w[len(w)/5:]...) }, 0.005},
		{"own first paragraph, cut at 80 %", func(w []string) []string { return append(words(rng, len(w)/6), w[len(w)/6:len(w)*4/5]...) }, 0.05},
	} {
		missed := 0
		for i, w := range texts {
			set, found := Shingles(strings.Join(c.copy(w), " ")), false
			for _, n := range x.Candidates(set, 50) {
				found = found || n == i && Near(set, sets[i])
			}
			if !found {
				missed++
			}
		}
		share := float64(missed) / float64(len(texts))
		t.Logf("%s: %d of %d copies missed (%.2f %%)", c.name, missed, len(texts), 100*share)
		if share > c.most {
			t.Errorf("%s: %.2f %% missed", c.name, 100*share)
		}
	}
	t.Logf("%d pairs among %d articles", pairs, len(texts))
}

func replaced(rng *rand.Rand, w []string, share float64) []string {
	out := append([]string(nil), w...)
	for i := range out {
		if rng.Float64() < share {
			out[i] = fmt.Sprint("x", rng.IntN(1e9))
		}
	}
	return out
}

func TestCandidates(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var x Index
	var texts []string
	for range 500 {
		texts = append(texts, strings.Join(words(rng, 200), " "))
		x.Add(Sign(Shingles(texts[len(texts)-1])))
	}
	x.Add(Sign(Shingles("zu kurz")))
	for i, text := range texts {
		if got := x.Candidates(Shingles(text), 10); len(got) != 1 || got[0] != i {
			t.Fatalf("candidates of text %d are %v", i, got)
		}
	}
}

func BenchmarkSignature(b *testing.B) {
	s := Shingles(strings.Join(words(rand.New(rand.NewPCG(1, 2)), 500), " "))
	for b.Loop() {
		signature(s)
	}
}
