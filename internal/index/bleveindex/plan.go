package bleveindex

import (
	"slices"
	"strings"

	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

const (
	maxLeaves    = 32  // words of a query; of more words alone, the rarest
	maxOperands  = 64  // words of a query with operators
	maxSources   = 48  // ways in which one word is searched
	maxLonger    = 3   // longer names of one word of a hyphenated one
	maxAlts      = 12  // other names of one word
	maxNearForms = 500 // words that a beginning in a NEAR stands for
	partsWindow  = 4   // words that may stand between the parts of a compound in a text
	hyphenGap    = 3   // and between words that were typed with a hyphen: Krieg in der Ukraine
	contentMax   = 3   // longer queries are ranked by coverage
)

// A leaf is one word of the query with all the ways in which it is searched.
type leaf struct {
	typed  string
	word   *german.Word
	title  bool // in title and kicker only
	exact  bool
	inner  bool     // a word of a phrase or hyphenated word: marked where not all words are needed
	prefix string   // folded beginning, or ""
	any    []source // a document with one of them has the word,
	alts   []*alt   // or one that has one of these
	bonus  []source // add to the rank: the form as typed, the parts
}

// A source is a list of postings.
type source struct {
	field, term string
	weight      float64
	why         index.Why
}

// An alt is a run of words that the streams are searched for.
type alt struct {
	units    []unit
	need     [][]source // a document must have one of each
	phrase   bool       // one unit, its words in order
	distance int        // of the units, if not a phrase; -1: in one line
	title    bool
	why      index.Why
	form     string // as shown
	words    []*german.Word
	ranked   int // how many leaves its words have
}

// A tree is a compiled query.
type tree interface{ isTree() }

type (
	andTree    struct{ parts []tree }
	orTree     struct{ parts []tree }
	notTree    struct{ part tree }
	leafTree   struct{ leaf *leaf }
	altTree    struct{ alt *alt } // a phrase, or NEAR
	fieldTree  struct{ field query.Field }
	datesTree  struct{ dates query.Dates }
	nothing    struct{}
	everything struct{}
)

func (andTree) isTree()    {}
func (orTree) isTree()     {}
func (notTree) isTree()    {}
func (leafTree) isTree()   {}
func (altTree) isTree()    {}
func (fieldTree) isTree()  {}
func (datesTree) isTree()  {}
func (nothing) isTree()    {}
func (everything) isTree() {}

// A plan is what a request is searched by.
type plan struct {
	root       tree
	leaves     []*leaf   // that rank
	marked     []*leaf   // that are marked beside those
	sequence   []*leaf   // of a flat query: its words as typed
	phrases    []*alt    // that are marked
	flat       bool      // words and phrases alone, so that coverage can rank
	content    []content // of a flat query: its parts, without function words where there are others
	coverage   bool      // not all words are needed
	question   bool
	asks       bool
	expansions []index.Expansion
	ignored    []string // words of a long query that are not searched
	without    map[string]bool
	weights    weights
}

type planner struct {
	x    *Index
	snap *snapshot
	plan *plan
}

func (x *Index) plan(snap *snapshot, req index.Request) (*plan, error) {
	p := &planner{x: x, snap: snap, plan: &plan{without: map[string]bool{}, question: req.Query.Question, asks: req.Query.Asks}}
	for _, k := range req.Without {
		p.plan.without[k] = true
	}
	p.plan.weights = x.weights.without(p.plan.without)
	if req.Query.Root == nil {
		p.plan.root = everything{}
		return p.plan, nil
	}
	if parts, ok := flatParts(req.Query.Root); ok {
		if err := p.planFlat(parts, req.AllWords); err != nil {
			return nil, err
		}
	} else {
		root, err := p.compile(req.Query.Root, false, true)
		if err != nil {
			return nil, err
		}
		p.plan.root = root
	}
	if len(p.plan.leaves) > maxOperands {
		return nil, tooCostly("Die Anfrage hat zu viele Wörter (höchstens %d).", maxOperands)
	}
	return p.plan, nil
}

// compile turns a node into a tree; positive says that it is not below a Not.
func (p *planner) compile(n query.Node, title, positive bool) (tree, error) {
	switch n := n.(type) {
	case query.And:
		parts, words, err := p.compileParts(n.Parts, title, positive)
		if err != nil {
			return nil, err
		}
		p.expandNames(words)
		return andTree{slices.DeleteFunc(parts, func(t tree) bool { _, ok := t.(nothing); return ok })}, nil // punctuation
	case query.Or:
		parts, words, err := p.compileParts(n.Parts, title, positive)
		if err != nil {
			return nil, err
		}
		for i := range words {
			p.expandNames(words[i : i+1])
		}
		return orTree{parts}, nil
	case query.Not:
		c, err := p.compile(n.Part, title, false)
		if err != nil {
			return nil, err
		}
		return notTree{c}, nil
	case query.Word:
		return p.compileWord(n, title, positive)
	case query.Phrase:
		a, err := p.compilePhrase(n, title)
		if a == nil || err != nil {
			return nothing{}, err
		}
		if positive {
			p.plan.phrases = append(p.plan.phrases, a)
			p.rankWords(a, title)
		}
		return altTree{a}, nil
	case query.Near:
		return p.compileNear(n, title, positive)
	case query.Field:
		if n.Name == query.Title {
			return p.compileTitle(n.Value, positive)
		}
		return fieldTree{n}, nil
	case query.Dates:
		return datesTree{n}, nil
	}
	return nothing{}, nil
}

// compileParts turns nodes side by side into trees; words are those of them that
// may name something.
func (p *planner) compileParts(nodes []query.Node, title, positive bool) (parts []tree, words []typedWord, err error) {
	for _, n := range nodes {
		leaves, marked := len(p.plan.leaves), len(p.plan.marked)
		c, err := p.compile(n, title, positive)
		if err != nil {
			return nil, nil, err
		}
		parts = append(parts, c)
		var w typedWord
		if word, ok := n.(query.Word); ok && positive {
			own := slices.Concat(p.plan.leaves[leaves:], p.plan.marked[marked:])
			w = nameable(word.Text, own)
		}
		words = append(words, w)
	}
	return parts, words, nil
}

// compileTitle searches the words of a value in title and kicker.
func (p *planner) compileTitle(value string, positive bool) (tree, error) {
	t := andTree{}
	for w := range strings.FieldsSeq(value) {
		c, err := p.compileWord(query.Word{Text: w}, true, positive)
		if err != nil {
			return nil, err
		}
		if _, ok := c.(nothing); !ok {
			t.parts = append(t.parts, c)
		}
	}
	return t, nil
}

func (p *planner) compileWord(w query.Word, title, positive bool) (tree, error) {
	if w.Prefix {
		return p.compilePrefix(w, title, positive)
	}
	toks := p.x.analyzer.Tokens(nil, w.Text)
	if len(toks) == 0 {
		return nothing{}, nil
	}
	if w.Exact && len(toks) > 1 {
		return p.compile(query.Phrase{Words: strings.Fields(w.Text), Exact: true}, title, positive)
	}
	var leaves []*leaf
	for _, t := range toks {
		typed := w.Text
		if len(toks) > 1 {
			typed = w.Text[t.Start:t.End]
		}
		l, err := p.leaf(typed, t.Word, title, w.Exact)
		if err != nil {
			return nil, err
		}
		leaves = append(leaves, l)
	}
	if len(leaves) == 1 {
		return leafTree{p.plan.add(leaves[0], positive)}, nil
	}
	if !title {
		whole := p.hyphenated(w.Text, leaves)
		if positive {
			p.plan.marked = append(p.plan.marked, whole)
			for _, l := range leaves {
				l.inner = true
				l.any = append(l.any, whole.any...)
				p.plan.add(l, true)
			}
		}
		return leafTree{whole}, nil
	}
	t := andTree{}
	for _, l := range leaves {
		t.parts = append(t.parts, leafTree{p.plan.add(l, positive)})
	}
	return t, nil
}

// article reports whether a folded word is the article of Arabic names.
func article(folded string) bool { return folded == "al" || folded == "el" }

// withoutArticle is an Arabic name without its article: Al-Assad is also el Assad, and
// Assad.
func withoutArticle(typed string) string {
	if first, name, ok := strings.Cut(typed, "-"); ok && article(german.Fold(first)) && !strings.Contains(name, "-") && len(name) > 3 {
		return name
	}
	return typed
}

// add makes the leaf rank and be marked, if it is not below a Not.
func (p *plan) add(l *leaf, positive bool) *leaf {
	if positive {
		p.leaves = append(p.leaves, l)
	}
	return l
}

// leaf makes the ways in which one word is searched.
func (p *planner) leaf(typed string, w *german.Word, title, exact bool) (*leaf, error) {
	l := &leaf{typed: typed, word: w, title: title, exact: exact}
	field, part, form := fieldStem, fieldPart, fieldForm
	prefixPart, prefixForm := "", ""
	if title {
		field, part, form = fieldTitle, fieldTitle, fieldTitle
		prefixPart, prefixForm = partMark, formMark
	}
	if exact {
		l.any = []source{{form, prefixForm + w.Folded, 1, index.Exact}}
		return l, nil
	}
	if p.plan.without["stem"] {
		l.any = append(l.any, source{form, prefixForm + w.Folded, 1, index.Exact})
	} else {
		l.any = append(l.any, source{field, w.Stem, 1, index.Inflects})
	}
	if !p.plan.without["part"] {
		l.any = append(l.any, source{part, prefixPart + w.Stem, p.plan.weights.part, index.Part})
	}
	if typed == w.Folded && len(typed) == 2 { // un may be UN, UN is never un
		l.any = append(l.any, source{field, strings.ToUpper(typed), 1, index.Exact})
	}
	if noun := p.x.analyzer.Word(capitalised(typed)); noun.Stem != w.Stem && noun.Folded == w.Folded { // stahl may be Stahl
		l.any = append(l.any, source{field, noun.Stem, 1, index.Inflects})
	}
	l.bonus = append(l.bonus, source{form, prefixForm + w.Folded, p.plan.weights.form, index.Exact})
	rs := roots(w)
	for _, r := range rs {
		l.bonus = append(l.bonus, source{fieldRoot, r, p.plan.weights.root / float64(len(rs)), index.Part})
	}
	if len(w.Parts) > 1 && !title && !p.plan.without["part"] {
		for _, part := range w.Parts {
			l.bonus = append(l.bonus, source{fieldStem, part.Stem, p.plan.weights.ownPart, index.Part}, source{fieldPart, part.Stem, p.plan.weights.ownPart * p.plan.weights.part, index.Part})
		}
		for _, pieces := range w.Apart() {
			l.alts = append(l.alts, p.apart(pieces))
		}
	}
	if w.Stop || title {
		return l, nil
	}
	if err := p.spellings(l); err != nil {
		return nil, err
	}
	p.relatives(l)
	p.kindred(l)
	known, err := p.snap.known(l)
	if err != nil {
		return nil, err
	}
	if !known {
		return l, p.mend(l)
	}
	return l, nil
}

func (p *planner) compilePrefix(w query.Word, title, positive bool) (tree, error) {
	prefix := german.Fold(w.Text)
	if len([]rune(prefix)) < 2 {
		return nil, tooCostly("Vor dem * müssen mindestens zwei Buchstaben stehen: %s*", w.Text)
	}
	l := &leaf{typed: w.Text + "*", word: &german.Word{Folded: prefix, Stem: prefix}, prefix: prefix, title: title}
	if positive {
		p.plan.leaves = append(p.plan.leaves, l)
	}
	return leafTree{l}, nil
}
