package german

import "strings"

// stem joins the inflected forms of a folded word: endings of nouns and
// adjectives are cut where any word may have them, endings that many words only
// seem to have (-s, -er, -t, ge-) and umlauts where the lexicon knows the word that
// is left. What the lexicon does not know is inflected like its last part
// (Raketenabschüsse like Schüsse).
func (l *Lexicon) stem(folded string) string {
	if len(folded) < 3 || !asciiLower(folded) {
		return folded
	}
	if len(folded) == 3 {
		if s, ok := strong[folded]; ok && !l.Noun(folded) { // gab, sah, kam
			return s
		}
		return folded
	}
	if s, ok := l.verb(folded); ok {
		return s
	}
	head := l.headOf(folded)
	if s, ok := irregular[head]; ok {
		return folded[:len(folded)-len(head)] + s
	}
	return folded[:len(folded)-len(head)] + l.stemKnown(head)
}

// stemKnown is the stem of a word that the lexicon knows, or of which it knows no part.
func (l *Lexicon) stemKnown(w string) string {
	known := l.Count(w) > 0
	w = l.masculine(w)
	base := l.cutEnding(w, known)
	if u := contract(base); u != base {
		if l.umlautOf(w, base, u) {
			return u
		}
		if h := l.tail(w); h != "" { // Sprengköpfe like Köpfe
			return w[:len(w)-len(h)] + l.stemKnown(h)
		}
	}
	return base
}

// tail is the last part of a compound that the lexicon knows as a whole, "" if it is none.
func (l *Lexicon) tail(w string) string {
	for i := minFirst; i+minLast < len(w); i++ {
		if h := w[i:]; l.Count(h) >= minCount && !notLast[h] {
			if _, n, f := l.modifier(w[:i]); n > 0 && f >= enough(n) {
				return h
			}
		}
	}
	return ""
}

// cutEnding cuts the ending of a noun or adjective.
func (l *Lexicon) cutEnding(w string, known bool) string {
	n := len(w)
	if n < 4 {
		return w
	}
	if b, ok := l.simpleBase(w); ok {
		return b
	}
	if b, ok := l.foreign(w); ok {
		return b
	}
	if b, ok := l.superlative(w); ok {
		return b
	}
	switch {
	case strings.HasSuffix(w, "ern") || strings.HasSuffix(w, "eln"):
		if l.Noun(w) && l.Count(w[:n-1])*20 < l.Count(w) { // Bayern, Zypern
			return w
		}
		return l.cutER(w[:n-1])
	case strings.HasSuffix(w, "em") && l.adjective(w[:n-2]):
		return w[:n-2]
	case strings.HasSuffix(w, "nisse"), strings.HasSuffix(w, "nissen"), strings.HasSuffix(w, "nisses"):
		return w[:strings.LastIndex(w, "nis")+3]
	case strings.HasSuffix(w, "innen") && n > 8:
		return w[:n-3]
	case strings.HasSuffix(w, "en"):
		return l.cutE(w, n-2)
	case strings.HasSuffix(w, "e"):
		return l.cutE(w, n-1)
	case strings.HasSuffix(w, "er"):
		return l.cutER(w)
	case strings.HasSuffix(w, "s"):
		return l.cutS(w, known)
	}
	return w
}

// simpleBase is the stem of a form of one of the simple nouns.
func (l *Lexicon) simpleBase(w string) (string, bool) {
	switch l.simple(w) {
	case simpleNoun:
		if b, ok := strings.CutSuffix(w, "e"); ok && !umlautAt(w, len(b)) {
			return b, true
		}
		return w, !strings.HasSuffix(w, "um") && !strings.HasSuffix(w, "a") && !strings.HasSuffix(w, "o")
	case simpleForm:
		for _, e := range [...]string{"", "n", "s", "e", "en", "es", "er", "ern"} {
			b, ok := strings.CutSuffix(w, e)
			if !ok {
				continue
			}
			if u := contract(b); l.simple(b) != simpleNoun && u != b {
				b = u
			}
			if l.simple(b) == simpleNoun {
				return l.simpleBase(b)
			}
		}
	}
	return "", false
}

// cutE cuts an ending that begins with the e at i, unless that e belongs to an
// umlaut (schön).
func (l *Lexicon) cutE(w string, i int) string {
	if i < 3 || umlautAt(w, i) {
		return w
	}
	return l.cutER(w[:i])
}

// umlautAt reports whether the e at i is the second letter of ae, oe or ue.
func umlautAt(w string, i int) bool {
	switch w[i-1] {
	case 'a', 'o':
		return true
	case 'u':
		return i < 2 || !strings.ContainsRune("aeoq", rune(w[i-2]))
	}
	return false
}

// foreign cuts the ending that a foreign noun changes in its plural: Museum,
// Museen; Firma, Firmen; Risiko, Risiken; Virus, Viren; Stadion, Stadien.
func (l *Lexicon) foreign(w string) (string, bool) {
	single := strings.TrimSuffix(w, "s")
	if strings.HasSuffix(w, "us") || strings.HasSuffix(w, "is") {
		single = w
	}
	for _, e := range []string{"um", "us", "on", "is", "a", "o"} {
		if b, ok := strings.CutSuffix(single, e); ok && len(b) >= 3 && l.Noun(single) && l.Noun(b+"en") && !l.Noun(b+"e") && l.Count(b+"en")*50 > l.Count(single) {
			return b, true
		}
	}
	if b, ok := strings.CutSuffix(w, "en"); ok && len(b) >= 3 && l.Noun(w) && !l.Noun(b) && !l.Noun(b+"e") {
		for _, e := range []string{"um", "us", "on", "is", "a", "o"} {
			if l.Noun(b+e) && l.Count(w)*50 > l.Count(b+e) {
				return b, true
			}
		}
	}
	return "", false
}

// superlative cuts the ending of a superlative (schnellste, größten).
func (l *Lexicon) superlative(w string) (string, bool) {
	for _, e := range []string{"ste", "sten", "ster", "stes", "stem"} {
		b, ok := strings.CutSuffix(w, e)
		if !ok || len(b) < 3 || e == "ster" && l.Noun(w) || contractions[b+"s"] { // Meister, Kurfürsten
			continue
		}
		for _, base := range []string{b, strings.TrimSuffix(b, "e"), b + "s"} { // weit-e-ste, groes-ste
			if len(base) < 3 {
				continue
			}
			if l.Count(base) > 0 && l.adjective(base) {
				return base, true
			}
			if u := contract(base); u != base && l.Count(u) > 0 && l.adjective(u) {
				return u, true
			}
		}
	}
	return "", false
}

// contractions are prepositions with an article, not adjectives.
var contractions = set("fuers ans ins aufs ums")

// cutS cuts the s of genitives and plurals.
func (l *Lexicon) cutS(w string, known bool) string {
	base := w[:len(w)-1]
	if strings.HasSuffix(base, "s") {
		return w
	}
	if strings.HasSuffix(base, "e") { // Hauses, neues; not Moses
		if b := base[:len(base)-1]; len(b) >= 3 && !umlautAt(base, len(b)) && (!known || l.Count(b)*20 >= l.Count(w) || l.Count(base)*20 >= l.Count(w)) {
			return l.cutER(b)
		}
		return w
	}
	if known && l.Count(base)*5 < l.Count(w) || !known && len(base) < 4 && l.Count(base) == 0 {
		return w
	}
	if l.Noun(base) || strings.HasSuffix(base, "en") && l.Count(base) > 0 { // Hafens, Zyperns like Hafen, Zypern
		return l.cutEnding(base, true)
	}
	return l.cutER(base)
}

// cutER cuts the er of plurals (Länder), adjectives and comparatives, not that of
// Bürger and Lager.
func (l *Lexicon) cutER(w string) string {
	b, ok := strings.CutSuffix(w, "er")
	if !ok || len(b) < 3 {
		return w
	}
	if !l.Noun(w) && (l.adjective(b) || l.adjective(contract(b))) || erPlural(contract(b)) && !l.Noun(b+"ern") {
		return b
	}
	if erPlural(contract(b)) || l.nominal(w, b) {
		return b
	}
	return w
}

// nominal reports whether a noun in -er is an adjective or participle that is
// written as a noun (Verbündeter, Gefangener): others have a dative plural in -ern.
func (l *Lexicon) nominal(w, b string) bool {
	if l.simple(b+"e") != 0 { // Gruber is none of the Grube
		return false
	}
	if len(b) > 7 && (strings.HasSuffix(b, "isch") || strings.HasSuffix(b, "iert")) && l.Count(w+"n") == 0 { // Aufständischer, Alliierter
		return true
	}
	return l.Noun(b+"e") && l.Noun(b+"en") && l.Count(w+"n") == 0 && l.Count(b+"en") > l.Count(w) && l.Count(b+"e")*4 > l.Count(w)
}

// adjective reports whether the word is one that is written small, in its base form.
func (l *Lexicon) adjective(w string) bool {
	e, ok := l.of(w)
	if ok && e.upper < 128 && !stopWords[w] && e.count() >= 3 {
		return true
	}
	if e, ok := l.of(w + "e"); ok && e.upper < 128 && e.count() >= 3 { // letzte
		_, n := l.of(w + "n")
		return !n || !l.Noun(w+"er")
	}
	return false
}

// headOf is the word itself if the lexicon knows it, else its longest ending that
// it does know, else the word.
func (l *Lexicon) headOf(w string) string {
	if l.Count(w) > 0 {
		return w
	}
	for _, e := range [...]string{"er", "en", "es", "em", "e"} { // optimaler is no Maler
		if b, ok := strings.CutSuffix(w, e); ok && len(b) > 4 && (l.Count(b) >= 3 && !l.Noun(b) || strings.HasSuffix(b, "isch")) {
			return w
		}
	}
	for i := minFirst; i+minLast <= len(w); i++ {
		if h := w[i:]; l.Count(h) >= minCount && !notLast[h] && len(h) >= minLast+1 {
			return h
		}
	}
	return w
}

// umlautOf reports whether base, written with umlauts, is a form of u, the same
// without: both are nouns (Verträge, Vertrag) or the ending was that of a comparative.
func (l *Lexicon) umlautOf(w, base, u string) bool {
	if strings.HasSuffix(w, base+"er") && l.adjective(u) && l.Count(base) == 0 {
		return true
	}
	if keepUmlaut[base] || l.Noun(base) && l.Count(base) > 5*l.Count(u) { // Tür
		return false
	}
	if strings.HasSuffix(base, "ung") || strings.HasSuffix(base, "heit") || strings.HasSuffix(base, "keit") { // Währungen
		return false
	}
	if erPlurals[u] && strings.HasSuffix(w, "er") { // Schlösser
		return true
	}
	noun := func(s string) bool { return l.Noun(s) || l.Noun(s+"e") || l.Noun(s+"en") }
	plain := contract(w)
	if strings.TrimRight(w, "n") == strings.TrimRight(base, "n") || w == base+"s" { // Väter, Gärten
		return umlautPlurals[strings.TrimSuffix(plain, "s")] || umlautPlurals[plain+"n"] || umlautPlurals[strings.TrimSuffix(plain, "n")]
	}
	if l.Noun(u) || u == "macht" || l.Noun(plain) && umlautPlurals[plain] {
		return noun(base) || noun(w) || l.Count(w) == 0
	}
	return false
}

// umlautPlurals are the nouns whose plural is made by the umlaut alone.
var umlautPlurals = set(`vater mutter bruder tochter schwager kloster vogel apfel mantel mangel sattel schnabel nagel hammel
	garten hafen laden boden ofen graben faden kasten schaden bogen magen acker hammer handel nagel stab wagen`)

// keepUmlaut are stems of nouns that only look like those of others.
var keepUmlaut = set(`faehrt gefaehrt kuech kuesst buehn hoehl toen guet lueck stueck brueck drueck muehl faehr schuel saeul glueck
	huett buend gruend baer fluech hoeh groess naeh laeng staerk schwaech waerm kaelt troest roem loew`)

// erPlurals are the nouns whose plural ends in -er.
var erPlurals = set(`land bild kind haus buch rad wort dorf volk mann rand wald gott geist feld geld glied grab kleid
	licht lied loch rind schild schwert tal tuch weib blatt brett dach fach fass glas gras gut haupt holz horn huhn
	kalb kraut lamm nest schloss bad band amt denkmal gehalt gewand tum strauch wurm leib vormund maul bund lid
	fasse gemach gespenst regiment spital stift`)

func erPlural(w string) bool {
	for i := max(0, len(w)-9); i+3 <= len(w); i++ {
		if erPlurals[w[i:]] {
			return true
		}
	}
	return false
}

// feminine endings of words for persons: what -in follows.
var feminines = []string{"er", "or", "ist", "ent", "ant", "eur", "aer", "at", "et", "log", "eg", "ert", "uss", "oes", "os", "und",
	"arzt", "aerzt", "wirt", "anwaelt", "ekt", "ot", "urg", "ath", "ott", "aet", "on", "ell", "an", "arch", "al", "ad", "oss", "eld", "eug", "it", "ut", "och", "aff", "ierb", "ef", "inz", "aev", "aeng"}

// masculine is the base of a feminine word for a person (Präsidentin,
// Wählerinnen, Kollegin), if the lexicon knows that, else the word itself.
func (l *Lexicon) masculine(w string) string {
	b, ok := strings.CutSuffix(w, "innen")
	if !ok {
		if b, _ = strings.CutSuffix(w, "in"); b == w {
			return w
		}
	}
	if len(b) < 3 {
		return w
	}
	person := ok && len(b) > 3 || len(b) > 5 // Nachbarin, not Benzin
	for _, e := range feminines {
		if !person && !strings.HasSuffix(b, e) && !strings.HasSuffix(contract(b), e) {
			continue
		}
		best := w
		for _, m := range []string{b, b + "e", contract(b), contract(b) + "e"} {
			if (l.Noun(m) || len(m) > 6 && l.Noun(m+"en")) && (best == w || l.Count(m) > l.Count(best)) {
				best = m
			}
		}
		if best != w || person {
			return best
		}
	}
	return w
}

// contract is the word with its umlauts as their base letters.
func contract(w string) string {
	if !strings.Contains(w, "ae") && !strings.Contains(w, "oe") && !strings.Contains(w, "ue") {
		return w
	}
	b := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		c := w[i]
		b = append(b, c)
		if i+1 == len(w) || w[i+1] != 'e' {
			continue
		}
		switch c {
		case 'a':
			i++
			if i+1 < len(w) && w[i+1] == 'u' { // äu
				continue
			}
		case 'o':
			i++
		case 'u':
			if i == 0 || !strings.ContainsRune("aeoq", rune(w[i-1])) {
				i++
			}
		}
	}
	return string(b)
}

func asciiLower(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] < 'a' || w[i] > 'z' {
			return false
		}
	}
	return true
}
