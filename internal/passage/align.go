// Package passage keeps the links to paragraphs alive while texts change.
//
// # The model
//
// A passage id names a paragraph by its text, so an edited paragraph has another
// id than before. [Align] finds for each paragraph of an older text where it
// went in a newer one: exactly, wherever it stands now, or, of what is left,
// by likeness in the same order. [Resolve] follows a paragraph through all
// versions of an article from the last one that has its id to the current one.
//
// A [Selector] names a part of a paragraph by its words and their surroundings
// (W3C Web Annotation Data Model, TextQuoteSelector), and [Fragment] writes the
// same for browsers (URL Fragment Text Directives).
package passage

import (
	"strings"
	"unicode"

	"depesche/internal/archive"
)

// Alike is the likeness from which on a paragraph counts as the edited form of
// another: half of the words of both together.
const Alike = 0.5

// most bounds the table of a fuzzy alignment: that many paragraphs on either
// side are compared, more are taken as lost.
const most = 300

// Link says where a paragraph went.
type Link struct {
	To       int     // position in the newer text, -1: nowhere
	Likeness float64 // 1 for the same text
}

// Align finds for each paragraph of old where it stands in now.
func Align(old, now []archive.Paragraph) []Link {
	links := make([]Link, len(old))
	taken := make([]bool, len(now))
	byPID := make(map[string]int, len(now))
	for j, p := range now {
		byPID[p.PID] = j
	}
	for i, p := range old {
		links[i].To = -1
		if j, ok := byPID[p.PID]; ok && p.PID != "" {
			links[i] = Link{j, 1}
			taken[j] = true
		}
	}
	var left, right []int
	for i := range old {
		if links[i].To < 0 {
			left = append(left, i)
		}
	}
	for j := range now {
		if !taken[j] {
			right = append(right, j)
		}
	}
	left, right = left[:min(len(left), most)], right[:min(len(right), most)]
	alignFuzzy(old, now, left, right, links)
	return links
}

// alignFuzzy pairs what is left so that the order stays and the sum of the
// likenesses is greatest (Needleman and Wunsch 1970, gaps are free).
func alignFuzzy(old, now []archive.Paragraph, left, right []int, links []Link) {
	if len(left) == 0 || len(right) == 0 {
		return
	}
	a, b := bags(old, left), bags(now, right)
	like := make([][]float64, len(left))
	sum := make([][]float64, len(left)+1)
	for i := range sum {
		sum[i] = make([]float64, len(right)+1)
	}
	for i := len(left) - 1; i >= 0; i-- {
		like[i] = make([]float64, len(right))
		for j := len(right) - 1; j >= 0; j-- {
			if old[left[i]].Kind == now[right[j]].Kind || running(old[left[i]]) && running(now[right[j]]) {
				like[i][j] = likeness(a[i], b[j])
			}
			sum[i][j] = max(sum[i+1][j], sum[i][j+1])
			if like[i][j] >= Alike {
				sum[i][j] = max(sum[i][j], like[i][j]+sum[i+1][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(left) && j < len(right); {
		switch {
		case like[i][j] >= Alike && sum[i][j] == like[i][j]+sum[i+1][j+1]:
			links[left[i]] = Link{right[j], like[i][j]}
			i, j = i+1, j+1
		case sum[i][j] == sum[i+1][j]:
			i++
		default:
			j++
		}
	}
	// What was joined with its neighbour stands in a paragraph that has a pair.
	for k, i := range left {
		if links[i].To >= 0 {
			continue
		}
		for m, j := range right {
			if a[k].total <= b[m].total && like[k][m] >= Alike && like[k][m] > links[i].Likeness {
				links[i] = Link{j, like[k][m]}
			}
		}
	}
}

func running(p archive.Paragraph) bool {
	return p.Kind == archive.Text || p.Kind == archive.Quote || p.Kind == ""
}

// bag counts the words of a text.
type bag struct {
	words map[string]int
	total int
}

func bags(ps []archive.Paragraph, which []int) []bag {
	list := make([]bag, len(which))
	for k, i := range which {
		list[k].words = map[string]int{}
		for _, w := range strings.FieldsFunc(strings.ToLower(ps[i].Text), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r)
		}) {
			list[k].words[w]++
			list[k].total++
		}
	}
	return list
}

// Likeness is how much two texts are alike: the share of words that both have
// (Dice 1945), 0 to 1. A text that is a part of the other, as after a paragraph
// was divided or joined, counts by the shorter one, but at least a third of the
// longer one has to be there.
func Likeness(a, b string) float64 {
	p := []archive.Paragraph{{Text: a}, {Text: b}}
	two := bags(p, []int{0, 1})
	return likeness(two[0], two[1])
}

func likeness(a, b bag) float64 {
	if a.total == 0 || b.total == 0 {
		return 0
	}
	if a.total > b.total {
		a, b = b, a
	}
	both := 0
	for w, n := range a.words {
		both += min(n, b.words[w])
	}
	dice := 2 * float64(both) / float64(a.total+b.total)
	const contained, words, share = 0.9, 8, 3
	if part := float64(both) / float64(a.total); part >= contained && a.total >= words && share*a.total >= b.total {
		return max(dice, part*Alike*1.2)
	}
	return dice
}
