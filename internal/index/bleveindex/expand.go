package bleveindex

import (
	"slices"
	"strings"

	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

// known reports whether any document has the leaf's word.
func (s *snapshot) known(l *leaf) (bool, error) {
	for _, v := range s.segments {
		for _, src := range l.any {
			if has, err := v.has(src.field, src.term); err != nil || has {
				return has, err
			}
		}
	}
	return false, nil
}

const maxSpellings = 8 // other spellings of a name that are searched

// spellings adds the other spellings of a name that the index has.
func (p *planner) spellings(l *leaf) error {
	stems, err := p.byKeys(l.word.Keys)
	if err != nil {
		return err
	}
	for _, stem := range stems {
		if stem != l.word.Stem {
			p.expand(l, index.Name, p.x.analyzer.Lexicon().Display(stem), source{fieldStem, stem, p.plan.weights.name, index.Name})
		}
	}
	return p.koreanName(l)
}

// byKeys is the stems that the index has under transliteration keys, in order.
func (p *planner) byKeys(keys []string) ([]string, error) {
	var stems []string
	for _, key := range keys {
		for _, v := range p.snap.segments {
			err := v.eachTerm(fieldName, key+keySep, maxSpellings, func(term string, _ int) {
				if s := term[len(key)+len(keySep):]; !slices.Contains(stems, s) {
					stems = append(stems, s)
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(stems)
	return stems[:min(maxSpellings, len(stems))], nil
}

// koreanName searches a person's name in Hangul as its three words.
func (p *planner) koreanName(l *leaf) error {
	parts := german.KoreanName(l.word.Folded)
	if parts == nil {
		return nil
	}
	a := &alt{phrase: true, why: index.Name, units: []unit{nil}}
	var form []string
	for _, keys := range parts {
		stems, err := p.byKeys(keys)
		if err != nil {
			return err
		}
		for _, k := range keys { // too short for a key of its own in the index
			if !slices.Contains(stems, k) {
				stems = append(stems, k)
			}
		}
		place, need := anyStem(stems, index.Name)
		a.units[0] = append(a.units[0], place)
		a.need = append(a.need, need)
		form = append(form, stems[0])
	}
	a.form = strings.Join(form, " ")
	if p.expand(l, index.Name, a.form) {
		l.alts = append(l.alts, a)
	}
	return nil
}

// expand notes another form for the leaf and searches it unless switched off.
func (p *planner) expand(l *leaf, why index.Why, form string, sources ...source) bool {
	key := string(why) + ":" + l.word.Folded + "=" + form
	off := p.plan.without[key] || p.plan.without[string(why)]
	i := slices.IndexFunc(p.plan.expansions, func(e index.Expansion) bool { return e.Key == key })
	if i < 0 {
		p.plan.expansions = append(p.plan.expansions, index.Expansion{Key: key, Term: l.typed, Forms: []string{form}, Why: why, Off: off})
	}
	if !off {
		l.any = append(l.any, sources...)
	}
	return !off
}

// typedWord is a word as typed with the leaves it is searched by; one with an empty
// text parts the words around it.
type typedWord struct {
	text   string
	leaves []*leaf
}

// nameable is the word as one of those that may name something.
func nameable(text string, leaves []*leaf) typedWord {
	if slices.ContainsFunc(leaves, func(l *leaf) bool { return l.exact || l.prefix != "" || l.title }) {
		text = ""
	}
	return typedWord{text, leaves}
}

// expandNames adds what the expander and the thesaurus know of words that stand
// side by side to their leaves.
func (p *planner) expandNames(words []typedWord) {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	run := func(first, last int) (typed string, leaves []*leaf) {
		for _, w := range words[first : last+1] {
			leaves = append(leaves, w.leaves...)
		}
		return strings.Join(texts[first:last+1], " "), leaves
	}
	if e := *p.x.expander.Load(); e != nil {
		for _, names := range e.Expand(texts) {
			if names.First < 0 || names.Last >= len(texts) || names.First > names.Last {
				continue
			}
			typed, leaves := run(names.First, names.Last)
			facet := string(query.EntityFacet[names.Kind])
			if facet != "" {
				facet += keySep + names.Entity
			}
			p.addNames(typed, leaves, string(index.Name)+":"+names.Entity, facet, index.Name, names.Forms)
		}
	}
	for _, s := range p.x.analyzer.Synonyms(texts) {
		typed, leaves := run(s.First, s.Last)
		p.addNames(typed, leaves, string(index.Synonym)+":"+german.Fold(typed), "", index.Synonym, s.Forms)
	}
}

// addNames searches other names or words for a run of leaves; facet, if not empty,
// is the facet and slug of the entity that they name.
func (p *planner) addNames(typed string, run []*leaf, key, facet string, why index.Why, forms []string) {
	if len(run) == 0 {
		return
	}
	weight := p.plan.weights.name
	if why == index.Synonym {
		weight = p.plan.weights.synonym
	}
	off := p.plan.without[key] || p.plan.without[string(why)]
	ex := index.Expansion{Key: key, Term: typed, Why: why, Off: off}
	told := func(form string) bool {
		return slices.ContainsFunc(p.plan.expansions, func(e index.Expansion) bool {
			return e.Term == typed && e.Why != why && slices.Contains(e.Forms, form)
		})
	}
	typedWords := map[string]bool{}
	for _, t := range p.x.analyzer.Tokens(nil, typed) {
		typedWords[t.Word.Stem] = true
	}
	if field, slug, ok := strings.Cut(facet, keySep); ok && !off {
		for _, l := range run { // mentioned, however it is worded
			l.any = append(l.any, source{field, slug, weight, why})
		}
	}
	for _, form := range forms {
		if len(ex.Forms) == maxAlts {
			break
		}
		toks := p.x.analyzer.Tokens(nil, form)
		covers := 0 // words of the form that the typed ones find anyway
		for _, t := range toks {
			if typedWords[t.Word.Stem] {
				covers++
			}
		}
		if len(toks) == 0 || len(toks) > 8 || covers >= len(typedWords) || told(form) {
			continue
		}
		ex.Forms = append(ex.Forms, form)
		if off {
			continue
		}
		if len(toks) == 1 {
			for _, l := range run {
				l.any = append(l.any, source{fieldStem, toks[0].Word.Stem, weight, why})
			}
			continue
		}
		a := &alt{phrase: true, why: why, form: form, units: []unit{nil}}
		for _, t := range toks {
			a.addWord(t.Word, false)
		}
		for _, l := range run {
			l.alts = append(l.alts, a)
		}
	}
	if why == index.Name {
		p.swallow(run, ex)
	}
	if len(ex.Forms) > 0 && !slices.ContainsFunc(p.plan.expansions, func(e index.Expansion) bool { return e.Key == key }) {
		p.plan.expansions = append(p.plan.expansions, ex)
	}
}

// swallow drops the spellings that the rules found where the names of an entity
// have them too: they are told once, and switched off together.
func (p *planner) swallow(run []*leaf, names index.Expansion) {
	stems := map[string]bool{}
	for _, form := range names.Forms {
		if toks := p.x.analyzer.Tokens(nil, form); len(toks) == 1 {
			stems[toks[0].Word.Stem] = true
		}
	}
	for _, l := range run {
		p.plan.expansions = slices.DeleteFunc(p.plan.expansions, func(e index.Expansion) bool {
			return e.Why == index.Name && e.Key != names.Key && e.Term == l.typed && len(e.Forms) == 1 && stems[p.x.analyzer.Word(e.Forms[0]).Stem]
		})
		if names.Off {
			l.any = slices.DeleteFunc(l.any, func(s source) bool {
				return s.why == index.Name && s.field == fieldStem && stems[s.term]
			})
		}
	}
}
