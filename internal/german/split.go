package german

import (
	"math"
	"slices"
	"strings"
)

// A Part is a word inside a compound.
type Part struct {
	Stem       string
	Start, End int // bytes of the folded compound, linking elements left out
}

const (
	minFirst   = 3  // letters of a part that is not the last
	minLast    = 4  // letters of the last part
	minCount   = 10 // occurrences that make a part a word; a long one needs fewer, see enough
	splitBonus = 3  // a split wins if its score is a third of the whole's count
	minShort   = 50 // the same for one of three letters
	longest    = 60 // bytes; longer words are not split
)

// notFirst can't begin a compound, although they are words: prefixes of verbs and
// endings of derivation.
var notFirst = set(`ver ent zer aus auf vor nach mit bei ein ab an um unter ueber durch wider wieder
	hin her zurueck zusammen gegen dar emp ung heit keit lich bar sam haft isch chen lein nis tum schaft
	los voll wert den der die das dem des und oder als wie von zum zur auch sich nicht war sind hat wird
	sie wir ihr uns euch man nur noch doch aber denn wenn weil dass sein seine seiner ihre ihrer diese
	dieser jede jeder eine einer einem einen kein keine be ge er miss erst sehr mehr alle alles ganz
	bis ins ans inter beim vom fuers darauf dabei dafuer davon dazu ehe hier dort dann nun los ten ter tern
	ste ster sten ren tel ber lan lin mar ral ion tion heraus hinaus voraus herein hinein
	herunter hinunter entgegen vorbei dazwischen voran bevor mari best`)

// whole are names and words that look like compounds, but whose parts nobody means.
var whole = set(`deutschland russland england finnland griechenland niederlande schottland irland island thailand
	neuseeland frankreich oesterreich rheinland saarland burgenland grossbritannien holland lettland estland
	bundestag montag dienstag donnerstag freitag samstag sonntag mittwoch feiertag urlaub heimat
	grundsatz zukunft unternehmen gesellschaft hauptstadt hochzeit augenblick handwerk vertrag beitrag ertrag auftrag
	alltag mittag kapital krawall ostermann fraunhofer bachmut gegenstand gegenwart gegenteil gegenueber wiederholung wiederkehr marschall skandal mandat senat diktat format apparat demokrat buerokrat soldat
	grossteil gegenteil vorteil nachteil urteil bestandteil philippin holstein norwegen karneval general admiral armenien armenier armenierin armenisch misstrauen wallfahrt wallfahrer sachalin kostroma vollmacht vollmachten vollendung fernsehen petersburg rotenberg`)

// notLast can't end one.
var notLast = set(`ung ungen heit heiten keit keiten lich liche lichen licher liches lichem isch ische ischen
	ischer schen schem bar bare baren barer sam same samen haft hafte haften schaft schaften nis nisse nissen
	tum chen lein ling linge lingen innen inne end ende enden ender endes enste ensten este esten ster sten ste
	ieren ierung ierungen iert ierte ierten ierter iertes ierende ismus isten istin tion tionen ation ationen
	itaet itaeten weise weisen mal male sten tens stens erin erinnen lern tern ters tene tere teren terer
	gehen stehen nehmen geben kommen machen lassen halten stellen setzen legen liegen ziehen tragen fuehren
	bringen werden haben sein nung nungen tung tungen lung lungen rung rungen dung dungen gung gungen kung
	eren erung erungen elung barkeit lichkeit igkeit losigkeit samkeit tigkeit los lose losen loser loses
	voll volle vollen fach fache fachen ende erten erte elte elten tell tells till tille`)

func set(s string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		m[w] = true
	}
	return m
}

// Split finds the parts of a folded compound; nil if it is none.
func (l *Lexicon) Split(folded string) []Part {
	if len(folded) < minFirst+3 || len(folded) > longest || strings.ContainsAny(folded, "0123456789") {
		return nil
	}
	if m := l.masculine(folded); m != folded && l.Noun(m) && strings.HasPrefix(folded, m) { // Kommandantin
		folded = m
	}
	if parts := l.split(folded, 0, 0); parts != nil || !asciiLower(folded) {
		return parts
	}
	return l.half(folded)
}

// piece is a candidate part, with the best run of parts before it.
type piece struct {
	word       string // that it is a form of
	start, end int    // without its linking element
	cut        int    // with it
	before     *piece
	sum        float64 // logarithms of the damped frequencies of all parts so far
	doubt      float64 // what tells against this way, where there is another
}

func (p *piece) better(o *piece) bool {
	return o == nil || p.sum-p.doubt > o.sum-o.doubt || p.sum-p.doubt == o.sum-o.doubt && p.start > o.start
}

// split finds the fewest known words that the word is made of, the most frequent
// ones where there is a choice (by the geometric mean of their frequencies, Koehn
// and Knight 2003), and splits these again.
func (l *Lexicon) split(word string, offset, depth int) []Part {
	if depth > 4 || l.simple(word) != 0 || whole[l.stem(word)] || whole[word] {
		return nil
	}
	if l.prefixed(word) {
		return nil
	}
	all := math.Log(max(1, float64(l.forms(word))))
	adjective := l.forms(word) > 0 && l.small(word)
	ends := []*piece{{}} // by cut: the best run of modifiers up to it
	for parts := 2; parts <= 4; parts++ {
		if ends = l.modifiers(word, ends); ends == nil {
			return nil
		}
		best := l.head(word, ends, adjective)
		if best != nil && (best.sum/float64(parts)+math.Log(splitBonus) >= all || reliable(word[best.before.start:best.before.cut])) {
			return l.resplit(word, best, offset, depth)
		}
	}
	return nil
}

// prefixed reports whether the word is a known one made of another by a prefix
// (Eintritt), however it may look (eint|ritt).
func (l *Lexicon) prefixed(word string) bool {
	if l.Count(word) < minCount || len(word) > maxPrefixed {
		return false
	}
	for _, p := range separable {
		if rest, ok := strings.CutPrefix(word, p); ok && p != "" && len(rest) > 4 && l.Noun(rest) && l.Count(rest) >= minCount && notFirst[p] {
			return l.split(rest, 0, 1) == nil
		}
	}
	return false
}

const maxPrefixed = 10 // letters

// reliable reports whether a modifier ends so that only a compound can follow
// (Sicherheits|rat, Regierungs|chef).
func reliable(modifier string) bool {
	for _, e := range [...]string{"heits", "keits", "ungs", "ions", "schafts", "taets", "tums"} {
		if strings.HasSuffix(modifier, e) && len(modifier) >= len(e)+3 {
			return true
		}
	}
	return false
}

// enough is how often a part of n letters must stand in the lexicon's texts: the
// longer it is, the less likely it only happens to stand there.
func enough(n int) float64 {
	switch {
	case n >= 10:
		return 2
	case n >= 8:
		return 4
	}
	return minCount
}

// shortHeads are the words of three letters that end compounds.
var shortHeads = set("akt typ rat zug amt weg oel bau hof tor gas see bus rad bad art arm ort tag tal uhr ruf eid gut not tod tat mut wut tee hut jet")

// shortFirsts are those that begin them; of others of three letters so many are
// names, abbreviations and foreign that they would split what is simple.
var shortFirsts = set(`abo aas aal abt akt amt arm art ast axt bad bau bus bio boe dom duo ehe eid eis erb erz fan fee fox gas gen gut
	hai heu hof hut ion kap kuh kur lob los lid mai mob mut neu not oel ohr opa ort ost pol pop rad rat reh roh rot rum ruf see sog tag tal
	tat tau tee tod tor ton tot uhr ufo ulk uno uni vip wal weg wut zar zug zoo ois mee ich kim usa lkw pkw akw gis sms net web`)

// suffixes are adjectives that also end other adjectives, where they no longer
// mean the noun they look like (zahlreich, waffenfrei).
var suffixes = set("reich arm frei voll los wert gut recht")

// modifiers puts one more modifier behind each run, nil if there is none.
func (l *Lexicon) modifiers(word string, ends []*piece) (next []*piece) {
	for from, before := range ends {
		if before == nil {
			continue
		}
		for cut := from + minFirst; cut+3 <= len(word); cut++ {
			w, n, f := l.modifier(word[from:cut])
			if f < enough(n) {
				continue
			}
			p := &piece{word: w, start: from, end: from + n, cut: cut, before: before, sum: before.sum + math.Log(f*damp(n))}
			if next == nil {
				next = make([]*piece, len(word)+1)
			}
			if p.better(next[cut]) {
				next[cut] = p
			}
		}
	}
	return next
}

// head is the best way to end one of the runs with the rest of the word.
// The head of a word that is written small is written small too.
func (l *Lexicon) head(word string, ends []*piece, small bool) (best *piece) {
	for from, before := range ends {
		if before == nil {
			continue
		}
		last := word[from:]
		if notLast[last] && !l.nounAfter(word[:from], last) || len(last) < minLast && !shortHeads[last] {
			continue
		}
		if small && l.Noun(last) {
			continue
		}
		f := float64(l.headCount(last))
		if f == 0 || before.start == 0 && bound[before.word] && (len(last) < minBound && len(before.word) < minBound+1 || !l.Noun(last) && last != "macht") {
			continue
		}
		p := &piece{word: last, start: from, end: len(word), cut: len(word), before: before, sum: before.sum + math.Log(f*damp(len(last)))}
		if !small && last != "macht" && !l.Noun(last) && l.adjective(l.stem(last)) { // Waffel|eisen, not Waffe|leisen
			p.doubt += doubtful
		}
		if from > 0 && before.end == from-1 && word[before.end] == 's' && l.headCount(word[from-1:])*20 > int(f) &&
			(!l.Noun(before.word) || seldomS(before.word) && !reliable(word[before.start:from])) { // Winter|sturm, not Winters|turm
			p.doubt += doubtful
		}
		if p.better(best) {
			best = p
		}
	}
	return best
}

// nounAfter reports whether an ending of other words is a noun behind this one:
// Kriegsende, Untersuchungshaft, Baustellen.
func (l *Lexicon) nounAfter(before, last string) bool {
	switch last {
	case "ende":
		return strings.HasSuffix(before, "s")
	case "haft":
		return strings.HasSuffix(before, "s") && !strings.HasSuffix(before, "ss") || l.stem(before) == before && prisons[before]
	case "stellen":
		return l.Count(before+last) > 0 && l.Noun(before+last) || l.Count(before+last) == 0 && l.Noun(before)
	}
	return false
}

// prisons are what stands before -haft without a linking s.
var prisons = set("einzel lager abschiebe straf beuge dunkel schutz polizei kerker sippen isolations kriegs u")

// resplit makes parts of a run of pieces, those that are compounds split again.
func (l *Lexicon) resplit(word string, p *piece, offset, depth int) []Part {
	if p.cut == 0 {
		return nil
	}
	parts := l.resplit(word, p.before, offset, depth)
	if p.end == len(word) && depth == 0 && len(parts) > 0 && suffixes[l.stem(p.word)] && l.small(word) {
		return parts
	}
	if inner := l.split(word[p.start:p.end], offset+p.start, depth+1); inner != nil {
		return append(parts, inner...)
	}
	return append(parts, Part{l.nounStem(p.word), offset + p.start, offset + p.end})
}

// small reports whether the word or its base form is one that is written small.
func (l *Lexicon) small(w string) bool {
	for _, f := range [...]string{w, strings.TrimRight(w, "ersnm"), l.stem(w)} {
		if e, ok := l.of(f); ok {
			return e.upper <= 128
		}
	}
	return false
}

// doubtful is what a linking s costs where the last part may as well begin with it.
const doubtful = 4

// seldomS reports whether a word takes no linking s in most of its compounds.
func seldomS(w string) bool {
	return withoutS[w] || strings.HasSuffix(w, "er") || strings.HasSuffix(w, "el") || strings.HasSuffix(w, "est")
}

var withoutS = set("wind funk team rohr zeit luft stadt nacht macht welt hand schnee wand bank see tafel klavier nebel salz rauch atom europa raum bild gas sand stein stahl eis kunst bau film sport text test platz markt")

// headCount is the frequency of the last part in any of its forms; a word that
// is itself a compound may have none.
func (l *Lexicon) headCount(last string) int {
	if c := l.forms(last); float64(c) >= enough(len(last)) && l.anyForm(last) {
		return c
	}
	if u := contract(last); u != last { // Fäuste
		if c := l.forms(u); float64(c) >= enough(len(last)) && l.anyForm(u) {
			return c
		}
	}
	if m := l.masculine(last); m != last { // Wahlbeobachterinnen
		return l.headCount(m)
	}
	return 0
}

// anyForm reports whether the word is a known one but for its ending.
func (l *Lexicon) anyForm(w string) bool {
	for _, e := range []string{"", "s", "es", "n", "en", "e", "er", "ern"} {
		if b, ok := strings.CutSuffix(w, e); ok && len(b) >= 3 && l.Count(b) > 0 {
			return true
		}
	}
	return l.Count(w+"e") > 0 || l.Count(w+"en") > 0 || l.Count(w+"n") > 0
}

// bound are words that begin compounds of nouns and seldom stand for themselves.
var bound = set(`spezial hyper vize gegen einzel erst zweit nicht wieder mini mega super ultra mikro konter pseudo anti ueberschall
	hyperschall privat ober wert erd schieds polit top job audio haft ski web blitz nah textil roh rechen nobel profi turn edel polar
	neon sowjet laser koran amok end eck fels abfang amts zufahrts anziehungs alt voll`)

const (
	boundCount = 100 // how often they count as seen
	minBound   = 5   // letters of a noun behind them
)

var links = []string{"s", "es", "en", "er", "ens", "n"}

// Links are what may stand between the stem of a first part and the next part.
var Links = append([]string{"", "e"}, links...)

// modifier looks up what may be a first part with a linking element: the word
// it is a form of, where that ends in s, and its frequency.
func (l *Lexicon) modifier(s string) (word string, end int, count float64) {
	try := func(w string, e int) {
		if len(w) < minFirst || notFirst[w] {
			return
		}
		c := float64(l.Count(w))
		if e == 3 && (c < minShort || !shortFirsts[s[:3]]) {
			return
		}
		if c > count {
			word, end, count = w, e, c
		}
	}
	if bound[s] {
		return s, len(s), boundCount
	}
	if notFirst[s] {
		return "", 0, 0
	}
	inflected := l.simple(s) == simpleForm // Granaten|werfer: the linking element is cut
	if !inflected {
		try(s, len(s))
	}
	exact := count
	for _, link := range links {
		if w, ok := strings.CutSuffix(s, link); ok && len(w) >= minFirst {
			if link == "n" && !strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "er") && !strings.HasSuffix(w, "el") && !strings.HasSuffix(w, "a") {
				continue
			}
			try(w, len(w))
			if link == "s" {
				try(w+"e", len(w))
			}
		}
	}
	if len(s) >= 4 {
		try(s+"e", len(s))
		try(s+"en", len(s))
	}
	if inflected {
		try(s, len(s))
	}
	if word != s && exact >= enough(len(s)) && l.Noun(s) && l.stem(word) != l.stem(s) { // Arbeiter|rat, not Arbeit
		return s, len(s), exact
	}
	return word, end, count
}

func damp(n int) float64 {
	switch {
	case n <= 3:
		return .3
	case n == 4:
		return .7
	}
	return 1
}

// inner are all words inside a compound: its parts, and of three or more parts
// each run of neighbours (Aufklärungs|flug|zeug has Flugzeug).
func (l *Lexicon) inner(folded string, parts []Part) []Part {
	if len(parts) < 3 {
		return parts
	}
	all := append([]Part(nil), parts...)
	for i := range parts {
		for j := i + 1; j < len(parts); j++ {
			if i > 0 || j < len(parts)-1 {
				start, end := parts[i].Start, parts[j].End
				all = append(all, Part{l.nounStem(folded[start:end]), start, end})
			}
		}
	}
	return all
}

// light are words that every other text has: compounds of them alone (Jahrestag) are
// not said apart.
var light = set("jahr tag woch monat stund zeit mal nacht abend mittag stueck teil art weis")

// Apart are the ways in which a compound may be said in several words: by all its
// parts, or by two pieces of it (Test von Atomwaffen). It is nil for a simple word.
func (w *Word) Apart() [][]Part {
	n := len(w.Parts)
	if n < 2 || !slices.ContainsFunc(w.Parts, func(p Part) bool { return !light[p.Stem] }) {
		return nil
	}
	ways := [][]Part{w.Parts}
	piece := func(first, last int) (Part, bool) {
		for _, p := range w.Inner {
			if p.Start == w.Parts[first].Start && p.End == w.Parts[last].End {
				return p, true
			}
		}
		return Part{}, false
	}
	for cut := 1; cut < n && n > 2; cut++ {
		left, ok := piece(0, cut-1)
		right, also := piece(cut, n-1)
		if ok && also {
			ways = append(ways, []Part{left, right})
		}
	}
	return ways
}
