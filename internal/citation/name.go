package citation

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name is an author's name. An agency or editorial office has only a Family.
type Name struct {
	Family   string
	Given    string
	Particle string // before the family name and not sorted by: von der
	Suffix   string // Jr., III
	Literal  bool   // an organisation, or a name of one word: not to be taken apart
}

// particles stand before a family name in lower case; the second and later
// words of a run may also be articles.
var particles = wordSet("von vom zu zum zur van ten ter de del della di da do dos das du des la le af av den der dem het op 't y e el bin ibn al")

// offices mark an author who is no person. Compared in lower case, as a part of
// any word.
var offices = []string{
	"agentur", "redaktion", "verlag", "gmbh", "nachrichten", "agency", "news",
	"zeitung", "rundfunk", "ministerium", "institut", "korrespondent", "e.v.",
	"agence", "associated press", "reuters", "bloomberg", "tageblatt", "stiftung",
}

var suffixes = wordSet("jr. jr sr. sr ii iii iv")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// ParseName reads "Vorname Name" and "Name, Vorname". What is not a person's
// name (dpa, Deutsche Presse-Agentur, dpa/AFP) stays whole.
func ParseName(s string) Name {
	s = line(s)
	if family, given, ok := strings.Cut(s, ","); ok {
		return inverted(line(family), line(given))
	}
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 6 || isOffice(s) {
		return Name{Family: s, Literal: true}
	}
	n := Name{}
	if last := len(words) - 1; suffixes[strings.ToLower(words[last])] && last >= 2 {
		n.Suffix, words = words[last], words[:last]
	}
	end := len(words) - 1
	start := end
	for start > 1 && particles[words[start-1]] {
		start--
	}
	n.Given = strings.Join(words[:start], " ")
	n.Particle = strings.Join(words[start:end], " ")
	n.Family = words[end]
	return n
}

func inverted(family, given string) Name {
	if family == "" || given == "" {
		return Name{Family: family + given, Literal: true}
	}
	n := Name{Family: family, Given: given}
	if g, suffix, ok := strings.Cut(given, ","); ok {
		n.Given, n.Suffix = line(g), line(strings.ReplaceAll(suffix, ",", " "))
	}
	words := strings.Fields(n.Family)
	i := 0
	for i < len(words)-1 && particles[words[i]] {
		i++
	}
	n.Particle, n.Family = strings.Join(words[:i], " "), strings.Join(words[i:], " ")
	words = strings.Fields(n.Given)
	i = len(words)
	for i > 1 && n.Particle == "" && particles[words[i-1]] {
		i--
	}
	if i < len(words) {
		n.Particle, n.Given = strings.Join(words[i:], " "), strings.Join(words[:i], " ")
	}
	if n.Given == "" {
		return Name{Family: line(family), Literal: true}
	}
	return n
}

func isOffice(s string) bool {
	if strings.ContainsAny(s, "/&+0123456789@") {
		return true
	}
	lower := strings.ToLower(s)
	for _, o := range offices {
		if strings.Contains(lower, o) {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(first)
}

// Sorted is the name with the family name first and its particle last: Leyen,
// Ursula von der.
func (n Name) Sorted() string {
	s := n.Family
	if n.Given != "" {
		s += ", " + n.Given
	}
	if n.Suffix != "" {
		s += " " + n.Suffix
	}
	if n.Particle != "" {
		s += " " + n.Particle
	}
	return s
}

// Inverted is the name as reference managers write it, the particle before the
// family name: von der Leyen, Ursula.
func (n Name) Inverted() string {
	s := strings.TrimSpace(n.Particle + " " + n.Family)
	if n.Given != "" {
		s += ", " + n.Given
	}
	if n.Suffix != "" {
		s += ", " + n.Suffix
	}
	return s
}

// Plain is the name as it is spoken: Ursula von der Leyen.
func (n Name) Plain() string {
	return strings.Join(strings.Fields(n.Given+" "+n.Particle+" "+n.Family+" "+n.Suffix), " ")
}
