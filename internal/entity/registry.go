package entity

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"depesche/internal/archive"
)

// Entry is one entity of the registry with everything that recognition needs.
type Entry struct {
	ID          string
	Name        string
	Kind        archive.Kind
	Description string
	Wikidata    string
	Aliases     []Alias
	Short       []string
	Adjectives  []string
	Inhabitants []string
	Phrases     []string
	NeverIn     []string
	Context     []string
	Formerly    []string

	derivedShort string // of a person without Short; see deriveShort
	file         string
	line         int
	phrasesAt    func(n int) int // line of the n-th phrase
	formerlyAt   func(n int) int // and of the n-th former id
}

// Alias is a name under the rules of its own.
type Alias struct {
	Form    string
	Case    bool     // counts only in exactly this letter case
	Context []string // the article must have one of these words
	Quoted  bool     // counts only in quotation marks, as titles are written

	line int
}

// free reports whether the alias needs nothing beside it.
func (a *Alias) free() bool { return len(a.Context) == 0 && !a.Quoted }

// Entity is the entry as pages show it.
func (e *Entry) Entity() archive.Entity {
	names := make([]string, 0, len(e.Aliases))
	for _, a := range e.Aliases {
		if !slices.Contains(names, a.Form) && a.Form != e.Name {
			names = append(names, a.Form)
		}
	}
	return archive.Entity{Slug: e.ID, Name: e.Name, Kind: e.Kind, Aliases: names, Wikidata: e.Wikidata, Description: e.Description}
}

// names are the full names of the entry with their rules, the canonical one
// first. A canonical name with an addition in brackets, such as "Zeit
// (Wochenzeitung)", is for pages and is no form itself.
func (e *Entry) names() []Alias {
	names := make([]Alias, 0, len(e.Aliases)+1)
	if !strings.Contains(e.Name, "(") {
		names = append(names, Alias{Form: e.Name, line: e.line})
	}
	for _, a := range e.Aliases {
		// An alias that repeats the name gives it rules.
		if len(names) > 0 && a.Form == names[0].Form {
			names[0] = a
			continue
		}
		names = append(names, a)
	}
	return names
}

// CalledLater are the names that count in an article only beside a full one: the
// family name of a person, unless others are listed.
func (e *Entry) CalledLater() []string { return e.shortForms() }

// shortForms are the listed short forms, or the derived one.
func (e *Entry) shortForms() []string {
	if e.derivedShort != "" {
		return []string{e.derivedShort}
	}
	return e.Short
}

// Registry holds the entities known by name. It does not change once loaded;
// a new version of the file makes a new Registry.
type Registry struct {
	entries []*Entry // in the order of the files
	byID    map[string]*Entry
	moved   map[string]string // former id -> present id
	// suggested leads the slugs under which names of one entity alone were
	// suggested, or would have been, to that entity.
	suggested map[string]string
	version   string

	expander *expander
}

// Problem is one mistake in a registry file.
type Problem struct {
	File    string
	Line    int
	Message string
}

func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message)
}

// Problems are all mistakes found in the registry files, in their order.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Source is the text of one registry file and its name for messages.
type Source struct {
	Name string
	Text []byte
}

// Parse reads registry files; an entry of a later one replaces an earlier
// entry with the same id. The error is of type Problems and names everything
// that is wrong; the Registry beside it is never nil and holds all entries
// that can be used all the same.
func Parse(sources ...Source) (*Registry, error) {
	r := &Registry{byID: map[string]*Entry{}, moved: map[string]string{}}
	hash := sha256.New()
	var problems Problems
	for _, s := range sources {
		fmt.Fprintf(hash, "%d\n", len(s.Text))
		hash.Write(s.Text)
		entries, found := parseFile(s)
		problems = append(problems, found...)
		for _, e := range entries {
			if old := r.byID[e.ID]; old != nil {
				r.entries[slices.Index(r.entries, old)] = e
			} else {
				r.entries = append(r.entries, e)
			}
			r.byID[e.ID] = e
		}
	}
	r.version = hex.EncodeToString(hash.Sum(nil))[:16]
	problems = append(problems, r.link()...)
	r.expander = newExpander(r)
	if len(problems) == 0 {
		return r, nil
	}
	return r, problems
}

// Load reads registry files from disk, the shipped one first. A file that does
// not exist is an error that wraps fs.ErrNotExist.
func Load(paths ...string) (*Registry, error) {
	sources := make([]Source, len(paths))
	for i, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading registry: %w", err)
		}
		sources[i] = Source{Name: path, Text: text}
	}
	return Parse(sources...)
}

// LoadFS reads registry files from a file system, such as the embedded corpus.
func LoadFS(fsys fs.FS, paths ...string) (*Registry, error) {
	sources := make([]Source, len(paths))
	for i, path := range paths {
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return nil, fmt.Errorf("reading registry: %w", err)
		}
		sources[i] = Source{Name: path, Text: text}
	}
	return Parse(sources...)
}

// AsProblems returns the mistakes that Parse and Load report, or nil.
func AsProblems(err error) Problems {
	var ps Problems
	errors.As(err, &ps)
	return ps
}

// Version is a hash of the files' contents. Recognition by two registries of
// the same version gives the same mentions.
func (r *Registry) Version() string { return r.version }

// Len is the number of entities.
func (r *Registry) Len() int { return len(r.entries) }

// Entries are all entities in the order of the files. They must not be changed.
func (r *Registry) Entries() []*Entry { return r.entries }

// Lookup finds an entity by its id. The error is *archive.Moved for a former id
// and has archive.CodeNotFound for an unknown one.
func (r *Registry) Lookup(id string) (*Entry, error) {
	if e := r.byID[id]; e != nil {
		return e, nil
	}
	if to, ok := r.moved[id]; ok {
		return nil, &archive.Moved{To: to}
	}
	return nil, archive.Errorf(archive.CodeNotFound, "Kein Eintrag unter der Kennung „%s“.", id)
}

// NamedLike is the id of the entity that alone has a name, or a short form, of
// which the slug is made; "" if there is none. It serves those slugs under which
// nothing is suggested any more.
func (r *Registry) NamedLike(slug string) string { return r.suggested[slug] }

// Named finds the entity that alone has the full name, in any letter case and
// hyphenation, or nil.
func (r *Registry) Named(name string) *Entry {
	if ids := r.expander.byName[nameKey(name)]; len(ids) == 1 {
		return r.entries[ids[0]]
	}
	return nil
}

// Resolve is the present id for an id given up or, if the id is unknown, for the
// name; the id itself if neither is known.
func (r *Registry) Resolve(id, name string) string {
	if r.byID[id] == nil {
		if to, ok := r.moved[id]; ok {
			return to
		}
		if e := r.Named(name); e != nil && name != "" {
			return e.ID
		}
	}
	return id
}
