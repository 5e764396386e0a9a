package bleveindex

import (
	"strings"
	"unicode/utf8"

	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

// wordAt is the place of a word in a phrase.
func wordAt(w *german.Word, exact bool) streamWord {
	var s streamWord
	s.add(w.Stem)
	if exact {
		s.forms = []byte{hashForm(w.Folded)}
	}
	return s
}

func (p *planner) compilePhrase(n query.Phrase, title bool) (*alt, error) {
	toks := p.x.analyzer.Tokens(nil, strings.Join(n.Words, " "))
	if len(toks) == 0 {
		return nil, nil
	}
	if len(toks) > maxLeaves {
		return nil, tooCostly("Die Wortgruppe ist zu lang (höchstens %d Wörter).", maxLeaves)
	}
	a := &alt{phrase: true, title: title, why: index.Inflects, form: strings.Join(n.Words, " "), units: []unit{nil}}
	if n.Exact {
		a.why = index.Exact
	}
	for _, t := range toks {
		a.addWord(t.Word, n.Exact)
	}
	return a, nil
}

// addWord adds a word to a phrase.
func (a *alt) addWord(w *german.Word, exact bool) {
	a.words = append(a.words, w)
	a.units[0] = append(a.units[0], wordAt(w, exact))
	switch {
	case exact && a.title:
		a.need = append(a.need, []source{{fieldTitle, formMark + w.Folded, 1, index.Exact}})
	case exact:
		a.need = append(a.need, []source{{fieldForm, w.Folded, 1, index.Exact}})
	case a.title:
		a.need = append(a.need, []source{{fieldTitle, w.Stem, 1, index.Inflects}})
	default:
		a.need = append(a.need, []source{{fieldStem, w.Stem, 1, index.Inflects}})
	}
}

// rankWords makes leaves of the words of a phrase, which rank but are not marked
// for themselves.
func (p *planner) rankWords(a *alt, title bool) {
	for _, w := range a.words {
		field, form := fieldStem, source{fieldForm, w.Folded, p.plan.weights.form, index.Exact}
		if title {
			field, form = fieldTitle, source{fieldTitle, formMark + w.Folded, p.plan.weights.form, index.Exact}
		}
		p.plan.leaves = append(p.plan.leaves, &leaf{
			typed: w.Folded, word: w, title: title, inner: true,
			any: []source{{field, w.Stem, 1, index.Inflects}}, bonus: []source{form},
		})
		a.ranked++
	}
}

// addPrefix adds a place where any word may stand that begins so.
func (p *planner) addPrefix(a *alt, typed string) error {
	prefix := german.Fold(typed)
	if utf8.RuneCountInString(prefix) < query.MinPrefix {
		return tooCostly("Vor dem * müssen mindestens zwei Buchstaben stehen: %s*", typed)
	}
	var place streamWord
	var need []source
	field, mark := fieldForm, ""
	if a.title {
		field, mark = fieldTitle, formMark
	}
	seen := map[string]bool{}
	for _, v := range p.snap.segments {
		err := v.eachTerm(field, mark+prefix, maxNearForms+1, func(term string, _ int) {
			if form := term[len(mark):]; !seen[form] {
				seen[form] = true
				place.add(p.x.analyzer.Word(form).Stem)
				place.forms = append(place.forms, hashForm(form))
				need = append(need, source{field, term, 1, index.Prefixed})
			}
		})
		if err != nil {
			return err
		}
	}
	if len(seen) > maxNearForms {
		return tooCostly("Mit „%s“ beginnen zu viele Wörter für NEAR. Bitte mehr Buchstaben vor dem * angeben.", typed)
	}
	if len(need) == 0 {
		need = []source{{field, mark + prefix, 1, index.Prefixed}} // nothing
	}
	a.units = append(a.units, unit{place})
	a.need = append(a.need, need)
	a.words = append(a.words, &german.Word{Folded: prefix, Stem: prefix})
	return nil
}

func (p *planner) compileNear(n query.Near, title, positive bool) (tree, error) {
	a := &alt{distance: n.Distance, title: title, why: index.Inflects}
	if n.SameParagraph {
		a.distance = -1
	}
	for _, part := range n.Parts {
		var ph query.Phrase
		switch part := part.(type) {
		case query.Word:
			if part.Prefix {
				if err := p.addPrefix(a, part.Text); err != nil {
					return nil, err
				}
				continue
			}
			ph = query.Phrase{Words: []string{part.Text}, Exact: part.Exact}
		case query.Phrase:
			ph = part
		default:
			return p.compile(query.And{Parts: n.Parts}, title, positive)
		}
		u, err := p.compilePhrase(ph, title)
		if err != nil {
			return nil, err
		}
		if u == nil {
			continue
		}
		a.units = append(a.units, u.units[0])
		a.need = append(a.need, u.need...)
		a.words = append(a.words, u.words...)
	}
	if len(a.units) == 0 {
		return nothing{}, nil
	}
	if len(a.words) > maxFound {
		return nil, tooCostly("NEAR hat zu viele Wörter (höchstens %d).", maxFound)
	}
	if positive {
		p.plan.phrases = append(p.plan.phrases, a)
		p.rankWords(a, title)
	}
	return altTree{a}, nil
}
