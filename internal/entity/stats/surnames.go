package stats

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"depesche/internal/archive"
	"depesche/internal/entity"

	bolt "go.etcd.io/bbolt"
)

// same tells which suggested persons are one. The recogniser sees one article at
// a time: one that says "Werner Faymann" suggests him, one that only says
// "Faymann" a person of that name. Where the archive has one person alone whose
// family name that is, suggested or of the registry, they are the same, and all
// that the store tells of the one covers the other.
//
// It is found out when it is asked for and kept nowhere, so that another person
// of the name who turns up later parts them again.
type same struct {
	to      map[string]string   // slug of a family name -> slug of the person
	from    map[string][]string // and back
	numbers map[uint32]uint32   // likewise, by number
	more    map[string]int      // slug of the person -> articles with the family name alone
}

// sameMemo keeps the answer until the store changes.
type sameMemo struct {
	mu         sync.Mutex
	generation uint64
	same       *same
}

// sameAs is what is the same in the transaction's view.
func (s *Store) sameAs(tx *bolt.Tx) (*same, error) {
	generation := s.generation.Load()
	s.sames.mu.Lock()
	defer s.sames.mu.Unlock()
	if s.sames.same != nil && s.sames.generation == generation {
		return s.sames.same, nil
	}
	found, err := s.findSame(tx)
	if err != nil {
		return nil, fmt.Errorf("merging names: %w", err)
	}
	s.sames.same, s.sames.generation = found, generation
	return found, nil
}

// person is somebody mentioned in the archive.
type person struct {
	slug, name string
	number     uint32
	articles   int
}

func (s *Store) findSame(tx *bolt.Tx) (*same, error) {
	registry := s.registry.Load()
	alone := map[string]person{} // suggested by one word, by slug
	var full []person            // suggested by several
	var known []person           // of the registry
	err := tx.Bucket(entitiesBucket).ForEach(func(k, b []byte) error {
		r := reader{b: b}
		head := decodeHead(&r)
		p := person{head.slug, head.name, number(k), head.articles}
		switch {
		case r.err != nil || head.articles == 0:
		case !head.suggested:
			known = append(known, p)
		case head.kind != archive.Person:
		case strings.Contains(head.name, " "):
			full = append(full, p)
		default:
			alone[head.slug] = p
		}
		return r.err
	})
	if err != nil {
		return nil, err
	}
	owners := map[string]*person{} // slug of a family name -> who has it, nil for several
	own := func(name string, p *person) {
		slug := entity.SuggestedSlug(name)
		if other, taken := owners[slug]; taken && (other == nil || other.slug != p.slug) {
			owners[slug] = nil
		} else if !taken {
			owners[slug] = p
		}
	}
	for i := range full {
		if p := &full[i]; endsIn(p.slug, alone) {
			own(entity.FamilyName(p.name), p)
		}
	}
	for i := range known {
		if e, err := registry.Lookup(known[i].slug); err == nil && e.Kind == archive.Person && len(alone) > 0 {
			for _, short := range e.CalledLater() {
				own(short, &known[i])
			}
		}
	}
	found := &same{to: map[string]string{}, from: map[string][]string{}, numbers: map[uint32]uint32{}, more: map[string]int{}}
	for slug, one := range alone {
		p := owners[slug]
		if p == nil || p.slug == slug {
			continue
		}
		found.to[slug] = p.slug
		found.from[p.slug] = append(found.from[p.slug], slug)
		found.numbers[one.number] = p.number
		found.more[p.slug] += one.articles
	}
	for _, slugs := range found.from {
		slices.Sort(slugs)
	}
	return found, nil
}

// endsIn reports whether the slug of a full name begins or ends in one of those, as
// a cheap test before the family name is told exactly.
func endsIn(slug string, alone map[string]person) bool {
	for i := range len(slug) {
		if slug[i] != '-' {
			continue
		}
		if _, ok := alone[slug[i+1:]]; ok {
			return true
		}
		if _, ok := alone[slug[:i]]; ok {
			return true
		}
	}
	return false
}

// joined is the record of the slug with those of the family names that are the
// same; nil if it is mentioned nowhere.
func (s *Store) joined(tx *bolt.Tx, slug string) (*entityRecord, error) {
	record, err := s.record(tx, slug)
	if err != nil || record == nil {
		return nil, err
	}
	same, err := s.sameAs(tx)
	if err != nil {
		return nil, err
	}
	for _, other := range same.from[slug] {
		o, err := s.record(tx, other)
		if err != nil || o == nil {
			return nil, fmt.Errorf("reading entity %s: %w", other, err)
		}
		record.join(o)
	}
	return record, nil
}

// join adds what is counted of another.
func (e *entityRecord) join(o *entityRecord) {
	for _, f := range o.forms {
		i := slices.IndexFunc(e.forms, func(own formRecord) bool { return own.surface == f.surface })
		if i < 0 {
			e.forms = append(e.forms, f)
			continue
		}
		for outlet, n := range f.outlets {
			e.forms[i].outlets[outlet] += n
		}
	}
	e.docs.Or(o.docs)
	e.mentions += o.mentions
	e.articles = int(e.docs.GetCardinality())
}

// Same are the slugs under which the mentions of the entity are indexed, its own
// first; and for all slugs that are another's, whose.
func (s *Store) Same(ctx context.Context) (slugs func(slug string) []string, owner func(slug string) string, err error) {
	var found *same
	if err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		found, err = s.sameAs(tx)
		return err
	}); err != nil {
		return nil, nil, err
	}
	slugs = func(slug string) []string { return append([]string{slug}, found.from[slug]...) }
	owner = func(slug string) string {
		if to, ok := found.to[slug]; ok {
			return to
		}
		return slug
	}
	return slugs, owner, nil
}
