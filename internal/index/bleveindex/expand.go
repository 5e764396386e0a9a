package bleveindex

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"

	"depesche/internal/german"
	"depesche/internal/index"
	"depesche/internal/query"
)

// known reports whether any document has the leaf's word.
func (s *snapshot) known(l *leaf) (bool, error) {
	for _, v := range s.segments {
		for _, src := range l.any {
			d, err := v.dict(src.field)
			if err != nil {
				return false, err
			}
			if d == nil {
				continue
			}
			if ok, err := d.Contains([]byte(src.term)); err != nil || ok {
				return ok, err
			}
		}
	}
	return false, nil
}

// spellings adds the other spellings of a name that the index has.
func (p *planner) spellings(l *leaf) error {
	seen := map[string]bool{l.word.Folded: true}
	for _, key := range l.word.Keys {
		for _, v := range p.snap.segments {
			err := v.eachTerm(fieldName, key+keySep, 64, func(term string, _ int) {
				form := term[len(key)+1:]
				if !seen[form] && len(l.any) < maxSources && p.x.analyzer.Word(form).Stem != l.word.Stem {
					seen[form] = true
					p.expand(l, index.Name, form, source{fieldName, term, p.x.weights.name, index.Name})
				} else if seen[form] && form != l.word.Folded && !slices.ContainsFunc(l.any, func(s source) bool { return s.term == term }) {
					return
				}
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// expand notes another form for the leaf and searches it unless switched off.
func (p *planner) expand(l *leaf, why index.Why, form string, sources ...source) {
	key := string(why) + ":" + l.word.Folded + "=" + form
	off := p.plan.without[key] || p.plan.without[string(why)]
	i := slices.IndexFunc(p.plan.expansions, func(e index.Expansion) bool { return e.Key == key })
	if i < 0 {
		p.plan.expansions = append(p.plan.expansions, index.Expansion{Key: key, Term: l.typed, Forms: []string{form}, Why: why, Off: off})
	}
	if !off {
		l.any = append(l.any, sources...)
	}
}

// mend searches for what an unknown word probably should be.
func (p *planner) mend(l *leaf) error {
	if len(l.alts) > 0 && p.partsKnown(l) {
		return nil
	}
	forms, err := p.snap.nearest(l.word.Folded)
	if err != nil {
		return err
	}
	for _, f := range forms {
		w := p.x.analyzer.Word(f.term)
		p.expand(l, index.Typo, f.term,
			source{fieldStem, w.Stem, p.x.weights.typo, index.Typo}, source{fieldPart, w.Stem, p.x.weights.typo * p.x.weights.part, index.Typo})
	}
	return nil
}

func (p *planner) partsKnown(l *leaf) bool {
	for _, need := range l.alts[0].need {
		ok := false
		for _, v := range p.snap.segments {
			for _, s := range need {
				if d, err := v.dict(s.field); err == nil && d != nil {
					if has, err := d.Contains([]byte(s.term)); err == nil && has {
						ok = true
					}
				}
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

type nearForm struct {
	term     string
	distance int
	count    int
}

const maxMended = 3 // forms that a mistyped word is searched as

// nearest finds the forms of the index that are one edit from the word, or two
// from a long one, and begin alike: nearest first, then most frequent.
func (s *snapshot) nearest(folded string) ([]nearForm, error) {
	n := utf8.RuneCountInString(folded)
	if n < 4 || n > 40 || strings.ContainsAny(folded, "0123456789") {
		return nil, nil
	}
	limit, edits := 1, oneEdit
	if n >= 8 {
		limit, edits = 2, twoEdits
	}
	builder, err := edits()
	if err != nil {
		return nil, err
	}
	dfa, err := builder.BuildDfa(folded, uint8(limit))
	if err != nil {
		return nil, nil // too long for an automaton
	}
	_, size := utf8.DecodeRuneInString(folded)
	start := []byte(folded[:size])
	found := map[string]*nearForm{}
	for _, v := range s.segments {
		d, err := v.dict(fieldForm)
		if err != nil {
			return nil, err
		}
		if d == nil {
			continue
		}
		it := d.AutomatonIterator(dfa, start, prefixEnd(start))
		for {
			e, err := it.Next()
			if err != nil {
				return nil, err
			}
			if e == nil {
				break
			}
			f := found[e.Term]
			if f == nil {
				f = &nearForm{term: e.Term, distance: german.Distance(folded, e.Term)}
				found[e.Term] = f
			}
			f.count += int(e.Count)
		}
	}
	var forms []nearForm
	for _, f := range found {
		if f.distance <= limit {
			forms = append(forms, *f)
		}
	}
	slices.SortFunc(forms, func(a, b nearForm) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.count, a.count), strings.Compare(a.term, b.term))
	})
	return forms[:min(maxMended, len(forms))], nil
}

var (
	oneEdit = sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	})
	twoEdits = sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	})
)

// prefixEnd is the first key after all that begin with the prefix; nil: none.
func prefixEnd(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i] < math.MaxUint8 {
			end[i]++
			return end[:i+1]
		}
	}
	return nil
}

// eachTerm visits at most limit terms of a field that begin with the prefix.
func (v *view) eachTerm(field, prefix string, limit int, visit func(term string, docs int)) error {
	d, err := v.dict(field)
	if err != nil || d == nil {
		return err
	}
	it := d.AutomatonIterator(nil, []byte(prefix), prefixEnd([]byte(prefix)))
	for range limit {
		e, err := it.Next()
		if err != nil {
			return err
		}
		if e == nil {
			return nil
		}
		visit(e.Term, int(e.Count))
	}
	return nil
}

// expandNames adds what the expander knows of the words to their leaves.
func (p *planner) expandNames() error {
	e := *p.x.expander.Load()
	if e == nil {
		return nil
	}
	texts := make([]string, len(p.plan.content))
	for i, c := range p.plan.content {
		if !slices.ContainsFunc(c.leaves, func(l *leaf) bool { return l.exact || l.prefix != "" }) {
			texts[i] = c.word // "" for a phrase, which no name has
		}
	}
	for _, names := range e.Expand(texts) {
		if names.First < 0 || names.Last >= len(texts) || names.First > names.Last {
			continue
		}
		var run []*leaf
		for _, c := range p.plan.content[names.First : names.Last+1] {
			run = append(run, c.leaves...)
		}
		p.addNames(strings.Join(texts[names.First:names.Last+1], " "), run, names)
	}
	return nil
}

func (p *planner) addNames(typed string, run []*leaf, names index.Names) {
	if len(run) == 0 {
		return
	}
	key := string(index.Name) + ":" + names.Entity
	off := p.plan.without[key] || p.plan.without[string(index.Name)]
	ex := index.Expansion{Key: key, Term: typed, Why: index.Name, Off: off}
	typedWords := map[string]bool{}
	facet := string(query.EntityFacet[names.Kind])
	for _, t := range p.x.analyzer.Tokens(nil, typed) {
		typedWords[t.Word.Stem] = true
	}
	for _, l := range run {
		if !off && facet != "" { // mentioned, however it is worded
			l.any = append(l.any, source{facet, names.Entity, p.x.weights.name, index.Name})
		}
	}
	for _, form := range names.Forms {
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
		if len(toks) == 0 || len(toks) > 8 || covers >= len(typedWords) {
			continue
		}
		ex.Forms = append(ex.Forms, form)
		if off {
			continue
		}
		if len(toks) == 1 {
			for _, l := range run {
				l.any = append(l.any, source{fieldStem, toks[0].Word.Stem, p.x.weights.name, index.Name})
			}
			continue
		}
		a := &alt{phrase: true, why: index.Name, form: form, units: []unit{nil}}
		for _, t := range toks {
			a.addWord(t.Word, false)
		}
		for _, l := range run {
			l.alts = append(l.alts, a)
		}
	}
	if len(ex.Forms) > 0 {
		p.plan.expansions = append(p.plan.expansions, ex)
	}
}
