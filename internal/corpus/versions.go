package corpus

import (
	"errors"
	"io/fs"
)

const maxVersion = 1 << 20

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
