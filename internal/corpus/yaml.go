package corpus

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseHeader reads the YAML of a front matter into its mapping node, nil if
// it can't be used. lineOffset is added to line numbers. Anchors and aliases
// are refused: nothing in a header needs them, and they let a small file
// expand without limit.
func parseHeader(p *problems, header string, lineOffset int) *yaml.Node {
	var root yaml.Node
	if err := unmarshal(header, &root); err != nil {
		line, problem := yamlProblem(err)
		p.add(line+lineOffset, "Einrückung, Doppelpunkte und Anführungszeichen prüfen; Werte mit „: “ in Anführungszeichen setzen",
			"YAML im Kopf ist fehlerhaft: %s", problem)
		return nil
	}
	if root.Kind == 0 { // empty or comments only
		return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", HeadComment: strings.TrimRight(header, "\n")}
	}
	mapping := root.Content[0]
	if mapping.Kind != yaml.MappingNode {
		p.add(mapping.Line+lineOffset, "je Zeile „schlüssel: wert“ schreiben", "der Kopf besteht nicht aus Schlüsseln und Werten")
		return nil
	}
	shiftLines(&root, lineOffset)
	if n := findAlias(mapping); n != nil {
		p.add(n.Line, "den Wert ausschreiben", "Anker und Verweise (&, *, <<) sind im Kopf nicht erlaubt")
		return nil
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key := mapping.Content[i]
		if key.Kind != yaml.ScalarNode {
			p.add(key.Line, "je Zeile „schlüssel: wert“ schreiben", "ein Schlüssel ist kein einfacher Text")
			return nil
		}
		if before, ok := seen[key.Value]; ok {
			p.add(key.Line, "einen der beiden löschen", "der Schlüssel %q steht schon in Zeile %d", key.Value, before)
		}
		seen[key.Value] = key.Line
	}
	return mapping
}

// unmarshal guards against panics of the YAML library on hostile input.
func unmarshal(header string, root *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("yaml: %v", r)
		}
	}()
	return yaml.Unmarshal([]byte(header), root)
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// yamlProblem takes the line, from 1, out of an error of the YAML library,
// which counts from 1 in the errors of its scanner and from 0 in those of its
// parser.
func yamlProblem(err error) (line int, problem string) {
	problem = strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatchIndex(problem); m != nil {
		line, _ = strconv.Atoi(problem[m[2]:m[3]])
		problem = problem[:m[0]] + problem[m[1]:]
		if strings.HasPrefix(problem, "did not find expected") {
			line++
		}
	}
	return max(line, 1), problem
}

func shiftLines(n *yaml.Node, by int) {
	n.Line += by
	for _, c := range n.Content {
		shiftLines(c, by)
	}
}

func findAlias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Tag == "!!merge" {
		return n
	}
	for _, c := range n.Content {
		if found := findAlias(c); found != nil {
			return found
		}
	}
	return nil
}

// lookup finds the value of a key in a mapping, nil if it is absent or null.
func lookup(mapping *yaml.Node, key string) *yaml.Node {
	if mapping == nil || mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			if v := mapping.Content[i+1]; v.Tag != "!!null" {
				return v
			}
			return nil
		}
	}
	return nil
}

// set gives a key a value and keeps the comments of the one it replaces. A nil
// value removes the key.
func set(mapping *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value != key {
			continue
		}
		if value == nil {
			mapping.Content = append(mapping.Content[:i], mapping.Content[i+2:]...)
			return
		}
		old := mapping.Content[i+1]
		value.HeadComment, value.LineComment, value.FootComment = old.HeadComment, old.LineComment, old.FootComment
		mapping.Content[i+1] = value
		return
	}
	if value != nil {
		mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
	}
}

func scalar(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
}

// plain is for values that are not strings in YAML: dates, numbers, booleans.
func plain(value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Value: value}
}

func list(values []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
	length := 0
	for _, v := range values {
		n.Content = append(n.Content, scalar(v))
		length += len(v)
	}
	if length > 80 {
		n.Style = 0
	}
	return n
}
