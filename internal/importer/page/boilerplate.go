package page

import (
	"regexp"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/importer/germandate"
)

var (
	// Lines that stand in or after articles of any site and are no part of them.
	furniture = regexp.MustCompile(`^(?i:(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|vorlesen|anhören|kommentieren|empfehlen|weiterempfehlen|twittern|tweet|pin it|share|speichern|abonnieren|e-mail|mail|facebook|twitter|whatsapp|pdf)|anzeige|werbung|advertisement|kommentare?|\d+ kommentare?|keine kommentare|nach oben|zurück|zum seitenanfang|zur startseite|zur übersicht|zurück zur übersicht|weiterlesen|mehr lesen|mehr erfahren|jetzt lesen|inhaltsverzeichnis|bildergalerie.*|fotostrecke.*|lesezeit:?.*|\d+ min(?:uten)?(?: lesezeit)?\.?|schlagw(?:o|ö)rte?r?:?.*|tags?:.*|stichwörter:.*|kategorien?:.*|themen:.*|anzeige\s*[-–:].*|(?:zum |unser |unseren )?newsletter(?: hier)?(?: anmelden| abonnieren| bestellen)?[.!]?|(?:jetzt )?(?:für den|zum|unseren) newsletter .{0,40}|warning: .*|notice: .*|jetzt anmelden|jetzt abonnieren|sie sind (?:aktuell |derzeit )?nicht (?:eingeloggt|angemeldet).{0,60}|bitte (?:einloggen|anmelden).{0,60}|alle angaben ohne gewähr\.?|text vorlesen lassen|diesen artikel .{0,30}|.{0,20}cookie.{0,40}|(?:letzte|zuletzt) (?:aktualisierung|änderung|aktualisiert|geändert).{0,80}|besucher (?:seit|heute|gesamt).{0,40}|original-content von:? .{0,200}|.{0,120}alle rechte vorbehalten.{0,90})$`)
	// A paragraph that asks the reader for something when the report is over.
	appeal = regexp.MustCompile(`^(?i:(?:wenn |falls )?(?:hat |gefällt )?(?:ihnen|dir|euch) (?:dieser|der|unser|diese|die) (?:artikel|beitrag|text|bericht|arbeit|recherche)|unterstützen sie (?:uns|unsere)|unterstützt? (?:uns|unsere)|(?:wir|unsere redaktion) (?:finanzieren? |ist |sind )?(?:.{0,40})(?:spenden|unterstützung) angewiesen)`)
	// A line after which nothing of the article follows.
	tailStart = regexp.MustCompile(`^(?i:mehr (?:zum thema|zu diesem thema|dazu|aus |über |news|von |artikel|informationen|infos|lesen)|weitere (?:informationen|infos|artikel|beiträge|aktuelle|themen|nachrichten|meldungen|links|news|pressemitteilungen|interessante)|weiterführende|das könnte (?:sie|dich|ihnen|dir|auch)|auch interessant|ebenfalls interessant|lesen sie (?:auch|mehr|hier|dazu)|lies (?:auch|mehr|hier)|schon gelesen|passend(?:e artikel| zum thema| dazu)|ähnliche (?:artikel|beiträge|themen)|verwandte|themenverwandte|related|siehe auch|hinterlasse|schreibe? einen kommentar|kommentar (?:schreiben|verfassen|hinterlassen)|über den autor|über die autorin|über die autoren|zum autor|zur autorin|zur person:?$|der autor:?$|die autorin:?$|kontakt:?$|pressekontakt|ansprechpartner|rückfragen|für rückfragen|bei rückfragen|originalpublikation|links zum thema|downloads?:?$|impressum|beitragsnavigation|beitrags-navigation|teilen mit|fehler gefunden|haben sie einen fehler|gefällt mir|entdecke weitere|aktuelle (?:beiträge|artikel|nachrichten|meldungen)|neueste (?:beiträge|artikel|kommentare)|meistgelesen|beliebte|top-themen|newsletter|unterstützen sie|unterstütze uns|jetzt spenden|spenden sie|folgen sie uns|folge uns|abonnieren sie|(?:rich|ihr|euer) kommentar)`)
)

// boilerplate: a block that is a link, a button or a label.
func boilerplate(b *block) bool {
	if b.linkShare() > 0.8 && len(b.key) < 150 && b.kind != archive.Quote {
		return true
	}
	return len(b.key) < 150 && furniture.MatchString(b.text)
}

var (
	metaWord = regexp.MustCompile(`(?i)\b(?:von|vom|am|aus|by|uhr|mesz|mez|aktualisiert|aktualisierung|update|veröffentlicht|publiziert|erschienen|erstellt|gespeichert|geschrieben|stand|letzte|zuletzt|änderung|geändert|artikel|beitrag|pressemitteilung|pressemeldung|nr|lesezeit|lesedauer|min|minuten|autor|autorin|autoren|redaktion|text|datum|vor|stunden?|tagen?|mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|den|um|und)\b`)
	creditRe = regexp.MustCompile(`^(?i:©|\(c\)|copyright\b|fotos?(?:graf(?:in)?)?\s*:|bild(?:er|quelle|nachweis|rechte)?\s*:|symbolbild\s*:|quelle\s*:|foto\s*©|bild\s*©|picture alliance\b|imago\b|istock(?:photo)?\b|getty images\b|shutterstock\b|adobe ?stock\b|pixabay\b|unsplash\b|pexels\b|dpa\b|afp\b|reuters\b|epa\b)`)
)

// dropMetaLines takes out lines above or below the text that tell nothing but
// date and author, which the article has as such, and the owner of a picture.
func dropMetaLines(all []block, keep []bool, a *archive.Article) {
	first, last := -1, -1
	for i := range all {
		if keep[i] && len(all[i].key) >= longKey && all[i].kind != archive.Caption && !metaLine(all[i].text, a) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	for i := range all {
		b := &all[i]
		switch {
		case !keep[i] || len(b.key) > 120:
		case i < first || i > last:
			keep[i] = !metaLine(b.text, a) && !credit(b)
		default:
			keep[i] = !credit(b)
		}
	}
}

// metaLine: nothing is left without dates, the authors' names and the words
// around them, but a place.
func metaLine(text string, a *archive.Article) bool {
	const dates, place = 3, 22
	rest, dated := text, false
	for range dates {
		f, ok := germandate.Find(rest)
		if !ok {
			break
		}
		rest, dated = rest[:f.Start]+" "+rest[f.End:], true
	}
	named := false
	for _, name := range a.Authors {
		if strings.Contains(rest, name) {
			rest, named = strings.ReplaceAll(rest, name, " "), true
		}
	}
	left := letters(metaWord.ReplaceAllString(rest, " "))
	ago := strings.HasPrefix(rest, "Aktualisiert vor ") && len(letters(rest)) < 40
	return ago || (dated || named) && len(left) <= place && 3*len(left) < 2*len(letters(text))
}

// credit: the line names the owner of a picture and shows nothing.
func credit(b *block) bool {
	return len(b.key) < 60 && creditRe.MatchString(b.text) && !strings.Contains(b.text, ". ")
}

// cutTail ends the article at a line such as "Mehr zum Thema" that stands in
// its last third.
func cutTail(all []block, keep []bool, total int) {
	before := 0
	for i := range all {
		if !keep[i] {
			continue
		}
		b := &all[i]
		if before*5 >= total*4 && len(b.key) < 300 && b.kind == archive.Text && appeal.MatchString(b.text) {
			keep[i] = false
			continue
		}
		if before*5 >= total*4 && len(b.key) < 90 && tailStart.MatchString(b.text) {
			for j := i; j < len(all); j++ {
				keep[j] = false
			}
			return
		}
		before += len(b.key)
	}
}

// dropBareHeadings takes out subheadings that no text follows.
func dropBareHeadings(all []block, keep []bool) {
	text := false
	for i := len(all) - 1; i >= 0; i-- {
		switch {
		case !keep[i]:
		case all[i].kind == archive.Heading:
			keep[i] = text
		case all[i].kind != archive.Caption:
			text = true
		}
	}
}
