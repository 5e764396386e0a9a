package entity

import "strings"

// familyNames are frequent Korean, Chinese and Vietnamese family names in the
// spellings of the press; they stand before the given name.
var familyNames = wordSet(`ahn an baek bae ban bang cha chang chen cheng cho choe choi chon chong chung dang deng
	gao guo ha han heo ho hong hu huang hwang hyon hyun im jang jeon jeong jiang jin jo jon jong joo ju jung kang
	kim ko koo ku kwak kwon lee li liang lim lin liu luo ma mao min moon mun nam nguyen no noh o oh pae paek pak
	pang park peng pham phan qin ra rhee ri rim roh ryu seo shim shin sim sin so son song suh sun sung tae tang
	thae to tran u vo wang wen won woo wu xi xie xu yang yi yoo yoon yu yun zhang zhao zheng zhou zhu`)

// syllables are what Korean given names consist of in the spellings of the press.
var syllables = wordSet(`ae ah bae baek beom bin bok bom bong bum byeong byong byung chae chan chang cheol chol chon
	chong choon chul chun chung dae dal deok do dok dong doo duk eui eul eun eung gap geon geun gi gil gon gook goo
	gu guk gun gwan gwang gwon gyong gyu gyun ha hae hak han hang he hee heon heung ho hong hoon hui huk hun hwa hwan
	hwang hwi hyang hye hyo hyok hyon hyong hyuk hyun hyung ik il im in ja jae jang je jeong jeun ji jik jin jo jong
	joo joon ju jun jung kap ki kil kook ku kuk kun kwan kwang kwon kye kyo kyong kyoung kyu kyun kyung mae man mi
	min mo mok moo moon mu muk mun myeong myon myong myung na nak nam no ok paek pil pok pom pong pyo pyong pyong rae
	ran rim rin rok ryol ryong ryun sae sam sang se seo seob seok seon seong seung sik sil sin so sok sol son song
	soo sook soon sop su suk sul sun sung taek tae taik thaek ui uk un ung weon wol won woo wook woong wu yea yeo
	yeol yeon yeong yo yol yon yong yoo yoon young yu yul yun yung`)

func wordSet(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// surnameFirst reports whether the words of a name have the family name first,
// as Korean, Chinese and Vietnamese names do: Kim Jong Un, Xi Jinping, but not
// Sung Kim.
func surnameFirst(words []string) bool {
	if len(words) < 2 || !familyNames[fold(words[0])] {
		return false
	}
	last := fold(words[len(words)-1])
	return len(words) > 2 || strings.Contains(last, "-") || !familyNames[last]
}

// koreanName reports whether all words behind the family name are syllables of
// Korean given names.
func koreanName(folded []string) bool {
	if len(folded) < 2 || !familyNames[folded[0]] {
		return false
	}
	for _, w := range folded[1:] {
		if !koreanGiven(w) {
			return false
		}
	}
	return true
}

// koreanGiven reports whether the folded word is one syllable or two of Korean
// given names.
func koreanGiven(w string) bool {
	if syllables[w] {
		return true
	}
	for i := 2; i < len(w)-1; i++ {
		if syllables[w[:i]] && syllables[w[i:]] {
			return true
		}
	}
	return false
}

// familyVariants are spellings of the same Korean family name.
var familyVariants = func() map[string][]string {
	m := map[string][]string{}
	for _, group := range []string{
		"kim gim", "lee ri rhee yi", "choe choi tschoe", "park pak bak", "yoon yun", "jang chang dschang tschang", "shin sin schin", "moon mun",
		"no roh noh ro", "jo cho dscho", "jong jung jeong chong chung dschong", "baek paek", "ryu yoo yu", "im lim rim", "an ahn",
		"woo u", "seo suh", "kwon gwon", "kang gang", "hyon hyun", "shim sim", "ban pan", "bae pae", "oh o", "ju joo chu",
	} {
		words := strings.Fields(group)
		for _, w := range words {
			m[w] = words
		}
	}
	return m
}()

// koreanKey is the same for spellings of one Korean syllable in the revised, the
// McCune-Reischauer, the North Korean and the English manner: Seok, Sŏk, Suk.
func koreanKey(folded string) string {
	return string(appendKoreanKey(nil, []byte(folded)))
}

func appendKoreanKey(key, folded []byte) []byte {
next:
	for i := 0; i < len(folded); {
		for _, r := range koreanSounds {
			if len(folded)-i >= len(r[0]) && string(folded[i:i+len(r[0])]) == r[0] {
				key = append(key, r[1]...)
				i += len(r[0])
				continue next
			}
		}
		key = append(key, folded[i])
		i++
	}
	return key
}

// koreanSounds are spellings and the letters that stand for them in the key, longest first.
var koreanSounds = [...][2]string{
	{"tsch", "c"}, {"dsch", "c"}, {"eui", "i"}, {"yeo", "io"}, {"you", "io"}, {"yoo", "io"},
	{"sh", "s"}, {"ch", "c"}, {"th", "d"}, {"ph", "b"}, {"kh", "g"}, {"eo", "o"}, {"eu", "o"}, {"oo", "o"},
	{"ou", "o"}, {"ee", "i"}, {"ui", "i"}, {"ae", "e"}, {"ai", "e"}, {"ck", "g"},
	{"u", "o"}, {"y", "i"}, {"j", "c"}, {"z", "c"}, {"p", "b"}, {"t", "d"}, {"k", "g"}, {"r", "l"}, {"v", "w"},
}
