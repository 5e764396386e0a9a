package german

import (
	"slices"
	"strings"
)

// The spellings of Korean names in newspapers: McCune-Reischauer, the North's and
// the Revised Romanization, German ones, and what persons themselves use. A group a
// syllable; some stand for several syllables of Hangul that newspapers do not tell apart.
var (
	familyNames = spellings(`kim gim
		ri lee yi rhee lie
		pak park bak
		choe choi tschoe chwe
		jong jung jeong chung chong dschong tschong
		jo cho tscho dscho
		yun yoon jun youn
		kang gang
		mun moon
		no roh noh
		hyon hyun hyeon
		so suh seo
		ko go koh
		kwon gwon
		an ahn
		o oh
		sin shin schin
		ryu yu yoo yoon
		hwang
		song
		hong
		han
		jang chang dschang tschang
		paek baek paik
		ryang yang
		im lim rim
		thae tae
		nam
		om eom um
		chon jeon jun jon chun`)
	givenNames = spellings(`jong jung jeong chong chung dschong tschong
		un eun oen
		il ir
		song sung seong soeng
		yo yeo jo
		hui hee hi
		son sun seon
		hye hae hje
		geun keun gun kun
		jae chae dschae tschae je
		yong young yeong ryong jong
		hyon hyun hyeon hjon
		chol cheol chul tschol choel
		kyong kyung gyeong kyoung kjong
		myong myung myeong mjong
		su soo
		jun joon chun dschun tschun
		ju joo chu dschu tschu
		guk kuk gook
		kwang gwang
		suk sook seok sok
		tae dae te thae
		sik shik schik
		won weon
		u woo wu
		gil kil
		pom beom bum
		bong pong
		dong tong
		yol yeol yul jol
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
		ryol ryeol
		hon heon hun
		ha
		mi
		ki gi
		man
		ok
		gwan kwan
		rae nae lae
		hyok hyuk hyeok
		kyu gyu
		jin chin dschin tschin
		hun hoon
		sop seop sup
		kum geum keum gum`)
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
