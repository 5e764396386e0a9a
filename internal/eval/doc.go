// Package eval measures retrieval: topics are searched, and where the relevant
// articles come is told in the field's standard figures.
//
// Topics are a table of id and query, judgements are in TREC's form (qrels). A
// [Report] holds the figures topic by topic, so that two rankings can be compared by
// a paired test ([Compare]) and a change of one shows as a difference of its
// [Report.Golden] text. testdata/golden holds that of every set of topics that may be
// looked at; "go test ./internal/eval -run Rankings -update" writes it anew. What was found
// last and what was tried stands in report-2026-11-22.md.
package eval
