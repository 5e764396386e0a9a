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
		w := toks[i].Word
		if i == 0 || len(w.Folded) > 8 || !prefixes[w.Folded] || toks[i].Joined || !clauseEnds(text, toks, i) {
			continue
		}
		a.joinVerb(text, toks[max(0, i-maxClause):i], w.Folded)
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
		if inf := infinitiveOf(stem); len(stem) > 2 && inf != t.Word.Folded && a.lex.infinitive(inf) && a.lex.separable(prefix, inf) {
			t.Ellipsis = a.Word(prefix + inf)
			return
		}
	}
}

// separable reports whether the lexicon knows the verb with the prefix.
func (l *Lexicon) separable(prefix, infinitive string) bool {
	return l.infinitive(prefix+infinitive) || l.Count(prefix+"zu"+infinitive) > 0
}

// Separated returns, for the stem of a verb with a separable prefix, the prefix and
// the stems of the words that are the rest of it (angreif: an, greif and griff).
func (a *Analyzer) Separated(stem string) (prefix string, stems []string) {
	for _, p := range prefixList {
		rest, ok := strings.CutPrefix(stem, p)
		if !ok || p == "" || len(rest) < 3 {
			continue
		}
		if inf := infinitiveOf(rest); a.lex.infinitive(inf) && a.lex.separable(p, inf) {
			return p, append(slices.Clip(a.nounLike()[rest]), rest)
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

func infinitiveOf(stem string) string {
	if strings.HasSuffix(stem, "er") || strings.HasSuffix(stem, "el") {
		return stem + "n"
	}
	return strings.TrimSuffix(stem, "e") + "en"
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
