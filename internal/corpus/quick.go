package corpus

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// quickHeader reads a front matter that uses no more of YAML than those that
// this program writes: lines "key: value" with plain and quoted scalars, lists
// and one level of nesting. It is some ten times quicker than a whole parser,
// and most of what reading an article takes is its header. nil means that the
// parser has to decide; what it gives is what the parser would give, but for
// comments and styles, which only a rewrite needs.
func quickHeader(header string, lineOffset int) *yaml.Node {
	q := quick{lines: strings.Split(strings.TrimSuffix(header, "\n"), "\n"), offset: lineOffset}
	root := q.mapping(0)
	if root == nil || q.next < len(q.lines) || len(root.Content) == 0 {
		return nil
	}
	return root
}

type quick struct {
	lines  []string
	next   int
	offset int
}

func (q *quick) node(kind yaml.Kind, value string, line int) *yaml.Node {
	return &yaml.Node{Kind: kind, Value: value, Line: line + 1 + q.offset}
}

// mapping reads the lines that are indented by indent spaces; nil: it can't.
func (q *quick) mapping(indent int) *yaml.Node {
	m := q.node(yaml.MappingNode, "", q.next)
	for q.next < len(q.lines) {
		line := q.lines[q.next]
		depth := len(line) - len(strings.TrimLeft(line, " "))
		if depth < indent {
			break
		}
		key, value, ok := strings.Cut(line[depth:], ":")
		if depth != indent || !ok || !quickKey(key) || lookupKey(m, key) {
			return nil
		}
		at := q.next
		q.next++
		var v *yaml.Node
		switch {
		case value == "" && indent == 0:
			v = q.nested()
		case strings.HasPrefix(value, " "):
			v = q.value(strings.Trim(value, " "), at)
		}
		if v == nil {
			return nil
		}
		m.Content = append(m.Content, q.node(yaml.ScalarNode, key, at), v)
	}
	return m
}

func lookupKey(m *yaml.Node, key string) bool {
	for i := 0; i < len(m.Content); i += 2 {
		if m.Content[i].Value == key {
			return true
		}
	}
	return false
}

func quickKey(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < 'a' || c > 'z') && c != '_' && (c < '0' || c > '9' || i == 0) {
			return false
		}
	}
	return len(s) > 1 && s != "null" // a key of one letter may be a boolean
}

// nested reads the mapping or list below a key.
func (q *quick) nested() *yaml.Node {
	if q.next >= len(q.lines) {
		return nil
	}
	line := q.lines[q.next]
	indent := len(line) - len(strings.TrimLeft(line, " "))
	if indent == 0 {
		return nil
	}
	if !strings.HasPrefix(line[indent:], "- ") {
		return q.mapping(indent)
	}
	list := q.node(yaml.SequenceNode, "", q.next)
	for q.next < len(q.lines) {
		line := q.lines[q.next]
		if !strings.HasPrefix(line, " ") {
			break
		}
		item, ok := strings.CutPrefix(line, strings.Repeat(" ", indent)+"- ")
		v := q.scalar(strings.Trim(item, " "), q.next, "")
		if !ok || v == nil {
			return nil
		}
		list.Content = append(list.Content, v)
		q.next++
	}
	return list
}

// value reads what stands behind a key in its line.
func (q *quick) value(s string, line int) *yaml.Node {
	inner, ok := strings.CutPrefix(s, "[")
	if !ok {
		return q.scalar(s, line, "")
	}
	inner, ok = strings.CutSuffix(inner, "]")
	if !ok || strings.Contains(inner, "\t") {
		return nil
	}
	list := q.node(yaml.SequenceNode, "", line)
	if strings.Trim(inner, " ") == "" {
		return list
	}
	for item := range strings.SplitSeq(inner, ",") {
		v := q.scalar(strings.Trim(item, " "), line, "[]{},:\"'")
		if v == nil {
			return nil
		}
		list.Content = append(list.Content, v)
	}
	return list
}

// scalar reads a plain or quoted scalar; but is what a plain one must not have
// beside what it never has.
func (q *quick) scalar(s string, line int, but string) *yaml.Node {
	if s == "" {
		return nil
	}
	if quote := s[:1]; quote == `"` || quote == "'" {
		inner, ok := strings.CutSuffix(s[1:], quote)
		if !ok || len(s) < 2 || strings.Contains(inner, quote) || strings.Contains(inner, `\`) || !quickText(inner) {
			return nil
		}
		return q.node(yaml.ScalarNode, inner, line)
	}
	switch c := s[0]; {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c >= 0xc3:
	default:
		return nil
	}
	if strings.Contains(s, ": ") || strings.HasSuffix(s, ":") || strings.Contains(s, " #") ||
		strings.ContainsAny(s, but) || strings.EqualFold(s, "null") || !quickText(s) {
		return nil
	}
	return q.node(yaml.ScalarNode, s, line)
}

// quickText: printable characters that YAML gives no meaning of their own.
func quickText(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if !plainRune(r) {
			return false
		}
		i += n
	}
	return true
}
