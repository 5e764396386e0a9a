package texts

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func TestRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "texts.db")
	db, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	packer, err := NewPacker()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("Größe ", 1000)
	put := func(id archive.ID, since int64) {
		t.Helper()
		r := Record{Number: 3, Path: "articles/ä.md", File: [32]byte{1, 2}, Text: "ab", Since: since, Packed: packer.Pack([]byte(text))}
		if err := db.Update(func(tx *Tx) error { return tx.Put(id, r) }); err != nil {
			t.Fatal(err)
		}
	}
	latest := func() (ids []archive.ID) {
		t.Helper()
		err := db.View(func(tx *Tx) error {
			for id := range tx.Latest() {
				ids = append(ids, id)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	put("aaaa", 10)
	put("bbbb", 30)
	put("cccc", -5) // before 1970 counts as then
	put("aaaa", 20) // replaces the first
	if diff := cmp.Diff([]archive.ID{"bbbb", "aaaa", "cccc"}, latest()); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if err := db.Update(func(tx *Tx) error { return tx.Delete("bbbb") }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]archive.ID{"aaaa", "cccc"}, latest()); diff != "" {
		t.Errorf("after deleting (-want +got):\n%s", diff)
	}
	failure := errors.New("failed")
	if err := db.Update(func(tx *Tx) error { return errors.Join(tx.Delete("aaaa"), failure) }); !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if db, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(func(tx *Tx) error {
		r, ok := tx.Get("aaaa")
		data, err := packer.Unpack(r.Packed)
		if !ok || err != nil || string(data) != text || r.Number != 3 || r.Path != "articles/ä.md" || r.Since != 20 || len(r.Packed) > len(text)/10 {
			t.Errorf("%v %+v %v", ok, r.Path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWaiting(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "texts.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *Tx) error {
		return errors.Join(tx.Wait(Waiting{"abcd", 12, []byte("x")}), tx.Wait(Waiting{"abcd", 2, []byte("y")}), tx.Wait(Waiting{"abcde", 1, []byte("z")}), tx.Wait(Waiting{"abcd", 0, nil}))
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	if err := db.View(func(tx *Tx) error {
		for w := range tx.Waiting("abcd") {
			got = append(got, w.Number)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{0, 2, 12}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whatever stands in the file: an error, or a record that is written back the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x05{}xyz"))
	f.Add([]byte("\x02{}packed"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01{}"))
	packer, err := NewPacker()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := decode(data); err == nil && len(r.Packed) > len(data) {
			t.Errorf("%d bytes of %d", len(r.Packed), len(data))
		}
		if plain, err := packer.Unpack(data); err == nil && len(plain) > mostUnpacked {
			t.Errorf("unpacked to %d bytes", len(plain))
		}
	})
}
