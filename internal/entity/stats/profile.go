package stats

import (
	"context"
	"encoding/binary"
	"maps"
	"slices"

	"depesche/internal/archive"

	bolt "go.etcd.io/bbolt"
)

// profile reads the articles of the record once, in the order of the file. The
// most frequent entity stands in nearly all of them, so nothing is allocated for
// an article, and what is counted by entity is counted in a slice.
func (s *Store) profile(ctx context.Context, tx *bolt.Tx, record *entityRecord, p *archive.Profile) error {
	at := follower{cursor: tx.Bucket(articlesBucket).Cursor()}
	together := make([]int32, tx.Bucket(entitiesBucket).Sequence()+1)
	days := map[string]*day{}
	var first, last *day
	for docs := record.docs.Iterator(); docs.HasNext(); {
		if err := ctx.Err(); err != nil {
			return err
		}
		r := reader{b: at.seek(docs.Next())}
		id, date := r.bytes(), r.bytes()
		r.uint() // the outlet
		for range r.length() {
			if n := r.uint(); n < len(together) {
				together[n]++
			} else {
				r.err = errCorrupt
			}
		}
		if r.err != nil {
			return r.err
		}
		d := days[string(date)]
		if d == nil {
			d = &day{}
			if parsed, err := archive.ParseDate(string(date)); err == nil {
				d.date = parsed
			}
			days[string(date)] = d
		}
		if d.articles++; d.date.IsZero() {
			continue
		}
		if first == nil || d != first && d.date.Compare(first.date) < 0 {
			first, p.First = d, archive.ID(id)
		}
		if last == nil || d != last && d.date.Compare(last.date) > 0 {
			last, p.Last = d, archive.ID(id)
		}
	}
	months := map[string]int{}
	for _, d := range days {
		if !d.date.IsZero() {
			months[monthOf(d.date)] += d.articles
		}
	}
	for _, m := range slices.Sorted(maps.Keys(months)) {
		p.Months = append(p.Months, archive.MonthCount{Month: m, Count: months[m]})
	}
	list, err := s.together(tx, record, together)
	if err != nil {
		return err
	}
	for _, b := range list {
		p.Together = append(p.Together, b.Together)
	}
	p.Among, err = s.among(tx, list)
	return err
}

// day counts the articles of one date as it is written.
type day struct {
	date     archive.Date // zero if there is none
	articles int
}

// follower finds keys in ascending order, by stepping to those nearby.
type follower struct {
	cursor *bolt.Cursor
	key, b []byte
}

// near is how many steps are quicker than seeking.
const near = 8

func (f *follower) seek(n uint32) []byte {
	if f.key != nil {
		for range near {
			if at := binary.BigEndian.Uint32(f.key); at >= n {
				break
			}
			if f.key, f.b = f.cursor.Next(); f.key == nil {
				return nil
			}
		}
	}
	if f.key == nil || binary.BigEndian.Uint32(f.key) != n {
		var wanted [4]byte
		binary.BigEndian.PutUint32(wanted[:], n)
		if f.key, f.b = f.cursor.Seek(wanted[:]); f.key == nil || binary.BigEndian.Uint32(f.key) != n {
			return nil // and reading it is an error
		}
	}
	return f.b
}

// monthOf is the key of MonthCount: the month, or the year where only that is known.
func monthOf(d archive.Date) string {
	if m := d.MonthKey(); m != "" {
		return m
	}
	return d.String()
}
