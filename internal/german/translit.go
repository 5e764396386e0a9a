package german

import (
	"slices"
	"strings"
	"unicode"
)

// nameKeys are the keys under which the transliterations of a name meet:
// Wostotschny, Vostochny and Восточный have one in common. A word that is no
// name has none.
func (l *Lexicon) nameKeys(folded, stem string, parts []Part) []string {
	latin := romanise(folded)
	if latin == "" {
		if !asciiLower(folded) || len(folded) < 3 || l.whollyKnown(parts) || !l.nameLike(stem) {
			return nil
		}
		latin = stem
	}
	key := nameKey(latin)
	if len(key) < 2 {
		return nil
	}
	keys := []string{key}
	if latin == stem && len(folded) == len(stem)+1 && strings.HasSuffix(folded, "s") && strings.IndexByte("aeiouyt", stem[len(stem)-1]) >= 0 { // Sojus, and Putins
		keys = append(keys, nameKey(folded))
	}
	if latin[0] == 'j' || strings.HasPrefix(latin, "dsch") { // Jong, Dschong
		if k := nameKey("J" + strings.TrimPrefix(strings.TrimPrefix(latin, "j"), "dsch")); k != key {
			keys = append(keys, k)
		}
	}
	if k := nameKey(hardJ(latin)); k != key && len(k) > 1 { // Chongjin, Tschongdschin
		keys = append(keys, k)
	}
	if k := koreanKey(latin); k != "" {
		keys = append(keys, k)
	}
	if len(latin) > 3 && (latin[0] == 'n' || latin[0] == 'r') && latin[1] == 'y' { // Nyongbyon, Yongbyon: the North keeps the initial
		keys = append(keys, nameKey(latin[1:]))
	}
	return keys
}

// hardJ writes each j between a consonant and a vowel as the dsch that it is in
// names of Koreans.
func hardJ(latin string) string {
	const vowels = "aeiouy"
	for i := 1; i+1 < len(latin); i++ {
		if latin[i] == 'j' && strings.IndexByte(vowels, latin[i-1]) < 0 && strings.IndexByte(vowels, latin[i+1]) >= 0 {
			latin = latin[:i] + "dsch" + latin[i+1:]
		}
	}
	return latin
}

// whollyKnown reports whether the word is a compound of known words.
func (l *Lexicon) whollyKnown(parts []Part) bool {
	for _, p := range parts {
		if !l.anyForm(p.Stem) {
			return false
		}
	}
	return len(parts) > 0
}

// nameLike reports whether a stem may be that of a foreign name: one that the
// lexicon doesn't know, or one of those that it knows well.
func (l *Lexicon) nameLike(stem string) bool {
	return l.Count(stem) == 0 && l.Count(stem+"e") == 0 && l.Count(stem+"en") == 0 || knownNames[stem] ||
		l.Noun(stem) && l.Count(stem) < 60 && l.Count(stem+"e") == 0 && l.Count(stem+"en") == 0
}

// knownNames are names that official protocols mention often.
var knownNames = set(`putin lawrow peskow medwedew schoigu selenskyj selenski nawalny prigoschin lukaschenko poroschenko kiew kyjiw kyiv
	charkiw cherson odessa odesa donezk luhansk mariupol moskau saporischschja tschernobyl tschernihiw minsk
	wladiwostok pjoengjang pjongjang pyongyang kim jong seoul klitschko gorbatschow jelzin chruschtschow
	nordkorea erdogan orban jinping bachmut lwiw nikopol butscha irpin krim kadyrow janukowytsch timoschenko
	gazprom rosneft hisbollah hamas chamenei khamenei ruhani assad aleppo mossul taliban xinjiang erdogan saakaschwili tschetschenien dagestan
	abchasien timoschenko tymoschenko chodorkowski nemzow skripal politkowskaja kasparow breschnew stalin trotzki andropow molotow sotschi wolgograd
	kaliningrad petersburg sachalin wladimir sergej alexej dmitri michail nikolai jewgeni juri julia wolodymyr oleksandr netanjahu scharon arafat gaddafi mubarak
	gasprom sputnik nowitschok kalaschnikow sojus perestroika`)

// rules of nameKey, the longest first. Capitals stand for sounds with many spellings.
var keyRules = strings.NewReplacer(
	"schtsch", "S", "stsch", "S", "shch", "S", "schch", "S", "dsch", "J", "dzh", "J",
	"tsch", "C", "tch", "C", "sch", "S", "tsh", "C", "zh", "S", "sh", "S", "kh", "C", "ch", "C",
	"ck", "k", "cz", "C", "tz", "s", "ts", "s", "dz", "s", "z", "s", "qu", "kv", "q", "k", "x", "ks",
	"ph", "f", "th", "t", "gh", "g", "w", "v", "ff", "v", "y", "i", "j", "i", "c", "k",
	"oo", "u", "ou", "u", "eo", "o", "eu", "u", "ae", "a", "oe", "o", "ue", "u",
)

// nameKey writes a name as it sounds, roughly, whoever spelled it: German, English
// and scholarly transliterations of Russian, Ukrainian and Korean.
func nameKey(latin string) string {
	head := ""
	if strings.HasPrefix(latin, "J") {
		head, latin = "J", latin[1:]
	}
	s := keyRules.Replace(latin)
	for _, e := range [...]string{"ov", "ev", "of", "ef", "iov"} { // Lawrow, Lavrov; Medwedew
		if b, ok := strings.CutSuffix(s, e); ok && len(b) > 1 {
			s = strings.TrimSuffix(b, "i") + "ov"
			break
		}
	}
	b := []byte(head)
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == 'i' && i+1 < len(s) && strings.IndexByte("aeiou", s[i+1]) >= 0:
			continue // ja, ie, ij
		case len(b) > 0 && b[len(b)-1] == c:
			continue
		case c == 'h' && i > 0: // Luhansk, Lugansk
			c = 'g'
		}
		b = append(b, c)
	}
	return string(b)
}

var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ё': "o", 'ж': "zh", 'з': "z", 'и': "i",
	'і': "i", 'ї': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t",
	'у': "u", 'ў': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "tsch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "i", 'ь': "",
	'э': "e", 'ю': "iu", 'я': "ia",
}

var (
	jamoInitial = []string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	jamoVowel   = []string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	jamoFinal   = []string{"", "k", "kk", "ks", "n", "nj", "nh", "t", "l", "lk", "lm", "lp", "ls", "lt", "lp", "lh", "m", "p", "ps", "t", "ss", "ng", "j", "ch", "k", "t", "p", "h"}
)

const firstSyllable, lastSyllable = '가', '힣'

// romanise writes Cyrillic and Hangul in Latin letters, "" if the word is not wholly so written.
func romanise(folded string) string {
	var b strings.Builder
	for _, r := range folded {
		switch {
		case unicode.Is(unicode.Cyrillic, r):
			s, ok := cyrillic[r]
			if !ok {
				return ""
			}
			b.WriteString(s)
		case firstSyllable <= r && r <= lastSyllable:
			b.WriteString(syllable(r))
		default:
			return ""
		}
	}
	return b.String()
}

// syllable writes a Hangul syllable in the Revised Romanization of 2000.
func syllable(r rune) string {
	n := int(r - firstSyllable)
	return jamoInitial[n/28/21] + jamoVowel[n/28%21] + jamoFinal[n%28]
}

// surnames are the frequent Korean family names as newspapers write them.
var surnames = map[rune][]string{
	'김': {"kim"}, '이': {"lee", "ri", "yi"}, '리': {"ri", "lee"}, '박': {"park", "pak"}, '최': {"choi", "choe"}, '정': {"jung", "jong", "chung"},
	'조': {"cho", "jo"}, '문': {"moon", "mun"}, '윤': {"yoon", "yun"}, '한': {"han"}, '강': {"kang"}, '노': {"roh", "no"}, '현': {"hyon", "hyun"},
}

// KoreanName cuts a person's name in Hangul into the keys of its parts: family name
// and two given names. It returns nil for anything else.
func KoreanName(folded string) [][]string {
	rs := []rune(folded)
	if len(rs) != 3 || surnames[rs[0]] == nil {
		return nil
	}
	var parts [][]string
	var first []string
	for _, s := range surnames[rs[0]] {
		first = append(first, nameKey(s))
	}
	parts = append(parts, first)
	for _, r := range rs[1:] {
		if r < firstSyllable || r > lastSyllable {
			return nil
		}
		s := syllable(r)
		keys := []string{nameKey(s)}
		add := func(key string) {
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
		if strings.HasPrefix(s, "j") {
			add(nameKey("J" + s[1:]))
		}
		for _, other := range givenNames[s] {
			add(nameKey(other))
		}
		parts = append(parts, keys)
	}
	return parts
}
