package bleveindex

import (
	"slices"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bregistry "github.com/blevesearch/bleve/v2/registry"
	bquery "github.com/blevesearch/bleve/v2/search/query"

	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/internal/testkit"
)

// BenchmarkBesidePlain indexes the same 10,000 articles with Bleve's own analyzer
// "de" (a static mapping, title and text, with positions, nothing stored) and with
// ours, and puts the same queries to both, each as its engine would take it: ten
// hits and the exact total. It reports articles per CPU second of both and their
// ratio, and the ratios of the median times of the queries: asked again, and when
// they are asked first and nothing is remembered.
func BenchmarkBesidePlain(b *testing.B) {
	const n, batch = 10_000, 1000
	docs := recombined(b, n)
	for b.Loop() {
		start := testkit.CPU()
		plain := indexPlain(b, docs, batch, "de")
		plainCPU := testkit.CPU() - start

		start = testkit.CPU()
		own, err := Create(b.TempDir()+"/own", Options{})
		if err != nil {
			b.Fatal(err)
		}
		for part := range slices.Chunk(docs, batch) {
			if err := own.Put(b.Context(), part); err != nil {
				b.Fatal(err)
			}
		}
		ownCPU := testkit.CPU() - start
		if err := own.Compact(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(n/plainCPU.Seconds(), "plain-articles/CPU-s")
		b.ReportMetric(n/ownCPU.Seconds(), "own-articles/CPU-s")
		b.ReportMetric(plainCPU.Seconds()/ownCPU.Seconds(), "indexing-ratio")

		var plains, owns, firstPlains, firstOwns []time.Duration
		for _, q := range besideQueries {
			request := bleve.NewSearchRequestOptions(plainQuery(q), 10, 0, false)
			firstPlain, p := median(b, func() error { _, err := plain.SearchInContext(b.Context(), request); return err })
			req := index.Request{Query: query.Parse(q), Limit: 10}
			firstOwn, o := median(b, func() error { _, err := own.Search(b.Context(), req); return err })
			b.Logf("%-50s plain %8v own %8v ratio %.2f, first %v and %v", q, p, o, o.Seconds()/p.Seconds(), firstPlain, firstOwn)
			plains, owns = append(plains, p), append(owns, o)
			firstPlains, firstOwns = append(firstPlains, firstPlain), append(firstOwns, firstOwn)
		}
		for _, times := range [][]time.Duration{plains, owns, firstPlains, firstOwns} {
			slices.Sort(times)
		}
		b.ReportMetric(firstOwns[len(owns)/2].Seconds()/firstPlains[len(plains)/2].Seconds(), "first-query-ratio")
		b.ReportMetric(owns[len(owns)/2].Seconds()/plains[len(plains)/2].Seconds(), "query-ratio")
		_, _ = plain.Close(), own.Close()
	}
}

// besideQueries are what both engines can be asked: words and a sentence.
var besideQueries = []string{
	"Regierung", "Nationalrat", "Fußball", "Arbeitslosigkeit", "Regierung Budget", "Polizei Wien Mann", "Unternehmen Umsatz Gewinn",
	"Bundeskanzler Parlament", "Sicherheitsrat", "Flüchtlinge Grenze Ungarn", "Wahlkampf", "Salzburg Festspiele",
	"Welche Maßnahmen plant die Regierung gegen die Arbeitslosigkeit in Wien?",
	"Der Konzern hat im vergangenen Jahr mehr verdient als erwartet",
}

// plainQuery asks for all words, of a sentence for any, in title or text.
func plainQuery(text string) bquery.Query {
	var fields []bquery.Query
	for field, boost := range map[string]float64{"title": 5, "text": 1} {
		m := bleve.NewMatchQuery(text)
		m.SetField(field)
		m.SetBoost(boost)
		if !query.Parse(text).Question {
			m.SetOperator(bquery.MatchQueryOperatorAnd)
		}
		fields = append(fields, m)
	}
	return bleve.NewDisjunctionQuery(fields...)
}

// BenchmarkStems indexes 10,000 articles as other engines do with their analyzer of
// German: through Bleve, a static mapping, title and text, the stems of package german
// without function words, with positions, nothing stored. It reports articles per CPU
// second beside those of Bleve's own analyzer.
func BenchmarkStems(b *testing.B) {
	const n, batch = 10_000, 1000
	docs := recombined(b, n)
	a, err := german.NewAnalyzer()
	if err != nil {
		b.Fatal(err)
	}
	if err := bregistry.RegisterAnalyzer("stems", func(map[string]any, *bregistry.Cache) (analysis.Analyzer, error) { return stemAnalyzer{a}, nil }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, analyzer := range []string{"de", "stems"} {
			start := testkit.CPU()
			x := indexPlain(b, docs, batch, analyzer)
			b.ReportMetric(n/(testkit.CPU()-start).Seconds(), analyzer+"-articles/CPU-s")
			_ = x.Close()
		}
	}
}

// stemAnalyzer gives Bleve the stems of a text.
type stemAnalyzer struct{ *german.Analyzer }

func (a stemAnalyzer) Analyze(text []byte) analysis.TokenStream {
	var stream analysis.TokenStream
	for i, t := range a.Tokens(nil, string(text)) {
		if !t.Word.Stop {
			stream = append(stream, &analysis.Token{Start: t.Start, End: t.End, Term: []byte(t.Word.Stem), Position: i + 1})
		}
	}
	return stream
}

func indexPlain(b *testing.B, docs []index.Document, batch int, analyzer string) bleve.Index {
	m := bleve.NewIndexMapping()
	m.DefaultMapping.Dynamic = false
	for _, name := range []string{"title", "text"} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.DocValues = analyzer, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(name, f)
	}
	x, err := bleve.NewUsing(b.TempDir()+"/plain", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	for part := range slices.Chunk(docs, batch) {
		bt := x.NewBatch()
		for _, d := range part {
			text := ""
			for _, p := range d.Article.Paragraphs {
				text += p.Text + "\n"
			}
			if err := bt.Index(string(d.Article.ID), map[string]any{"title": d.Article.Title, "text": text}); err != nil {
				b.Fatal(err)
			}
		}
		if err := x.Batch(bt); err != nil {
			b.Fatal(err)
		}
	}
	return x
}

// median is the time of a first run and the median of 15 behind it.
func median(b *testing.B, run func() error) (first, median time.Duration) {
	var times []time.Duration
	for range 16 {
		start := time.Now()
		if err := run(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(start))
	}
	first, times = times[0], times[1:]
	slices.Sort(times)
	return first, times[len(times)/2]
}
