package entity

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/index"
)

// expander finds entities' names among the words of a query.
type expander struct {
	entries []*Entry
	byName  map[string][]int // folded words of a name -> entries
	acronym map[string]bool  // folded words that are names only in capitals: UN, not Un
	longest int              // words of the longest name
}

var _ index.Expander = (*Registry)(nil)

// Expand returns for each run of the words that names an entity the other names
// of that entity: the longest runs, none overlapping. A query is typed without
// care for letter case, so case does not count.
func (r *Registry) Expand(words []string) []index.Names { return r.expander.expand(words) }

func newExpander(r *Registry) *expander {
	x := &expander{entries: r.entries, byName: map[string][]int{}, acronym: map[string]bool{}}
	for i, e := range r.entries {
		for _, form := range expansionForms(e) {
			parts := foldedWords(form)
			x.longest = max(x.longest, len(parts))
			if key := strings.Join(parts, " "); form != strings.ToUpper(form) {
				x.acronym[key] = false
			} else if _, known := x.acronym[key]; !known {
				x.acronym[key] = true
			}
			for _, key := range []string{strings.Join(parts, " "), strings.Join(parts, " ") + "s", slavicName(parts)} {
				if key != "" && !slices.Contains(x.byName[key], i) {
					x.byName[key] = append(x.byName[key], i)
				}
			}
		}
	}
	return x
}

// expansionForms are the names by which a query may mean the entity: all full
// names and, unlike in texts, the listed short ones alone.
func expansionForms(e *Entry) []string {
	var forms []string
	for _, a := range e.names() {
		forms = append(forms, a.Form)
	}
	return append(forms, e.shortForms()...)
}

// slavicName is the key of a single long name over its transliterations.
func slavicName(parts []string) string {
	if len(parts) != 1 || len(parts[0]) < 5 || !isASCII(parts[0]) {
		return ""
	}
	return "~" + slavicKey(parts[0])
}

func (x *expander) expand(words []string) []index.Names {
	// A query word such as UN-Sanktionen is several words of a name.
	var parts []string
	var origin []int
	for i, w := range words {
		for _, p := range foldedWords(w) {
			parts = append(parts, p)
			origin = append(origin, i)
		}
	}
	var found []index.Names
	for i := 0; i < len(parts); {
		n, entries := x.at(parts, origin, i)
		if n == 1 && x.acronym[parts[i]] && titleCase(words[origin[i]]) {
			n = 0
		}
		if n == 0 {
			i++
			continue
		}
		for _, id := range entries {
			e := x.entries[id]
			if forms := otherForms(e, parts[i:i+n]); len(forms) > 0 {
				found = append(found, index.Names{First: origin[i], Last: origin[i+n-1], Entity: e.ID, Kind: e.Kind, Forms: forms})
			}
		}
		i += n
	}
	return found
}

// titleCase reports whether a word is written like a name: Un, not UN or un.
func titleCase(w string) bool {
	first, size := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(first) && w[size:] != "" && w[size:] == strings.ToLower(w[size:])
}

// at finds the longest name that begins at i and covers whole query words.
func (x *expander) at(parts []string, origin []int, i int) (int, []int) {
	if i > 0 && origin[i-1] == origin[i] {
		return 0, nil
	}
	for n := min(x.longest, len(parts)-i); n > 0; n-- {
		if end := i + n; end < len(parts) && origin[end] == origin[end-1] {
			continue
		}
		key := strings.Join(parts[i:i+n], " ")
		if entries := x.byName[key]; len(entries) > 0 {
			return n, entries
		}
		if key := slavicName(parts[i : i+n]); key != "" && len(x.byName[key]) == 1 {
			return n, x.byName[key]
		}
	}
	return 0, nil
}

// otherForms are the names of the entity beside the one typed, the canonical one
// first, one of each spelling. Names that contain what was typed are left out:
// they are found by it anyway. A family name stands for family names.
func otherForms(e *Entry, typed []string) []string {
	run := strings.Join(typed, " ")
	seen := map[string]bool{}
	var forms []string
	add := func(form string) {
		key := nameKey(form)
		if !seen[key] && !strings.Contains(" "+key+" ", " "+run+" ") {
			forms = append(forms, form)
		}
		seen[key] = true
	}
	for _, a := range e.names() {
		// A name under rules says little without them: AP, Zeit.
		if !a.Case && a.free() {
			add(a.Form)
		}
	}
	for _, s := range e.shortForms() {
		if len(typed) == 1 && slavicName(typed) == slavicName(foldedWords(s)) {
			add(s)
		}
	}
	return forms
}
