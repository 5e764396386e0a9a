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
	upper uint8 // share of capitalised occurrences, in 255ths
}

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

var builtin = sync.OnceValues(func() (*Lexicon, error) {
	r, err := gzip.NewReader(bytes.NewReader(bundestag))
	if err != nil {
		return nil, fmt.Errorf("reading built-in lexicon: %w", err)
	}
	l, err := readLexicon(r, strings.Count(press, " ")+strings.Count(press, "/")+strings.Count(press, "\n"))
	if err != nil {
		return nil, err
	}
	l.addNouns(press)
	return l, nil
})

// pressLog is entry.log for 60 occurrences: so often a noun counts as seen that was
// added by hand, often enough for a part of compounds and for what is no name.
const pressLog = 34

// addNouns makes sure that the lexicon has the nouns of a list, each written with
// the endings of its other forms: Granate/n.
func (l *Lexicon) addNouns(list string) {
	for line := range strings.Lines(list) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for noun := range strings.FieldsSeq(line) {
			base, endings, _ := strings.Cut(noun, "/")
			base = Fold(base)
			forms := []string{base}
			for e := range strings.SplitSeq(endings, "/") {
				forms = append(forms, base+e)
			}
			for _, f := range forms {
				if e, _ := l.of(f); e.log < pressLog {
					l.words.Set(f, entry{pressLog, 255})
				}
			}
		}
	}
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
