package entity

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"depesche/internal/archive"
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

// Split makes a new entity of some of the names of another, which loses them. It
// is of the other's kind if none is given. A former id of the other that becomes
// the id of the new one leads to the new one from now on: what was merged can be
// parted again.
func Split(text []byte, id string, n New) ([]byte, error) {
	if n.ID == "" {
		n.ID = SuggestedSlug(n.Name)
	}
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
		e.drop("formerly", n.ID)
		if n.Kind == "" {
			n.Kind = archive.Kind(e.get("kind"))
		}
		return nil
	})
	if err != nil {
		return nil, err
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
