package entity

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// parser reads one registry file by way of yaml nodes, which know their lines.
type parser struct {
	file     string
	problems Problems
}

var (
	slugForm     = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	wikidataForm = regexp.MustCompile(`^Q[1-9][0-9]*$`)
	yamlLine     = regexp.MustCompile(`line ([0-9]+): `)
)

func (p *parser) problem(line int, format string, args ...any) {
	p.problems = append(p.problems, Problem{File: p.file, Line: max(line, 1), Message: fmt.Sprintf(format, args...)})
}

// parseFile returns the usable entries of a file and what is wrong with it.
func parseFile(s Source) ([]*Entry, Problems) {
	p := &parser{file: s.Name}
	var root yaml.Node
	if i := invalidUTF8(s.Text); i >= 0 {
		p.problem(1+bytes.Count(s.Text[:i], []byte("\n")), "kein gültiges UTF-8; speichere die Datei in dieser Kodierung")
		return nil, p.problems
	}
	if err := yaml.Unmarshal(s.Text, &root); err != nil {
		line := 1
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
			if strings.Contains(err.Error(), ": did not find expected") || strings.Contains(err.Error(), "found a tab character") {
				line++ // the library counts from 0 in the errors of its parser
			}
		}
		p.problem(line, "kein gültiges YAML: %v", yamlLine.ReplaceAllString(strings.TrimPrefix(err.Error(), "yaml: "), ""))
		return nil, p.problems
	}
	if len(root.Content) == 0 {
		return nil, nil // an empty file
	}
	top := root.Content[0]
	if top.Kind != yaml.MappingNode {
		p.problem(top.Line, "erwartet wird „entities:“ mit einer Liste")
		return nil, p.problems
	}
	var entries []*Entry
	for i := 0; i+1 < len(top.Content); i += 2 {
		key, value := top.Content[i], top.Content[i+1]
		if key.Value != "entities" {
			p.problem(key.Line, "unbekannter Schlüssel „%s“", key.Value)
			continue
		}
		if value.Kind != yaml.SequenceNode {
			if value.Tag != "!!null" {
				p.problem(value.Line, "„entities“ muss eine Liste sein")
			}
			continue
		}
		lines := map[string]int{}
		for _, node := range value.Content {
			e := p.entry(node)
			if e == nil {
				continue
			}
			if first, ok := lines[e.ID]; ok {
				p.problem(e.line, "die Kennung „%s“ steht schon in Zeile %d", e.ID, first)
				continue
			}
			lines[e.ID] = e.line
			entries = append(entries, e)
		}
	}
	return entries, p.problems
}

// invalidUTF8 is where the text is no UTF-8, -1 if it is throughout.
func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// entry reads one entity, or returns nil if it can't be used.
func (p *parser) entry(n *yaml.Node) *Entry {
	if n.Kind != yaml.MappingNode {
		p.problem(n.Line, "ein Eintrag muss Schlüssel und Werte haben (id, name, kind …)")
		return nil
	}
	e := &Entry{file: p.file, line: n.Line}
	before := len(p.problems)
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if seen[key.Value] {
			p.problem(key.Line, "„%s“ steht zweimal in diesem Eintrag", key.Value)
			continue
		}
		seen[key.Value] = true
		switch key.Value {
		case "id":
			e.ID = p.text(value)
			if !slugForm.MatchString(e.ID) {
				p.problem(value.Line, "die Kennung „%s“ darf nur a-z, 0-9 und einzelne Bindestriche haben", e.ID)
			}
		case "name":
			e.Name = p.text(value)
		case "kind":
			e.Kind = archive.Kind(p.text(value))
			if !e.Kind.Valid() {
				p.problem(value.Line, "die Art „%s“ gibt es nicht; möglich sind %s", e.Kind, kindList())
			}
		case "description":
			e.Description = p.text(value)
		case "wikidata":
			e.Wikidata = p.text(value)
			if e.Wikidata != "" && !wikidataForm.MatchString(e.Wikidata) {
				p.problem(value.Line, "„%s“ ist keine Wikidata-Kennung (Q und eine Zahl)", e.Wikidata)
				e.Wikidata = ""
			}
		case "aliases":
			e.Aliases = p.aliases(value)
		case "short":
			e.Short = p.list(key, value)
		case "adjectives":
			e.Adjectives = p.list(key, value)
		case "inhabitants":
			e.Inhabitants = p.list(key, value)
		case "phrases":
			e.Phrases, e.phrasesAt = p.list(key, value), lineOf(value)
		case "never_in":
			e.NeverIn = p.list(key, value)
		case "context":
			e.Context = p.list(key, value)
		case "formerly":
			e.Formerly, e.formerlyAt = p.list(key, value), lineOf(value)
			for _, f := range e.Formerly {
				if !slugForm.MatchString(f) {
					p.problem(value.Line, "die frühere Kennung „%s“ darf nur a-z, 0-9 und einzelne Bindestriche haben", f)
				}
			}
		default:
			p.problem(key.Line, "unbekannter Schlüssel „%s“", key.Value)
		}
	}
	for _, required := range []struct{ key, value string }{{"id", e.ID}, {"name", e.Name}, {"kind", string(e.Kind)}} {
		if required.value == "" && !(seen[required.key] && len(p.problems) > before) {
			p.problem(n.Line, "dem Eintrag fehlt „%s“", required.key)
		}
	}
	if !slugForm.MatchString(e.ID) || e.Name == "" || !e.Kind.Valid() {
		return nil
	}
	return e
}

// lineOf tells the line of the n-th text in a list.
func lineOf(list *yaml.Node) func(n int) int {
	return func(n int) int {
		if n < len(list.Content) {
			return list.Content[n].Line
		}
		return list.Line
	}
}

func kindList() string {
	kinds := make([]string, len(archive.Kinds))
	for i, k := range archive.Kinds {
		kinds[i] = string(k)
	}
	return strings.Join(kinds, ", ")
}

// text is the value of a scalar in NFC with single spaces.
func (p *parser) text(n *yaml.Node) string {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	if n.Kind != yaml.ScalarNode {
		p.problem(n.Line, "hier wird ein einfacher Text erwartet")
		return ""
	}
	if n.Tag == "!!null" {
		return ""
	}
	return strings.Join(strings.Fields(norm.NFC.String(n.Value)), " ")
}

// list is a sequence of texts; a single text is a list of one.
func (p *parser) list(key, n *yaml.Node) []string {
	switch {
	case n.Tag == "!!null":
		return nil
	case n.Kind == yaml.ScalarNode:
		return []string{p.text(n)}
	case n.Kind != yaml.SequenceNode:
		p.problem(n.Line, "„%s“ muss eine Liste von Texten sein", key.Value)
		return nil
	}
	var texts []string
	for _, c := range n.Content {
		if s := p.text(c); s != "" {
			texts = append(texts, s)
		} else if c.Kind == yaml.ScalarNode {
			p.problem(c.Line, "leerer Text in „%s“", key.Value)
		}
	}
	return texts
}

func (p *parser) aliases(n *yaml.Node) []Alias {
	if n.Kind != yaml.SequenceNode {
		if n.Tag != "!!null" {
			p.problem(n.Line, "„aliases“ muss eine Liste sein")
		}
		return nil
	}
	var aliases []Alias
	for _, c := range n.Content {
		a := Alias{line: c.Line}
		if c.Kind == yaml.MappingNode {
			p.aliasRules(c, &a)
		} else {
			a.Form = p.text(c)
		}
		if !strings.ContainsFunc(a.Form, isWordRune) {
			p.problem(c.Line, "ein Alias braucht einen Namen aus Buchstaben oder Ziffern")
			continue
		}
		aliases = append(aliases, a)
	}
	return aliases
}

func (p *parser) aliasRules(n *yaml.Node, a *Alias) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch key.Value {
		case "form":
			a.Form = p.text(value)
		case "case":
			b, err := strconv.ParseBool(p.text(value))
			if err != nil {
				p.problem(value.Line, "„case“ ist true oder false")
			}
			a.Case = b
		case "context":
			a.Context = p.list(key, value)
		case "quoted":
			b, err := strconv.ParseBool(p.text(value))
			if err != nil {
				p.problem(value.Line, "„quoted“ ist true oder false")
			}
			a.Quoted = b
		default:
			p.problem(key.Line, "unbekannter Schlüssel „%s“ in einem Alias", key.Value)
		}
	}
}
