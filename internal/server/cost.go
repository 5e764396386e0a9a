package server

import (
	"depesche/internal/index"
	"depesche/internal/query"
)

// dearFrom is the cost from which a search is a dear one. What people type by
// hand is far below: a sentence of ten words costs 10, two phrases of three
// words joined by ODER cost 12.
const dearFrom = 16

// What the parts of a query cost, in words looked up, as measured: a phrase is
// looked for in the texts of all articles that have its words; a beginning of one
// or two letters stands for thousands of words.
const (
	costPhraseWord  = 2
	costNearPart    = 4
	costPrefix      = 3
	costShortPrefix = 12
	shortPrefix     = 2   // letters
	longWord        = 24  // bytes: costs as often as it is longer, for the looking for parts and misspellings
	offsetCost      = 500 // hits that are passed over
)

// costOf estimates what a search will cost from its shape, before any work.
func costOf(req index.Request) int {
	n := nodeCost(req.Query.Root) + req.Offset/offsetCost
	for _, values := range req.Facets {
		n += len(values)
	}
	return n
}

func nodeCost(n query.Node) int {
	switch n := n.(type) {
	case query.And:
		return costs(n.Parts)
	case query.Or:
		return costs(n.Parts)
	case query.Not:
		return nodeCost(n.Part)
	case query.Near:
		return costs(n.Parts) + costNearPart*len(n.Parts)
	case query.Word:
		cost := 1 + len(n.Text)/longWord
		switch {
		case n.Prefix && len([]rune(n.Text)) <= shortPrefix:
			cost += costShortPrefix
		case n.Prefix:
			cost += costPrefix
		}
		return cost
	case query.Phrase:
		return costPhraseWord * len(n.Words)
	case query.Field:
		return 1 + len(n.Value)/longWord
	}
	return 0
}

func costs(parts []query.Node) (n int) {
	for _, p := range parts {
		n += nodeCost(p)
	}
	return n
}
