package diff

import "unicode"

// tokens cuts a text into words, single other characters and runs of white
// space; one after the other they are the text.
func tokens(s string) []string {
	var list []string
	start, kind := 0, -1
	for i, r := range s {
		k := 2
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			k = 0
		case unicode.IsSpace(r):
			k = 1
		}
		if i > start && (k != kind || k == 2) {
			list = append(list, s[start:i])
			start = i
		}
		kind = k
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}

// counts are the words of texts with how often they stand there.
func counts(texts []string) []map[string]int {
	list := make([]map[string]int, len(texts))
	for i, t := range texts {
		list[i] = map[string]int{}
		for _, w := range tokens(t) {
			if r := []rune(w)[0]; unicode.IsLetter(r) || unicode.IsDigit(r) {
				list[i][w]++
			}
		}
	}
	return list
}

// shared is Dice's coefficient of two bags of words: twice the common ones by
// all, 0 to 1.
func shared(a, b map[string]int) float64 {
	common, all := 0, 0
	for w, n := range a {
		common += min(n, b[w])
		all += n
	}
	for _, n := range b {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(common) / float64(all)
}
