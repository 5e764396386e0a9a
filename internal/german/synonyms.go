package german

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed synonyms.txt
var synonyms string

//go:embed exonyms.txt
var exonyms string

// A Synonym is a run of words of a query and other words for the same.
type Synonym struct {
	First, Last int      // indexes of the words, both included
	Forms       []string // as they are written
}

type thesaurus struct {
	groups [][]string
	single [][]string         // of each group, the stems of its forms of one word
	byStem map[string][]place // by the stems of a form, joined by spaces
}

type place struct{ group, form int }

const maxSynonymWords = 3 // of one form

// thesaurus is made when it is first asked for, since it takes the analyzer's stems.
func (a *Analyzer) thesaurusOnce() *thesaurus {
	a.once.Do(func() {
		t := &thesaurus{byStem: map[string][]place{}}
		for line := range strings.SplitSeq(strings.TrimSpace(synonyms), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			forms := strings.Split(line, ", ")
			var single []string
			for i, f := range forms {
				key := a.stems(f)
				if !strings.Contains(key, " ") {
					single = append(single, key)
				}
				t.byStem[key] = append(t.byStem[key], place{len(t.groups), i})
			}
			t.groups = append(t.groups, forms)
			t.single = append(t.single, single)
		}
		for line := range strings.Lines(exonyms) {
			foreign, ours, ok := strings.Cut(strings.TrimSpace(line), ": ")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			for word := range strings.FieldsSeq(foreign) { // searched in this direction only
				key := a.stems(word)
				t.byStem[key] = append(t.byStem[key], place{len(t.groups), -1})
			}
			t.groups, t.single = append(t.groups, []string{ours}), append(t.single, nil)
		}
		a.synonyms = t
	})
	return a.synonyms
}

func (a *Analyzer) stems(s string) string {
	var out []string
	for _, t := range a.Tokens(nil, s) {
		out = append(out, t.Word.Stem)
	}
	return strings.Join(out, " ")
}

// Synonyms returns for each run of the words that has any the other words for it.
// An empty word is one that has none.
func (a *Analyzer) Synonyms(words []string) []Synonym {
	t := a.thesaurusOnce()
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = a.stems(w)
	}
	var out []Synonym
	for i := 0; i < len(words); i++ {
		for n := min(maxSynonymWords, len(words)-i); n > 0; n-- {
			if stems[i] == "" {
				break
			}
			s := Synonym{First: i, Last: i + n - 1}
			seen := map[string]bool{}
			key := strings.Join(stems[i:i+n], " ")
			for _, p := range t.byStem[key] {
				for k, f := range t.groups[p.group] {
					if k != p.form && !seen[f] {
						seen[f] = true
						s.Forms = append(s.Forms, f)
					}
				}
			}
			if len(s.Forms) > 0 {
				out = append(out, s)
				i += n - 1
				break
			}
		}
	}
	return out
}

// SynonymStems returns the stems of the single words that mean the same as the word
// of a stem, which is not among them.
func (a *Analyzer) SynonymStems(stem string) (out []string) {
	t := a.thesaurusOnce()
	for _, p := range t.byStem[stem] {
		for _, s := range t.single[p.group] {
			if s != stem && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

type lazyThesaurus struct {
	once     sync.Once
	synonyms *thesaurus
}
