package bleveindex

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/internal/testkit"
)

type probe struct{ kind, query, text string }

func readProbes(t testing.TB, file string) []probe {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var ps []probe
	for n, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			t.Fatalf("%s:%d: %d columns", file, n+1, len(f))
		}
		ps = append(ps, probe{f[0], f[1], f[2]})
	}
	return ps
}

const distractor = "none"

// TestProbe searches pairs of a query and a text that only the language joins, and
// pairs that it does not join, all texts of one file in one index. probe.tsv was
// written before tuning and mended against; the blind files were written without a
// look at splitter, lexicon and synonyms, and internal/eval/report-2026-11-22.md has their first score.
func TestProbe(t *testing.T) {
	for _, file := range probeFiles {
		t.Run(file, func(t *testing.T) { searchProbes(t, readProbes(t, file), nil, 95) })
	}
}

// TestProbeAmongNews searches all of them among a thousand articles of other news,
// many of which have the words too, and rightly come before the probe's sentence.
func TestProbeAmongNews(t *testing.T) {
	var all []probe
	for _, file := range probeFiles {
		all = append(all, readProbes(t, file)...)
	}
	searchProbes(t, all, news(t), 75)
}

var probeFiles = []string{"probe.tsv", "blind1.tsv", "blind2.tsv", "blind3.tsv", "blind4.tsv", "blind5.tsv", "blind6.tsv", "blind7.tsv", "blind8.tsv", "blind9.tsv", "blind10.tsv", "blind11.tsv", "blind12.tsv", "blind13.tsv"}

// news are the news articles of the shared data.
func news(t testing.TB) (docs []index.Document) {
	t.Helper()
	data, err := os.ReadFile(testkit.Shared(t, "data", "gnad", "test.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		_, text, _ := strings.Cut(line, ";")
		text = strings.ReplaceAll(strings.Trim(text, "'"), "''", "'")
		a := &archive.Article{ID: archive.ID(fmt.Sprintf("g%04d", i)), Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}
		docs = append(docs, index.Document{Article: a})
	}
	return docs
}

// searchProbes searches the probes in an index of their texts and some others; firstTen is how many
// in a hundred must be among the first ten.
func searchProbes(t *testing.T, probes []probe, others []index.Document, firstTen int) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	if err := x.Put(t.Context(), others); err != nil {
		t.Fatal(err)
	}
	var docs []index.Document
	for i, p := range probes {
		a := &archive.Article{ID: archive.ID(fmt.Sprintf("p%03d", i)), Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: p.text}}}
		docs = append(docs, index.Document{Article: a})
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal(err)
	}
	type tally struct{ pairs, found, ten int }
	kinds := map[string]*tally{}
	var found, ten, pairs, wrong int
	for i, p := range probes {
		res, err := x.Search(t.Context(), index.Request{Query: query.Parse(p.query), Limit: 100})
		if err != nil {
			t.Fatalf("%s: %v", p.query, err)
		}
		rank := slices.IndexFunc(res.Hits, func(h index.Hit) bool { return h.ID == docs[i].Article.ID })
		if rank < 0 && res.Total > len(res.Hits) {
			alone, err := x.Search(t.Context(), index.Request{Query: query.Parse(p.query), Limit: 1, Only: []archive.ID{docs[i].Article.ID}})
			if err != nil {
				t.Fatalf("%s: %v", p.query, err)
			}
			if alone.Total > 0 {
				rank = len(res.Hits)
			}
		}
		if p.kind == distractor {
			if rank >= 0 {
				wrong++
				t.Logf("found, but should not be: %s: %s", p.query, p.text)
			}
			continue
		}
		if kinds[p.kind] == nil {
			kinds[p.kind] = &tally{}
		}
		k := kinds[p.kind]
		k.pairs++
		pairs++
		if rank < 0 {
			t.Logf("not found (%s): %s: %s", p.kind, p.query, p.text)
			continue
		}
		k.found++
		found++
		if rank < 10 {
			k.ten++
			ten++
		} else {
			t.Logf("rank %d of %d (%s): %s: %s", rank+1, res.Total, p.kind, p.query, p.text)
		}
		if len(res.Matcher.Match("", p.text, nil)) == 0 {
			t.Errorf("nothing marked (%s): %s: %s", p.kind, p.query, p.text)
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%-10s %3d pairs, %3d found, %3d in the first ten", kind, kinds[kind].pairs, kinds[kind].found, kinds[kind].ten)
	}
	t.Logf("%-10s %3d pairs, %3d found, %3d in the first ten; %d distractors found", "all", pairs, found, ten, wrong)
	if found*100 < pairs*97 || ten*100 < pairs*firstTen || wrong > 1 {
		t.Error("below the floor")
	}
}
