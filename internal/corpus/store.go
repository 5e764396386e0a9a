package corpus

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"time"

	"depesche/internal/archive"
)

// Folders of a corpus.
const (
	ArticlesDir = "articles"
	VersionsDir = "versions"
	CapturesDir = "captures"
)

// Store is a corpus folder. Its methods may be called from several goroutines;
// two writers of the same article are the callers' affair.
type Store struct {
	// MaxSize is the largest article file that is read, in bytes. Set it before use.
	MaxSize int64

	fsys fs.FS
	root *folder // nil: read-only
}

// FileInfo describes an article file without reading it.
type FileInfo struct {
	Path    string // relative to the corpus, with slashes: articles/2024/…md
	Size    int64
	ModTime time.Time
}

// Open opens the corpus in a folder, which must exist. Missing subfolders mean
// that it is empty.
func Open(dir string) (*Store, error) {
	root, err := openFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("opening corpus: %w", err)
	}
	return &Store{MaxSize: DefaultMaxSize, fsys: root.FS(), root: root}, nil
}

// OpenFS opens a corpus for reading only, such as the copy embedded in the
// program.
func OpenFS(fsys fs.FS) *Store {
	return &Store{MaxSize: DefaultMaxSize, fsys: fsys}
}

// Close releases the folder.
func (s *Store) Close() error {
	if s.root == nil {
		return nil
	}
	return s.root.Close()
}

// ReadOnly reports whether the corpus can't be written.
func (s *Store) ReadOnly() bool { return s.root == nil }

// FS is the folder as a file system that can't be left.
func (s *Store) FS() fs.FS { return s.fsys }

// Dir is the folder's name as given to Open, "" for OpenFS.
func (s *Store) Dir() string {
	if s.root == nil {
		return ""
	}
	return s.root.Name()
}

// Files yields the article files in the order of their paths: all regular
// files articles/**/*.md but hidden and temporary ones. An entry that can't be
// looked at comes with its path and an error, and the walk goes on.
func (s *Store) Files(ctx context.Context) iter.Seq2[FileInfo, error] {
	return s.walk(ctx, ArticlesDir)
}

// VersionFiles yields the files of earlier texts, versions/<id>/<n>.md, as
// Files does the current ones.
func (s *Store) VersionFiles(ctx context.Context) iter.Seq2[FileInfo, error] {
	return s.walk(ctx, VersionsDir)
}

func (s *Store) walk(ctx context.Context, dir string) iter.Seq2[FileInfo, error] {
	return func(yield func(FileInfo, error) bool) {
		err := fs.WalkDir(s.fsys, dir, func(name string, d fs.DirEntry, err error) error {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				if name == dir && isNotExist(err) {
					return nil
				}
				if !yield(FileInfo{Path: name}, fmt.Errorf("reading folder: %w", err)) {
					return fs.SkipAll
				}
				return nil
			}
			if d.IsDir() {
				if name != dir && hidden(d.Name()) {
					return fs.SkipDir
				}
				return nil
			}
			if !IsArticleFile(name) {
				return nil
			}
			info, err := fs.Stat(s.fsys, name)
			if err == nil && !info.Mode().IsRegular() {
				err = fmt.Errorf("%s is no regular file", name)
			}
			if isNotExist(err) && d.Type().IsRegular() {
				return nil // removed since the folder was read
			}
			if err != nil {
				err = fmt.Errorf("looking at article file: %w", err)
			}
			f := FileInfo{Path: name}
			if err == nil {
				f.Size, f.ModTime = info.Size(), info.ModTime()
			}
			if !yield(f, err) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(FileInfo{}, fmt.Errorf("walking %s: %w", dir, err))
		}
	}
}

// IsArticleFile reports whether a path relative to the corpus is one that
// Files yields: below articles/, ending in .md, neither hidden nor temporary.
// It decides by name alone.
func IsArticleFile(name string) bool {
	if !strings.HasSuffix(name, ".md") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if hidden(part) {
			return false
		}
	}
	return strings.HasPrefix(name, ArticlesDir+"/") || strings.HasPrefix(name, VersionsDir+"/")
}

// hidden: dot files, and what editors leave while they save.
func hidden(base string) bool {
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "#") || strings.HasPrefix(base, "~") || strings.HasSuffix(base, "~")
}

// Read reads an article file by its path relative to the corpus. What is wrong
// with the file's content is ParseErrors; other errors are those of the file
// system. Article.Version is that of Number.
func (s *Store) Read(name string) (archive.Article, error) {
	data, err := s.ReadFile(name)
	if err != nil {
		return archive.Article{}, err
	}
	return s.Decode(name, data)
}

// Decode is the second half of Read: it makes an article of the bytes that
// ReadFile gave.
func (s *Store) Decode(name string, data []byte) (archive.Article, error) {
	a, err := Parse(name, data)
	if err != nil {
		return archive.Article{}, err
	}
	if a.Version = versionNumber(name); a.Version == 0 {
		if a.Version, err = s.Number(&a); err != nil {
			return archive.Article{}, err
		}
	}
	return a, nil
}

// ReadFile reads the bytes of an article file, as Read does before it parses
// them.
func (s *Store) ReadFile(name string) ([]byte, error) {
	// Stat first: opening a pipe would wait for a writer.
	info, err := fs.Stat(s.fsys, name)
	if err != nil {
		return nil, fmt.Errorf("reading article: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("reading article: %s is no regular file", name)
	}
	if info.Size() > s.MaxSize {
		return nil, s.tooLarge(name, info.Size())
	}
	f, err := s.fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("reading article: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, s.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("reading article %s: %w", name, err)
	}
	if int64(len(data)) > s.MaxSize {
		return nil, s.tooLarge(name, int64(len(data)))
	}
	return data, nil
}

func (s *Store) tooLarge(name string, size int64) error {
	p := &problems{file: name}
	p.add(1, "in mehrere Artikel teilen", "die Datei ist größer als %d MB (%d Byte)", s.MaxSize>>20, size)
	return p.err()
}

// ArticlePath is where Write and Adopt put an article that has no path yet.
func ArticlePath(a *archive.Article) string { return articlePath(a) }

func articlePath(a *archive.Article) string {
	dir := "undated"
	if y := a.Published.String(); len(y) >= 4 {
		dir = y[:4]
	}
	base := string(a.ID)
	if slug := archive.Slug(a.Title); slug != "" {
		base = slug + "-" + base
	}
	return path.Join(ArticlesDir, dir, base+".md")
}
