package entity

import "strings"

// heads are the second parts of closed compounds whose first part may be a name:
// Kremlchef, Sowjetzeiten, Putinversteher. Only these: with any noun, Bernstein
// would name Bern.
type heads struct {
	words map[string]bool
}

var compoundHeads = newHeads(`abkommen achse affäre agent aktivist amt anhänger anleihe armee astronaut außenpolitik
	ausschuss basis beamte beauftragte beben begeisterung behörde beitritt bericht berichterstatter besuch bewegung beziehungen
	bild boss botschaft botschafter boykott büro bündnis chef chefin debatte delegation demo demokratie deal dialog
	diktator diktatur diplomat diplomatie doktrin einfluss einmarsch einsatz elite embargo erfahrung exil experte
	expertin export exporte fan feind flagge flotte flüchtling flug forscher forum fraktion frage freund freundin freunde
	führer führung funktionär fürst gebiet gefolgsmann gegner geheimdienst general geschäft geschäfte gesetz gesandte gespräch
	gespräche gipfel gouverneur grenze gruppe handel herrschaft herrscher hilfe hymne import importe insel institut
	interview invasion journalist kandidat karte kenner kommandeur kommission konferenz konflikt kongress korrespondent
	korrespondentin krieg krieger kriege krise kritik kritiker kritikerin küste land lager lieferung lieferungen liga lobby
	mann macht manöver markt marine militär minister ministerium mission mitglied mitglieder nähe netzwerk offensive
	opposition panzer pakt partei parteitag partner partnerschaft plan pläne politik politiker präsident presse programm projekt
	propaganda provinz raketen rede referendum regierung regime region reise republik rhetorik rivale route rubel
	sanktionen satellit satelliten schiff schulden sekretär sender söldner soldat soldaten sonderbeauftragte spion spionage
	spitze sprecher sprecherin staat staaten staatsmedien stadt strategie streit streitkräfte studie system taktik team
	terror test tests thema treffen treue truppe truppen unterstützer urlaub verband verbündete verfahren verhandlungen
	versteher versteherin vertrag vertrauter vertraute vertreter veto vorsitz vorsitzende waffe waffen wahl wahlen wahlkampf
	wirtschaft zeit zeiten zeitalter zeitung zentrale ziel zone`)

func newHeads(list string) *heads {
	h := &heads{words: map[string]bool{}}
	for _, w := range strings.Fields(list) {
		h.words[fold(w)] = true
	}
	return h
}

// is reports whether the folded word is one of the heads, inflected or not.
func (h *heads) is(folded string) bool {
	for _, ending := range [...]string{"", "s", "es", "n", "en", "e", "in", "innen", "r", "nen"} {
		if stem, ok := strings.CutSuffix(folded, ending); ok && h.words[stem] {
			return true
		}
	}
	return false
}

// minBound is the length of the shortest name that a closed compound may begin with.
const minBound = 4

// compound splits a word into a known name and a head; it returns the name's
// node and its length in bytes of the text, or 0.
func (m *matcher) compound(text string) (node int32, size int) {
	if len(text) < minBound+3 {
		return 0, 0
	}
	h := uint64(fnvOffset)
	for i, r := range text {
		if i >= minBound && i <= 24 && len(text)-i >= 3 {
			if id, ok := m.bound.lookup(h); ok && m.heads.is(fold(text[i:])) {
				node, size = m.boundTo[id], i
			}
		}
		if r < 0x80 {
			b := byte(r)
			if 'A' <= b && b <= 'Z' {
				if i > 0 {
					return node, size // a name in mixed case, not a German compound
				}
				b |= 0x20
			}
			h = (h ^ uint64(b)) * fnvPrime
			continue
		}
		for _, b := range []byte(foldRune(r)) {
			h = (h ^ uint64(b)) * fnvPrime
		}
	}
	return node, size
}
