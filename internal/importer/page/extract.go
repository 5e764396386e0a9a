package page

import (
	"net/url"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/importer/near"

	"codeberg.org/readeck/go-readability"
	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// opinion is the text an extractor takes for the article.
type opinion struct {
	all    string          // letters of the whole text
	pieces map[string]bool // letters of each paragraph
	set    near.Set        // shingles
}

func newOpinion(texts []string) *opinion {
	o := &opinion{pieces: map[string]bool{}}
	var all strings.Builder
	for _, t := range texts {
		key := letters(t)
		all.WriteString(key)
		o.pieces[key] = true
	}
	o.all = all.String()
	o.set = near.Shingles(strings.Join(texts, " \n"))
	return o
}

const shortKey = 25 // letters; shorter blocks may occur anywhere by chance

// holds reports whether the block is part of the text.
func (o *opinion) holds(b *block) bool {
	if o == nil {
		return false
	}
	if o.pieces[b.key] {
		return true
	}
	if len(b.key) < shortKey {
		return false
	}
	if strings.Contains(o.all, b.key) {
		return true
	}
	set := near.Shingles(b.text)
	if len(set) < 5 {
		return false
	}
	_, contained := near.Compare(set, o.set)
	return len(set) <= len(o.set) && contained >= 0.8
}

// trafilaturaOpinion and readabilityOpinion ask the libraries. A library that
// panics has no opinion.
func trafilaturaOpinion(root *html.Node, served *url.URL, focus trafilatura.ExtractionFocus) (o *opinion) {
	defer func() {
		if recover() != nil {
			o = nil
		}
	}()
	result, err := trafilatura.ExtractDocument(root, trafilatura.Options{OriginalURL: served, ExcludeComments: true, Focus: focus})
	if err != nil || result.ContentNode == nil {
		return nil
	}
	return newOpinion(blockTexts(result.ContentNode))
}

func readabilityOpinion(root *html.Node, served *url.URL) (o *opinion) {
	defer func() {
		if recover() != nil {
			o = nil
		}
	}()
	if served == nil {
		served = &url.URL{Scheme: "https", Host: "page.invalid"}
	}
	parser := readability.NewParser()
	article, err := parser.ParseDocument(root, served)
	if err != nil || article.Node == nil {
		return nil
	}
	return newOpinion(blockTexts(article.Node))
}

func blockTexts(n *html.Node) []string {
	var texts []string
	for _, b := range blocksOf(n, nil) {
		texts = append(texts, b.text)
	}
	return texts
}

// linkedBody is the longest text that JSON-LD gives of an article.
func (m *metadata) linkedBody() (body string) {
	for _, l := range m.linked {
		if l.kind == "article" && len(l.body) > max(len(body), 200) {
			body = l.body
		}
	}
	return body
}

// textParagraphs are those of a page that is built in the browser and has its
// text in JSON-LD alone.
func textParagraphs(body string) []archive.Paragraph {
	if strings.Contains(body, "</") {
		if ps, err := Fragment(body); err == nil {
			return ps
		}
	}
	var ps []archive.Paragraph
	for line := range strings.Lines(body) {
		if line = collapse(line); line != "" {
			ps = append(ps, archive.Paragraph{Kind: archive.Text, Text: line})
		}
	}
	return ps
}

func lettersKept(all []block, keep []bool) int {
	n := 0
	for i := range all {
		if keep[i] {
			n += len(all[i].key)
		}
	}
	return n
}

// linkedOpinion is the article's text as JSON-LD gives it.
func (m *metadata) linkedOpinion() *opinion {
	for _, l := range m.linked {
		if l.kind == "article" && len(l.body) > 400 {
			return newOpinion(strings.Split(l.body, "\n"))
		}
	}
	return nil
}

// extract finds the running text: the blocks of the page that the extractors
// take for it, without what surrounds articles on every site.
func extract(root, heading *html.Node, served *url.URL, m *metadata, a *archive.Article) []archive.Paragraph {
	all := blocksOf(root, heading)
	first := trafilaturaOpinion(root, served, trafilatura.Balanced)
	second := readabilityOpinion(root, served)
	stated := m.linkedOpinion()
	keep := choose(all, first, second, stated)
	for i := range all {
		if all[i].node == heading {
			keep[i] = false
		}
	}
	subheadings(all, keep)
	dropBoxes(all, keep, heading)
	trim(all, keep, a.Title)
	dropMetaLines(all, keep, a)
	if body := m.linkedBody(); lettersKept(all, keep)*5 < 2*len(letters(body)) {
		return textParagraphs(body)
	}
	var ps []archive.Paragraph
	for i, b := range all {
		if keep[i] {
			ps = append(ps, archive.Paragraph{Kind: b.kind, Text: b.text})
		}
	}
	return ps
}

const (
	longKey = 60 // letters: a paragraph of running text
	reach   = 8  // blocks between which paragraphs belong together
)

// choose decides which blocks are the article's: those of the main opinion,
// and what the second one adds between them. Short blocks count only where
// long ones surround them.
func choose(all []block, first, second, stated *opinion) []bool {
	keep := make([]bool, len(all))
	main, other := first, second
	if first == nil || second != nil && len(first.all)*5 < len(second.all)*2 {
		main, other = second, first
	}
	low, high := len(all), -1
	for i := range all {
		if b := &all[i]; len(b.key) >= longKey && (main.holds(b) || stated.holds(b)) {
			keep[i] = true
			low, high = min(low, i), i
		}
	}
	if high < 0 {
		for i := range all {
			keep[i] = main.holds(&all[i]) && (all[i].after || len(all[i].key) >= shortKey)
		}
		return keep
	}
	for i := range all {
		b := &all[i]
		switch {
		case keep[i]:
		case b.kind == archive.Caption && (i > low || b.after) && i < high && len(b.key) >= shortKey && b.linkShare() < 0.5 && !commentLike(b.node):
			keep[i] = true
		case main.holds(b):
			keep[i] = i >= low && i <= high+reach || b.after && i < low || len(b.key) >= shortKey && i+reach >= low && i <= high+reach
		case other.holds(b) && len(b.key) >= longKey && b.linkShare() < 0.3:
			keep[i] = i >= low && i <= high || i < low && (b.after || i+reach >= low) || kept(keep, i-reach, i)
		}
	}
	addLead(all, keep, low)
	addLists(all, keep, low, high)
	return keep
}

// addLists keeps the short items of lists and cells of tables that stand between
// paragraphs of the text, beside them in the same element.
func addLists(all []block, keep []bool, low, high int) {
	beside := map[*html.Node]bool{} // elements that paragraphs of the text stand in
	for i := range all {
		if b := &all[i]; keep[i] && len(b.key) >= longKey && b.node.DataAtom == atom.P {
			beside[b.node.Parent] = true
		}
	}
	linked, size := map[*html.Node]int{}, map[*html.Node]int{}
	lists := make([]*html.Node, len(all))
	for i := low; i <= high; i++ {
		if l := listAround(all[i].node); l != nil && beside[l.Parent] {
			lists[i] = l
			linked[l] += all[i].linked
			size[l] += len(all[i].text)
		}
	}
	for i := low; i <= high; i++ {
		if l := lists[i]; l != nil && !keep[i] && 4*linked[l] < size[l] && !commentLike(all[i].node) {
			keep[i] = true
		}
	}
}

// listAround is the outermost list or table that the block stands in, within a few
// steps.
func listAround(n *html.Node) (list *html.Node) {
	for up := 0; n != nil && up < 6; n, up = n.Parent, up+1 {
		switch n.DataAtom {
		case atom.Ul, atom.Ol, atom.Dl, atom.Table:
			list = n
		}
	}
	return list
}

// addLead keeps the lead: text between the heading and the first paragraph
// that no extractor counts because it stands in an element of its own.
func addLead(all []block, keep []bool, low int) {
	const most = 20 // blocks: beyond, something else stands between
	for i := low - 1; i >= max(low-most, 0) && all[i].after; i-- {
		b := &all[i]
		if !keep[i] && b.kind == archive.Text && len(b.key) >= longKey && b.linkShare() < 0.2 && !commentLike(b.node) && !within(b.node, atom.Aside, atom.Nav, atom.Form) {
			keep[i] = true
		}
	}
}

// subheadings keeps headings that stand right before a kept paragraph, beside
// it in the same element, and are no links.
func subheadings(all []block, keep []bool) {
	passed := false
	for i := range all {
		b := &all[i]
		if passed && !keep[i] && b.kind == archive.Heading && b.after && b.linkShare() == 0 && i+1 < len(all) && keep[i+1] &&
			all[i+1].kind != archive.Heading && all[i+1].node.Parent == b.node.Parent {
			keep[i] = true
		}
		passed = passed || keep[i]
	}
}

func kept(keep []bool, from, to int) bool {
	for i := max(from, 0); i < to; i++ {
		if keep[i] {
			return true
		}
	}
	return false
}

// trim takes blocks out that are no part of the text.
func trim(all []block, keep []bool, title string) {
	titleKey := letters(title)
	seen := map[string]bool{}
	total := 0
	for i := range all {
		b := &all[i]
		if !keep[i] {
			continue
		}
		if b.key == titleKey || len(b.key) >= 2*shortKey && seen[b.key] || boilerplate(b) {
			keep[i] = false
			continue
		}
		seen[b.key] = true
		total += len(b.key)
	}
	cutTail(all, keep, total)
	dropBareHeadings(all, keep)
}
