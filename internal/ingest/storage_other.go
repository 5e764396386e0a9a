//go:build !unix

package ingest

import (
	"errors"
	"os"
)

func (osStorage) Free(string) (free, total int64, err error) {
	return 0, 0, errors.ErrUnsupported
}

// tryLock: systems without flock rely on the engine's own lock.
func tryLock(*os.File) error { return nil }
