package lexicon

import (
	"strings"
	"testing"
)

func TestShipped(t *testing.T) {
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"Richard", "Sergej", "Alexander"} {
		if !l.GivenName(strings.ToLower(w)) {
			t.Errorf("%s is no first name", w)
		}
	}
	for _, w := range []string{"Lebensmittel", "Superlativen", "Satellitenstart", "auch"} {
		if !l.Word(strings.ToLower(w)) {
			t.Errorf("%s is no word", w)
		}
	}
	for _, w := range []string{"Woronzow", "Lusjanin", "Charkiw", "Kiel", "Nordkorea"} {
		if l.Word(strings.ToLower(w)) {
			t.Errorf("%s is a word", w)
		}
	}
	if l.Of("Nordkorea")&Country == 0 || l.Of("Äthiopien")&Country == 0 {
		t.Error("countries are missing")
	}
}

func TestReadWrite(t *testing.T) {
	var b strings.Builder
	if err := Write(&b, []string{"kim", "haus"}, map[string]Class{"kim": Given | Family, "haus": Noun}); err != nil {
		t.Fatal(err)
	}
	l, err := Read(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if l.Classes("kim") != Given|Family || l.Classes("haus") != Noun || l.Classes("niemand") != 0 {
		t.Errorf("read back %v, %v, %v", l.Classes("kim"), l.Classes("haus"), l.Classes("niemand"))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("2\nkim\tgf\nhaus\tn\n")
	f.Add("1\nx\tq\n")
	f.Add("9999999999\n")
	f.Fuzz(func(t *testing.T, s string) {
		if l, err := Read(strings.NewReader(s)); err == nil && l == nil {
			t.Fatal("neither lexicon nor error")
		}
	})
}
