package page

import (
	"regexp"

	"depesche/internal/archive"
)

var (
	// Lines that stand in or after articles of any site and are no part of them.
	furniture = regexp.MustCompile(`^(?i:(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|vorlesen|anhören|kommentieren|empfehlen|weiterempfehlen|twittern|tweet|pin it|share|speichern|abonnieren|e-mail|mail|facebook|twitter|whatsapp|pdf)|anzeige|werbung|advertisement|kommentare?|\d+ kommentare?|keine kommentare|nach oben|zurück|zum seitenanfang|zur startseite|zur übersicht|zurück zur übersicht|weiterlesen|mehr lesen|mehr erfahren|jetzt lesen|inhaltsverzeichnis|bildergalerie.*|fotostrecke.*|lesezeit:?.*|\d+ min(?:uten)?(?: lesezeit)?\.?|schlagw(?:o|ö)rte?r?:?.*|tags?:.*|stichwörter:.*|kategorien?:.*|themen:.*|anzeige\s*[-–:].*|(?:zum |unser |unseren )?newsletter(?: hier)?(?: anmelden| abonnieren| bestellen)?[.!]?|(?:jetzt )?(?:für den|zum|unseren) newsletter .{0,40}|warning: .*|notice: .*|jetzt anmelden|jetzt abonnieren|alle angaben ohne gewähr\.?|text vorlesen lassen|diesen artikel .{0,30}|.{0,20}cookie.{0,40})$`)
	// A line after which nothing of the article follows.
	tailStart = regexp.MustCompile(`^(?i:mehr (?:zum thema|zu diesem thema|dazu|aus |über |news|von |artikel|informationen|infos|lesen)|weitere (?:informationen|infos|artikel|beiträge|aktuelle|themen|nachrichten|meldungen|links|news|pressemitteilungen|interessante)|weiterführende|das könnte (?:sie|dich|ihnen|dir|auch)|auch interessant|ebenfalls interessant|lesen sie (?:auch|mehr|hier|dazu)|lies (?:auch|mehr|hier)|schon gelesen|passend(?:e artikel| zum thema| dazu)|ähnliche (?:artikel|beiträge|themen)|verwandte|themenverwandte|related|siehe auch|hinterlasse|schreibe? einen kommentar|kommentar (?:schreiben|verfassen|hinterlassen)|über den autor|über die autorin|über die autoren|zum autor|zur autorin|zur person:?$|der autor:?$|die autorin:?$|kontakt:?$|pressekontakt|ansprechpartner|rückfragen|für rückfragen|bei rückfragen|originalpublikation|links zum thema|downloads?:?$|impressum|beitragsnavigation|beitrags-navigation|teilen mit|gefällt mir|entdecke weitere|aktuelle (?:beiträge|artikel|nachrichten|meldungen)|neueste (?:beiträge|artikel|kommentare)|meistgelesen|beliebte|top-themen|newsletter|unterstützen sie|unterstütze uns|jetzt spenden|spenden sie|folgen sie uns|folge uns|abonnieren sie|(?:rich|ihr|euer) kommentar)`)
)

// boilerplate: a block that is a link, a button or a label.
func boilerplate(b *block) bool {
	if b.linkShare() > 0.8 && len(b.key) < 150 && b.kind != archive.Quote {
		return true
	}
	return len(b.key) < 80 && furniture.MatchString(b.text)
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
