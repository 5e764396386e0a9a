package german

import (
	"strings"
	"testing"
)

// TestHalves: compounds with a part that the lexicon lacks, and words that only
// look like compounds.
func TestHalves(t *testing.T) {
	a := analyzer(t)
	for word, want := range map[string]string{
		"Zermürbungskrieg": "zermuerbung krieg", "Abnützungskrieg": "abnuetzung krieg", "Regierungsriege": "regierung rieg", "Paarungszeit": "paarung zeit",
		"Kabinettsumbildung": "kabinett umbildung", "Regierungsumbildung": "regierung umbildung", "Gravitationsfeld": "gravitation feld",
		"Untersuchungshaft": "untersuchung haft", "Einzelhaft": "einzel haft", "Verschleppungshaft": "verschleppung haft", "Schutzhaft": "schutz haft",
		"Staatsakt": "staat akt", "Terrorakt": "terror akt", "Raketentyp": "raket typ", "Privatjet": "privat jet", "Tankstellen": "tank stell",
		"Wirbelsturm": "wirbel sturm", "Wachturm": "wach turm", "Passagierzahlen": "passagier zahl", "Misstrauensantrag": "misstrau antrag",
		"gewissenhaft": "", "Mannschaft": "", "Kontakt": "", "kanonisiert": "", "Rivalität": "", "römischer": "", "optimaler": "", "Heiligenverehrung": "",
		"feststellen": "", "Eintritt": "", "Passagier": "", "Herrscher": "", "armenisch": "", "Funktionäre": "", "bestreiten": "",
	} {
		w := a.Word(word)
		var parts []string
		for _, p := range w.Parts {
			parts = append(parts, p.Stem)
		}
		if got := strings.Join(parts, " "); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
}

// TestForms: the words of a line have one stem, which no other line has.
func TestForms(t *testing.T) {
	a := analyzer(t)
	owner := map[string]int{}
	for n, line := range []string{
		"alt älter ältere älteste", "arm ärmer ärmsten", "hart härter härteste", "jung jünger jüngste", "kalt kälter", "kurz kürzere kürzeste", "lang länger längste",
		"scharf schärfer schärfste", "schwach schwächer", "stark stärkere stärksten", "warm wärmer", "hoch höher höchste hohe hohen", "groß größere", "krank kränker",
		"Atlas Atlanten", "Globus Globen", "Lexikon Lexika", "Visum Visa", "Indiz Indizien", "Material Materialien", "Konto Konten", "Referendum Referenden",
		"Memorandum Memoranden", "Konsortium Konsortien", "Ultimatum Ultimaten", "Konsul Konsuln", "Tribunal Tribunale", "General Generäle Generale", "Bonus Boni",
		"Post", "Posten Postens", "Grab Grabes", "Graben Gräben Grabens", "Eis Eises", "Eisen Eisens", "Recht Rechte Rechts", "gerecht gerechte gerechter", "Mai", "Mais",
		"Dreher Drehern", "Fälscher Fälschers", "falsch falsche", "Wärter Wärtern", "Schläger Schlägern", "Schlag Schläge", "Kurfürst Kurfürsten", "Fährte Fährten", "Gefährte Gefährten", "Fahrt Fahrten",
		"umbilden umgebildet umbildete", "zurückschießen zurückgeschossen", "observieren observierte observiert", "eskortieren eskortierten", "einkesseln eingekesselt einkesselte",
		"Nachbar Nachbarn Nachbarin Nachbarinnen", "Beamter Beamtinnen Beamt:innen", "Philosoph Philosophin Philosophinnen", "Schwede Schwedin", "Benzin", "Berlin", "Gewinn Gewinnen",
		"Turm Türme Türmen", "Palast Paläste", "Bischof Bischöfe", "Kloster Klöster", "Bodenschatz Bodenschätze", "Drohnenschwarm Drohnenschwärme", "Raucher Rauchern", "Rauch",
		"verminen vermint", "umzingeln umzingelte", "begnadigen begnadigt", "überschreiten überschritten", "lieferten liefern", "detonieren detonierte",
	} {
		words := strings.Fields(line)
		for _, w := range words {
			s := a.Word(w).Stem
			if first := a.Word(words[0]).Stem; s != first {
				t.Errorf("%s has the stem %s, %s has %s", w, s, words[0], first)
			}
			if o, ok := owner[s]; ok && o != n {
				t.Errorf("%s has the stem of line %d", w, o)
			}
			owner[s] = n
		}
	}
}
