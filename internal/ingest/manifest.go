package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// manifest says what made a generation and how its files looked.
type manifest struct {
	Format    int       `json:"format"`
	Engine    string    `json:"engine"`
	Knowledge string    `json:"knowledge"` // of all mentions in the index; "" while they are being renewed
	Corpus    string    `json:"corpus"`    // folder, for messages and doubts
	Created   time.Time `json:"created"`
	// Closed: the process that wrote closed everything first, so every file is as
	// listed. Else only the immutable files are listed.
	Closed bool         `json:"closed"`
	Files  []fileRecord `json:"files"`
}

// manifestFormat is that of the generation's folder; another one is built anew.
const manifestFormat = 1

// fileRecord is a file of a generation with the CRC-32C of its bytes.
type fileRecord struct {
	Name    string    `json:"name"` // relative to the generation, with slashes
	Size    int64     `json:"size"`
	ModTime time.Time `json:"mod_time"`
	Sum     uint32    `json:"crc32c"`
}

const manifestName = "manifest.json"

func readManifest(dir string) (manifest, error) {
	var m manifest
	data, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, fmt.Errorf("reading manifest: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("reading manifest: %w", err)
	}
	return m, nil
}

func (m manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return fmt.Errorf("writing manifest: %w", err)
	}
	return writeFile(filepath.Join(dir, manifestName), data)
}

// unseal records that the generation is open for writing: from here on its files
// change, and the process may die.
func (m manifest) unseal(dir string, e Engine) (manifest, error) {
	m.Closed = false
	m.Files = slices.DeleteFunc(slices.Clone(m.Files), func(r fileRecord) bool { return !e.immutable(r.Name) })
	return m, m.write(dir)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sumFile(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	sum := crc32.New(castagnoli)
	if _, err := io.CopyBuffer(sum, struct{ io.Reader }{f}, make([]byte, 1<<20)); err != nil {
		return 0, err
	}
	return sum.Sum32(), nil
}

// settled is how old a file must be that is listed while the engine runs, lest
// it is still being written.
const settled = time.Second

// record lists the files of a generation. Sums of files that look as they did
// in known are taken from there. With immutable, only the files that it reports
// are listed, and not those that changed just now.
func record(dir string, known []fileRecord, immutable func(string) bool, now time.Time) ([]fileRecord, error) {
	var files []fileRecord
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // the engine removed it meanwhile
		}
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if name == manifestName || name == openingName || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		if immutable != nil && (!immutable(name) || now.Sub(info.ModTime()) < settled) {
			return nil
		}
		r := fileRecord{Name: name, Size: info.Size(), ModTime: info.ModTime()}
		if i := slices.IndexFunc(known, r.looksLike); i >= 0 {
			r.Sum = known[i].Sum
		} else if r.Sum, err = sumFile(path); errors.Is(err, fs.ErrNotExist) {
			return nil
		} else if err != nil {
			return err
		}
		files = append(files, r)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("summing the files of %s: %w", dir, err)
	}
	return files, nil
}

func (r fileRecord) looksLike(o fileRecord) bool {
	return r.Name == o.Name && r.Size == o.Size && r.ModTime.Equal(o.ModTime)
}
