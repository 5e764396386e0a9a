package entity

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"depesche/internal/archive"

	"go.yaml.in/yaml/v3"
)

// file is a registry file as lines, with its entries as yaml nodes.
type file struct {
	lines   []string
	indent  string // before the hyphen of an entry
	entries []*fileEntry
	at      int // line after which new entries stand
	fresh   []*yaml.Node
}

// fileEntry is an entry and the lines it takes, half-open.
type fileEntry struct {
	node          *yaml.Node
	first, last   int
	changed, gone bool
}

func openFile(text []byte) (*file, error) {
	f := &file{indent: "  "}
	var root yaml.Node
	if err := yaml.Unmarshal(text, &root); err != nil {
		return nil, archive.Errorf(archive.CodeInvalid, "Die Datei ist kein gültiges YAML: %v", err)
	}
	f.lines = strings.SplitAfter(string(text), "\n")
	if n := len(f.lines); f.lines[n-1] == "" {
		f.lines = f.lines[:n-1]
	}
	var list *yaml.Node
	if len(root.Content) > 0 && root.Content[0].Kind == yaml.MappingNode {
		top := root.Content[0].Content
		for i := 0; i+1 < len(top); i += 2 {
			if top[i].Value == "entities" {
				list = top[i+1]
				f.at = top[i].Line
			}
		}
	}
	switch {
	case list == nil && len(root.Content) == 0:
		f.lines = append(f.lines, "entities:\n")
		f.at = len(f.lines)
		return f, nil
	case list == nil:
		return nil, archive.Errorf(archive.CodeInvalid, "Der Datei fehlt „entities:“.")
	case list.Tag == "!!null":
		return f, nil
	case list.Kind != yaml.SequenceNode || list.Style&yaml.FlowStyle != 0:
		return nil, archive.Errorf(archive.CodeInvalid, "„entities“ muss eine Liste mit einem Eintrag je Absatz sein, um geändert zu werden.")
	}
	for i, n := range list.Content {
		e := &fileEntry{node: n, first: n.Line - 1, last: len(f.lines)}
		if i+1 < len(list.Content) {
			e.last = list.Content[i+1].Line - 1
		}
		// Comments and empty lines before the next entry belong to that.
		for e.last > e.first+1 {
			s := strings.TrimSpace(f.lines[e.last-1])
			if s != "" && !strings.HasPrefix(s, "#") {
				break
			}
			e.last--
		}
		f.entries = append(f.entries, e)
	}
	if n := len(f.entries); n > 0 {
		f.at = f.entries[n-1].last
		line := f.lines[f.entries[0].first]
		if hyphen := strings.IndexByte(line, '-'); hyphen >= 0 && strings.TrimSpace(line[:hyphen]) == "" {
			f.indent = line[:hyphen]
		}
	}
	return f, nil
}

func (f *file) entry(id string) *fileEntry {
	for _, e := range f.entries {
		if !e.gone && e.get("id") == id {
			return e
		}
	}
	return nil
}

func (f *file) appendEntry(n *yaml.Node) { f.fresh = append(f.fresh, n) }

func (f *file) remove(e *fileEntry) { e.gone = true }

// text is the file with its changes.
func (f *file) text() ([]byte, error) {
	var b strings.Builder
	line := 0
	copyTo := func(end int) {
		for ; line < end; line++ {
			b.WriteString(f.lines[line])
		}
		if s := b.String(); line > 0 && !strings.HasSuffix(s, "\n") {
			b.WriteString("\n")
		}
	}
	for _, e := range f.entries {
		if !e.changed && !e.gone {
			continue
		}
		copyTo(e.first)
		if !e.gone {
			s, err := f.encode(e.node)
			if err != nil {
				return nil, err
			}
			b.WriteString(s)
		}
		line = e.last
	}
	copyTo(max(line, min(f.at, len(f.lines))))
	for _, n := range f.fresh {
		s, err := f.encode(n)
		if err != nil {
			return nil, err
		}
		b.WriteString(s)
	}
	copyTo(len(f.lines))
	return []byte(b.String()), nil
}

// encode writes an entry as an element of the list.
func (f *file) encode(n *yaml.Node) (string, error) {
	n.HeadComment, n.FootComment = "", ""
	if len(n.Content) > 0 {
		n.Content[0].HeadComment = ""
		for last := n; ; last = last.Content[len(last.Content)-1] {
			last.FootComment = ""
			if len(last.Content) == 0 {
				break
			}
		}
		for i := 0; i < len(n.Content); i += 2 {
			n.Content[i].FootComment = ""
		}
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{n}}); err != nil {
		return "", fmt.Errorf("writing entry: %w", err)
	}
	var out strings.Builder
	for l := range strings.Lines(b.String()) {
		if strings.TrimSpace(l) != "" {
			out.WriteString(f.indent)
		}
		out.WriteString(l)
	}
	return out.String(), nil
}

// mapping makes a node of keys and values, texts or lists of texts.
func mapping(fields ...any) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for i := 0; i+1 < len(fields); i += 2 {
		value := &yaml.Node{}
		switch v := fields[i+1].(type) {
		case string:
			value.SetString(v)
		case []string:
			value.Kind, value.Style = yaml.SequenceNode, yaml.FlowStyle
			for _, s := range v {
				item := &yaml.Node{}
				item.SetString(s)
				value.Content = append(value.Content, item)
			}
		}
		key := &yaml.Node{}
		key.SetString(fields[i].(string))
		n.Content = append(n.Content, key, value)
	}
	return n
}

// value is the node of a key, or nil.
func (e *fileEntry) value(key string) *yaml.Node {
	for i := 0; i+1 < len(e.node.Content); i += 2 {
		if e.node.Content[i].Value == key {
			return e.node.Content[i+1]
		}
	}
	return nil
}

func (e *fileEntry) get(key string) string {
	if v := e.value(key); v != nil && v.Kind == yaml.ScalarNode {
		return v.Value
	}
	return ""
}

func (e *fileEntry) set(key, text string) {
	e.changed = true
	if v := e.value(key); v != nil {
		v.SetString(text)
		return
	}
	m := mapping(key, text)
	e.node.Content = append(e.node.Content, m.Content...)
}

// nodes are the elements of a list.
func (e *fileEntry) nodes(key string) []*yaml.Node {
	v := e.value(key)
	switch {
	case v == nil || v.Tag == "!!null":
		return nil
	case v.Kind == yaml.SequenceNode:
		return v.Content
	}
	return []*yaml.Node{v}
}

// formIn is the name in an element of a list: a text, or the form of an alias
// with rules.
func formIn(n *yaml.Node) string {
	if n.Kind != yaml.MappingNode {
		return n.Value
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "form" {
			return n.Content[i+1].Value
		}
	}
	return ""
}

func (e *fileEntry) add(key, text string) {
	n := &yaml.Node{}
	n.SetString(text)
	e.addNode(key, n)
}

// addNode adds an element to a list that does not have it.
func (e *fileEntry) addNode(key string, n *yaml.Node) {
	if slices.ContainsFunc(e.nodes(key), func(o *yaml.Node) bool { return formIn(o) == formIn(n) }) {
		return
	}
	e.changed = true
	v := e.value(key)
	switch {
	case v == nil:
		m := mapping(key, []string{})
		e.node.Content = append(e.node.Content, m.Content...)
		v = m.Content[1]
	case v.Kind != yaml.SequenceNode:
		old := *v
		*v = yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
		if old.Tag != "!!null" {
			v.Content = []*yaml.Node{&old}
		}
	}
	v.Content = append(v.Content, n)
}

// drop takes an element out of a list, and an empty list out of the entry.
func (e *fileEntry) drop(key, text string) {
	v := e.value(key)
	if v == nil || v.Kind != yaml.SequenceNode {
		return
	}
	n := len(v.Content)
	v.Content = slices.DeleteFunc(v.Content, func(o *yaml.Node) bool { return formIn(o) == text })
	if len(v.Content) == n {
		return
	}
	e.changed = true
	if len(v.Content) == 0 {
		i := slices.Index(e.node.Content, v)
		e.node.Content = slices.Delete(e.node.Content, i-1, i+1)
	}
}
