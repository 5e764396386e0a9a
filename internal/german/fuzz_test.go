package german

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func analyzer(t testing.TB) *Analyzer {
	t.Helper()
	a, err := NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// FuzzTokens checks that tokens are in order, on rune borders and inside the text,
// that a token's word is its folded slice, and that parts lie inside it.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"Nordkoreas Raketentests", "Kurz- und Mittelstreckenraketen", "Waffenexporte und -importe", "Gaszentrifugen", "UN-Sanktionen", "Wähler:innen, Bürger*innen (innen)", "1.000,5 F-16",
		"Зеленський 평양 김정은", "a\u0308\u00ad\u200d’s", "\xff\xfe", "Straße STRASSE ẞ", "ǅ İ ı", strings.Repeat("ä", 200),
	} {
		f.Add(s)
	}
	a := analyzer(f)
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, tok := range a.Tokens(nil, text) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(text) {
				t.Fatalf("token %d to %d of %d bytes, after %d", tok.Start, tok.End, len(text), end)
			}
			end = tok.End
			s := text[tok.Start:tok.End]
			if !utf8.RuneStart(s[0]) || tok.End < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[tok.End]) {
				t.Fatalf("%q is not on rune borders of %q", s, text)
			}
			if folded := Fold(s); tok.Word.Folded != folded && tok.Word.Folded != strings.ToUpper(folded) && len(folded) <= maxFolded {
				t.Fatalf("%q: folded %q, not %q", s, tok.Word.Folded, folded)
			}
			last := 0
			for _, p := range tok.Word.Parts {
				if p.Start < last || p.End <= p.Start || p.End > len(tok.Word.Folded) || p.Stem == "" {
					t.Fatalf("%q: part %+v", s, p)
				}
				last = p.End
			}
			for _, p := range tok.Word.Inner {
				if p.Start < 0 || p.End <= p.Start || p.End > len(tok.Word.Folded) || !tok.Word.May(SignatureOf(p.Stem)) {
					t.Fatalf("%q: inner word %+v", s, p)
				}
			}
			if tok.Word.Stem == "" && tok.Word.Folded != "" || !tok.Word.May(SignatureOf(tok.Word.Stem)) {
				t.Fatalf("%q: stem %q", s, tok.Word.Stem)
			}
			for o := 0; o <= len(tok.Word.Folded); o++ {
				if i := UnfoldOffset(s, o); i < 0 || i > len(s) || i < len(s) && utf8.ValidString(s) && !utf8.RuneStart(s[i]) {
					t.Fatalf("%q: offset %d of %q is %d", s, o, tok.Word.Folded, i)
				}
			}
		}
	})
}
