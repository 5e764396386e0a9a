package page

import (
	"regexp"
	"unicode/utf8"

	"depesche/internal/archive"
	"depesche/internal/importer/germandate"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	dateHint = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:date|datum|time|zeit|published?|posted|pubdate|entry-?date|post-?date|timestamp|stand|byline|meta|info|created|dachzeile|submitted)`)
	labelled = regexp.MustCompile(`(?i)(?:veröffentlicht|erschienen|publiziert|online seit|erstellt|geschrieben|gepostet|datum|stand|vom|am|presseinformation|pressemitteilung|pressemeldung|meldung|posted|published)[^\d]{0,30}$`)
)

// lineStart is what may stand before the date with which a text begins:
// "(Bonn, ", "Pressemitteilung vom ".
var (
	lineStart = regexp.MustCompile(`^[\s(\[/–-]*(?:(?i:presse(?:mitteilung|information|meldung)|meldung|artikel|beitrag|nachricht)?\s*(?i:vom|am)?\s*|\p{Lu}[\p{L} ./-]{1,25},?\s*(?i:den\s*)?)$`)
	lineBreak = regexp.MustCompile(`^\s*(?:[)\]|:–—-]|[,.]\s*\p{Lu})`)
	// what stands before the date of a later change
	changeLabel = regexp.MustCompile(`(?i)(?:aktualisiert|aktualisierung|geändert|änderung|update|updated|bearbeitet|modified)[^\d]{0,20}$`)
)

// piece is a text node as a browser shows it.
type piece struct {
	text    string
	n       *html.Node
	heading *html.Node // of the page
}

// shownDate looks for a date in short pieces of visible text: in those around
// the heading first, then where the text begins with a date, then in elements
// that are marked as dates, then in any line that is little but a date.
func shownDate(root, heading *html.Node) (archive.Date, bool) {
	pieces, at := piecesOf(root, heading)
	if at >= 0 {
		paragraphs := 0
		for d := range 30 {
			for _, i := range []int{at + d, at - d - 1} {
				if i < 0 || i >= len(pieces) || i < at && d >= 8 {
					continue
				}
				if got, ok := pieces[i].date(false); ok {
					return got, true
				}
				if got, ok := pieces[i].parts(); ok {
					return got, true
				}
				if got, ok := pieces[i].leading(); ok && i > at && paragraphs < 3 {
					return got, true
				}
				if i > at && utf8.RuneCountInString(pieces[i].text) >= paragraph {
					paragraphs++
				}
			}
		}
		if got, ok := leadingDate(pieces[at:]); ok {
			return got, true
		}
	} else if got, ok := leadingDate(pieces); ok {
		return got, true
	}
	for _, p := range pieces {
		if p.n.Parent != nil && dateHint.MatchString(hints(p.n.Parent)) {
			if got, ok := p.date(false); ok {
				return got, true
			}
		}
	}
	return lonelyDate(pieces)
}

// lonelyDate is the date in a line that is little but a date, if the page has
// hardly another: a list or a table has many, and none is the article's.
func lonelyDate(pieces []piece) (first archive.Date, ok bool) {
	const most = 3
	seen := map[string]bool{}
	for _, p := range pieces {
		got, found := p.date(true)
		if !found {
			continue
		}
		if !ok {
			first, ok = got, true
		}
		if seen[got.String()] = true; len(seen) > most {
			return archive.Date{}, false
		}
	}
	return first, ok
}

// piecesOf lists the visible text nodes; at is the index of the first one in
// the heading, -1 without one.
func piecesOf(root, heading *html.Node) (pieces []piece, at int) {
	at = -1
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n == heading {
			at = len(pieces)
		}
		if n.Type == html.ElementNode && (invisible[n.DataAtom] || n.DataAtom == atom.Footer && !within(n, atom.Article) || n.DataAtom == atom.Nav) {
			return
		}
		if n.Type == html.TextNode {
			if s := collapse(n.Data); s != "" {
				pieces = append(pieces, piece{s, n, heading})
			}
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	if body := find(root, atom.Body); body != nil {
		walk(body)
	}
	return pieces, at
}

// date is the date that the piece is there to tell. strict wants it to be all
// or labelled, else a marked element or a short line will do.
func (p piece) date(strict bool) (archive.Date, bool) {
	if utf8.RuneCountInString(p.text) > 120 || commentLike(p.n) || p.n.Parent != nil && besideLink(p.n.Parent, p.heading) {
		return archive.Date{}, false
	}
	const most = 3 // dates in one line
	marked := p.n.Parent != nil && dateHint.MatchString(hints(p.n.Parent)+" "+hints(p.n.Parent.Parent))
	for at, n := 0, 0; n < most; n++ {
		f, ok := germandate.Find(p.text[at:])
		if !ok {
			break
		}
		before, rest := p.text[at:at+f.Start], utf8.RuneCountInString(p.text)-utf8.RuneCountInString(p.text[at+f.Start:at+f.End])
		behind := len(p.text) - at - f.End
		at += f.End
		switch {
		case f.Date.Precision() < archive.Day || changeLabel.MatchString(before):
		case rest <= 12, rest <= 40 && lineStart.MatchString(before) && behind <= len(" Uhr)"), labelled.MatchString(before), !strict && (marked || rest <= 45):
			return f.Date, true
		}
	}
	return archive.Date{}, false
}

// parts is the date whose parts stand in elements of their own, of which the
// piece is one: day, month and year.
func (p piece) parts() (archive.Date, bool) {
	const most = 30 // runes
	if p.n.Parent == nil || p.n.Parent.Parent == nil || utf8.RuneCountInString(p.text) > len("September") {
		return archive.Date{}, false
	}
	whole := textOf(p.n.Parent.Parent)
	if utf8.RuneCountInString(whole) > most || commentLike(p.n) || besideLink(p.n.Parent.Parent, p.heading) {
		return archive.Date{}, false
	}
	d, ok := germandate.Parse(whole)
	return d, ok && d.Precision() >= archive.Day
}

const paragraph = 80 // runes: a piece as long is one of text

// leading is the date with which a paragraph begins.
func (p piece) leading() (archive.Date, bool) {
	const start = 70 // bytes
	if utf8.RuneCountInString(p.text) < paragraph || commentLike(p.n) {
		return archive.Date{}, false
	}
	f, ok := germandate.Find(p.text)
	if ok && f.Start < start && f.Date.Precision() >= archive.Day && lineStart.MatchString(p.text[:f.Start]) && lineBreak.MatchString(p.text[f.End:]) {
		return f.Date, true
	}
	return archive.Date{}, false
}

// leadingDate is the date with which one of the first three paragraphs begins.
func leadingDate(pieces []piece) (archive.Date, bool) {
	seen := 0
	for _, p := range pieces {
		if utf8.RuneCountInString(p.text) < paragraph || commentLike(p.n) {
			continue
		}
		if d, ok := p.leading(); ok {
			return d, true
		}
		if seen++; seen == 3 {
			break
		}
	}
	return archive.Date{}, false
}
