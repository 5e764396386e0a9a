package eval

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"depesche/internal/index"
	"depesche/internal/query"
)

const depth = 100 // hits that are looked at

// A Figure is how well one topic, or all of them on average, were answered.
type Figure struct {
	NDCG10    float64 // normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002), gain 2^grade-1
	MRR10     float64 // reciprocal rank of the first relevant among the first ten
	Recall10  float64
	Recall100 float64
}

// A Result is one topic's figures.
type Result struct {
	Topic string
	First int      // rank of the first relevant hit from 1, 0: none among the first 100
	Hits  []string // ids of the first ten hits
	Figure
}

// A Report is the outcome of an evaluation.
type Report struct {
	Topics []Result
	Mean   Figure
	Failed []string // topics that could not be searched, with the reason
}

// Options narrow how an evaluation asks.
type Options struct {
	Without  []string // expansions that are switched off: index.Request.Without
	AllWords bool
}

// Run searches every topic that has judgements and compares the first hundred hits.
func Run(ctx context.Context, s index.Searcher, topics []Topic, qrels Qrels, o Options) (Report, error) {
	var rep Report
	for _, t := range topics {
		grades := qrels[t.ID]
		if len(grades) == 0 {
			continue
		}
		byID := make(map[string]int, len(grades))
		for id, g := range grades {
			if _, ok := byID[DocID(id)]; ok {
				return rep, fmt.Errorf("qrels: topic %s: two documents are the article %s", t.ID, DocID(id))
			}
			byID[DocID(id)] = g
		}
		res, err := s.Search(ctx, index.Request{Query: query.Parse(t.Query), Limit: depth, Without: o.Without, AllWords: o.AllWords})
		if err != nil {
			if ctx.Err() != nil {
				return rep, fmt.Errorf("evaluating: %w", ctx.Err())
			}
			rep.Failed = append(rep.Failed, t.ID+": "+err.Error())
		}
		ids := make([]string, len(res.Hits))
		for i, h := range res.Hits {
			ids[i] = string(h.ID)
		}
		rep.Topics = append(rep.Topics, judge(t.ID, ids, byID))
	}
	rep.Mean = mean(rep.Topics)
	return rep, nil
}

// judge computes the figures of one ranking.
func judge(topic string, ids []string, grades map[string]int) Result {
	r := Result{Topic: topic, Hits: ids[:min(10, len(ids))]}
	var relevant []int
	for _, g := range grades {
		if g > 0 {
			relevant = append(relevant, g)
		}
	}
	if len(relevant) == 0 {
		return r
	}
	slices.SortFunc(relevant, func(a, b int) int { return b - a })
	var dcg, ideal float64
	for i, g := range relevant[:min(10, len(relevant))] {
		ideal += gain(g, i)
	}
	at10, at100 := 0, 0
	for i, id := range ids {
		g := grades[id]
		if g <= 0 {
			continue
		}
		if r.First == 0 {
			r.First = i + 1
		}
		if i < 10 {
			dcg += gain(g, i)
			at10++
		}
		if i < 100 {
			at100++
		}
	}
	r.NDCG10 = dcg / ideal
	if r.First > 0 && r.First <= 10 {
		r.MRR10 = 1 / float64(r.First)
	}
	r.Recall10 = float64(at10) / float64(len(relevant))
	r.Recall100 = float64(at100) / float64(len(relevant))
	return r
}

func gain(grade, i int) float64 { return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(i)+2) }

func mean(rs []Result) Figure {
	var m Figure
	if len(rs) == 0 {
		return m
	}
	for _, r := range rs {
		m.NDCG10 += r.NDCG10
		m.MRR10 += r.MRR10
		m.Recall10 += r.Recall10
		m.Recall100 += r.Recall100
	}
	n := float64(len(rs))
	return Figure{m.NDCG10 / n, m.MRR10 / n, m.Recall10 / n, m.Recall100 / n}
}

// String is the means in one line each.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "topics     %d\n", len(r.Topics))
	fmt.Fprintf(&b, "nDCG@10    %.4f\n", r.Mean.NDCG10)
	fmt.Fprintf(&b, "MRR@10     %.4f\n", r.Mean.MRR10)
	fmt.Fprintf(&b, "recall@10  %.4f\n", r.Mean.Recall10)
	fmt.Fprintf(&b, "recall@100 %.4f\n", r.Mean.Recall100)
	for _, f := range r.Failed {
		fmt.Fprintf(&b, "failed     %s\n", f)
	}
	return b.String()
}

// Golden is a line for each topic with the rank of its first relevant hit ("-" if
// it is not among the first hundred), its nDCG@10 and the ids of the first ten hits.
func (r Report) Golden() string {
	var b strings.Builder
	for _, t := range r.Topics {
		first := "-"
		if t.First > 0 {
			first = fmt.Sprint(t.First)
		}
		fmt.Fprintf(&b, "%s\t%s\t%.3f\t%s\n", t.Topic, first, t.NDCG10, strings.Join(t.Hits, " "))
	}
	return b.String()
}
