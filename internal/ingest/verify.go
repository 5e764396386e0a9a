package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"depesche/internal/ingest/catalogue"
)

// errUnfit is why a generation can't be used. It is set aside and built anew.
type errUnfit struct{ why string }

func (e errUnfit) Error() string { return e.why }

func unfit(format string, args ...any) error { return errUnfit{fmt.Sprintf(format, args...)} }

// openingName is a file that is there while a generation is being opened. If it
// is there before, the process that opened it last died of it, or was killed
// just then.
const openingName = "OPENING"

func (e Engine) immutable(name string) bool { return e.Immutable != nil && e.Immutable(name) }

// sumAtOnce is how many bytes are summed before a generation is opened whose
// files look untouched; of the rest the sums are compared while it serves.
const sumAtOnce = 64 << 20

// verify looks for damage in a closed generation. What remains to be compared
// later, by compare, is returned.
func verify(ctx context.Context, dir string, m manifest, e Engine) (later []fileRecord, err error) {
	if m.Format != manifestFormat {
		return nil, unfit("it has format %d, this program writes %d", m.Format, manifestFormat)
	}
	if m.Engine != e.Version && (e.Serves == nil || !e.Serves(m.Engine)) {
		return nil, unfit("it was made by %q, this program makes %q", m.Engine, e.Version)
	}
	var total int64
	for _, r := range m.Files {
		untouched, err := r.check(dir, m.Closed)
		if err != nil {
			return nil, err
		}
		if untouched && e.immutable(r.Name) && total+r.Size > sumAtOnce {
			later = append(later, r)
			continue
		}
		total += r.Size
		if err := r.compare(dir); err != nil {
			return nil, err
		}
	}
	opening := exists(filepath.Join(dir, openingName))
	if m.Closed && !opening {
		return later, nil
	}
	files, err := filepath.Glob(filepath.Join(dir, statsName, "*.db"))
	if err != nil {
		return nil, fmt.Errorf("looking for statistics: %w", err)
	}
	for _, file := range append(files, filepath.Join(dir, catalogueName)) {
		if err := catalogue.Check(file); err != nil {
			return nil, unfit("%v", err)
		}
	}
	switch {
	case e.Verify != nil:
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		trusted := make(map[string]bool, len(m.Files))
		for _, r := range m.Files {
			trusted[path.Base(r.Name)] = true
		}
		if err := e.Verify(ctx, filepath.Join(dir, indexName), func(name string) bool { return trusted[name] }); err != nil {
			return nil, unfit("the engine finds it damaged: %v", err)
		}
	case opening:
		return nil, unfit("the last process to open it did not survive that")
	}
	return later, nil
}

// check compares how a file looks with the record. untouched means that its
// time is the recorded one too.
func (r fileRecord) check(dir string, closed bool) (untouched bool, err error) {
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(r.Name)))
	switch {
	case errors.Is(err, fs.ErrNotExist) && !closed:
		return false, nil // merged into another one since
	case err != nil:
		return false, unfit("%s is missing: %v", r.Name, err)
	case info.Size() != r.Size:
		return false, unfit("%s has %d bytes instead of %d", r.Name, info.Size(), r.Size)
	}
	return info.ModTime().Equal(r.ModTime), nil
}

// compare compares a file's sum with the record. A file that is gone is no
// damage: check has looked for those that must be there.
func (r fileRecord) compare(dir string) error {
	sum, err := sumFile(filepath.Join(dir, filepath.FromSlash(r.Name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return unfit("%s can't be read: %v", r.Name, err)
	case sum != r.Sum:
		return unfit("%s has the sum %08x instead of %08x", r.Name, sum, r.Sum)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
