package bleveindex

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/german"
	"depesche/internal/index"
)

// koreans adds the other spellings of names of Koreans among the words of a flat
// query: a family name with two syllables behind it, typed apart (Kim Jong Un) or
// with a hyphen (Kim Yo-jong). The syllables alone are no names.
func (p *planner) koreans(parts []content) {
	for i := range parts {
		other, ok := german.KoreanFamilyName(german.Fold(parts[i].word))
		if !ok || !capital(parts[i].word) {
			continue
		}
		var given []*leaf
		switch {
		case i+1 < len(parts) && parts[i+1].name:
			given = parts[i+1].leaves[:2]
		case i+2 < len(parts) && capital(parts[i+1].word) && capital(parts[i+2].word) && len(parts[i+1].leaves) == 1 && len(parts[i+2].leaves) == 1:
			given = []*leaf{parts[i+1].leaves[0], parts[i+2].leaves[0]}
		default:
			continue
		}
		first, ok1 := german.KoreanGivenName(given[0].word.Folded)
		second, ok2 := german.KoreanGivenName(given[1].word.Folded)
		if !ok1 || !ok2 {
			continue
		}
		second = p.genitives(given[1].word.Folded, second)
		p.spelled(parts[i].leaves[0], other)
		p.spelled(given[0], first)
		p.spelled(given[1], second)
		if parts[i+1].name {
			whole := parts[i+1].leaves[2]
			near := whole.alts[0]
			for k, syllables := range [][]string{first, second} {
				for _, s := range syllables {
					near.units[k][0].add(s)
					near.need[k] = append(near.need[k], source{fieldStem, s, 1, index.Name})
				}
			}
		}
	}
}

// genitives adds those genitives to a syllable and its spellings that are words of
// their own (Kim Jong-uns).
func (p *planner) genitives(syllable string, others []string) []string {
	all := slices.Clone(others)
	for _, s := range append([]string{syllable}, others...) {
		if w := p.x.analyzer.Word(s + "s"); w.Stem != p.x.analyzer.Word(s).Stem {
			all = append(all, w.Stem)
		}
	}
	return all
}

// spelled searches a word in other spellings that the archive has.
func (p *planner) spelled(l *leaf, others []string) {
	for _, s := range others {
		src := source{fieldStem, s, p.plan.weights.name, index.Name}
		if p.anyKnown([]source{src}) {
			p.expand(l, index.Name, strings.ToUpper(s[:1])+s[1:], src)
		}
	}
}

// personName reports whether a word typed with a hyphen is the given name of a Korean
// (Jong-un).
func personName(typed string) bool {
	first, second, ok := strings.Cut(typed, "-")
	_, ok1 := german.KoreanGivenName(german.Fold(first))
	_, ok2 := german.KoreanGivenName(german.Fold(second))
	return ok && capital(first) && ok1 && ok2
}

func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func capitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
