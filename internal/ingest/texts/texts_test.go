package texts

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func open(t *testing.T) (*DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "texts.db")
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, path
}

func update(t *testing.T, db *DB, f func(*Tx) error) {
	t.Helper()
	if err := db.Update(f); err != nil {
		t.Fatal(err)
	}
}

func TestRecords(t *testing.T) {
	db, _ := open(t)
	get := func(id archive.ID) (r Record, ok bool) {
		t.Helper()
		if err := db.View(func(tx *Tx) error {
			r, ok = tx.Get(id)
			r.Packed = append([]byte(nil), r.Packed...)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return r, ok
	}
	first := Record{Number: 1, Path: "articles/a.md", Text: "t", Since: 5, Packed: []byte("eins")}
	second := first
	second.Number, second.Packed = 2, []byte("zwei")
	empty := Record{Path: "articles/b.md", Gone: true}
	update(t, db, func(tx *Tx) error { return tx.Put("a", first) })
	update(t, db, func(tx *Tx) error { return tx.Put("b", empty) })
	if r, ok := get("a"); !ok || cmp.Diff(first, r) != "" {
		t.Errorf("put and got (%v):\n%s", ok, cmp.Diff(first, r))
	}
	if r, ok := get("b"); !ok || !r.Gone || len(r.Packed) > 0 {
		t.Errorf("a tombstone comes back as %+v, %v", r, ok)
	}
	update(t, db, func(tx *Tx) error { return tx.Put("a", second) })
	if r, ok := get("a"); !ok || cmp.Diff(second, r) != "" {
		t.Errorf("replaced and got (%v):\n%s", ok, cmp.Diff(second, r))
	}
	update(t, db, func(tx *Tx) error {
		if n := tx.bolt.Bucket(bucketPacked).Stats().KeyN; n != 2 {
			t.Errorf("%d packed texts of two articles", n)
		}
		return tx.Delete("a")
	})
	if r, ok := get("a"); ok {
		t.Errorf("deleted and got %+v", r)
	}
	update(t, db, func(tx *Tx) error {
		if n := tx.bolt.Bucket(bucketPacked).Stats().KeyN; n != 1 {
			t.Errorf("%d packed texts of one article", n)
		}
		return nil
	})
}

// Files of the layout before have the bytes behind the head.
func TestRecordsWithTheirBytes(t *testing.T) {
	db, _ := open(t)
	head := `{"n":3,"p":"articles/a.md","f":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","t":"t"}`
	update(t, db, func(tx *Tx) error {
		return tx.bolt.Bucket(bucketRecords).Put([]byte("a"), append([]byte{byte(len(head))}, head+"packed"...))
	})
	update(t, db, func(tx *Tx) error {
		r, ok := tx.Get("a")
		if !ok || r.Number != 3 || string(r.Packed) != "packed" {
			t.Errorf("%+v, %v", r, ok)
		}
		r.Packed = []byte("new")
		return tx.Put("a", r)
	})
	update(t, db, func(tx *Tx) error {
		if r, ok := tx.Get("a"); !ok || string(r.Packed) != "new" {
			t.Errorf("%+v, %v", r, ok)
		}
		return nil
	})
}

// The file is hardly larger than what is in it, however random the ids.
func TestFileIsFull(t *testing.T) {
	db, path := open(t)
	rng := rand.New(rand.NewPCG(1, 2))
	const batches, batch, size = 12, 500, 1800
	for range batches {
		update(t, db, func(tx *Tx) error {
			for range batch {
				packed := make([]byte, size)
				for i := range packed {
					packed[i] = byte(rng.Uint32())
				}
				id := archive.ID(fmt.Sprintf("%09d", rng.IntN(1e9)))
				if err := tx.Put(id, Record{Path: "articles/2024/" + string(id) + ".md", Text: fmt.Sprintf("%064d", 1), Packed: packed}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	raw := int64(batches * batch * size)
	t.Logf("%d bytes for %d", info.Size(), raw)
	if info.Size() > raw*3/2+(8<<20) { // the file grows in great steps
		t.Errorf("%d bytes for %d", info.Size(), raw)
	}
}
