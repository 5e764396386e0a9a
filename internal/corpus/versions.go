package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"depesche/internal/archive"
)

func isNotExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }

func versionPath(id archive.ID, number int) string {
	return path.Join(VersionsDir, string(id), strconv.Itoa(number)+".md")
}

// versionNumber reads the number from versions/<id>/<n>.md, 0 if name is not
// of that form.
func versionNumber(name string) int {
	base, ok := strings.CutSuffix(path.Base(name), ".md")
	if !ok || !strings.HasPrefix(name, VersionsDir+"/") {
		return 0
	}
	n, err := strconv.Atoi(base)
	if err != nil || n < 1 || strconv.Itoa(n) != base {
		return 0
	}
	return n
}

// Number is the version that the current text of an article is: one more than
// the last that is kept, or that one, if it is the same text.
func (s *Store) Number(a *archive.Article) (int, error) {
	earlier, err := s.versionNumbers(a.ID)
	if err != nil || len(earlier) == 0 {
		return 1, err
	}
	last := earlier[len(earlier)-1]
	if s.holds(a.ID, last, a.TextSHA256()) {
		return last, nil
	}
	return last + 1, nil
}

// holds reports whether a version is kept that has the text of that sum.
func (s *Store) holds(id archive.ID, number int, sum string) bool {
	kept, err := s.Version(id, number)
	return err == nil && kept.TextSHA256() == sum
}

// versionNumbers lists the earlier texts that are kept of an article,
// ascending.
func (s *Store) versionNumbers(id archive.ID) ([]int, error) {
	if !id.Valid() {
		return nil, nil
	}
	entries, err := fs.ReadDir(s.fsys, path.Join(VersionsDir, string(id)))
	if isNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("listing versions of %s: %w", id, err)
	}
	var numbers []int
	for _, e := range entries {
		if n := versionNumber(path.Join(VersionsDir, string(id), e.Name())); n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// Versions lists the texts that are kept of an article, oldest first. The last
// may be the current one's; see Number. Versions whose file can't be read are left out; Validate names
// them.
func (s *Store) Versions(id archive.ID) ([]archive.VersionInfo, error) {
	numbers, err := s.versionNumbers(id)
	if err != nil {
		return nil, err
	}
	var infos []archive.VersionInfo
	for _, n := range numbers {
		if a, err := s.Version(id, n); err == nil {
			infos = append(infos, s.VersionInfo(&a))
		}
	}
	return infos, nil
}

// VersionInfo describes the text of an article that was read from the store:
// recorded when it was imported or captured, else, and where it was edited since,
// when its file was written.
func (s *Store) VersionInfo(a *archive.Article) archive.VersionInfo {
	return archive.VersionInfo{Number: a.Version, Recorded: s.recorded(a), SHA256: a.TextSHA256()}
}

func (s *Store) recorded(a *archive.Article) time.Time {
	switch {
	case a.Provenance.TextSHA256 != "" && a.Provenance.TextSHA256 != a.TextSHA256():
		// Edited by hand since.
	case !a.Provenance.ImportedAt.IsZero():
		return a.Provenance.ImportedAt
	case !a.Captured.IsZero():
		return a.Captured
	}
	if info, err := fs.Stat(s.fsys, a.Path); err == nil {
		return info.ModTime().UTC().Truncate(time.Second)
	}
	return time.Time{}
}

// Version reads an earlier text of an article. The error's code is
// archive.CodeNotFound if there is none of that number; the current text is
// not among them.
func (s *Store) Version(id archive.ID, number int) (archive.Article, error) {
	notFound := archive.Errorf(archive.CodeNotFound, "Von diesem Artikel gibt es keine Fassung %d", number)
	if !id.Valid() || number < 1 {
		return archive.Article{}, notFound
	}
	a, err := s.Read(versionPath(id, number))
	if isNotExist(err) {
		notFound.Err = err
		return archive.Article{}, notFound
	}
	return a, err
}

// Revise writes an article whose text may have changed: the text that is
// replaced is kept as a version first. The same text makes no version.
// a.Version and a.Path are set.
func (s *Store) Revise(a *archive.Article) error {
	if s.root == nil {
		return fmt.Errorf("revising article %s: %w", a.ID, ErrReadOnly)
	}
	if a.Path == "" {
		return s.Write(a)
	}
	old, err := s.Read(a.Path)
	if err != nil {
		return fmt.Errorf("revising article: %w", err)
	}
	a.Version = old.Version
	if old.TextSHA256() != a.TextSHA256() {
		if a.Version, err = s.KeepVersion(&old); err != nil {
			return err
		}
		a.Version++
	}
	return s.Write(a)
}

// KeepVersion stores a text of an article that is, or is about to be,
// replaced, and returns its number. A text that is already the last version
// kept is not stored again, so that a run that was cut short can be repeated.
func (s *Store) KeepVersion(old *archive.Article) (int, error) {
	numbers, err := s.versionNumbers(old.ID)
	if err != nil {
		return 0, err
	}
	next := 1
	if len(numbers) > 0 {
		last := numbers[len(numbers)-1]
		if s.holds(old.ID, last, old.TextSHA256()) {
			return last, nil
		}
		next = last + 1
	}
	data, err := s.originalOf(old)
	if err != nil {
		return 0, fmt.Errorf("keeping version %d of %s: %w", next, old.ID, err)
	}
	if err := s.replaceFile(versionPath(old.ID, next), writeAll(data)); err != nil {
		return 0, fmt.Errorf("keeping version %d of %s: %w", next, old.ID, err)
	}
	return next, nil
}

// KeepBeside stores a text of an article that does not replace the current
// one, and returns its number. The current text is kept before it under the
// number that it has, so that no number ever names another text.
func (s *Store) KeepBeside(current, other *archive.Article) (int, error) {
	if _, err := s.KeepVersion(current); err != nil {
		return 0, err
	}
	return s.KeepVersion(other)
}

// originalOf is the article's file as it stands, if it still holds the text,
// else the article written anew.
func (s *Store) originalOf(a *archive.Article) ([]byte, error) {
	if data, err := s.ReadFile(a.Path); err == nil {
		if now, err := Parse(a.Path, data); err == nil && now.ID == a.ID && now.TextSHA256() == a.TextSHA256() {
			return bytes.TrimPrefix(data, bom), nil
		}
	}
	return Format(a)
}
