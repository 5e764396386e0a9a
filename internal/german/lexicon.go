package german

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Lexicon knows how often words stand in German text. Words are folded.
type Lexicon struct {
	words *Table[entry]
}

type entry struct {
	log   uint8 // natural logarithm of how often the word was counted, times 8, plus 1
	upper uint8 // share of capitalised occurrences, in 255ths; or one of the following
}

// Nouns of the list of common ones are known to be simple words, and which of their
// forms is the base form: they are neither split nor taken for forms of others.
const (
	simpleForm = 253
	simpleNoun = 254
)

// count is how often the word was counted, about.
func (e entry) count() int32 { return counts[e.log] }

// counts by entry.log; that of a word that is not there is 0.
var counts = func() (c [256]int32) {
	for log := 1; log < len(c); log++ {
		c[log] = int32(min(math.MaxInt32, math.Round(math.Exp(float64(log-1)/8))))
	}
	return c
}()

// of is the word's entry, and whether there is one.
func (l *Lexicon) of(folded string) (entry, bool) { return l.words.Get(folded) }

//go:embed lexicon/bundestag.gz
var bundestag []byte

//go:embed lexicon/press.txt
var press string

//go:embed lexicon/nouns.txt
var nouns string

//go:embed lexicon/verbs.txt
var verbs string

var builtin = sync.OnceValues(func() (*Lexicon, error) {
	r, err := gzip.NewReader(bytes.NewReader(bundestag))
	if err != nil {
		return nil, fmt.Errorf("reading built-in lexicon: %w", err)
	}
	l, err := readLexicon(r, strings.Count(press, " ")+strings.Count(press, "/")+4*strings.Count(nouns, " ")+strings.Count(verbs, " ")+strings.Count(press+nouns+verbs, "\n"))
	if err != nil {
		return nil, err
	}
	l.addNouns(press, 255, 255)
	l.addNouns(nouns, simpleNoun, simpleForm)
	l.addVerbs(verbs)
	return l, nil
})

// pressLog is entry.log for 60 occurrences: so often a noun counts as seen that was
// added by hand, often enough for a part of compounds and for what is no name.
const pressLog = 34

// addNouns makes sure that the lexicon has the nouns of a list, each written with
// the endings of its other forms (Granate/n), or those of a line behind the endings
// that all of them have ("s n: Pächter Sieger"; with an umlaut "s ¨e ¨en: Turm"). A
// form that is known as a word written small stays one.
func (l *Lexicon) addNouns(list string, base, form uint8) {
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var common []string
		if before, after, ok := strings.Cut(line, ":"); ok {
			common, line = strings.Fields(before), after
		}
		for noun := range strings.FieldsSeq(line) {
			word, endings, own := strings.Cut(noun, "/")
			word = Fold(word)
			l.add(word, base)
			if own {
				for e := range strings.SplitSeq(endings, "/") {
					l.add(word+e, form)
				}
				continue
			}
			for _, e := range common {
				w := word + e
				if plain, ok := strings.CutPrefix(e, "¨"); ok {
					w = umlauted(word) + plain
				}
				if l.Count(w) == 0 || l.Noun(w) {
					l.add(w, form)
				}
			}
		}
	}
}

// umlauted is a folded word with an umlaut for its last vowel.
func umlauted(w string) string {
	i := strings.LastIndexAny(w, "aou")
	if i < 0 {
		return w
	}
	if w[i] == 'u' && i > 0 && w[i-1] == 'a' {
		return w[:i] + "eu" + w[i+1:]
	}
	return w[:i+1] + "e" + w[i+1:]
}

// addVerbs makes sure that the lexicon has the infinitives of a list.
func (l *Lexicon) addVerbs(list string) {
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for verb := range strings.FieldsSeq(line) {
			if w := Fold(verb); l.Count(w) == 0 {
				l.add(w, 0)
			}
		}
	}
}

// add makes sure that a word counts as seen often enough.
func (l *Lexicon) add(folded string, upper uint8) {
	if e, _ := l.of(folded); e.log < pressLog || upper == simpleNoun || upper == simpleForm && e.upper != simpleNoun {
		l.words.Set(folded, entry{max(e.log, pressLog), upper})
	}
}

// simple is what is known of the word as one of the simple nouns: simpleNoun,
// simpleForm or 0.
func (l *Lexicon) simple(folded string) uint8 {
	if e, _ := l.of(folded); e.upper == simpleNoun || e.upper == simpleForm {
		return e.upper
	}
	return 0
}

// ReadLexicon reads the form that lexicon/build writes: a line for each word in
// order, with the length of what it shares with the line before as a letter from
// 'A', the rest of the word, a tab, the natural logarithm of its count times 8,
// and, where the word is mostly capitalised, a "^", where about half, a "~".
func ReadLexicon(r io.Reader) (*Lexicon, error) { return readLexicon(r, 0) }

// readLexicon leaves room for so many words more.
func readLexicon(r io.Reader, room int) (*Lexicon, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading lexicon: %w", err)
	}
	l := &Lexicon{NewTable[entry](bytes.Count(text, []byte("\n")) + 1 + room)}
	var word []byte
	n := 0
	for line := range bytes.Lines(text) {
		n++
		line = bytes.TrimRight(line, "\r\n")
		rest, count, ok := bytes.Cut(line, []byte("\t"))
		if !ok || len(rest) == 0 || int(rest[0])-'A' < 0 || int(rest[0])-'A' > len(word) {
			return nil, fmt.Errorf("reading lexicon: line %d: %q", n, line)
		}
		word = append(word[:rest[0]-'A'], rest[1:]...)
		var e entry
		if c, ok := bytes.CutSuffix(count, []byte("^")); ok {
			count, e.upper = c, 255
		} else if c, ok := bytes.CutSuffix(count, []byte("~")); ok {
			count, e.upper = c, 128
		}
		v, err := strconv.ParseUint(string(count), 10, 8)
		if err != nil || v == math.MaxUint8 {
			return nil, fmt.Errorf("reading lexicon: line %d: %q is no logarithm", n, count)
		}
		e.log = uint8(v) + 1
		l.words.Set(string(word), e)
	}
	return l, nil
}

// Count is how often the folded word stands in the lexicon's texts, about.
func (l *Lexicon) Count(folded string) int {
	e, _ := l.of(folded)
	return int(e.count())
}

// Noun reports whether the folded word is mostly capitalised.
func (l *Lexicon) Noun(folded string) bool {
	e, _ := l.of(folded)
	return e.upper > 128
}

// forms is how often the folded word stands there in any form that ends like it or
// otherwise, about.
func (l *Lexicon) forms(w string) int {
	base := w
	for _, e := range [...]string{"ern", "en", "es", "er", "e", "n", "s"} {
		if b, ok := strings.CutSuffix(w, e); ok && len(b) >= 3 {
			base = b
			break
		}
	}
	n := 0
	if base != w {
		n = l.Count(w)
	}
	for _, e := range [...]string{"", "e", "en", "n", "s", "es", "er", "ern"} {
		if f := base + e; f != w || base == w {
			n += l.Count(f)
		}
	}
	return n
}
