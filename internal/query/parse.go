package query

import (
	"slices"
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
)

// Limits of what is understood of the search box.
const (
	MaxBytes        = 512 // of Clean text
	MaxWords        = 64
	MinPrefix       = 3 // runes before the star
	MaxDistance     = 100
	DefaultDistance = 10 // of NEAR without a number
)

type limits struct{ bytes, words int }

// Parse understands the text of the search box. It never fails: what is no
// query is searched literally and named in a warning, and so is what goes
// beyond the limits. UND binds more tightly than ODER, NEAR more tightly than
// both.
func Parse(text string) Query { return parse(text, limits{MaxBytes, MaxWords}) }

func parse(text string, limit limits) Query {
	text, valid := Clean(text)
	l := &lexer{text: cutAtWord(text, limit.bytes)}
	if !valid {
		l.warn(WarnUTF8, 0, 0)
	}
	l.run()
	if len(l.text) < len(text) {
		rest := archive.Span{Start: len(l.text), End: len(text)}
		l.warnings = append(l.warnings, Warning{rest, WarnTooLong, text[rest.Start:rest.End]})
	}
	l.limitWords(limit.words)
	l.balance()
	l.strays()
	p := &parser{tokens: l.tokens, lexer: l}
	q := Query{Root: p.or()}
	if not, ok := q.Root.(Not); ok {
		q.Root = And{[]Node{not}}
	}
	q.Warnings = l.warnings
	slices.SortStableFunc(q.Warnings, func(a, b Warning) int { return a.Span.Start - b.Span.Start })
	q.Question = isQuestion(l.text, q.Root)
	q.Asks = q.Question && asks(l.text)
	return q
}

// limitWords drops all tokens from the first word over the limit.
func (l *lexer) limitWords(limit int) {
	words := 0
	for i, t := range l.tokens {
		n := 0
		switch t.kind {
		case tokWord, tokUnknown:
			n = 1
		case tokPhrase:
			n = len(t.words)
		}
		if words+n <= limit {
			words += n
			continue
		}
		l.warn(WarnTooManyWords, t.span.Start, len(l.text))
		keep := i
		if left := limit - words; left > 0 {
			l.tokens[i].words = t.words[:left]
			keep++
		}
		l.tokens = l.tokens[:keep]
		return
	}
}

// balance drops parentheses without a partner and pairs with nothing between.
func (l *lexer) balance() {
	var open []int // positions in kept
	var kept []token
	for _, t := range l.tokens {
		switch t.kind {
		case tokOpen:
			open = append(open, len(kept))
		case tokClose:
			if len(open) == 0 {
				l.warn(WarnStrayParen, t.span.Start, t.span.End)
				continue
			}
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if last == len(kept)-1 {
				kept = kept[:last]
				continue
			}
		}
		kept = append(kept, t)
	}
	for _, i := range slices.Backward(open) {
		l.warn(WarnOpenParen, kept[i].span.Start, kept[i].span.End)
		kept = slices.Delete(kept, i, i+1)
	}
	l.tokens = kept
}

// strays makes operators that lack a side into words, and drops a bar that does.
func (l *lexer) strays() {
	var kept []token
	for i, t := range l.tokens {
		left := len(kept) > 0 && endsOperand(kept[len(kept)-1].kind)
		right := i+1 < len(l.tokens) && startsOperand(l.tokens[i+1].kind)
		stray := false
		switch t.kind {
		case tokAnd, tokOr:
			stray = !left || !right
		case tokNot:
			stray = !right
		case tokNear:
			stray = !left || !right || l.tokens[i+1].kind == tokNot
		}
		if stray {
			l.warn(WarnStrayOperator, t.span.Start, t.span.End)
			word := trimWord(t.text)
			if word == "" {
				continue // a bar or a minus
			}
			t = token{kind: tokWord, span: t.span, text: t.text, word: literal(word)}
		}
		kept = append(kept, t)
	}
	l.tokens = kept
}

func endsOperand(k tokenKind) bool {
	switch k {
	case tokWord, tokPhrase, tokClose:
		return true
	}
	return k == tokField || k == tokExact || k == tokParagraph // without a value: a word
}

func startsOperand(k tokenKind) bool {
	switch k {
	case tokClose, tokAnd, tokOr, tokNear:
		return false
	}
	return true
}

// parser builds the tree by recursive descent over balanced tokens without
// stray operators. A nil node means that there was nothing to search.
type parser struct {
	tokens []token
	lexer  *lexer // for warnings
}

func (p *parser) is(kinds ...tokenKind) bool {
	return len(p.tokens) > 0 && slices.Contains(kinds, p.tokens[0].kind)
}

func (p *parser) next() token {
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	return t
}

func (p *parser) warn(code string, t token) { p.lexer.warn(code, t.span.Start, t.span.End) }

func (p *parser) or() Node {
	parts := []Node{p.and()}
	for p.is(tokOr) {
		p.next()
		parts = append(parts, p.and())
	}
	return newOr(parts)
}

func (p *parser) and() Node {
	var parts []Node
	for len(p.tokens) > 0 && !p.is(tokOr, tokClose) {
		if p.is(tokAnd, tokNear) { // near: its left side was nothing
			p.next()
			continue
		}
		start := p.tokens[0]
		n := p.not()
		if d, ok := n.(Dates); ok && !mergedDates(append(slices.Clone(parts), d)).inOrder() {
			p.warn(WarnDateOrder, start)
		}
		parts = append(parts, n)
	}
	return newAnd(parts)
}

func (p *parser) not() Node {
	if !p.is(tokNot) {
		return p.near()
	}
	p.next()
	return negate(p.not())
}

func (p *parser) near() Node {
	start := p.tokens
	parts := []Node{p.primary()}
	var distances []int
	for p.is(tokNear) {
		distances = append(distances, p.next().number)
		parts = append(parts, p.primary())
	}
	if len(distances) == 0 {
		return parts[0]
	}
	node, ok := newNears(parts, distances)
	if !ok {
		p.lexer.warn(WarnNearOperand, start[0].span.Start, start[len(start)-len(p.tokens)-1].span.End)
	}
	return node
}

func (p *parser) primary() Node {
	if len(p.tokens) == 0 || p.is(tokClose, tokAnd, tokOr, tokNear, tokNot) {
		return nil
	}
	t := p.next()
	switch t.kind {
	case tokOpen:
		n := p.or()
		p.next() // the parentheses are balanced
		return n
	case tokPhrase:
		return Phrase{Words: t.words}
	case tokField:
		return p.field(t)
	case tokUnknown:
		return newAnd([]Node{Word{Text: t.word}, p.primary()})
	case tokExact:
		if !p.is(tokWord, tokPhrase, tokOpen) {
			return p.noValue(t)
		}
		return mapLeaves(p.primary(), exact)
	case tokParagraph:
		if !p.is(tokWord, tokPhrase, tokOpen) {
			return p.noValue(t)
		}
		node, ok := sameParagraph(p.primary())
		if !ok {
			p.warn(WarnNearOperand, t)
		}
		return node
	}
	if t.word == "" {
		return nil
	}
	return Word{Text: t.word, Prefix: t.prefix}
}

// field reads the value of a field: a word, a phrase, or a group of these,
// whose operators then hold between the fields.
func (p *parser) field(t token) Node {
	if !p.is(tokWord, tokPhrase, tokOpen) || p.is(tokWord) && p.tokens[0].word == "" {
		if p.is(tokWord) {
			p.next()
		}
		return p.noValue(t)
	}
	if t.field == From || t.field == To {
		return p.date(t)
	}
	value := p.tokens[0]
	if value.prefix {
		p.warn(WarnStarInField, value)
	}
	return mapLeaves(p.primary(), func(leaf Node) Node {
		switch leaf := leaf.(type) {
		case Word:
			return Field{t.field, trimWord(strings.ReplaceAll(leaf.Text, "*", ""))}
		case Phrase:
			return Field{t.field, joinWords(leaf.Words)}
		}
		return leaf
	})
}

func (p *parser) date(t token) Node {
	v := p.tokens[0]
	value := v.word
	if v.kind == tokPhrase {
		value = joinWords(v.words)
	}
	d, err := ParseDate(value)
	if err != nil {
		p.lexer.warn(WarnInvalidDate, t.span.Start, v.span.End)
		if v.kind != tokWord {
			return newAnd([]Node{Word{Text: string(t.field)}, p.primary()})
		}
		p.next()
		words := []Node{Word{Text: string(t.field)}}
		for part := range strings.SplitSeq(v.word, ":") {
			if part = withoutBoost(trimWord(part)); part != "" {
				words = append(words, Word{Text: literal(part)})
			}
		}
		return newAnd(words)
	}
	p.next()
	if t.field == From {
		return Dates{From: d}
	}
	return Dates{To: d}
}

// noValue is a field's name or prefix with nothing behind it, as a word.
func (p *parser) noValue(t token) Node {
	p.warn(WarnEmptyField, t)
	if word := trimWord(t.text); word != "" {
		return Word{Text: word}
	}
	return nil
}

func exact(leaf Node) Node {
	switch leaf := leaf.(type) {
	case Word:
		if utf8.RuneCountInString(leaf.Text) > 0 {
			leaf.Text, leaf.Exact, leaf.Prefix = literal(leaf.Text), true, false
		}
		return leaf
	case Phrase:
		leaf.Exact = true
		return leaf
	}
	return leaf
}
