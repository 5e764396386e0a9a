package corpus

import (
	"testing"

	"depesche/internal/archive"
)

func TestProposeTitle(t *testing.T) {
	text := func(s string) []archive.Paragraph { return []archive.Paragraph{{Kind: archive.Text, Text: s}} }
	tests := []struct {
		name string
		in   []archive.Paragraph
		want string
	}{
		{"first sentence", text("Der Zug fährt. Er kommt an."), "Der Zug fährt"},
		{"ordinal", text("Am 13. September fuhr der Zug. Er kam an."), "Am 13. September fuhr der Zug"},
		{"abbreviation", text("Er las z. B. Zeitung. Dann schlief er."), "Er las z. B. Zeitung"},
		{"question", text("Fährt der Zug? Ja."), "Fährt der Zug?"},
		{"no stop", text("Ein Zug"), "Ein Zug"},
		{"long", text("Die Generalversammlung der Vereinten Nationen hat am Donnerstag in New York mit großer Mehrheit beschlossen, dass"),
			"Die Generalversammlung der Vereinten Nationen hat am Donnerstag in New York mit …"},
		{"text before heading", []archive.Paragraph{{Kind: archive.Heading, Text: "Kopf"}, {Kind: archive.Text, Text: "Ein Satz."}}, "Ein Satz"},
		{"heading alone", []archive.Paragraph{{Kind: archive.Heading, Text: "Kopf"}}, "Kopf"},
		{"a stop alone", text("."), "."},
		{"a stop apart", text("Ein Zug ."), "Ein Zug"},
		{"nothing", nil, ""},
	}
	for _, tt := range tests {
		if got := ProposeTitle(tt.in); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestArticleWithoutTitleIsRead(t *testing.T) {
	for _, header := range []string{"", "title: \"\"\n", "title:\n"} {
		a, err := Parse("articles/x.md", []byte("---\nid: abcd1\n"+header+"---\nDer Zug fährt. Er kommt an.\n"))
		if err != nil || a.Title != "Der Zug fährt" || !a.TitleProposed {
			t.Errorf("%q: title %q, proposed %v, error %v", header, a.Title, a.TitleProposed, err)
		}
	}
}
