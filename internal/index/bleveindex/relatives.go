package bleveindex

import (
	"slices"
	"unicode/utf8"

	"depesche/internal/german"
	"depesche/internal/index"
)

// relatives searches the words of a word's family that the archive has: liefern for
// Lieferung, Angriff for angegriffen.
func (p *planner) relatives(l *leaf) {
	if p.plan.without["family"] {
		return
	}
	for _, r := range p.x.analyzer.Family(l.word) {
		sources := []source{{fieldStem, r.Stem, p.plan.weights.synonym, index.Synonym}}
		if r, _ := utf8.DecodeRuneInString(r.Form); 'A' <= r && r <= 'Z' || r > utf8.RuneSelf { // verbs are no parts of compounds
			sources = append(sources, source{fieldPart, sources[0].term, p.plan.weights.synonym * p.plan.weights.part, index.Synonym})
		}
		if p.anyKnown(sources) && !p.drowns(r.Stem, l.word.Stem) {
			p.expand(l, index.Synonym, r.Form, sources...)
		}
	}
}

// drowns reports whether a word is so much more frequent than another that those who
// ask for the latter can't mean it: erklären, which stands in every second article, for
// Erklärung.
func (p *planner) drowns(frequent, asked string) bool {
	const few, times = 100, 3
	n, err := p.snap.documents(fieldStem, frequent)
	if err != nil || n <= few {
		return false
	}
	of, err := p.snap.documents(fieldStem, asked)
	return err == nil && n > times*of
}

const maxKindred = 200 // compounds that are looked up

// kindred searches compounds of the archive whose parts mean the same as those of a
// compound (Gehaltserhöhung for Lohnerhöhung).
func (p *planner) kindred(l *leaf) {
	if p.plan.without[string(index.Synonym)] {
		return
	}
	a := p.x.analyzer
	own := a.SynonymStems(l.word.Stem)
	looked := 0
	for _, pieces := range l.word.Apart() {
		if len(pieces) != 2 {
			continue
		}
		heads := append([]string{pieces[1].Stem}, a.SynonymStems(pieces[1].Stem)...)
		for _, first := range append([]string{pieces[0].Stem}, a.SynonymStems(pieces[0].Stem)...) {
			for _, head := range heads {
				if first == pieces[0].Stem && head == pieces[1].Stem {
					continue
				}
				for _, link := range german.Links {
					if looked++; looked > maxKindred {
						return
					}
					term := first + link + head
					if src := (source{fieldStem, term, p.plan.weights.synonym, index.Synonym}); p.anyKnown([]source{src}) && !slices.Contains(own, term) {
						p.expand(l, index.Synonym, a.Lexicon().Display(term), src)
						break
					}
				}
			}
		}
	}
}

// akin are the stems of the family and of the synonyms of a word that is part of a
// compound.
func (p *planner) akin(stem string) (stems []string) {
	if p.plan.without[string(index.Synonym)] || p.plan.without["family"] {
		return nil
	}
	for _, r := range p.x.analyzer.Family(&german.Word{Stem: stem}) {
		stems = append(stems, r.Stem)
		if _, pieces := p.x.analyzer.Separated(r.Stem); pieces != nil { // stürzte ... ab
			stems = append(stems, pieces...)
		}
	}
	for _, s := range p.x.analyzer.SynonymStems(stem) {
		if !slices.Contains(stems, s) {
			stems = append(stems, s)
		}
	}
	return stems
}
