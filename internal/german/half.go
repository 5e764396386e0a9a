package german

import "strings"

const (
	minHalf    = 11 // letters of a word that is split although one of its parts is unknown
	minUnknown = 6  // of that part
	minTail    = 5  // behind a first part of minUnknown letters
	minHead    = 6  // of the other one, if it is the last
	minKnown   = 5  // or the first
	halfCount  = 40 // how often that stands in the lexicon's texts

	minReliable = 7 // letters of a first part that ends as only nouns in compounds do
)

// half splits a word that no form is known of into a known noun and the unknown
// rest (Plutonium|reaktor, Gas|zentrifugen).
func (l *Lexicon) half(word string) []Part {
	if len(word) < minHalf || l.forms(word) > 0 || whole[l.stem(word)] {
		return nil
	}
	for cut := minUnknown; cut+minHead <= len(word); cut++ {
		head := word[cut:]
		if !notLast[head] && l.Noun(head) && l.headCount(head) >= halfCount && l.mayEnd(word[:cut], head) {
			return []Part{{l.stem(word[:cut]), 0, cut}, {l.stem(head), cut, len(word)}}
		}
	}
	for cut := len(word) - minLast; cut >= minReliable; cut-- { // Zermürbungs|krieg, Regierungs|riege
		head := word[cut:]
		if reliable(word[:cut]) && !notLast[head] && mayBegin(head) {
			return []Part{{l.nounStem(word[:cut-1]), 0, cut - 1}, {l.nounStem(head), cut, len(word)}}
		}
	}
	for cut := len(word) - minTail; cut >= minFirst; cut-- {
		w, n, f := l.modifier(word[:cut])
		if cut > len(word)-minUnknown && (n < minUnknown || n < cut || !startsWord(word[cut:])) { // Minister|riege
			continue
		}
		if strings.HasPrefix(word[cut:], "ch") && n < cut { // Drohnen|schwarm
			continue
		}
		if f >= halfCount && l.Noun(w) && (n >= minKnown || shortFirsts[w] || n >= minKnown-1 && derived(word[cut:])) && mayBegin(word[cut:]) {
			return []Part{{l.stem(w), 0, n}, {l.stem(word[cut:]), cut, len(word)}}
		}
	}
	return nil
}

// mayEnd reports whether an unknown word may end before a known head: not with a
// prefix that belongs to the head (Heiligen|verehrung), nor inside an umlaut.
func (l *Lexicon) mayEnd(first, head string) bool {
	if head[0] == 'e' && strings.IndexByte("aou", first[len(first)-1]) >= 0 || strings.HasSuffix(first, "pf") && (head[0] == 'l' || head[0] == 'r') {
		return false
	}
	n := len(first)
	for n > 0 && strings.IndexByte("aeiouy", first[n-1]) < 0 {
		n--
	}
	if len(first)-n > 1 && !codas[first[n:]] {
		return false
	}
	for _, p := range prefixList {
		if rest, ok := strings.CutSuffix(first, p); ok && p != "" {
			if l.Count(p+head) > 0 {
				return false
			}
			if len(rest) >= minFirst && p != "er" && p != "los" { // Kabinetts|umbildung
				if w, _, f := l.modifier(rest); f >= halfCount && l.Noun(w) {
					return false
				}
			}
		}
	}
	return true
}

// onsets are the groups of consonants that German words begin with.
var onsets = set(`b bl br c ch chl chr cl cr d dr dsch f fl fr g gh gl gn gr h j k kh kl kn kr l m n p pf pfl pfr ph phl phr pl pr ps q r rh
	s sc sch schl schm schn schr schw sh sk skl sl sm sn sp sph spl spr st str sz t th thr tr ts tsch v vl w wh wl wr x y z zw`)

// codas are the groups of consonants that German words end with.
var codas = set(`bs bst chs cht chts ck cks ct dt ff fft fs ft fts gd gs gst hl hls hm hms hn hns hr hrs hrt ht hts kt kts ks lb lbs lch ld lds lf lfs lg lgs lk lks ll lls lm lms
	ln lp ls lst lt lts lz mb md mm mms mp mpf mpfs ms mt mts nch nd nds nf nfs nft nfts ng ngs nk nks nkt nn nns ns nst nsts nt nts nz pf pfs pp pps ps pt pts rb rbs rch rd rds rf rfs rg rgs
	rk rks rkt rl rls rm rms rn rns rp rps rs rsch rst rt rts rz rzt sch schs sk sp ss st sts th ths ts tsch tt tts tz tzt tzts xt xts`)

// derivations are endings of derived words, which no word begins with.
var derivations = []string{"ig", "lich", "isier", "lisier", "nisier", "ianis", "ier", "isation", "itaet", "ismus", "isch", "olog", "ograf", "ograph", "ophyl", "okrat", "arier", "arisch", "enser", "ionell", "ialis", "ivis", "istin", "ikum"}

// mayBegin reports whether an unknown word may begin like this.
func mayBegin(word string) bool {
	if notLast[word] {
		return false
	}
	for _, d := range derivations {
		if strings.HasPrefix(word, d) {
			return false
		}
	}
	n := 0
	for n < len(word) && strings.IndexByte("aeiouy", word[n]) < 0 {
		n++
	}
	return n == 0 || onsets[word[:n]]
}

// startsWord reports whether a short word begins as no ending of another does.
func startsWord(w string) bool {
	return strings.IndexByte("aeiouy", w[0]) < 0 && (w[0] != 's' || strings.IndexByte("aeiouy", w[1]) >= 0)
}

// derived reports whether an unknown word ends as nouns that are made of verbs and
// adjectives do (Luft|betankung).
func derived(word string) bool {
	for _, e := range [...]string{"ung", "ungen", "heit", "heiten", "keit", "keiten", "tion", "tionen", "ismus"} {
		if strings.HasSuffix(word, e) && len(word) >= len(e)+4 {
			return true
		}
	}
	return false
}
