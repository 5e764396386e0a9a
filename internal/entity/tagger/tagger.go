// Package tagger finds names of persons, places, organisations and others in
// German text by a linear-chain conditional random field over words, their
// shapes, word lists (package lexicon) and clusters of words that are used alike.
// Words without a capital are no names, but for few (see small): the field has no
// features of them, in learning and in tagging.
//
// The model is in model.bin.gz, trained by
//
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -out internal/entity/tagger/model.bin.gz
//
// on GermEval 2014 (Benikova et al., CC BY 4.0) and SmartData (Schiersch et al.
// 2018, CC BY 4.0). The two do not agree on what a name is: SmartData takes
// "deutsche" for a place and "SPD-Chef" for an organisation, which GermEval marks
// as derived and as parts. So each set also learns weights of its own, of which
// the model has shares (Options.Domains). The clusters in clusters.txt.gz are
// made by the command in cluster from Wikinews (CC BY 2.5), the paragraphs of
// XQuAD (CC BY-SA 4.0) and the Polytechnisches Journal (Deutsches Textarchiv,
// CC BY-SA 4.0) and are under CC BY-SA 4.0 themselves.
package tagger

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"io"
	"math"
	"slices"
	"sync"

	"depesche/internal/archive"
	"depesche/internal/entity/lexicon"
	"depesche/internal/german"
)

//go:embed model.bin.gz
var shippedModel []byte

// Tagger labels the words of sentences. It may be used from several goroutines.
type Tagger struct {
	describer describer
	weights   weights
	trans     *transitions
	bias      float32 // taken from the score of no name, for more recall
	version   string
	words     *german.Memo[known]
	border    known // what stands before and after a sentence
}

func newTagger(d describer, w weights, trans *transitions, bias float32) *Tagger {
	t := &Tagger{describer: d, weights: w, trans: trans, bias: bias, words: german.NewMemo[known](memory)}
	t.border = t.sum(border)
	return t
}

// Version names the model.
func (t *Tagger) Version() string { return t.version }

var shippedOnce = sync.OnceValues(func() (*Tagger, error) {
	t, err := Load(bytes.NewReader(shippedModel))
	if err != nil {
		return nil, err
	}
	t.version = ShippedVersion()
	return t, nil
})

// ShippedVersion is the Version of the tagger with the built-in model, which need
// not be read for it.
func ShippedVersion() string { return shippedVersion() }

var shippedVersion = sync.OnceValue(func() string {
	sum := sha256.Sum256(slices.Concat(shippedModel, shippedClusters))
	return hex.EncodeToString(sum[:4])
})

// Load reads a model that Train has written.
func Load(r io.Reader) (*Tagger, error) {
	words, err := lexicon.Shipped()
	if err != nil {
		return nil, err
	}
	c, err := loadClusters()
	if err != nil {
		return nil, err
	}
	t, err := load(r)
	if err != nil {
		return nil, err
	}
	return newTagger(describer{words: words, clusters: c, small: t.small}, t, &t.trans, t.bias), nil
}

// Shipped is the tagger with the built-in model, read at first use.
func Shipped() (*Tagger, error) { return shippedOnce() }

// Tag returns the BIO tags (PER, LOC, ORG, OTH) of a sentence's tokens.
func (t *Tagger) Tag(tokens []string) []string {
	ls := t.labels(tokens)
	tags := make([]string, len(ls))
	for i, l := range ls {
		tags[i] = tagOf(l)
	}
	return tags
}

func (t *Tagger) labels(tokens []string) []label {
	ks := make([]*known, len(tokens))
	for i, w := range tokens {
		ks[i] = t.know(w)
	}
	inside := insides(tokens, func(i int) bool { return ks[i].quote })
	all := make([]scores, len(ks))
	shut := closed(len(ks), func(i int) *token { return &ks[i].token })
	for i := range ks {
		if shut[i] {
			all[i] = noName
			continue
		}
		all[i] = t.scoresOf(ks, i, inside[i])
		for _, l := range [...]label{0, derived, part} {
			all[i][l] -= t.bias
		}
	}
	return viterbi(all, t.trans)
}

// noName are the scores of a token that can't be in a name.
var noName = func() (s scores) {
	for l := range s[1:] {
		s[l+1] = float32(math.Inf(-1))
	}
	return s
}()

// Name is a name found in a text.
type Name struct {
	Span  archive.Span
	Class string // PER, LOC, ORG or OTH
}

// Find returns the names in a text of one or more sentences, in order.
func (t *Tagger) Find(text string) []Name {
	var names []Name
	spans := tokens(text)
	first := 0
	for i := range spans {
		if !sentenceEnds(text, spans, i) && i+1 < len(spans) {
			continue
		}
		sentence := spans[first : i+1]
		words := make([]string, len(sentence))
		for k, s := range sentence {
			words[k] = text[s.Start:s.End]
		}
		open := false
		for k, l := range t.labels(words) {
			switch {
			case outer(l):
				open = false
			case open && place(l) == inside:
				names[len(names)-1].Span.End = sentence[k].End
			default:
				names = append(names, Name{sentence[k], classNames[(l-1)/places]})
				open = true
			}
		}
		first = i + 1
	}
	return names
}
