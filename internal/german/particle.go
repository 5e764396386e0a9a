package german

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// prefixes are the separable prefixes of verbs, which stand at the end of a clause
// where the verb itself stands before (griff ... an), and before an ellipsis (Ein-
// und Ausfuhr).
var (
	prefixList = append(slices.Clone(separable), "rueck", "zer", "ver", "ent", "be", "er") // longer ones before those they begin with
	prefixes   = set(strings.Join(prefixList, " "))
)

// maxClause is how many words before its prefix a verb is looked for.
const maxClause = 16

// joinVerbs finds the verbs whose prefix stands at the end of their clause (Die Armee
// griff den Hafen an.) and puts the verb that is meant (angreifen) at their place.
func (a *Analyzer) joinVerbs(text string, toks []Token) {
	for i := range toks {
		if w := toks[i].Word; w.prefix && i > 0 && !toks[i].Joined && clauseEnds(text, toks, i) {
			a.joinVerb(text, toks[max(0, i-maxClause):i], w.Folded)
		}
	}
}

// joinVerb puts the verb with its prefix at the last word of a clause that can be it.
func (a *Analyzer) joinVerb(text string, clause []Token, prefix string) {
	for j := len(clause) - 1; j >= 0; j-- {
		t := &clause[j]
		if j+1 < len(clause) && sentenceEnds(text[t.End:clause[j+1].Start]) {
			return
		}
		if t.Ellipsis != nil || t.Word.Stop || t.Joined || capital(text[t.Start:]) && j > 0 && !sentenceEnds(text[clause[j-1].End:t.Start]) {
			continue
		}
		stem, ok := strong[t.Word.Folded]
		if !ok {
			stem = t.Word.Stem
		}
		inf := a.lex.infinitiveOf(stem)
		if inf == "" || !a.separable(prefix, inf) {
			inf = a.lex.restOf(prefix, t.Word.Folded)
		}
		if inf != "" && inf != t.Word.Folded && a.separable(prefix, inf) {
			t.Ellipsis = a.Word(prefix + inf)
			return
		}
	}
}

// finite are endings of forms of weak verbs.
var finite = []string{"t", "te", "ten", "et", "ete", "eten"}

// restOf is what a verb that is only used with the prefix is without it, for one of
// its forms (reichert: reichern), "" if there is none.
func (l *Lexicon) restOf(prefix, form string) string {
	for _, e := range finite {
		b, ok := strings.CutSuffix(form, e)
		if !ok || len(b) < 4 {
			continue
		}
		for _, inf := range [...]string{b + "en", b + "n"} {
			if l.Count(prefix+inf) > 0 && l.infinitive(prefix+inf) {
				return inf
			}
		}
	}
	return ""
}

// separable reports whether the verb is known with the prefix.
func (a *Analyzer) separable(prefix, infinitive string) bool {
	return a.lex.infinitive(prefix+infinitive) || a.lex.Count(prefix+"zu"+infinitive) > 0 || a.families.get(a).verbs[prefix+infinitive]
}

// Separated returns, for the stem of a verb with a separable prefix, the prefix and
// the stems of the words that are the rest of it (angreif: an, greif and griff).
func (a *Analyzer) Separated(stem string) (prefix string, stems []string) {
	for _, p := range prefixList {
		rest, ok := strings.CutPrefix(stem, p)
		if !ok || p == "" || len(rest) < 3 {
			continue
		}
		inf := a.lex.infinitiveOf(rest)
		if inf != "" && a.separable(p, inf) {
			return p, append(slices.Clip(a.nounLike()[rest]), rest)
		}
		if a.lex.restOf(p, rest+"t") != "" { // reichert ... an
			for _, e := range finite {
				if s := a.Word(rest + e).Stem; !slices.Contains(stems, s) {
					stems = append(stems, s)
				}
			}
			return p, stems
		}
	}
	return "", nil
}

// nounLike are the stems of forms of strong verbs that are taken for nouns (griff),
// by the stem of the verb.
func (a *Analyzer) nounLike() map[string][]string {
	a.families.nounsOnce.Do(func() {
		a.families.nouns = map[string][]string{}
		for form, verb := range strong {
			if s := a.Word(form).Stem; s != verb && !slices.Contains(a.families.nouns[verb], s) {
				a.families.nouns[verb] = append(a.families.nouns[verb], s)
			}
		}
	})
	return a.families.nouns
}

// infinitiveOf is the infinitive of a verb's stem, "" if the lexicon knows none.
func (l *Lexicon) infinitiveOf(stem string) string {
	if len(stem) < 3 {
		return ""
	}
	if v := strings.TrimSuffix(stem, "e") + "en"; l.infinitive(v) {
		return v
	}
	if strings.HasSuffix(stem, "er") || strings.HasSuffix(stem, "el") {
		if v := stem + "n"; l.infinitive(v) {
			return v
		}
	}
	return ""
}

// clauseEnds reports whether a clause ends behind token i: with the text, a mark of
// punctuation or a conjunction.
func clauseEnds(text string, toks []Token, i int) bool {
	if i+1 == len(toks) {
		return true
	}
	for _, r := range text[toks[i].End:toks[i+1].Start] {
		if r != ' ' && r != '-' && r != '\u00a0' {
			return true
		}
	}
	next := toks[i+1].Word.Folded
	return !toks[i+1].Joined && text[toks[i].End] == ' ' && (next == "und" || next == "oder" || next == "sowie")
}

// sentenceEnds reports whether what stands between two words ends a sentence.
func sentenceEnds(between string) bool { return strings.ContainsAny(between, ".!?;:\n") }

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return 'A' <= r && r <= 'Z' || r == 'Ä' || r == 'Ö' || r == 'Ü'
}

// unprefixed is a known word without its prefix, "" if it has none.
func (l *Lexicon) unprefixed(w string) string {
	for _, p := range prefixList {
		if rest, ok := strings.CutPrefix(w, p); ok && p != "" && len(rest) > 3 && l.Count(w) > 0 {
			return rest
		}
	}
	return ""
}
