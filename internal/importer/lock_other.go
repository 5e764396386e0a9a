//go:build !unix

package importer

import (
	"errors"
	"os"
)

// tryLock: systems without flock have no locks on folders.
func tryLock(*os.File) error { return errors.ErrUnsupported }
