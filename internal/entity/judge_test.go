package entity_test

import (
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/entity/lexicon"
	"depesche/internal/entity/tagger"

	"github.com/google/go-cmp/cmp"
)

// told is a finder that finds what it was told, by class.
type told map[string]string

func (f told) Find(text string) []tagger.Name {
	var names []tagger.Name
	for i := range text {
		for name, class := range f {
			if strings.HasPrefix(text[i:], name) {
				names = append(names, tagger.Name{Span: archive.Span{Start: i, End: i + len(name)}, Class: class})
			}
		}
	}
	return names
}

// What a finder finds becomes a suggestion where there is enough for it.
func TestSuggestions(t *testing.T) {
	registry, err := entity.Parse()
	if err != nil {
		t.Fatal(err)
	}
	words, err := lexicon.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text  string
		found told
		want  []string
	}{
		{"Johanna Mikl-Leitner sprach.", told{"Johanna Mikl-Leitner": "PER"}, []string{"person Johanna Mikl-Leitner"}},
		{"Club-Boss Nasser Khelaifi kam.", told{"Club-Boss Nasser Khelaifi": "PER"}, []string{"person Nasser Khelaifi"}},
		{"Dr. Peter Müller kam.", told{"Dr. Peter Müller": "PER"}, []string{"person Peter Müller"}},
		{"Der Pomp war groß.", told{"Pomp": "LOC"}, nil},
		{"Das Drehbuch von Matt Charmans Drehbuch.", told{"Matt Charmans Drehbuch": "LOC"}, nil},
		{"Er wohnt in Zeltweg.", told{"Zeltweg": "LOC"}, []string{"place Zeltweg"}},
		{"Die Salzburger feiern.", told{"Salzburger": "LOC"}, nil},
		{"Verteidigungsminister Schoigu kam.", told{"Schoigu": "PER"}, []string{"person Schoigu"}},
		{"Flooz klingt gut.", told{"Flooz": "PER"}, nil},
		{"Die FPÖ und die ÖVP stimmten zu.", told{"FPÖ": "ORG", "ÖVP": "ORG"}, []string{"organisation FPÖ", "organisation ÖVP"}},
		{"Das BIP stieg.", told{"BIP": "ORG"}, nil},
		{"Der Verband Forschender Hersteller klagt.", told{"Verband Forschender Hersteller": "ORG"}, []string{"organisation Verband Forschender Hersteller"}},
		{"Google klagt. Auch gegen Google wird geklagt.", told{"Google": "ORG"}, []string{"organisation Google", "organisation Google"}},
		{"Facegloria wächst.", told{"Facegloria": "ORG"}, nil},
		{"Der Film Gomorrha lief.", told{"Gomorrha": "OTH"}, nil},
		{"Der Dokumentarfilmer Riha kam.", told{"Dokumentarfilmer Riha": "PER"}, []string{"person Riha"}},
		{"Das sagt US-Open-Champion Cilic.", told{"US-Open-Champion Cilic": "PER"}, []string{"person Cilic"}},
		{"Der von Bundesliga-Aspirant RB Leipzig umworbene Spieler.", told{"Bundesliga-Aspirant RB Leipzig": "ORG"}, []string{"organisation RB Leipzig"}},
		{"Man wollte eine Bad Bank gründen.", told{"Bad Bank": "ORG"}, nil},
		{"Die Deutsche Bank verklagt Flooz.", told{"Deutsche Bank": "ORG"}, []string{"organisation Deutsche Bank"}},
		{"Seit Corona ist in Corona viel anders.", told{"Corona": "LOC"}, nil},
		{"Regie führt Tom Hanks.", told{"Tom Hanks": "PER"}, []string{"person Tom Hanks"}},
		{"Man sah Sistos Talent früh.", told{"Sistos Talent": "PER"}, nil},
		{"Gekauft wurden CDs, viele CDs.", told{"CDs": "ORG"}, nil},
		{"Tanja lachte, Tanja ging.", told{"Tanja": "PER"}, nil},
		{"Tanja Bauer lachte, Tanja ging.", told{"Tanja Bauer": "PER"}, []string{"person Tanja Bauer"}},
		{"Elisabeth S. kam. Frau S. schwieg.", told{"Elisabeth S": "PER"}, []string{"person Elisabeth S"}},
		{"Die Salzburger feiern, Salzburger tanzen.", told{"Salzburger": "PER"}, nil},
		{"Alexander Van der schrieb.", told{"Alexander Van der": "PER"}, nil},
	} {
		rec := entity.NewRecogniser(registry, entity.WithNames(words), entity.WithFinder(c.found))
		var got []string
		for _, m := range rec.Mentions(&archive.Article{Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: c.text}}}) {
			got = append(got, string(m.Kind)+" "+c.text[m.Span.Start:m.Span.End])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.text, diff)
		}
	}
}
