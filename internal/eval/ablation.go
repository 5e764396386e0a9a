package eval

import (
	"context"
	"fmt"
	"strings"

	"depesche/internal/index"
)

// Rules are the keys of index.Request.Without that switch a whole rule of the search off.
var Rules = []string{"stem", "part", "form", "root", "name", "synonym", "family", "typo", "function-words", "neighbours", "lead", "feedback", "coverage"}

// An Ablated is what a ranking is without one rule.
type Ablated struct {
	Rule string // "" for the whole
	Mean Figure
	Loss float64 // nDCG@10 that is lost without the rule
	P    float64 // of so large a difference by chance, see Compare
}

const rounds = 2000 // of the randomisation test

// Ablate evaluates with all rules and without each of them.
func Ablate(ctx context.Context, s index.Searcher, topics []Topic, qrels Qrels) ([]Ablated, error) {
	whole, err := Run(ctx, s, topics, qrels, Options{})
	if err != nil {
		return nil, err
	}
	table := []Ablated{{Mean: whole.Mean, P: 1}}
	for _, rule := range Rules {
		rep, err := Run(ctx, s, topics, qrels, Options{Without: []string{rule}})
		if err != nil {
			return nil, fmt.Errorf("without %s: %w", rule, err)
		}
		d, p, err := Compare(rep, whole, rounds, 1)
		if err != nil {
			return nil, err
		}
		table = append(table, Ablated{rule, rep.Mean, d, p})
	}
	return table, nil
}

// AblationTable writes the outcome of Ablate as lines of text.
func AblationTable(table []Ablated) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s %8s %8s %10s %10s %8s %6s\n", "without", "nDCG@10", "MRR@10", "recall@10", "recall@100", "loss", "p")
	for _, a := range table {
		rule := a.Rule
		if rule == "" {
			rule = "(nothing)"
		}
		fmt.Fprintf(&b, "%-16s %8.4f %8.4f %10.4f %10.4f %8.4f %6.3f\n", rule, a.Mean.NDCG10, a.Mean.MRR10, a.Mean.Recall10, a.Mean.Recall100, a.Loss, a.P)
	}
	return b.String()
}
