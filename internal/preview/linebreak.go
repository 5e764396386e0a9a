package preview

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a stretch of text that is never divided, with what may follow it.
type piece struct {
	text  string
	width float64 // em, without what follows
	glue  string  // " " if a line that goes on has a space here
	hyph  string  // "-" if a line that ends here needs one
	cost  float64 // of ending a line here
}

// bound words stay on one line with the next: an abbreviation, a title, a
// number with its point (13. September).
func bound(word string) bool {
	switch strings.ToLower(word) {
	case "dr.", "prof.", "st.", "nr.", "§", "§§", "art.", "abs.", "s.", "bd.", "z.", "u.", "d.", "–", "„", "»":
		return true
	}
	if len(word) < 2 || len(word) > 3 || word[len(word)-1] != '.' {
		return false
	}
	return strings.Trim(word[:len(word)-1], "0123456789") == ""
}

// pieces cuts text into what may stand on lines of at most width em: words, and
// parts of words that are long for the line.
func pieces(t *typeface, text string, width float64, syllables bool) []piece {
	var ps []piece
	words := strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' })
	for i, w := range words {
		parts := divide(t, w, width, syllables)
		last := &parts[len(parts)-1]
		last.glue = " "
		if bound(w) && i+1 < len(words) {
			last.cost = 6
		}
		ps = append(ps, parts...)
	}
	return ps
}

// longShare is the share of the line that a word has to fill before it is
// divided other than at its own hyphens.
const longShare = 0.62

// It is divided at the borders of its parts. Only a part that is wider than the
// line, and only if syllables says so, is divided between two syllables.
func divide(t *typeface, word string, width float64, syllables bool) []piece {
	whole := t.width(word)
	var ps []piece
	start := 0
	add := func(end int, hyphen bool, cost float64) {
		p := piece{text: word[start:end], cost: cost}
		if hyphen {
			p.hyph = "-"
		}
		p.width = t.width(p.text)
		ps = append(ps, p)
		start = end
	}
	var all []cut
	if whole > longShare*width || strings.ContainsAny(word, "-‐/–—_") {
		all = cuts(word)
	}
	for i, c := range all {
		border := len(word) // the next one
		for _, d := range all[i:] {
			if d.cost < costSyllable {
				border = d.at
				break
			}
		}
		switch {
		case c.at <= start:
		case !c.hyphen, c.cost == costCompound && whole > longShare*width:
			add(c.at, c.hyphen, c.cost)
		case c.cost == costSyllable && syllables && t.width(word[start:border])+t.width("-") > width:
			add(c.at, c.hyphen, c.cost)
		}
	}
	add(len(word), false, 0)
	return anywhere(t, ps, width)
}

// anywhere divides pieces that are still wider than a line between any two
// characters: addresses, numbers, endless words.
func anywhere(t *typeface, ps []piece, width float64) []piece {
	var out []piece
	for _, p := range ps {
		if p.width+t.width(p.hyph) <= width {
			out = append(out, p)
			continue
		}
		rest := p.text
		for t.width(rest) > width {
			end, w := 0, 0.0
			for i, r := range rest {
				w += t.width(string(r))
				if w > width*0.98 && i > 0 {
					break
				}
				end = i + utf8.RuneLen(r)
			}
			for end < len(rest) {
				r, size := utf8.DecodeRuneInString(rest[end:])
				if !unicode.Is(unicode.Mn, r) {
					break
				}
				end += size
			}
			if end >= len(rest) {
				break
			}
			out = append(out, piece{text: rest[:end], width: t.width(rest[:end]), cost: costAnywhere})
			rest = rest[end:]
		}
		p.text, p.width = rest, t.width(rest)
		out = append(out, p)
	}
	return out
}

// breakLines sets the pieces in lines of at most width em so that the lines are
// as even as they can be: least sum of squared white space plus the costs of
// the breaks (the total fit of Knuth and Plass, "Breaking Paragraphs into
// Lines", 1981, for ragged setting). ok is false if a piece is wider than the
// line or more than most lines would be needed.
func breakLines(t *typeface, ps []piece, width float64, most int) (lines []string, ok bool) {
	if len(ps) == 0 {
		return nil, true
	}
	space, hyphen := t.width(" "), t.width("-")
	least := minLines(ps, width, space, hyphen)
	if least == 0 || least > most {
		return nil, false
	}
	// best[k][i]: least badness of setting the first i pieces in k lines.
	n := len(ps)
	best := make([][]float64, least+1)
	from := make([][]int, least+1)
	for k := range best {
		best[k], from[k] = make([]float64, n+1), make([]int, n+1)
		for i := range best[k] {
			best[k][i] = math.Inf(1)
		}
	}
	best[0][0] = 0
	// Even lines: measure against the mean rather than the full width.
	total := 0.0
	for _, p := range ps {
		total += p.width
		if p.glue != "" {
			total += space
		}
	}
	goal := min(width, total/float64(least)*1.06)
	for k := 1; k <= least; k++ {
		for i := 0; i < n; i++ {
			if math.IsInf(best[k-1][i], 1) {
				continue
			}
			w := 0.0
			for j := i; j < n; j++ {
				if j > i && ps[j-1].glue != "" {
					w += space
				}
				w += ps[j].width
				end := w
				if ps[j].hyph != "" {
					end += hyphen
				}
				if w > width {
					break
				}
				if end > width {
					continue
				}
				slack := (goal - end) / goal * 4
				bad := best[k-1][i] + slack*slack
				if j+1 < n {
					bad += ps[j].cost
				}
				if bad < best[k][j+1] {
					best[k][j+1], from[k][j+1] = bad, i
				}
			}
		}
	}
	if math.IsInf(best[least][n], 1) {
		return nil, false
	}
	lines = make([]string, least)
	for k, i := least, n; k > 0; k-- {
		lines[k-1] = join(ps[from[k][i]:i])
		i = from[k][i]
	}
	return lines, true
}

// minLines is how many lines filling each as far as possible takes, 0 if a
// piece fits on none.
func minLines(ps []piece, width, space, hyphen float64) int {
	lines := 0
	for i := 0; i < len(ps); {
		w, end := 0.0, i
		for j := i; j < len(ps); j++ {
			if j > i && ps[j-1].glue != "" {
				w += space
			}
			w += ps[j].width
			if w > width {
				break
			}
			if ps[j].hyph == "" || w+hyphen <= width {
				end = j + 1
			}
		}
		if end == i {
			return 0
		}
		lines++
		i = end
	}
	return lines
}

func join(ps []piece) string {
	var b strings.Builder
	for i, p := range ps {
		b.WriteString(p.text)
		if i+1 < len(ps) {
			b.WriteString(p.glue)
		} else {
			b.WriteString(p.hyph)
		}
	}
	return b.String()
}

// block is text set in lines.
type block struct {
	lines   []string
	size    float64 // px
	leading float64 // px from baseline to baseline
}

// fit sets text as large as it can be in a box of width by height px: at size
// most, or smaller in steps, or at size least cut with an ellipsis. closing is
// kept at the end of cut text (the quotation mark).
func fit(t *typeface, text string, width, height, most, least, lead float64, maxLines int, closing string) block {
	const step, comfortable = 2.0, 0.6 // from here on smaller type is worse than a word divided by syllables
	rowsAt := func(size float64) int { return min(maxLines, int((height-size)/(size*lead))+1) }
	try := func(from, to float64, syllables bool) (block, bool) {
		for size := from; ; size -= step {
			size = max(size, to)
			if rows := rowsAt(size); rows > 0 {
				em := width / size
				ps := pieces(t, text, em, syllables)
				if lines, ok := breakLines(t, ps, em, rows); ok && (syllables || !slices.ContainsFunc(ps, func(p piece) bool { return p.cost == costAnywhere })) {
					return block{lines, size, size * lead}, true
				}
			}
			if size <= to {
				return block{}, false
			}
		}
	}
	if b, ok := try(most, max(least, most*comfortable), false); ok {
		return b
	}
	if b, ok := try(most, least, true); ok {
		return b
	}
	return cutBlock(t, text, width/least, max(rowsAt(least), 1), least, lead, closing)
}

// cutBlock fills rows lines and ends the text with an ellipsis where it has to
// stop: between words if it can.
func cutBlock(t *typeface, text string, em float64, rows int, size, lead float64, closing string) block {
	words := strings.Fields(text)
	if len(words) == 1 {
		return cutWord(t, text, em, rows, size, lead, closing)
	}
	low, high := 0, len(words)
	var set []string
	for low < high {
		mid := (low + high + 1) / 2
		short := strings.TrimRight(strings.Join(words[:mid], " "), ",;:–—-") + " …" + closing
		if lines, ok := breakLines(t, pieces(t, short, em, true), em, rows); ok {
			set, low = lines, mid
		} else {
			high = mid - 1
		}
	}
	if low == 0 {
		return cutWord(t, text, em, rows, size, lead, closing)
	}
	return block{set, size, size * lead}
}

func cutWord(t *typeface, text string, em float64, rows int, size, lead float64, closing string) block {
	letters := []rune(text)
	low, high := 0, len(letters)
	set := []string{"…" + closing}
	for low < high {
		mid := (low + high + 1) / 2
		if lines, ok := breakLines(t, pieces(t, string(letters[:mid])+"…"+closing, em, true), em, rows); ok {
			set, low = lines, mid
		} else {
			high = mid - 1
		}
	}
	return block{set, size, size * lead}
}
