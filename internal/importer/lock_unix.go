//go:build unix

package importer

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks an open folder, or fails at once.
func tryLock(folder *os.File) error {
	err := syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EBADF) || errors.Is(err, syscall.ENOLCK) || errors.Is(err, syscall.EINVAL) {
		return errors.ErrUnsupported // network file systems
	}
	return err
}
