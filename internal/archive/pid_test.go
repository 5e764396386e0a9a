package archive

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// The quick way to a passage id has to give what its definition says.
func FuzzNormal(f *testing.F) {
	for _, s := range []string{
		"", "Am 19. Juni traf Putin Kim.", "Größe – „Maß“ …", " vorn", "hinten ", "zwei  Leerzeichen", "a\tb", "a\u00a0b", "a\u0085b",
		"a\u0308", "ä\u0323", "\u2028", "\u202f", "\u2002", "\u200b", "가\u11a8", "\u00ad", "100 €", "\xff", "é", "\u212b", "\u2126",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := strings.Join(strings.Fields(norm.NFC.String(s)), " ")
		if normal(s) && s != want {
			t.Fatalf("%q counts as normal, but is %q", s, want)
		}
		if normal(s) {
			for _, r := range []string{"a", "Ü", " x"} { // what stands beside it
				if both := s + r; normal(both) && norm.NFC.String(both) != both {
					t.Fatalf("%q is not stable", both)
				}
			}
		}
	})
}

func TestPassageIDOfUsualTextIsQuick(t *testing.T) {
	text := "Größe und „Maß“ – am 19. Juni für 100 € …"
	if !normal(text) {
		t.Errorf("%q takes the slow way", text)
	}
	if PassageID(text) != PassageID(" "+text+"\t") {
		t.Error("the two ways differ")
	}
}
