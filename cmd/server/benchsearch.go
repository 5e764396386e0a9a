package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"depesche/internal/archive"
	"depesche/internal/bench"
	"depesche/internal/highlight"
	"depesche/internal/index"
	"depesche/internal/ingest"
	"depesche/internal/query"
)

// searchCosts measures searches without HTTP, as .ci/bench measures other
// engines: CPU time of each, plain, with snippets, with three facets, with both,
// and plain by date.
// It writes one line of that table.
func searchCosts(ctx context.Context, cfg Config, w io.Writer, parts *parts, built float64, file string, log *slog.Logger) error {
	requests, err := readQueries(file)
	if err != nil {
		return err
	}
	sample, err := sampleArticles(ctx, cfg, 1<<30)
	if err != nil {
		return err
	}
	text := 0
	for i := range sample {
		text += len(sample[i].Title) + len(sample[i].CanonicalText())
	}
	size, of, err := folderSize(cfg.Data)
	if err != nil {
		return fmt.Errorf("measuring the data folder: %w", err)
	}
	rate := "–"
	if built > 0 {
		rate = fmt.Sprintf("%.0f", float64(len(sample))/built)
	}
	sample = nil
	log.Info("size", "text", text, "parts", fmt.Sprint(of))
	fmt.Fprintf(w, "Depesche, all of it\t%s\t%.2f", rate, float64(size)/float64(text))
	for _, way := range []searchWay{{}, {snippets: true}, {facets: true}, {snippets: true, facets: true}, {newest: true}} {
		ms, err := timeSearches(ctx, parts.archive, requests, way)
		if err != nil {
			return err
		}
		order := make([]int, len(ms))
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(ms[a], ms[b]) })
		fmt.Fprintf(w, "\t%.2f/%.1f", ms[order[len(ms)/2]], ms[order[len(ms)*99/100]])
		for _, i := range order[max(0, len(ms)-slowest):] {
			log.Info("slow search", "ms", ms[i], "query", fmt.Sprint(requests[i].Query.Root), "way", fmt.Sprintf("%+v", way))
		}
	}
	fmt.Fprintln(w)
	return nil
}

const slowest = 8 // searches that are logged

// searchWay is what is asked for beside ten hits and the exact total.
type searchWay struct{ snippets, facets, newest bool }

// timeSearches gives milliseconds of CPU time of each request; a first round is
// not measured.
func timeSearches(ctx context.Context, a *ingest.Archive, requests []index.Request, way searchWay) ([]float64, error) {
	var ms []float64
	for round := range 2 {
		for _, r := range requests {
			if way.newest {
				r.Sort = query.Newest
			}
			if way.facets {
				r.WantFacet = map[query.FieldName]int{query.Outlet: facetsShown, query.Author: facetsShown}
				r.Histogram = true // by month
			}
			start := bench.ProcessorTime()
			if err := searchOnce(ctx, a, r, way.snippets); err != nil {
				return nil, err
			}
			if round > 0 {
				ms = append(ms, float64(bench.ProcessorTime()-start)/float64(time.Millisecond))
			}
		}
	}
	return ms, nil
}

const facetsShown = 12

func searchOnce(ctx context.Context, a *ingest.Archive, r index.Request, snippets bool) error {
	res, err := a.Search(ctx, r)
	if err != nil || !snippets {
		return err
	}
	for _, h := range res.Hits {
		d, err := a.Document(ctx, h.ID)
		if err != nil {
			return err
		}
		lines := make([]highlight.Line, len(d.Article.Paragraphs))
		for i, p := range d.Article.Paragraphs {
			lines[i].Paragraph = p
			for _, m := range res.Matcher.Match("", p.Text, nil) {
				lines[i].Matches = append(lines[i].Matches, highlight.Match{Span: m.Span, Term: m.Term, Why: string(m.Why)})
			}
		}
		highlight.Snippets(lines)
	}
	return nil
}

// readQueries reads lines of kind (word, and, or, phrase, prefix) and words.
func readQueries(file string) ([]index.Request, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("opening the searches: %w", err)
	}
	defer f.Close()
	var requests []index.Request
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		kind, text, ok := strings.Cut(lines.Text(), "\t")
		switch kind {
		case "word", "and":
		case "or":
			text = strings.Join(strings.Fields(text), " ODER ")
		case "phrase":
			text = `"` + text + `"`
		case "prefix":
			text += "*"
		default:
			ok = false
		}
		if !ok {
			return nil, archive.Errorf(archive.CodeInvalid, "%s:%d: want a kind (word, and, or, phrase, prefix), a tab and words", file, n)
		}
		q := query.Search{Text: text}.Query()
		requests = append(requests, index.Request{Query: q, Sort: query.ByRelevance, Limit: query.PageSize, AllWords: true})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", file, err)
	}
	if len(requests) == 0 {
		return nil, fmt.Errorf("%s has no searches", file)
	}
	return requests, nil
}
