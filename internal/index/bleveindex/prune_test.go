package bleveindex

import (
	"context"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// A text as long as a definition is a query like any other: it is searched by
// its rarest words.
func TestLongQueriesAreSearchedByTheirRarestWords(t *testing.T) {
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	words := strings.Fields("Apfel Birne Kirsche Pflaume Traube Melone Zitrone Orange Ananas Banane Quitte Feige Dattel Mango Papaya " +
		"Himbeere Brombeere Erdbeere Stachelbeere Heidelbeere Rhabarber Mispel Kaki Litschi Guave Limette Aprikose Pfirsich Nektarine " +
		"Mandarine Clementine Pampelmuse Granatapfel Kaktusfeige Maulbeere Holunder")
	var docs []index.Document
	add := func(id, text string) {
		docs = append(docs, index.Document{Article: &archive.Article{ID: archive.ID(id), Title: id, Lang: "de",
			Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}})
	}
	for _, id := range []string{"common1", "common2", "common3"} {
		add(id, strings.Join(words, " ")+" steht am Markt.")
	}
	add("rare1", "Das Quastenflosserfossil liegt im Museum.")
	if err := x.Put(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
	text := "Es ist der " + strings.Join(words, " ") + " an einem Stand/Markt/Platz/Ort mit dem Quastenflosserfossil"
	res, err := x.Search(context.Background(), index.Request{Query: query.Parse(text), Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, h := range res.Hits {
		found = found || h.ID == "rare1"
	}
	if !found {
		t.Errorf("the rarest word of a long query does not find its article: %+v", res.Hits)
	}
}
