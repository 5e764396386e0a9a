package german

import (
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Version changes whenever an index made with an older one would miss matches.
const Version = "7"

// A Word is what is known of a spelling. Words are shared and read only.
type Word struct {
	Folded string   // see Fold; in capitals for an acronym that is another word than its lower-case form (UN, Un)
	Stem   string   // joins inflected forms
	Parts  []Part   // of a compound, in order; nil for a simple word
	Inner  []Part   // all words inside a compound: its parts and runs of them
	Keys   []string // join transliterations of what may be a name
	Stop   bool     // a function word
	Rare   bool     // the lexicon lacks it
	prefix bool     // of verbs

	Signature // of Folded, Stem and the parts' stems
}

// An Analyzer finds the words of texts. It remembers the spellings it has met, in
// bounded memory. Its methods may be called from several goroutines.
type Analyzer struct {
	lex  *Lexicon
	memo *Memo[Word]
	lazyThesaurus
	families families
	lines    func() *Memo[Line]
}

// NewAnalyzer is an analyzer with the built-in lexicon.
func NewAnalyzer() (*Analyzer, error) {
	lex, err := builtin()
	if err != nil {
		return nil, err
	}
	a := &Analyzer{lex: lex, memo: NewMemo[Word](memoPlaces)}
	a.KeepLines(lineRoom)
	return a, nil
}

// KeepLines sets how many bytes remembered lines may take, about. It must be called
// before lines are.
func (a *Analyzer) KeepLines(bytes int) {
	places := 1 << (bits.Len(uint(max(bytes, leastRoom)/bytesOfLine)) - 1)
	a.lines = sync.OnceValue(func() *Memo[Line] { return NewMemo[Line](places) })
}

const (
	memoPlaces = 1 << 17 // a big vocabulary of a newspaper, in some 40 MB when it is full

	lineRoom    = 40 << 20 // for the lines of some 7,000 articles of a newspaper
	leastRoom   = 1 << 20
	bytesOfLine = 640
)

// Lexicon is the analyzer's lexicon.
func (a *Analyzer) Lexicon() *Lexicon { return a.lex }

// Tokens appends the words of a line of text to dst.
func (a *Analyzer) Tokens(dst []Token, text string) []Token {
	first := len(dst)
	scan(text, func(start, end int, joined bool) {
		dst = append(dst, Token{Start: start, End: end, Word: a.Word(text[start:end]), Joined: joined})
	})
	a.fillEllipses(text, dst[first:])
	a.joinVerbs(text, dst[first:])
	return dst
}

// Word analyses one spelling without white space around it.
func (a *Analyzer) Word(s string) *Word { return a.memo.Get(s, a.analyse) }

const maxFolded = 120 // bytes; what is longer is no word, and only its beginning counts

func (a *Analyzer) analyse(s string) Word {
	w := a.analyseSpelling(s)
	w.Signature = w.signature()
	return w
}

func (a *Analyzer) analyseSpelling(s string) Word {
	folded := Fold(s)
	if len(folded) > maxFolded {
		n := maxFolded
		for n > 0 && !utf8.RuneStart(folded[n]) {
			n--
		}
		folded = folded[:n]
	}
	folded = strings.Clone(folded)
	if caseBound(s) {
		up := strings.ToUpper(folded)
		return Word{Folded: up, Stem: up}
	}
	w := Word{Folded: folded, Stop: stopWords[folded], Rare: a.lex.Count(folded) == 0, prefix: prefixes[folded]}
	if strings.ContainsAny(folded, "0123456789") {
		w.Stem = folded
		return w
	}
	w.Stem = a.lex.stem(folded)
	if n, ok := verbalNouns[folded]; ok && 'A' <= s[0] && s[0] <= 'Z' {
		w.Stem = n
	} else if v, ok := strong[folded]; ok && 'a' <= s[0] && s[0] <= 'z' { // stahl, griff
		w.Stem = v
	} else if ok && w.Rare { // Kim Il Sung
		w.Stem = folded
	} else if n, ok := withSharp[folded]; ok && strings.Contains(s, "ß") {
		w.Stem = n
	}
	if !w.Stop {
		w.Parts = a.lex.Split(folded)
		w.Inner = a.lex.inner(folded, w.Parts)
		w.Keys = a.lex.nameKeys(folded, w.Stem, w.Parts)
	}
	return w
}

// caseBound reports whether s is an acronym that must not match its lower-case
// form: two capitals, as in UN, EU, US, AG.
func caseBound(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// fillEllipses finds "Kurz- und Mittelstreckenraketen" or "Waffenexporte und
// -importe" and puts the compound that is meant at the shortened word.
func (a *Analyzer) fillEllipses(text string, toks []Token) {
	for i := range toks {
		t := &toks[i]
		if i > 1 && !t.Joined && t.Start > 1 && text[t.Start-1] == '-' && text[t.Start-2] == ' ' {
			a.fillBack(text, toks, i)
			continue
		}
		if i+1 == len(toks) || t.End >= len(text) || text[t.End] != '-' || toks[i+1].Joined || t.Word.Stop && !t.Word.prefix {
			continue
		}
		for j := i + 1; j < len(toks) && j <= i+5; j++ {
			n := &toks[j]
			if n.Word.Stop || n.End < len(text) && text[n.End] == '-' && j+1 < len(toks) && !toks[j+1].Joined {
				continue
			}
			if j+1 < len(toks) && toks[j+1].Joined { // Handels- und UN-Sanktionen
				t.Ellipsis = a.Word(text[t.Start:t.End] + lowerFirst(text[toks[j+1].Start:toks[j+1].End]))
				break
			}
			if rest := a.lex.unprefixed(n.Word.Folded); rest != "" && t.Word.prefix { // Ein- und Ausfuhr
				t.Ellipsis = a.Word(text[t.Start:t.End] + rest)
			} else if len(n.Word.Parts) > 1 {
				head := n.Word.Folded[n.Word.Parts[1].Start:]
				t.Ellipsis = a.Word(text[t.Start:t.End] + head)
			}
			break
		}
	}
}

// fillBack puts "Waffenimporte" at the end of "Waffenexporte und -importe".
func (a *Analyzer) fillBack(text string, toks []Token, i int) {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		w := toks[j].Word
		if w.Stop {
			continue
		}
		if n := len(w.Parts); n > 1 {
			toks[i].Ellipsis = a.Word(w.Folded[:w.Parts[n-1].Start] + text[toks[i].Start:toks[i].End])
		}
		return
	}
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}
