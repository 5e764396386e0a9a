package entity

import (
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"
)

// person is what recognition knows of a person beside the forms: the given
// names, to tell the person from others of the family name and to find a given
// name in another spelling.
type person struct {
	given        []string // folded first words of the full names
	surnameFirst bool
}

func newPerson(e *Entry) *person {
	if e.Kind != archive.Person {
		return nil
	}
	p := &person{}
	for _, a := range e.names() {
		words := strings.Fields(a.Form)
		if len(words) < 2 {
			continue
		}
		if surnameFirst(words) {
			p.surnameFirst = true
			continue
		}
		p.given = append(p.given, foldedWords(strings.Join(words[:len(words)-1], " "))...)
	}
	return p
}

// calls reports whether the folded word is a given name of the person, in
// another transliteration or with a misprint too.
func (p *person) calls(folded string) bool {
	for _, g := range p.given {
		if g == folded || len(g) >= 4 && (sameName(g, folded) || oneEdit(g, folded)) {
			return true
		}
	}
	return false
}

// sameName reports whether two first names are one in other spelling, or the
// Russian and the Ukrainian form of one.
func sameName(a, b string) bool {
	a, b = slavicKey(a), slavicKey(b)
	return a == b || ukrainian[a] != "" && ukrainian[a] == ukrainian[b]
}

// ukrainian leads the sounds of first names to those of their Russian form.
var ukrainian = func() map[string]string {
	m := map[string]string{}
	for _, pair := range [][2]string{
		{"wolodymyr", "wladimir"}, {"mychajlo", "michail"}, {"olexander", "alexander"}, {"oleksandr", "alexander"}, {"aleksandr", "alexander"},
		{"olexij", "alexej"}, {"serhij", "sergej"}, {"dmytro", "dmitri"}, {"andrij", "andrej"}, {"mykola", "nikolai"}, {"mykyta", "nikita"},
		{"jewhen", "jewgeni"}, {"kyrylo", "kirill"}, {"denys", "denis"}, {"petro", "pjotr"}, {"pawlo", "pawel"}, {"walerij", "waleri"},
		{"jurij", "juri"}, {"ihor", "igor"}, {"oleh", "oleg"}, {"wiktor", "viktor"}, {"witalij", "vitali"}, {"hryhorij", "grigori"}, {"illja", "ilja"},
		{"jaroslaw", "yaroslav"}, {"wadym", "wadim"}, {"maksym", "maxim"}, {"julija", "julia"}, {"wasyl", "wassili"}, {"alyaksandr", "alexander"},
	} {
		to := slavicKey(pair[1])
		m[slavicKey(pair[0])], m[to] = to, to
	}
	return m
}()

// isInitial reports whether the word is one letter, as in "John F. Kirby".
func isInitial(text string) bool { return utf8.RuneCountInString(text) == 1 }

// isPatronymic reports whether the folded word is a Russian middle name:
// Wladimirowitsch, Vladimirovich, Sergejewna.
func isPatronymic(folded string) bool {
	for _, end := range [...]string{"owitsch", "ewitsch", "ovich", "evich", "owna", "ewna", "ovna", "evna"} {
		if strings.HasSuffix(folded, end) && len(folded) > len(end)+2 {
			return true
		}
	}
	return false
}
