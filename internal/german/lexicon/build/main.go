// Command build makes the built-in lexicon from a table of word frequencies:
// word, count, count capitalised, count in lower case; tab-separated, gzipped.
package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"depesche/internal/german"
)

type counts struct{ all, upper, lower int }

func main() {
	log.SetFlags(0)
	in := flag.String("in", "", "table of word frequencies, gzipped")
	out := flag.String("out", "internal/german/lexicon/bundestag.gz", "file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		log.Fatal("building lexicon: ", err)
	}
}

func run(in, out string) (err error) {
	f, err := os.Open(in)
	if err != nil {
		return err
	}
	defer f.Close()
	words, err := read(f)
	if err != nil {
		return err
	}
	w, err := os.Create(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return write(w, words)
}

func read(r io.Reader) (map[string]counts, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	words := map[string]counts{}
	sc := bufio.NewScanner(z)
	for n := 1; sc.Scan(); n++ {
		cols := strings.Split(sc.Text(), "\t")
		if len(cols) != 4 {
			return nil, fmt.Errorf("line %d: %d columns, not 4", n, len(cols))
		}
		var v [3]int
		for i := range v {
			if v[i], err = strconv.Atoi(cols[i+1]); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
		folded := german.Fold(cols[0])
		if len(folded) < 2 || strings.ContainsAny(folded, "0123456789") {
			continue
		}
		c := words[folded]
		words[folded] = counts{c.all + v[0], c.upper + v[1], c.lower + v[2]}
	}
	return words, sc.Err()
}

func write(w io.Writer, words map[string]counts) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(z)
	last := ""
	for _, word := range slices.Sorted(maps.Keys(words)) {
		c := words[word]
		shared := 0
		for shared < len(last) && shared < len(word)-1 && shared < 50 && last[shared] == word[shared] {
			shared++
		}
		mark := ""
		switch share := float64(c.upper) / float64(max(1, c.lower+c.upper)); {
		case share > .75:
			mark = "^"
		case share > .25:
			mark = "~"
		}
		fmt.Fprintf(b, "%c%s\t%d%s\n", 'A'+shared, word[shared:], int(math.Round(8*math.Log(float64(c.all)))), mark)
		last = word
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return z.Close()
}
