package page

import (
	"strings"

	"depesche/internal/archive"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block is one paragraph-like piece of the page as a browser shows it.
type block struct {
	text   string
	key    string // letters and digits of text, lower case
	linked int    // bytes of text inside links
	kind   archive.ParagraphKind
	node   *html.Node // innermost block element
	after  bool       // stands after the heading of the article
}

// linkShare is the share of the text that is in links, 0 to 1.
func (b *block) linkShare() float64 { return float64(b.linked) / float64(max(len(b.text), 1)) }

// blocksOf lists the blocks below root in their order, with subheadings,
// quotes and captions told by their elements. Hidden elements are left out.
func blocksOf(root, heading *html.Node) []block {
	w := &walker{heading: heading}
	w.children(root, root, archive.Text)
	w.flush(root, archive.Text)
	return w.list
}

type walker struct {
	list    []block
	heading *html.Node
	passed  bool
	text    strings.Builder // inline text not yet ended by a block
	linked  int
	inLink  int
}

func (w *walker) flush(n *html.Node, kind archive.ParagraphKind) {
	text := collapse(w.text.String())
	if key := letters(text); key != "" {
		w.list = append(w.list, block{text, key, w.linked, kind, n, w.passed})
	}
	w.text.Reset()
	w.linked = 0
}

func (w *walker) write(s string) {
	w.text.WriteString(s)
	if w.inLink > 0 {
		w.linked += len(strings.TrimSpace(s))
	}
}

// children walks what is below n; inside is the innermost block element.
func (w *walker) children(n, inside *html.Node, kind archive.ParagraphKind) {
	breaks := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			if strings.TrimSpace(c.Data) != "" {
				breaks = 0
			}
			w.write(c.Data)
		case c.Type != html.ElementNode || invisible[c.DataAtom] || isHidden(c):
		case c.DataAtom == atom.Br:
			// Two line breaks end a paragraph.
			if breaks++; breaks >= 2 {
				w.flush(inside, kind)
			} else {
				w.text.WriteByte(' ')
			}
		case blocks[c.DataAtom]:
			breaks = 0
			w.flush(inside, kind)
			inner := kindOf(c, kind)
			w.children(c, c, inner)
			w.flush(c, inner)
			w.passed = w.passed || c == w.heading
		case kind == archive.Caption && creditLike(c): // the owner of the picture
		default:
			breaks = 0
			if c.DataAtom == atom.A {
				w.inLink++
			}
			w.children(c, inside, kind)
			if c.DataAtom == atom.A {
				w.inLink--
			}
		}
	}
}

var captionHints = []string{"caption", "bildunterschrift", "image-description", "copyright", "credit", "bildtext", "bu-text", "wp-caption"}

// creditLike: an inline element that names who made or owns a picture.
func creditLike(n *html.Node) bool {
	s := hints(n)
	for _, mark := range []string{"copyright", "credit", "photographer", "fotograf", "image-source", "image__source", "bildquelle", "bildrechte"} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

func kindOf(n *html.Node, outer archive.ParagraphKind) archive.ParagraphKind {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return archive.Heading
	case atom.Blockquote:
		return archive.Quote
	case atom.Figcaption:
		return archive.Caption
	}
	if n.DataAtom != atom.Body && n.DataAtom != atom.Article {
		h := strings.ToLower(attr(n, "class"))
		for _, mark := range captionHints {
			if strings.Contains(h, mark) {
				return archive.Caption
			}
		}
	}
	return outer
}
