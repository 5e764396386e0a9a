package stats

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/entity"

	bolt "go.etcd.io/bbolt"
)

// Entity returns the entity with its counts, also one of the registry that is
// mentioned nowhere.
func (s *Store) Entity(ctx context.Context, slug string) (archive.EntityCount, error) {
	var c archive.EntityCount
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		c, _, err = s.lookup(tx, slug)
		return err
	})
	return c, err
}

// view reads. Errors for the one who asked pass as they are.
func (s *Store) view(ctx context.Context, read func(tx *bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(read)
}

// lookup finds the entity and its record, which is nil if it is mentioned nowhere.
func (s *Store) lookup(tx *bolt.Tx, slug string) (archive.EntityCount, *entityRecord, error) {
	known, err := s.registry.Load().Lookup(slug)
	if err != nil && archive.CodeOf(err) != archive.CodeNotFound {
		return archive.EntityCount{}, nil, err // moved
	}
	record, recordErr := s.joined(tx, slug)
	if recordErr != nil {
		return archive.EntityCount{}, nil, recordErr
	}
	if known == nil && record != nil {
		same, err := s.sameAs(tx)
		if err != nil {
			return archive.EntityCount{}, nil, err
		}
		if to, ok := same.to[slug]; ok {
			return archive.EntityCount{}, nil, &archive.Moved{To: to}
		}
	}
	switch {
	case known != nil:
		return s.count(known.Entity(), record), record, nil
	case record != nil:
		return s.count(archive.Entity{Slug: slug, Name: record.name, Kind: record.kind, Suggested: true}, record), record, nil
	}
	if to := entity.CanonicalSlug(slug); to != slug && tx.Bucket(slugsBucket).Get([]byte(to)) != nil {
		return archive.EntityCount{}, nil, &archive.Moved{To: to}
	}
	if to := s.registry.Load().NamedLike(slug); to != "" {
		return archive.EntityCount{}, nil, &archive.Moved{To: to}
	}
	return archive.EntityCount{}, nil, err
}

func (s *Store) record(tx *bolt.Tx, slug string) (*entityRecord, error) {
	n := tx.Bucket(slugsBucket).Get([]byte(slug))
	if n == nil {
		return nil, nil
	}
	b := tx.Bucket(entitiesBucket).Get(n)
	if b == nil {
		return nil, fmt.Errorf("reading entity %s: %w", slug, errCorrupt)
	}
	return decodeEntity(b)
}

// count adds what the record knows to the entity.
func (s *Store) count(e archive.Entity, record *entityRecord) archive.EntityCount {
	c := archive.EntityCount{Entity: e}
	if record == nil {
		return c
	}
	c.Articles, c.Mentions = record.articles, record.mentions
	for _, f := range record.forms {
		form := archive.FormCount{Surface: f.surface, Outlets: map[string]int{}}
		for o, n := range f.outlets {
			form.Count += n
			form.Outlets[s.outlets.name(o)] += n
		}
		if form.Count > 0 {
			c.Forms = append(c.Forms, form)
		}
	}
	slices.SortFunc(c.Forms, func(a, b archive.FormCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Surface, b.Surface))
	})
	return c
}

// List yields the entities that the filter lets through, most articles first,
// then by name, and how many there are in all. Their Forms are left out.
func (s *Store) List(ctx context.Context, f archive.EntityFilter) ([]archive.EntityCount, int, error) {
	all, err := s.all(ctx)
	if err != nil {
		return nil, 0, err
	}
	var text string
	if f.Text != "" {
		text = entity.FoldName(f.Text)
	}
	var passed, inside []int // those whose name has the text inside a word come last
	for i := range all {
		e := &all[i]
		switch {
		case f.Kind != "" && e.Kind != f.Kind,
			f.Suggested != nil && e.Suggested != *f.Suggested,
			f.Letter != "" && letterOf(e.Name) != strings.ToUpper(f.Letter),
			f.Mentioned && e.Articles == 0:
			continue
		}
		switch n := named(e, text); {
		case n == 2:
			passed = append(passed, i)
		case n == 1:
			inside = append(inside, i)
		}
	}
	passed = append(passed, inside...)
	total := len(passed)
	passed = passed[min(f.Offset, total):]
	if f.Limit > 0 {
		passed = passed[:min(f.Limit, len(passed))]
	}
	list := make([]archive.EntityCount, len(passed))
	for k, i := range passed {
		list[k] = all[i]
	}
	return list, total, nil
}

// named tells where a name of the entity has the folded text: 2 at the beginning
// of a word, 1 inside one, 0 nowhere. No text is at the beginning of all.
func named(e *archive.EntityCount, text string) int {
	if text == "" {
		return 2
	}
	best := 0
	for _, name := range append([]string{e.Name}, e.Aliases...) {
		folded := entity.FoldName(name)
		switch i := strings.Index(folded, text); {
		case i == 0 || i > 0 && strings.Contains(folded, " "+text):
			return 2
		case i > 0:
			best = 1
		}
	}
	return best
}

// letterOf is the letter of the alphabet under which a name stands.
func letterOf(name string) string {
	slug := archive.Slug(name)
	if slug == "" || slug[0] < 'a' || slug[0] > 'z' {
		return "#"
	}
	return strings.ToUpper(slug[:1])
}

// all are all entities of the registry and all suggested ones, in the order of lists.
func (s *Store) all(ctx context.Context) ([]archive.EntityCount, error) {
	generation := s.generation.Load()
	if list, ok := s.lists.get(generation, ""); ok {
		return list, nil
	}
	registry := s.registry.Load()
	counts := map[string]entityRecord{}
	var list []archive.EntityCount
	err := s.view(ctx, func(tx *bolt.Tx) error {
		same, err := s.sameAs(tx)
		if err != nil {
			return err
		}
		return tx.Bucket(entitiesBucket).ForEach(func(_, b []byte) error {
			r := reader{b: b}
			head := decodeHead(&r)
			if r.err != nil {
				return r.err
			}
			if _, ok := same.to[head.slug]; ok {
				return nil
			}
			if len(same.from[head.slug]) > 0 {
				record, err := s.joined(tx, head.slug)
				if err != nil {
					return err
				}
				head.articles, head.mentions = record.articles, record.mentions
			}
			if e, err := registry.Lookup(head.slug); err == nil {
				counts[e.ID] = head
			} else if head.suggested {
				list = append(list, archive.EntityCount{
					Entity:   archive.Entity{Slug: head.slug, Name: head.name, Kind: head.kind, Suggested: true},
					Articles: head.articles, Mentions: head.mentions,
				})
			}
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("listing entities: %w", err)
	}
	for _, e := range registry.Entries() {
		c := archive.EntityCount{Entity: e.Entity()}
		c.Articles, c.Mentions = counts[e.ID].articles, counts[e.ID].mentions
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b archive.EntityCount) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(b.Mentions, a.Mentions),
			strings.Compare(a.Name, b.Name), strings.Compare(a.Slug, b.Slug))
	})
	s.lists.put(generation, "", list)
	return list, nil
}

// Profile is what the entity's page shows beside its articles.
func (s *Store) Profile(ctx context.Context, slug string) (archive.Profile, error) {
	generation := s.generation.Load()
	if p, ok := s.profiles.get(generation, slug); ok {
		return p, nil
	}
	var p archive.Profile
	err := s.view(ctx, func(tx *bolt.Tx) error {
		c, record, err := s.lookup(tx, slug)
		if err != nil {
			return err
		}
		p.EntityCount = c
		if record == nil {
			return nil
		}
		return s.profile(ctx, tx, record, &p)
	})
	if err != nil {
		return archive.Profile{}, err
	}
	s.profiles.put(generation, slug, p)
	return p, nil
}
