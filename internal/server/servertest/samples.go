package servertest

import (
	"fmt"
	"strings"

	"depesche/internal/archive"
)

// Ids of the sample articles.
const (
	ExcerptID  archive.ID = "auszug1"
	MetadataID archive.ID = "daten1"
	GoneID     archive.ID = "fort1"
	MergedID   archive.ID = "verein1"
	RevisedID  archive.ID = "neufassung1"
	UndatedID  archive.ID = "undatiert1"
)

// Hidden stands in the texts of samples where their rights forbid showing it.
const Hidden = "Geheimsache"

// Samples are articles for what the shipped ones have no example of: rights,
// removal, merging, versions, missing data.
func Samples() []archive.Article {
	day, _ := archive.ParseDate("2024-02-03")
	month, _ := archive.ParseDate("2023-09")
	par := func(texts ...string) []archive.Paragraph {
		var ps []archive.Paragraph
		for _, t := range texts {
			ps = append(ps, archive.Paragraph{Kind: archive.Text, Text: t})
		}
		archive.AssignPIDs(ps)
		return ps
	}
	long := "Der Anfang darf gezeigt werden und nennt Pjöngjang. " + strings.Repeat("Er ist länger als ein Auszug sein darf. ", 8)
	old := archive.Article{
		ID: RevisedID, Title: "Ein Bericht in zwei Fassungen", Outlet: "Beispielblatt", Published: day, Lang: "de",
		Paragraphs: par("Dieser Absatz bleibt, wie er ist, und nennt Wladiwostok.", "Dieser Absatz verschwindet mit der zweiten Fassung."),
	}
	now := old
	now.Paragraphs = par("Dieser Absatz bleibt, wie er ist, und nennt Wladiwostok.", "Dieser Absatz steht erst in der zweiten Fassung.")
	return []archive.Article{
		{ID: ExcerptID, Title: "Nur ein Auszug", Outlet: "Beispielblatt", Published: day, Lang: "de", Rights: archive.RightsExcerpt, URL: "https://beispiel.example/auszug", Paragraphs: par(long+Hidden+" eins.", "Zweiter Absatz: "+Hidden+" zwei.")},
		{ID: MetadataID, Title: "Nur die Angaben", Outlet: "Beispielblatt", Published: month, Lang: "de", Rights: archive.RightsMetadata, Paragraphs: par("Hier steht " + Hidden + " drei.")},
		{ID: GoneID, Title: "Ein entfernter Artikel", Outlet: "Beispielblatt", Published: day, Authors: []string{"Änne Müller"}, Tombstone: &archive.Tombstone{Since: day, Reason: "auf Wunsch des Verlags"}},
		{ID: MergedID, Title: "Ein zusammengelegter Artikel", Tombstone: &archive.Tombstone{Since: day, MergedInto: RevisedID}},
		old, now,
		{ID: UndatedID, Title: "Vorgeschlagener Titel eines Textes ohne Datum und Medium", TitleProposed: true, Lang: "de", Paragraphs: par("Ein Text, von dem nichts bekannt ist.")},
	}
}

// Many are n further articles, for paging.
func Many(n int) []archive.Article {
	var list []archive.Article
	for i := range n {
		d, _ := archive.ParseDate(fmt.Sprintf("%d-%02d-%02d", 2000+i%20, 1+i%12, 1+i%28))
		list = append(list, archive.Article{
			ID: archive.ID(fmt.Sprintf("viele%d", i)), Title: fmt.Sprintf("Beispielartikel Nummer %d", i), Outlet: fmt.Sprintf("Blatt %d", i%14), Published: d, Lang: "de",
			Authors:    []string{fmt.Sprintf("Autorin %d", i%9)},
			Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: fmt.Sprintf("Ein Beispiel über Eisenbahnen und Häfen, das Wladiwostok nennt und die Zahl %d.", i)}},
		})
		archive.AssignPIDs(list[i].Paragraphs)
	}
	return list
}
