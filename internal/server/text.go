package server

import (
	"cmp"
	"slices"

	"depesche/internal/archive"
	"depesche/internal/highlight"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// names gives entities their display names.
type names func(slug string) string

// runs makes what a component draws of segments.
func runs(segments []highlight.Segment, name names) []web.Run {
	out := make([]web.Run, 0, len(segments))
	for _, s := range segments {
		var run web.Run
		if m := s.Mention; m != nil {
			run.Entity = &web.Ref{Slug: m.Entity, Name: name(m.Entity), Kind: m.Kind, Suggested: m.Suggested}
		}
		for _, p := range s.Parts {
			part := web.Part{Text: p.Text}
			if p.Match != nil {
				part.Match, part.Term = p.Match.Why, p.Match.Term
			}
			run.Parts = append(run.Parts, part)
		}
		out = append(out, run)
	}
	return out
}

// plainRuns is a line with its matches alone.
func plainRuns(text string, matches []index.Match) []web.Run {
	return runs(highlight.Segments(text, marksOf(matches), nil), nil)
}

func marksOf(matches []index.Match) []highlight.Match {
	marks := make([]highlight.Match, len(matches))
	for i, m := range matches {
		marks[i] = highlight.Match{Span: m.Span, Term: m.Term, Why: string(m.Why)}
	}
	return marks
}

// lines are the paragraphs of an article with what was found in them.
func (a *shownArticle) lines(m index.Matcher) []highlight.Line {
	return a.linesUpTo(m, len(a.Paragraphs))
}

// linesUpTo are the lines with the matches of the first enough that have any.
func (a *shownArticle) linesUpTo(m index.Matcher, enough int) []highlight.Line {
	lines := make([]highlight.Line, len(a.Paragraphs))
	for i, p := range a.Paragraphs {
		lines[i] = highlight.Line{Paragraph: p, Mentions: a.mentions[i]}
		if m != nil && enough > 0 {
			if lines[i].Matches = marksOf(m.Match("", p.Text, a.mentions[i])); len(lines[i].Matches) > 0 {
				enough--
			}
		}
	}
	return lines
}

// reasons tells by which words of the article the words of the query are met.
func reasons(l web.Lang, lines []highlight.Line) []web.Reason {
	const mostForms = 6
	type key struct{ term, why string }
	var list []web.Reason
	at := map[key]int{}
	for _, line := range lines {
		for _, m := range line.Matches {
			if !m.Span.In(line.Text) {
				continue
			}
			k := key{m.Term, m.Why}
			i, ok := at[k]
			if !ok {
				i = len(list)
				at[k] = i
				list = append(list, web.Reason{Term: m.Term, Why: whyText(l, index.Why(m.Why))})
			}
			form := line.Text[m.Span.Start:m.Span.End]
			if !slices.Contains(list[i].Forms, form) && len(list[i].Forms) < mostForms {
				list[i].Forms = append(list[i].Forms, form)
			}
		}
	}
	return list
}

// byLine sorts mentions into the lines of their article.
func byLine(mentions []archive.Mention) map[int][]archive.Mention {
	lines := map[int][]archive.Mention{}
	for _, m := range mentions {
		lines[m.Paragraph] = append(lines[m.Paragraph], m)
	}
	for _, l := range lines {
		slices.SortFunc(l, func(a, b archive.Mention) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	}
	return lines
}

// line makes the runs of a line of an article; m may be nil.
func (s *Server) line(text string, field query.FieldName, mentions []archive.Mention, m index.Matcher, name names) []web.Run {
	if text == "" {
		return nil
	}
	var marks []highlight.Match
	if m != nil {
		marks = marksOf(m.Match(field, text, mentions))
	}
	return runs(highlight.Segments(text, marks, mentions), name)
}
