package catalogue

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func open(t testing.TB) *DB {
	t.Helper()
	db, err := Open(filepath.Join(t.TempDir(), "catalogue.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func (db *DB) must(t testing.TB, f func(*Tx) error) {
	t.Helper()
	if err := db.Update(f); err != nil {
		t.Fatal(err)
	}
}

func TestClaims(t *testing.T) {
	db := open(t)
	db.must(t, func(tx *Tx) error {
		return errors.Join(
			tx.Set("b", Entry{ID: "same", URL: "https://b"}, nil),
			tx.Set("a", Entry{ID: "same", URL: "https://a"}, nil),
			tx.Set("c", Entry{ID: "samesame"}, nil),
			tx.Set("d", Entry{}, []Problem{{File: "d", Line: 3, Text: "kaputt"}}),
		)
	})
	check := func(want []string, urls ...string) {
		t.Helper()
		db.must(t, func(tx *Tx) error {
			if got := slices.Collect(tx.Claims("same")); !slices.Equal(got, want) {
				t.Errorf("claims %v, want %v", got, want)
			}
			for _, url := range urls {
				if got := slices.Collect(tx.ByURL(url)); len(got) != 1 || got[0] != "same" {
					t.Errorf("%s: %v", url, got)
				}
			}
			return nil
		})
	}
	check([]string{"a", "b"}, "https://a", "https://b")
	db.must(t, func(tx *Tx) error { return tx.Remove("a") })
	check([]string{"b"}, "https://b")
	db.must(t, func(tx *Tx) error {
		if ids := slices.Collect(tx.ByURL("https://a")); ids != nil {
			t.Errorf("address of a removed file leads to %v", ids)
		}
		return tx.Set("b", Entry{ID: "other"}, nil)
	})
	check(nil)
	db.must(t, func(tx *Tx) error {
		var ids []archive.ID
		for id := range tx.IDs() {
			ids = append(ids, id)
		}
		if want := []archive.ID{"other", "samesame"}; !slices.Equal(ids, want) {
			t.Errorf("ids %v, want %v", ids, want)
		}
		if got := slices.Collect(tx.Paths()); !slices.Equal(got, []string{"b", "c", "d"}) {
			t.Errorf("paths %v", got)
		}
		return tx.SetDuplicate("c", "b")
	})
	db.must(t, func(tx *Tx) error {
		problems, files := tx.Problems(10)
		want := []Problem{{File: "d", Line: 3, Text: "kaputt"},
			{File: "c", Line: 1, Text: "die id samesame steht schon in b", Remedy: "diese Datei entfernen oder ihr eine eigene id geben"}}
		if diff := cmp.Diff(want, problems); diff != "" || files != 2 {
			t.Errorf("%d files with problems (-want +got):\n%s", files, diff)
		}
		if few, files := tx.Problems(1); len(few) != 1 || files != 2 {
			t.Errorf("limited to 1: %v, %d", few, files)
		}
		return nil
	})
}

func TestIntents(t *testing.T) {
	db := open(t)
	db.must(t, func(tx *Tx) error {
		return errors.Join(tx.Set("a", Entry{ID: "there"}, nil), tx.Set("b", Entry{ID: "removed", Hidden: true}, nil))
	})
	if err := db.Intend([]archive.ID{"there", "gone", "removed"}); err != nil {
		t.Fatal(err)
	}
	db.must(t, func(tx *Tx) error {
		if got, want := tx.Unclaimed(), []archive.ID{"gone", "removed"}; !slices.Equal(got, want) {
			t.Errorf("unclaimed %v, want %v", got, want)
		}
		return tx.Settle()
	})
	db.must(t, func(tx *Tx) error {
		if got := tx.Unclaimed(); got != nil {
			t.Errorf("unclaimed after settling: %v", got)
		}
		return nil
	})
}

func TestFailedUpdateChangesNothing(t *testing.T) {
	db := open(t)
	for _, f := range []func(*Tx) error{
		func(tx *Tx) error { return errors.Join(tx.Set("a", Entry{ID: "aaaa"}, nil), errors.New("no")) },
		func(tx *Tx) error { _ = tx.Set("a", Entry{ID: "aaaa"}, nil); panic("no") },
	} {
		if err := db.Update(f); err == nil {
			t.Error("no error")
		}
	}
	db.must(t, func(tx *Tx) error {
		if _, ok := tx.Entry("a"); ok {
			t.Error("the entry is there")
		}
		return nil
	})
}

func TestStampSame(t *testing.T) {
	mod := time.Unix(1_700_000_000, 5)
	at := func(after time.Duration) Stamp {
		return Stamp{Size: 7, ModTime: mod.UnixNano(), Read: mod.Add(after).UnixNano()}
	}
	tests := []struct {
		name  string
		stamp Stamp
		size  int64
		mod   time.Time
		want  bool
	}{
		{"read long after", at(time.Hour), 7, mod, true},
		{"another size", at(time.Hour), 8, mod, false},
		{"another time", at(time.Hour), 7, mod.Add(1), false},
		{"an older time", at(time.Hour), 7, mod.Add(-time.Hour), false},
		{"read right after the change", at(time.Second), 7, mod, false},
		{"a time in the future", at(-time.Hour), 7, mod, true},
		{"to be read again", Stamp{Size: -1}, -1, time.Unix(0, 0), false},
	}
	for _, tt := range tests {
		if got := tt.stamp.Same(tt.size, tt.mod); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalogue.db")
	if err := Check(path); err != nil {
		t.Errorf("no file: %v", err)
	}
	db, err := Open(path, false)
	if err != nil {
		t.Fatal(err)
	}
	db.must(t, func(tx *Tx) error {
		for i := range 3000 {
			id := archive.ID("a" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)))
			if err := tx.Set("articles/"+string(id), Entry{ID: id}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Check(path); err != nil {
		t.Fatalf("sound: %v", err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int{0, 100, 4096, len(data) / 4, len(data) / 2} {
		if err := os.WriteFile(path, data[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		if size == 0 {
			continue // bbolt takes an empty file for a new one
		}
		if err := Check(path); err == nil {
			t.Errorf("cut to %d of %d bytes: no error", size, len(data))
		}
	}
}

func FuzzEntry(f *testing.F) {
	f.Add(Entry{Stamp: Stamp{1, 2, 3}, ID: "abcd", Hidden: true, URL: "https://x"}.encode())
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := decode(data)
		if err != nil || len(e.ID) > 255 {
			return
		}
		again, err := decode(e.encode())
		if err != nil || !cmp.Equal(e, again) {
			t.Errorf("%+v became %+v, %v", e, again, err)
		}
	})
}
