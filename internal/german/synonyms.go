package german

import (
	"strings"
	"sync"
)

// synonyms are groups of words that the press uses for one thing, a group a line,
// separated by commas. It is general language, kept small: words that only sometimes
// mean the same are left out.
const synonyms = `
Machthaber, Diktator, Despot, Autokrat, Alleinherrscher
Staatschef, Präsident, Staatsoberhaupt, Staatspräsident
Regierungschef, Premier, Premierminister, Ministerpräsident
Waffenruhe, Feuerpause, Waffenstillstand, Feuereinstellung
Hubschrauber, Helikopter
Abkommen, Vertrag, Pakt, Vereinbarung, Übereinkommen
Sanktion, Strafmaßnahme
Geheimdienst, Nachrichtendienst
Armee, Streitkräfte, Militär, Heer
Atomwaffe, Kernwaffe, Nuklearwaffe
Atombombe, Kernwaffe, Nuklearbombe
Atomtest, Nukleartest, Kernwaffentest
Atomprogramm, Nuklearprogramm
Atomkraftwerk, Kernkraftwerk, AKW, Atommeiler
Soldat, Militärangehöriger
Spion, Agent
Anschlag, Attentat
Terrorist, Attentäter
Demonstration, Kundgebung, Protestmarsch
Demonstrant, Protestierende
Wahl, Abstimmung, Urnengang
Volksabstimmung, Referendum, Volksentscheid
Gefangener, Häftling, Inhaftierter
Gefängnis, Haftanstalt, Justizvollzugsanstalt
Festnahme, Verhaftung
Polizist, Polizeibeamter
Flüchtling, Geflüchteter
Vertriebener, Binnenflüchtling
Experte, Fachmann, Sachverständiger
Gesandter, Sondergesandter, Unterhändler
Botschaft, Auslandsvertretung
Botschafter, Diplomat
Treffen, Zusammenkunft, Begegnung
Gipfel, Gipfeltreffen
Gespräch, Unterredung
Verhandlung, Unterhandlung
Verbündeter, Alliierter, Bündnispartner
Bündnis, Allianz, Koalition
Gegner, Widersacher, Kontrahent
Feind, Gegner
Offensive, Vorstoß
Invasion, Einmarsch, Überfall
Krieg, Waffengang
Schlacht, Gefecht
Gefecht, Kampfhandlung
Beschuss, Bombardement, Bombardierung
Drohne, UAV
Kampfjet, Kampfflugzeug, Jagdflugzeug
Flugzeug, Maschine
Raumfähre, Spaceshuttle, Raumgleiter
Weltraum, Weltall, Kosmos
Weltraumbahnhof, Kosmodrom, Raketenstartplatz
Raumfahrer, Astronaut, Kosmonaut
Schiff, Frachter
Panzer, Kampfpanzer
Munition, Geschoss
Geschütz, Haubitze, Kanone
Artillerie, Geschütz
Manöver, Militärübung, Truppenübung
Rüstung, Aufrüstung
Abrüstung, Entwaffnung
Embargo, Ausfuhrverbot, Lieferverbot
Export, Ausfuhr
Import, Einfuhr
Lieferung, Auslieferung
Zoll, Einfuhrzoll
Grenze, Landesgrenze
Grenzübergang, Grenzposten
Hauptstadt, Kapitale
Sitzung, Tagung
Beschluss, Resolution, Entschließung
Gesetz, Rechtsvorschrift
Minister, Ressortchef
Außenminister, Chefdiplomat
Sprecher, Pressesprecher
Parlament, Volksvertretung, Abgeordnetenhaus
Abgeordneter, Parlamentarier
Opposition, Regierungsgegner
Putsch, Staatsstreich, Militärputsch, Umsturz
Aufstand, Rebellion, Revolte
Aufständischer, Rebell
Söldner, Legionär
Zar, Kaiser
Geisel, Entführter
Entführung, Verschleppung, Geiselnahme
Unfall, Unglück
Brand, Feuer, Großbrand
Auto, Wagen, Pkw, Fahrzeug
Lkw, Lastwagen, Laster
Zug, Bahn, Eisenbahn
Flughafen, Airport
Krankenhaus, Klinik, Spital
Arzt, Mediziner
Seuche, Epidemie, Pandemie
Hungersnot, Hungerkrise
Lebensmittel, Nahrungsmittel
Getreide, Weizen
Erdöl, Rohöl, Öl
Erdgas, Gas
Pipeline, Rohrleitung
Satellit, Erdtrabant
Firma, Unternehmen, Konzern
Lohn, Gehalt, Einkommen
Geld, Finanzmittel
Hilfe, Unterstützung, Beistand
Kredit, Darlehen
Angriff, Attacke
Hacker, Cyberkrimineller
Cyberangriff, Hackerangriff, Cyberattacke
Todesopfer, Toter, Getöteter
Verletzter, Verwundeter
Zeitung, Blatt
Denkfabrik, Thinktank
Machtwechsel, Regierungswechsel
Nachfolger, Erbe
Rücktritt, Amtsverzicht
Korruption, Bestechung
Folter, Misshandlung
Menschenrechtler, Bürgerrechtler
Propaganda, Staatspropaganda
Vereinte Nationen, UN, Uno
Europäische Union, EU
Vereinigte Staaten, USA, US, Amerika
Nordatlantikpakt, Nato
Weltsicherheitsrat, UN-Sicherheitsrat, Sicherheitsrat
Atomenergiebehörde, IAEA, IAEO
Großbritannien, Vereinigtes Königreich, England
Weißrussland, Belarus
Südkorea, Republik Korea
Nordkorea, Demokratische Volksrepublik Korea, DVRK, KDVR
China, Volksrepublik China
Birma, Myanmar, Burma
Kiew, Kyjiw, Kyiv
Charkiw, Charkow
Lwiw, Lemberg
Odessa, Odesa
Tschernobyl, Tschornobyl
Dnipro, Dnjepr
Seoul, Söul
Russland, russisch
Ukraine, ukrainisch, Ukrainer
Nordkorea, nordkoreanisch, Nordkoreaner
Südkorea, südkoreanisch, Südkoreaner
China, chinesisch, Chinese
Japan, japanisch, Japaner
Deutschland, deutsch, Deutscher
Frankreich, französisch, Franzose
Italien, italienisch, Italiener
Spanien, spanisch, Spanier
Polen, polnisch, Pole
Türkei, türkisch, Türke
Iran, iranisch, Iraner
Irak, irakisch, Iraker
Israel, israelisch, Israeli
Syrien, syrisch, Syrer
Ungarn, ungarisch, Ungar
Österreich, österreichisch, Österreicher
Schweiz, schweizerisch, Schweizer
Griechenland, griechisch, Grieche
Indien, indisch, Inder
Europa, europäisch, Europäer
USA, amerikanisch, Amerikaner, US-amerikanisch
Großbritannien, britisch, Brite`

// A Synonym is a run of words of a query and other words for the same.
type Synonym struct {
	First, Last int      // indexes of the words, both included
	Forms       []string // as they are written
}

type thesaurus struct {
	groups [][]string
	byStem map[string][]place // by the stems of a form, joined by spaces
}

type place struct{ group, form int }

const maxSynonymWords = 3 // of one form

// thesaurus is made when it is first asked for, since it takes the analyzer's stems.
func (a *Analyzer) thesaurusOnce() *thesaurus {
	a.once.Do(func() {
		t := &thesaurus{byStem: map[string][]place{}}
		for line := range strings.SplitSeq(strings.TrimSpace(synonyms), "\n") {
			forms := strings.Split(line, ", ")
			for i, f := range forms {
				key := a.stems(f)
				t.byStem[key] = append(t.byStem[key], place{len(t.groups), i})
			}
			t.groups = append(t.groups, forms)
		}
		a.synonyms = t
	})
	return a.synonyms
}

func (a *Analyzer) stems(s string) string {
	var out []string
	for _, t := range a.Tokens(nil, s) {
		out = append(out, t.Word.Stem)
	}
	return strings.Join(out, " ")
}

// Synonyms returns for each run of the words that has any the other words for it.
// An empty word is one that has none.
func (a *Analyzer) Synonyms(words []string) []Synonym {
	t := a.thesaurusOnce()
	stems := make([]string, len(words))
	for i, w := range words {
		stems[i] = a.stems(w)
	}
	var out []Synonym
	for i := 0; i < len(words); i++ {
		for n := min(maxSynonymWords, len(words)-i); n > 0; n-- {
			if stems[i] == "" {
				break
			}
			s := Synonym{First: i, Last: i + n - 1}
			seen := map[string]bool{}
			key := strings.Join(stems[i:i+n], " ")
			for _, p := range t.byStem[key] {
				for k, f := range t.groups[p.group] {
					if k != p.form && !seen[f] {
						seen[f] = true
						s.Forms = append(s.Forms, f)
					}
				}
			}
			if len(s.Forms) > 0 {
				out = append(out, s)
				i += n - 1
				break
			}
		}
	}
	return out
}

type lazyThesaurus struct {
	once     sync.Once
	synonyms *thesaurus
}
