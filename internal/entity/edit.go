package entity

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"depesche/internal/archive"

	"go.yaml.in/yaml/v3"
)

// New describes an entity to be entered into a registry file.
type New struct {
	ID      string // "": made of the name
	Name    string
	Kind    archive.Kind
	Aliases []string
	Was     string // slug it was suggested under; "": the one made of the name
}

// Adopt enters a new entity at the end of a registry file's text. Where it was
// suggested under another slug than the new id, that slug leads to the new one.
func Adopt(text []byte, n New) ([]byte, error) {
	slug := n.Was
	if slug == "" {
		slug = SuggestedSlug(n.Name)
	}
	if n.ID == "" {
		n.ID = slug
	}
	fields := []any{"id", n.ID, "name", n.Name, "kind", string(n.Kind)}
	if len(n.Aliases) > 0 {
		fields = append(fields, "aliases", n.Aliases)
	}
	if slug != n.ID && slug != "" {
		fields = append(fields, "formerly", []string{slug})
	}
	return change(text, func(f *file) error {
		if f.entry(n.ID) != nil {
			return archive.Errorf(archive.CodeConflict, "Die Kennung „%s“ gibt es schon.", n.ID)
		}
		f.appendEntry(mapping(fields...))
		return nil
	})
}

// Rename gives an entity another id or name, or both; empty ones stay. The former
// id keeps leading to it and the former name keeps finding it.
func Rename(text []byte, id, newID, name string) ([]byte, error) {
	return change(text, func(f *file) error {
		e := f.entry(id)
		if e == nil {
			return unknown(id)
		}
		if newID != "" && newID != id {
			if f.entry(newID) != nil {
				return archive.Errorf(archive.CodeConflict, "Die Kennung „%s“ gibt es schon.", newID)
			}
			e.set("id", newID)
			e.drop("formerly", newID)
			e.add("formerly", id)
		}
		if old := e.get("name"); name != "" && name != old {
			e.set("name", name)
			e.drop("aliases", name)
			e.add("aliases", old)
		}
		return nil
	})
}

// Merge makes two entities one: what was called from is called into from now on,
// with all its names; its id leads there. If from is no entity of the file but a
// suggested one, its spellings have to be given.
func Merge(text []byte, from, into string, spellings ...string) ([]byte, error) {
	return change(text, func(f *file) error {
		source, target := f.entry(from), f.entry(into)
		switch {
		case target == nil:
			return unknown(into)
		case source == target:
			return archive.Errorf(archive.CodeInvalid, "„%s“ kann nicht mit sich selbst vereinigt werden.", from)
		case source == nil && len(spellings) == 0:
			return unknown(from)
		}
		if source != nil {
			if name := source.get("name"); !strings.Contains(name, "(") {
				spellings = append([]string{name}, spellings...)
			}
			for _, key := range []string{"aliases", "short", "adjectives", "inhabitants", "phrases", "never_in", "context", "formerly"} {
				for _, value := range source.nodes(key) {
					target.addNode(key, value)
				}
			}
			if target.get("wikidata") == "" && source.get("wikidata") != "" {
				target.set("wikidata", source.get("wikidata"))
			}
			f.remove(source)
		}
		for _, s := range spellings {
			if s != target.get("name") {
				target.add("aliases", s)
			}
		}
		target.add("formerly", from)
		return nil
	})
}

// Split makes a new entity of some of the names of another, which loses them.
func Split(text []byte, id string, n New) ([]byte, error) {
	text, err := change(text, func(f *file) error {
		e := f.entry(id)
		if e == nil {
			return unknown(id)
		}
		if n.Name == e.get("name") {
			return archive.Errorf(archive.CodeInvalid, "„%s“ ist der Hauptname von „%s“; benenne den Eintrag erst um.", n.Name, id)
		}
		for _, name := range append([]string{n.Name}, n.Aliases...) {
			e.drop("aliases", name)
			e.drop("short", name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if n.ID == "" {
		n.ID = SuggestedSlug(n.Name)
	}
	return change(text, func(f *file) error {
		if f.entry(n.ID) != nil {
			return archive.Errorf(archive.CodeConflict, "Die Kennung „%s“ gibt es schon.", n.ID)
		}
		fields := []any{"id", n.ID, "name", n.Name, "kind", string(n.Kind)}
		if len(n.Aliases) > 0 {
			fields = append(fields, "aliases", n.Aliases)
		}
		f.appendEntry(mapping(fields...))
		return nil
	})
}

func unknown(id string) error {
	return archive.Errorf(archive.CodeNotFound, "Einen Eintrag „%s“ gibt es in dieser Datei nicht.", id)
}

// change applies an edit to the text. Only the entries that it touches are
// written anew; the rest of the file stays as it is, byte for byte. An edit that
// leaves a mistake in the file that was not there before is refused.
func change(text []byte, edit func(*file) error) ([]byte, error) {
	f, err := openFile(text)
	if err != nil {
		return nil, err
	}
	if err := edit(f); err != nil {
		return nil, err
	}
	after, err := f.text()
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	_, before := Parse(Source{Text: text})
	for _, p := range AsProblems(before) {
		known[p.Message] = true
	}
	_, now := Parse(Source{Text: after})
	for _, p := range AsProblems(now) {
		if !known[p.Message] {
			return nil, archive.Errorf(archive.CodeInvalid, "Die Änderung ist nicht möglich: %s", p.Message)
		}
	}
	return after, nil
}

// Rewrite applies a change to a registry file: the new text is written whole and
// put in place of the old one, so that a crash leaves one or the other.
func Rewrite(path string, change func([]byte) ([]byte, error)) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading registry: %w", err)
	}
	after, err := change(text)
	if err != nil || bytes.Equal(text, after) {
		return err
	}
	if err := replace(path, after); err != nil {
		return fmt.Errorf("writing registry: %w", err)
	}
	return nil
}

func replace(path string, text []byte) (err error) {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".entities-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if _, err = tmp.Write(text); err != nil {
		return err
	}
	if err = tmp.Chmod(mode); err != nil {
		return err
	}
	if err = tmp.Sync(); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	if err = os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

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

// NewFrom describes a suggested entity with its spellings, for Adopt.
func NewFrom(c archive.EntityCount) New {
	n := New{Name: c.Name, Kind: c.Kind, Was: c.Slug}
	seen := map[string]bool{nameKey(c.Name): true}
	words := len(strings.Fields(c.Name))
	for _, f := range c.Forms {
		base := f.Surface
		if stem, ok := strings.CutSuffix(base, "s"); ok && (seen[nameKey(stem)] || slices.ContainsFunc(c.Forms, func(o archive.FormCount) bool { return o.Surface == stem })) {
			continue // a genitive
		}
		if key := nameKey(base); !seen[key] && len(strings.Fields(base)) >= words {
			seen[key] = true
			n.Aliases = append(n.Aliases, base)
		}
	}
	return n
}
