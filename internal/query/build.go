package query

import "strings"

// maxAlternatives bounds how many nears "(a ODER b) NEAR/5 (c ODER d)" becomes.
const maxAlternatives = 8

// newAnd joins parts that all must match: nested Ands become one, a pair of
// open date ranges one range, and repetitions go. Without parts it is nil, one
// part is itself.
func newAnd(parts []Node) Node {
	var flat []Node
	for _, part := range parts {
		switch part := part.(type) {
		case nil:
		case And:
			flat = append(flat, part.Parts...)
		default:
			flat = append(flat, part)
		}
	}
	flat = distinct(joinDates(flat))
	switch len(flat) {
	case 0:
		return nil
	case 1:
		if _, not := flat[0].(Not); !not {
			return flat[0]
		}
	}
	return And{flat}
}

// newOr joins parts of which any must match, as newAnd does.
func newOr(parts []Node) Node {
	var flat []Node
	for _, part := range parts {
		switch part := part.(type) {
		case nil:
		case Or:
			flat = append(flat, part.Parts...)
		case Not:
			flat = append(flat, And{[]Node{part}})
		default:
			flat = append(flat, part)
		}
	}
	flat = distinct(flat)
	switch len(flat) {
	case 0:
		return nil
	case 1:
		return flat[0]
	}
	return Or{flat}
}

func negate(n Node) Node {
	switch n := n.(type) {
	case nil:
		return nil
	case Not:
		return n.Part
	case And:
		if len(n.Parts) == 1 {
			return negate(n.Parts[0])
		}
	}
	return Not{n}
}

// distinct keeps the first of parts that read the same.
func distinct(parts []Node) []Node {
	if len(parts) < 2 {
		return parts
	}
	seen := make(map[string]bool, len(parts))
	kept := parts[:0:0]
	for _, part := range parts {
		if key := printNode(part, levelOr); !seen[key] {
			seen[key] = true
			kept = append(kept, part)
		}
	}
	return kept
}

// joinDates makes von:… and bis:… of one conjunction into ranges: each end joins
// the first range that lacks it. Whole ranges count as their two ends, so that
// what is printed is joined in the same way again.
func joinDates(parts []Node) []Node {
	kept := parts[:0:0]
	for _, part := range parts {
		d, ok := part.(Dates)
		if !ok {
			kept = append(kept, part)
			continue
		}
		if !d.From.IsZero() {
			kept = joinEnd(kept, Dates{From: d.From})
		}
		if !d.To.IsZero() {
			kept = joinEnd(kept, Dates{To: d.To})
		}
	}
	return kept
}

func joinEnd(kept []Node, end Dates) []Node {
	for i, other := range kept {
		o, ok := other.(Dates)
		switch {
		case !ok:
		case o.From.IsZero() && !end.From.IsZero():
			o.From = end.From
			kept[i] = o
			return kept
		case o.To.IsZero() && !end.To.IsZero():
			o.To = end.To
			kept[i] = o
			return kept
		}
	}
	return append(kept, end)
}

// mergedDates is the range that the last of parts is or has become part of.
func mergedDates(parts []Node) Dates {
	last := parts[len(parts)-1].(Dates)
	for _, part := range parts[:len(parts)-1] {
		if d, ok := part.(Dates); ok {
			if last.From.IsZero() {
				last.From = d.From
			}
			if last.To.IsZero() {
				last.To = d.To
			}
		}
	}
	return last
}

// mapLeaves replaces the words and phrases of a tree, those in nears included
// if the result may stand there.
func mapLeaves(n Node, f func(Node) Node) Node {
	switch n := n.(type) {
	case Word, Phrase:
		return f(n)
	case Not:
		return negate(mapLeaves(n.Part, f))
	case And:
		return newAnd(mapAll(n.Parts, f))
	case Or:
		return newOr(mapAll(n.Parts, f))
	case Near:
		parts := mapAll(n.Parts, f)
		for _, part := range parts {
			if _, ok := alternatives(part); !ok {
				return newAnd(parts)
			}
		}
		n.Parts = parts
		return n
	}
	return n
}

func mapAll(parts []Node, f func(Node) Node) []Node {
	mapped := make([]Node, len(parts))
	for i, part := range parts {
		mapped[i] = mapLeaves(part, f)
	}
	return mapped
}

// newNears joins operands by NEAR with the distances between them: one Near
// where all distances are the same, else one for each neighbouring pair. ok is
// false if an operand can't stand in a Near; then all must match anywhere.
func newNears(operands []Node, distances []int) (node Node, ok bool) {
	same := true
	for _, d := range distances {
		same = same && d == distances[0]
	}
	if same {
		if node, ok := newNear(operands, Near{Distance: distances[0]}); ok {
			return node, true
		}
		return newAnd(operands), false
	}
	var pairs []Node
	for i, d := range distances {
		pair, ok := newNear(operands[i:i+2], Near{Distance: d})
		if !ok {
			return newAnd(operands), false
		}
		pairs = append(pairs, pair)
	}
	return newAnd(pairs), true
}

// newNear joins operands in a Near of the form given. Alternatives in an
// operand become alternatives of Nears.
func newNear(operands []Node, form Near) (node Node, ok bool) {
	combined := [][]Node{nil}
	for _, operand := range operands {
		if operand == nil {
			continue
		}
		alts, ok := alternatives(operand)
		if !ok || len(combined)*len(alts) > maxAlternatives {
			return nil, false
		}
		var longer [][]Node
		for _, c := range combined {
			for _, alt := range alts {
				longer = append(longer, append(c[:len(c):len(c)], alt...))
			}
		}
		combined = longer
	}
	var nears []Node
	for _, parts := range combined {
		if parts = distinct(parts); len(parts) < 2 {
			nears = append(nears, newAnd(parts))
			continue
		}
		near := form
		near.Parts = parts
		nears = append(nears, near)
	}
	return newOr(nears), true
}

// alternatives are the lists of words and phrases that an operand of a Near
// stands for.
func alternatives(n Node) (lists [][]Node, ok bool) {
	switch n := n.(type) {
	case Word, Phrase:
		return [][]Node{{n}}, true
	case And:
		for _, part := range n.Parts {
			if !isLeaf(part) {
				return nil, false
			}
		}
		return [][]Node{n.Parts}, true
	case Or:
		for _, part := range n.Parts {
			if !isLeaf(part) {
				return nil, false
			}
			lists = append(lists, []Node{part})
		}
		return lists, true
	}
	return nil, false
}

func isLeaf(n Node) bool {
	switch n.(type) {
	case Word, Phrase:
		return true
	}
	return false
}

// sameParagraph is the group n with its words in one paragraph. What can't be
// said of a paragraph (exclusions, fields) stays beside them, and ok is false.
func sameParagraph(n Node) (node Node, ok bool) {
	and, isAnd := n.(And)
	if !isAnd {
		if near, _ := n.(Near); near.Parts != nil || isLeaf(n) || isLeafOr(n) {
			return n, true // words so near each other, or one word, are in one paragraph
		}
		return n, false
	}
	var inside, beside []Node
	for _, part := range and.Parts {
		if isLeaf(part) || isLeafOr(part) {
			inside = append(inside, part)
		} else {
			beside = append(beside, part)
		}
	}
	near, ok := newNear(inside, Near{SameParagraph: true})
	if !ok {
		return n, false
	}
	return newAnd(append([]Node{near}, beside...)), len(beside) == 0
}

func isLeafOr(n Node) bool {
	or, ok := n.(Or)
	if !ok {
		return false
	}
	for _, part := range or.Parts {
		if !isLeaf(part) {
			return false
		}
	}
	return true
}

func joinWords(words []string) string { return strings.Join(words, " ") }
