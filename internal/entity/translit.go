package entity

import (
	"unicode"
	"unicode/utf8"
)

// maxKey is the length up to which words have a key of their sound.
const maxKey = 40

// slavicKey is the same for the ways in which German, English, French and
// scholarly spelling write one Russian or Ukrainian name: Schoigu, Shoigu,
// Šojgu; Wostotschny, Vostochny; Jewgeni, Yevgeny, Evgenij. It is coarser than
// each of them: sch, sh and zh are one sound (S), tsch, ch and kh another (C),
// and so are s and z, w and v. Words longer than maxKey have none.
func slavicKey(folded string) string {
	var buf [maxKey]byte
	return string(appendSlavicKey(buf[:0], folded))
}

// slavicHash is a hash of the key, made without allocation.
func slavicHash(folded []byte) uint64 {
	var buf [maxKey]byte
	h := uint64(fnvOffset)
	for _, c := range appendSlavicKey(buf[:0], folded) {
		h = (h ^ uint64(c)) * fnvPrime
	}
	return h
}

// foldSound folds a word for its key: the letters of scholarly transliteration
// keep their sound, which plain folding takes from them (Šojgu, Vostočnyj).
func foldSound(buf []byte, word string) []byte {
	for i := 0; i < len(word); {
		if word[i] < utf8.RuneSelf {
			buf = foldInto(buf, word[i:i+1])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(word[i:])
		switch unicode.ToLower(r) {
		case 'č', 'ć':
			buf = append(buf, "tsch"...)
		case 'š', 'ś', 'ž':
			buf = append(buf, "sch"...)
		default:
			buf = append(buf, foldRune(r)...)
		}
		i += size
	}
	return buf
}

// appendSlavicKey reads the word sound by sound.
func appendSlavicKey[T string | []byte](key []byte, w T) []byte {
	if len(w) > maxKey {
		return key
	}
	at := func(i int) byte {
		if i < len(w) {
			return w[i]
		}
		return 0
	}
	for i := 0; i < len(w); {
		c, size := w[i], 1
		switch c {
		case 's':
			switch {
			case at(i+1) == 'c' && at(i+2) == 'h':
				c, size = 'S', 3 // sch, and the first half of schtsch
			case at(i+1) == 'h':
				c, size = 'S', 2
			case at(i+1) == 't' && at(i+2) == 'c' && at(i+3) == 'h':
				key, c, size = putSound(key, 'S'), 'C', 4
			}
		case 't':
			switch {
			case at(i+1) == 's' && at(i+2) == 'c' && at(i+3) == 'h':
				c, size = 'C', 4
			case at(i+1) == 's' && at(i+2) == 'h', at(i+1) == 'c' && at(i+2) == 'h':
				c, size = 'C', 3
			case at(i+1) == 's' || at(i+1) == 'z':
				c, size = 's', 2
			}
		case 'd':
			if at(i+1) == 's' && at(i+2) == 'c' && at(i+3) == 'h' {
				c, size = 'S', 4
			}
		case 'z':
			c = 's'
			if at(i+1) == 'h' {
				c, size = 'S', 2
			}
		case 'k':
			if at(i+1) == 'h' {
				c, size = 'C', 2
			}
		case 'c':
			switch at(i + 1) {
			case 'h':
				c, size = 'C', 2
			case 'z':
				c, size = 'C', 2
			case 'k':
				c, size = 'k', 2
			default:
				c = 's'
			}
		case 'x':
			key, c = putSound(key, 'k'), 's'
		case 'p':
			if at(i+1) == 'h' {
				c, size = 'f', 2
			}
		case 'f':
			if at(i+1) == 'f' {
				c, size = 'v', 2
			}
		case 'o':
			if at(i+1) == 'u' || at(i+1) == 'o' {
				c, size = 'u', 2
			} else if at(i+1) == 'e' {
				size = 2
			}
		case 'e':
			if at(i+1) == 'e' {
				c, size = 'i', 2
			}
		case 'a', 'u':
			if at(i+1) == 'e' {
				size = 2
			}
		case 'w':
			c = 'v'
		case 'y', 'j':
			c = 'i'
		case 'q':
			c = 'k'
		case 'h':
			c = 'g'
		}
		key = putSound(key, c)
		i += size
	}
	return key
}

// putSound adds a sound: doubled ones once, ie and ja as their vowel, ei and ai
// as theirs, and tschow as tschew.
func putSound(key []byte, c byte) []byte {
	n := len(key)
	if n == 0 {
		return append(key, c)
	}
	last := key[n-1]
	switch {
	case c == last, c == 'i' && (last == 'e' || last == 'a'):
		return key
	case last == 'i' && (c == 'a' || c == 'e' || c == 'o' || c == 'u'):
		key[n-1] = c
		return key
	case c == 'v' && last == 'o' && n > 1 && (key[n-2] == 'S' || key[n-2] == 'C'):
		key[n-1] = 'e'
	}
	return append(key, c)
}
