package archive

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const slugMax = 60

var slugLetters = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss",
	"æ", "ae", "ø", "oe", "œ", "oe", "ł", "l", "đ", "d", "ð", "d", "þ", "th",
)

// Slug is the readable ASCII part of a permalink made from a title or a name:
// lower case, words joined by hyphens, at most 60 bytes and cut between words
// where that is possible. It is empty if nothing of s can be written in ASCII.
func Slug(s string) string {
	s = norm.NFD.String(slugLetters.Replace(strings.ToLower(norm.NFC.String(s))))
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		default:
			gap = true
		}
	}
	return cutSlug(b.String())
}

func cutSlug(s string) string {
	if len(s) <= slugMax {
		return s
	}
	if s[slugMax] == '-' {
		return s[:slugMax]
	}
	if i := strings.LastIndexByte(s[:slugMax], '-'); i >= slugMax/2 {
		return s[:i]
	}
	return s[:slugMax]
}

// Permalink is the canonical path of the article's page.
func (a *Article) Permalink() string {
	if slug := Slug(a.Title); slug != "" {
		return "/a/" + string(a.ID) + "-" + slug
	}
	return "/a/" + string(a.ID)
}
