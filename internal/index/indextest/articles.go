package indextest

import (
	"testing"

	"depesche/internal/archive"
	"depesche/internal/index"
)

// article is an article in short: the first line of text is the title.
type article struct {
	id, date, outlet, author, title, kicker string
	text                                    []string
	mentions                                map[string]archive.Kind
}

// articles are the corpus of the suite.
var articles = []article{
	{
		id: "a001", date: "2023-09", outlet: "Tagblatt", author: "Anna Vogt", kicker: "Gipfel im Fernen Osten",
		title: "Machthaber reist zum Raketenstart",
		text: []string{
			"Nordkoreas Raketentests und Waffenlieferungen vom Kosmodrom Wostotschny.",
			"Kim Jong Un sprach über Munition für die Verbündeten.",
		},
		mentions: map[string]archive.Kind{"kim-jong-un": archive.Person, "nordkorea": archive.Place},
	},
	{
		id: "a002", date: "2023-09-14", outlet: "Tagblatt", author: "Bernd Krämer",
		title: "Sicherheitsrat berät über neue Strafen",
		text: []string{
			"Die UN-Sanktionen gegen Pjöngjang werden verschärft. Der Sicherheitsrat tagt in New York.",
			"Mehrere Staaten verlangen Auskunft über Kurz- und Mittelstreckenraketen.",
		},
		mentions: map[string]archive.Kind{"vereinte-nationen": archive.Organisation, "nordkorea": archive.Place},
	},
	{
		id: "a003", date: "2024-06-19T12:45:00+02:00", outlet: "Rundblick", author: "Anna Vogt",
		title: "Vertrag über gegenseitigen Beistand",
		text: []string{
			"Die Präsidenten unterzeichneten den Vertrag. Beide Verträge gelten sofort.",
			"Die Wählerinnen und Wähler erfuhren davon aus der Zeitung. Preise stiegen kaum.",
		},
		mentions: map[string]archive.Kind{"kim-jong-un": archive.Person},
	},
	{
		id: "a004", date: "2024", outlet: "Rundblick", author: "Clara Thoma",
		title: "Reis wird knapp",
		text:  []string{"Der Reis ist teurer geworden. In der Sporthalle lagern Säcke.", "Die Straße zum Hafen ist gesperrt."},
	},
	{
		id: "a005", outlet: "Abendbote",
		title: "Ohne Datum",
		text:  []string{"Ein Bericht ohne Datum nennt die Bundeswehr und ihre Hubschrauber.", "Der Vertrag liegt im Hafen bereit."},
	},
	{
		id: "a006", date: "2024-06-20", outlet: "Rundblick", author: "Bernd Krämer",
		title: "Lieferung von Waffen bestätigt",
		text:  []string{"Die Lieferung von Waffen hat begonnen. Der Kreml schweigt.", "Russland und Nordkorea nennen keine Zahlen."},
		mentions: map[string]archive.Kind{
			"russland": archive.Place, "nordkorea": archive.Place,
		},
	},
}

func (a article) document(t testing.TB) index.Document {
	t.Helper()
	date, err := archive.ParseDate(a.date)
	if err != nil {
		t.Fatal(err)
	}
	art := &archive.Article{
		ID: archive.ID(a.id), Title: a.title, Kicker: a.kicker, Outlet: a.outlet, Published: date, Lang: "de",
		Rights: archive.RightsFull, Version: 1,
	}
	if a.author != "" {
		art.Authors = []string{a.author}
	}
	for _, text := range a.text {
		art.Paragraphs = append(art.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: text})
	}
	archive.AssignPIDs(art.Paragraphs)
	doc := index.Document{Article: art}
	for slug, kind := range a.mentions {
		doc.Mentions = append(doc.Mentions, archive.Mention{
			Paragraph: 0, Span: archive.Span{Start: 0, End: 1}, Entity: slug, Kind: kind, Form: archive.FormName,
		})
	}
	return doc
}
