// Package eval measures retrieval: topics are searched, and where the relevant
// articles come is told in the field's standard figures.
//
// Topics are a table of id and query, judgements are in TREC's form (qrels). A
// [Report] holds the figures topic by topic, so that two rankings can be compared by
// a paired test ([Compare]) and a change of one shows as a difference of its
// [Report.Golden] text.
package eval
