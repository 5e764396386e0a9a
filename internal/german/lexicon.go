package german

import (
	"bufio"
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
	words map[string]entry
}

type entry struct {
	count int32
	upper uint8 // share of capitalised occurrences, in 255ths
}

//go:embed lexicon/bundestag.gz
var bundestag []byte

var builtin = sync.OnceValues(func() (*Lexicon, error) {
	r, err := gzip.NewReader(bytes.NewReader(bundestag))
	if err != nil {
		return nil, fmt.Errorf("reading built-in lexicon: %w", err)
	}
	return ReadLexicon(r)
})

// ReadLexicon reads the form that lexicon/build writes: a line for each word in
// order, with the length of what it shares with the line before as a letter from
// 'A', the rest of the word, a tab, the natural logarithm of its count times 8,
// and, where the word is mostly capitalised, a "^", where about half, a "~".
func ReadLexicon(r io.Reader) (*Lexicon, error) {
	l := &Lexicon{words: make(map[string]entry, 100_000)}
	sc := bufio.NewScanner(r)
	last := ""
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		rest, count, ok := strings.Cut(line, "\t")
		if !ok || rest == "" || int(rest[0]-'A') < 0 || int(rest[0]-'A') > len(last) {
			return nil, fmt.Errorf("reading lexicon: line %d: %q", n, line)
		}
		word := last[:rest[0]-'A'] + rest[1:]
		last = word
		var e entry
		if c, ok := strings.CutSuffix(count, "^"); ok {
			count, e.upper = c, 255
		} else if c, ok := strings.CutSuffix(count, "~"); ok {
			count, e.upper = c, 128
		}
		v, err := strconv.Atoi(count)
		if err != nil {
			return nil, fmt.Errorf("reading lexicon: line %d: %w", n, err)
		}
		e.count = int32(math.Round(math.Exp(float64(v) / 8)))
		l.words[word] = e
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading lexicon: %w", err)
	}
	return l, nil
}

// Count is how often the folded word stands in the lexicon's texts, about.
func (l *Lexicon) Count(folded string) int { return int(l.words[folded].count) }

// Noun reports whether the folded word is mostly capitalised.
func (l *Lexicon) Noun(folded string) bool { return l.words[folded].upper > 128 }

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
