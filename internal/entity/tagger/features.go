package tagger

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/entity/lexicon"
	"depesche/internal/german"
)

// token is a word with what joint features are made of, most of it as hashes.
type token struct {
	folded  uint64
	brief   uint64 // the shape with runs as one letter
	classes uint64 // of the lexicon, with those of the base form before a genitive s
	cluster uint64 // of similar use
	group   uint64 // coarser
	noun    uint64 // noun at the end of the word, or its last part after a hyphen
	ending  uint64 // the last three letters of a word of some length
	names   uint64 // which names the word may be, without what it surely is not
	bits    lexicon.Class
	long    uint16 // classes of the long lists, without genitive s too
	quote   bool
	opens   bool // may begin a name
	carries bool // may go on with one
}

// described is a token with what features of its own are made of.
type described struct {
	token
	word    uint64 // as written
	shape   uint64 // Xxx, XX-Xxx, 00
	start   uint64 // the first four letters
	affixes []uint64
	grams   []uint64 // three to five letters anywhere in a word with a capital
}

// describer makes tokens; it knows the resources.
type describer struct {
	words    *lexicon.Lexicon
	clusters *clusters
	small    small
}

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

func hashOf(s string) uint64 {
	h := uint64(hashSeed)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}

// hashRune goes on with the hash of a text by one rune.
func hashRune(h uint64, r rune) uint64 {
	var text [utf8.UTFMax]byte
	for _, b := range utf8.AppendRune(text[:0], r) {
		h = (h ^ uint64(b)) * hashPrime
	}
	return h
}

// mix joins a template's number and values to one feature.
func mix(template uint64, values ...uint64) uint64 {
	h := template*0x9e3779b97f4a7c15 + 0x7f4a7c15
	for _, v := range values {
		h = (h ^ v) * 0xff51afd7ed558ccd
		h ^= h >> 32
	}
	return h
}

func (d *describer) describe(word string) described {
	folded := german.Fold(word)
	t := described{word: hashOf(word)}
	t.folded = hashOf(folded)
	t.shape, t.brief = hashSeed, hashSeed
	last := rune(0)
	for i, r := range word {
		c := shapeOf(r)
		if i < 24 {
			t.shape = hashRune(t.shape, c)
		}
		if c != last {
			t.brief = hashRune(t.brief, c)
		}
		last = c
	}
	t.opens, t.carries = d.small.roles(word)
	t.quote = strings.ContainsAny(word, "\"„“”«»‚‘›‹")
	t.bits = d.words.Classes(folded)
	c := uint64(t.bits & lexicon.Short)
	if stem, ok := strings.CutSuffix(folded, "s"); ok && len(stem) > 2 {
		c |= uint64(d.words.Classes(stem)&(lexicon.Given|lexicon.Family|lexicon.Place|lexicon.Country)) << 16
	}
	tail := folded
	if i := strings.LastIndexByte(word, '-'); i > 0 && i < len(word)-1 {
		tail = german.Fold(word[i+1:])
		c |= uint64(d.words.Classes(tail)&lexicon.Short) << 32
		head := d.words.Classes(german.Fold(word[:strings.IndexByte(word, '-')]))
		c |= uint64(head&lexicon.Short) << 48
		t.noun = hashOf(tail) | 1
	} else if n := d.words.NounSuffix(folded); n > 0 {
		t.noun = hashOf(folded[len(folded)-n:]) | 1
		c |= 1 << 31
	}
	t.classes = mix(1, c)
	t.names = d.nameClasses(folded, t.bits)
	t.long = uint16(t.bits / (lexicon.Short + 1))
	if stem, ok := strings.CutSuffix(folded, "s"); ok && len(stem) > 3 && t.long == 0 {
		t.long = uint16(d.words.Classes(stem)/(lexicon.Short+1)) | 1<<8
	}
	t.cluster, t.group = d.clusters.groups(folded)
	t.affixes = make([]uint64, 0, 9)
	for n := 1; n <= 5; n++ {
		if i := prefixEnd(word, n); i < len(word) {
			t.affixes = append(t.affixes, mix(uint64(n), hashOf(word[:i])))
		}
		if n > 1 {
			if i := suffixStart(word, n); i > 0 {
				t.affixes = append(t.affixes, mix(uint64(n+8), hashOf(word[i:])))
			}
		}
	}
	if strings.ContainsFunc(word, unicode.IsUpper) {
		t.grams = grams(word)
	}
	if len(t.affixes) > 5 {
		t.ending, t.start = t.affixes[4], t.affixes[5]
	}
	return t
}

// grams are the runs of three to five letters of a word, with its borders.
func grams(word string) []uint64 {
	const shortest, longest, fewest, most = 3, 5, 5, 40 // the latter of letters
	text := "^" + strings.ToLower(word) + "$"
	var borders [most + 2]int // of letters
	n := 0
	for i := range text {
		if borders[n] = i; n > most {
			return nil
		}
		n++
	}
	if n < fewest || n > most {
		return nil
	}
	borders[n] = len(text)
	out := make([]uint64, 0, (longest-shortest+1)*n)
	for size := shortest; size <= longest; size++ {
		for i := 0; i+size <= n; i++ {
			out = append(out, mix(230, hashOf(text[borders[i]:borders[i+size]])))
		}
	}
	return out
}

// nameClasses are the classes of names that the word or its base form before a
// genitive s may have, and the kind of word it is else.
func (d *describer) nameClasses(folded string, bits lexicon.Class) uint64 {
	const name = lexicon.Given | lexicon.Family | lexicon.Place | lexicon.Country
	names := bits & name
	if stem, ok := strings.CutSuffix(folded, "s"); ok && names == 0 && bits&(lexicon.Noun|lexicon.Lower) == 0 && len(stem) > 3 {
		names = d.words.Classes(stem) & name
	}
	switch {
	case names&lexicon.Country != 0:
		names = lexicon.Country
	case bits&lexicon.Lower != 0:
		names = lexicon.Lower
	case bits&lexicon.Noun != 0 && bits&lexicon.Common != 0:
		names |= lexicon.Noun
	}
	kind := uint64(0)
	if names == 0 {
		switch {
		case bits&lexicon.Noun != 0:
			kind = 1
		case d.words.NounSuffix(folded) > 0:
			kind = 2
		case bits&lexicon.Capital != 0:
			kind = 3
		}
	}
	return uint64(names)<<2 | kind
}

func shapeOf(r rune) rune {
	switch {
	case unicode.IsUpper(r):
		return 'X'
	case unicode.IsLetter(r):
		return 'x'
	case unicode.IsDigit(r):
		return '0'
	}
	return r
}

func prefixEnd(s string, n int) int {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return i
}

func suffixStart(s string, n int) int {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return i
}

// border stands before and after the sentence.
var border = described{word: 1, shape: 1, token: token{folded: 1, brief: 1, classes: 1, cluster: 1, group: 1}}

// features appends the features of the i-th token.
func features(ts []described, i int, inside uint64, out []uint64) []uint64 {
	p2, p, t, n, n2 := around(ts, i)
	out = t.own(first(i, &p.token), out)
	out = p2.asSecondBefore(out)
	out = p.asBefore(out)
	out = n.asAfter(out)
	out = n2.asSecondAfter(out)
	return joint(&p2.token, &p.token, &t.token, &n.token, &n2.token, inside, out)
}

// around are the i-th token and its neighbours.
func around(ts []described, i int) (p2, p, t, n, n2 *described) {
	at := func(k int) *described {
		if k < 0 || k >= len(ts) {
			return &border
		}
		return &ts[k]
	}
	return at(i - 2), at(i - 1), at(i), at(i + 1), at(i + 2)
}

// first is 1 for a token that begins the sentence, else 0.
func first(i int, before *token) uint64 {
	if i == 0 || i == 1 && before.quote {
		return 1
	}
	return 0
}

// A feature is a template's number and the values that stand in it. Those of
// single tokens follow, by where the token stands.

func (t *described) own(first uint64, out []uint64) []uint64 {
	return t.ownAnywhere(t.ownPlace(first, out))
}

// ownPlace are those that tell whether the token begins the sentence.
func (t *described) ownPlace(first uint64, out []uint64) []uint64 {
	add := func(template uint64, values ...uint64) { out = append(out, mix(template, values...)) }
	add(110, t.brief, first)
	add(119, t.classes, first)
	for b := lexicon.Class(1); b <= lexicon.Last; b <<= 1 {
		if t.bits&b != 0 {
			add(150, uint64(b), first)
		}
	}
	add(170, t.names, first)
	add(200, uint64(t.long), first)
	return out
}

func (t *described) ownAnywhere(out []uint64) []uint64 {
	add := func(template uint64, values ...uint64) { out = append(out, mix(template, values...)) }
	add(100)
	add(101, t.word)
	add(102, t.folded)
	add(109, t.shape)
	add(114, t.classes)
	add(120, t.brief, t.classes)
	add(121, t.cluster)
	add(126, t.group)
	add(133, t.noun)
	add(174, t.names, t.brief)
	add(203, uint64(t.long), t.names)
	for k, a := range t.affixes {
		add(160, a)
		if k >= 4 {
			add(220, a, t.brief)
		}
	}
	return append(out, t.grams...)
}

func (t *described) asBefore(out []uint64) []uint64 {
	return append(out, mix(103, t.folded), mix(115, t.classes), mix(122, t.cluster), mix(221, t.start))
}

func (t *described) asAfter(out []uint64) []uint64 {
	return append(out, mix(104, t.folded), mix(116, t.classes), mix(123, t.cluster), mix(223, t.start))
}

func (t *described) asSecondBefore(out []uint64) []uint64 {
	return append(out, mix(105, t.folded), mix(127, t.group))
}

func (t *described) asSecondAfter(out []uint64) []uint64 {
	return append(out, mix(106, t.folded), mix(128, t.group))
}

// joint are the features of two tokens and more, and of being inside quotes.
func joint(p2, p, t, n, n2 *token, inside uint64, out []uint64) []uint64 {
	add := func(template uint64, values ...uint64) { out = append(out, mix(template, values...)) }
	add(107, p.folded, t.folded)
	add(108, t.folded, n.folded)
	add(111, p.brief, t.brief)
	add(112, t.brief, n.brief)
	add(113, p.brief, t.brief, n.brief)
	add(117, p.classes, t.classes)
	add(118, t.classes, n.classes)
	add(124, p.group, t.group)
	add(125, t.group, n.group)
	add(129, p.folded, t.brief)
	add(130, t.brief, n.folded)
	add(131, p.folded, t.classes)
	add(132, t.classes, n.folded)
	add(134, p.noun, t.brief)
	add(135, p2.folded, p.folded)
	add(136, n.folded, n2.folded)
	add(137, p.group, t.brief)
	add(138, t.brief, n.group)
	add(139, p.cluster, t.classes)
	add(140, t.classes, n.cluster)
	for b := lexicon.Class(1); b <= lexicon.Last; b <<= 1 {
		if p.bits&b != 0 {
			add(151, uint64(b), t.brief)
		}
		if n.bits&b != 0 {
			add(152, uint64(b), t.brief)
		}
	}
	add(171, p.names, t.names)
	add(172, t.names, n.names)
	add(173, p.names, t.names, n.names)
	add(175, p.names, t.brief)
	add(176, n.names, t.brief)
	add(177, p.folded, t.names)
	add(178, t.names, n.folded)
	add(179, p.group, t.names)
	add(180, t.names, n.group)
	add(181, p2.names, p.names, t.names)
	long := uint64(t.long)
	add(201, uint64(p.long), long)
	add(202, long, uint64(n.long))
	add(204, long, p.names)
	add(205, long, n.names)
	add(206, long, p.folded)
	add(207, long, n.folded)
	add(222, p.ending, t.brief)
	add(224, n.ending, t.brief)
	if inside != 0 {
		add(210, inside)
		add(211, inside, t.brief)
		add(212, inside, t.names)
		add(213, inside, p.folded)
	}
	return out
}

// insides tell of each token whether it stands in quotation marks or brackets, at
// which place, and how much they hold: works, films and ships stand in quotes,
// the abbreviation of a body in brackets behind its name. 0 is outside.
func insides(words []string, isQuote func(i int) bool) []uint64 {
	out := make([]uint64, len(words))
	for i := 0; i < len(words); i++ {
		bracket := words[i] == "("
		if !bracket && !isQuote(i) {
			continue
		}
		end := i + 1
		for end < len(words) && !(bracket && words[end] == ")" || !bracket && isQuote(end)) {
			end++
		}
		if end == len(words) {
			continue
		}
		size, kind := uint64(min(end-i-1, 4)), uint64(1)
		switch n := end - i - 1; {
		case n > 12:
			size = 6
		case n > 8:
			size = 5
		}
		if bracket {
			kind = 2
		}
		for k := i; k <= end; k++ {
			place := uint64(1)
			switch {
			case k == i:
				place = 4
			case k == end:
				place = 3
			case size == 6:
			case k == i+1:
				place = 0
			case k == end-1:
				place = 2
			}
			out[k] = kind | place<<4 | size<<8
		}
		i = end
	}
	return out
}
