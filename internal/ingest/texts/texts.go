// Package texts remembers the last known text of each article, so that a text
// which somebody edits, or removes, by hand in its file can still be kept as a
// version.
//
// # The model
//
// Article files are edited with any editor, and what stood in them before is
// gone when the change is seen. A Record therefore holds the bytes of the file
// that counts for an article, as they were when they were last taken in, and the
// number of the version that they are. It is named by the article's id alone: a
// file may be renamed or moved.
//
// When the text of the file is another one, the record's goes to the versions of
// the corpus, which are the truth, and only then the new text becomes the
// record. So this file is derived state: if it is lost it is made anew from the
// article files, and what is lost with it are the texts of articles that were
// edited after it was lost and before it was made again.
//
// Where the corpus can't be written the texts to be kept wait here (Waiting).
package texts

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/klauspost/compress/zstd"
	"go.etcd.io/bbolt"

	"depesche/internal/archive"
	"depesche/internal/ingest/catalogue"
)

// Record is the last known text of an article.
type Record struct {
	Number int      // of the version
	Path   string   // the file it stood in
	File   [32]byte // SHA-256 of the file's bytes
	Text   string   // hex, archive.Article.TextSHA256
	Gone   bool     // a tombstone: there is no text
	Since  int64    // when this text was taken in, Unix seconds
	Packed []byte   // the file's bytes, see Pack
}

// head is a record without the bytes, as it is stored before them.
type head struct {
	Number int    `json:"n"`
	Path   string `json:"p"`
	File   []byte `json:"f"`
	Text   string `json:"t"`
	Gone   bool   `json:"g,omitempty"`
	Since  int64  `json:"s,omitempty"`
	At     uint64 `json:"a,omitempty"` // key of the bytes; 0: they stand behind the head, as in older files
}

// Waiting is a text to be kept as a version, or what stays of a removed article,
// that could not be written to the corpus yet.
type Waiting struct {
	ID     archive.ID
	Number int // 0: the article was removed
	Packed []byte
}

var (
	bucketRecords = []byte("records") // id -> length of head, head as JSON
	bucketPacked  = []byte("packed")  // number, big-endian -> packed bytes
	bucketSince   = []byte("since")   // Since, descending, then id -> nothing
	bucketWaiting = []byte("waiting") // id 0 number, big-endian -> packed bytes
)

// DB is an open file of texts. Any number of goroutines may use it.
type DB struct{ bolt *bbolt.DB }

// pageSize holds several packed articles: of the system's 4 KB, in which two of
// them have room, a third would stay empty. They are numbered as they come, so
// that pages are filled one after the other: by id, which are random, each would
// be written many times and half of each stay empty.
const pageSize = 16 << 10

// Open opens the file at path and makes it if it isn't there.
func Open(path string) (*DB, error) {
	bolt, err := catalogue.OpenFile(path, false, pageSize, bucketRecords, bucketPacked, bucketSince, bucketWaiting)
	if err != nil {
		return nil, fmt.Errorf("opening last known texts: %w", err)
	}
	return &DB{bolt}, nil
}

// Close closes the file when running transactions have ended.
func (db *DB) Close() error { return db.bolt.Close() }

// Tx is a transaction.
type Tx struct{ bolt *bbolt.Tx }

// View reads.
func (db *DB) View(f func(*Tx) error) error {
	return catalogue.Guard(func() error {
		return db.bolt.View(func(tx *bbolt.Tx) error { return f(&Tx{tx}) })
	})
}

// Update changes. If f returns an error nothing has changed.
func (db *DB) Update(f func(*Tx) error) error {
	return catalogue.Guard(func() error {
		return db.bolt.Update(func(tx *bbolt.Tx) error { return f(&Tx{tx}) })
	})
}

var errShort = errors.New("record is cut short")

// Get is the record of an article. Its Packed is valid during the transaction.
func (tx *Tx) Get(id archive.ID) (r Record, ok bool) {
	v := tx.bolt.Bucket(bucketRecords).Get([]byte(id))
	if v == nil {
		return Record{}, false
	}
	r, at, err := decode(v)
	if at > 0 {
		r.Packed = tx.bolt.Bucket(bucketPacked).Get(packedKey(at))
		ok = r.Packed != nil
	} else {
		ok = true
	}
	return r, ok && err == nil
}

func packedKey(at uint64) []byte { return binary.BigEndian.AppendUint64(nil, at) }

// IDs yields the articles that have a record.
func (tx *Tx) IDs() iter.Seq[archive.ID] {
	return func(yield func(archive.ID) bool) {
		c := tx.bolt.Bucket(bucketRecords).Cursor()
		for k, _ := c.First(); k != nil; k, _ = c.Next() {
			if !yield(archive.ID(k)) {
				return
			}
		}
	}
}

func decode(v []byte) (r Record, at uint64, err error) {
	size, n := binary.Uvarint(v)
	if n <= 0 || uint64(len(v)-n) < size {
		return Record{}, 0, errShort
	}
	var h head
	if err := json.Unmarshal(v[n:n+int(size)], &h); err != nil {
		return Record{}, 0, fmt.Errorf("reading record: %w", err)
	}
	r = Record{Number: h.Number, Path: h.Path, Text: h.Text, Gone: h.Gone, Since: h.Since, Packed: v[n+int(size):]}
	if copy(r.File[:], h.File) != len(r.File) {
		return Record{}, 0, errShort
	}
	return r, h.At, nil
}

// Put makes a record the one of an article.
func (tx *Tx) Put(id archive.ID, r Record) error {
	at, err := tx.putPacked(id, r.Packed)
	if err != nil {
		return fmt.Errorf("recording text of %s: %w", id, err)
	}
	h, err := json.Marshal(head{r.Number, r.Path, r.File[:], r.Text, r.Gone, r.Since, at})
	if err == nil {
		err = tx.forgetSince(id)
	}
	if err == nil && !r.Gone {
		err = tx.bolt.Bucket(bucketSince).Put(sinceKey(id, r.Since), nil)
	}
	if err != nil {
		return fmt.Errorf("recording text of %s: %w", id, err)
	}
	v := append(binary.AppendUvarint(make([]byte, 0, binary.MaxVarintLen64+len(h)), uint64(len(h))), h...)
	if err := tx.bolt.Bucket(bucketRecords).Put([]byte(id), v); err != nil {
		return fmt.Errorf("recording text of %s: %w", id, err)
	}
	return nil
}

// putPacked stores the bytes of an article's text in place of those it had, and
// returns their number.
func (tx *Tx) putPacked(id archive.ID, packed []byte) (at uint64, err error) {
	b := tx.bolt.Bucket(bucketPacked)
	if v := tx.bolt.Bucket(bucketRecords).Get([]byte(id)); v != nil {
		if _, old, err := decode(v); err == nil && old > 0 {
			if bytes.Equal(b.Get(packedKey(old)), packed) {
				return old, nil
			}
			if err := tx.dropPacked(id); err != nil {
				return 0, err
			}
		}
	}
	if at, err = b.NextSequence(); err != nil {
		return 0, err
	}
	b.FillPercent = 1 // numbers only grow
	return at, b.Put(packedKey(at), packed)
}

// dropPacked takes the bytes of an article's text away.
func (tx *Tx) dropPacked(id archive.ID) error {
	if v := tx.bolt.Bucket(bucketRecords).Get([]byte(id)); v != nil {
		if _, at, err := decode(v); err == nil && at > 0 {
			return tx.bolt.Bucket(bucketPacked).Delete(packedKey(at))
		}
	}
	return nil
}

// Delete forgets an article's text.
func (tx *Tx) Delete(id archive.ID) error {
	if err := errors.Join(tx.forgetSince(id), tx.dropPacked(id), tx.bolt.Bucket(bucketRecords).Delete([]byte(id))); err != nil {
		return fmt.Errorf("forgetting text of %s: %w", id, err)
	}
	return nil
}

// forgetSince takes an article off the order of Since.
func (tx *Tx) forgetSince(id archive.ID) error {
	if r, ok := tx.Get(id); ok && !r.Gone {
		return tx.bolt.Bucket(bucketSince).Delete(sinceKey(id, r.Since))
	}
	return nil
}

func sinceKey(id archive.ID, since int64) []byte {
	return append(binary.BigEndian.AppendUint64(nil, ^uint64(max(since, 0))), id...)
}

// Latest yields the articles that have a text with the time it was taken in, the
// latest first.
func (tx *Tx) Latest() iter.Seq2[archive.ID, int64] {
	return func(yield func(archive.ID, int64) bool) {
		c := tx.bolt.Bucket(bucketSince).Cursor()
		for k, _ := c.First(); len(k) > 8; k, _ = c.Next() {
			if !yield(archive.ID(k[8:]), int64(^binary.BigEndian.Uint64(k))) {
				return
			}
		}
	}
}

// Wait stores what can't be written to the corpus now.
func (tx *Tx) Wait(w Waiting) error {
	if err := tx.bolt.Bucket(bucketWaiting).Put(waitingKey(w.ID, w.Number), w.Packed); err != nil {
		return fmt.Errorf("storing version %d of %s: %w", w.Number, w.ID, err)
	}
	return nil
}

// Done forgets what waited.
func (tx *Tx) Done(id archive.ID, number int) error {
	if err := tx.bolt.Bucket(bucketWaiting).Delete(waitingKey(id, number)); err != nil {
		return fmt.Errorf("forgetting version %d of %s: %w", number, id, err)
	}
	return nil
}

// Waiting yields what waits, of one article or, with "", of all, by number, what
// stays of a removed one first. Packed is valid during the transaction.
func (tx *Tx) Waiting(id archive.ID) iter.Seq[Waiting] {
	return func(yield func(Waiting) bool) {
		c := tx.bolt.Bucket(bucketWaiting).Cursor()
		prefix := []byte(nil)
		if id != "" {
			prefix = append([]byte(id), 0)
		}
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			name, number, ok := bytes.Cut(k, []byte{0})
			if ok && len(number) == 4 && !yield(Waiting{archive.ID(name), int(binary.BigEndian.Uint32(number)), v}) {
				return
			}
		}
	}
}

func waitingKey(id archive.ID, number int) []byte {
	return binary.BigEndian.AppendUint32(append([]byte(id), 0), uint32(number))
}

// Packer packs the bytes of files. It may be used by several goroutines.
type Packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// mostUnpacked bounds what a damaged record can unpack to.
const mostUnpacked = 64 << 20

// NewPacker makes a packer (Zstandard, RFC 8878).
func NewPacker() (*Packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(128<<10), zstd.WithEncoderCRC(true))
	if err != nil {
		return nil, fmt.Errorf("packing texts: %w", err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(mostUnpacked))
	if err != nil {
		return nil, fmt.Errorf("packing texts: %w", err)
	}
	return &Packer{enc, dec}, nil
}

// Pack compresses.
func (p *Packer) Pack(data []byte) []byte { return p.enc.EncodeAll(data, nil) }

// Unpack is the reverse of Pack.
func (p *Packer) Unpack(packed []byte) ([]byte, error) {
	data, err := p.dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("unpacking text: %w", err)
	}
	return data, nil
}
