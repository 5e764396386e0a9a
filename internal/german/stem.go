package german

import "strings"

// stem joins the inflected forms of a folded word. It is the segmentation of
// CISTEM (Weissweiler and Fraser, "Developing a Stemmer for German Based on a
// Comparative Analysis of Publicly Available Stemmers", GSCL 2017), written anew
// for folded words.
func stem(folded string) string {
	var buf [64]byte
	b := contract(buf[:0], folded)
	if len(b) > 6 && b[0] == 'g' && b[1] == 'e' {
		b = b[2:]
	}
	// Groups that no ending may be cut from count as one letter.
	w := b[:0:len(b)]
	w = w[:0]
	out := make([]byte, 0, 64)
	for i := 0; i < len(b); i++ {
		switch {
		case i+2 < len(b) && b[i] == 's' && b[i+1] == 'c' && b[i+2] == 'h':
			out, i = append(out, '$'), i+2
		case i+1 < len(b) && b[i] == 'e' && b[i+1] == 'i':
			out, i = append(out, '%'), i+1
		case i+1 < len(b) && b[i] == 'i' && b[i+1] == 'e':
			out, i = append(out, '&'), i+1
		case i > 0 && b[i] == b[i-1] && len(out) > 0 && out[len(out)-1] == b[i]:
			out = append(out, '*')
		default:
			out = append(out, b[i])
		}
	}
	for n := len(out); n > 3; n = len(out) {
		if n > 5 {
			if e := string(out[n-2:]); e == "em" || e == "er" || e == "nd" {
				out = out[:n-2]
				continue
			}
		}
		if c := out[n-1]; c == 'e' || c == 's' || c == 'n' {
			out = out[:n-1]
			continue
		}
		break
	}
	var s strings.Builder
	for i, c := range out {
		switch c {
		case '$':
			s.WriteString("sch")
		case '%':
			s.WriteString("ei")
		case '&':
			s.WriteString("ie")
		case '*':
			if i > 0 {
				s.WriteByte(out[i-1])
			}
		default:
			s.WriteByte(c)
		}
	}
	return s.String()
}

// contract appends the folded word with written-out umlauts as their base letters,
// so that Vertrag and Verträge, Vertraege meet.
func contract(b []byte, folded string) []byte {
	for i := 0; i < len(folded); i++ {
		c := folded[i]
		b = append(b, c)
		if i+1 == len(folded) || folded[i+1] != 'e' {
			continue
		}
		switch c {
		case 'a', 'o':
			i++
		case 'u':
			if i == 0 || !strings.ContainsRune("aeoq", rune(folded[i-1])) {
				i++
			}
		}
	}
	return b
}
