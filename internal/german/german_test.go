package german

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Straße": "strasse", "STRASSE": "strasse", "Pjöngjang": "pjoengjang", "Pjoengjang": "pjoengjang", "Erdoğan": "erdogan",
		"Mladić": "mladic", "Putin’s": "putins", "a\u0308rger": "aerger", "Wähler:innen": "waehlerinnen", "Wahl\u00adkampf": "wahlkampf",
		"Шойгу": "шойгу", "평양": "평양", "3,5": "3,5", "": "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestStem: the words of a line have one stem, which no other line has.
func TestStem(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{
		"Rakete Raketen", "Reis Reises", "Reise Reisen reist reiste gereist", "Preis Preise Preises Preisen", "Haus Häuser Hauses Häusern",
		"Land Länder Landes Ländern", "Bürger Bürgern Bürgers Bürgerin Bürgerinnen", "Burg Burgen", "Lager Lagern Lagers",
		"Vertrag Verträge Verträgen Vertrags", "Macht Mächte Mächten", "Hafen Häfen Hafens", "Stadt Städte Städten",
		"liefern liefert lieferte lieferten geliefert", "Lieferung Lieferungen", "unterzeichnen unterzeichnet unterzeichneten",
		"schreiben schrieb geschrieben", "treffen traf trafen getroffen", "übernehmen übernahm übernommen übernimmt",
		"einsetzen einzusetzen eingesetzt", "abschließen abgeschlossen", "russisch russische russischer russischen russisches",
		"Präsident Präsidenten Präsidentin Präsidentinnen", "Wähler Wählerinnen Wählern", "Kollege Kollegin Kollegen",
		"Nordkorea Nordkoreas", "Moskau Moskaus", "Putin Putins", "Paris", "schön schöne schöner", "schon", "fördern förderte gefördert",
		"fordern forderte gefordert", "groß große größer größte", "Museum Museen Museums", "Firma Firmen", "Risiko Risiken",
		"Ergebnis Ergebnisse Ergebnissen", "Abschuss Abschüsse", "Schoigu Schoigus",
		"Sprengkopf Sprengköpfe Sprengköpfen", "Verbündeter Verbündete Verbündeten", "Zypern Zyperns", "Bayern Bayerns", "Bauer Bauern", "Tür Türen",
		"Kohle", "Kohl", "Akte Akten", "Wagen Wagens",
	}
	owner := map[string]int{}
	for n, line := range lines {
		words := strings.Fields(line)
		for _, w := range words {
			s := a.Word(w).Stem
			if first := a.Word(words[0]).Stem; s != first {
				t.Errorf("%s has the stem %s, %s has %s", w, s, words[0], first)
			}
			if o, ok := owner[s]; ok && o != n {
				t.Errorf("%s has the stem of %q", w, lines[o])
			}
			owner[s] = n
		}
	}
}

func TestSplit(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"Raketentests": "Raketen tests", "Waffenlieferungen": "Waffen lieferungen", "Mittelstreckenraketen": "Mittel strecke raketen",
		"Sicherheitsrat": "Sicherheit rat", "Verteidigungspakt": "Verteidigung pakt", "Öllager": "Öl lager", "Überprüfungsberichte": "Überprüfung berichte",
		"Atomsprengköpfe": "Atom spreng köpfe", "Panzerfäuste": "Panzer fäuste", "Gaszentrifugen": "Gas zentrifugen", "Plutoniumreaktor": "Plutonium reaktor",
		"Kompaktwagen": "Kompakt wagen", "zahlreiche": "", "kommunistische": "", "Hochzeitsgäste": "Hochzeit gäste", "Arbeiterentsendung": "Arbeiter entsendung",
		"Wladiwostok": "", "Schwarzenegger": "", "marinierten": "",
		"Preis": "", "Deutschland": "", "Unterstützung": "", "Bundestag": "", "Wissenschaft": "", "Putin": "", "Zusammenarbeit": "",
	} {
		w := a.Word(word)
		var parts []string
		for _, p := range w.Parts {
			parts = append(parts, word[UnfoldOffset(word, p.Start):UnfoldOffset(word, p.End)])
		}
		if got := strings.Join(parts, " "); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

func TestTokens(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"UN-Sanktionen gegen Kims Un":            {"UN", "sanktionen", "gegen", "kims", "un"},
		"152-Millimeter-Munition":                {"152", "millimeter", "munition"},
		"F-16, F16 und 1.000 oder 3,5 am 12.":    {"f", "16", "f", "16", "und", "1000", "oder", "3,5", "am", "12"},
		"Wähler:innen Bürger*innen Leser(innen)": {"waehlerinnen", "buergerinnen", "leserinnen"},
		"Putin’s d'Estaing":                      {"putins", "destaing"},
	} {
		var got []string
		for _, tok := range a.Tokens(nil, text) {
			got = append(got, tok.Word.Folded)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	for text, want := range map[string][]string{ // what each word is besides itself
		"Kurz- und Mittelstreckenraketen": {"kurzstreckenraketen", "", ""}, "Waffenexporte und -importe": {"", "", "waffenimporte"},
		"Handels- und UN-Sanktionen": {"handelssanktionen", "", "", ""}, "Öl-, Gas- und Kohleexporte": {"oelexporte", "gasexporte", "", ""},
		"Er sagte - und ging": {"", "", "", ""},
	} {
		var got []string
		for _, tok := range a.Tokens(nil, text) {
			meant := ""
			if tok.Ellipsis != nil {
				meant = tok.Ellipsis.Folded
			}
			got = append(got, meant)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// TestKeys: the spellings of a line have a key in common.
func TestKeys(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"Wostotschny Vostochny Wostotschnyj Восточный", "Schoigu Shoigu Shoygu Шойгу", "Lawrow Lavrov Лавров", "Selenskyj Zelensky Zelenskyy Зеленський Зеленский",
		"Pjöngjang Pyongyang Pjongjang 평양", "Charkiw Kharkiv", "Cherson Kherson Херсон", "Medwedew Medvedev Медведев", "Gerassimow Gerasimov",
		"Jekaterinburg Yekaterinburg", "Saporischschja Zaporizhzhia", "Dschong Jong", "Sojus Soyuz Союз", "Gazprom Gasprom", "Blagowestschensk Blagoweschtschensk Blagoveshchensk Благовещенск", "Roskosmos Roscosmos",
		"Gyeongju Kyŏngju", "Busan Pusan", "Gangwon Kangwŏn", "Daegu Taegu", "Gwangju Kwangju", "Incheon Inch'ŏn",
	} {
		words := strings.Fields(line)
		for _, w := range words[1:] {
			shared := false
			for _, k := range a.Word(w).Keys {
				for _, l := range a.Word(words[0]).Keys {
					shared = shared || k == l
				}
			}
			if !shared {
				t.Errorf("%s %v and %s %v share no key", words[0], a.Word(words[0]).Keys, w, a.Word(w).Keys)
			}
		}
	}
}

func TestDisplay(t *testing.T) {
	l := analyzer(t).Lexicon()
	for folded, want := range map[string]string{
		"strassenkampf": "Straßenkampf", "grossoffensive": "Großoffensive", "raketenabschuesse": "Raketenabschüsse", "russland": "Russland",
		"massnahmen": "Maßnahmen", "massaker": "Massaker", "aussenminister": "Außenminister", "aussendung": "Aussendung", "beschluss": "Beschluss",
		"gemaess": "gemäß", "pjoengjang": "Pjöngjang", "israel": "Israel", "sohae": "Sohae", "vorstoesse": "Vorstöße",
	} {
		if got := l.Display(folded); got != want {
			t.Errorf("Display(%q) = %q, want %q", folded, got, want)
		}
	}
}

// No filter of a line rules out what its words are found by, and few let pass what
// the line hasn't.
func TestFilter(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{
		"Die UN-Sanktionen gegen Nordkoreas Raketentests trafen Waffenlieferungen vom Kosmodrom Wostotschny, sagte der Sprecher am Dienstag.",
		"Kurz- und Mittelstreckenraketen, Waffenexporte und -importe: Die Armee griff den Hafen an.",
		"Das Parlament beriet am Abend über den Haushalt und die Schuldenbremse, ohne dass ein Ergebnis absehbar war.",
		strings.Repeat("Zur Lage sagt er nichts. ", 400),
	}
	keys := make([]map[string]bool, len(lines))
	for i, line := range lines {
		keys[i] = map[string]bool{}
		for _, tok := range a.Tokens(nil, line) {
			for _, w := range []*Word{tok.Word, tok.Ellipsis} {
				if w == nil {
					continue
				}
				keys[i][w.Folded], keys[i][w.Stem] = true, true
				for _, p := range w.Inner {
					keys[i][p.Stem] = true
				}
				if k, ok := BeginningOf(w.Folded); ok && !a.Line(line).May(k) {
					t.Errorf("%.20q…: the beginning of %q is ruled out", line, w.Folded)
				}
			}
		}
	}
	if !keys[1]["kurzstreckenraketen"] || !keys[1]["angreif"] {
		t.Errorf("the ellipsis and the verb in two pieces are not among %v", keys[1])
	}
	wrong, asked := 0, 0
	for i, line := range lines {
		for k := range lines {
			for key := range keys[k] {
				may := a.Line(line).May(KeyOf(key))
				if keys[i][key] {
					if !may {
						t.Errorf("%.20q…: %q is ruled out", line, key)
					}
					continue
				}
				asked++
				if may {
					wrong++
				}
			}
		}
	}
	if 20*wrong > asked {
		t.Errorf("%d of %d keys are not ruled out", wrong, asked)
	}
	if _, ok := BeginningOf("kim"); ok {
		t.Error("three letters are a beginning that filters know")
	}
}
