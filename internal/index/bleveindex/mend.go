package bleveindex

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/vellum/levenshtein"

	"depesche/internal/german"
	"depesche/internal/index"
)

// mend searches for what an unknown word probably should be.
func (p *planner) mend(l *leaf) error {
	compound := p.partsKnown(l)
	if p.x.analyzer.Lexicon().Count(l.word.Folded) >= minKnown {
		return nil // rightly spelled: the archive just doesn't have it
	}
	meant := func(form, stem string) {
		p.expand(l, index.Typo, p.x.analyzer.Lexicon().Display(form),
			source{fieldStem, stem, p.plan.weights.typo, index.Typo}, source{fieldPart, stem, p.plan.weights.typo * p.plan.weights.part, index.Typo})
	}
	if !compound {
		p.apartInTexts(l)
	}
	forms, err := p.snap.nearest(fieldForm, l.word.Folded)
	if err != nil {
		return err
	}
	if compound { // Sicherheitsart may be meant; one letter says that it is not
		long := utf8.RuneCountInString(l.word.Folded) >= surelyMistyped
		forms = slices.DeleteFunc(forms, func(f nearForm) bool {
			return !(long && f.distance == 1) && squeezed(f.term) != squeezed(l.word.Folded)
		})
	}
	for _, f := range forms {
		meant(f.term, p.x.analyzer.Word(f.term).Stem)
	}
	if len(forms) > 0 || compound {
		return nil
	}
	// The texts may have the word in other inflections only.
	stems, err := p.snap.nearest(fieldStem, l.word.Stem)
	for _, s := range stems {
		meant(s.term, s.term)
	}
	if len(stems) > 0 || err != nil {
		return err
	}
	names, err := p.snap.nearKeys(l.word.Keys)
	for _, s := range names {
		meant(s, s)
	}
	return err
}

const (
	minNameKey = 6     // letters of the key of a name that may be mistyped
	maxNames   = 20000 // names of the archive that are looked through
)

// nearKeys are the stems of names that sound but for one letter too many, missing or
// out of place like a name that nothing else is near: mistyped, and in another
// transliteration (Zelesnky, Selenskyj).
func (s *snapshot) nearKeys(keys []string) (stems []string, err error) {
	for _, key := range keys {
		if len(key) < minNameKey {
			continue
		}
		for _, v := range s.segments {
			err := v.eachTerm(fieldName, key[:1], maxNames, func(term string, _ int) {
				other, stem, ok := strings.Cut(term, keySep)
				if ok && len(stems) < maxMended && max(len(other), len(key))-min(len(other), len(key)) <= 1 && !slices.Contains(stems, stem) &&
					german.Distance(key, other) == 1 && !changed(key, other) {
					stems = append(stems, stem)
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(stems)
	return stems, nil
}

const (
	minPieces = 7 // letters of an unknown word that is looked for in two pieces
	minPiece  = 3 // and of each of them
)

// apartInTexts searches an unknown word as two that stand side by side, where the
// archive has both in one way: Hwasongpho as Hwasong-pho, and where a space was left
// out.
func (p *planner) apartInTexts(l *leaf) {
	folded := l.word.Folded
	if len(folded) < minPieces || utf8.RuneCountInString(folded) != len(folded) {
		return
	}
	cut := 0
	for i := minPiece; i+minPiece <= len(folded); i++ {
		first, second := source{fieldForm, folded[:i], 1, index.Typo}, source{fieldForm, folded[i:], 1, index.Typo}
		if p.anyKnown([]source{first}) && p.anyKnown([]source{second}) {
			if cut > 0 {
				return
			}
			cut = i
		}
	}
	if cut == 0 {
		return
	}
	a := &alt{phrase: true, why: index.Typo, form: folded[:cut] + " " + folded[cut:], units: []unit{nil}}
	for _, piece := range []string{folded[:cut], folded[cut:]} {
		a.addWord(p.x.analyzer.Word(piece), true)
	}
	if p.expand(l, index.Typo, a.form) {
		l.alts = append(l.alts, a)
	}
}

// partsKnown reports whether the archive has all pieces of a compound in one of the
// ways in which it may be said.
func (p *planner) partsKnown(l *leaf) bool {
	return slices.ContainsFunc(l.alts, func(a *alt) bool {
		return !slices.ContainsFunc(a.need, func(need []source) bool { return !p.anyKnown(need[:1]) })
	})
}

func (p *planner) anyKnown(sources []source) bool {
	for _, v := range p.snap.segments {
		for _, s := range sources {
			if has, err := v.has(s.field, s.term); err == nil && has {
				return true
			}
		}
	}
	return false
}

type nearForm struct {
	term     string
	distance int
	count    int
}

const minKnown = 10 // occurrences in the lexicon of a word that can't be a misspelling

const surelyMistyped = 10 // letters of a compound of known parts that is mended

const maxMended = 3 // forms that a mistyped word is searched as

// nearest finds the forms of the index that are one edit from the word, or two
// from a long one, and begin alike: nearest first, then most frequent.
func (s *snapshot) nearest(field, folded string) ([]nearForm, error) {
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
	near := map[string]*nearForm{}
	for _, v := range s.segments {
		err := v.search(field, dfa, start, prefixEnd(start), func(t *found) bool {
			term := string(t.text)
			f := near[term]
			if f == nil {
				f = &nearForm{term: term, distance: german.Distance(folded, term)}
				near[term] = f
			}
			f.count += t.docs()
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	var forms []nearForm
	for _, f := range near {
		if f.distance <= limit && !(n <= shortWord && changed(folded, f.term)) {
			forms = append(forms, *f)
		}
	}
	meant := squeezed(folded)
	slices.SortFunc(forms, func(a, b nearForm) int {
		if x, y := squeezed(a.term) == meant, squeezed(b.term) == meant; x != y {
			return map[bool]int{true: -1, false: 1}[x]
		}
		return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(b.count, a.count), strings.Compare(a.term, b.term))
	})
	return forms[:min(maxMended, len(forms))], nil
}

const shortWord = 5 // letters of words that others with one letter changed are as good as

// changed reports whether a letter was changed for another, not left out, put in, or
// swapped with its neighbour.
func changed(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return !slices.Equal(x, y)
}

// squeezed is the word with its doubled letters single: who doubles the wrong one
// knows the word (Sattelit, Satellit).
func squeezed(s string) string { return string(slices.Compact([]byte(s))) }

var (
	oneEdit = sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	})
	twoEdits = sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
		return levenshtein.NewLevenshteinAutomatonBuilder(2, true)
	})
)
