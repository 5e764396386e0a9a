package query

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseURL(t *testing.T) {
	tests := []struct {
		raw       string
		canonical string
		warnings  []string
	}{
		{"", "", nil},
		{"q=", "", nil},
		{"seite=1&q=Putin++Kim&sortierung=relevanz&utm_source=x", "q=Putin+Kim", nil},
		{"q=%22Beyond+Parallel%22", "q=%22Beyond+Parallel%22", nil},
		{"q=W%C3%A4hler", "q=W%C3%A4hler", nil},
		{"q=Wa%CC%88hler", "q=W%C3%A4hler", nil}, // decomposed
		{"q=M%FCller", "q=M%C3%BCller", []string{"invalid-utf8 q=Müller"}},
		{"person=b&person=a&person=b&ort=x&medium=taz", "medium=taz&ort=x&person=a&person=b", nil},
		{"von=19.06.2024&bis=7.2024", "bis=2024-07&von=2024-06-19", nil},
		{"von=gestern&bis=2024-02-30", "", []string{"invalid-date von=gestern", "invalid-date bis=2024-02-30"}},
		{"von=2024&bis=2023", "bis=2023&von=2024", []string{"date-order von=2024"}},
		{"sortierung=neueste&seite=3", "seite=3&sortierung=neueste", nil},
		{"sortierung=schoenste", "", []string{"invalid-sort sortierung=schoenste"}},
		{"seite=0", "", []string{"invalid-page seite=0"}},
		{"seite=-1", "", []string{"invalid-page seite=-1"}},
		{"seite=1001", "seite=1001", nil},
		{"seite=1002", "", []string{"invalid-page seite=1002"}},
		{"seite=99999999999999999999", "", []string{"invalid-page seite=99999999999999999999"}},
		{"ohne=syn:b&ohne=syn:a&alle=1&lang=en", "alle=1&lang=en&ohne=syn%3Aa&ohne=syn%3Ab", nil},
		{"alle=0&lang=fr", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.raw, func(t *testing.T) {
			values, err := url.ParseQuery(tt.raw)
			if err != nil {
				t.Fatal(err)
			}
			s, warnings := ParseURL(values)
			if got := s.RawQuery(); got != tt.canonical {
				t.Errorf("canonical %q, want %q", got, tt.canonical)
			}
			if diff := cmp.Diff(tt.warnings, codes(warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseURLLimits(t *testing.T) {
	values := make(url.Values)
	for i := range 100_000 {
		values.Add("person", strings.Repeat("x", i%50+1))
	}
	values.Set("ort", "Berlin")
	values.Set("q", strings.Repeat("Wort ", 100_000))
	s, warnings := ParseURL(values)
	if n := len(s.Facets[Person]); n != MaxFacetValues {
		t.Errorf("%d values of a facet, want %d", n, MaxFacetValues)
	}
	if len(warnings) == 0 || len(warnings) > 10 {
		t.Errorf("%d warnings, want a few", len(warnings))
	}
	if len(s.Text) > maxTextBytes || len(s.RawQuery()) > 8<<10 {
		t.Errorf("kept %d bytes of text, %d bytes of query", len(s.Text), len(s.RawQuery()))
	}
}

func TestDerive(t *testing.T) {
	s, _ := ParseURL(url.Values{"q": {"Kim"}, "medium": {"taz"}, "seite": {"3"}, "ohne": {"x"}})
	before := s.URL()
	tests := []struct {
		name string
		got  Search
		want string
	}{
		{"With", s.With(Person, "kim-jong-un"), "/suche?medium=taz&ohne=x&person=kim-jong-un&q=Kim"},
		{"With again", s.With(Outlet, "taz"), "/suche?medium=taz&ohne=x&q=Kim"},
		{"With second", s.With(Outlet, "FR"), "/suche?medium=FR&medium=taz&ohne=x&q=Kim"},
		{"WithoutValue", s.WithoutValue(Outlet, "taz"), "/suche?ohne=x&q=Kim"},
		{"Toggle off", s.Toggle(Outlet, "taz"), "/suche?ohne=x&q=Kim"},
		{"Toggle on", s.Toggle(Place, "a b"), "/suche?medium=taz&ohne=x&ort=a+b&q=Kim"},
		{"WithoutField", s.WithoutField(Outlet), "/suche?ohne=x&q=Kim"},
		{"WithoutFilters", s.WithoutFilters(), "/suche?ohne=x&q=Kim"},
		{"WithText", s.WithText(" Putin "), "/suche?medium=taz&q=Putin"},
		{"WithDates", s.WithDates(date(t, "2023-09"), date(t, "2023-09")), "/suche?bis=2023-09&medium=taz&ohne=x&q=Kim&von=2023-09"},
		{"WithSort", s.WithSort(Newest), "/suche?medium=taz&ohne=x&q=Kim&sortierung=neueste"},
		{"WithSort default", s.WithSort(Newest).WithSort(ByRelevance), "/suche?medium=taz&ohne=x&q=Kim"},
		{"WithPage", s.WithPage(4), "/suche?medium=taz&ohne=x&q=Kim&seite=4"},
		{"WithPage 1", s.WithPage(1), "/suche?medium=taz&ohne=x&q=Kim"},
		{"WithPage far", s.WithPage(1 << 40), "/suche?medium=taz&ohne=x&q=Kim&seite=1001"},
		{"WithoutExpansion", s.WithoutExpansion("a"), "/suche?medium=taz&ohne=a&ohne=x&q=Kim"},
		{"ToggleExpansion", s.ToggleExpansion("x"), "/suche?medium=taz&q=Kim"},
		{"WithAllWords", s.WithAllWords(true), "/suche?alle=1&medium=taz&ohne=x&q=Kim"},
		{"WithLang", s.WithLang("en"), "/suche?lang=en&medium=taz&ohne=x&q=Kim&seite=3"},
	}
	for _, tt := range tests {
		if got := tt.got.URL(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	if after := s.URL(); after != before {
		t.Errorf("deriving changed the search from %s to %s", before, after)
	}
	if got, want := s.URLAs("csv"), "/suche.csv?medium=taz&ohne=x&q=Kim&seite=3"; got != want {
		t.Errorf("URLAs: %s, want %s", got, want)
	}
	if s.Offset() != 20 || (Search{}).Offset() != 0 || s.WithPage(1<<40).Offset() != MaxOffset {
		t.Errorf("offsets %d, %d, %d", s.Offset(), Search{}.Offset(), s.WithPage(1<<40).Offset())
	}
	if s.IsEmpty() || !s.HasFilters() || !(Search{Sort: Newest}).IsEmpty() {
		t.Error("IsEmpty or HasFilters wrong")
	}
}

func TestDescribe(t *testing.T) {
	names := func(field FieldName, v string) string {
		if field == Person && v == "kim-jong-un" {
			return "Kim Jong Un"
		}
		return v
	}
	tests := []struct{ raw, de, en string }{
		{"", "Alle Artikel", "All articles"},
		{"q=Waffenlieferungen&medium=taz&von=2023-09&bis=2023-09", "„Waffenlieferungen“ · Medium: taz · September 2023", "“Waffenlieferungen” · Outlet: taz · September 2023"},
		{"q=%22Beyond+Parallel%22", "„Beyond Parallel“", "“Beyond Parallel”"},
		{"q=%22Beyond+Parallel%22+Kim", `"Beyond Parallel" Kim`, `"Beyond Parallel" Kim`},
		{"person=kim-jong-un&person=putin", "Person: Kim Jong Un oder putin", "Person: Kim Jong Un or putin"},
		{"von=2023", "ab 2023", "from 2023"},
		{"bis=2024-06-19", "bis 19. Juni 2024", "until 19 June 2024"},
		{"von=2024-06-19&bis=2024-06-19", "19. Juni 2024", "19 June 2024"},
		{"von=2023-01-01&bis=2023-12", "2023", "2023"},
		{"von=2023-09&bis=2024", "September 2023 bis 2024", "September 2023 to 2024"},
	}
	for _, tt := range tests {
		values, err := url.ParseQuery(tt.raw)
		if err != nil {
			t.Fatal(err)
		}
		s, _ := ParseURL(values)
		if got := s.Describe(names); got != tt.de {
			t.Errorf("%q: %s, want %s", tt.raw, got, tt.de)
		}
		if got := s.WithLang("en").Describe(names); got != tt.en {
			t.Errorf("%q: %s, want %s", tt.raw, got, tt.en)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("q=Kim+Putin&person=b&person=a&von=19.6.2024&seite=7&ohne=x&alle=1&lang=en")
	f.Add("q=%FC%00%E2%80%8B&medium=+&bis=99999&sortierung=neueste&seite=-0")
	f.Fuzz(func(t *testing.T, raw string) {
		values, _ := url.ParseQuery(raw) // what it could read of a broken query
		s, _ := ParseURL(values)
		again, err := url.ParseQuery(s.RawQuery())
		if err != nil {
			t.Fatalf("canonical query %q: %v", s.RawQuery(), err)
		}
		same, warnings := ParseURL(again)
		if diff := cmp.Diff(s, same, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("read from the canonical query %q (-first +again):\n%s", s.RawQuery(), diff)
		}
		if same.RawQuery() != s.RawQuery() {
			t.Fatalf("canonical query %q, then %q", s.RawQuery(), same.RawQuery())
		}
		for _, w := range warnings {
			if w.Code != WarnDateOrder {
				t.Errorf("canonical query %q has warning %+v", s.RawQuery(), w)
			}
		}
		s.Describe(nil)
	})
}
