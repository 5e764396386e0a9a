package stats

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"depesche/internal/archive"

	bolt "go.etcd.io/bbolt"
)

// Bounds of what a profile says about others.
const (
	maxTogether = 60 // entities of Together
	maxAmong    = 20 // of them, those that Among tells about
)

// beside is an entity that shares articles with another.
type beside struct {
	archive.Together
	number uint32
}

// together ranks the entities that share articles with the one of the record;
// counts says by number of the entity in how many. The measure is Dice's
// coefficient: unlike mutual information it tells those beside an entity that
// stands in nearly every article apart, and a chance meeting of rare ones counts
// little.
func (s *Store) together(tx *bolt.Tx, record *entityRecord, counts []int32) ([]beside, error) {
	entities := tx.Bucket(entitiesBucket)
	registry := s.registry.Load()
	same, err := s.sameAs(tx)
	if err != nil {
		return nil, err
	}
	for from, to := range same.numbers {
		counts[to] += counts[from]
		counts[from] = 0
	}
	var list []beside
	for n, shared := range counts {
		both := int(shared)
		if both == 0 || both < 2 && record.articles >= 20 {
			continue // nothing, or the long tail of single meetings
		}
		r := reader{b: entities.Get(key(uint32(n)))}
		other := decodeHead(&r)
		if r.err != nil {
			return nil, r.err
		}
		if other.slug == record.slug {
			continue
		}
		other.articles += same.more[other.slug]
		b := beside{number: uint32(n)}
		b.Together.Articles = both
		b.Strength = dice(both, record.articles, other.articles)
		b.Entity = archive.EntityCount{Articles: other.articles, Mentions: other.mentions}
		if e, err := registry.Lookup(other.slug); err == nil {
			b.Entity.Entity = e.Entity()
		} else {
			b.Entity.Entity = archive.Entity{Slug: other.slug, Name: other.name, Kind: other.kind, Suggested: true}
		}
		list = append(list, b)
	}
	slices.SortFunc(list, func(a, b beside) int {
		return cmp.Or(cmp.Compare(b.Strength, a.Strength), cmp.Compare(b.Together.Articles, a.Together.Articles), strings.Compare(a.Entity.Name, b.Entity.Name))
	})
	return list[:min(len(list), maxTogether)], nil
}

// among tells how the first of the list stand beside each other, by their articles.
func (s *Store) among(tx *bolt.Tx, list []beside) ([]archive.Pair, error) {
	list = list[:min(len(list), maxAmong)]
	records := make([]*entityRecord, len(list))
	for i, b := range list {
		var err error
		if records[i], err = s.joined(tx, b.Entity.Slug); err != nil || records[i] == nil {
			return nil, fmt.Errorf("reading entity %s: %w", b.Entity.Slug, cmp.Or(err, errCorrupt))
		}
	}
	var pairs []archive.Pair
	for b := range records {
		for a := range b {
			both := int(records[a].docs.AndCardinality(records[b].docs))
			if both > 0 {
				pairs = append(pairs, archive.Pair{A: a, B: b, Articles: both, Strength: dice(both, records[a].articles, records[b].articles)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b archive.Pair) int { return cmp.Compare(b.Strength, a.Strength) })
	return pairs, nil
}

// dice is the share of the articles with either of two entities that have both,
// both counted (L. R. Dice, "Measures of the Amount of Ecologic Association
// Between Species", 1945): 1 if they stand only together, 0 if never.
func dice(both, a, b int) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * float64(both) / float64(a+b)
}
