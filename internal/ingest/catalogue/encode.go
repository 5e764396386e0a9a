package catalogue

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"depesche/internal/archive"
)

// An entry is stored as its numbers and hashes at fixed places, so that a scan
// for changed files decodes no more than three of them, and its texts behind.
const (
	stampSize = 3 * 8
	fixedSize = stampSize + 32 + 32 + 8 + 1
)

var errShort = errors.New("entry is cut short")

func (e Entry) encode() []byte {
	b := make([]byte, 0, fixedSize+2+len(e.ID)+len(e.URL))
	for _, n := range []int64{e.Size, e.ModTime, e.Read} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	b = append(b, e.SHA256[:]...)
	b = append(b, e.Text[:]...)
	b = binary.BigEndian.AppendUint64(b, e.Mentions)
	hidden := byte(0)
	if e.Hidden {
		hidden = 1
	}
	b = append(b, hidden, byte(len(e.ID)))
	b = append(b, e.ID...)
	return append(b, e.URL...)
}

func decodeStamp(b []byte) (Stamp, bool) {
	if len(b) < fixedSize {
		return Stamp{}, false
	}
	n := func(i int) int64 { return int64(binary.BigEndian.Uint64(b[8*i:])) }
	return Stamp{Size: n(0), ModTime: n(1), Read: n(2)}, true
}

func decode(b []byte) (Entry, error) {
	stamp, ok := decodeStamp(b)
	if !ok || len(b) < fixedSize+1 {
		return Entry{}, errShort
	}
	e := Entry{Stamp: stamp}
	rest := b[stampSize:]
	rest = rest[copy(e.SHA256[:], rest):]
	rest = rest[copy(e.Text[:], rest):]
	e.Mentions = binary.BigEndian.Uint64(rest)
	e.Hidden = rest[8] == 1
	size := int(rest[9])
	if rest = rest[10:]; len(rest) < size {
		return Entry{}, errShort
	}
	e.ID, e.URL = archive.ID(rest[:size]), string(rest[size:])
	return e, nil
}

func (tx *Tx) setProblems(path string, problems []Problem) error {
	b := tx.bolt.Bucket(bucketProblems)
	if len(problems) == 0 {
		return b.Delete([]byte(path))
	}
	data, err := json.Marshal(problems)
	if err != nil {
		return fmt.Errorf("recording problems of %s: %w", path, err)
	}
	return b.Put([]byte(path), data)
}

// Intend writes down, durably, the articles that are about to be put into the
// index, until a transaction settles that they are there.
func (db *DB) Intend(ids []archive.ID) error {
	return db.Update(func(tx *Tx) error {
		for _, id := range ids {
			if err := tx.bolt.Bucket(bucketIntents).Put([]byte(id), nil); err != nil {
				return fmt.Errorf("recording what is to be indexed: %w", err)
			}
		}
		return nil
	})
}

// Settle forgets all intents: they came true, or were undone.
func (tx *Tx) Settle() error {
	c := tx.bolt.Bucket(bucketIntents).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.First() {
		if err := c.Delete(); err != nil {
			return fmt.Errorf("recording what was indexed: %w", err)
		}
	}
	return nil
}

// Unclaimed are the articles that may have been put into the index although no
// file claims them.
func (tx *Tx) Unclaimed() (ids []archive.ID) {
	c := tx.bolt.Bucket(bucketIntents).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		id := archive.ID(k)
		if path, claimed := tx.Winner(id); claimed {
			if e, _ := tx.Entry(path); !e.Hidden {
				continue
			}
		}
		ids = append(ids, id)
	}
	return ids
}

// SetDuplicate records that a file claims an id for which another file counts;
// with winner "" that it doesn't.
func (tx *Tx) SetDuplicate(path, winner string) error {
	b := tx.bolt.Bucket(bucketDuplicate)
	if winner == "" {
		return b.Delete([]byte(path))
	}
	return b.Put([]byte(path), []byte(winner))
}

// Problems returns the first limit problems by path, duplicate ids last, and
// how many files have any. A file that has only warnings is not among them.
func (tx *Tx) Problems(limit int) (problems []Problem, files int) {
	c := tx.bolt.Bucket(bucketProblems).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		files++
		var ps []Problem
		if len(problems) < limit && json.Unmarshal(v, &ps) == nil {
			problems = append(problems, ps...)
		}
	}
	c = tx.bolt.Bucket(bucketDuplicate).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		files++
		if len(problems) < limit {
			e, _ := tx.Entry(string(k))
			problems = append(problems, Problem{
				File: string(k), Line: 1,
				Text:   fmt.Sprintf("die id %s steht schon in %s", e.ID, v),
				Remedy: "diese Datei entfernen oder ihr eine eigene id geben",
			})
		}
	}
	return problems[:min(len(problems), limit)], files
}
