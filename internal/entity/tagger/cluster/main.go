// Command cluster groups words by the words that stand beside them in free text,
// one JSON object with a "text" a line on standard input:
//
//	zstd -dc ../shared/data/relevance/*/docs.jsonl.zst ../shared/data/dingler/articles.jsonl.zst |
//	   go run ./internal/entity/tagger/cluster -out internal/entity/tagger/clusters.txt.gz
//
// A word is described by its neighbours, weighted by positive pointwise mutual
// information and reduced to a few dimensions by singular value decomposition
// (Levy and Goldberg 2014; the decomposition is randomised, Halko et al. 2011),
// and grouped by spherical k-means. The same input gives the same groups.
package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"unicode"

	"depesche/internal/german"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "clusters.txt.gz", "file to write")
	words := flag.Int("words", 60000, "how many words, the most frequent ones")
	contexts := flag.Int("contexts", 2500, "how many neighbours to tell apart")
	dims := flag.Int("dims", 80, "dimensions")
	fine := flag.Int("fine", 600, "groups")
	coarse := flag.Int("coarse", 60, "coarse groups")
	flag.Parse()
	if err := run(*out, *words, *contexts, *dims, *fine, *coarse); err != nil {
		log.Fatal(err)
	}
}

func run(out string, words, contexts, dims, fine, coarse int) error {
	sentences, vocabulary, err := read(os.Stdin, words)
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, len(sentences), "Wörter Text,", len(vocabulary), "verschiedene")
	m := cooccurrence(sentences, len(vocabulary), contexts)
	rnd := rand.New(rand.NewPCG(3, 4))
	vectors := reduce(m, 2*contexts, dims, rnd)
	a := kmeans(vectors, fine, 12, rnd)
	b := kmeans(vectors, coarse, 20, rnd)
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	order := make([]int, len(vocabulary))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return strings.Compare(vocabulary[x], vocabulary[y]) })
	for _, i := range order {
		if len(m[i]) > 0 {
			fmt.Fprintf(z, "%s\t%d\t%d\n", vocabulary[i], a[i], b[i])
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}

const gap = -1 // a sentence's end or a rare word

// read returns the text as numbers of words, the most frequent word first.
func read(r *os.File, limit int) ([]int32, []string, error) {
	type text struct {
		Text string `json:"text"`
	}
	counts := map[string]int{}
	var all []string
	dec := json.NewDecoder(bufio.NewReaderSize(r, 1<<20))
	for dec.More() {
		var t text
		if err := dec.Decode(&t); err != nil {
			return nil, nil, fmt.Errorf("reading text: %w", err)
		}
		for _, w := range tokens(t.Text) {
			all = append(all, w)
			counts[w]++
		}
		all = append(all, "")
	}
	var vocabulary []string
	for w, n := range counts {
		if n >= 5 {
			vocabulary = append(vocabulary, w)
		}
	}
	slices.SortFunc(vocabulary, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b)) })
	vocabulary = vocabulary[:min(limit, len(vocabulary))]
	numbers := map[string]int32{}
	for i, w := range vocabulary {
		numbers[w] = int32(i)
	}
	ids := make([]int32, len(all))
	for i, w := range all {
		if n, ok := numbers[w]; ok {
			ids[i] = n
		} else {
			ids[i] = gap
		}
	}
	return ids, vocabulary, nil
}

// tokens are folded words and single signs.
func tokens(text string) []string {
	var ts []string
	start := -1
	for i, r := range text + " " {
		in := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' && start >= 0
		switch {
		case in && start < 0:
			start = i
		case !in && start >= 0:
			ts = append(ts, german.Fold(strings.TrimRight(text[start:i], "-")))
			start = -1
		}
		if !in && !unicode.IsSpace(r) {
			ts = append(ts, string(r))
		}
	}
	return ts
}

type cell struct {
	column int32
	value  float32
}

// cooccurrence weighs left and right neighbours by positive pointwise mutual information.
func cooccurrence(ids []int32, rows, contexts int) [][]cell {
	counts := make([]map[int32]float32, rows)
	columns := make([]float64, 2*contexts)
	total := 0.0
	note := func(w, c int32) {
		if counts[w] == nil {
			counts[w] = map[int32]float32{}
		}
		counts[w][c]++
		columns[c]++
		total++
	}
	for i, w := range ids {
		if w == gap {
			continue
		}
		if i > 0 && ids[i-1] != gap && ids[i-1] < int32(contexts) {
			note(w, ids[i-1])
		}
		if i+1 < len(ids) && ids[i+1] != gap && ids[i+1] < int32(contexts) {
			note(w, int32(contexts)+ids[i+1])
		}
	}
	smoothed, sum := make([]float64, len(columns)), 0.0
	for i, n := range columns {
		smoothed[i] = math.Pow(n, 0.75)
		sum += smoothed[i]
	}
	m := make([][]cell, rows)
	for w, row := range counts {
		n := 0.0
		for _, c := range row {
			n += float64(c)
		}
		for c, k := range row {
			if v := math.Log(float64(k) / n / (smoothed[c] / sum)); v > 0 {
				m[w] = append(m[w], cell{c, float32(v)})
			}
		}
		slices.SortFunc(m[w], func(a, b cell) int { return cmp.Compare(a.column, b.column) })
	}
	return m
}

// reduce finds vectors of unit length by subspace iteration.
func reduce(m [][]cell, columns, dims int, rnd *rand.Rand) [][]float32 {
	basis := make([][]float32, columns)
	for i := range basis {
		basis[i] = make([]float32, dims)
		for k := range basis[i] {
			basis[i][k] = float32(rnd.NormFloat64())
		}
	}
	var rows [][]float32
	for range 5 {
		orthonormal(basis)
		rows = multiply(m, basis, dims)
		for i := range basis {
			clear(basis[i])
		}
		for w, row := range m {
			for _, c := range row {
				axpy(basis[c.column], rows[w], c.value)
			}
		}
	}
	orthonormal(basis)
	rows = multiply(m, basis, dims)
	// Damp the strongest dimensions, as embeddings do.
	norms := make([]float64, dims)
	for _, r := range rows {
		for k, x := range r {
			norms[k] += float64(x) * float64(x)
		}
	}
	for _, r := range rows {
		for k := range r {
			r[k] /= float32(math.Pow(norms[k]+1e-9, 0.25))
		}
		normalise(r)
	}
	return rows
}

func multiply(m [][]cell, basis [][]float32, dims int) [][]float32 {
	rows := make([][]float32, len(m))
	for w, row := range m {
		rows[w] = make([]float32, dims)
		for _, c := range row {
			axpy(rows[w], basis[c.column], c.value)
		}
	}
	return rows
}

func axpy(to, from []float32, f float32) {
	for k, x := range from {
		to[k] += f * x
	}
}

// orthonormal makes the columns of the basis orthonormal (Gram and Schmidt).
func orthonormal(basis [][]float32) {
	dims := len(basis[0])
	for k := range dims {
		for j := range k {
			dot := 0.0
			for i := range basis {
				dot += float64(basis[i][k]) * float64(basis[i][j])
			}
			for i := range basis {
				basis[i][k] -= float32(dot) * basis[i][j]
			}
		}
		n := 0.0
		for i := range basis {
			n += float64(basis[i][k]) * float64(basis[i][k])
		}
		n = math.Sqrt(n) + 1e-12
		for i := range basis {
			basis[i][k] = float32(float64(basis[i][k]) / n)
		}
	}
}

func normalise(v []float32) {
	n := 0.0
	for _, x := range v {
		n += float64(x) * float64(x)
	}
	n = math.Sqrt(n) + 1e-12
	for k := range v {
		v[k] = float32(float64(v[k]) / n)
	}
}

// kmeans assigns each vector to one of k groups.
func kmeans(vectors [][]float32, k, rounds int, rnd *rand.Rand) []int {
	centres := make([][]float32, k)
	for i := range centres {
		// Frequent words come first and make better seeds.
		centres[i] = slices.Clone(vectors[rnd.IntN(min(len(vectors), 20*k))])
	}
	assigned := make([]int, len(vectors))
	for range rounds {
		for i, v := range vectors {
			best, at := float32(-2), 0
			for c, centre := range centres {
				dot := float32(0)
				for d, x := range v {
					dot += x * centre[d]
				}
				if dot > best {
					best, at = dot, c
				}
			}
			assigned[i] = at
		}
		for c := range centres {
			clear(centres[c])
		}
		for i, v := range vectors {
			axpy(centres[assigned[i]], v, 1)
		}
		for c := range centres {
			normalise(centres[c])
		}
	}
	return assigned
}
