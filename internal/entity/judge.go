package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// What a finder takes for a name is judged here: whether it can be one at all,
// and whether there is enough for its kind to suggest it to people.

// suggestedKinds are what a Finder's classes are suggested as. Others (works,
// products) are wrong too often; they still count as votes against the rest.
var suggestedKinds = map[string]archive.Kind{"PER": archive.Person, "LOC": archive.Place, "ORG": archive.Organisation}

// particles may stand inside a name, but neither alone nor at its end.
var particles = wordSet("van von der den de del della di da du la le el al bin ibn ben zu zur zum st sankt the of and und y e dos das und für fuer")

// salutations are no part of the name that follows.
var salutations = wordSet("sir lord lady herr herrn frau dr prof mr mrs don dame monsieur madame mister miss")

// bodies are words by which an organisation's name is known as one.
var bodies = wordSet(`ag gmbh kg se inc corp co ltd plc llc sa nv fc sc sv vfb vfl tsv fk ac as rb sk bank universitaet uni university hochschule institut
	institute verband verein bund partei party gruppe group holding konzern foundation stiftung museum theater orchester philharmoniker
	ministerium amt agentur agency kommission rat council gericht court kammer gewerkschaft union league liga association federation club
	airlines motors records studios pictures media news times post zeitung magazin verlag press netzwerk network allianz bewegung
	armee brigade bataillon front front werke labs systems software technologies energy airways international united city rovers`)

// acronyms of what is no organisation.
var acronyms = wordSet(`bip ssd sms dna mvp csi usb pdf dvd wlan hiv pkw lkw ceo cfo cto pr tv gps lte gsm led lcd rna faq vip sos url isbn iban mwst pc os app ekg mrt suv cd kg ssd ots red eur usd chf wm em
	aut ger sui ita fra esp gbr can nor swe fin den ned bel cze svk slo cro srb hun pol ukr rus blr jpn chn kor aus nzl bra arg mex por gre tur isr irl rou bul`)

// common words that the lists lack or take for names.
var common = wordSet("bundes landes corona covid internet online euro brexit care gaming podcast blog")

// standsAlone rejects what can't be a name on its own.
func (d *document) standsAlone(name string, kind archive.Kind) bool {
	r, _ := utf8.DecodeRuneInString(name)
	if !unicode.IsUpper(r) || utf8.RuneCountInString(name) < 3 && kind != archive.Organisation || len(name) > 60 {
		return false
	}
	signs := " .-'’"
	if kind == archive.Organisation {
		signs += "&+/"
	}
	if kind == archive.Organisation && utf8.RuneCountInString(name) < 2 {
		return false
	}
	if strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !strings.ContainsRune(signs, r) && !(kind == archive.Organisation && unicode.IsDigit(r))
	}) {
		return false
	}
	words := strings.Fields(name)
	if len(words) > 6 || len(words) == 0 {
		return false
	}
	if particles[fold(words[len(words)-1])] {
		return false
	}
	if len(words) == 1 && d.names != nil {
		folded := fold(name)
		return !common[folded] && !d.names.Word(folded) && !d.matcher.heads.is(folded)
	}
	return true
}

// stripped takes what is no part of a person's name off its beginning: Sir,
// Club-Boss, Südtirols Alt-Landeshauptmann. It returns how many bytes.
func (d *document) stripped(name string) int {
	off := 0
	for {
		word, rest, ok := strings.Cut(name[off:], " ")
		if !ok || strings.TrimSpace(rest) == "" {
			return off
		}
		folded := fold(strings.TrimRight(word, "."))
		if len(rest) < 3 || !salutations[folded] && !d.isTitle(word) {
			return off
		}
		off += len(word) + 1
	}
}

// isTitle reports whether a word before a name is a common noun, alone or at the
// end of a compound, and no name itself: Dokumentarfilmer, US-Open-Sieger.
func (d *document) isTitle(word string) bool {
	if d.names == nil {
		return false
	}
	folded := fold(word)
	tail := fold(word[strings.LastIndexByte(word, '-')+1:])
	if tail != folded {
		return (d.names.Word(tail) || callings[tail]) && !d.given(tail)
	}
	return d.noun(folded) && !d.names.Name(folded) && !d.names.PersonName(folded)
}

// callings are what people are that the word lists do not have as nouns.
var callings = wordSet("champion champions star boss coach goalie keeper chef chefin aspirant kapitaen legende ikone neuling")

// evidence is what an article has for a name.
type evidence struct {
	votes  map[archive.Kind]int // by kind; "" for none of those suggested
	local  int                  // how often it stands after in, nach, aus
	titled int                  // how often after a noun: Verteidigungsminister Schoigu
}

// kind is the one with most votes, "" for none; ties go to the person, then to
// the place.
func (e *evidence) kind() archive.Kind {
	best, most := archive.Kind(""), e.votes[""]
	for _, k := range [...]archive.Kind{archive.Organisation, archive.Place, archive.Person} {
		if n := e.votes[k]; n > 0 && n >= most {
			best, most = k, n
		}
	}
	return best
}

// suffices reports whether the article has enough to suggest the name as one of
// the kind.
func (d *document) suffices(name string, kind archive.Kind, e *evidence) bool {
	if d.names == nil {
		return kind != archive.Organisation
	}
	words := foldedWords(name)
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	if len(words) == 1 && d.inhabitant(last) && e.titled == 0 {
		return false // Salzburger
	}
	switch kind {
	case archive.Person:
		if fields := strings.Fields(name); len(fields) == 3 && fields[1] == "von" && !d.names.PersonName(words[0]) {
			return false // … wird Gudenus von Christandl verklagt
		}
		if len(strings.Fields(name)) == 1 {
			if d.given(last) && e.titled == 0 {
				return false // a first name alone says nothing outside its article
			}
			known := d.names.PersonName(last) || looksRussian(last)
			return known || e.titled > 0 || e.votes[kind] >= 2 && e.votes[kind] == e.all()
		}
		if n := len(words); n > 1 && d.noun(last) && !d.given(last) && strings.HasSuffix(words[n-2], "s") && !d.anyName(words[n-2]) {
			return false // Sistos Talent
		}
		return !d.names.Word(last) || d.names.PersonName(last)
	case archive.Place:
		if d.inhabitant(last) {
			return false // Salzburger, Kärntner
		}
		if strings.HasSuffix(last, "isch") {
			return false
		}
		if strings.Contains(name, "-") && d.noun(last) && !d.names.PlaceName(last) || len(words) > 1 && d.names.Word(last) && !d.names.PlaceName(last) && !streets[last] {
			return false // Buch-Vermächtnis, Charmans Drehbuch
		}
		if len(strings.Fields(name)) == 1 {
			return d.names.PlaceName(last) || e.local > 0 || e.votes[kind] >= 2 && e.votes[kind] == e.all()
		}
		for _, w := range words {
			if d.names.PlaceName(w) || !d.names.Word(w) && !particles[w] {
				return true
			}
		}
		return false
	case archive.Organisation:
		if len(words) == 1 && (acronyms[last] || acronyms[strings.TrimSuffix(last, "s")]) {
			return false
		}
		return d.isBody(name, words) || e.votes[kind] >= 2 && e.votes[kind] == e.all() && !d.names.PlaceName(last)
	}
	return false
}

// inhabitant reports whether the folded word is made of a place's name, as an
// adjective or for those who live there.
func (d *document) inhabitant(folded string) bool {
	if d.names.PlaceName(folded) {
		return false
	}
	for _, ending := range [...]string{"er", "ern", "ers", "erin", "erinnen"} {
		stem, ok := strings.CutSuffix(folded, ending)
		if ok && len(stem) > 2 && (d.names.PlaceName(stem) || d.names.PlaceName(stem+"en") || d.names.PlaceName(stem+"e")) {
			return true
		}
	}
	return false
}

func (e *evidence) all() int {
	n := 0
	for _, v := range e.votes {
		n += v
	}
	return n
}

// isBody reports whether a name says by itself that it is an organisation's: an
// acronym, a legal form, a word such as Verband among others.
func (d *document) isBody(name string, words []string) bool {
	if len(words) == 1 {
		letters := utf8.RuneCountInString(name)
		return strings.ToUpper(name) == name && letters >= 3 && letters <= 6 && !strings.ContainsFunc(name, unicode.IsDigit) && !acronyms[words[0]]
	}
	if len(words) == 2 && d.noun(words[0]) && d.noun(words[1]) && !d.names.Name(words[0]) && !isAdjective(strings.Fields(name)[0], "X") {
		return false // Bad Bank
	}
	for _, w := range words {
		if bodies[w] {
			return true
		}
		for _, end := range [...]string{"verband", "verein", "partei", "bank", "gesellschaft", "universitaet", "institut", "gewerkschaft", "ministerium", "gericht", "konzern", "agentur", "behoerde", "zentrale"} {
			if strings.HasSuffix(w, end) {
				return true
			}
		}
	}
	return false
}
