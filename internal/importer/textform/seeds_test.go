package textform

import (
	"os"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

// What a person reads in the five seed articles.
var seedExpectations = map[string]summary{
	"000_b0fe43bfc6de5fe0.txt": {
		TitleProposed: true, Date: "2023-09", Paragraphs: 15,
		Headings: []string{"Isoliert in Sibirien", "Nordkoreas Waffenbestände", "Wird gegen UN-Beschlüsse verstoßen?",
			"Südkorea fühlt sich bedroht", "Warnungen des UN-Generalsekretärs", `"Vereinbarungen bleiben vorerst geheim"`},
	},
	"001_5db24328ac2844b5.txt": {
		Title: "Unterstützung im Ukraine-Krieg: Nordkorea liefert offenbar bereits Waffen an Russland",
		Date:  "2023-10", Authors: []string{"Sven Hauberg"}, Paragraphs: 13, Captions: 1,
		Headings: []string{"Nordkorea und Russland: Waffen gegen Lebensmittel?", "Nordkorea rüstet offenbar nuklear weiter auf"},
	},
	"002_ed84f562ff2ba2d0.txt": {
		Kicker: "Annäherung Russlands und Nordkoreas", Title: "Putin und Kim wollen sich beistehen",
		Date: "2024-06", Outlet: "taz", Paragraphs: 14,
	},
	"003_c276a5b367da4ce5.txt": {
		Kicker: "Nordkoreas Machthaber in Russland", Title: "Was sich der Kreml von Kims Besuch verspricht",
		Date: "2023-09-12T12:45:00+02:00", Paragraphs: 12,
		Headings: []string{"Waffen gegen Lebensmittel", "Nordkoreas Waffen könnten Russland gewaltigen Auftrieb geben",
			"Bündnis zwischen Russland, China und Nordkorea?"},
	},
	// The first line stood above another article; the teaser of a news blog is no heading.
	"004_10dcc7e113d1df78.txt": {
		TitleProposed: true, Date: "2024-06", Outlet: "t-online", Paragraphs: 16, Note: true,
		Headings: []string{`Putin nennt Nordkorea einen "gleichgesinnten Unterstützer"`, "Kim Jong Un erhofft sich militärisches Wissen",
			"So effektiv sind Nordkoreas Waffen"},
	},
}

type summary struct {
	Kicker, Title        string // Title is empty where it is proposed
	TitleProposed, Note  bool
	Date, Outlet         string
	Authors, Headings    []string
	Paragraphs, Captions int
}

func summarise(a archive.Article, note string) summary {
	s := summary{
		Kicker: a.Kicker, Title: a.Title, TitleProposed: a.TitleProposed, Note: note != "",
		Date: a.Published.String(), Outlet: a.Outlet, Authors: a.Authors, Paragraphs: len(a.Paragraphs),
	}
	if a.TitleProposed {
		s.Title = ""
	}
	for _, p := range a.Paragraphs {
		switch p.Kind {
		case archive.Heading:
			s.Headings = append(s.Headings, p.Text)
		case archive.Caption:
			s.Captions++
		}
	}
	return s
}

func TestSeeds(t *testing.T) {
	for name, want := range seedExpectations {
		data, err := os.ReadFile(testkit.Shared(t, "seeds", name))
		if err != nil {
			t.Fatal(err)
		}
		a, note := Parse(string(data))
		if diff := cmp.Diff(want, summarise(a, note)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if a.TitleProposed {
			start := strings.TrimSuffix(a.Title, " …")
			body := a.Paragraphs[0].Text
			if want.Note {
				body = a.Paragraphs[1].Text
			}
			if !strings.HasPrefix(body, start) || len(start) < 30 {
				t.Errorf("%s: proposed title %q is not how the text begins", name, a.Title)
			}
		}
		words := 0
		for w := range strings.FieldsSeq(string(data)) {
			words++
			if !strings.Contains(a.Title+a.Kicker+a.CanonicalText()+strings.Join(a.Authors, " "), w) && words > 20 {
				t.Errorf("%s: word %q is lost", name, w)
			}
		}
	}
}
