package entity

import (
	"strings"

	"depesche/internal/archive"
)

// Clubs and teams are named after towns, and a report of a match is not about the
// town. Their names are open-ended, but what stands beside the town is not.

// clubs stand before the town: Union Berlin, Dynamo Kiew, 1. FC Köln.
var clubs = wordSet(`union hertha eintracht borussia dynamo dinamo lokomotive lokomotiv fortuna arminia alemannia
	austria rapid sturm admira wacker hansa energie viktoria kickers werder rb tennis real atletico athletic ajax
	feyenoord inter sparta slavia spartak zenit schachtar schachtjor zska cska partizan legia wisla lech steaua
	maccabi makkabi hapoel panathinaikos olympique stade torpedo galatasaray fenerbahce besiktas ferencvaros alba
	benfica sporting boavista spvg
	eisbaeren grizzlys adler fuechse baskets fc sc sv vfb vfl vfr tsv tsg tus msv bsc ssv spvgg ksv kac
	vsv hc ec bc sk fk nk afc ac as ssc rsc usc psv kfc fsv svg hsv thw bvb rbs`)

// teams stand behind it: Washington Wizards, Hamburg Freezers.
var teams = wordSet(`wizards capitals nationals commanders redskins lakers clippers dodgers kings rams chargers galaxy
	knicks nets rangers islanders giants jets yankees mets bulls bears blackhawks cubs warriors panthers dolphins
	marlins gators cowboys mavericks texans rockets astros raptors maple leafs senators canucks canadiens oilers flames
	sharks ducks eagles flyers phillies sixers patriots celtics bruins united city hotspur arsenal freezers towers
	haie lions tigers bandits dragons vikings raiders rhein spirits capitol wings united rovers sixers hawks`)

// seats stand before the town in the name of an institution: Universität Wien is
// a name of its own, and the town one inside it.
var seats = wordSet(`universitaet uni hochschule fachhochschule kunsthochschule musikhochschule universitaetsklinikum klinikum tu eth
	schauspielhaus staatsoper kunsthaus landgericht amtsgericht oberlandesgericht landesgericht oberverwaltungsgericht
	verwaltungsgericht handwerkskammer wirtschaftskammer aerztekammer`)

// inClub reports whether a town's name is part of a club's, or an institution's.
func (d *document) inClub(m *match) bool {
	f := d.form(m)
	if f.role != roleName && f.role != roleShort || d.registry.entries[f.entity].Kind != archive.Place || m.part {
		return false
	}
	ws := d.lineWords(m)
	if i := int(m.last) + 1; i < len(ws) && ws[i].upper && teams[d.after(m, gapSpace)] {
		return true
	}
	if m.first > 0 && ws[m.first-1].upper {
		if before := d.before(m, 1); clubs[before] || seats[before] {
			return true
		}
	}
	return d.afterNumber(m)
}

// peoples are called as their countries are.
var peoples = wordSet("schweden polen ungarn bayern sachsen hessen franken schwaben preussen")

// isPeople reports whether a country's name means its people: die Schweden, but
// not Schweden or die Schweden-Reise.
func (d *document) isPeople(m *match) bool {
	f := d.form(m)
	if f.words != 1 || m.part || m.first == 0 || d.registry.entries[f.entity].Kind != archive.Place {
		return false
	}
	ws := d.lineWords(m)
	switch d.text(m, &ws[m.first-1]) {
	case "die", "der", "den", "Die", "Der", "Den":
		return ws[m.first].gap == gapSpace && peoples[fold(d.text(m, &ws[m.first]))] && d.after(m, gapHyphen) == ""
	}
	return false
}

// afterNumber reports whether a number of a club's stands before the match, and
// its letters before that: TSV 1860 München.
func (d *document) afterNumber(m *match) bool {
	ws := d.lineWords(m)
	i := int(m.first)
	return i >= 2 && ws[i].gap == gapSpace && ws[i-1].gap == gapSpace &&
		strings.Trim(d.text(m, &ws[i-1]), "0123456789") == "" && clubs[fold(d.text(m, &ws[i-2]))]
}
