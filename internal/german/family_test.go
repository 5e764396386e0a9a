package german

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFamily: a word's relatives of other parts of speech, and no others.
func TestFamily(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for word, want := range map[string]string{
		"Lieferung": "liefern", "geliefert": "Lieferung Lieferant", "Angriff": "angreifen", "angegriffen": "Angriff Angreifer",
		"Verhandlung": "verhandeln", "verhandelten": "Verhandlung", "Explosion": "explodieren", "Zerstörung": "zerstören",
		"Stellung": "", "Rakete": "", "Land": "", "landete": "Landung", "Gewinn": "", "Regierung": "regieren", "Festnahme": "festnehmen",
	} {
		var got []string
		for _, r := range a.Family(a.Word(word)) {
			got = append(got, r.Form)
		}
		if diff := cmp.Diff(strings.Fields(want), got, cmp.Transformer("join", func(s []string) string { return strings.Join(s, " ") })); diff != "" {
			t.Errorf("%s: -want +got\n%s", word, diff)
		}
	}
}

// TestVerbsInTwoPieces: a prefix at the end of a clause joins the verb before it.
func TestVerbsInTwoPieces(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"In der Nacht griff die Armee den Flughafen an.":    "griff=angreifen",
		"Die Luftabwehr schoss zwei Drohnen ab.":            "schoss=abschiessen",
		"Er lehnte den Antrag, wie es hieß, ab und ging.":   "lehnte=ablehnen",
		"Die Truppen marschierten in das Dorf ein.":         "marschierten=einmarschieren",
		"Er stand an der Tür und griff nach dem Hut.":       "",
		"Er kam. Dann fing es an.":                          "fing=anfangen",
		"Ein- und Ausfuhr brachen ein.":                     "Ein=einfuhr brachen=einbrechen",
		"Kurz- und Mittelstreckenraketen rollten vorbei.":   "Kurz=kurzstreckenraketen",
		"Iran reichert Uran auf sechzig Prozent an.":        "reichert=anreichern",
		"Der Präsident bildete sein Kabinett um.":           "bildete=umbilden",
		"Er nahm an der Sitzung teil, die lange dauerte.":   "nahm=teilnehmen",
		"Sie zog sich, so die Agentur, ans Ufer zurück und": "zog=zurueckziehen",
	} {
		var got []string
		for _, tok := range a.Tokens(nil, text) {
			if tok.Ellipsis != nil {
				got = append(got, text[tok.Start:tok.End]+"="+tok.Ellipsis.Folded)
				prefix, stems := a.Separated(tok.Ellipsis.Stem)
				if prefix != "" && !slices.Contains(stems, tok.Word.Stem) && !slices.Contains(stems, a.Word(capitalWord(tok.Word.Folded)).Stem) {
					t.Errorf("%s: %s is not among the pieces %v of %s", text, tok.Word.Stem, stems, tok.Ellipsis.Stem)
				}
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: got %q, want %q", text, s, want)
		}
	}
}

func capitalWord(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// TestNumbers: groups of three digits are one number, however they are parted.
func TestNumbers(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"10 000 Mann": "10000 mann", "10.000 Mann": "10000 mann", "10\u00a0000 Mann": "10000 mann", "1 000 000": "1000000",
		"2020 300 Tage": "2020 300 tage", "0 123": "0 123", "12 34": "12 34", "1,5 Millionen": "1,5 millionen",
	} {
		var got []string
		for _, tok := range a.Tokens(nil, text) {
			got = append(got, tok.Word.Folded)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: got %q, want %q", text, s, want)
		}
	}
}

// TestNouns: a capital, or ß, tells words apart that are spelled alike.
func TestNouns(t *testing.T) {
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]string{{"Stand", "stand"}, {"Stahl", "stahl"}, {"Schloss", "schloss"}, {"Griff", "griff"}, {"Maße", "Masse"}, {"Buße", "Busse"}, {"Macht", "machte"}, {"Ratte", "Rat"}} {
		if x, y := a.Word(pair[0]).Stem, a.Word(pair[1]).Stem; x == y {
			t.Errorf("%s and %s have the stem %s", pair[0], pair[1], x)
		}
	}
	for _, pair := range [][2]string{{"Stand", "Stände"}, {"Schloss", "Schlösser"}, {"Bus", "Busse"}, {"Griff", "Griffe"}, {"Ärztin", "Ärzten"}, {"Währung", "Währungen"}, {"größten", "groß"}, {"Meister", "Meistern"}} {
		if x, y := a.Word(pair[0]).Stem, a.Word(pair[1]).Stem; x != y {
			t.Errorf("%s has the stem %s, %s has %s", pair[0], x, pair[1], y)
		}
	}
}
