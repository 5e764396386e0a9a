package bleveindex

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/util"
	"go.etcd.io/bbolt"
)

// segmentSuffix ends the names of segment files, which never change once written.
const segmentSuffix = ".zap"

// IsSegment reports whether a file of an index is a segment: written once and
// then only read or removed.
func IsSegment(name string) bool { return strings.HasSuffix(name, segmentSuffix) }

// Verify looks for damage in an index that is not open: it reads the file of
// snapshots (root.bolt) and compares the checksums of the segments that the last
// one names, but for those that trusted reports by their names. A damaged index
// may make Open panic, fault, or lose articles silently; Verify returns an error
// instead. Segments that no snapshot names are leftovers of a crash and no damage.
func Verify(ctx context.Context, dir string, trusted func(name string) bool) error {
	store := filepath.Join(dir, "store")
	segments, err := lastSnapshot(filepath.Join(store, "root.bolt"))
	if err != nil {
		return fmt.Errorf("verifying index %s: %w", dir, err)
	}
	for _, name := range segments {
		if ctx.Err() != nil {
			return fmt.Errorf("verifying index %s: %w", dir, ctx.Err())
		}
		if trusted != nil && trusted(name) {
			continue
		}
		if err := verifySegment(filepath.Join(store, name)); err != nil {
			return fmt.Errorf("verifying index %s: segment %s: %w", dir, name, err)
		}
	}
	return nil
}

// lastSnapshot reads all of the file and names the segments of the snapshot that
// would be opened. A file cut short faults when it is read; that is an error too.
func lastSnapshot(path string) (segments []string, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("root.bolt is damaged: %v", r)
		}
	}()
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: 5 * time.Second})
	if err != nil {
		return nil, fmt.Errorf("root.bolt: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bbolt.Tx) error {
		snapshots := tx.Bucket(util.BoltSnapshotsBucket)
		if snapshots == nil {
			return nil // nothing was put yet
		}
		var last *bbolt.Bucket
		err := snapshots.ForEachBucket(func(epoch []byte) error {
			last = snapshots.Bucket(epoch)
			return readAll(last)
		})
		if err != nil || last == nil {
			return err
		}
		return last.ForEachBucket(func(key []byte) error {
			if name := last.Bucket(key).Get(util.BoltPathKey); name != nil {
				segments = append(segments, string(name))
			}
			return nil
		})
	})
	return segments, err
}

// readAll touches every page of a bucket.
func readAll(b *bbolt.Bucket) error {
	read := 0
	return b.ForEach(func(k, v []byte) error {
		if v == nil {
			return readAll(b.Bucket(k))
		}
		for _, c := range v {
			read += int(c)
		}
		return nil
	})
}

// verifySegment compares the CRC-32 at the end of a segment with its bytes.
func verifySegment(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	const footer = crc32.Size
	if info.Size() < footer {
		return fmt.Errorf("it has %d bytes only", info.Size())
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, info.Size()-footer); err != nil {
		return err
	}
	var want [footer]byte
	if _, err := io.ReadFull(f, want[:]); err != nil {
		return err
	}
	if got := sum.Sum32(); got != binary.BigEndian.Uint32(want[:]) {
		return fmt.Errorf("its checksum is %08x instead of %08x", got, want)
	}
	return nil
}
