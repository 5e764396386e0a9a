package query

import (
	"slices"
	"strconv"
	"strings"
)

// Print writes a query so that Parse reads the same tree again, as far as the
// result stays within Parse's limits.
func Print(q Query) string {
	if q.Root == nil {
		return ""
	}
	return printNode(q.Root, levelOr)
}

// level is how tightly what is around a node binds; a node that binds less
// needs parentheses.
type level int

const (
	levelOr level = iota
	levelAnd
	levelNot // also for an operand of Not
)

func printNode(n Node, around level) string {
	switch n := n.(type) {
	case Word:
		switch {
		case n.Exact:
			return "=" + n.Text
		case n.Prefix:
			return n.Text + "*"
		}
		return n.Text
	case Phrase:
		quoted := `"` + joinWords(n.Words) + `"`
		if n.Exact {
			return "=" + quoted
		}
		return quoted
	case Field:
		if trimWord(n.Value) != n.Value || strings.ContainsAny(n.Value, " ()|") {
			return string(n.Name) + `:"` + n.Value + `"`
		}
		return string(n.Name) + ":" + n.Value
	case Dates:
		var ends []string
		if !n.From.IsZero() {
			ends = append(ends, string(From)+":"+n.From.String())
		}
		if !n.To.IsZero() {
			ends = append(ends, string(To)+":"+n.To.String())
		}
		return group(strings.Join(ends, " "), len(ends) > 1 && around > levelAnd)
	case Near:
		if n.SameParagraph {
			return paragraphPrefix + ":(" + printAll(n.Parts, " ", levelNot) + ")"
		}
		return group(printAll(n.Parts, " NEAR/"+strconv.Itoa(n.Distance)+" ", levelNot), around >= levelNot)
	case Not:
		return "-" + printNode(n.Part, levelNot)
	case And:
		return group(printAll(n.Parts, " ", levelAnd), around > levelAnd)
	case Or:
		return group(printAll(n.Parts, " ODER ", levelOr+1), around > levelOr)
	}
	return ""
}

func printAll(parts []Node, between string, around level) string {
	printed := make([]string, len(parts))
	for i, part := range parts {
		printed[i] = printNode(part, around)
		if not, ok := part.(Not); ok && i > 0 && leavesOut(printed[i-1]) {
			printed[i] = "NICHT " + printNode(not.Part, levelNot)
		}
	}
	return strings.Join(printed, between)
}

// leavesOut reports whether a dash behind what is printed would be read as a
// hyphen.
func leavesOut(printed string) bool {
	return slices.Contains(joins, printed[strings.LastIndexAny(printed, " -=:(")+1:])
}

func group(s string, needed bool) string {
	if needed {
		return "(" + s + ")"
	}
	return s
}
