package corpus

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"

	"depesche/internal/archive"
)

// Write puts the article into its file: the one at a.Path, or a new one that
// is named after year, title and id, in which case a.Path is set. What a
// person added to the file stays: unknown keys, comments, the order of keys,
// and the body where its text has not changed. An article that says the same
// as its file writes nothing.
//
// The file is whole at any time: it is written beside, synced and renamed,
// and the folder is synced, before Write returns. A full disk is an
// archive.Error with CodeNoSpace.
func (s *Store) Write(a *archive.Article) error {
	if s.root == nil {
		return fmt.Errorf("writing article %s: %w", a.ID, ErrReadOnly)
	}
	name := a.Path
	if name == "" {
		name = articlePath(a)
	}
	data, err := s.compose(name, a)
	if err != nil {
		return fmt.Errorf("writing article: %w", err)
	}
	if data != nil {
		if err := s.replaceFile(name, writeAll(data)); err != nil {
			return fmt.Errorf("writing article: %w", err)
		}
	}
	a.Path = name
	return nil
}

// Adopt writes a new article over the text of an article file that came from
// elsewhere, so that what the article doesn't hold of it is kept too: unknown
// keys, comments, line breaks. a.Path is set.
func (s *Store) Adopt(a *archive.Article, original []byte) error {
	if s.root == nil {
		return fmt.Errorf("adopting article %s: %w", a.ID, ErrReadOnly)
	}
	name := articlePath(a)
	doc, err := parse(name, original)
	if err != nil {
		return fmt.Errorf("adopting article: %w", err)
	}
	data, err := rewrite(a, doc)
	if err != nil {
		return fmt.Errorf("adopting article: %w", err)
	}
	if _, err := Parse(name, data); err != nil {
		return fmt.Errorf("adopting article: %w", err)
	}
	if err := s.replaceFile(name, writeAll(data)); err != nil {
		return fmt.Errorf("adopting article: %w", err)
	}
	a.Path = name
	return nil
}

// compose makes the new content of the article's file, nil if it is what the
// file holds.
func (s *Store) compose(name string, a *archive.Article) ([]byte, error) {
	old, err := s.ReadFile(name)
	var data []byte
	switch {
	case isNotExist(err):
		data, err = Format(a)
	case err == nil:
		var doc *document
		if doc, err = parse(name, old); err != nil {
			return nil, fmt.Errorf("the file there can't be read and is left alone: %w", err)
		}
		if doc.article.ID != a.ID {
			return nil, archive.Errorf(archive.CodeConflict, "%s enthält den Artikel %s, nicht %s", name, doc.article.ID, a.ID)
		}
		data, err = rewrite(a, doc)
	}
	if err != nil {
		return nil, err
	}
	if bytes.Equal(data, old) {
		return nil, nil
	}
	// What can't be read back must not be written.
	if _, err := Parse(name, data); err != nil {
		return nil, err
	}
	if int64(len(data)) > s.MaxSize {
		return nil, s.tooLarge(name, int64(len(data)))
	}
	return data, nil
}

// WriteCapture stores what an article was taken from under captures/ and
// returns its path relative to the corpus.
func (s *Store) WriteCapture(base string, write func(io.Writer) error) (string, error) {
	name := path.Join(CapturesDir, base)
	if s.root == nil {
		return "", fmt.Errorf("writing capture: %w", ErrReadOnly)
	}
	if !fs.ValidPath(name) || path.Dir(name) != CapturesDir {
		return "", fmt.Errorf("writing capture: %q is no file name", base)
	}
	if err := s.replaceFile(name, write); err != nil {
		return "", fmt.Errorf("writing capture: %w", err)
	}
	return name, nil
}

func writeAll(data []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}

// replaceFile writes a file whole: temporary file, sync, rename, sync of the
// folder, and of those that had to be made.
func (s *Store) replaceFile(name string, write func(io.Writer) error) (err error) {
	defer func() { err = noSpace(err) }()
	dir := path.Dir(name)
	if err := s.makeDir(dir); err != nil {
		return err
	}
	var random [6]byte
	if _, err := rand.Read(random[:]); err != nil {
		return err
	}
	// Hidden, so that Files and people's editors pass it over.
	temp := path.Join(dir, "."+hex.EncodeToString(random[:])+".tmp")
	f, err := s.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			_ = s.root.Remove(temp) // the first error is the one to tell
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := s.root.Rename(temp, name); err != nil {
		return err
	}
	return s.syncDir(dir)
}

func (s *Store) makeDir(dir string) error {
	if info, err := s.root.Stat(dir); err == nil {
		if !info.IsDir() {
			return fmt.Errorf("%s is not a folder", dir)
		}
		return nil
	}
	if parent := path.Dir(dir); parent != "." {
		if err := s.makeDir(parent); err != nil {
			return err
		}
	}
	if err := s.root.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return s.syncDir(path.Dir(dir))
}

func (s *Store) syncDir(dir string) error {
	d, err := s.root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return fmt.Errorf("syncing folder %s: %w", dir, err)
	}
	return nil
}

func noSpace(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &archive.Error{Code: archive.CodeNoSpace, Message: "Kein Speicherplatz mehr frei", Err: err}
	}
	return err
}

// WriteFile replaces a file that readers' own data is kept in, such as
// shares/links.jsonl. It is not for articles.
func (s *Store) WriteFile(name string, data []byte) error {
	if s.root == nil {
		return fmt.Errorf("writing %s: %w", name, ErrReadOnly)
	}
	if !fs.ValidPath(name) || name == "." || strings.HasPrefix(name, ArticlesDir+"/") || strings.HasPrefix(name, VersionsDir+"/") {
		return fmt.Errorf("writing %s: not the name of such a file", name)
	}
	if err := s.replaceFile(name, writeAll(data)); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return nil
}
