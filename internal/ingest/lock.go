package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"depesche/internal/archive"
)

// lock is held as long as its file is open, and ends with the process however
// that ends.
type lock struct{ file *os.File }

// takeLock locks the data folder. It waits for a process that is just ending.
// Where the folder can't be written it locks a lock file that is there.
func takeLock(ctx context.Context, dir string, wait time.Duration) (*lock, error) {
	path := filepath.Join(dir, "LOCK")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	readOnly := notWritable(err)
	if readOnly {
		f, err = os.Open(path)
	}
	if readOnly && errors.Is(err, fs.ErrNotExist) {
		return &lock{}, nil // nobody can lock it, and nobody can write
	}
	if err != nil {
		return nil, fmt.Errorf("locking data folder: %w", err)
	}
	deadline := time.Now().Add(wait)
	for {
		if err = tryLock(f); err == nil {
			break
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			owner, _ := io.ReadAll(io.LimitReader(f, 20))
			f.Close()
			return nil, &archive.Error{Code: archive.CodeConflict,
				Message: fmt.Sprintf("Der Datenordner %s wird schon von einem anderen Prozess benutzt (Prozess %s). "+
					"Diesen beenden oder mit -data einen anderen Ordner angeben.", absolute(dir), bytes.TrimSpace(owner)),
				Err: fmt.Errorf("locking %s: %w", path, err)}
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !readOnly {
		// For the message of the next one; that it is missing harms nobody.
		if f.Truncate(0) == nil {
			_, _ = f.WriteAt(fmt.Appendln(nil, os.Getpid()), 0)
		}
	}
	return &lock{f}, nil
}

func (l *lock) release() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

func absolute(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return dir
}
