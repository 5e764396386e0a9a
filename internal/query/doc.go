// Package query turns what a person types into a tree, and the state of a
// search into its one canonical URL.
//
// A [Query] is what was understood of the search box: a tree of [Node]s that no
// engine owns, and a [Warning] for each part that was not understood and is
// searched literally instead. Parsing never fails.
//
// A [Search] is everything a result page depends on: the text of the box, the
// facets, dates, order and page that were chosen, and the expansions that were
// switched off. It has exactly one canonical URL.
//
// The language of the box: words, "phrases", =exact (or exakt:exact), prefix*,
// -exclusion (or NICHT, NOT), ODER (or OR, |), parentheses, NEAR/5 (or NAH/5),
// absatz:(two words) for words of the same paragraph, and field:value with the
// fields of [Fields].
package query
