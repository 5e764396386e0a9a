package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

type tokenKind int

const (
	tokWord tokenKind = iota
	tokPhrase
	tokOpen
	tokClose
	tokAnd
	tokOr
	tokNot
	tokNear      // number is the distance
	tokField     // field is its name; the value is the next token
	tokUnknown   // text is the name of a field that does not exist
	tokExact     // the next word, phrase or group is meant as written
	tokParagraph // the next group is meant within one paragraph
)

type token struct {
	kind   tokenKind
	span   archive.Span
	text   string   // of the whole token as it stands in the box
	word   string   // tokWord: the word without punctuation and star
	words  []string // tokPhrase
	prefix bool     // tokWord: had a star at its end
	number int
	field  FieldName
}

// lexer cuts the clean text of the box into tokens. Each is one or more bytes
// long, so the work is linear.
type lexer struct {
	text     string
	pos      int
	star     string // the beginning that a star stands behind; the same one may stand again
	tokens   []token
	warnings []Warning
}

func (l *lexer) warn(code string, start, end int) {
	l.warnings = append(l.warnings, Warning{archive.Span{Start: start, End: end}, code, l.text[start:end]})
}

func (l *lexer) emit(t token, start, end int) {
	t.span, t.text = archive.Span{Start: start, End: end}, l.text[start:end]
	l.tokens = append(l.tokens, t)
}

func (l *lexer) run() {
	for l.pos < len(l.text) {
		start := l.pos
		r, size := utf8.DecodeRuneInString(l.text[start:])
		switch {
		case r == ' ':
			l.pos++
		case r == '(':
			l.pos++
			l.emit(token{kind: tokOpen}, start, l.pos)
		case r == ')':
			l.pos++
			l.emit(token{kind: tokClose}, start, l.pos)
		case r == '|':
			for l.pos < len(l.text) && l.text[l.pos] == '|' {
				l.pos++
			}
			l.emit(token{kind: tokOr}, start, l.pos)
		case doubleQuote(r):
			l.phrase(size)
		case r == '-' || r == '−':
			l.minus(size)
		case r == '=':
			l.pos++
			if l.pos < len(l.text) && l.text[l.pos] != ' ' {
				l.exact(start, l.pos)
			}
		default:
			l.plain()
		}
	}
}

// phrase reads a quoted phrase; without a closing quote only the quote itself.
func (l *lexer) phrase(quoteSize int) {
	start := l.pos
	l.pos += quoteSize
	length := strings.IndexFunc(l.text[l.pos:], doubleQuote)
	if length < 0 {
		l.warn(WarnOpenQuote, start, len(l.text))
		return
	}
	inside := l.text[l.pos : l.pos+length]
	_, quoteSize = utf8.DecodeRuneInString(l.text[l.pos+length:])
	l.pos += length + quoteSize
	if strings.Contains(inside, "*") {
		l.warn(WarnStarInPhrase, start, l.pos)
	}
	var words []string
	for w := range strings.FieldsSeq(strings.ReplaceAll(inside, "*", " ")) {
		if w = trimWord(w); w != "" {
			words = append(words, w)
		}
	}
	if len(words) > 0 {
		l.emit(token{kind: tokPhrase, words: words}, start, l.pos)
	}
}

// minus reads an exclusion; a dash with nothing behind it excludes nothing.
func (l *lexer) minus(size int) {
	start := l.pos
	l.pos += size
	rest := l.text[l.pos:]
	if rest == "" || strings.ContainsAny(rest[:1], " -|)") || strings.HasPrefix(rest, "−") {
		l.warn(WarnLoneMinus, start, l.pos)
		return
	}
	if l.hyphen(start) {
		return
	}
	l.emit(token{kind: tokNot}, start, l.pos)
}

// joins are the words behind which a dash stands for what an ellipsis leaves out.
var joins = []string{"und", "oder", "sowie", "bzw"}

// hyphen reports whether the dash at start is a hyphen of German, not an exclusion:
// behind a quotation („Model C“-Schulen), or for what an ellipsis leaves out
// (Privatpersonen und -organisationen).
func (l *lexer) hyphen(start int) bool {
	if len(l.tokens) == 0 {
		return false
	}
	last := l.tokens[len(l.tokens)-1]
	if last.kind == tokPhrase {
		return last.span.End == start
	}
	return last.kind == tokWord && slices.Contains(joins, last.word)
}

// plain reads a run without spaces, quotes, parentheses and bars: an operator,
// a field's name or a word.
func (l *lexer) plain() {
	start := l.pos
	end := start + runLength(l.text[start:])
	run := l.text[start:end]
	if t, ok := operator(run); ok {
		l.pos = end
		if t.kind == tokNear && clampDistance(t.number) != t.number {
			l.warn(WarnNearDistance, start, end)
			t.number = clampDistance(t.number)
		}
		l.emit(t, start, end)
		return
	}
	// Leading punctuation first, so that `,medium:taz` is a field too.
	body := strings.TrimLeftFunc(run, leading)
	if strings.Contains(run[:len(run)-len(body)], "*") {
		l.warn(WarnLeadingStar, start, end)
	}
	if start += len(run) - len(body); start == end {
		l.pos = end
		return
	}
	if name, _, found := strings.Cut(body, ":"); found && l.fieldName(name, start, end) {
		return
	}
	l.pos = end
	l.word(start, end)
}

// fieldName emits the field named at start if there is one, and leaves what
// follows the colon to be read as its value.
func (l *lexer) fieldName(name string, start, end int) bool {
	colon := start + len(name) + 1
	lower := strings.ToLower(name)
	if field, ok := aliases[lower]; ok {
		l.pos = colon
		l.emit(token{kind: tokField, field: field}, start, colon)
		l.value(end)
		return true
	}
	if kind, ok := prefixes[lower]; ok {
		if kind == tokExact {
			l.exact(start, colon)
			return true
		}
		l.pos = colon
		l.emit(token{kind: kind}, start, colon)
		return true
	}
	if name == "" || strings.IndexFunc(name, func(r rune) bool { return !unicode.IsLetter(r) }) >= 0 || !l.hasValue(colon) {
		return false
	}
	l.pos = colon
	l.warn(WarnUnknownField, start, colon)
	l.emit(token{kind: tokUnknown, word: literal(name)}, start, colon)
	return true
}

// exact emits the prefix of what is meant as written, and the word right behind
// it, which then is neither an operator nor a field.
func (l *lexer) exact(start, end int) {
	l.emit(token{kind: tokExact}, start, end)
	l.pos = end + runLength(l.text[end:])
	l.word(end, l.pos)
}

// hasValue tells a field's name from other words with a colon: the end of a
// sentence's first half, an address (https://), a gendered form (Bürger:innen).
func (l *lexer) hasValue(colon int) bool {
	rest := l.text[colon:]
	if rest == "" || strings.ContainsAny(rest[:1], " )|:/-") {
		return false
	}
	switch strings.ToLower(trimWord(rest[:runLength(rest)])) {
	case "in", "innen", "r", "n", "e":
		return false
	}
	return true
}

// value reads the rest of a run behind a field's colon as one word, whatever
// operators or colons are in it.
func (l *lexer) value(end int) {
	if l.pos < end {
		l.emit(token{kind: tokWord, word: trimWord(strings.ReplaceAll(l.text[l.pos:end], "*", ""))}, l.pos, end)
		if strings.Contains(l.text[l.pos:end], "*") {
			l.warn(WarnStarInField, l.pos, end)
		}
		l.pos = end
	}
}

// word emits the word in the run, with or without the star of a prefix.
func (l *lexer) word(start, end int) {
	run := strings.TrimRightFunc(l.text[start:end], func(r rune) bool {
		return punctuation(r) && !strings.ContainsRune("*~^%+-", r)
	})
	bare := strings.TrimRight(run, "*")
	starred := bare != run
	trim := trimWord
	if starred {
		trim = trimBeginning
	}
	word := trim(bare)
	operators := bare[strings.Index(bare, word)+len(word):] // Lucene's wort~
	if kept := withoutBoost(word); kept != word {
		word, operators = trim(kept), word[len(kept):]
	}
	if strings.ContainsAny(operators, "~^") {
		l.warn(WarnUnsupported, start, end)
	}
	if word == "" {
		return
	}
	t := token{kind: tokWord, word: literal(word)}
	if starred && !strings.Contains(word, "*") {
		switch {
		case utf8.RuneCountInString(word) < MinPrefix:
			l.warn(WarnShortPrefix, start, end)
		case l.star != "" && l.star != word:
			l.warn(WarnSecondStar, start, end)
		default:
			l.star = word
			t.word, t.prefix = word, true
		}
	}
	if strings.Contains(word, "*") {
		l.warn(WarnInnerStar, start, end)
	}
	l.emit(t, start, end)
}

// trimBeginning is trimWord for what stands before a star: no sign may end it.
func trimBeginning(s string) string { return strings.TrimRightFunc(trimWord(s), punctuation) }

// withoutBoost cuts off what Lucene would read as closeness or weight: wort~2,
// wort^3.
func withoutBoost(word string) string {
	if i := strings.IndexAny(word, "~^"); i > 0 && isNumber(word[i+1:]) {
		return trimWord(word[:i])
	}
	return word
}

// literal is a word that is not to be read as an operator when it is typed again.
func literal(word string) string {
	if _, ok := operator(word); ok {
		return strings.ToLower(word)
	}
	return word
}

// operator recognises the operators that are words. Only capitals count: "oder"
// and "nicht" are words like others.
func operator(run string) (token, bool) {
	switch run {
	case "UND", "AND":
		return token{kind: tokAnd}, true
	case "ODER", "OR":
		return token{kind: tokOr}, true
	case "NICHT", "NOT":
		return token{kind: tokNot}, true
	case "NEAR":
		return token{kind: tokNear, number: DefaultDistance}, true
	}
	name, n, found := strings.Cut(run, "/")
	if !found || name != "NEAR" && name != "NAH" || !isNumber(n) || n == "" {
		return token{}, false
	}
	distance, err := strconv.Atoi(n)
	if err != nil {
		distance = MaxDistance + 1 // too many digits
	}
	return token{kind: tokNear, number: distance}, true
}

func clampDistance(n int) int { return min(max(n, 1), MaxDistance) }

func isNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' }) < 0
}

// runLength is how far a word reaches at most.
func runLength(s string) int {
	i := strings.IndexFunc(s, func(r rune) bool { return strings.ContainsRune(" ()|", r) || doubleQuote(r) })
	if i < 0 {
		return len(s)
	}
	return i
}
