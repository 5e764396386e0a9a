package web

import "depesche/internal/archive"

// StyleExample fills every component with something to look at.
func StyleExample(l Lang) (Results, Article) {
	kim := Ref{Slug: "x", Name: "Kim Jong-un", Kind: archive.Person}
	runs := []Run{{Parts: []Part{{Text: "Ein Satz mit "}, {Text: "Treffer", Match: "exact"}, {Text: ", "}}}}
	for _, k := range archive.Kinds {
		ref := kim
		ref.Kind, ref.Name = k, l.Kind(k)
		runs = append(runs, Run{Entity: &ref, Parts: []Part{{Text: l.Kind(k)}}}, Run{Parts: []Part{{Text: " und "}}})
	}
	runs = append(runs, Run{Entity: &kim, Parts: []Part{{Text: "Kim "}, {Text: "Jong-un", Match: "name"}}}, Run{Parts: []Part{{Text: "."}}})
	months := []archive.MonthCount{{Month: "2023-09", Count: 7}, {Month: "2023-10", Count: 3}, {Month: "2024-01", Count: 1}, {Month: "2024-06", Count: 12}}
	hit := Hit{
		Number: 1, ID: "beispiel1", Href: "#", Kicker: "Dachzeile", Title: Plain("Ein Titel, der so lang ist, dass er auf schmalen Bildschirmen umbricht"), Lang: "de", Outlet: "Depesche",
		Authors: []string{"Vorname Name"}, Minutes: 3, Snippets: []Snippet{{Runs: runs, Href: "#"}}, Why: []Reason{{Term: "treffen", Forms: []string{"Treffer"}, Why: "andere Wortform"}},
	}
	excerpt := hit
	excerpt.ID, excerpt.Rights, excerpt.Minutes, excerpt.Snippets, excerpt.Kicker = "beispiel2", archive.RightsExcerpt, 0, nil, ""
	excerpt.Reprints = []Link{{Text: "Beispielblatt", Href: "#", Note: "20. Juni 2024"}}
	r := Results{
		Text: "Beispiel", Total: 23, First: 1, Hits: []Hit{hit, excerpt}, Chips: []Chip{{"Medium", "taz", "#"}, {"Ort", "Wostotschny", "#"}}, Clear: "#",
		Also:     []Also{{Term: "Wostotschny", Why: "andere Schreibweise", Forms: []string{"Vostochny", "Wostotschnyj"}, Href: "#"}, {Term: "Kim", Why: "andere Schreibweise", Forms: []string{"Kim Jong-un"}, Off: true, Href: "#"}},
		Warnings: []string{"Ein Hinweis."}, Suggestion: &Link{Text: "Vorschlag", Href: "#"}, Relaxed: true,
		Sorts:     []Link{{Text: "Relevanz", Href: "#", Current: true}, {Text: "Neueste", Href: "#"}},
		Facets:    []Facet{{Name: "medium", Title: "Medien", Open: true, Values: []FacetValue{{"taz", "taz", 12, true, ""}, {"Depesche", "Depesche", 3, false, ""}}}, {Name: "ort", Title: "Orte", Values: []FacetValue{{"x", "Wostotschny", 1, false, archive.Place}}}},
		Histogram: NewHistogram(l, months, func(string, string) string { return "#" }),
		Dropped:   []Link{{Text: "Beispiel", Href: "#", Note: l.N(3, Hits)}},
		Pages:     []Link{{Text: "1", Href: "#", Current: true}, {Text: "2", Href: "#"}, {}, {Text: "9", Href: "#"}}, Next: "#",
		Exports: []Link{{Text: "CSV", Href: "#", Note: "Tabelle"}},
	}
	a := Article{
		ID: "beispiel1", Path: "#", PlainName: "Titel", Kinds: archive.Kinds, Title: Plain("Titel eines Artikels"), Kicker: Plain("Dachzeile"), Lang: "de", Hit: hit, Outlet: Link{Text: "Depesche", Href: "#"},
		Text: []Paragraph{
			{PID: "aaaa1", Kind: archive.Text, Runs: runs, Passage: "#", Number: 1}, {PID: "aaaa2", Kind: archive.Heading, Runs: Plain("Zwischentitel")},
			{PID: "aaaa3", Kind: archive.Quote, Runs: runs, Passage: "#", Number: 2}, {PID: "aaaa4", Kind: archive.Caption, Runs: Plain("Bildunterschrift © Foto")},
		},
		Cite: []Citation{{"Fußnote", "Name, Vorname: Titel. In: Depesche, 21.11.2026"}}, CiteFiles: []Link{{Text: "RIS", Href: "#", Note: "Zotero"}},
		Facts: []Fact{{Name: "Quelle", Value: "datei.txt"}}, Similar: []Hit{hit}, Around: &Around{Number: 2, Total: 9, Back: "#", Next: &Link{Text: "Nächster", Href: "#"}},
	}
	return r, a
}

var styleDiff = []DiffLine{
	{Op: Same, Runs: []DiffRun{{Same, "Ein Absatz, der blieb."}}},
	{Op: Changed, Runs: []DiffRun{{Same, "Ein Absatz, der sich "}, {Removed, "nicht "}, {Added, "doch "}, {Same, "änderte."}}},
	{Op: Removed, Runs: []DiffRun{{Removed, "Ein Absatz, der verschwand."}}},
	{Op: Added, Runs: []DiffRun{{Added, "Ein Absatz, der hinzukam."}}},
}

func styleYears(l Lang) Histogram {
	years := []archive.MonthCount{{Month: "2017-09", Count: 4}, {Month: "2020-01", Count: 2}, {Month: "2024-06", Count: 9}}
	return NewHistogram(l, years, func(string, string) string { return "#" })
}

func styleEntities(l Lang) []EntityRow {
	var rows []EntityRow
	for i, k := range archive.Kinds {
		rows = append(rows, EntityRow{
			Ref: Ref{Slug: string(k), Name: l.Kind(k), Kind: k, Suggested: i == 0}, Description: "Kurze Beschreibung", Articles: i + 1, Mentions: 3 * i, Forms: []string{"eine Schreibweise", "eine andere"},
		})
	}
	return rows
}

func styleTogether(l Lang) []TogetherRow {
	var rows []TogetherRow
	for _, e := range styleEntities(l) {
		rows = append(rows, TogetherRow{Ref: e.Ref, Articles: e.Articles, Strength: .5, Search: "#"})
	}
	return rows
}

var styleConcordance = Concordance{
	Total: 7, CSV: "#", More: "#", Sorts: []Link{{Text: "Datum", Href: "#", Current: true}, {Text: "Wort davor", Href: "#"}},
	Lines: []KWICLine{
		{Left: "… wie die Nachrichtenagentur", Surface: "KCNA", Right: "am Donnerstag meldete …", Lang: "de", Href: "#", Source: "Depesche, 19. Juni 2024"},
		{Left: "Bilder von", Surface: "KCNA", Right: "zeigen …", Lang: "de", Href: "#", Source: "taz, Juni 2024"},
	},
}
