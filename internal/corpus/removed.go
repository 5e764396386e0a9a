package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"depesche/internal/archive"
)

// removedPath is where the bibliographic data of an article are kept whose file
// was removed.
func removedPath(id archive.ID) string {
	return path.Join(VersionsDir, string(id), "removed.md")
}

// KeepText stores the bytes of an article file whose text was replaced, or whose
// file was removed, as the version of that number, and returns the number. What
// is kept already under it is not stored again; if it is another text, the
// number is the next one that is free. recorded is when the archive first held
// the text; the file gets it as its time.
func (s *Store) KeepText(id archive.ID, number int, data []byte, recorded time.Time) (int, error) {
	a, err := Parse(versionPath(id, number), data)
	if err != nil {
		return 0, fmt.Errorf("keeping version %d of %s: %w", number, id, err)
	}
	numbers, err := s.versionNumbers(id)
	if err != nil {
		return 0, err
	}
	if len(numbers) > 0 && numbers[len(numbers)-1] >= number {
		last := numbers[len(numbers)-1]
		for _, n := range []int{number, last} {
			if s.holds(id, n, a.TextSHA256()) {
				return n, nil
			}
		}
		number = last + 1
	}
	if s.root == nil {
		return 0, fmt.Errorf("keeping version %d of %s: %w", number, id, ErrReadOnly)
	}
	if err := s.replaceFile(versionPath(id, number), writeAll(data)); err != nil {
		return 0, fmt.Errorf("keeping version %d of %s: %w", number, id, err)
	}
	if !recorded.IsZero() {
		if err := s.root.Chtimes(versionPath(id, number), recorded, recorded); err != nil {
			return 0, fmt.Errorf("dating version %d of %s: %w", number, id, err)
		}
	}
	return number, nil
}

// Bury keeps the bibliographic data of an article whose file was removed. Its
// text is none of them; see KeepText.
func (s *Store) Bury(a *archive.Article) error {
	if s.root == nil {
		return fmt.Errorf("keeping the data of %s: %w", a.ID, ErrReadOnly)
	}
	if a.Tombstone == nil || !a.ID.Valid() {
		return fmt.Errorf("keeping the data of %s: it is not removed", a.ID)
	}
	data, err := Format(a)
	if err == nil {
		if there, errRead := s.ReadFile(removedPath(a.ID)); errRead == nil && bytes.Equal(there, data) {
			return nil
		}
		err = s.replaceFile(removedPath(a.ID), writeAll(data))
	}
	if err != nil {
		return fmt.Errorf("keeping the data of %s: %w", a.ID, err)
	}
	return nil
}

// Unbury forgets that an article's file was removed: it is back.
func (s *Store) Unbury(id archive.ID) error {
	if !s.isRemoved(id) {
		return nil
	}
	if s.root == nil {
		return fmt.Errorf("%s is back: %w", id, ErrReadOnly)
	}
	if err := s.root.Remove(removedPath(id)); err != nil && !isNotExist(err) {
		return fmt.Errorf("%s is back: %w", id, err)
	}
	return nil
}

func (s *Store) isRemoved(id archive.ID) bool {
	_, err := fs.Stat(s.fsys, removedPath(id))
	return err == nil
}

// Removed is what stays of an article whose file was removed: its bibliographic
// data, without paragraphs, with its Tombstone. If only versions of it are left
// the data are those of the last, and the day is unknown. The error's code is
// archive.CodeNotFound if nothing is known of it.
func (s *Store) Removed(id archive.ID) (archive.Article, error) {
	if !id.Valid() {
		return archive.Article{}, notKnown(id, nil)
	}
	a, err := s.Read(removedPath(id))
	if err == nil && a.ID == id && a.Tombstone != nil {
		return a, nil
	}
	numbers, listErr := s.versionNumbers(id)
	if listErr != nil || len(numbers) == 0 {
		return archive.Article{}, notKnown(id, errors.Join(err, listErr))
	}
	last := numbers[len(numbers)-1]
	if a, err = s.Version(id, last); err != nil {
		return archive.Article{}, err
	}
	a.Version = last + 1
	a.Paragraphs = nil
	if a.Tombstone == nil {
		a.Tombstone = &archive.Tombstone{}
	}
	return a, nil
}

func notKnown(id archive.ID, err error) error {
	return &archive.Error{Code: archive.CodeNotFound, Message: fmt.Sprintf("Einen Artikel „%s“ gibt es in diesem Archiv nicht.", id), Err: err}
}
