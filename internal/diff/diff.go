// Package diff compares two versions of a text: paragraph by paragraph, and
// inside a changed paragraph word by word.
//
// Paragraphs that are the same in both, found as a longest common subsequence
// (Hirschberg 1975, without his saving of memory), cut the texts into stretches.
// In a stretch, an old and a new paragraph that share enough words are one
// paragraph that changed; the others were removed or added. Nothing is lost: the
// texts of a result's parts, without the added ones, are the old text, and
// without the removed ones the new.
package diff

import "strings"

// Op says in which version a text stands.
type Op int

// The places. Changed holds for lines only: its parts say more.
const (
	Same Op = iota
	Removed
	Added
	Changed
)

// Line is one paragraph.
type Line struct {
	Op    Op
	Parts []Part
}

// Part is a run of a line.
type Part struct {
	Op   Op // Same, Removed or Added
	Text string
}

const (
	// maxCells bounds the work and memory of one comparison, whose cost is the
	// product of both lengths. What goes beyond is compared by its ends alone.
	maxCells = 8 << 20
	// minShared is the share of common words (Dice's coefficient) from which two
	// paragraphs are versions of one.
	minShared = 0.4
)

// Paragraphs compares two texts.
func Paragraphs(old, now []string) []Line {
	b := budget(maxCells)
	var lines []Line
	var gone, came []string
	flush := func() {
		lines = append(lines, b.stretch(gone, came)...)
		gone, came = nil, nil
	}
	for _, s := range b.script(old, now) {
		switch s.op {
		case Removed:
			gone = append(gone, s.text)
		case Added:
			came = append(came, s.text)
		default:
			flush()
			lines = append(lines, Line{Same, []Part{{Same, s.text}}})
		}
	}
	flush()
	return lines
}

// stretch pairs old and new paragraphs between two that are the same, so that
// the pairs share most and none cross.
func (b *budget) stretch(gone, came []string) []Line {
	score, ok := b.table(len(gone), len(came))
	if !ok {
		return apart(gone, came)
	}
	like, ok := b.table(len(gone), len(came))
	if !ok {
		return apart(gone, came)
	}
	oldWords, newWords := counts(gone), counts(came)
	for i := len(gone) - 1; i >= 0; i-- {
		for j := len(came) - 1; j >= 0; j-- {
			score[i][j] = max(score[i+1][j], score[i][j+1])
			if like[i][j] = shared(oldWords[i], newWords[j]); like[i][j] >= minShared {
				score[i][j] = max(score[i][j], score[i+1][j+1]+like[i][j])
			}
		}
	}
	var lines []Line
	i, j := 0, 0
	for i < len(gone) || j < len(came) {
		switch {
		case i < len(gone) && j < len(came) && like[i][j] >= minShared && score[i][j] == score[i+1][j+1]+like[i][j]:
			lines = append(lines, Line{Changed, b.words(gone[i], came[j])})
			i, j = i+1, j+1
		case j == len(came) || i < len(gone) && score[i+1][j] >= score[i][j+1]:
			lines = append(lines, Line{Removed, []Part{{Removed, gone[i]}}})
			i++
		default:
			lines = append(lines, Line{Added, []Part{{Added, came[j]}}})
			j++
		}
	}
	return lines
}

// apart takes nothing for a version of anything.
func apart(gone, came []string) []Line {
	var lines []Line
	for _, t := range gone {
		lines = append(lines, Line{Removed, []Part{{Removed, t}}})
	}
	for _, t := range came {
		lines = append(lines, Line{Added, []Part{{Added, t}}})
	}
	return lines
}

// words compares two paragraphs word by word.
func (b *budget) words(old, now string) []Part {
	var parts []Part
	var run strings.Builder
	steps := b.script(tokens(old), tokens(now))
	for i, s := range steps {
		run.WriteString(s.text)
		if i+1 == len(steps) || steps[i+1].op != s.op {
			parts = append(parts, Part{s.op, run.String()})
			run.Reset()
		}
	}
	return joinGaps(parts)
}

// joinGaps makes one removal and one addition of several that only a space
// parts, so that a rewritten half sentence reads as one.
func joinGaps(parts []Part) []Part {
	var out []Part
	for i := 0; i < len(parts); {
		if parts[i].Op == Same {
			out = append(out, parts[i])
			i++
			continue
		}
		var gone, came strings.Builder
		for ; i < len(parts); i++ {
			p := parts[i]
			bridge := p.Op == Same && p.Text == " " && i+1 < len(parts)
			if p.Op == Same && !bridge {
				break
			}
			if p.Op != Added {
				gone.WriteString(p.Text)
			}
			if p.Op != Removed {
				came.WriteString(p.Text)
			}
		}
		if gone.Len() > 0 {
			out = append(out, Part{Removed, gone.String()})
		}
		if came.Len() > 0 {
			out = append(out, Part{Added, came.String()})
		}
	}
	return out
}

type step struct {
	op   Op
	text string
}

// script is the shortest way from old to now: what stays, goes and comes.
func (b *budget) script(old, now []string) []step {
	head := 0
	for head < len(old) && head < len(now) && old[head] == now[head] {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(now)-head && old[len(old)-1-tail] == now[len(now)-1-tail] {
		tail++
	}
	var steps []step
	for _, t := range old[:head] {
		steps = append(steps, step{Same, t})
	}
	steps = append(steps, b.middle(old[head:len(old)-tail], now[head:len(now)-tail])...)
	for _, t := range old[len(old)-tail:] {
		steps = append(steps, step{Same, t})
	}
	return steps
}

func (b *budget) middle(old, now []string) []step {
	var steps []step
	i, j := 0, 0
	if longest, ok := b.table(len(old), len(now)); ok {
		for i := len(old) - 1; i >= 0; i-- {
			for j := len(now) - 1; j >= 0; j-- {
				if old[i] == now[j] {
					longest[i][j] = longest[i+1][j+1] + 1
				} else {
					longest[i][j] = max(longest[i+1][j], longest[i][j+1])
				}
			}
		}
		for i < len(old) && j < len(now) {
			switch {
			case old[i] == now[j]:
				steps = append(steps, step{Same, old[i]})
				i, j = i+1, j+1
			case longest[i+1][j] >= longest[i][j+1]:
				steps = append(steps, step{Removed, old[i]})
				i++
			default:
				steps = append(steps, step{Added, now[j]})
				j++
			}
		}
	}
	for ; i < len(old); i++ {
		steps = append(steps, step{Removed, old[i]})
	}
	for ; j < len(now); j++ {
		steps = append(steps, step{Added, now[j]})
	}
	return steps
}

// budget is how many cells of tables may still be filled.
type budget int

// table has a row more than n and a column more than m, all zero; or false where
// that is more than is left.
func (b *budget) table(n, m int) ([][]float64, bool) {
	if n+1 > int(*b)/(m+1) {
		return nil, false
	}
	*b -= budget((n + 1) * (m + 1))
	cells := make([]float64, (n+1)*(m+1))
	rows := make([][]float64, n+1)
	for i := range rows {
		rows[i] = cells[i*(m+1) : (i+1)*(m+1)]
	}
	return rows, true
}
