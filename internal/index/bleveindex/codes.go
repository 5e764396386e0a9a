package bleveindex

import (
	"strings"

	"depesche/internal/german"
)

// codes shorten streams where they are stored: a frequent word is one byte from
// 0x80, every other one its three bytes, that of the form first, which is below
// 0x80.
type codes struct {
	words [256][wordBytes]byte // by code
	of    map[[wordBytes]byte]byte
}

const firstCode = 0x80

// frequentForms are the most frequent words of German texts, which are nearly
// half of all. Their order is part of the schema.
const frequentForms = `die der und in das den von mit zu im auf es ist fuer sich ein nicht auch eine dem des als am dass bei an
	sie nach er aus hat werden wie aber um einem einer vor einen noch sind wird man ueber haben war so wir nur oder
	mehr zum ich sei wurde gegen sein zur bis hatte prozent habe wenn soll sagte diese durch seit unter euro zwei kann
	dann nun was vom gibt keine bereits seine menschen koennen schon wurden beim damit ihre etwa will wieder laut
	eines immer rund worden dieser da jahren waren allerdings dabei drei jahr doch ab seien alle muss sollen
	millionen zwischen seiner sehr wegen weil ersten selbst neue sagt ohne muessen regierung viele geht dazu hier ob`

func newCodes(a *german.Analyzer) *codes {
	c := &codes{of: map[[wordBytes]byte]byte{}}
	next := firstCode
	for form := range strings.FieldsSeq(frequentForms) {
		w := [wordBytes]byte(appendWord(nil, a.Word(form)))
		c.words[next] = w
		if _, taken := c.of[w]; !taken {
			c.of[w] = byte(next)
		}
		next++
	}
	return c
}

// encode is a stream as it is stored.
func (c *codes) encode(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i+wordBytes <= len(s); i += wordBytes {
		if code, ok := c.of[[wordBytes]byte(s[i:])]; ok {
			out = append(out, code)
			continue
		}
		out = append(out, s[i+2], s[i], s[i+1])
	}
	return out
}

// decode appends the stream that was stored so.
func (c *codes) decode(to, stored []byte) []byte {
	for i := 0; i < len(stored); {
		if code := stored[i]; code >= firstCode {
			w := &c.words[code]
			to = append(to, w[0], w[1], w[2])
			i++
			continue
		}
		if i+wordBytes > len(stored) {
			break
		}
		to = append(to, stored[i+1], stored[i+2], stored[i])
		i += wordBytes
	}
	return to
}
