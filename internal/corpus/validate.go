package corpus

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"strings"

	"depesche/internal/archive"
)

// Validate reads the whole corpus and yields every problem: files that can't
// be read or parsed, ids given twice, references to articles that are not
// there, versions without an article, captures that are missing. It holds ids
// and paths in memory, never texts. A cancelled context ends it with the
// context's error as last problem.
func (s *Store) Validate(ctx context.Context) iter.Seq[*ParseError] {
	return func(yield func(*ParseError) bool) {
		v := validation{store: s, paths: map[archive.ID]string{}, yield: yield}
		v.articles(ctx)
		v.references()
		v.versions(ctx)
	}
}

type validation struct {
	store *Store
	paths map[archive.ID]string // first file of each id
	refs  []reference
	yield func(*ParseError) bool
	done  bool
}

type reference struct {
	file, key string
	to        archive.ID
}

func (v *validation) report(p *ParseError) {
	v.done = v.done || !v.yield(p)
}

func (v *validation) articles(ctx context.Context) {
	for f, err := range v.store.Files(ctx) {
		if v.done {
			return
		}
		var a archive.Article
		if err == nil {
			a, err = v.store.Read(f.Path)
		}
		if err != nil {
			for _, p := range Problems(f.Path, err) {
				if !v.done {
					v.report(p)
				}
			}
			continue
		}
		v.article(&a)
	}
}

func (v *validation) article(a *archive.Article) {
	if first, ok := v.paths[a.ID]; ok {
		v.report(&ParseError{a.Path, 1, fmt.Sprintf("die id %s hat schon %s", a.ID, first),
			"eine der beiden Dateien löschen oder ihr eine andere id geben"})
		return
	}
	v.paths[a.ID] = a.Path
	for _, id := range a.Also {
		v.refs = append(v.refs, reference{a.Path, "also", id})
	}
	if a.Tombstone != nil && a.Tombstone.MergedInto != "" {
		v.refs = append(v.refs, reference{a.Path, "merged_into", a.Tombstone.MergedInto})
	}
	if c := a.Provenance.Capture; c != "" {
		if _, err := fs.Stat(v.store.fsys, c); err != nil {
			v.report(&ParseError{a.Path, 1, fmt.Sprintf("die Aufnahme %s fehlt: %v", c, err), "aus der Sicherung zurückholen"})
		}
	}
}

func (v *validation) references() {
	for _, r := range v.refs {
		if _, ok := v.paths[r.to]; !ok && !v.done {
			v.report(&ParseError{r.file, 1, fmt.Sprintf("%s nennt den Artikel %s, den es nicht gibt", r.key, r.to), "die id berichtigen oder die Zeile löschen"})
		}
	}
}

func (v *validation) versions(ctx context.Context) {
	for f, err := range v.store.walk(ctx, VersionsDir) {
		if v.done {
			return
		}
		var a archive.Article
		if err == nil {
			a, err = v.store.Read(f.Path)
		}
		if err != nil {
			for _, p := range Problems(f.Path, err) {
				if !v.done {
					v.report(p)
				}
			}
			continue
		}
		dir := strings.TrimPrefix(f.Path, VersionsDir+"/")
		if f.Path == removedPath(a.ID) {
			continue
		}
		switch _, known := v.paths[a.ID]; {
		case versionNumber(f.Path) == 0 || dir != fmt.Sprintf("%s/%d.md", a.ID, versionNumber(f.Path)):
			v.report(&ParseError{f.Path, 1, "die Datei heißt nicht versions/<id>/<Nummer>.md nach der id in ihrem Kopf", "umbenennen oder löschen"})
		case !known && !v.store.isRemoved(a.ID):
			v.report(&ParseError{f.Path, 1, fmt.Sprintf("zu dieser Fassung gibt es keinen Artikel %s", a.ID), "den Artikel zurückholen oder die Fassung löschen"})
		}
	}
}
