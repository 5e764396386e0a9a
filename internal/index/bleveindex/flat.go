package bleveindex

import (
	"slices"

	"depesche/internal/query"
)

// flatParts returns the words and phrases of a query that has nothing else.
func flatParts(n query.Node) ([]query.Node, bool) {
	parts := []query.Node{n}
	if and, ok := n.(query.And); ok {
		parts = and.Parts
	}
	for _, part := range parts {
		switch part.(type) {
		case query.Word, query.Phrase:
		default:
			return nil, false
		}
	}
	return parts, len(parts) > 0
}

// planFlat plans a query of words and phrases alone.
func (p *planner) planFlat(parts []query.Node, allWords bool) error {
	p.plan.flat = true
	parts, err := p.prune(p.joinNumbers(parts))
	if err != nil {
		return err
	}
	var stops []content
	operators := false
	for _, part := range parts {
		c := content{text: nodeText(part)}
		w, word := part.(query.Word)
		if ph, ok := part.(query.Phrase); ok && len(ph.Words) == 1 {
			w, word = query.Word{Text: ph.Words[0], Exact: ph.Exact}, true
		}
		if !word {
			var err error
			if c.strict, err = p.compile(part, false, true); err != nil {
				return err
			}
			if a, ok := c.strict.(altTree); ok {
				c.phrase, c.loose = true, anyOf(p.plan.leaves[len(p.plan.leaves)-a.alt.ranked:])
				p.plan.content = append(p.plan.content, c)
			}
			operators = operators || part.(query.Phrase).Exact
			continue
		}
		if !w.Exact && !w.Prefix {
			w.Text = withoutArticle(w.Text)
		}
		first, marked := len(p.plan.leaves), len(p.plan.marked)
		t, err := p.compile(w, false, true)
		if err != nil {
			return err
		}
		if _, ok := t.(nothing); ok {
			continue
		}
		c.strict, c.word, c.leaves = t, w.Text, slices.Clone(p.plan.leaves[first:])
		if hyphenated := p.plan.marked[marked:]; len(hyphenated) > 0 {
			c.name, c.loose = personName(w.Text), anyOf(c.leaves)
			c.leaves = append(c.leaves, hyphenated...)
		}
		operators = operators || w.Exact || w.Prefix
		if p.stop(w) {
			stops = append(stops, c)
		} else {
			p.plan.content = append(p.plan.content, c)
		}
	}
	p.plan.sequence = slices.Clone(p.plan.leaves)
	words := make([]typedWord, len(p.plan.content))
	for i, c := range p.plan.content {
		words[i] = nameable(c.word, c.leaves) // a phrase has no word, and no name
	}
	p.expandNames(words)
	p.koreans(p.plan.content)
	if len(p.plan.content) == 0 {
		p.plan.content = stops
	}
	if len(p.plan.content) == 0 {
		p.plan.root = nothing{}
		return nil
	}
	n := len(p.plan.content)
	if len(p.plan.leaves) == 1 { // beside nothing, words like it tell nothing
		l := p.plan.leaves[0]
		l.bonus = slices.DeleteFunc(l.bonus, func(s source) bool { return s.field == fieldRoot })
	}
	p.plan.root = p.plan.all()
	p.plan.coverage = !allWords && !operators && (n > contentMax || p.plan.question && n > 1)
	p.plan.weights.coverage *= coverageShare(n, p.plan.question)
	if p.plan.asks { // its answer may stand anywhere
		p.plan.weights.lead = 0
	}
	return nil
}

// joinNumbers makes one word of the groups of digits of a number (10 000).
func (p *planner) joinNumbers(parts []query.Node) []query.Node {
	var out []query.Node
	for _, part := range parts {
		if w, ok := part.(query.Word); ok && len(out) > 0 && !w.Exact && !w.Prefix && w.Text[0] >= '0' && w.Text[0] <= '9' {
			if before, ok := out[len(out)-1].(query.Word); ok && !before.Exact && !before.Prefix {
				both := before.Text + " " + w.Text
				if toks := p.x.analyzer.Tokens(nil, both); toks[0].Start == 0 && toks[0].End == len(both) {
					out[len(out)-1] = query.Word{Text: both}
					continue
				}
			}
		}
		out = append(out, part)
	}
	return out
}

// coverageShare is how much of the exponent of the coverage counts for n words. A
// question has few words and its answer has nearly all of them; of a headline or of
// a sentence copied from elsewhere some are always missing.
func coverageShare(n int, question bool) float64 {
	share := min(1, max(0, float64(noCoverage-n)/(noCoverage-fullCoverage)))
	if !question {
		return min(share, headlineCoverage)
	}
	return share
}

const (
	headlineCoverage = .25
	fullCoverage     = 8  // content words of a question up to which coverage counts in full
	noCoverage       = 14 // and from which on it doesn't
)

// content is a part of a flat query that counts.
type content struct {
	text   string
	word   string // of a word: as typed
	phrase bool
	name   bool // which is needed even where not all words are
	strict tree // what it asks for
	loose  tree // nil, or for a phrase or hyphenated word: any of its words
	leaves []*leaf
}

// all is the query with all its words and phrases.
func (p *plan) all() tree {
	t := andTree{}
	for _, c := range p.content {
		t.parts = append(t.parts, c.strict)
	}
	return t
}

// some is the query with any of its words, and with all its phrases if they are needed.
func (p *plan) some(phrases bool) tree {
	words, t := orTree{}, andTree{}
	for _, c := range p.content {
		switch {
		case c.phrase && phrases || c.name && len(p.content) <= contentMax:
			t.parts = append(t.parts, c.strict)
		case c.loose == nil:
			words.parts = append(words.parts, c.strict)
		default:
			words.parts = append(words.parts, c.loose)
		}
	}
	if len(t.parts) > 0 {
		return t
	}
	return words
}

func (p *plan) hasPhrases() bool {
	return slices.ContainsFunc(p.content, func(c content) bool { return c.phrase })
}

func anyOf(leaves []*leaf) tree {
	t := orTree{}
	for _, l := range leaves {
		t.parts = append(t.parts, leafTree{l})
	}
	return t
}

func (p *planner) stop(w query.Word) bool {
	if w.Exact || w.Prefix {
		return false
	}
	for _, t := range p.x.analyzer.Tokens(nil, w.Text) {
		if !t.Word.Stop && !article(t.Word.Folded) {
			return false
		}
	}
	return true
}
