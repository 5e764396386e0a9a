// Package catalogue remembers which article files have been taken into an
// index: how each looked when it was read, which article it holds and what was
// wrong with it. It is derived state, kept in one bbolt file.
//
// # The model
//
// An Entry describes one file by its path. A file claims the id in its front
// matter; several files may claim the same, and the first by path is the one
// that counts (Tx.Winner), however they came in. So the catalogue says the same
// after any order of changes as after reading everything anew.
//
// Changes are made in transactions that also write the index, and that commit
// when the index has them: after a crash the catalogue knows at most less than
// the index, and what it doesn't know is read again. For what is in no file any
// more by then, the ids are written down before (Intend).
package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"

	"depesche/internal/archive"
)

// Problem is something wrong with an article file, for the person who keeps it.
type Problem struct {
	File   string `json:"file"`
	Line   int    `json:"line"` // from 1; 0 where the whole file is meant
	Text   string `json:"text"`
	Remedy string `json:"remedy,omitempty"`
}

// Stamp is how a file looked when it was read.
type Stamp struct {
	Size    int64
	ModTime int64 // Unix nanoseconds
	Read    int64 // Unix nanoseconds, when it was read
}

// racy is how long after a file's last change a second change may carry the
// same time: the grain of file systems and of their clocks.
const racy = int64(2 * time.Second)

// Same reports that a file of this size and time needn't be read again. A file
// that was read right after it changed may have changed once more unseen.
func (s Stamp) Same(size int64, mod time.Time) bool {
	grain := s.Read - s.ModTime
	return s.Size == size && s.ModTime == mod.UnixNano() && (grain < 0 || grain > racy)
}

// Entry describes one article file.
type Entry struct {
	Stamp
	SHA256   [32]byte   // of the file's bytes
	Text     [32]byte   // SHA-256 of archive.Article.CanonicalText
	Mentions uint64     // hash of the mentions found in it
	ID       archive.ID // "" for a file that can't be used
	Hidden   bool       // removed or merged: known, but not in the index
	URL      string
}

var (
	bucketFiles     = []byte("files")     // path -> Entry
	bucketClaims    = []byte("claims")    // id 0 path -> nothing
	bucketURLs      = []byte("urls")      // url 0 id -> nothing
	bucketProblems  = []byte("problems")  // path -> problems, as JSON
	bucketDuplicate = []byte("duplicate") // path -> path of the file that counts
	bucketIntents   = []byte("intents")   // id -> nothing: about to be put into the index
	bucketMeta      = []byte("meta")      // its sequence counts the changes
	buckets         = [][]byte{bucketFiles, bucketClaims, bucketURLs, bucketProblems, bucketDuplicate, bucketIntents, bucketMeta}
)

// DB is an open catalogue. Any number of goroutines may View it while one
// updates it.
type DB struct{ bolt *bbolt.DB }

// openTimeout bounds the wait for another process that has the file open.
const openTimeout = 2 * time.Second

// Open opens the catalogue at path and makes it if it isn't there. A damaged
// file is an error, as far as it can be seen without reading it all (see Check).
func Open(path string, readOnly bool) (db *DB, err error) {
	bolt, err := OpenFile(path, readOnly, 0, buckets...)
	if err != nil {
		return nil, fmt.Errorf("opening catalogue: %w", err)
	}
	return &DB{bolt}, nil
}

// OpenFile opens a bbolt file, a catalogue's or another one, and makes it and
// its buckets if they aren't there. A damaged file is an error, as far as it can
// be seen without reading it all. A new file has pages of pageSize bytes, which
// should hold many values; 0: as the system has them.
func OpenFile(path string, readOnly bool, pageSize int, buckets ...[]byte) (bolt *bbolt.DB, err error) {
	err = Guard(func() error {
		bolt, err = bbolt.Open(path, 0o644, &bbolt.Options{
			Timeout: openTimeout, ReadOnly: readOnly, FreelistType: bbolt.FreelistMapType, PageSize: pageSize,
		})
		if err != nil {
			return err
		}
		if err := whole(bolt); err != nil {
			return err
		}
		if readOnly {
			return nil
		}
		return bolt.Update(func(tx *bbolt.Tx) error {
			for _, name := range buckets {
				if _, err := tx.CreateBucketIfNotExists(name); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		if bolt != nil {
			err = errors.Join(err, bolt.Close())
		}
		return nil, err
	}
	return bolt, nil
}

// whole returns an error if the file is shorter than its pages.
func whole(bolt *bbolt.DB) error {
	info, err := os.Stat(bolt.Path())
	if err != nil {
		return err
	}
	return bolt.View(func(tx *bbolt.Tx) error {
		if info.Size() < tx.Size() {
			return fmt.Errorf("%d bytes of %d are there", info.Size(), tx.Size())
		}
		return nil
	})
}

// Close closes the file when running transactions have ended.
func (db *DB) Close() error { return db.bolt.Close() }

// Check reads a whole bbolt file, a catalogue or another one that is closed, and
// returns an error if it can't be read. Files that are cut short fault when they
// are read; that is an error too. A file that isn't there is no error.
func Check(path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := Guard(func() error {
		bolt, err := bbolt.Open(path, 0o644, &bbolt.Options{Timeout: openTimeout, ReadOnly: true})
		if err != nil {
			return err
		}
		err = bolt.View(func(tx *bbolt.Tx) error {
			return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return readAll(b) })
		})
		return errors.Join(err, bolt.Close())
	})
	if err != nil {
		return fmt.Errorf("checking %s: %w", filepath.Base(path), err)
	}
	return nil
}

// readAll touches every page of a bucket.
func readAll(b *bbolt.Bucket) error {
	zeros := 0
	return b.ForEach(func(k, v []byte) error {
		zeros += bytes.Count(k, []byte{0}) + bytes.Count(v, []byte{0})
		if v == nil && b.Bucket(k) != nil {
			return readAll(b.Bucket(k))
		}
		return nil
	})
}

// ErrDamaged says that the catalogue's file is damaged. It is of no more use.
var ErrDamaged = errors.New("catalogue is damaged")

// Guard makes panics and memory faults in f, as damaged files cause them, errors.
func Guard(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}()
	return f()
}

// Tx is a transaction: a view of one moment, or a change that all happens or not.
type Tx struct{ bolt *bbolt.Tx }

// View reads. The error is ErrDamaged if the file turns out to be; so it is if f
// panics.
func (db *DB) View(f func(*Tx) error) error {
	return Guard(func() error {
		return db.bolt.View(func(tx *bbolt.Tx) error { return f(&Tx{tx}) })
	})
}

// Update changes. If f returns an error nothing has changed.
func (db *DB) Update(f func(*Tx) error) error {
	return Guard(func() error {
		return db.bolt.Update(func(tx *bbolt.Tx) error { return f(&Tx{tx}) })
	})
}

// Path is the file's name.
func (db *DB) Path() string { return db.bolt.Path() }

// Entry is what is known of a file.
func (tx *Tx) Entry(path string) (Entry, bool) {
	v := tx.bolt.Bucket(bucketFiles).Get([]byte(path))
	if v == nil {
		return Entry{}, false
	}
	e, err := decode(v)
	return e, err == nil
}

// Stamp is how a file looked; it is quicker than Entry.
func (tx *Tx) Stamp(path string) (Stamp, bool) {
	v := tx.bolt.Bucket(bucketFiles).Get([]byte(path))
	if v == nil {
		return Stamp{}, false
	}
	return decodeStamp(v)
}

// Set records a file. It then claims e.ID and no other.
func (tx *Tx) Set(path string, e Entry, problems []Problem) error {
	if old, ok := tx.Entry(path); ok && (old.ID != e.ID || old.URL != e.URL) {
		if err := tx.unlink(path, old); err != nil {
			return err
		}
	}
	if err := tx.bolt.Bucket(bucketFiles).Put([]byte(path), e.encode()); err != nil {
		return fmt.Errorf("recording %s: %w", path, err)
	}
	if e.ID != "" {
		if err := tx.bolt.Bucket(bucketClaims).Put(join(string(e.ID), path), nil); err != nil {
			return fmt.Errorf("recording %s: %w", path, err)
		}
		if e.URL != "" && len(e.URL) < bbolt.MaxKeySize/2 {
			if err := tx.bolt.Bucket(bucketURLs).Put(join(e.URL, string(e.ID)), nil); err != nil {
				return fmt.Errorf("recording %s: %w", path, err)
			}
		}
	}
	return tx.setProblems(path, problems)
}

// Touch records that a file looks otherwise but has the same bytes.
func (tx *Tx) Touch(path string, s Stamp) error {
	e, ok := tx.Entry(path)
	if !ok {
		return nil
	}
	e.Stamp = s
	return tx.put(path, e)
}

// Forget makes a file look changed, so that it is read again.
func (tx *Tx) Forget(path string) error {
	e, ok := tx.Entry(path)
	if !ok {
		return nil
	}
	e.Stamp, e.SHA256, e.Mentions = Stamp{Size: -1}, [32]byte{}, 0
	return tx.put(path, e)
}

func (tx *Tx) put(path string, e Entry) error {
	if err := tx.bolt.Bucket(bucketFiles).Put([]byte(path), e.encode()); err != nil {
		return fmt.Errorf("recording %s: %w", path, err)
	}
	return nil
}

// Remove takes a file off the catalogue.
func (tx *Tx) Remove(path string) error {
	if e, ok := tx.Entry(path); ok {
		if err := tx.unlink(path, e); err != nil {
			return err
		}
	}
	for _, bucket := range [][]byte{bucketFiles, bucketProblems, bucketDuplicate} {
		if err := tx.bolt.Bucket(bucket).Delete([]byte(path)); err != nil {
			return fmt.Errorf("removing %s: %w", path, err)
		}
	}
	return nil
}

func (tx *Tx) unlink(path string, e Entry) error {
	if err := tx.bolt.Bucket(bucketClaims).Delete(join(string(e.ID), path)); err != nil {
		return fmt.Errorf("removing %s: %w", path, err)
	}
	if err := tx.bolt.Bucket(bucketURLs).Delete(join(e.URL, string(e.ID))); err != nil {
		return fmt.Errorf("removing %s: %w", path, err)
	}
	return nil
}

// Claims yields the files that claim an id, the one that counts first.
func (tx *Tx) Claims(id archive.ID) iter.Seq[string] {
	return tx.second(bucketClaims, string(id))
}

// Winner is the file that counts for an id, or false if no file claims it.
func (tx *Tx) Winner(id archive.ID) (string, bool) {
	for path := range tx.Claims(id) {
		return path, true
	}
	return "", false
}

// ByURL yields the articles that stood at an address.
func (tx *Tx) ByURL(url string) iter.Seq[archive.ID] {
	return func(yield func(archive.ID) bool) {
		for id := range tx.second(bucketURLs, url) {
			if !yield(archive.ID(id)) {
				return
			}
		}
	}
}

// second yields the second parts of the keys whose first part is first.
func (tx *Tx) second(bucket []byte, first string) iter.Seq[string] {
	return func(yield func(string) bool) {
		c := tx.bolt.Bucket(bucket).Cursor()
		prefix := join(first, "")
		for k, _ := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Next() {
			if !yield(string(k[len(prefix):])) {
				return
			}
		}
	}
}

// Files yields all files by path.
func (tx *Tx) Files() iter.Seq2[string, Entry] {
	return func(yield func(string, Entry) bool) {
		c := tx.bolt.Bucket(bucketFiles).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			e, err := decode(v)
			if err == nil && !yield(string(k), e) {
				return
			}
		}
	}
}

// Paths yields the paths of all files in order.
func (tx *Tx) Paths() iter.Seq[string] {
	return func(yield func(string) bool) {
		c := tx.bolt.Bucket(bucketFiles).Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			if !yield(string(k)) {
				return
			}
		}
	}
}

// IDs yields every article's id with the file that counts.
func (tx *Tx) IDs() iter.Seq2[archive.ID, string] {
	return func(yield func(archive.ID, string) bool) {
		c := tx.bolt.Bucket(bucketClaims).Cursor()
		last := ""
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			id, path, _ := bytes.Cut(k, []byte{0})
			if string(id) == last {
				continue
			}
			last = string(id)
			if !yield(archive.ID(id), string(path)) {
				return
			}
		}
	}
}

// Revision counts the changes that were made; Bump makes one.
func (tx *Tx) Revision() uint64 { return tx.bolt.Bucket(bucketMeta).Sequence() }

// Bump counts a change of the index.
func (tx *Tx) Bump() error {
	_, err := tx.bolt.Bucket(bucketMeta).NextSequence()
	return err
}

func join(a, b string) []byte { return []byte(a + "\x00" + b) }
