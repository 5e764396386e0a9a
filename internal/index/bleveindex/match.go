package bleveindex

import (
	"slices"

	"depesche/internal/archive"
	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

// matcher marks what a plan matches. It works in time linear in the text.
type matcher struct {
	analyzer *german.Analyzer
	stems    map[string]mark // whole words
	parts    map[string]mark // parts of compounds
	forms    map[string]mark // folded forms
	title    matcherSet      // what is searched in titles only
	prefixes []mark
	entities map[string]mark // slugs
	alts     []*alt
	altMarks []mark
	sought   []german.Signature // of all that single words are sought by but prefixes
	keys     []german.Key       // of the same and of prefixes
	anyLine  bool               // as what prefixes are too short for keys
}

type matcherSet struct{ stems, parts, forms map[string]mark }

type mark struct {
	term string
	why  index.Why
	word string // folded, as typed
}

func (x *Index) matcher(p *plan) *matcher {
	m := &matcher{analyzer: x.analyzer, stems: map[string]mark{}, parts: map[string]mark{}, forms: map[string]mark{}, entities: map[string]mark{},
		title: matcherSet{map[string]mark{}, map[string]mark{}, map[string]mark{}}}
	put := func(to map[string]mark, key string, mk mark) {
		if _, ok := to[key]; !ok {
			to[key] = mk
		}
	}
	for _, l := range append(slices.Clone(p.leaves), p.marked...) {
		if l.inner && !p.coverage || l.word.Stop && len(p.leaves) > 1 && !l.exact {
			continue
		}
		mk := mark{term: l.typed, word: l.word.Folded}
		if l.prefix != "" {
			m.prefixes = append(m.prefixes, mark{l.typed, index.Prefixed, l.prefix})
			continue
		}
		for _, s := range l.any {
			mk.why = s.why
			switch s.field {
			case fieldStem:
				put(m.stems, s.term, mk)
			case fieldPart:
				put(m.parts, s.term, mk)
			case fieldForm:
				put(m.forms, s.term, mk)
			case fieldTitle:
				switch {
				case s.term[:1] == partMark:
					put(m.title.parts, s.term[1:], mk)
				case s.term[:1] == formMark:
					put(m.title.forms, s.term[1:], mk)
				default:
					put(m.title.stems, s.term, mk)
				}
			default:
				if s.why == index.Name { // the entity, in the field of its facet
					put(m.entities, s.term, mk)
				}
			}
		}
		for _, a := range l.alts {
			if !slices.Contains(m.alts, a) {
				m.alts = append(m.alts, a)
				m.altMarks = append(m.altMarks, mark{l.typed, a.why, ""})
			}
		}
	}
	for _, a := range p.phrases {
		m.alts = append(m.alts, a)
		m.altMarks = append(m.altMarks, mark{a.form, a.why, ""})
	}
	for _, set := range []map[string]mark{m.stems, m.parts, m.forms, m.title.stems, m.title.parts, m.title.forms} {
		for key := range set {
			if sig := german.SignatureOf(key); !slices.Contains(m.sought, sig) {
				m.sought = append(m.sought, sig)
			}
			m.keys = append(m.keys, german.KeyOf(key))
		}
	}
	for _, mk := range m.prefixes {
		key, ok := german.BeginningOf(mk.word)
		m.keys, m.anyLine = append(m.keys, key), m.anyLine || !ok
	}
	return m
}

// Match implements index.Matcher. Few lines of a text are taken apart: those whose
// filter doesn't rule out all that is sought.
func (m *matcher) Match(field query.FieldName, text string, mentions []archive.Mention) []index.Match {
	var out []index.Match
	title := field == query.Title
	if line := m.analyzer.Line(text); m.mayGroup(line, title) || len(m.prefixes) > 0 && m.may(line) {
		out = m.matchTokens(m.analyzer.Tokens(nil, text), text, title)
	} else if m.may(line) {
		out = m.matchTokens(m.analyzer.TokensOf(nil, text, line, m.sought), text, title)
	}
	found := len(out)
	for _, mention := range mentions {
		if mk, ok := m.entities[mention.Entity]; ok && mention.Span.In(text) && mention.Form != archive.FormDerived {
			out = append(out, index.Match{Span: mention.Span, Term: mk.term, Why: index.Name})
		}
	}
	if len(m.alts) > 0 || len(out) > found {
		out = hyphens(disjoint(out), text)
	}
	return out
}

// may reports whether a line may have a single word that is sought.
func (m *matcher) may(line *german.Line) bool {
	return m.anyLine || slices.ContainsFunc(m.keys, line.May)
}

// mayGroup reports whether it may have a group of words that is.
func (m *matcher) mayGroup(line *german.Line, title bool) bool {
	return slices.ContainsFunc(m.alts, func(a *alt) bool { return (title || !a.title) && a.may(line) })
}

// may reports whether a line may have the words of all units of a.
func (a *alt) may(line *german.Line) bool {
	for _, u := range a.units {
		for i := range u {
			if !slices.ContainsFunc(u[i].keys, line.May) {
				return false
			}
		}
	}
	return true
}

// matchTokens is what single words and groups of words match.
func (m *matcher) matchTokens(toks []german.Token, text string, title bool) (out []index.Match) {
	for _, t := range toks {
		if mk, span, ok := m.word(t, text, title); ok {
			out = append(out, index.Match{Span: span, Term: mk.term, Why: mk.why})
		} else if t.Ellipsis != nil {
			if mk, _, ok := m.word(german.Token{Word: t.Ellipsis}, "", title); ok {
				out = append(out, index.Match{Span: spanOf(t), Term: mk.term, Why: index.Part})
			}
		}
	}
	if len(m.alts) == 0 {
		return out
	}
	words := make([]coded, len(toks))
	for i, t := range toks {
		words[i] = codedOf(t.Word)
	}
	for i, a := range m.alts {
		if title || !a.title {
			out = append(out, altMatches(toks, words, a, m.altMarks[i])...)
		}
	}
	return out
}

// hyphens joins matches of one word of the query that only a hyphen parts (U-Boot).
func hyphens(ms []index.Match, text string) []index.Match {
	var out []index.Match
	for _, m := range ms {
		if n := len(out); n > 0 && out[n-1].Term == m.Term && out[n-1].Why == m.Why && out[n-1].Span.End+1 == m.Span.Start && text[out[n-1].Span.End] == '-' {
			out[n-1].Span.End = m.Span.End
			continue
		}
		out = append(out, m)
	}
	return out
}

func (m *matcher) word(t german.Token, text string, title bool) (mark, archive.Span, bool) {
	w := t.Word
	if len(m.prefixes) == 0 && !slices.ContainsFunc(m.sought, w.May) {
		return mark{}, archive.Span{}, false
	}
	for _, set := range []matcherSet{{m.stems, m.parts, m.forms}, m.title} {
		if mk, ok := set.forms[w.Folded]; ok {
			return mk, spanOf(t), true
		}
		if mk, ok := set.stems[w.Stem]; ok {
			if mk.why == index.Inflects && mk.word == w.Folded {
				mk.why = index.Exact
			}
			return mk, spanOf(t), true
		}
		for _, p := range w.Inner {
			if mk, ok := set.parts[p.Stem]; ok {
				span := spanOf(t)
				if text != "" {
					s := text[t.Start:t.End]
					span.Start = t.Start + german.UnfoldOffset(s, p.Start)
					if p.End < w.Parts[len(w.Parts)-1].End {
						span.End = t.Start + german.UnfoldOffset(s, p.End)
					}
				}
				return mk, span, true
			}
		}
		if !title {
			break
		}
	}
	for _, mk := range m.prefixes {
		if len(w.Folded) >= len(mk.word) && w.Folded[:len(mk.word)] == mk.word {
			return mk, spanOf(t), true
		}
	}
	return mark{}, archive.Span{}, false
}

// altMatches marks the words of a phrase, or of units near one another, where
// they stand so.
func altMatches(toks []german.Token, coded []coded, a *alt, mk mark) []index.Match {
	var out []index.Match
	at := func(words []streamWord, i int) bool {
		if i+len(words) > len(toks) {
			return false
		}
		for k, w := range words {
			if !w.is(coded[i+k]) {
				return false
			}
		}
		return true
	}
	if a.phrase {
		words := a.units[0]
		for i := 0; i+len(words) <= len(toks); i++ {
			if at(words, i) {
				out = append(out, index.Match{Span: archive.Span{Start: toks[i].Start, End: toks[i+len(words)-1].End}, Term: mk.term, Why: mk.why})
				i += len(words) - 1
			}
		}
		return out
	}
	last := make([]int, len(a.units))
	start := make([]int, len(a.units))
	for i := range last {
		last[i] = -1
	}
	marked := map[int]bool{}
	for i := range toks {
		hit := false
		for u, words := range a.units {
			if at(words, i) {
				start[u], last[u], hit = i, i+len(words)-1, true
			}
		}
		if !hit || !within(start, last, a.distance) {
			continue
		}
		for u := range a.units {
			if !marked[start[u]] {
				marked[start[u]] = true
				out = append(out, index.Match{Span: archive.Span{Start: toks[start[u]].Start, End: toks[last[u]].End}, Term: mk.term, Why: mk.why})
			}
		}
	}
	return out
}

// disjoint orders matches and drops those inside or across an earlier, longer one.
func disjoint(ms []index.Match) []index.Match {
	slices.SortStableFunc(ms, func(a, b index.Match) int {
		if a.Span.Start != b.Span.Start {
			return a.Span.Start - b.Span.Start
		}
		return b.Span.End - a.Span.End
	})
	var out []index.Match
	for _, m := range ms {
		if n := len(out); n > 0 && m.Span.Start < out[n-1].Span.End {
			continue
		}
		out = append(out, m)
	}
	return out
}

func spanOf(t german.Token) archive.Span { return archive.Span{Start: t.Start, End: t.End} }
