package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A box is an element inside the article that is no part of its text: teasers
// of other reports, an offer of a newsletter, the wall before the rest, the
// author's portrait. It is told by its element, by the words of its class or
// by the line it begins with, and it never holds the heading or much of the
// text.

// boxWords are words of classes and ids that boxes bear.
var boxWords = map[string]bool{
	"newsletter": true, "paywall": true, "paywalls": true, "related": true, "relatedarticles": true, "seealso": true, "recommendation": true, "recommendations": true, "recommended": true,
	"cookie": true, "cookies": true, "consent": true, "sharing": true, "share": true, "sharebar": true, "social": true, "subscribe": true, "subscription": true,
	"abo": true, "abobox": true, "authorbox": true, "comments": true, "comment": true, "kommentare": true, "disqus": true,
	"advert": true, "advertisement": true, "anzeige": true, "werbung": true, "ad": true, "ads": true, "adbox": true, "sponsored": true, "outbrain": true, "taboola": true, "plista": true,
	"spenden": true, "spende": true, "donate": true, "donation": true, "crowdfunding": true, "contact": true, "kontakt": true, "pressekontakt": true, "ansprechpartner": true,
	"breadcrumb": true, "breadcrumbs": true, "pagination": true, "pager": true, "sidebar": true, "promo": true, "promobox": true, "login": true, "banner": true,
	"poll": true, "umfrage": true, "voting": true, "survey": true, "push": true, "pushbox": true, "netiquette": true,
	"tags": true, "keywords": true, "mostread": true, "meistgelesen": true, "affiliate": true, "popup": true, "modal": true, "jetpack": true, "sharedaddy": true,
}

// authorWords make a box of an element that is marked as author's or product's too.
var authorWords = map[string]bool{"box": true, "bio": true, "card": true, "about": true, "profile": true, "description": true, "info": true, "vita": true}

// boxLabel is the line with which a box begins, beyond those of tailStart.
var boxLabel = regexp.MustCompile(`^(?i:(?:unser |der |jetzt )?newsletter\b|weiterlesen (?:mit|nach)|jetzt (?:weiterlesen|testen|abonnieren)|sie haben bereits ein|(?:exklusiv )?(?:nur )?für abonnent|lesetipp|lese-tipp|lesen sie|mehr zum thema|mehr zu |auch interessant|aus dem archiv|anzeige$|externer inhalt|empfohlener (?:externer|redaktioneller) inhalt|an dieser stelle (?:finden|befindet) |in eigener sache|original-content von|pressekontakt|über (?:den|die) autor|podcast:?$|umfrage:?$|nichts (?:mehr )?verpassen|(?:unser |unsere )?(?:buch|produkt|kauf|shop|surf)-?tipps?:?$)`)

const (
	boxMost  = 0.35 // share of the text that one box may hold
	boxesAll = 0.5  // share that all may hold together: beyond, the words mean something else
)

// dropBoxes takes the blocks in boxes out.
func dropBoxes(all []block, keep []bool, heading *html.Node) {
	size, linked, total := map[*html.Node]int{}, map[*html.Node]int{}, 0
	for i, b := range all {
		for n := b.node; n != nil && keep[i]; n = n.Parent {
			size[n] += len(b.key)
			linked[n] += b.linked
		}
		if keep[i] {
			total += len(b.key)
		}
	}
	above := map[*html.Node]bool{}
	var own *html.Node // the article element the heading stands in
	for n := heading; n != nil; n = n.Parent {
		above[n] = true
		if n.DataAtom == atom.Article && own == nil {
			own = n
		}
	}
	small := func(n *html.Node) bool { return !above[n] && float64(size[n]) <= boxMost*float64(total) }
	labelled := labelBoxes(all, small)
	out, dropped := make([]bool, len(all)), 0
	for i, b := range all {
		for n := b.node; n != nil && keep[i] && !out[i]; n = n.Parent {
			if small(n) && (labelled[n] || isBox(n, own, 2*linked[n] > size[n])) {
				out[i] = true
				dropped += len(b.key)
			}
		}
	}
	if float64(dropped) > boxesAll*float64(total) {
		return
	}
	for i := range out {
		keep[i] = keep[i] && !out[i]
	}
}

// labelBoxes are the smallest elements that hold more than the label they
// begin with.
func labelBoxes(all []block, small func(*html.Node) bool) map[*html.Node]bool {
	boxes := map[*html.Node]bool{}
	for i, b := range all {
		if len(b.key) > 90 || !boxLabel.MatchString(b.text) && (len(b.key) > 45 || !tailStart.MatchString(b.text)) {
			continue
		}
		for n := b.node; n != nil && n.DataAtom != atom.Body; n = n.Parent {
			if i > 0 && holds(n, all[i-1].node) && n != b.node {
				break // something stands before the label
			}
			if i+1 < len(all) && holds(n, all[i+1].node) {
				if small(n) {
					boxes[n] = true
				}
				break
			}
		}
	}
	return boxes
}

func holds(n, below *html.Node) bool {
	for ; below != nil; below = below.Parent {
		if n == below {
			return true
		}
	}
	return false
}

// isBox tells a box by its element and class. own is the article element of
// the heading; mostly says that more than half of the text is linked.
func isBox(n, own *html.Node, mostly bool) bool {
	switch n.DataAtom {
	case atom.Body, atom.Html, atom.Main, atom.Blockquote, atom.Figure, atom.Figcaption:
		return false
	case atom.Form, atom.Nav:
		return true
	case atom.Article:
		if own != nil && n != own && holds(own, n) && headedByLink(n) {
			return true
		}
	}
	if asksForMail(n) {
		return true
	}
	author, part := false, false
	for _, w := range words(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "data-area") + " " + attr(n, "data-component")) {
		switch {
		case boxWords[w], strings.HasPrefix(w, "kommentar"), strings.HasPrefix(w, "newsletter"), strings.HasPrefix(w, "paywall"):
			return true
		case w == "author" || w == "autor" || w == "autorin" || w == "product" || w == "produkt" || w == "shop" || w == "deal":
			author = true
		case authorWords[w]:
			part = true
		case strings.HasPrefix(w, "teaser") && (mostly || wrappedInLink(n)):
			return true
		}
	}
	return author && part
}

// asksForMail: a form for an address stands in it, with hardly more than what it
// is for.
func asksForMail(n *html.Node) bool {
	const most = 400 // letters
	form := n.DataAtom == atom.Form
	for c := n.FirstChild; c != nil && !form; c = c.NextSibling {
		form = c.DataAtom == atom.Form
	}
	if !form {
		return false
	}
	mail := false
	each(n, func(c *html.Node) bool {
		mail = mail || c.DataAtom == atom.Input && (strings.EqualFold(attr(c, "type"), "email") || strings.Contains(strings.ToLower(attr(c, "name")), "mail"))
		return !mail
	})
	return mail && len(letters(textOf(n))) <= most
}

// headedByLink: its first heading is a link, as in teasers.
func headedByLink(n *html.Node) (linked bool) {
	done := false
	each(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
			if !done {
				linked, done = within(c, atom.A) || find(c, atom.A) != nil, true
			}
		}
		return !done
	})
	return linked
}

// wrappedInLink: all of it is inside one link, or that link is its only child.
func wrappedInLink(n *html.Node) bool {
	var only *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			if only != nil {
				return false
			}
			only = c
		}
	}
	return only != nil && only.DataAtom == atom.A
}

// words are the words that class names are made of, lower case:
// "wp-block-newsletterBox" has wp, block, newsletter and box.
func words(class string) []string {
	var list []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			list = append(list, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	lower := false
	for _, r := range class {
		if !unicode.IsLetter(r) {
			end()
			lower = false
			continue
		}
		if unicode.IsUpper(r) && lower {
			end()
		}
		lower = unicode.IsLower(r)
		word = append(word, r)
	}
	end()
	return slices.Compact(list)
}
