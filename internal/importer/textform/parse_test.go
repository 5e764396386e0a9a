package textform

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const body = "\n\nDie Delegation reiste am Montag mit dem Zug an den Fluss und sprach dort über Kohle und Getreide. Am Abend fuhr sie zurück.\n\nEin zweiter Absatz über die Delegation und den Zug, der lang genug ist, um Text zu sein."

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want summary
	}{
		"day": {"date 2024-06-19 Delegation reist mit dem Zug" + body,
			summary{Title: "Delegation reist mit dem Zug", Date: "2024-06-19", Paragraphs: 2}},
		"German date in the header": {"date 19.06.2024 Delegation reist mit dem Zug" + body,
			summary{Title: "Delegation reist mit dem Zug", Date: "2024-06-19", Paragraphs: 2}},
		"no date": {"Delegation reist mit dem Zug" + body,
			summary{Title: "Delegation reist mit dem Zug", Paragraphs: 2}},
		"date alone on the line": {" date 2023\n\nDelegation reist mit dem Zug" + body,
			summary{Title: "Delegation reist mit dem Zug", Date: "2023", Paragraphs: 2}},
		"stamp on its own line": {"Delegation reist mit dem Zug\n\nStand: 05.01.2024 09:30 Uhr" + body,
			summary{Title: "Delegation reist mit dem Zug", Date: "2024-01-05T09:30:00+01:00", Paragraphs: 2}},
		"stamp and kicker": {"Treffen am Fluss Wie die Delegation mit dem Zug reiste Stand: 05.07.2024 18:00 Uhr" + body,
			summary{Kicker: "Treffen am Fluss", Title: "Wie die Delegation mit dem Zug reiste", Date: "2024-07-05T18:00:00+02:00", Paragraphs: 2}},
		"name with an article": {"Delegation der Partei Die Linke reist im Zug Stand: 05.07.2024 18:00 Uhr" + body,
			summary{Title: "Delegation der Partei Die Linke reist im Zug", Date: "2024-07-05T18:00:00+02:00", Paragraphs: 2}},
		"labels": {"Titel: Reise im Zug\nDachzeile: Treffen\nAutorin: Dr. Eva Muster, Ute von der Aue und Jan Maier, Berlin\nQuelle: Flusszeitung\nDatum: 3. März 2021" + body,
			summary{Kicker: "Treffen", Title: "Reise im Zug", Authors: []string{"Eva Muster", "Ute von der Aue", "Jan Maier"}, Outlet: "Flusszeitung", Date: "2021-03-03", Paragraphs: 2}},
		"by and agency": {"Delegation reist\n\nVon Eva Muster\n\nSeoul (dpa) - Die Delegation ist im Zug angekommen, sagte ein Sprecher am Dienstag." + body,
			summary{Title: "Delegation reist", Authors: []string{"Eva Muster"}, Outlet: "dpa", Paragraphs: 3}},
		"Von begins a sentence": {"Delegation reist\n\nVon Montag an fährt die Delegation mit dem Zug durch das ganze Land, wie es hieß." + body,
			summary{Title: "Delegation reist", Paragraphs: 3}},
		"list is no row of headings": {"Delegation reist" + body + "\n\nKohle\n\nGetreide\n\nHolz\n\nDas waren die Güter, von denen die Delegation sprach.",
			summary{Title: "Delegation reist", Paragraphs: 6}},
		"caption and heading": {"Delegation reist" + body + "\n\nDer Zug am Fluss. Foto: Eva Muster/dpa\n\nWas nun?\n\nEin dritter Absatz über die Delegation.",
			summary{Title: "Delegation reist", Paragraphs: 5, Captions: 1, Headings: []string{"Was nun?"}}},
		"title of another article": {"Fußballverein: Torhüter verlängert Vertrag" + body,
			summary{TitleProposed: true, Note: true, Paragraphs: 3}},
		"one line":    {"Nur eine Zeile", summary{TitleProposed: true, Paragraphs: 1}},
		"nothing":     {" \n\t\n", summary{TitleProposed: true}},
		"only a date": {" date 2023-09 ", summary{TitleProposed: true, Date: "2023-09"}},
	} {
		got := summarise(Parse(c.text))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(" date 2023-10 A : B\n\nVon: C D\n\nBERLIN taz | E" + body)
	f.Add("A B C Was D E Stand: 12.09.2023 12:45 Uhr\n\nF © G")
	f.Fuzz(func(t *testing.T, s string) {
		a, _ := Parse(s)
		for _, p := range a.Paragraphs {
			if p.Text == "" || p.PID == "" || strings.Contains(p.Text, "\n") {
				t.Fatalf("paragraph %+v", p)
			}
		}
	})
}
