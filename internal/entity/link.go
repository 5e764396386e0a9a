package entity

import (
	"slices"
	"strings"
	"unicode"

	"depesche/internal/archive"
)

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// link checks what concerns several entries at once and completes them: former
// ids, references of phrases, short forms of persons, and names that two
// entities claim without a rule to tell them apart.
func (r *Registry) link() Problems {
	var problems Problems
	problem := func(e *Entry, line int, format string, args ...any) {
		p := parser{file: e.file}
		p.problem(line, format, args...)
		problems = append(problems, p.problems...)
	}
	for _, e := range r.entries {
		for n, id := range e.Formerly {
			switch to, ok := r.moved[id]; {
			case r.byID[id] != nil:
				problem(e, e.formerlyAt(n), "„%s“ ist als frühere Kennung genannt, gehört aber einem Eintrag", id)
			case ok && to != e.ID:
				problem(e, e.formerlyAt(n), "die frühere Kennung „%s“ führt schon zu „%s“", id, to)
			default:
				r.moved[id] = e.ID
			}
		}
		for n, phrase := range e.Phrases {
			if _, err := parsePhrase(phrase, r.byID); err != nil {
				problem(e, e.phrasesAt(n), "%v", err)
			}
		}
	}
	owners := map[string]*Entry{}
	for _, e := range r.entries {
		for _, a := range e.names() {
			if a.Case || !a.free() || len(e.Context) > 0 {
				continue
			}
			key := nameKey(a.Form)
			if other := owners[key]; other != nil && other != e {
				problem(e, a.line, "„%s“ ist auch ein Name von „%s“ (Zeile %d); gib einem von beiden „context“", a.Form, other.ID, other.line)
				continue
			}
			owners[key] = e
		}
	}
	r.deriveShort()
	r.suggested = map[string]string{}
	for _, e := range r.entries {
		forms := slices.Clone(e.shortForms())
		for _, a := range e.names() {
			forms = append(forms, a.Form)
		}
		for _, form := range forms {
			slug := SuggestedSlug(form)
			if to, ok := r.suggested[slug]; ok && to != e.ID {
				r.suggested[slug] = "" // several: none
			} else {
				r.suggested[slug] = e.ID
			}
		}
	}
	return problems
}

// nameKey is the folded form by which two names are the same.
func nameKey(s string) string {
	return strings.Join(foldedWords(s), " ")
}

// foldedWords splits a name as the scanner splits a line.
func foldedWords(s string) []string {
	words := emptyVocabulary.scan(s, nil)
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = fold(s[w.start:w.end])
	}
	return folded
}

// deriveShort gives persons without short forms what the press calls them later:
// the last word of the name, or the first where the family name stands first. A
// family name that somebody lists is left to those who do. One that several
// persons share is decided in the article, by whom it names in full.
func (r *Registry) deriveShort() {
	listed := map[string]bool{}
	for _, e := range r.entries {
		for _, s := range e.Short {
			listed[fold(s)] = true
		}
	}
	for _, e := range r.entries {
		if e.Kind != archive.Person || e.Short != nil {
			continue
		}
		if s := familyName(e.Name); s != "" && !listed[fold(s)] {
			e.derivedShort = s
		}
	}
}

// FamilyName is by what a person of that name is called later, or "" where that
// can't be told.
func FamilyName(name string) string { return familyName(name) }

// familyName is by what a person is called later, or "" where that can't be
// told: names of one word or with numbers (Johannes Paul II.). Additions in
// brackets do not count.
func familyName(name string) string {
	name, _, _ = strings.Cut(name, " (")
	words := strings.Fields(name)
	if len(words) < 2 {
		return ""
	}
	if surnameFirst(words) {
		return words[0]
	}
	last := words[len(words)-1]
	if len([]rune(last)) < 3 || strings.ContainsFunc(last, func(r rune) bool { return unicode.IsDigit(r) || r == '.' }) {
		return ""
	}
	if strings.ToUpper(last) == last || !slices.ContainsFunc([]rune(last), unicode.IsUpper) {
		return ""
	}
	return last
}
