package bleveindex

import (
	"strings"

	"depesche/internal/german"
)

// Common words stand in so many articles that a phrase of them would be looked
// for in most streams. Neighbours that both are common are terms of their own
// instead (fieldPair), as in Lucene's CommonGrams: a phrase of two is one posting
// list, one of more is sought where all its pairs are.

// commonStems are the stems of the words that are frequent in German of any
// kind: those that stand in more than a fifth of press articles, by and large.
var commonStems = func() map[string]bool {
	m := map[string]bool{}
	for s := range strings.FieldsSeq(`die der ein und in das den von mit zu im auf es sich fuer ist nicht auch dem des als am sein
		an dass bei nach werd hab dies aus sie hat wie aber er um war vor sind noch wurd sag wird all sei ueb so jahr
		nur mehr man kein soll geb ihr zum hatt oder zur erst komm wir seit bis geg zwei neu etwa weit geh viel ich
		wenn durch koenn and unter bereit kann nun dann vom steh was schon land rund weg gross mensch lass damit wuerd
		beim wieder wenig prozent will immer gut fall da muess stell drei ab doch seh dabei koennt selb muss teil
		zwisch weil find sehr haett ganz sollt ob zeig tag ihn bleib heiss ohn arbeit lang woch halt dazu frag lieg
		jed einig eigen sonder woll zeit nehm hier ins fuehr dort mach wiss uns vier stark duerf leb wo setz beid
		waer davon denn bisher also zwar dafuer mann folg unser gelt monat frau letzt waehr jen ja kurz ihm einmal`) {
		m[s] = true
	}
	return m
}()

// common reports whether a word is one of them; most are too long.
func common(w *german.Word) bool { return len(w.Stem) <= longestCommon && commonStems[w.Stem] }

const longestCommon = len("prozent")

// pairTerm is the term of two neighbours, "" if they are not both common.
func pairTerm(a, b *german.Word) string {
	if a == nil || b == nil || !common(a) || !common(b) {
		return ""
	}
	return a.Stem + " " + b.Stem
}

// pairTerms are those of the words of a phrase.
func pairTerms(words []*german.Word) (terms []string) {
	for i := range len(words) - 1 {
		if t := pairTerm(words[i], words[i+1]); t != "" {
			terms = append(terms, t)
		}
	}
	return terms
}
