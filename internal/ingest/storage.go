package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"depesche/internal/archive"
)

// storage is the disk as far as it can refuse: replaced in tests.
type storage interface {
	// Free is the space left and in all where dir lies, in bytes.
	Free(dir string) (free, total int64, err error)
	// Writable returns an error if no file can be made in dir.
	Writable(dir string) error
}

type osStorage struct{}

func (osStorage) Writable(dir string) error {
	f, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// Space that is left alone: room for the engine's merges and the log beside us.
const (
	reserve      = 32 << 20
	reserveShare = 20 // at most one part in this many of the disk
	growth       = 6  // an article's text grows by at most this while it is written and merged
)

// needed is the free space without which textBytes of articles aren't written.
func needed(textBytes, total int64) int64 {
	return min(reserve, total/reserveShare) + growth*textBytes
}

// checkSpace returns an error with CodeNoSpace if there isn't room for a batch.
func checkSpace(s storage, dir string, textBytes int64) error {
	free, total, err := s.Free(dir)
	if err != nil {
		return nil // it can't be known: writing will tell
	}
	if want := needed(textBytes, total); free < want {
		return &archive.Error{Code: archive.CodeNoSpace,
			Message: "Der Datenträger ist voll. Gesucht und gelesen werden kann weiterhin; Neues wird aufgenommen, sobald Platz ist.",
			Err:     &shortage{dir, free, want}}
	}
	return nil
}

// shortage is how much space is missing.
type shortage struct {
	dir        string
	free, want int64
}

func (s *shortage) Error() string {
	return fmt.Sprintf("%s has %d MB left, %d MB are needed", s.dir, s.free>>20, (s.want+1<<20-1)>>20)
}

// noSpace reports whether err comes from a full disk.
func noSpace(err error) bool {
	var coded *archive.Error
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) ||
		errors.As(err, &coded) && coded.Code == archive.CodeNoSpace
}

// notWritable reports whether err says that nothing may be written here.
func notWritable(err error) bool {
	return errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)
}

// writeFile writes a file whole: beside, synced, renamed, the folder synced. A
// crash leaves the old file or the new one.
func writeFile(path string, data []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing %s: %w", path, errors.Join(err, os.Remove(f.Name())))
		}
	}()
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Chmod(0o644); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Sync(); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes renames, new and removed files in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) { // file systems without it
		err = nil
	}
	return errors.Join(err, d.Close())
}
