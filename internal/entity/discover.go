package entity

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
	"depesche/internal/entity/tagger"
)

// Finder finds names in a text whatever the registry knows; the tagger is one.
type Finder interface {
	Find(text string) []tagger.Name
}

// suggestion is a name that a Finder has found and the registry lacks.
type suggestion struct {
	line       int32
	start, end int32
	kind       archive.Kind
	name       string // in the base form
	short      bool   // a family name alone, tied to the full name
}

// discover looks for persons, places and organisations that the registry lacks. A name found
// once is found wherever it stands in the article, and a person's family name
// alone belongs to the full name.
func (d *document) discover() []archive.Mention {
	if d.finder == nil {
		return nil
	}
	var found []suggestion
	for i := range d.lines {
		l := &d.lines[i]
		if !d.worthTagging(int32(i)) {
			continue
		}
		for _, n := range d.finder.Find(l.text) {
			s := suggestion{line: int32(i), start: int32(n.Span.Start), end: int32(n.Span.End), kind: suggestedKinds[n.Class]}
			switch s.kind {
			case archive.Person:
				s.start += int32(d.stripped(l.text[s.start:s.end]))
				d.completeKorean(l, &s)
			case archive.Organisation: // Bundesliga-Aspirant RB Leipzig
				if word, _, ok := strings.Cut(l.text[s.start:s.end], " "); ok && strings.Contains(word, "-") && d.isTitle(word) && !bodies[fold(word[strings.LastIndexByte(word, '-')+1:])] {
					s.start += int32(len(word) + 1)
				}
			}
			s.name = l.text[s.start:s.end]
			if d.free(s.line, s.start, s.end) && d.standsAlone(s.name, s.kind) {
				found = append(found, s)
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	names := d.settle(found)
	found = d.propagate(names)
	mentions := make([]archive.Mention, 0, len(found))
	for _, s := range found {
		slug := SuggestedSlug(s.name)
		if slug == "" || d.registry.byID[slug] != nil || d.registry.moved[slug] != "" {
			continue
		}
		form := archive.FormName
		if s.short {
			form = archive.FormShort
		}
		mentions = append(mentions, archive.Mention{
			Paragraph: d.lines[s.line].paragraph, Span: archive.Span{Start: int(s.start), End: int(s.end)},
			Entity: slug, Kind: s.kind, Form: form, Suggested: true,
		})
	}
	return mentions
}

// completeKorean takes the second syllable of a given name in that the finder has
// left out: Kim Jong[ Un].
func (d *document) completeKorean(l *line, s *suggestion) {
	if s.kind != archive.Person {
		return
	}
	name := foldedWords(l.text[s.start:s.end])
	if len(name) == 0 || len(name) > 2 || !familyNames[name[0]] || len(name) == 2 && !syllables[name[1]] {
		return
	}
	ws := d.words[l.first:l.last]
	i, _ := slices.BinarySearchFunc(ws, s.end, func(w word, end int32) int { return cmp.Compare(w.start, end) })
	for ; i < len(ws) && len(name) < 3; i++ {
		w := &ws[i]
		folded := fold(l.text[w.start:w.end])
		if w.gap != gapSpace && w.gap != gapHyphen || !w.upper && w.gap != gapHyphen || !koreanGiven(folded) {
			return
		}
		name = append(name, folded)
		s.end = w.end
	}
}

// worthTagging reports whether a line has a capitalised word that is neither part
// of a mention nor a known noun.
func (d *document) worthTagging(n int32) bool {
	l := &d.lines[n]
	for i := l.first; i < l.last; i++ {
		w := &d.words[i]
		if !w.upper || !d.free(n, w.start, w.end) {
			continue
		}
		if d.names == nil || !d.names.Word(fold(l.text[w.start:w.end])) {
			return true
		}
	}
	return false
}

// free reports whether no mention of the registry covers a part of the range.
func (d *document) free(line, start, end int32) bool {
	i, _ := slices.BinarySearchFunc(d.kept, place{line, start}, func(m match, p place) int {
		return cmp.Or(cmp.Compare(m.line, p.line), cmp.Compare(m.end, p.byte+1))
	})
	return i == len(d.kept) || d.kept[i].line != line || d.kept[i].start >= end
}

// settle gives each found name its base form and the kind that most of its
// findings have; persons' family names are tied to full names.
func (d *document) settle(found []suggestion) []suggestion {
	forms := map[string]bool{}
	for _, s := range found {
		forms[s.name] = true
	}
	votes := map[string]*evidence{}
	for i := range found {
		s := &found[i]
		s.name = d.baseForm(s.name, forms)
		e := votes[s.name]
		if e == nil {
			e = &evidence{votes: map[archive.Kind]int{}}
			votes[s.name] = e
		}
		e.votes[s.kind]++
		switch w, upper := d.wordBefore(s); {
		case locals[w]:
			e.local++
		case upper && s.kind == archive.Person && (d.noun(w) || callings[w]):
			e.titled++
		}
	}
	kinds := map[string]archive.Kind{}
	for name, e := range votes {
		if kind := e.kind(); kind != "" && d.suffices(name, kind, e) {
			kinds[name] = kind
		}
	}
	full := map[string]string{} // family name -> full name
	for name, kind := range kinds {
		words := strings.Fields(name)
		if kind == archive.Person && len(words) > 1 {
			family := words[len(words)-1]
			if surnameFirst(words) {
				family = words[0]
			}
			if utf8.RuneCountInString(family) < 2 {
				continue // Elisabeth S.
			}
			if old, ok := full[family]; !ok || name < old {
				full[family] = name
			}
		}
	}
	seen := map[string]bool{}
	var names []suggestion
	add := func(text string, s suggestion) {
		if !seen[text] {
			seen[text] = true
			names = append(names, s)
		}
	}
	for family, name := range full {
		add(name, suggestion{kind: archive.Person, name: name})
		add(family, suggestion{kind: archive.Person, name: name, short: true})
	}
	for name, kind := range kinds {
		add(name, suggestion{kind: kind, name: name})
	}
	slices.SortFunc(names, func(a, b suggestion) int { return cmp.Compare(a.text(), b.text()) })
	return names
}

// wordBefore is the folded word before the name, if only a space is between, and
// whether it is written with a capital.
func (d *document) wordBefore(s *suggestion) (folded string, upper bool) {
	l := &d.lines[s.line]
	ws := d.words[l.first:l.last]
	i, ok := slices.BinarySearchFunc(ws, s.start, func(w word, start int32) int { return cmp.Compare(w.start, start) })
	if !ok || i == 0 || ws[i].gap != gapSpace {
		return "", false
	}
	return fold(l.text[ws[i-1].start:ws[i-1].end]), ws[i-1].upper
}

// text is what stands in the article: the name, or the family name alone.
func (s *suggestion) text() string {
	if !s.short {
		return s.name
	}
	words := strings.Fields(s.name)
	if surnameFirst(words) {
		return words[0]
	}
	return words[len(words)-1]
}

// baseForm takes the genitive s off where the article or the word lists show that
// it is one.
func (d *document) baseForm(name string, forms map[string]bool) string {
	stem, ok := strings.CutSuffix(name, "s")
	if !ok || len(stem) < 3 {
		return name
	}
	stem = strings.TrimRight(stem, "'’")
	if len(stem) < len(name)-1 || forms[stem] {
		return stem
	}
	last := stem[strings.LastIndexByte(stem, ' ')+1:]
	if d.names != nil && d.anyName(fold(last)) && !d.anyName(fold(last+"s")) {
		return stem
	}
	return name
}

// anyName reports whether the folded word is a name in any of the lists, the long
// ones too: Hanks is one, Frischs is not.
func (d *document) anyName(folded string) bool {
	return d.names.Name(folded) || d.names.PersonName(folded) || d.names.PlaceName(folded)
}

// propagate finds the names in all lines, longest first.
func (d *document) propagate(names []suggestion) []suggestion {
	type sequence struct {
		words []string
		name  *suggestion
	}
	byFirst := map[string][]sequence{}
	for i := range names {
		words := foldedWords(names[i].text())
		if len(words) > 0 {
			byFirst[words[0]] = append(byFirst[words[0]], sequence{words, &names[i]})
			if len(words) == 1 { // its genitive, too
				byFirst[words[0]+"s"] = append(byFirst[words[0]+"s"], sequence{[]string{words[0] + "s"}, &names[i]})
			}
		}
	}
	for _, s := range byFirst {
		slices.SortFunc(s, func(a, b sequence) int {
			return cmp.Or(cmp.Compare(len(b.words), len(a.words)), cmp.Compare(a.name.name, b.name.name))
		})
	}
	var found []suggestion
	for n := range d.lines {
		l := &d.lines[n]
		ws := d.words[l.first:l.last]
	next:
		for i := 0; i < len(ws); i++ {
			if !ws[i].upper {
				continue
			}
			for _, s := range byFirst[fold(l.text[ws[i].start:ws[i].end])] {
				last := i + len(s.words) - 1
				if last >= len(ws) || !d.sameWords(l, ws[i:last+1], s.words) {
					continue
				}
				start, end := ws[i].start, ws[last].end
				if last+1 < len(ws) && ws[last+1].gap == gapQuote {
					if l.text[ws[last+1].start:ws[last+1].end] != "s" {
						continue
					}
					end = ws[last+1].end
				}
				if i > 0 && ws[i].gap == gapHyphen && ws[i-1].upper && s.name.short || !d.free(int32(n), start, end) {
					continue
				}
				f := *s.name
				f.line, f.start, f.end = int32(n), start, end
				found = append(found, f)
				i = last
				continue next
			}
		}
	}
	return found
}

// sameWords reports whether the words of the line are those, the last one perhaps
// in the genitive.
func (d *document) sameWords(l *line, ws []word, words []string) bool {
	for i, w := range ws {
		folded := fold(l.text[w.start:w.end])
		if folded != words[i] && !(i == len(ws)-1 && folded == words[i]+"s") {
			return false
		}
		if i > 0 && !joins(w.gap, &ws[i-1]) {
			return false
		}
	}
	return true
}
