package corpus

import (
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"
	"time"
)

// folder is the corpus folder: a root that can't be left, and that can be
// exchanged when another folder has taken its place.
type folder struct {
	path    string
	current atomic.Pointer[os.Root]
}

func openFolder(path string) (*folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	f.current.Store(root)
	return f, nil
}

// Reopen looks whether the folder's name leads to another folder now, because
// it was renamed and replaced, and goes on there. A name that leads nowhere
// changes nothing: the folder that was opened can still be read.
func (s *Store) Reopen() (changed bool, err error) {
	if s.root == nil {
		return false, nil
	}
	return s.root.reopen()
}

func (f *folder) reopen() (bool, error) {
	there, err := os.Stat(f.path)
	if err != nil {
		return false, fmt.Errorf("looking at the corpus folder: %w", err)
	}
	if here, err := f.Stat("."); err == nil && os.SameFile(here, there) {
		return false, nil
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return false, fmt.Errorf("opening the corpus folder anew: %w", err)
	}
	_ = f.current.Swap(root).Close() // who still reads in it gets an error and looks again
	return true, nil
}

func (f *folder) root() *os.Root { return f.current.Load() }

func (f *folder) FS() fs.FS    { return folderFS{f} }
func (f *folder) Name() string { return f.path }
func (f *folder) Close() error { return f.root().Close() }

func (f *folder) Open(name string) (*os.File, error) { return f.root().Open(name) }
func (f *folder) OpenFile(name string, flag int, perm os.FileMode) (*os.File, error) {
	return f.root().OpenFile(name, flag, perm)
}
func (f *folder) Stat(name string) (os.FileInfo, error)     { return f.root().Stat(name) }
func (f *folder) Mkdir(name string, perm os.FileMode) error { return f.root().Mkdir(name, perm) }
func (f *folder) Chtimes(name string, atime, mtime time.Time) error {
	return f.root().Chtimes(name, atime, mtime)
}
func (f *folder) Remove(name string) error             { return f.root().Remove(name) }
func (f *folder) Rename(oldName, newName string) error { return f.root().Rename(oldName, newName) }

// folderFS is the folder for packages that read through fs.FS.
type folderFS struct{ *folder }

func (f folderFS) Open(name string) (fs.File, error)          { return f.root().FS().Open(name) }
func (f folderFS) Stat(name string) (fs.FileInfo, error)      { return fs.Stat(f.root().FS(), name) }
func (f folderFS) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(f.root().FS(), name) }
func (f folderFS) ReadFile(name string) ([]byte, error)       { return fs.ReadFile(f.root().FS(), name) }
