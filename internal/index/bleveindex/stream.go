package bleveindex

import (
	"strings"

	"depesche/internal/german"
)

// A stream is the words of an article in their order. A frequent word is one byte,
// its code, from firstCode on; every other one is three: seven bits of the hash of
// its form and two bytes of that of its stem. Before each line stands a break: the
// kind of the line and breakHash.

type lineKind byte

const (
	titleLine lineKind = iota + 1
	kickerLine
	bodyLine
)

const (
	firstCode = 0x80
	wordBytes = 3
	breakHash = 0xffff
)

type stemHash uint16

func hashStem(stem string) stemHash { return stemHash(fnv(stem) % breakHash) }
func hashForm(form string) byte     { return byte(fnv(form) >> 25) } // below firstCode

func fnv(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

// coded is a word as a stream has it.
type coded struct {
	stem stemHash
	form byte
}

func codedOf(w *german.Word) coded { return coded{hashStem(w.Stem), hashForm(w.Folded)} }

// codedAt is the word of three bytes at the beginning of s.
func codedAt(s []byte) coded {
	return coded{stemHash(s[1]) | stemHash(s[2])<<8, s[0]}
}

// codes are the frequent words.
type codes struct {
	words [256]coded // by code
	of    map[coded]byte
}

// frequentForms are the most frequent words of German texts, which are nearly
// half of all. Their order is part of the schema.
const frequentForms = `die der und in das den von mit zu im auf es ist fuer sich ein nicht auch eine dem des als am dass bei an
	sie nach er aus hat werden wie aber um einem einer vor einen noch sind wird man ueber haben war so wir nur oder
	mehr zum ich sei wurde gegen sein zur bis hatte prozent habe wenn soll sagte diese durch seit unter euro zwei kann
	dann nun was vom gibt keine bereits seine menschen koennen schon wurden beim damit ihre etwa will wieder laut
	eines immer rund worden dieser da jahren waren allerdings dabei drei jahr doch ab seien alle muss sollen
	millionen zwischen seiner sehr wegen weil ersten selbst neue sagt ohne muessen regierung viele geht dazu hier ob`

func newCodes(a *german.Analyzer) *codes {
	c := &codes{of: map[coded]byte{}}
	next := firstCode
	for form := range strings.FieldsSeq(frequentForms) {
		w := codedOf(a.Word(form))
		c.words[next] = w
		if _, taken := c.of[w]; !taken {
			c.of[w] = byte(next)
		}
		next++
	}
	return c
}

func appendBreak(s []byte, kind lineKind) []byte {
	return append(s, byte(kind), breakHash&0xff, breakHash>>8)
}

func (c *codes) appendWord(s []byte, w *german.Word) []byte {
	word := codedOf(w)
	if code, ok := c.of[word]; ok {
		return append(s, code)
	}
	return append(s, word.form, byte(word.stem), byte(word.stem>>8))
}
