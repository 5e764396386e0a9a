package server

import (
	"net/http"

	"depesche/web"
)

func (s *Server) helpPage(w http.ResponseWriter, r *http.Request) error {
	p := s.newPage(r, "hilfe")
	p.Head.Title = p.T("So sucht man hier", "How to search here")
	p.Head.Description = p.T("Alle Suchbefehle mit Beispielen.", "All search commands with examples.")
	p.Head.Canonical = infoOf(r).base + "/hilfe"
	return s.render(w, r, http.StatusOK, web.HelpPage(p, web.Help{Groups: helpGroups(p)}))
}

// helpGroups explains every operator with an example that runs.
func helpGroups(p *web.Page) []web.HelpGroup {
	row := func(example, de, en string) web.HelpRow {
		return web.HelpRow{Example: example, Href: searchURL(example), Means: p.T(de, en)}
	}
	key := func(name, de, en string) web.HelpRow { return web.HelpRow{Example: name, Means: p.T(de, en)} }
	return []web.HelpGroup{
		{ID: "woerter", Title: p.T("Wörter", "Words"), Lead: p.T("Groß und klein, ä und ae, ß und ss gelten gleich. Mehrere Wörter müssen alle vorkommen, in beliebiger Reihenfolge.", "Upper and lower case, ä and ae, ß and ss count the same. Several words must all occur, in any order."), Rows: []web.HelpRow{
			row("Sanktionen Nordkorea", "Artikel, die beide Wörter enthalten, in jeder Form: auch „Sanktion“, „nordkoreas“.", "Articles with both words, in any form: “Sanktion”, “nordkoreas” too."),
			row("Lieferung", "findet auch „Waffenlieferungen“: zusammengesetzte Wörter werden in ihren Teilen gefunden.", "also finds “Waffenlieferungen”: compounds are found by their parts."),
			row("Wostotschny", "findet auch andere Schreibweisen desselben Namens. Was dazukommt, steht über den Treffern und lässt sich abschalten.", "finds other spellings of the same name, too. What is added stands above the hits and can be switched off."),
			row("=Vertrag", "nur genau dieses Wort, in keiner anderen Form.", "exactly this word, in no other form."),
			row("Rakete*", "alle Wörter, die so beginnen.", "all words that begin so."),
		}},
		{ID: "wendungen", Title: p.T("Wendungen und Nähe", "Phrases and proximity"), Rows: []web.HelpRow{
			row(`"strategische Partnerschaft"`, "die Wörter hintereinander, in jeder Beugung.", "the words one after the other, inflected or not."),
			row("Putin NAH/5 Pjöngjang", "höchstens fünf Wörter voneinander entfernt, in beliebiger Reihenfolge.", "at most five words apart, in any order."),
			row("absatz:(Kim Wladiwostok)", "beide Wörter im selben Absatz.", "both words in the same paragraph."),
		}},
		{ID: "verbinden", Title: p.T("Verbinden und ausschließen", "Combine and exclude"), Rows: []web.HelpRow{
			row("Satellit ODER Rakete", "mindestens eines von beiden. Auch OR und |.", "at least one of the two. OR and | work, too."),
			row("Putin -Ukraine", "ohne Artikel, die „Ukraine“ enthalten. Auch NICHT und NOT.", "without articles that have “Ukraine”. NICHT and NOT work, too."),
			row("(Satellit ODER Rakete) Südkorea", "Klammern fassen zusammen.", "parentheses group."),
		}},
		{ID: "felder", Title: p.T("Felder", "Fields"), Lead: p.T("Ein Feld und ein Doppelpunkt, ohne Leerzeichen dahinter. Werte mit Leerzeichen in Anführungszeichen.", "A field and a colon, without a space behind it. Values with spaces in quotation marks."), Rows: []web.HelpRow{
			row("medium:Depesche", "in diesem Medium erschienen.", "published in this outlet."),
			row("person:putin", "erwähnt diese Person, unter welchem Namen auch immer. Ebenso organisation:, ort:, thema:, ereignis:, produkt:.", "mentions this person under whatever name. Likewise organisation:, ort: (place), thema: (topic), ereignis: (event), produkt:."),
			row("autor:hauberg", "von dieser Autorin oder diesem Autor.", "by this author."),
			row("titel:Gipfel", "das Wort steht im Titel.", "the word stands in the title."),
			row("von:2023-09 bis:2023-10 Kim", "in diesem Zeitraum erschienen: Jahr, Monat oder Tag.", "published in this period: year, month or day."),
		}},
		{ID: "reihenfolge", Title: p.T("Reihenfolge der Treffer", "Order of hits"), Lead: p.T("Sie hängt nur vom Text ab, nicht davon, wer sucht oder was andere lesen.", "It depends on the text alone, not on who searches or what others read."), Rows: []web.HelpRow{
			row("Waffenlieferung Russland", "Seltene Wörter zählen mehr als häufige, der Titel mehr als der Text, das ganze Wort mehr als ein Wortteil oder ein gleichbedeutendes. Bei Gleichstand steht Neueres vorn.", "Rare words count more than frequent ones, the title more than the text, a whole word more than a part of one or one of the same meaning. Where two are equal the newer one comes first."),
			row("Warum traf sich Kim Jong Un mit Putin in Wladiwostok?", "Von Fragen und langen Anfragen muss nicht jedes Wort vorkommen; je mehr davon, desto weiter vorn. Dann zählt auch, wovon die besten Treffer sonst noch handeln.", "Of questions and long queries not every word must occur; the more do, the further ahead. Then it also counts what else the best hits are about."),
		}},
		{ID: "tasten", Title: p.T("Tasten", "Keys"), Lead: p.T("Gelten nicht, während man tippt, und lassen sich unten abschalten.", "Do not work while typing, and can be switched off below."), Rows: []web.HelpRow{
			key("/", "ins Suchfeld", "to the search box"),
			key("j / k", "nächster und voriger Treffer oder Absatz", "next and previous hit or paragraph"),
			key("o", "Treffer öffnen", "open the hit"),
			key("n / p", "nächster und voriger Artikel der Trefferliste", "next and previous article of the results"),
			key("c", "Artikel oder Absatz in die Mappe", "article or paragraph into the folder"),
			key("?", "diese Seite", "this page"),
		}},
		{ID: "mitnehmen", Title: p.T("Weitergeben", "Pass on"), Rows: []web.HelpRow{
			{Example: "¶", Means: p.T("hinter jedem Absatz führt zu seiner Zitatseite mit eigener Adresse und Vorschau im Chat.", "behind every paragraph leads to its own page with an address and a chat preview.")},
			{Example: "?zitat=", Means: p.T("erscheint, wenn man Worte markiert: eine Adresse, unter der genau diese Worte hervorgehoben sind (?zitat=…).", "appears when words are selected: an address that marks just these words (?zitat=…).")},
			{Example: ".ris .bib .csl.json .txt .json", Means: p.T("an die Adresse eines Artikels gehängt, gibt ihn in dieser Form; .ris, .bib und .csl.json auch die eines Absatzes.", "appended to an article's address gives it in that form; .ris, .bib and .csl.json a paragraph's, too.")},
			{Example: "/suche.csv .ndjson .json .ris .bib .csl.json", Means: p.T("mit denselben Angaben wie die Suche: die ganze Trefferliste, höchstens 10.000 Zeilen. Eine Namensseite gibt es als .csv und .json.", "with the same parameters as the search: the whole result, at most 10,000 rows. A name's page comes as .csv and .json.")},
			{Example: "Atom, JSON Feed", Means: p.T("unter „Mitnehmen“ machen aus jeder Suche und jedem Namen einen Feed (.atom, .feed.json).", "under “Take away” make a feed of any search and any name (.atom, .feed.json).")},
			{Example: "seit=2026-11-21", Means: p.T("an der Adresse einer Suche oder eines Feeds: nur was das Archiv seither aufgenommen hat. Was seit dem letzten Besuch neu ist, sagt die Startseite auf diesem Gerät.", "in the address of a search or feed: only what the archive took in since. The start page tells on this device what is new since the last visit.")},
			{Example: "/s/…", Means: p.T("bewahrt Suche, Tag und Trefferliste unter einer Adresse (/s/…), die man zitieren kann.", "keeps search, day and hits under an address (/s/…) that can be cited.")},
			{Example: "/versionen", Means: p.T("Ändert sich ein Text, bleibt der frühere lesbar und vergleichbar (/a/…/versionen); Verweise auf Absätze führen weiter.", "When a text changes the earlier one stays readable and comparable (/a/…/versionen); links to paragraphs lead on.")},
		}},
	}
}
