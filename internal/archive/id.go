package archive

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ID names an article for good: 4 to 32 of a-z and 0-9. Ids that the archive
// assigns are eight betanumeric characters and a check character.
type ID string

// Betanumeric are the 29 characters of assigned ids: digits and consonants
// without l and y, so that no id spells a word and none is misread. Their
// order is that of the NOID check (California Digital Library, "NOID: Nice
// Opaque Identifier", 2006).
const Betanumeric = "0123456789bcdfghjkmnpqrstvwxz"

const assignedLen = 8

// NewID draws an id from random, normally crypto/rand.Reader.
func NewID(random io.Reader) (ID, error) {
	body := make([]byte, 0, assignedLen+1)
	var b [1]byte
	for len(body) < assignedLen {
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return "", fmt.Errorf("drawing an article id: %w", err)
		}
		// 8*29 = 232: bytes above would favour the first characters.
		if b[0] < 232 {
			body = append(body, Betanumeric[b[0]%29])
		}
	}
	return ID(append(body, checkCharacter(string(body)))), nil
}

// checkCharacter is the NOID check character: the sum of position (from 1)
// times ordinal value, modulo 29. It finds every single wrong character and
// every swap of two neighbours.
func checkCharacter(body string) byte {
	sum := 0
	for i, c := range []byte(body) {
		sum += (i + 1) * max(strings.IndexByte(Betanumeric, c), 0)
	}
	return Betanumeric[sum%29]
}

// Valid reports whether the id has the form of an article id.
func (id ID) Valid() bool {
	if len(id) < 4 || len(id) > 32 {
		return false
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Checked reports whether the id has the form of an assigned id and its check
// character is right. Ids given by hand need not be checked ones.
func (id ID) Checked() bool {
	if len(id) != assignedLen+1 {
		return false
	}
	for _, c := range []byte(id) {
		if strings.IndexByte(Betanumeric, c) < 0 {
			return false
		}
	}
	return checkCharacter(string(id[:assignedLen])) == id[assignedLen]
}

// PassageID is the short hash that names a paragraph by its text: five
// betanumeric characters of the SHA-256 of the text in NFC with runs of white
// space as one space.
func PassageID(text string) string { return passageID(text, 0) }

const passageLen = 5

func passageID(text string, occurrence int) string {
	key := text
	if !normal(text) {
		key = strings.Join(strings.Fields(norm.NFC.String(text)), " ")
	}
	if occurrence > 0 {
		key += "\x00" + strconv.Itoa(occurrence)
	}
	sum := sha256.Sum256([]byte(key))
	n := uint64(0)
	for _, b := range sum[:8] {
		n = n<<8 | uint64(b)
	}
	var pid [passageLen]byte
	for i := range pid {
		pid[i] = Betanumeric[n%29]
		n /= 29
	}
	return string(pid[:])
}

// normal reports whether a text is in NFC and has white space as single spaces
// between words. It recognises usual German text only.
func normal(text string) bool {
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == ' ' && (i == 0 || i == len(text)-1 || text[i+1] == ' ') {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		// Below U+0300 are no combining marks; U+2010 to U+2027 are hyphens, dashes,
		// quotation marks and dots.
		if r <= '\u00A0' || r >= '\u0300' && (r < '\u2010' || r > '\u2027') && r != '€' {
			return false
		}
		i += n
	}
	return true
}

// AssignPIDs gives every paragraph its passage id. The same text a second time
// in one article gets an id of its own that depends on how often it stood
// before, so that ids are unique in the article.
func AssignPIDs(ps []Paragraph) {
	seen := make(map[string]bool, len(ps))
	for i := range ps {
		pid := PassageID(ps[i].Text)
		for n := 1; seen[pid]; n++ {
			pid = passageID(ps[i].Text, n)
		}
		seen[pid] = true
		ps[i].PID = pid
	}
}
