package entity

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
)

// fits applies the rules that need no other match: the borders of the match, the
// words beside it, the context it needs. It may widen the match.
func (d *document) fits(m *match) bool {
	ws := d.lineWords(m)
	f := d.form(m)
	if m.part {
		return d.hasContext(f.context)
	}
	if int(m.last)+1 < len(ws) {
		next := &ws[m.last+1]
		if next.gap == gapQuote {
			text := d.text(m, next)
			if text != "s" { // Putin's, but not Xi'an
				return false
			}
			m.last, m.end = m.last+1, next.end
		}
		if next.gap == gapDot && next.start == m.end+1 && !next.upper {
			return false // a domain: kcna.kp
		}
	}
	if m.first > 0 && ws[m.first].gap == gapQuote {
		return false // d'Iran
	}
	if d.inAddress(m) || d.inStreet(m) || d.inClub(m) || d.isPeople(m) || d.isNew(m) || d.callsSomebody(m) || f.quoted && !d.quoted(m) {
		return false
	}
	if d.defined(m) {
		d.rival(m)
		return false
	}
	d.widenGenitive(m)
	if f.role == roleName && f.words > 1 && articles[d.text(m, &ws[m.first])] && d.registry.entries[f.entity].Kind != archive.Place {
		m.first++ // Der Spiegel: the article stands outside
		m.start = ws[m.first].start
	}
	if p := d.matcher.people[f.entity]; p != nil && f.words == 1 && f.role != roleDerived {
		if !d.isPerson(m, p) {
			return false
		}
	} else if f.words == 1 && f.role == roleName && d.registry.entries[f.entity].Kind == archive.Place && d.isNamesake(m) {
		d.rival(m)
		return false
	}
	return d.hasContext(f.context) || f.exact != nil && d.inDateline(m)
}

var articles = map[string]bool{"Der": true, "Die": true, "Das": true, "der": true, "die": true, "das": true}

// widenGenitive takes the apostrophe of a genitive such as "Guterres’ Warnung" in.
func (d *document) widenGenitive(m *match) {
	text := d.lines[m.line].text
	size := 0
	for _, a := range [...]string{"'", "’"} {
		if strings.HasPrefix(text[m.end:], a+" ") {
			size = len(a)
		}
	}
	if size == 0 || !strings.ContainsRune("sxzß", rune(text[m.end-1])) && !strings.HasSuffix(text[:m.end], "ce") {
		return
	}
	if open := strings.LastIndexAny(text[:m.start], "‚‘‹"); open >= 0 && m.start-int32(open) < 200 {
		return // more likely the end of a quotation
	}
	if strings.Contains(text[:m.start], " '") || strings.HasPrefix(text, "'") {
		return
	}
	m.end += int32(size)
}

// inAddress reports whether the match stands in a web or mail address.
func (d *document) inAddress(m *match) bool {
	text := d.lines[m.line].text
	start := strings.LastIndexByte(text[:m.start], ' ') + 1
	end := int32(len(text))
	if i := strings.IndexByte(text[m.end:], ' '); i >= 0 {
		end = m.end + int32(i)
	}
	chunk := text[start:end]
	return strings.Contains(chunk, "://") || strings.HasPrefix(chunk, "www.") ||
		int(m.start) > start && text[m.start-1] == '@' || int(m.end) < len(text) && text[m.end] == '@'
}

// isPerson decides whether a single name is the person: not if another first
// name stands before it, nor if a second name follows that is not the person's.
// A given name of the person before it becomes part of the mention.
func (d *document) isPerson(m *match, p *person) bool {
	ws := d.lineWords(m)
	if p.surnameFirst {
		if d.followedByOtherGiven(m) {
			d.rival(m)
			return false
		}
	}
	before := int(m.first) - 1
	if before < 0 || m.first == 0 {
		return true
	}
	joint := ws[m.first].gap
	if ws[before].upper {
		if w := d.before(m, 1); others[w] && !strings.Contains(fold(d.registry.entries[d.form(m).entity].Description), w) {
			d.rival(m)
			return false
		}
	}
	for before >= 0 && (joint == gapSpace && isPatronymic(fold(d.text(m, &ws[before]))) ||
		joint == gapDot && isInitial(d.text(m, &ws[before]))) {
		joint = ws[before].gap
		before--
	}
	if before < 0 {
		return true
	}
	w := &ws[before]
	if joint == gapHyphen && w.upper {
		// Müller-Kim is somebody else, Anti-Putin-Demo is not.
		last := int(m.last)
		compound := last+1 < len(ws) && ws[last+1].gap == gapHyphen
		return compound || w.caps || !d.given(fold(d.text(m, w)))
	}
	if joint != gapSpace || !w.upper {
		return true
	}
	folded := fold(d.text(m, w))
	if p.calls(string(foldSound(nil, d.text(m, w)))) {
		m.first, m.start, m.loose = int32(before), w.start, true
		m.form = d.fullForm(m.form)
		return true
	}
	if d.given(folded) && !p.surnameFirst || p.surnameFirst && d.given(folded) && w.vocab == noWord {
		d.rival(m)
		return false
	}
	return true
}

// others are what people are called before a family name who are not the person of
// public life that has it, too: der Dirigent Lawrow, Torwart Kim.
var others = wordSet(`dirigent dirigentin pianist pianistin geiger geigerin cellist saenger saengerin saengers komponist komponistin
	schauspieler schauspielerin schauspielers regisseur regisseurs regisseurin maler malerin malers bildhauer fotograf fotografin schriftsteller
	schriftstellerin dichter dichterin autor autorin architekt architektin koch koechin baecker schreiner tischler torwart torhueter torhueterin
	stuermer stuermerin verteidiger verteidigerin mittelfeldspieler abwehrspieler innenverteidiger rechtsaussen linksaussen spielmacher
	trainer trainerin trainers coach nationalspieler nationalspielerin profi rennfahrer boxer boxerin schwimmer schwimmerin laeufer laeuferin turner
	turnerin tennisspieler rapper rapperin moderator moderatorin comedian kabarettist zeichner zeichnerin modeschoepfer designer designerin
	arzt aerztin lehrer lehrerin wirt wirtin bauer baeuerin`)

// fullForm is the form of a full name of the same entity, for a match that was widened to one.
func (d *document) fullForm(id int32) int32 {
	e := d.matcher.forms[id].entity
	for i := id; i >= 0 && d.matcher.forms[i].entity == e; i-- {
		if f := &d.matcher.forms[i]; f.role == roleName && f.words > 1 && f.free() {
			return i
		}
	}
	return id
}

// followedByOtherGiven reports whether a family name that stands first is
// followed by the given name of somebody else: Kim Min-jae.
func (d *document) followedByOtherGiven(m *match) bool {
	ws := d.lineWords(m)
	i := int(m.last) + 1
	if i >= len(ws) || ws[i].gap != gapSpace || !ws[i].upper || int(m.end-m.start) > d.form(m).letters {
		return false // nor after a genitive: Kims Zug
	}
	text := d.text(m, &ws[i])
	folded := fold(text)
	if d.noun(folded) || d.matcher.heads.is(folded) {
		return false
	}
	if i+1 < len(ws) && ws[i+1].gap == gapHyphen && !ws[i+1].upper {
		return true // Min-jae
	}
	if ws[i].vocab != noWord && d.matcher.root[ws[i].vocab] != 0 {
		return false // another name known: "bat Kim Russland um Hilfe"
	}
	return koreanGiven(folded) || d.given(folded) || utf8.RuneCountInString(text) <= 5 || looksLikeSurname(folded)
}

// looksLikeSurname guesses from the end of a word that is no known noun.
func looksLikeSurname(folded string) bool {
	for _, end := range [...]string{"ung", "heit", "keit", "schaft", "tion", "taet", "ismus", "en", "nis", "tum", "zeug", "werk", "rat"} {
		if strings.HasSuffix(folded, end) {
			return false
		}
	}
	return len(folded) < 12
}

// isNamesake reports whether a place's name is part of a person's: Denzel Washington.
func (d *document) isNamesake(m *match) bool {
	if m.first == 0 {
		return false
	}
	ws := d.lineWords(m)
	w := &ws[m.first-1]
	if ws[m.first].gap != gapSpace || !w.upper {
		return false
	}
	switch text := d.text(m, w); text {
	case "Herr", "Herrn", "Frau":
		return true
	default:
		return !w.caps && w.vocab == noWord && d.given(fold(text))
	}
}

func (d *document) given(folded string) bool { return d.names != nil && d.names.GivenName(folded) }
func (d *document) noun(folded string) bool  { return d.names != nil && d.names.Noun(folded) }

// rival notes that somebody else of the family name is named here.
func (d *document) rival(m *match) {
	key := d.familyKey(m)
	d.rivals[key] = append(d.rivals[key], m.place())
}

func (d *document) familyKey(m *match) string {
	return fold(strings.TrimRight(d.lines[m.line].text[m.start:m.end], "s'’"))
}

// hasContext reports whether the article has one of the words, in any ending and
// as first or last part of compounds. No words: no rule.
func (d *document) hasContext(words []string) bool {
	if len(words) == 0 {
		return true
	}
	for _, w := range words {
		has, known := d.context[w]
		if !known {
			has = d.contains(w)
			d.context[w] = has
		}
		if has {
			return true
		}
	}
	return false
}

func (d *document) contains(context string) bool {
	if len(d.folded) == 0 {
		for _, l := range d.lines {
			for _, w := range d.words[l.first:l.last] {
				d.folded = foldInto(append(d.folded, ' '), l.text[w.start:w.end])
			}
		}
		d.folded = append(d.folded, ' ')
	}
	stem := []byte(stemOf(context))
	for rest := d.folded; ; {
		i := bytes.Index(rest, stem)
		if i < 0 {
			return false
		}
		end := i + len(stem)
		first := i == 0 || rest[i-1] == ' '
		left := bytes.IndexByte(rest[end:], ' ') // letters behind the stem
		switch {
		case first && (len(stem) >= 5 || inflection(rest[end:end+left])):
			return true
		case !first && len(stem) >= 5 && left <= 3:
			return true
		}
		rest = rest[end:]
	}
}

// inflection reports whether the letters behind a short word are none or an
// ending: UN, Rates, but not und.
func inflection(behind []byte) bool {
	switch string(behind) {
	case "", "s", "es", "e", "en", "er", "n":
		return true
	}
	return false
}

// stemOf takes off the ending of the last word.
func stemOf(context string) string {
	for _, s := range [...]string{"en", "er", "es", "e", "n", "s"} {
		if stem, ok := strings.CutSuffix(context, s); ok && len(stem) >= 4 {
			return stem
		}
	}
	return context
}
