package stats

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"depesche/internal/archive"

	bolt "go.etcd.io/bbolt"
)

// Mentions are those of an article as they were put, in reading order within
// each line; ok is false for an article that was not put. Those that are not
// counted (archive.FormDerived) are left out, and of the others the form is not
// told: it is archive.FormName.
func (s *Store) Mentions(ctx context.Context, id archive.ID) (mentions []archive.Mention, ok bool, err error) {
	generation := s.generation.Load() // before the view: what is remembered for it is not older
	err = s.view(ctx, func(tx *bolt.Tx) error {
		num := tx.Bucket(numbersBucket).Get([]byte(id))
		if num == nil {
			return nil
		}
		record, err := decodeArticle(tx.Bucket(articlesBucket).Get(num), true)
		if err != nil {
			return fmt.Errorf("reading mentions of %s: %w", id, err)
		}
		ok = true
		same, err := s.sameAs(tx)
		if err != nil {
			return err
		}
		for _, em := range record.entities {
			if to, ok := same.numbers[em.entity]; ok {
				em.entity = to
			}
			h, err := s.heads.get(tx, generation, em.entity)
			if err != nil {
				return fmt.Errorf("reading mentions of %s: %w", id, err)
			}
			for _, p := range em.mentions {
				if p.kind >= len(archive.Kinds) {
					return fmt.Errorf("reading mentions of %s: %w", id, errCorrupt)
				}
				mentions = append(mentions, archive.Mention{
					Paragraph: p.paragraph, Span: archive.Span{Start: p.start, End: p.start + p.length},
					Entity: h.slug, Kind: archive.Kinds[p.kind], Form: archive.FormName, Suggested: h.suggested,
				})
			}
		}
		return nil
	})
	slices.SortFunc(mentions, func(a, b archive.Mention) int {
		return cmp.Or(cmp.Compare(a.Paragraph, b.Paragraph), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return mentions, ok, err
}

// Name is an entity's display name; it is quicker than Entity. The error is that
// of Entity.
func (s *Store) Name(ctx context.Context, slug string) (string, error) {
	known, err := s.registry.Load().Lookup(slug)
	if err == nil {
		return known.Name, nil
	}
	if archive.CodeOf(err) == archive.CodeMoved {
		return "", err
	}
	name, generation := "", s.generation.Load()
	err = s.view(ctx, func(tx *bolt.Tx) error {
		n := tx.Bucket(slugsBucket).Get([]byte(slug))
		if n == nil {
			return nil
		}
		same, err := s.sameAs(tx)
		if err != nil {
			return err
		}
		if to, ok := same.to[slug]; ok {
			return &archive.Moved{To: to}
		}
		h, err := s.heads.get(tx, generation, number(n))
		name = h.name
		return err
	})
	if name != "" || err != nil {
		return name, err
	}
	e, err := s.Entity(ctx, slug)
	return e.Name, err
}

// heads remembers what mentions tell of their entities, until the store changes.
type heads struct {
	mu         sync.RWMutex
	generation uint64
	byNumber   map[uint32]head
}

type head struct {
	slug, name string
	suggested  bool
}

const maxHeads = 20_000

func (h *heads) get(tx *bolt.Tx, generation uint64, n uint32) (head, error) {
	h.mu.RLock()
	e, ok := h.byNumber[n]
	ok = ok && h.generation == generation
	h.mu.RUnlock()
	if ok {
		return e, nil
	}
	b := tx.Bucket(entitiesBucket).Get(key(n))
	r := reader{b: b}
	record := decodeHead(&r)
	if b == nil || r.err != nil {
		return head{}, errCorrupt
	}
	e = head{record.slug, record.name, record.suggested}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.generation != generation || len(h.byNumber) >= maxHeads || h.byNumber == nil {
		h.generation, h.byNumber = generation, make(map[uint32]head)
	}
	h.byNumber[n] = e
	return e, nil
}
