package preview

import (
	"strings"
	"sync"
	"unicode"

	"depesche/internal/german"
)

// analyzer knows the parts of compounds.
var analyzer = sync.OnceValues(german.NewAnalyzer)

// borders are the offsets in a word without hyphens at which a part of a compound
// begins; what joins two parts stays with the first (Genehmigungs|verfahren).
func borders(word string) map[int]bool {
	a, err := analyzer()
	if err != nil {
		return nil
	}
	at := map[int]bool{}
	for i, p := range a.Word(word).Parts {
		if i > 0 {
			at[german.UnfoldOffset(word, p.Start)] = true
		}
	}
	return at
}

// cut is a place where a word may be divided: before the byte at, with a hyphen
// unless there is one already. A lower cost reads better.
type cut struct {
	at     int
	cost   float64
	hyphen bool
}

// Costs of dividing a word, in the units of linebreak.
const (
	costBorder   = 0.4 // after the hyphen of a compound: no worse than between words, nearly
	costStub     = 1.2 // the same after a few letters (US-, E-)
	costCompound = 1.5 // between the parts of a compound
	costSyllable = 4
	costAnywhere = 12
)

// joints are endings after which a compound almost always goes on with its next
// part, because the s is one that only joins: Rettungs|dienst.
var joints = []string{"ungs", "heits", "keits", "schafts", "tions", "täts", "lings", "tums"}

// unbroken are the letters that stand for one sound or begin a syllable together.
var unbroken = []string{
	"schr", "schl", "schw", "schm", "schn", "sch", "ch", "ck", "ph", "qu",
	"tr", "dr", "br", "pr", "gr", "kr", "fr", "bl", "pl", "gl", "kl", "fl",
}

// cuts are the places where a word may be divided. Inside, at least three
// letters stay on either side.
func cuts(word string) []cut {
	var all []cut
	letters := []rune(word)
	offsets := make([]int, len(letters)+1)
	for i, at := 0, 0; i < len(letters); i++ {
		offsets[i] = at
		at += len(string(letters[i]))
		offsets[i+1] = at
	}
	start := 0
	for i, r := range letters {
		if !unicode.IsLetter(r) {
			all = append(all, inside(letters, offsets, start, i)...)
			first := start
			start = i + 1
			if strings.ContainsRune("-‐/–—_", r) && i >= 1 && i+1 < len(letters) && unicode.IsLetter(letters[i+1]) {
				cost := costBorder
				if i-first < 4 {
					cost = costStub
				}
				all = append(all, cut{at: offsets[i+1], cost: cost})
			}
		}
	}
	return append(all, inside(letters, offsets, start, len(letters))...)
}

// inside divides the letters from start to end, one run without hyphens.
func inside(letters []rune, offsets []int, start, end int) []cut {
	const least = 3
	if end-start < 2*least {
		return nil
	}
	lower := []rune(strings.ToLower(string(letters[start:end])))
	if len(lower) != end-start {
		return nil
	}
	var found []cut
	parts := borders(string(letters[start:end]))
	vowelBefore := false
	for i := 1; i < len(lower); i++ {
		vowelBefore = vowelBefore || isVowel(lower[i-1])
		if i < least || len(lower)-i < least || !vowelBefore {
			continue
		}
		if parts[offsets[start+i]-offsets[start]] {
			found = append(found, cut{at: offsets[start+i], cost: costCompound, hyphen: true})
			continue
		}
		before := string(lower[:i])
		joint := false
		for _, j := range joints {
			if len(parts) == 0 && strings.HasSuffix(before, j) && len([]rune(before)) > len([]rune(j))+1 {
				joint = true
			}
		}
		switch {
		case joint && hasVowel(lower[i:]):
			found = append(found, cut{at: offsets[start+i], cost: costCompound, hyphen: true})
		case syllable(lower, i):
			found = append(found, cut{at: offsets[start+i], cost: costSyllable, hyphen: true})
		}
	}
	return found
}

// syllable applies the rule of German spelling (Amtliche Regelung, § 107 to
// § 112): of the consonants between two vowels the last goes to the next line,
// and ch, sch, ck and the like count as one.
func syllable(w []rune, i int) bool {
	if !hasVowel(w[i:]) || isVowel(w[i]) || i+1 >= len(w) {
		return false
	}
	// i must begin the last consonant (group) before the next vowel.
	n := 1
	for _, u := range unbroken {
		if strings.HasPrefix(string(w[i:]), u) {
			n = max(n, len([]rune(u)))
		}
	}
	if i+n >= len(w) || !isVowel(w[i+n]) {
		return false
	}
	for _, u := range unbroken {
		k := len([]rune(u))
		for back := 1; back < k; back++ {
			if i-back >= 0 && strings.HasPrefix(string(w[i-back:]), u) {
				return false
			}
		}
	}
	return true
}

func isVowel(r rune) bool {
	return strings.ContainsRune("aeiouyäöüáàâéèêëíìîïóòôúùûåæøœаеёиоуыэюяіїє", r)
}

func hasVowel(w []rune) bool {
	for _, r := range w {
		if isVowel(r) {
			return true
		}
	}
	return false
}
