package bleveindex

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/german"
	"depesche/internal/index"
)

// koreans adds the other spellings of names of Koreans among the words of a flat
// query: a family name with two syllables behind it, typed apart (Kim Jong Un) or
// with a hyphen (Kim Yo-jong). They are looked for side by side, since a syllable
// alone is no name and often another word (jung, uns).
func (p *planner) koreans(parts []content) {
	for i := range parts {
		if _, ok := german.KoreanFamilyName(german.Fold(parts[i].word)); !ok || !capital(parts[i].word) {
			continue
		}
		var name []*leaf
		switch {
		case i+1 < len(parts) && parts[i+1].name:
			name = slices.Concat(parts[i].leaves, parts[i+1].leaves) // the last one: the whole
		case i+2 < len(parts) && capital(parts[i+1].word) && capital(parts[i+2].word) && len(parts[i+1].leaves) == 1 && len(parts[i+2].leaves) == 1:
			name = slices.Concat(parts[i].leaves, parts[i+1].leaves, parts[i+2].leaves)
		}
		if len(name) > 2 {
			p.korean(name)
		}
	}
}

// korean searches a name of three words, the first leaves of a run, in its other
// spellings.
func (p *planner) korean(run []*leaf) {
	written := func(syllables ...string) string { return strings.Join(syllables, " ") }
	if len(run) > 3 { // typed with a hyphen
		written = func(syllables ...string) string {
			return syllables[0] + " " + syllables[1] + "-" + strings.ToLower(syllables[2])
		}
	}
	a := &alt{phrase: true, why: index.Name, units: []unit{nil}, form: written(run[0].typed, run[1].typed, run[2].typed)}
	var forms []string
	for k, spellings := range []func(string) ([]string, bool){german.KoreanFamilyName, german.KoreanGivenName, german.KoreanGivenName} {
		others, ok := spellings(run[k].word.Folded)
		if !ok {
			return
		}
		for _, o := range others {
			if p.anyKnown([]source{{fieldStem, o, 1, index.Name}}) {
				form := []string{run[0].typed, run[1].typed, run[2].typed}
				form[k] = capitalised(o)
				forms = append(forms, written(form...))
			}
		}
		if k == 2 {
			others = p.genitives(run[k].word.Folded, others)
		}
		a.addSpellings(run[k].word, others)
	}
	if p.respelled(a.form, forms) {
		for _, l := range run {
			l.alts = append(l.alts, a)
		}
	}
}

// respelled notes spellings of a name, with those that an entity of the name has if
// there is one, and tells whether they are searched.
func (p *planner) respelled(name string, forms []string) bool {
	key := string(index.Name) + ":" + german.Fold(name)
	i := slices.IndexFunc(p.plan.expansions, func(e index.Expansion) bool { return e.Why == index.Name && e.Term == name })
	if i < 0 {
		off := p.plan.without[key] || p.plan.without[string(index.Name)]
		if len(forms) > 0 {
			p.plan.expansions = append(p.plan.expansions, index.Expansion{Key: key, Term: name, Forms: forms, Why: index.Name, Off: off})
		}
		return !off
	}
	e := &p.plan.expansions[i]
	for _, f := range forms {
		if !slices.Contains(e.Forms, f) {
			e.Forms = append(e.Forms, f)
		}
	}
	return !e.Off
}

// addSpellings adds a word to a phrase, in any of its spellings.
func (a *alt) addSpellings(w *german.Word, others []string) {
	place, need := anyStem(append([]string{w.Stem}, others...), index.Name)
	a.units[0] = append(a.units[0], place)
	a.need = append(a.need, need)
	a.words = append(a.words, w)
}

// genitives adds those genitives to a syllable and its spellings that are words of
// their own (Kim Jong-uns).
func (p *planner) genitives(syllable string, others []string) []string {
	all := slices.Clone(others)
	for _, s := range append([]string{syllable}, others...) {
		if w := p.x.analyzer.Word(s + "s"); w.Stem != p.x.analyzer.Word(s).Stem {
			all = append(all, w.Stem)
		}
	}
	return all
}

// personName reports whether a word typed with a hyphen is the given name of a Korean
// (Jong-un).
func personName(typed string) bool {
	first, second, ok := strings.Cut(typed, "-")
	_, ok1 := german.KoreanGivenName(german.Fold(first))
	_, ok2 := german.KoreanGivenName(german.Fold(second))
	return ok && capital(first) && ok1 && ok2
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func capitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
