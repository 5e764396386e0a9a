package stats

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/index"
	"depesche/internal/testkit"
)

// synthetic makes an article with 30 mentions of entities whose frequencies fall
// as those of words do, half of them suggested ones.
func synthetic(rnd *rand.Rand, zipf *rand.Zipf, n int) index.Document {
	a := &archive.Article{ID: archive.ID(fmt.Sprintf("a%07d", n)), Outlet: []string{"taz", "FR", "DW"}[n%3]}
	a.Published, _ = archive.ParseDate(fmt.Sprintf("20%02d-%02d-%02d", 10+n%15, 1+n%12, 1+n%28))
	text := ""
	var ms []archive.Mention
	for range 30 {
		e := int(zipf.Uint64())
		name := fmt.Sprintf("Name%d", e)
		start := len(text)
		text += name + " "
		ms = append(ms, archive.Mention{Span: archive.Span{Start: start, End: start + len(name)}, Entity: fmt.Sprintf("name%d", e),
			Kind: archive.Kinds[e%3], Form: archive.FormName, Suggested: e > 500})
	}
	_ = rnd
	a.Paragraphs = []archive.Paragraph{{Text: text}}
	return index.Document{Article: a, Mentions: ms}
}

// BenchmarkArchive fills a store with articles and asks for the most frequent
// entity. DEPESCHE_BENCH_ARTICLES sets how many, 20,000 if unset.
func BenchmarkArchive(b *testing.B) {
	articles := 20_000
	fmt.Sscan(os.Getenv("DEPESCHE_BENCH_ARTICLES"), &articles)
	empty, _ := entity.Parse()
	path := filepath.Join(b.TempDir(), "entities.db")
	s, _, err := Open(path, empty, memory{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	rnd := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rnd, 1.3, 8, 200_000)
	before := testkit.CPU()
	for n := 0; n < articles; n += 1000 {
		var batch []index.Document
		for k := range 1000 {
			batch = append(batch, synthetic(rnd, zipf, n+k))
		}
		if err := s.Put(ctx, batch); err != nil {
			b.Fatal(err)
		}
	}
	put := testkit.CPU() - before
	runtime.GC()
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	info, _ := os.Stat(path)
	b.Run("Profile", func(b *testing.B) {
		for b.Loop() {
			s.generation.Add(1) // no answer from before
			if _, err := s.Profile(ctx, "name0"); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(articles)/put.Seconds(), "articles-put/cpu-s")
		b.ReportMetric(float64(mem.HeapAlloc)/1e6, "heap-MB")
		b.ReportMetric(float64(info.Size())/float64(articles), "file-B/article")
	})
	b.Run("List", func(b *testing.B) {
		for b.Loop() {
			s.generation.Add(1)
			if _, _, err := s.List(ctx, archive.EntityFilter{Limit: 50}); err != nil {
				b.Fatal(err)
			}
		}
	})
}
