// Package bench measures a running archive as its readers meet it: over HTTP,
// with searches made from words that its articles really use.
//
// A [Mix] is a list of requests of several kinds (single words by frequency,
// conjunctions, disjunctions, phrases, prefixes, names, filters, order by
// date, pages of articles), drawn with a seed from sampled texts. [Run] plays
// it with a number of clients and reports, by kind, throughput and the
// quantiles of the time to the last byte.
package bench

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// Request is one request of a mix.
type Request struct {
	Kind string
	Path string // with the query string
}

// Kinds of requests, in the order of the report.
var Kinds = []string{"frequent", "middling", "rare", "and", "or", "phrase", "prefix", "name", "facet", "date", "newest", "question", "article"}

// Mix makes n requests, the kinds in turn, from articles sampled of the archive.
// Without kinds it is all of them.
func Mix(sample []archive.Article, n int, seed uint64, kinds ...string) []Request {
	if len(kinds) == 0 {
		kinds = Kinds
	}
	m := mixer{rng: rand.New(rand.NewPCG(seed, 1)), sample: sample}
	m.count()
	if len(m.byFrequency) == 0 {
		return nil
	}
	requests := make([]Request, 0, n)
	for len(requests) < n {
		kind := kinds[len(requests)%len(kinds)]
		requests = append(requests, Request{kind, m.path(kind)})
	}
	return requests
}

type mixer struct {
	rng         *rand.Rand
	sample      []archive.Article
	byFrequency []string // content words of the sample, most frequent first
	names       []string // runs of two capitalised words inside a sentence
}

const minContentLetters = 5 // shorter words are mostly function words

func (m *mixer) count() {
	counts := map[string]int{}
	for i := range m.sample {
		for _, p := range m.sample[i].Paragraphs {
			words := letters(p.Text)
			for j, w := range words {
				if utf8.RuneCountInString(w) >= minContentLetters {
					counts[w]++
				}
				if j > 1 && capital(w) && capital(words[j-1]) && !capital(words[j-2]) {
					m.names = append(m.names, words[j-1]+" "+w)
				}
			}
		}
	}
	for w := range counts {
		m.byFrequency = append(m.byFrequency, w)
	}
	slices.SortFunc(m.byFrequency, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	slices.Sort(m.names)
	m.names = slices.Compact(m.names)
}

func (m *mixer) path(kind string) string {
	v := url.Values{}
	switch kind {
	case "frequent":
		v.Set("q", m.word(0, .01))
	case "middling":
		v.Set("q", m.word(.01, .2))
	case "rare":
		v.Set("q", m.word(.2, 1))
	case "and":
		v.Set("q", m.word(0, .05)+" "+m.word(0, .1))
	case "or":
		v.Set("q", m.word(0, .1)+" ODER "+m.word(0, .1))
	case "phrase":
		v.Set("q", `"`+strings.Join(m.run(2), " ")+`"`)
	case "prefix":
		v.Set("q", string([]rune(m.word(0, .2))[:4])+"*")
	case "name":
		v.Set("q", m.name())
	case "facet":
		v.Set("q", m.word(0, .05))
		v.Set("medium", m.article().Outlet)
	case "date":
		v.Set("q", m.word(0, .05))
		v.Set("von", m.article().Published.MonthKey())
	case "newest":
		v.Set("q", m.word(0, .05))
		v.Set("sortierung", "neueste")
	case "question":
		v.Set("q", "Wann "+strings.Join(m.run(7), " ")+"?")
	case "article":
		a := m.article()
		return a.Permalink()
	}
	for k := range v {
		if v.Get(k) == "" {
			v.Del(k)
		}
	}
	return "/suche?" + v.Encode()
}

// word draws from a slice of the words by frequency, given as parts of 1.
func (m *mixer) word(from, to float64) string {
	n := float64(len(m.byFrequency))
	lo, hi := int(from*n), max(int(from*n)+1, int(to*n))
	return m.byFrequency[min(lo+m.rng.IntN(hi-lo), len(m.byFrequency)-1)]
}

func (m *mixer) article() *archive.Article { return &m.sample[m.rng.IntN(len(m.sample))] }

// run draws neighbouring words of a text.
func (m *mixer) run(n int) []string {
	for range 20 {
		a := m.article()
		if len(a.Paragraphs) == 0 {
			continue
		}
		words := letters(a.Paragraphs[m.rng.IntN(len(a.Paragraphs))].Text)
		if len(words) > n {
			at := m.rng.IntN(len(words) - n)
			return words[at : at+n]
		}
	}
	return []string{m.word(0, 1)}
}

func (m *mixer) name() string {
	if len(m.names) == 0 {
		return m.word(0, .2)
	}
	return m.names[m.rng.IntN(len(m.names))]
}

func letters(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
}

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}
