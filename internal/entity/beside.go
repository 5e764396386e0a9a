package entity

import (
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
)

// What stands beside a name tells a person from a park, a ship from the town
// that it is named after, and the sanctions from sanctions.

// determiners stand before common nouns and ships, hardly before names of
// persons and towns.
var determiners = wordSet(`der die das den dem des dieser diese dieses diesen diesem jener jene jenes jenen
	ein eine einen einem einer eines kein keine keinen keinem keiner im am zum zur vom beim ins ans`)

// definite are those of them that refer to what was named before.
var definite = wordSet("die den der diese diesen dieser das des dem dieses diesem")

// standing are adjectives between such a determiner and what was named before,
// that do not make it something new.
var standing = wordSet("geltenden bestehenden verhaengten internationalen strengen scharfen harten umfassenden gleichen")

// complements after a noun make it something else: the sanctions of, against.
var complements = wordSet("gegen der des von vom fuer seiner seines ihrer ihres unserer gegenueber durch")

// locals stand before names of places and hardly before those of persons.
var locals = wordSet("in im nach aus bei richtung ab zwischen nahe stadt hauptstadt region raum grossraum")

// vessels end what a ship is called before its name: Atom-U-Boot Kursk.
var vessels = [...]string{"boot", "schiff", "kreuzer", "fregatte", "korvette", "zerstoerer", "traeger", "tanker", "frachter", "faehre", "jacht", "yacht"}

// streets after a person's name make it one of a street: Lenin-Straße.
var streets = wordSet("strasse platz allee weg ring gasse bruecke ufer damm schule gymnasium museum mausoleum preis stiftung oper festspiele")

// roads after any name make it an address.
var roads = wordSet("street avenue road square boulevard lane drive")

// before is the folded word before the match if only a space is between, at n
// words' distance; "" if there is none.
func (d *document) before(m *match, n int) string {
	ws := d.lineWords(m)
	i := int(m.first) - n
	if i < 0 {
		return ""
	}
	for k := i + 1; k <= int(m.first); k++ {
		if ws[k].gap != gapSpace {
			return ""
		}
	}
	return fold(d.text(m, &ws[i]))
}

// after is the folded word after the match if only a space, or a hyphen, is between.
func (d *document) after(m *match, g gap) string {
	ws := d.lineWords(m)
	if i := int(m.last) + 1; i < len(ws) && ws[i].gap == g {
		return fold(d.text(m, &ws[i]))
	}
	return ""
}

// determined reports whether a determiner is before the match, or before
// adjectives in between.
func (d *document) determined(m *match) bool {
	for n := 1; n <= 3; n++ {
		w := d.before(m, n)
		if determiners[w] {
			return true
		}
		if w == "" || d.lineWords(m)[int(m.first)-n].upper || !strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "en") && !strings.HasSuffix(w, "er") && !strings.HasSuffix(w, "es") {
			return false
		}
	}
	return false
}

// refers reports whether a common noun refers to what was named before: a
// definite determiner before it, and nothing after it that makes it another.
func (d *document) refers(m *match) bool {
	n := 1
	if standing[d.before(m, 1)] {
		n = 2
	}
	return definite[d.before(m, n)] && !complements[d.after(m, gapSpace)]
}

// inStreet reports whether the match is part of the name of a street, a school
// or a prize.
func (d *document) inStreet(m *match) bool {
	ws := d.lineWords(m)
	if i := int(m.last) + 1; i >= len(ws) || !ws[i].upper {
		return false
	}
	if d.registry.entries[d.form(m).entity].Kind == archive.Person && streets[d.after(m, gapHyphen)] {
		return true
	}
	return roads[d.after(m, gapSpace)]
}

// indefinite determiners bring up what was not named before.
var indefinite = wordSet("ein eine einen einem einer eines kein keine keinen keinem keiner weitere weiteren neue neuen")

// isNew reports whether an event that is called by what it is has a determiner of
// what is new: a famine in North Korea is none of those in the registry.
func (d *document) isNew(m *match) bool {
	f := d.form(m)
	if d.registry.entries[f.entity].Kind != archive.Event || f.words < 2 || f.role != roleName && f.role != roleDescriptive {
		return false
	}
	ws := d.lineWords(m)
	return indefinite[d.before(m, 1)] && ws[m.first+1].gap == gapSpace && d.names != nil && !d.names.Name(fold(d.text(m, &ws[m.first])))
}

// callsSomebody reports whether a name of one word that is also a first name has a
// family name behind it: Iskander Müller is no missile.
func (d *document) callsSomebody(m *match) bool {
	f := d.form(m)
	ws := d.lineWords(m)
	i := int(m.last) + 1
	if f.words != 1 || m.part || f.role != roleName || i >= len(ws) || ws[i].gap != gapSpace || !ws[i].upper || ws[i].vocab != noWord {
		return false
	}
	switch d.registry.entries[f.entity].Kind {
	case archive.Product, archive.Organisation, archive.Place:
		folded := fold(d.text(m, &ws[m.first]))
		if !d.given(folded) || d.names == nil {
			return false
		}
		next := fold(d.text(m, &ws[i]))
		if !d.names.PersonName(next) || d.names.Word(next) || d.matcher.heads.is(next) {
			return false
		}
		d.rival(m)
		return true
	}
	return false
}

// titled stand before the title of a paper in quotes.
var titled = wordSet("der die das den dem des laut im vom zum beim in nach gegenueber blatt magazin zeitung tageszeitung wochenzeitung boulevardblatt nachrichtenmagazin")

// quoted reports whether the match alone stands in quotation marks, as titles of
// papers do, with an article or the like before them.
func (d *document) quoted(m *match) bool {
	text := d.lines[m.line].text
	before := strings.TrimRight(text[:m.start], "„“\"»«›‹‚")
	if len(before) == int(m.start) || !strings.ContainsRune("“”\"«»‹›‘-", firstRune(text[m.end:])) {
		return false
	}
	words := strings.Fields(before)
	return len(words) > 0 && titled[fold(words[len(words)-1])]
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// shipLike reports whether the match is written as ships are: in quotes, with an
// article, after what kind of ship it is.
func (d *document) shipLike(m *match) bool {
	text := d.lines[m.line].text
	for _, q := range [...]string{"„", "“", "\"", "»", "«", "‚", "”"} {
		if strings.HasSuffix(text[:m.start], q) {
			return true
		}
	}
	w := d.before(m, 1)
	if definite[w] {
		return true
	}
	for _, v := range vessels {
		if strings.HasSuffix(w, v) || strings.HasSuffix(w, v+"s") || strings.HasSuffix(w, v+"es") {
			return true
		}
	}
	return false
}

// isRivals reports whether a name of one word rather means somebody else of that
// name who was named last: Denzel Washington; Washington trug Grau.
func (d *document) isRivals(m *match) bool {
	f := d.form(m)
	if f.role != roleName || f.words != 1 || m.part || m.last > m.first {
		return false
	}
	here := m.place()
	rival, ok := nearest(d.rivals[d.familyKey(m)], here)
	if !ok || !rival.before(here) {
		return false
	}
	switch d.registry.entries[f.entity].Kind {
	case archive.Place:
		return !locals[d.before(m, 1)] && d.after(m, gapHyphen) == ""
	default:
		for i := range d.found {
			o := &d.found[i]
			if g := d.form(o); g.entity == f.entity && g.role == roleName && (g.words > 1 || o.last > o.first) && closer(o.place(), rival, here) {
				return false
			}
		}
		return true
	}
}

// defined reports whether the match is an acronym that the article gives to
// something else: Augsburger Verkehrsverbund (AVV). What stands before the bracket
// has the letters of the acronym, each at the beginning of a word or inside one,
// and is no name of the entity.
func (d *document) defined(m *match) bool {
	ws := d.lineWords(m)
	line := d.lines[m.line].text
	if w := &ws[m.first]; m.first != m.last || m.first == 0 || !w.caps || m.start == 0 || line[m.start-1] != '(' || !strings.HasPrefix(line[m.end:], ")") {
		return false
	}
	for i := range d.found {
		if o := &d.found[i]; o.line == m.line && o.last == m.first-1 && d.form(o).entity == d.form(m).entity {
			return false
		}
	}
	acronym := fold(line[m.start:m.end])
	for i, n := int(m.first)-1, 0; i >= 0 && n < 6; i, n = i-1, n+1 {
		w := &ws[i]
		if w.upper && spells(fold(line[w.start:m.start]), acronym) {
			return true
		}
		if w.gap != gapSpace && w.gap != gapHyphen {
			return false
		}
	}
	return false
}

// spells reports whether the text begins with the first letter of the acronym and
// has the others behind it, in order.
func spells(text, acronym string) bool {
	if text == "" || acronym == "" || text[0] != acronym[0] {
		return false
	}
	for i := range len(acronym) {
		at := strings.IndexByte(text, acronym[i])
		if at < 0 {
			return false
		}
		text = text[at+1:]
	}
	return true
}

// inDateline reports whether the match stands at the beginning of a paragraph as
// agencies do: Seoul (AP) or Washington/Seoul (AP/dpa).
func (d *document) inDateline(m *match) bool {
	text := d.lines[m.line].text
	open := strings.LastIndexByte(text[:m.start], '(')
	if open < 0 || open > 40 || strings.ContainsAny(text[open:m.start], " .)") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[m.end:])
	return strings.ContainsRune(")/,", r)
}
