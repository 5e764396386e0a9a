package entity

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// role is what finding a form means.
type role uint8

const (
	roleName        role = iota // a full name: counts alone
	roleShort                   // counts where a full name stands in the article
	roleDescriptive             // a phrase that describes the entity
	roleDerived                 // adjective or inhabitant
	roleBlock                   // a longer expression that is something else
)

// form is one name of an entity with its rules.
type form struct {
	entity   int32
	role     role
	words    int
	letters  int      // of the folded name, for the tolerance of misprints
	upper    uint32   // bit i: word i must begin with an upper-case letter
	exact    []string // not nil: the words in their letter case, endings apart
	context  []string // folded; the article must have one
	korean   bool
	slavic   bool // may be found by its sound alone
	misspell bool // may have one misprint
	listed   bool // a short form written in the registry, not derived
	quoted   bool // counts in quotation marks only
}

// free reports whether the form needs nothing beside it.
func (f *form) free() bool { return len(f.context) == 0 && !f.quoted }

// pattern is a form with the folded spellings that each of its words may have.
type pattern struct {
	form
	alternatives [][]string
}

// patternsOf are all patterns of an entry.
func patternsOf(entity int32, e *Entry, byID map[string]*Entry) []pattern {
	var ps []pattern
	slavic := isSlavic(e)
	for _, a := range append(e.names(), regionNames(e)...) {
		context := e.Context
		if len(a.Context) > 0 {
			context = a.Context
		}
		p := form{entity: entity, role: roleName, context: foldAll(context), slavic: slavic, quoted: a.Quoted}
		ps = append(ps, namePatterns(a.Form, a.Case, e.Kind, p)...)
	}
	for _, s := range e.shortForms() {
		p := form{entity: entity, role: roleShort, listed: e.derivedShort == "", slavic: slavic}
		ps = append(ps, namePatterns(s, false, e.Kind, p)...)
	}
	for _, s := range e.NeverIn {
		p := form{entity: entity, role: roleBlock}
		ps = append(ps, namePatterns(s, false, archive.Organisation, p)...)
	}
	for _, s := range e.Adjectives {
		ps = append(ps, adjectivePattern(s, form{entity: entity, role: roleDerived, context: foldAll(e.Context)}))
	}
	for _, s := range e.Inhabitants {
		ps = append(ps, inhabitantPattern(s, form{entity: entity, role: roleDerived, context: foldAll(e.Context)}))
	}
	for _, s := range e.Phrases {
		variants, err := parsePhrase(s, byID)
		if err != nil {
			continue // reported by link
		}
		for _, v := range variants {
			p := form{entity: entity, role: roleDescriptive, context: foldAll(e.Context)}
			ps = append(ps, namePatterns(v, false, archive.Topic, p)...)
		}
	}
	for i := range ps {
		ps[i].bound()
	}
	return slices.DeleteFunc(ps, func(p pattern) bool { return len(p.alternatives) == 0 || len(p.alternatives) > 24 })
}

// maxSpellings bounds the sequences of spellings that one pattern may have.
const maxSpellings = 2000

// bound keeps the base form alone of the first words of a very long name.
func (p *pattern) bound() {
	n := 1
	for i := len(p.alternatives) - 1; i >= 0; i-- {
		if n*len(p.alternatives[i]) > maxSpellings {
			p.alternatives[i] = p.alternatives[i][:1]
		}
		n *= len(p.alternatives[i])
	}
}

// foldAll folds context words; those of a context of several words must stand so.
func foldAll(words []string) []string {
	var folded []string
	for _, w := range words {
		if key := nameKey(w); key != "" {
			folded = append(folded, key)
		}
	}
	return folded
}

// namePatterns are the ways in which a name may stand in German text.
func namePatterns(name string, exactCase bool, kind archive.Kind, f form) []pattern {
	ws := emptyVocabulary.scan(name, nil)
	if len(ws) == 0 {
		return nil
	}
	f.words = len(ws)
	p := pattern{form: f}
	var folded, texts []string
	for _, w := range ws {
		text := name[w.start:w.end]
		texts = append(texts, text)
		folded = append(folded, fold(text))
		p.letters += len(folded[len(folded)-1])
	}
	p.korean = kind == archive.Person && koreanName(folded)
	for i, w := range ws {
		text := texts[i]
		last := i == len(ws)-1
		acronym := w.caps && utf8.RuneCountInString(text) <= 3
		if exactCase || acronym {
			if p.exact == nil {
				p.exact = make([]string, len(ws))
			}
			p.exact[i] = text
		}
		adjective := !last && kind != archive.Person && isAdjective(text, texts[i+1])
		if w.upper && !(adjective && strings.Contains(folded[i], "isch")) {
			p.upper |= 1 << min(i, 31)
		}
		var alternatives []string
		switch {
		case adjective:
			alternatives = adjectiveEndings(folded[i])
		case last || kind != archive.Person && w.upper && ws[i+1].gap == gapSpace && !ws[i+1].upper:
			alternatives = nounEndings(folded[i], kind, len(ws) > 1, w.caps)
		default:
			alternatives = []string{folded[i]}
		}
		if i == 0 && p.korean && len(ws) > 1 {
			for _, v := range familyVariants[folded[0]] {
				if !slices.Contains(alternatives, v) {
					alternatives = append(alternatives, v)
				}
			}
		}
		p.alternatives = append(p.alternatives, alternatives)
	}
	p.misspell = p.exact == nil && f.role == roleName && f.free() && mayMisspell(folded, kind, p.korean)
	ps := []pattern{p}
	if closed, ok := closedPattern(p, ws, texts, folded, kind); ok {
		ps = append(ps, closed)
	}
	return ps
}

// closedPattern writes a name of two or three words together where German does:
// Ukraine-Krieg as Ukrainekrieg, Kim Jong-un as Kim Jongun.
func closedPattern(p pattern, ws []word, texts, folded []string, kind archive.Kind) (pattern, bool) {
	n := len(ws)
	switch {
	case p.korean && n == 3 && p.exact == nil:
		given := folded[1] + folded[2]
		p.alternatives = [][]string{p.alternatives[0], nounEndings(given, kind, true, false)}
		p.words, p.upper, p.misspell = 2, 3, false
		return p, true
	case kind != archive.Person && n == 2 && ws[1].gap == gapHyphen && ws[1].upper && !ws[0].caps && !ws[1].caps &&
		len(texts[0]) > 2 && len(texts[1]) > 2 && p.exact == nil:
		p.alternatives = [][]string{nounEndings(folded[0]+folded[1], kind, true, false)}
		p.words, p.upper = 1, p.upper&1
		return p, true
	}
	return pattern{}, false
}

// mayMisspell decides which names are still recognised with one letter wrong:
// long ones, and of Korean names those whose family name is not shared by a
// good part of the country.
func mayMisspell(folded []string, kind archive.Kind, korean bool) bool {
	letters := 0
	for _, w := range folded {
		letters += len(w)
	}
	if korean {
		return letters >= 9 && len(folded) == 3 && !frequentFamilies[folded[0]]
	}
	return letters >= 9 && (kind == archive.Person || kind == archive.Place) || letters >= 14 && len(folded) > 1
}

var frequentFamilies = wordSet("kim lee ri rhee yi park pak choe choi")

var adjectiveSuffixes = []string{"", "e", "en", "er", "es", "em"}

// isAdjective reports whether text before next looks like an adjective with
// ending, as in "Russische Akademie".
func isAdjective(text, next string) bool {
	if len(text) < 4 || strings.ToUpper(text) == text {
		return false
	}
	r, _ := utf8.DecodeRuneInString(next)
	if !unicode.IsUpper(r) {
		return false
	}
	for _, s := range adjectiveSuffixes[1:] {
		if strings.HasSuffix(text, s) {
			return true
		}
	}
	return false
}

func adjectiveEndings(folded string) []string {
	stem := folded
	for _, s := range []string{"en", "er", "es", "em", "e"} {
		if strings.HasSuffix(folded, s) && len(folded)-len(s) >= 2 {
			stem = strings.TrimSuffix(folded, s)
			break
		}
	}
	alternatives := []string{folded}
	for _, s := range adjectiveSuffixes[1:] {
		if w := stem + s; w != folded {
			alternatives = append(alternatives, w)
		}
	}
	return alternatives
}

// nounEndings are the forms of a name's noun: genitive, and for what is named by
// common nouns (resolutions, sanctions) also plural and dative.
func nounEndings(folded string, kind archive.Kind, several, caps bool) []string {
	alternatives := []string{folded}
	sibilant := strings.HasSuffix(folded, "s") || strings.HasSuffix(folded, "x") || strings.HasSuffix(folded, "z")
	if !sibilant {
		alternatives = append(alternatives, folded+"s")
	}
	if caps || kind == archive.Person {
		return alternatives
	}
	if kind == archive.Place && !several {
		switch {
		case strings.HasSuffix(folded, "e"): // Niederlanden
			alternatives = append(alternatives, folded+"n")
		case strings.HasSuffix(folded, "land"): // Baskenlandes
			alternatives = append(alternatives, folded+"es")
		}
		return alternatives
	}
	alternatives = append(alternatives, folded+"es")
	if kind == archive.Topic || kind == archive.Event || several {
		if strings.HasSuffix(folded, "e") {
			alternatives = append(alternatives, folded+"n")
		} else if !strings.HasSuffix(folded, "en") {
			alternatives = append(alternatives, folded+"en", folded+"e")
		}
		if strings.HasSuffix(folded, "er") || strings.HasSuffix(folded, "el") {
			alternatives = append(alternatives, folded+"n")
		}
	}
	return alternatives
}

func adjectivePattern(s string, f form) pattern {
	ws := emptyVocabulary.scan(s, nil)
	p := pattern{form: f}
	p.words = len(ws)
	for i, w := range ws {
		text := s[w.start:w.end]
		folded := fold(text)
		switch {
		case i < len(ws)-1:
			p.alternatives = append(p.alternatives, []string{folded})
		case w.upper: // Moskauer, Pekinger: no ending
			p.upper |= 1 << min(i, 31)
			p.alternatives = append(p.alternatives, []string{folded})
		default:
			var alternatives []string
			for _, e := range adjectiveSuffixes {
				alternatives = append(alternatives, folded+e)
			}
			p.alternatives = append(p.alternatives, alternatives)
		}
	}
	return p
}

func inhabitantPattern(s string, f form) pattern {
	ws := emptyVocabulary.scan(s, nil)
	p := pattern{form: f}
	p.words = len(ws)
	for i, w := range ws {
		folded := fold(s[w.start:w.end])
		if w.upper {
			p.upper |= 1 << min(i, 31)
		}
		alternatives := []string{folded}
		if i == len(ws)-1 {
			alternatives = append(alternatives, folded+"s", folded+"n", folded+"en")
			if strings.HasSuffix(folded, "in") {
				alternatives = append(alternatives, folded+"nen")
			}
		}
		p.alternatives = append(p.alternatives, alternatives)
	}
	return p
}

// maxPhraseVariants bounds what one phrase may stand for.
const maxPhraseVariants = 20000

// parsePhrase expands a phrase: (a|b) is a choice, an empty choice may be left
// out, and @id stands for the names of that entity.
func parsePhrase(phrase string, byID map[string]*Entry) ([]string, error) {
	variants := []string{""}
	add := func(choices []string) error {
		if len(variants)*len(choices) > maxPhraseVariants {
			return fmt.Errorf("die Wendung „%s“ steht für mehr als %d Formen", phrase, maxPhraseVariants)
		}
		var next []string
		for _, v := range variants {
			for _, c := range choices {
				next = append(next, strings.TrimSpace(v+" "+c))
			}
		}
		variants = next
		return nil
	}
	resolve := func(part string) ([]string, error) {
		part = strings.TrimSpace(part)
		id, ok := strings.CutPrefix(part, "@")
		if !ok {
			return []string{part}, nil
		}
		e := byID[id]
		if e == nil {
			return nil, fmt.Errorf("die Wendung „%s“ nennt „@%s“, das es nicht gibt", phrase, id)
		}
		var names []string
		for _, a := range e.names() {
			if a.free() && !slices.Contains(names, a.Form) {
				names = append(names, a.Form)
			}
		}
		return names, nil
	}
	for rest := phrase; rest != ""; {
		open := strings.IndexByte(rest, '(')
		text := rest
		if open >= 0 {
			text = rest[:open]
		}
		for _, w := range strings.Fields(text) {
			names, err := resolve(w)
			if err != nil {
				return nil, err
			}
			if err := add(names); err != nil {
				return nil, err
			}
		}
		if open < 0 {
			break
		}
		end := strings.IndexByte(rest[open:], ')')
		if end < 0 {
			return nil, fmt.Errorf("in der Wendung „%s“ fehlt eine Klammer", phrase)
		}
		var choices []string
		for _, c := range strings.Split(rest[open+1:open+end], "|") {
			names, err := resolve(c)
			if err != nil {
				return nil, err
			}
			choices = append(choices, names...)
		}
		if err := add(choices); err != nil {
			return nil, err
		}
		rest = rest[open+end+1:]
	}
	return variants, nil
}

// isSlavic reports whether the entity's name is Russian, Ukrainian or the like: a
// name of it is in Cyrillic letters, or the name looks so.
func isSlavic(e *Entry) bool {
	for _, a := range e.names() {
		if strings.ContainsFunc(a.Form, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			return true
		}
	}
	words := foldedWords(e.Name)
	if len(words) == 0 {
		return false
	}
	return looksRussian(words[len(words)-1]) || e.Kind == archive.Person && russianGiven[slavicKey(words[0])] != ""
}

// regions are what a region is called, before its name or after a hyphen.
var regions = [...]string{"Oblast", "Gebiet", "Region"}

// regionNames are the further names of a region: Oblast Amur is also Amur-Gebiet,
// Amurgebiet, Region Amur.
func regionNames(e *Entry) []Alias {
	if e.Kind != archive.Place {
		return nil
	}
	var names []Alias
	have := map[string]bool{}
	for _, a := range e.names() {
		have[nameKey(a.Form)] = true
	}
	for _, a := range e.names() {
		for _, r := range regions {
			base, ok := strings.CutPrefix(a.Form, r+" ")
			if !ok || strings.Contains(base, " ") || !a.free() || a.Case {
				continue
			}
			for _, other := range regions {
				for _, name := range [...]string{other + " " + base, base + "-" + other} {
					if key := nameKey(name); !have[key] {
						have[key] = true
						names = append(names, Alias{Form: name, line: a.line})
					}
				}
			}
		}
	}
	return names
}
