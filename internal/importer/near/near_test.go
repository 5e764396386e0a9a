package near

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
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
		for name, edits := range map[string]int{"about 0.75": 15, "about 0.6": 26} {
			other := append([]string(nil), article...)
			for range edits {
				other[rng.IntN(len(other))] = fmt.Sprint("x", rng.IntN(1e9))
			}
			var x Index
			x.Add(Shingles(strings.Join(article, " ")))
			if len(x.Candidates(Shingles(strings.Join(other, " ")), 10)) == 0 {
				missed[name]++
			}
		}
	}
	t.Logf("missed of %d pairs: %v", pairs, missed)
	if missed["about 0.75"] > pairs/200 || missed["about 0.6"] > pairs*3/100 {
		t.Errorf("missed of %d pairs: %v", pairs, missed)
	}
}

func TestCandidates(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var x Index
	var texts []string
	for range 500 {
		texts = append(texts, strings.Join(words(rng, 200), " "))
		x.Add(Shingles(texts[len(texts)-1]))
	}
	x.Add(Shingles("zu kurz"))
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
