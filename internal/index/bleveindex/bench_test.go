package bleveindex

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/internal/testkit"
)

// newsParagraphs are the paragraphs (three sentences each) of the news articles in the shared data.
func newsParagraphs(t testing.TB) []string {
	t.Helper()
	f, err := os.Open(testkit.Shared(t, "data", "gnad", "test.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		_, text, _ := strings.Cut(sc.Text(), ";")
		sentences := strings.SplitAfter(strings.Trim(text, "'"), ". ")
		for i := 0; i+3 <= len(sentences); i += 3 {
			out = append(out, strings.TrimSpace(strings.Join(sentences[i:i+3], "")))
		}
	}
	return out
}

// recombined makes n articles of about 430 words.
func recombined(t testing.TB, n int) []index.Document {
	t.Helper()
	paragraphs := newsParagraphs(t)
	rng := rand.New(rand.NewPCG(1, 2))
	outlets := []string{"Tagblatt", "Rundblick", "Abendbote", "Merkur", "Kurier", "Anzeiger", "Post"}
	docs := make([]index.Document, n)
	for i := range docs {
		a := &archive.Article{
			ID: archive.ID(fmt.Sprintf("b%07d", i)), Outlet: outlets[rng.IntN(len(outlets))], Authors: []string{fmt.Sprint("Autor ", rng.IntN(300))},
			Published: archive.NewDate(time.Unix(1.5e9+rng.Int64N(2e8), 0), archive.Day),
		}
		words := 0
		for words < 430 {
			p := paragraphs[rng.IntN(len(paragraphs))]
			words += strings.Count(p, " ") + 1
			a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: p})
		}
		a.Title, _, _ = strings.Cut(paragraphs[rng.IntN(len(paragraphs))], ". ")
		d := index.Document{Article: a}
		for range 6 {
			k := rng.IntN(400)
			d.Mentions = append(d.Mentions, archive.Mention{Entity: fmt.Sprint("e", k), Kind: archive.Kinds[k%3], Form: archive.FormName})
		}
		docs[i] = d
	}
	return docs
}

func bytesOf(docs []index.Document) (n int64) {
	for _, d := range docs {
		n += int64(len(d.Article.Title))
		for _, p := range d.Article.Paragraphs {
			n += int64(len(p.Text))
		}
	}
	return n
}

// BenchmarkAnalysis analyses articles; the time is for one.
func BenchmarkAnalysis(b *testing.B) {
	docs := recombined(b, 500)
	x, err := Create("", Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	b.SetBytes(bytesOf(docs) / int64(len(docs)))
	build := newBuilder(x.analyzer, x.codes)
	for i := 0; b.Loop(); i++ {
		build.analyse(docs[i%len(docs)])
	}
}

// BenchmarkPut indexes articles in batches of 500, without recognition; the time is
// for one batch.
func BenchmarkPut(b *testing.B) {
	const batch = 500
	docs := recombined(b, 4*batch)
	x, err := Create(b.TempDir()+"/index", Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	b.ReportAllocs()
	b.SetBytes(bytesOf(docs) / 4)
	before, n := testkit.CPU(), 0
	for i := 0; b.Loop(); i++ {
		at := i % 4 * batch
		if err := x.Put(b.Context(), docs[at:at+batch]); err != nil {
			b.Fatal(err)
		}
		n += batch
	}
	b.ReportMetric(float64(n)/(testkit.CPU()-before).Seconds(), "articles/cpu-s")
}

// BenchmarkMatch marks the matches of a query in articles; the time is for one.
func BenchmarkMatch(b *testing.B) {
	docs := recombined(b, 200)
	x, err := Create("", Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	if err := x.Put(b.Context(), docs); err != nil {
		b.Fatal(err)
	}
	res, err := x.Search(b.Context(), index.Request{Query: query.Parse("Regierung Budget Wien"), Limit: 10})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(bytesOf(docs) / int64(len(docs)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		for _, p := range docs[i%len(docs)].Article.Paragraphs {
			res.Matcher.Match("", p.Text, nil)
		}
	}
}

// queryKinds are the kinds of queries that are timed.
var queryKinds = []struct{ kind, text string }{
	{"word", "Regierung"}, {"rare", "Nationalrat"}, {"and", "Regierung Budget"}, {"three", "Polizei Wien Mann"},
	{"question", "Welche Maßnahmen plant die Regierung gegen die Arbeitslosigkeit in Wien?"},
	{"or", "Fußball ODER Tennis"}, {"not", "Wien -Polizei"}, {"phrase", `"in den vergangenen Jahren"`}, {"common", `"auch die"`}, {"prefix", "Wirt*"},
	{"near", "Regierung NEAR/5 Budget"}, {"typo", "Regieurng"}, {"compound", "Regierungschef"},
}

// BenchmarkSearch times a result page's search: ten hits, exact total, three facets.
// DEPESCHE_BENCH_ARTICLES sets the size of the index, 10,000 if not set.
func BenchmarkSearch(b *testing.B) {
	n := 10_000
	if s := os.Getenv("DEPESCHE_BENCH_ARTICLES"); s != "" {
		if _, err := fmt.Sscan(s, &n); err != nil {
			b.Fatal(err)
		}
	}
	x, err := Create(b.TempDir()+"/index", Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	docs := recombined(b, n)
	start := testkit.CPU()
	for i := 0; i < len(docs); i += 2000 {
		if err := x.Put(b.Context(), docs[i:min(len(docs), i+2000)]); err != nil {
			b.Fatal(err)
		}
	}
	if err := x.Compact(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("%.0f articles indexed in a CPU second", float64(n)/(testkit.CPU()-start).Seconds())
	st, _ := x.Stats(b.Context())
	b.Logf("%d articles, %.2f bytes of index for a byte of text", st.Documents, float64(st.Bytes)/float64(bytesOf(docs)))
	for _, q := range queryKinds {
		req := index.Request{
			Query: query.Parse(q.text), Limit: 10, Histogram: true,
			WantFacet: map[query.FieldName]int{query.Outlet: 10, query.Person: 10, query.Place: 10},
		}
		b.Run(q.kind, func(b *testing.B) {
			for b.Loop() {
				if _, err := x.Search(b.Context(), req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
