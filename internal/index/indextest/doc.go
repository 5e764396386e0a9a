// Package indextest is the conformance suite: the behaviour that every engine
// behind package index has.
//
// The suite's articles and queries are its own; an engine passes by finding the
// same articles, counting the same and marking the same words. It says nothing
// about scores but which of two articles comes first where that is beyond dispute.
package indextest
