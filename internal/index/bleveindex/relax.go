package bleveindex

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/index"
	"depesche/internal/query"
)

// dropped says, for a request without hits, what to leave out.
func (e *exec) dropped() ([]index.Drop, error) {
	var drops []index.Drop
	add := func(part string, n int) {
		if n > 0 {
			drops = append(drops, index.Drop{Part: part, Count: n})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.req.Facets)) {
		if len(e.req.Facets[name]) == 0 {
			continue
		}
		n := 0
		for _, s := range e.segs {
			n += int(s.filtered(name).GetCardinality())
		}
		add(string(name)+":"+strings.Join(e.req.Facets[name], ","), n)
	}
	if !e.req.Dates.From.IsZero() || !e.req.Dates.To.IsZero() {
		n := 0
		for _, s := range e.segs {
			n += int(s.filtered(datesFilter).GetCardinality())
		}
		var part []string
		if !e.req.Dates.From.IsZero() {
			part = append(part, string(query.From)+":"+e.req.Dates.From.String())
		}
		if !e.req.Dates.To.IsZero() {
			part = append(part, string(query.To)+":"+e.req.Dates.To.String())
		}
		add(strings.Join(part, " "), n)
	}
	var parts []tree
	var names []string
	for _, c := range e.plan.content {
		parts, names = append(parts, c.strict), append(names, c.text)
	}
	if !e.plan.flat {
		and, ok := e.plan.root.(andTree)
		top, isAnd := e.req.Query.Root.(query.And)
		if !ok || !isAnd || len(and.parts) != len(top.Parts) {
			return drops, nil
		}
		parts = and.parts
		for _, n := range top.Parts {
			names = append(names, nodeText(n))
		}
	}
	for i := range parts {
		if len(parts) < 2 || names[i] == "" {
			continue
		}
		rest := slices.Delete(slices.Clone(parts), i, i+1)
		n, err := e.matchTree(andTree{rest})
		if err != nil {
			return nil, err
		}
		add(names[i], n)
	}
	return drops, nil
}

// nodeText writes a node as it could have been typed.
func nodeText(n query.Node) string {
	switch n := n.(type) {
	case query.Word:
		switch {
		case n.Exact:
			return "=" + n.Text
		case n.Prefix:
			return n.Text + "*"
		}
		return n.Text
	case query.Phrase:
		return `"` + strings.Join(n.Words, " ") + `"`
	case query.Field:
		return string(n.Name) + ":" + n.Value
	case query.Not:
		if t := nodeText(n.Part); t != "" {
			return "-" + t
		}
	}
	return ""
}

// suggest is the query with its mistyped words mended, "" if none is.
func (p *plan) suggest(req index.Request) string {
	if !p.flat {
		return ""
	}
	parts, _ := flatParts(req.Query.Root)
	var out []string
	mended := false
	for _, part := range parts {
		text := nodeText(part)
		if w, ok := part.(query.Word); ok {
			for _, ex := range p.expansions {
				if ex.Why == index.Typo && strings.EqualFold(ex.Term, w.Text) {
					text, mended = matchCase(ex.Forms[0], w.Text), true
					break
				}
			}
		}
		out = append(out, text)
	}
	if !mended {
		return ""
	}
	return strings.Join(out, " ")
}

// apart is the query with its compounds in pieces, if that has hits: advice where a
// compound itself has none.
func (x *Index) apart(ctx context.Context, p *plan, req index.Request) (string, error) {
	if !p.flat {
		return "", nil
	}
	parts, _ := flatParts(req.Query.Root)
	var out []string
	compounds := false
	for _, part := range parts {
		text := nodeText(part)
		if w, ok := part.(query.Word); ok && !w.Exact && !w.Prefix {
			if word := x.analyzer.Word(w.Text); len(word.Parts) > 1 {
				compounds, text = true, ""
				for _, piece := range word.Parts {
					text += " " + x.analyzer.Lexicon().Display(word.Folded[piece.Start:piece.End])
				}
				text = strings.TrimSpace(text)
			}
		}
		out = append(out, text)
	}
	if !compounds {
		return "", nil
	}
	req.Query, req.Limit, req.Offset = query.Parse(strings.Join(out, " ")), 0, 0
	res, err := x.Search(ctx, req)
	if err != nil || res.Total == 0 {
		return "", err
	}
	return strings.Join(out, " "), nil
}

// matchCase writes a word with a capital, if what was typed has one, else small.
func matchCase(word, typed string) string {
	r, n := utf8.DecodeRuneInString(word)
	if capital(typed) {
		return capitalised(word)
	}
	return string(unicode.ToLower(r)) + word[n:]
}
