package bleveindex

import (
	"strings"

	"depesche/internal/german"
	"depesche/internal/index"
)

// hyphenated makes one leaf of a word typed with hyphens, as if it were a
// closed compound: it is found written as one word and where its words stand
// near each other (UN-Sanktionen: Sanktionen der UN).
func (p *planner) hyphenated(typed string, words []*leaf) *leaf {
	joined := p.x.analyzer.Word(strings.Map(dropHyphen, typed))
	near := &alt{distance: hyphenGap, why: index.Part}
	l := &leaf{typed: typed, word: joined, any: []source{{fieldStem, joined.Stem, 1, index.Inflects}}, alts: []*alt{near}}
	for _, w := range words {
		var stems []string
		for _, s := range w.any {
			if s.field == fieldStem { // the streams hold whole words
				stems = append(stems, s.term)
			}
		}
		near.addPlace(w.word, append(stems, p.akin(w.word.Stem)...))
	}
	for i, w := range words {
		l.alts = append(l.alts, p.longer(near, i, w.typed)...)
	}
	return l
}

// longer is a hyphenated word with other names of several words in the place of one
// of its words (UN-Resolution: Resolution der Vereinten Nationen).
func (p *planner) longer(near *alt, at int, typed string) (alts []*alt) {
	if p.plan.without[string(index.Synonym)] {
		return nil
	}
	for _, syn := range p.x.analyzer.Synonyms([]string{typed}) {
		for _, form := range syn.Forms {
			toks := p.x.analyzer.Tokens(nil, form)
			if len(toks) < 2 || len(alts) == maxLonger {
				continue
			}
			a := &alt{distance: near.distance, why: near.why}
			for k := range near.units {
				if k != at {
					a.units, a.need, a.words = append(a.units, near.units[k]), append(a.need, near.need[k]), append(a.words, near.words[k])
					continue
				}
				var phrase unit
				for _, t := range toks {
					phrase = append(phrase, wordAt(t.Word, false))
					a.need = append(a.need, []source{{fieldStem, t.Word.Stem, 1, index.Synonym}})
					a.words = append(a.words, t.Word)
				}
				a.units = append(a.units, phrase)
			}
			alts = append(alts, a)
		}
	}
	return alts
}

func dropHyphen(r rune) rune {
	if r == '-' || r == '‐' || r == '‑' {
		return -1
	}
	return r
}

// apart finds a compound by its pieces near one another, or by words of their
// families or meaning.
func (p *planner) apart(pieces []german.Part) *alt {
	a := &alt{distance: partsWindow, why: index.Part}
	for _, part := range pieces {
		a.addPlace(&german.Word{Folded: part.Stem, Stem: part.Stem}, append([]string{part.Stem}, p.akin(part.Stem)...))
	}
	return a
}

// addPlace adds a place where any word of some stems may stand.
func (a *alt) addPlace(w *german.Word, stems []string) {
	place, need := anyStem(stems, index.Part)
	a.units = append(a.units, unit{place})
	a.need = append(a.need, need)
	a.words = append(a.words, w)
}

// anyStem is a place where a word of any of the stems stands, and the postings that a
// document must have one of for it.
func anyStem(stems []string, why index.Why) (place streamWord, need []source) {
	for _, s := range stems {
		place.add(s)
		need = append(need, source{fieldStem, s, 1, why})
	}
	return place, need
}
