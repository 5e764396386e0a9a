package web

import (
	"testing"

	"depesche/internal/archive"
)

func TestDates(t *testing.T) {
	for _, c := range []struct{ in, de, en, short string }{
		{"2024", "2024", "2024", "2024"},
		{"2023-09", "September 2023", "September 2023", "Sept. 2023"},
		{"2024-03-01", "1. März 2024", "1 March 2024", "1. März 2024"},
		{"2023-09-12T12:45:00+02:00", "12. September 2023, 12:45 Uhr", "12 September 2023, 12:45", "12. Sept. 2023"},
		{"0987-01-02", "2. Januar 987", "2 January 987", "2. Jan. 987"},
		{"", "", "", ""},
	} {
		d, err := archive.ParseDate(c.in)
		if err != nil {
			t.Fatal(err)
		}
		if got := German.Date(d); got != c.de {
			t.Errorf("German.Date(%s) = %q, want %q", c.in, got, c.de)
		}
		if got := English.Date(d); got != c.en {
			t.Errorf("English.Date(%s) = %q, want %q", c.in, got, c.en)
		}
		if got := German.ShortDate(d); got != c.short {
			t.Errorf("German.ShortDate(%s) = %q, want %q", c.in, got, c.short)
		}
	}
}

func TestNumbersAndNouns(t *testing.T) {
	for _, c := range []struct {
		n      int
		de, en string
	}{
		{0, "0\u00a0Medien", "0\u00a0outlets"}, {1, "1\u00a0Medium", "1\u00a0outlet"}, {2, "2\u00a0Medien", "2\u00a0outlets"},
		{999, "999\u00a0Medien", "999\u00a0outlets"}, {1000, "1.000\u00a0Medien", "1,000\u00a0outlets"},
		{1234567, "1.234.567\u00a0Medien", "1,234,567\u00a0outlets"}, {-1234, "−1.234\u00a0Medien", "−1,234\u00a0outlets"},
	} {
		if got := German.N(c.n, Outlets); got != c.de {
			t.Errorf("German: %q, want %q", got, c.de)
		}
		if got := English.N(c.n, Outlets); got != c.en {
			t.Errorf("English: %q, want %q", got, c.en)
		}
	}
	for n, want := range map[int64]string{0: "0\u00a0B", 999: "999\u00a0B", 1500: "1,5\u00a0kB", 232_000_000: "232,0\u00a0MB", 3_200_000_000: "3,2\u00a0GB"} {
		if got := German.Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

// Every word of the interface has both languages.
func TestEveryKindHasANameInBothLanguages(t *testing.T) {
	for _, l := range []Lang{German, English} {
		for _, k := range archive.Kinds {
			if l.Kind(k) == string(k) && l == German || l.Kinds(k) == string(k) {
				t.Errorf("kind %s has no name in %s", k, l)
			}
		}
		for _, r := range []archive.Rights{archive.RightsFull, archive.RightsExcerpt, archive.RightsMetadata} {
			if l.Rights(r) == string(r) {
				t.Errorf("rights %s have no name in %s", r, l)
			}
		}
	}
}

func TestLinksKeepTheLanguage(t *testing.T) {
	p := &Page{Lang: English, KeepLang: English, Here: "/suche?q=a+b"}
	for path, want := range map[string]string{
		"/": "/?lang=en", "/a/x#p-1": "/a/x?lang=en#p-1", "/suche?q=ä&von=2023": "/suche?lang=en&q=%C3%A4&von=2023", "/e?lang=de": "/e?lang=en",
	} {
		if got := p.Link(path); got != want {
			t.Errorf("Link(%s) = %s, want %s", path, got, want)
		}
	}
	if got := p.Switch(); got != "/suche?lang=de&q=a+b" {
		t.Errorf("Switch() = %s", got)
	}
}
