package entity

import (
	"strings"

	"depesche/internal/archive"
)

// FoldName is a name in the form in which names are compared: folded words
// joined by single spaces.
func FoldName(s string) string { return nameKey(s) }

// SuggestedSlug is the slug of an entity that is not in the registry, made of its
// name. Spellings of one Russian name have one slug.
func SuggestedSlug(name string) string {
	return CanonicalSlug(archive.Slug(name))
}

// CanonicalSlug writes the words of a slug that look Russian as German
// newspapers would: sergey-lavrov becomes sergej-lawrow. Other words stay.
func CanonicalSlug(slug string) string {
	words := strings.Split(slug, "-")
	if len(words) < 2 || !looksRussian(words[len(words)-1]) {
		return slug
	}
	for i, w := range words {
		if given, ok := russianGiven[slavicKey(w)]; ok && i < len(words)-1 {
			words[i] = given
		} else if i == len(words)-1 {
			words[i] = germanRussian(w)
		}
	}
	return strings.Join(words, "-")
}

// looksRussian judges by the end of a family name.
func looksRussian(w string) bool {
	if len(w) < 5 {
		return false
	}
	for _, end := range [...]string{"ov", "ow", "ev", "ew", "ova", "owa", "eva", "ewa", "sky", "ski", "skij", "skyj", "skiy", "skyy", "skyi", "schny", "zhny", "schnyj", "zhnyj", "zhnyi", "skaja", "skaya",
		"kin", "gin", "nin", "shin", "schin", "zhin", "tin", "hin", "enko", "chuk", "tschuk", "vich", "witsch"} {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

// russianGiven are frequent first names in German spelling by their sound.
var russianGiven = func() map[string]string {
	m := map[string]string{}
	for _, n := range strings.Fields(`artjom jewhen olexander serhij mychajlo andrij dmytro walerij mykola petro pawlo kyrylo denys oleh ihor jurij
		witalij wadym maksym taras bohdan oksana julija olena iryna timofej wiktorija fjodor stepan alexander alexandra alexej anatoli andrej anna anton arkadi boris denis dmitri fjodor gennadi
		georgi grigori igor ilja irina iwan jekaterina jelena jewgeni juri konstantin kirill leonid maria maxim michail
		natalja nikita nikolai oleg olga pawel pjotr roman sergej stanislaw swetlana tatjana vitali wadim walentina waleri
		wassili wiktor wiktoria witali wjatscheslaw wladimir wladislaw wolodymyr`) {
		m[slavicKey(n)] = n
	}
	for spelling, n := range map[string]string{"aleksandr": "alexander", "oleksandr": "olexander", "georgij": "georgi", "valerij": "waleri", "arkadij": "arkadi"} {
		m[slavicKey(spelling)] = n
	}
	return m
}()

// germanRussian writes a folded Russian family name in the German manner.
func germanRussian(w string) string {
	var b strings.Builder
	for i := 0; i < len(w); {
		if w[i] == 'z' && i+1 < len(w) && vowel(w[i+1]) && (i == 0 || vowel(w[i-1])) {
			b.WriteByte('s') // voiced: Luzyanin, Lusjanin
			i++
			continue
		}
		matched := false
		for _, r := range germanRules {
			if strings.HasPrefix(w[i:], r[0]) {
				b.WriteString(r[1])
				i += len(r[0])
				matched = true
				break
			}
		}
		if !matched {
			b.WriteByte(w[i])
			i++
		}
	}
	s := b.String()
	for _, r := range [...][2]string{{"skij", "ski"}, {"sky", "ski"}, {"skyj", "ski"}, {"skyy", "ski"}, {"skiy", "ski"}, {"skyi", "ski"}, {"skii", "ski"}, {"nyj", "ny"}, {"nyi", "ny"}, {"skaya", "skaja"}} {
		if strings.HasSuffix(s, r[0]) {
			s = strings.TrimSuffix(s, r[0]) + r[1]
			break
		}
	}
	return s
}

func vowel(b byte) bool { return strings.IndexByte("aeiouyj", b) >= 0 }

// germanRules turn English transliteration into German; what is German already stays.
var germanRules = [][2]string{
	{"schtsch", "schtsch"}, {"shch", "schtsch"}, {"tsch", "tsch"}, {"sch", "sch"}, {"zh", "sch"}, {"sh", "sch"}, {"kh", "ch"},
	{"ch", "ch"}, {"ts", "z"}, {"ya", "ja"}, {"yu", "ju"}, {"yo", "jo"}, {"ye", "je"}, {"v", "w"}, {"x", "x"},
}
