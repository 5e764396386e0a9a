package german

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
)

//go:embed families.txt
var familyTable string

// A Relative is a word of the same family as another, of another part of speech:
// liefern, Lieferung; angreifen, Angriff.
type Relative struct {
	Form string // as it is written
	Stem string
}

// otherSense are nouns in -ung that do not say what their verb says (Stellung,
// stellen), as stems.
var otherSense = set(`stellung haltung richtung abteilung verfassung stimmung waehrung sitzung satzung erfahrung
	unterhaltung wendung sendung rechnung ordnung handlung abbildung niederlassung veranlagung einstellung
	vorstellung darstellung umgebung regung spannung achtung nahrung kleidung bewegung fassung ladung lesung
	deckung geltung neigung auflage rettung zeitung festung dichtung auffassung vorlesung gattung`)

type families struct {
	once   sync.Once
	byStem map[string][]Relative
	byNoun map[string][]Relative // of nouns alone
	verbs  map[string]bool       // folded infinitives

	nounsOnce sync.Once
	nouns     map[string][]string // see nounLike
}

// Family returns the relatives of a word. It is bounded by the few that a family has.
func (a *Analyzer) Family(w *Word) []Relative {
	f := a.families.get(a)
	noun := a.lex.Noun(cmp.Or(w.Folded, w.Stem)) // Land is not of the family of landen
	out := slices.Clip(f.byStem[w.Stem])
	if noun && w.Folded != "" {
		out = slices.Clip(f.byNoun[w.Stem])
	}
	add := func(form string) {
		if s := a.Word(form).Stem; s != w.Stem && !slices.ContainsFunc(out, func(r Relative) bool { return r.Stem == s }) {
			out = append(out, Relative{form, s})
		}
	}
	if verb, ok := strings.CutSuffix(w.Stem, "ung"); ok && len(verb) > 3 && !otherSense[w.Stem] {
		if strings.HasSuffix(verb, "l") || strings.HasSuffix(verb, "r") { // Verhandl-ung, verhandel-n
			if v := verb[:len(verb)-1] + "e" + verb[len(verb)-1:] + "n"; a.lex.infinitive(v) {
				add(a.lex.Display(v))
			}
		}
		if v := a.lex.infinitiveOf(verb); v != "" {
			add(a.lex.Display(v))
		}
	} else if len(w.Stem) > 3 && a.lex.infinitiveOf(w.Stem) != "" && !noun {
		for _, stem := range []string{w.Stem, strings.TrimSuffix(w.Stem, "el") + "l", strings.TrimSuffix(w.Stem, "er") + "r"} {
			if n := stem + "ung"; a.lex.Noun(n) && !otherSense[n] {
				add(a.lex.Display(n))
			}
		}
	}
	return out
}

func (f *families) get(a *Analyzer) *families {
	f.once.Do(func() { f.read(a) })
	return f
}

func (f *families) read(a *Analyzer) {
	m, nouns := map[string][]Relative{}, map[string][]Relative{}
	f.verbs = map[string]bool{}
	for line := range strings.Lines(familyTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var family []Relative
		verb, _, _ := strings.Cut(line, ",")
		f.verbs[Fold(verb)] = true
		for form := range strings.SplitSeq(strings.TrimSpace(line), ", ") {
			if r := (Relative{form, a.Word(form).Stem}); !strings.Contains(form, " ") {
				family = append(family, r)
			}
		}
		for i, from := range family {
			for k, to := range family {
				if (i == 0 || k == 0) && from.Stem != to.Stem && !slices.Contains(m[from.Stem], to) {
					m[from.Stem] = append(m[from.Stem], to)
					if unicode.IsUpper([]rune(from.Form)[0]) {
						nouns[from.Stem] = append(nouns[from.Stem], to)
					}
				}
			}
		}
	}
	f.byStem, f.byNoun = m, nouns
}
