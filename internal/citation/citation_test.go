package citation

import (
	"bytes"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

var (
	depesche = Archive{Name: "Depesche", BaseURL: "https://archiv.example"}
	accessed = time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC)
)

func date(t testing.TB, s string) archive.Date {
	t.Helper()
	d, err := archive.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func plain(t testing.TB) *archive.Article {
	a := &archive.Article{
		ID: "7k3m9x2qh", Title: "Gipfel in Größenordnung", Kicker: "Diplomatie",
		Authors: []string{"Änne Müller", "Ursula von der Leyen"}, Outlet: "Süddeutsche Zeitung",
		Published: date(t, "2024-06-19T12:45:00+02:00"), URL: "https://zeitung.example/a|b?x=ä",
		Captured: time.Date(2024, 6, 20, 8, 0, 0, 0, time.UTC), Lang: "de", Rights: archive.RightsFull, Version: 2,
		Paragraphs: []archive.Paragraph{
			{Kind: archive.Text, Text: "Erster Absatz."},
			{Kind: archive.Heading, Text: "Zwischen den Zeilen"},
			{Kind: archive.Text, Text: `Er sagte: "Das ist gut", und ging.`},
		},
	}
	archive.AssignPIDs(a.Paragraphs)
	return a
}

// hostile has in every field what one of the formats reads as its own.
func hostile(t testing.TB) *archive.Article {
	a := &archive.Article{
		ID:    "h0st11e",
		Title: "50 % & {mehr}} $teuern_#1 ~ ^ \\end{document}\r\nER  - \nTY  - BOOK '''fett''' [[Link]] {{Vorlage|a=b}} <ref> ~~~~ \u2028AU  - X",
		Authors: []string{
			"Anna and Bert", "Öz, {Gül\"}, Jr.", "dpa/AFP", "김정은", "Rösler\nTY  - X", "", "  ", ",",
			"Charles de Gaulle", "Martin Luther King Jr.",
		},
		Outlet: "Blatt } @article{x, | & Co. \x00\x1f", Published: date(t, "2024-02"),
		URL: "javascript:alert(1)", Lang: "de-AT", Tags: []string{"x"},
		Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: "{ „offen\tund =zu }} | ''kursiv''"}},
	}
	archive.AssignPIDs(a.Paragraphs)
	return a
}

func passage(t testing.TB, a *archive.Article, i int) Reference {
	t.Helper()
	r, ok := depesche.Passage(a, a.Paragraphs[i].PID, accessed)
	if !ok {
		t.Fatalf("article %s has no passage %s", a.ID, a.Paragraphs[i].PID)
	}
	return r
}

func encode(t testing.TB, f Format, rs ...Reference) string {
	t.Helper()
	var b bytes.Buffer
	e, err := NewEncoder(&b, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rs {
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGolden compares every form of ordinary, undated and hostile references
// with testdata; DEPESCHE_UPDATE=1 writes them anew.
func TestGolden(t *testing.T) {
	bare := &archive.Article{ID: "bare", Title: "Ist das alles?", TitleProposed: true, Rights: archive.RightsMetadata}
	for name, r := range map[string]Reference{
		"article": depesche.Article(plain(t), accessed),
		"passage": passage(t, plain(t), 2),
		"hostile": passage(t, hostile(t), 0),
		"bare":    depesche.Article(bare, time.Time{}),
	} {
		t.Run(name, func(t *testing.T) {
			var b strings.Builder
			for _, f := range []Format{RIS, BibTeX, CSLJSON} {
				b.WriteString("-- " + string(f) + " --\n" + strings.ReplaceAll(encode(t, f, r), "\r\n", "\n"))
			}
			for _, m := range r.Metadata() {
				b.WriteString("-- meta " + m.Name + " --\n" + m.Content + "\n")
			}
			b.WriteString("-- COinS --\n" + r.COinS() + "\n")
			b.WriteString("-- Fußnote --\n" + r.Footnote() + "\n")
			b.WriteString("-- Zitat --\n" + r.QuoteWithSource() + "\n")
			b.WriteString("-- Internetquelle --\n" + r.Internetquelle() + "\n")
			b.WriteString("-- Literatur --\n" + r.Literatur() + "\n")
			path := filepath.Join("testdata", name+".txtar")
			if os.Getenv("DEPESCHE_UPDATE") != "" {
				if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestParseName(t *testing.T) {
	for in, want := range map[string]Name{
		"Änne Müller":             {Family: "Müller", Given: "Änne"},
		"Müller, Änne":            {Family: "Müller", Given: "Änne"},
		"Ursula von der Leyen":    {Family: "Leyen", Given: "Ursula", Particle: "von der"},
		"von der Leyen, Ursula":   {Family: "Leyen", Given: "Ursula", Particle: "von der"},
		"Leyen, Ursula von der":   {Family: "Leyen", Given: "Ursula", Particle: "von der"},
		"Hans Jürgen van 't Hoff": {Family: "Hoff", Given: "Hans Jürgen", Particle: "van 't"},
		"Martin Luther King Jr.":  {Family: "King", Given: "Martin Luther", Suffix: "Jr."},
		"King, Martin, Jr.":       {Family: "King", Given: "Martin", Suffix: "Jr."},
		"dpa":                     {Family: "dpa", Literal: true},
		"dpa/AFP":                 {Family: "dpa/AFP", Literal: true},
		"dpa und Redaktion":       {Family: "dpa und Redaktion", Literal: true},
		"Deutsche Presse-Agentur": {Family: "Deutsche Presse-Agentur", Literal: true},
		"김정은":                     {Family: "김정은", Literal: true},
		"":                        {Literal: true},
	} {
		if diff := cmp.Diff(want, ParseName(in)); diff != "" {
			t.Errorf("%q: -want +got:\n%s", in, diff)
		}
	}
}

func TestQuoted(t *testing.T) {
	for in, want := range map[string]string{
		"Gut.":                          "„Gut.“",
		`Er sagte: "Das ist gut".`:      "„Er sagte: ‚Das ist gut‘.“",
		`„Das“, sagt er, „ist gut“`:     "„‚Das‘, sagt er, ‚ist gut‘“",
		`»Das« ist (“gut”)`:             "„‚Das‘ ist (‚gut‘)“",
		"Das «gute» Geschäft":           "„Das ‚gute‘ Geschäft“",
		"zwei\nZeilen":                  "„zwei Zeilen“",
		`"Respektierter" Kamerad`:       "„‚Respektierter‘ Kamerad“",
		"Er rief: ‚Ja‘, und „Nein“ ist": "„Er rief: ‚Ja‘, und ‚Nein‘ ist“",
	} {
		if got := Quoted(in); got != want {
			t.Errorf("Quoted(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestRightsGovernTheQuote(t *testing.T) {
	a := plain(t)
	for rights, want := range map[archive.Rights][2]string{
		archive.RightsFull:     {"Erster Absatz.", `Er sagte: "Das ist gut", und ging.`},
		archive.RightsExcerpt:  {"Erster Absatz.", ""},
		archive.RightsMetadata: {"", ""},
	} {
		a.Rights = rights
		for j, i := range []int{0, 2} {
			r := passage(t, a, i)
			if r.Quote != want[j] {
				t.Errorf("%s, paragraph %d: quote %q, want %q", rights, i, r.Quote, want[j])
			}
			all := encode(t, RIS, r) + encode(t, BibTeX, r) + encode(t, CSLJSON, r) + r.QuoteWithSource() + r.Internetquelle() + r.Literatur()
			if want[j] == "" && (strings.Contains(all, "gut") || strings.Contains(all, "Erster")) {
				t.Errorf("%s: text of paragraph %d stands in\n%s", rights, i, all)
			}
		}
	}
	if _, ok := depesche.Passage(a, "zzzzz", accessed); ok {
		t.Error("a passage that does not exist was cited")
	}
}

func TestNoOutletNeverTakenForAJournal(t *testing.T) {
	for _, m := range depesche.Article(plain(t), accessed).Metadata() {
		if m.Name == "citation_journal_title" {
			t.Error("citation_journal_title makes Zotero take a newspaper for a journal")
		}
	}
}

func TestEmptyList(t *testing.T) {
	var items []any
	if err := json.Unmarshal([]byte(encode(t, CSLJSON)), &items); err != nil || len(items) != 0 {
		t.Errorf("empty CSL list: %v, %v", items, err)
	}
}

// FuzzReference writes arbitrary fields in all forms and checks the invariants
// that keep a list of references readable: one record, its lines intact, braces
// balanced, JSON valid, one template call.
func FuzzReference(f *testing.F) {
	f.Add("Titel", "Anna and Bert", "Blatt", "https://a.example/|", "Text")
	f.Add("}{\\", "a,b,c,d", "\r\nER  - ", "http://[::1]/{", "{{{{")
	f.Add("*", "and", "@article{", "javascript:x", "~~~~")
	f.Fuzz(func(t *testing.T, title, author, outlet, address, text string) {
		a := &archive.Article{
			ID: "f0zz", Title: title, Authors: []string{author}, Outlet: outlet, URL: address,
			Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}, Kicker: text,
		}
		archive.AssignPIDs(a.Paragraphs)
		r := passage(t, a, 0)

		ris := encode(t, RIS, r)
		for i, l := range strings.Split(strings.TrimSuffix(ris, "\r\n\r\n"), "\r\n") {
			if strings.ContainsAny(l, "\r\n\v\f\u0085\u2028\u2029") || len(l) < 6 || l[2:6] != "  - " {
				t.Errorf("RIS line %d is %q", i, l)
			}
		}
		if n := strings.Count(ris, "\nER  - "); n != 1 {
			t.Errorf("RIS has %d records", n)
		}
		depth, lowest := 0, 1
		bib := encode(t, BibTeX, r)
		for i, c := range bib {
			switch c {
			case '{':
				depth++
			case '}':
				depth--
				if i < len(strings.TrimSpace(bib))-1 {
					lowest = min(lowest, depth)
				}
			}
		}
		if depth != 0 || lowest < 1 {
			t.Errorf("BibTeX braces end at depth %d, lowest inside %d:\n%s", depth, lowest, bib)
		}
		var items []map[string]any
		if err := json.Unmarshal([]byte(encode(t, CSLJSON, r)), &items); err != nil || len(items) != 1 {
			t.Errorf("CSL: %d items, %v", len(items), err)
		}
		for _, call := range []string{r.Internetquelle(), r.Literatur()} {
			inner := call[2 : len(call)-2]
			if strings.ContainsAny(inner, "{}[]<>\n") || strings.Contains(inner, "~~~") {
				t.Errorf("template call %q has markup inside", call)
			}
		}
		if _, err := url.ParseQuery(r.COinS()); err != nil {
			t.Errorf("COinS: %v", err)
		}
		for _, m := range r.Metadata() {
			if strings.ContainsAny(m.Content, "\r\n\x00") {
				t.Errorf("meta %s: %q", m.Name, m.Content)
			}
		}
	})
}

func BenchmarkEncodeRIS(b *testing.B) {
	r := depesche.Article(plain(b), accessed)
	var out bytes.Buffer
	e, err := NewEncoder(&out, RIS)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		out.Reset()
		if err := e.Encode(r); err != nil {
			b.Fatal(err)
		}
	}
}
