package german

import "strings"

// Prefixes of verbs. Between a separable one and the verb stand ge and zu.
var (
	separable   = []string{"zurueck", "zusammen", "entgegen", "hinaus", "heraus", "hinein", "herein", "herunter", "hinunter", "vorbei", "voraus", "wieder", "weiter", "nieder", "unter", "ueber", "gegen", "durch", "fort", "fest", "frei", "statt", "teil", "heim", "hoch", "auf", "aus", "ein", "vor", "nach", "mit", "bei", "her", "hin", "los", "weg", "dar", "zu", "an", "ab", "um", ""}
	inseparable = []string{"wider", "hinter", "ueber", "unter", "durch", "miss", "voll", "zer", "ver", "ent", "emp", "be", "er", "um", ""}
)

// verb is the stem of a form of a verb: the infinitive's, less -en or -n.
func (l *Lexicon) verb(w string) (string, bool) {
	if s, ok := irregular[w]; ok {
		return s, true
	}
	if l.Noun(w) || l.Count(w) == 0 && l.Noun(w+"n") { // Ratte, Ratten
		return "", false
	}
	// forms of strong verbs, by table
	for _, p := range separable {
		rest, ok := strings.CutPrefix(w, p)
		if !ok || len(rest) < 3 {
			continue
		}
		for _, q := range inseparable {
			r, ok := strings.CutPrefix(rest, q)
			if !ok {
				continue
			}
			if s, ok := strong[r]; ok {
				return p + q + s, true
			}
		}
		if r, ok := strings.CutPrefix(rest, "ge"); ok {
			if s, ok := strong[r]; ok && strings.HasSuffix(strings.TrimRight(r, "rsm"), "en") || ok && participleT(r) {
				return p + s, true
			}
		}
	}
	// participles: ge-liefer-t, ab-ge-lehn-t, ein-zu-setzen
	for _, p := range separable {
		rest, ok := strings.CutPrefix(w, p)
		if !ok {
			continue
		}
		for _, mid := range []string{"ge", "zu"} {
			r, ok := strings.CutPrefix(rest, mid)
			if !ok || len(r) < 4 || p == "" && mid == "zu" {
				continue
			}
			if mid == "zu" {
				if b, ok := cutInfinitive(r); ok && l.infinitive(p+r) {
					return p + b, true
				}
				continue
			}
			for _, e := range []string{"t", "te", "ten", "ter", "tes", "tem", "et", "ete", "eten", "eter", "etes", "en", "ene", "enen", "ener", "enes"} {
				b, ok := strings.CutSuffix(r, e)
				if !ok || len(b) < 3 {
					continue
				}
				if l.infinitive(p+b+"en") || (strings.HasSuffix(b, "er") || strings.HasSuffix(b, "el")) && l.infinitive(p+b+"n") {
					return p + b, true
				}
			}
		}
	}
	_, own := cutInfinitive(w)
	own = own && l.Count(w) > 0 && l.infinitive(w) // überschreiten is none of überschreien
	// liefert, lieferte, lieferten, liefernd
	for _, e := range []string{"t", "te", "ten", "test", "tet", "et", "ete", "eten", "st", "est", "nd", "nde", "nden", "nder", "ndes", "end", "ende", "enden", "ender", "endes"} {
		b, ok := strings.CutSuffix(w, e)
		if !ok || len(b) < 3 || own && l.Count(b+"en") == 0 && l.Count(b+"n") == 0 && !strings.HasSuffix(b, "ier") {
			continue
		}
		if e == "test" && l.Count(w) == 0 && l.Count(b) > 0 { // Nukleartest
			continue
		}
		if l.infinitive(b+"en") || (strings.HasSuffix(b, "er") || strings.HasSuffix(b, "el")) && l.infinitive(b+"n") {
			return b, true
		}
	}
	// Inhaftierter, Verhafteter
	for _, e := range []string{"ter", "tes", "tem", "eter", "etes", "etem"} {
		if b, ok := strings.CutSuffix(w, e); ok && len(b) > 4 && inseparably(b) && !l.Noun(strings.TrimRight(w, "rsm")) && l.infinitive(b+"en") {
			return b, true
		}
	}
	if b, ok := cutInfinitive(w); ok && l.infinitive(w) {
		if s, ok := l.superlative(w); ok { // größten
			return s, true
		}
		return b, true
	}
	return "", false
}

// inseparably reports whether a verb's stem makes its participle without ge.
func inseparably(stem string) bool {
	if strings.HasSuffix(stem, "ier") {
		return true
	}
	for _, p := range [...]string{"be", "ver", "ent", "er", "zer"} {
		if strings.HasPrefix(stem, p) {
			return true
		}
	}
	return false
}

// participleT reports whether a strong verb's participle ends in -t all the same (gebracht).
func participleT(r string) bool {
	return strings.Contains(r, "cht") || strings.Contains(r, "nnt") || strings.Contains(r, "ndt") || strings.Contains(r, "wusst")
}

func cutInfinitive(w string) (string, bool) {
	if b, ok := strings.CutSuffix(w, "en"); ok {
		return b, len(b) > 1
	}
	if strings.HasSuffix(w, "ern") || strings.HasSuffix(w, "eln") {
		return w[:len(w)-1], true
	}
	return "", false
}

// infinitive reports whether the lexicon knows the word and it is written small. Of
// an unknown word it is enough that it is a known verb behind a prefix (umbilden), or
// ends in -ieren.
func (l *Lexicon) infinitive(w string) bool {
	e, ok := l.of(w)
	if ok {
		return e.upper <= 128 && e.count() >= 2 && !stopWords[w] && !(strings.HasSuffix(w, "en") && umlautAt(w, len(w)-2))
	}
	if !strings.HasSuffix(w, "n") || len(w) < 6 {
		return false
	}
	if b, ok := strings.CutSuffix(w, "ieren"); ok {
		return len(b) > 3 && !l.Noun(b+"ier") && !l.Noun(b+"iere") && !l.Noun(b+"ierte") && !l.Noun(b+"ierten")
	}
	for _, p := range separable {
		if rest, ok := strings.CutPrefix(w, p); ok && p != "" && len(rest) > 4 && !stopWords[rest] && (!strings.HasPrefix(rest, "ge") || withGe[rest]) {
			if e, ok := l.of(rest); ok && e.upper < 128 && e.count() >= minCount && (strings.HasSuffix(rest, "en") || strings.HasSuffix(rest, "ern") || strings.HasSuffix(rest, "eln")) && l.verbal(rest) {
				return true
			}
		}
	}
	return false
}

// withGe are infinitives that look like participles.
var withGe = set("gehen geben gewinnen geniessen gestehen gestatten geraten gelangen gebrauchen gefaehrden geleiten gewaehren gewoehnen")

// verbal reports whether a word written small in -en is an infinitive and not an
// adjective (großen) or a form of the past (kamen).
func (l *Lexicon) verbal(w string) bool {
	if b, ok := strings.CutSuffix(w, "en"); ok {
		if _, past := strong[w]; past || l.Count(b+"er") > l.Count(w)/8 || l.Count(b+"em") > 0 {
			return false
		}
		return l.Count(b+"t") > 0 || l.Count(b+"et") > 0 || l.Count(b+"te") > 0
	}
	return l.Count(strings.TrimSuffix(w, "n")+"t") > 0
}

// strong maps forms of strong verbs, without prefix and ge, to the stem of their infinitive.
var strong = strongForms(`
	back:buk,back befehl:befahl,befohl,befiehl beginn:begann,begonn beiss:biss berg:barg,borg berst:barst,borst betrueg:betrog
	bieg:bog biet:bot bind:band,bund bitt:bat blas:blies,blas bleib:blieb brat:briet,brat 
	brenn:brann,brannt bring:bracht brech:brach,broch,brich denk:dacht dring:drang,drung empfehl:empfahl,empfohl,empfiehl ess:ass,gess,iss
	fahr:fuhr,faehr,fahr fall:fiel,faell,fall fang:fing,faeng,fang find:fand,fund flecht:flocht flieg:flog flieh:floh
	fliess:floss fress:frass,fress frier:fror geb:gab,gib,geb geh:ging,gang geling:gelang,gelung missling:misslang,misslung preis:pries gelt:galt,golt,gilt
	genes:genas geniess:genoss gescheh:geschah gewinn:gewann,gewonn giess:goss gleich:glich gleit:glitt grab:grub,graeb,grab
	greif:griff halt:hielt,haelt,halt haeng:hing,hang heb:hob heiss:hiess helf:half,holf,hilf kenn:kannt kling:klang,klung
	komm:kam,komm kriech:kroch lad:lud,laed,lad lass:liess,laess,lass lauf:lief,laeuf,lauf leid:litt leih:lieh les:las,lies,les
	lieg:lag lueg:log meid:mied mess:mass,mess nehm:nahm,nomm,nimm nenn:nannt pfeif:pfiff rat:riet,raet,rat reib:rieb
	reiss:riss reit:ritt renn:rannt riech:roch ring:rang,rung ruf:rief,ruf saug:sog schaff:schuf,schaff scheid:schied schein:schien
	schieb:schob schiess:schoss schlaf:schlief,schlaef,schlaf schlag:schlug,schlaeg,schlag schleich:schlich schliess:schloss
	schmeiss:schmiss schmelz:schmolz schneid:schnitt schreib:schrieb schrei:schrie schreit:schritt schweig:schwieg
	schwell:schwoll schwimm:schwamm,schwomm schwind:schwand,schwund schwing:schwang,schwung schwoer:schwor seh:sah,sieh,seh
	send:sandt sing:sang,sung sink:sank,sunk sinn:sann,sonn sitz:sass,sess spreng:spreng sprech:sprach,sproch,sprich
	spring:sprang,sprung stech:stach,stoch,stich steh:stand,stuend,stand stehl:stahl,stohl,stiehl steig:stieg sterb:starb,storb,stirb
	stoss:stiess,stoess,stoss streich:strich streit:stritt trag:trug,traeg,trag treff:traf,troff,triff treib:trieb
	tret:trat,tritt,tret trink:trank,trunk trueg:trog tu:tat,tan verderb:verdarb,verdorb verdriess:verdross vergess:vergass
	verlier:verlor verzeih:verzieh wachs:wuchs,waechs,wachs wasch:wusch,waesch,wasch weich:wich weis:wies wend:wandt werb:warb,worb,wirb
	werf:warf,worf,wirf wieg:wog wiss:wuss,wusst zieh:zog zwing:zwang,zwung`)

func strongForms(table string) map[string]string {
	m := map[string]string{}
	for entry := range strings.FieldsSeq(table) {
		stem, forms, _ := strings.Cut(entry, ":")
		for form := range strings.SplitSeq(forms, ",") {
			endings := []string{"", "en", "e", "st", "t", "et", "est", "ene", "enen", "ener", "enes", "enem"}
			if strings.HasSuffix(form, "t") && (strings.HasSuffix(form, "acht") || strings.HasSuffix(form, "annt") || strings.HasSuffix(form, "andt")) {
				endings = append(endings, "er", "es", "em")
			}
			for _, e := range endings {
				if f := form + e; len(f) > 2 {
					if _, taken := m[f]; !taken {
						m[f] = stem
					}
				}
			}
		}
	}
	return m
}

// irregular are words that the rules would give the stem of another word.
var irregular = func() map[string]string {
	m := map[string]string{}
	for entry := range strings.FieldsSeq(`reise:reise,reisen,reist,reiste,reisten,gereist,reisend,reisende,reisenden
		masse:masse,massen weise:weise,weisen kohle:kohle,kohlen marke:marke,marken akte:akte,akten fahne:fahne,fahnen miene:miene,mienen mine:mine,minen
		lueg:luegen,luege,luegt,gelogen,log,logen kriegsgefang:kriegsgefangen,kriegsgefangene,kriegsgefangenen,kriegsgefangener bus:bus,busse,bussen,busses gesandt:gesandter,gesandte,gesandten
		russe:russe,russen,russin,russinnen mach:mache,machst,machte,machten,machtest,gemacht,gemachte,gemachten,machend
		wiss:weiss,weisst bitt:gebeten,gebetene,gebetenen schrei:geschrien,geschrieen vergess:vergessen,vergesse,vergiss,vergisst,vergessene,vergessenen
		kriegen:kriegt,kriegte,kriegten gefang:gefangen,gefangene,gefangenen,gefangener`) {
		stem, forms, _ := strings.Cut(entry, ":")
		for form := range strings.SplitSeq(forms, ",") {
			m[form] = stem
		}
	}
	for entry := range strings.FieldsSeq(comparatives) {
		stem, raised, _ := strings.Cut(entry, ":")
		for degree := range strings.SplitSeq(raised, ",") {
			for _, e := range []string{"", "e", "en", "er", "es", "em"} {
				if degree+e != "juenger" || e != "" {
					m[degree+e] = stem
				}
			}
		}
	}
	for entry := range strings.FieldsSeq(plurals) {
		stem, forms, _ := strings.Cut(entry, ":")
		for form := range strings.SplitSeq(forms, ",") {
			m[form] = stem
		}
	}
	return m
}()

// comparatives are the comparatives and superlatives of adjectives that change
// their vowel or more.
const comparatives = `alt:aelter,aeltest arm:aermer,aermst hart:haerter,haertest jung:juenger,juengst kalt:kaelter,kaeltest klug:klueger,kluegst
	krank:kraenker,kraenkst kurz:kuerzer,kuerzest lang:laenger,laengst nah:naeher scharf:schaerfer,schaerfst schwach:schwaecher,schwaechst
	schwarz:schwaerzer,schwaerzest stark:staerker,staerkst warm:waermer,waermst gross:groesser,groesst hoch:hoeher,hoechst,hoh gesund:gesuender,gesuendest
	grob:groeber,groebst dumm:duemmer,duemmst rot:roeter,roetest blass:blaesser`

// plurals are plurals of foreign nouns that no ending makes.
const plurals = `atlas:atlas,atlasse,atlassen,atlanten globus:globus,globusse,globen lexikon:lexikon,lexika,lexiken,lexikons visum:visum,visa,visen,visums
	index:index,indexe,indizes,indices komma:komma,kommata,kommas thema:thema,themen,themas,themata schema:schema,schemata,schemas,schemen dogma:dogma,dogmen,dogmas
	indiz:indiz,indizien,indizes fossil:fossil,fossilien material:material,materialien,materials mineral:mineral,mineralien,minerale prinzip:prinzip,prinzipien,prinzips
	praktikum:praktikum,praktika,praktikums tempus:tempus,tempora saldo:saldo,salden,saldos,saldi radius:radius,radien modus:modus,modi genus:genus,genera
	kaktus:kaktus,kakteen zyklus:zyklus,zyklen konto:konto,konten,kontos,konti villa:villa,villen skala:skala,skalen junta:junta,junten,juntas
	drama:drama,dramen,dramas forum:forum,foren,fora,forums datum:datum,daten,datums faktum:faktum,fakten,faktums votum:votum,voten,vota,votums
	memorandum:memorandum,memoranden,memoranda,memorandums moratorium:moratorium,moratorien,moratoriums konsortium:konsortium,konsortien,konsortiums
	referendum:referendum,referenden,referenda,referendums ultimatum:ultimatum,ultimaten,ultimata,ultimatums embargo:embargo,embargos status:status
	bonus:bonus,boni,bonusse zentrum:zentrum,zentren,zentrums mandat:mandat,mandate,mandats gremium:gremium,gremien,gremiums imperium:imperium,imperien,imperiums
	delirium:delirium,delirien stadion:stadion,stadien,stadions stadium:stadium,stadiums konsul:konsul,konsuln,konsule,konsuls tribunal:tribunal,tribunale,tribunalen,tribunals
	general:general,generale,generaele,generalen,generaelen,generals admiral:admiral,admirale,admiraele,admiralen,admiraelen,admirals kapital:kapital,kapitalien,kapitals
	recht:recht,rechte,rechten,rechts,rechtes,rechter,rechtem gerecht:gerecht,gerechte,gerechten,gerechter,gerechtes,gerechtem,gerechtere,gerechteren
	graben:graben,grabens,graeben,graebens virus:virus,viren bus:bus,busse,bussen,busses museum:museum,museen,museums antibiotikum:antibiotikum,antibiotika
	charakter:charakter,charaktere,charakteren,charakters mechanismus:mechanismus,mechanismen organismus:organismus,organismen
	komitee:komitee,komitees armee:armee,armeen studi:studium,studiums,studien,studie turm:turm,turms,turmes,tuerme,tuermen`

// verbalNouns are nouns that look like forms of strong verbs, with their stems. They
// are told from these by their capital.
var verbalNouns = map[string]string{
	"stand": "stand", "stands": "stand", "standes": "stand", "staende": "stand", "staenden": "stand",
	"schloss": "schloss", "schlosse": "schloss", "schlosses": "schloss", "stahl": "stahl", "ausstand": "ausstand", "klang": "klang", "klaenge": "klang", "klaengen": "klang", "trieb": "trieb", "triebe": "trieb", "trieben": "trieb",
	"funde": "fund", "funden": "fund", "griffe": "griff", "griffen": "griff", "riss": "riss", "risse": "riss", "rissen": "riss",
}

// nounStem is the stem of a noun.
func (l *Lexicon) nounStem(w string) string {
	if s, ok := verbalNouns[w]; ok {
		return s
	}
	return l.stem(w)
}

// withSharp are the stems of words that only ß tells from others: Maße and Masse,
// Buße and Busse.
var withSharp = map[string]string{"masse": "mass", "massen": "mass", "busse": "busse", "bussen": "busse"}
