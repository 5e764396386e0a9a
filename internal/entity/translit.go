package entity

import "strings"

// slavicKey is the same for the ways in which German, English, French and
// scholarly spelling write one Russian or Ukrainian name: Schoigu, Shoigu,
// Šojgu; Wostotschny, Vostochny; Jewgeni, Yevgeny, Evgenij. It is coarser than
// each of them: sch, sh and zh are one sound, and so are s and z, tsch and ch.
func slavicKey(folded string) string {
	var b strings.Builder
	last := byte(0)
	put := func(s string) {
		for i := range len(s) {
			if s[i] != last {
				b.WriteByte(s[i])
			}
			last = s[i]
		}
	}
next:
	for i := 0; i < len(folded); {
		for _, r := range slavicRules {
			if strings.HasPrefix(folded[i:], r[0]) {
				put(r[1])
				i += len(r[0])
				continue next
			}
		}
		put(folded[i : i+1])
		i++
	}
	key := b.String()
	for _, r := range slavicEnds {
		key = strings.ReplaceAll(key, r[0], r[1])
	}
	if strings.HasPrefix(key, "ie") {
		key = key[1:]
	}
	return key
}

// slavicRules write sounds as one letter, longest spelling first: C for ч, щ and
// х, S for ш and ж.
var slavicRules = [][2]string{
	{"schtsch", "SC"}, {"shtsh", "SC"}, {"shch", "SC"}, {"stch", "SC"}, {"tsch", "C"}, {"tch", "C"}, {"dsch", "S"},
	{"sch", "S"}, {"zh", "S"}, {"sh", "S"}, {"kh", "C"}, {"ch", "C"}, {"ck", "k"}, {"ts", "s"}, {"tz", "s"}, {"cz", "C"},
	{"ks", "ks"}, {"x", "ks"}, {"ph", "f"}, {"ff", "v"}, {"ou", "u"}, {"oo", "u"}, {"ee", "i"},
	{"ae", "a"}, {"oe", "o"}, {"ue", "u"},
	{"w", "v"}, {"z", "s"}, {"y", "i"}, {"j", "i"}, {"c", "s"}, {"q", "k"}, {"h", "g"},
}

var slavicEnds = [][2]string{
	{"Cov", "Cev"}, {"Sov", "Sev"}, {"iev", "ev"}, {"ie", "e"}, {"ia", "a"}, {"iu", "u"}, {"io", "o"}, {"ei", "e"}, {"ai", "a"},
}
