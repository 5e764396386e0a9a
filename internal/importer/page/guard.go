package page

import (
	"errors"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ErrTooComplex is returned for pages whose tree would cost more memory or
// time than any article needs: built to harm, or a dump of data.
var ErrTooComplex = errors.New("page is nested or broken up beyond measure")

const (
	maxNodes = 150_000
	maxDepth = 400
)

// formatting elements are opened again by the HTML parser in every block that
// follows while they are not closed (HTML standard, 13.2.4.3), so that a page
// can cost the product of both.
var formatting = map[atom.Atom]bool{
	atom.A: true, atom.B: true, atom.Big: true, atom.Code: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Nobr: true,
	atom.S: true, atom.Small: true, atom.Strike: true, atom.Strong: true, atom.Tt: true, atom.U: true,
}

var void = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true, atom.Input: true,
	atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true, atom.P: true, atom.Li: true, atom.Dt: true, atom.Dd: true,
	atom.Option: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Tbody: true, atom.Thead: true,
}

// guard estimates what parsing the page would cost, in one pass over its
// tokens, and refuses what is out of all proportion.
func guard(text string) error {
	z := html.NewTokenizer(strings.NewReader(text))
	z.SetMaxBuf(0)
	nodes, depth, open := 0, 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.TextToken, html.CommentToken:
			nodes++
		case html.StartTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			nodes++
			switch {
			case formatting[tag]:
				open++
			case !void[tag]:
				depth++
				nodes += max(open-8, 0)
			default:
				nodes += max(open-8, 0)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch tag := atom.Lookup(name); {
			case formatting[tag]:
				open = max(open-1, 0)
			case !void[tag]:
				depth = max(depth-1, 0)
			}
		}
		if nodes > maxNodes || depth > maxDepth || open > maxDepth {
			return ErrTooComplex
		}
	}
}
