package german

import (
	"regexp"
	"slices"
	"strings"
)

// The spellings of Korean names in newspapers: McCune-Reischauer, the North's and
// the Revised Romanization, German ones, and what persons themselves use. A group a
// syllable; some stand for several syllables of Hangul that newspapers do not tell apart.
var (
	familyNames = spellings(`kim gim ghim
		ri lee yi rhee lie rhie i
		pak park bak bark
		choe choi tschoe chwe chey tschwe
		jong jung jeong chung chong dschong tschong cheong
		jo cho tscho dscho joe
		yun yoon jun youn yune
		kang gang kahng
		mun moon
		no roh noh ro
		hyon hyun hyeon hjon
		so suh seo soh
		ko go koh goh
		kwon gwon kwun kuon
		an ahn
		o oh
		sin shin schin
		ryu yu yoo yoon ryoo yoo rju ju
		hwang whang
		song
		hong
		han hahn
		jang chang dschang tschang
		paek baek paik baik bak
		ryang yang rjang
		im lim rim yim
		thae tae
		nam
		om eom um uhm
		chon jeon jun jon chun cheon tschon dschon
		ju joo chu choo tschu
		ho heo hur huh
		pae bae bai
		min
		ha
		sim shim
		cha tscha
		ku koo gu
		u woo wu
		ra na nah
		kwak gwak
		kil gil
		ma
		mun moon
		pyon byun byon byeon
		ryom yeom yom yum
		pang bang
		son sohn
		tok dok
		ok
		ki gi
		kye gye
		pyo
		yo yeo
		hyong hyung
		ham hahm`)
	givenNames = spellings(`jong jung jeong chung chong dschong tschong cheong joung joong
		un eun oen
		il ir
		song sung seong soeng
		yo yeo jo
		hui hee hi
		son sun seon
		hye hae hje
		geun keun gun kun
		jae chae dschae tschae je
		yong young yeong ryong jong ryeong
		hyon hyun hyeon hjon
		chol cheol chul tschol choel tschul
		kyong kyung gyeong kyoung kjong gyong
		myong myung myeong mjong
		su soo
		jun joon chun dschun tschun cheon chon
		ju joo chu dschu tschu choo
		guk kuk gook kook
		kwang gwang
		suk sook seok sok
		tae dae te thae dai
		sik shik schik
		won weon
		u woo wu ou
		gil kil
		pom beom bum bom
		bong pong
		dong tong
		yol yeol yul jol ryol ryeol
		gyu kyu gju
		ho
		in
		min
		hwa
		sang
		nam
		chan tschan
		bok pok
		gon kon geon gun kun
		hak
		hon heon hun
		ha
		mi
		ki gi
		man
		ok
		gwan kwan
		rae nae lae
		hyok hyuk hyeok
		jin chin dschin tschin
		hun hoon
		sop seop sup
		kum geum keum gum
		pyong byong byung byeong pyeong pjong pyung
		yun yoon youn jun
		hyo
		ik
		ung eung woong
		chang tschang jang dschang
		bae pae
		bin pin
		cho tscho jo
		dal tal
		dok deok tok duk duck
		do to doh
		du tu doo
		ok eok uk
		ga ka
		gap kap
		gol geol kol keol
		gyun kyun
		hae
		hang
		hung heung
		jom jeom
		ji chi tschi dschi jee
		jip jib
		jol jeol chol
		mok
		mu moo
		mun moon
		nak rak
		pal
		pil
		pyo
		ra na
		ri lee yi i
		rim im lim
		rin in
		rok nok
		ryang yang
		sam
		se sei
		sol seol sul
		sin shin schin
		so
		sok seok suk
		ui eui
		wan
		wol weol
		wook uk ook wuk
		ye
		yon yeon youn ryon ryeon
		yop yeop yup
		yu you yoo ryu
		ae ai
		ah a
		bo po
		bi pi
		sul seul
		si shi
		tek taek daek
		hwan
		hwi whi
		kan gan
		kyo gyo
		hyang`)
)

func spellings(table string) map[string][]string {
	m := map[string][]string{}
	for line := range strings.Lines(table) {
		group := strings.Fields(line)
		for _, s := range group {
			for _, other := range group {
				if other != s && !slices.Contains(m[s], other) {
					m[s] = append(m[s], other)
				}
			}
			if m[s] == nil {
				m[s] = []string{}
			}
		}
	}
	return m
}

// koreanSyllables is a word of two to four syllables as Korean has them, in any of the
// usual romanizations.
var koreanSyllables = regexp.MustCompile(`^(?:(?:kk|tt|pp|ss|jj|tsch|dsch|sch|ch|sh|[bcdghjklmnprstwy])?(?:yeo|yae|wae|jeo|ya|ye|yo|yu|wa|wi|wo|we|eo|eu|ae|oe|ui|oo|ee|a|e|i|o|u)(?:ng|[nmlkptrbgd])?){2,4}$`)

// koreanSounds writes what the romanizations of Korean spell differently in one way:
// voiced and voiceless consonants above all (Gyeongju, Kyongju; Busan, Pusan).
var koreanSounds = strings.NewReplacer("tsch", "c", "dsch", "c", "sch", "s", "sh", "s", "ch", "c", "jj", "c", "j", "c", "kk", "k", "gg", "k", "g", "k", "tt", "t", "d", "t",
	"pp", "p", "b", "p", "ss", "s", "r", "l", "yeo", "o", "eo", "o", "eu", "u", "yae", "a", "ae", "a", "oe", "o", "oo", "u", "ee", "i", "w", "u", "y", "")

// koreanKey is the key under which the romanizations of a Korean name meet, "" for
// what can't be one.
func koreanKey(latin string) string {
	if len(latin) < 5 || len(latin) > 20 || strings.IndexByte("sjhcwy", latin[len(latin)-1]) >= 0 || strings.ContainsAny(latin, "fqvxz") || !koreanSyllables.MatchString(latin) {
		return ""
	}
	return "@" + koreanSounds.Replace(latin)
}

// KoreanFamilyName returns the other spellings of a folded Korean family name, and
// whether it is one.
func KoreanFamilyName(folded string) ([]string, bool) {
	s, ok := familyNames[folded]
	return s, ok
}

// KoreanGivenName returns the other spellings of a folded syllable of Korean given
// names, and whether it is one.
func KoreanGivenName(folded string) ([]string, bool) {
	s, ok := givenNames[folded]
	return s, ok
}
