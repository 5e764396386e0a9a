// Package frozen keeps searches as they were: the query, the day and the list of
// hits, so that a text can cite "142 hits on 21 November" and a reader can check
// it years later.
//
// A frozen search is one JSON file of the corpus, searches/{id}.json, written
// whole and never changed. Its id is a hash of what it holds: freezing the same
// result twice on one day gives the same file.
package frozen

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"depesche/internal/archive"
)

// Dir is the folder of frozen searches in the corpus.
const Dir = "searches"

// MaxHits is how many hits are kept, in the order of the result.
const MaxHits = 1000

// maxFile bounds what is read back.
const maxFile = 1 << 20

// Search is a search and its result on one day.
type Search struct {
	Format int       `json:"format,omitempty"` // 0 is Format 1
	ID     string    `json:"id"`
	Query  string    `json:"query"` // canonical raw query of the result page
	Made   time.Time `json:"made"`
	Total  int       `json:"total"` // of all hits, also where fewer are kept
	Hits   []Hit     `json:"hits"`
}

// Hit is a kept hit, with what identifies it should the article go.
type Hit struct {
	ID      archive.ID   `json:"id"`
	Title   string       `json:"title"`
	Outlet  string       `json:"outlet,omitempty"`
	Date    archive.Date `json:"date"`
	Version int          `json:"version"`
}

// Format is that of the files which this program writes and, with all before it, reads.
const Format = 1

// Files is where the corpus keeps files; WriteFile replaces one whole.
type Files interface {
	ReadFile(name string) ([]byte, error)
	WriteFile(name string, data []byte) error
	FS() fs.FS
}

// DefaultMost is how many searches an archive keeps if its operator says nothing
// else: at some 100 KB each not more than a gigabyte.
const DefaultMost = 10_000

// Store keeps frozen searches.
type Store struct {
	files Files
	most  int

	mu      sync.Mutex
	count   int
	counted time.Time // when the folder was last counted
}

// NewStore keeps at most most searches in files.
func NewStore(files Files, most int) *Store { return &Store{files: files, most: most} }

// countAgain is how long a count of the folder is believed: others may have put
// files there, or away.
const countAgain = time.Minute

// room is an error with CodeNoSpace if no more searches are kept.
func (st *Store) room() error {
	if now := time.Now(); now.Sub(st.counted) > countAgain || st.count >= st.most {
		entries, err := fs.ReadDir(st.files.FS(), Dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("counting frozen searches: %w", err)
		}
		st.count, st.counted = len(entries), now
	}
	if st.count >= st.most {
		return archive.Errorf(archive.CodeNoSpace,
			"Dieses Archiv hält schon %d Suchen fest, mehr lässt sein Betreiber nicht zu (-frozen-limit). Die Suche selbst bleibt unter ihrer Adresse erreichbar, und „Mitnehmen“ gibt ihre Trefferliste als Datei.", st.count)
	}
	return nil
}

// Save gives s its id and keeps it. Of what is kept already nothing is written.
func (st *Store) Save(s Search) (Search, error) {
	s.Made = s.Made.UTC().Truncate(time.Second)
	s.Hits = s.Hits[:min(len(s.Hits), MaxHits)]
	s.ID = idOf(s)
	if kept, err := st.Load(s.ID); err == nil {
		return kept, nil
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if err := st.room(); err != nil {
		return Search{}, fmt.Errorf("keeping frozen search: %w", err)
	}
	data, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return Search{}, fmt.Errorf("encoding frozen search: %w", err)
	}
	if err := st.files.WriteFile(name(s.ID), append(data, '\n')); err != nil {
		if archive.CodeOf(err) == archive.CodeInternal {
			err = &archive.Error{Code: archive.CodeUnavailable, Message: "Dieses Archiv kann Suchen nicht festhalten: In seinen Ordner kann nicht geschrieben werden.", Err: err}
		}
		return Search{}, fmt.Errorf("keeping frozen search: %w", err)
	}
	st.count++
	return s, nil
}

// Load reads a frozen search. The error's code is CodeNotFound for an unknown id.
func (st *Store) Load(id string) (Search, error) {
	missing := archive.Errorf(archive.CodeNotFound, "Eine festgehaltene Suche mit der Kennung „%s“ gibt es nicht.", id)
	if !ValidID(id) {
		return Search{}, missing
	}
	data, err := st.files.ReadFile(name(id))
	if errors.Is(err, fs.ErrNotExist) {
		return Search{}, missing
	}
	if err != nil {
		return Search{}, fmt.Errorf("reading frozen search: %w", err)
	}
	if len(data) > maxFile {
		return Search{}, fmt.Errorf("reading frozen search %s: %d bytes, want at most %d", name(id), len(data), maxFile)
	}
	var s Search
	if err := json.Unmarshal(data, &s); err != nil {
		return Search{}, fmt.Errorf("reading frozen search %s: %w", name(id), err)
	}
	if s.Format > Format {
		return Search{}, archive.Errorf(archive.CodeUnavailable,
			"Die festgehaltene Suche „%s“ hat das Format %d, dieses Programm liest bis %d. Der Betreiber muss das Programm aktualisieren; die Datei bleibt, wie sie ist.", id, s.Format, Format)
	}
	s.ID = id
	s.Hits = s.Hits[:min(len(s.Hits), MaxHits)]
	return s, nil
}

func name(id string) string { return Dir + "/" + id + ".json" }

const idLen = 10

// ValidID reports whether id has the form of a frozen search's id.
func ValidID(id string) bool {
	if len(id) != idLen {
		return false
	}
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// idOf names a search by query, day and hits.
func idOf(s Search) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s\x00%d", s.Query, s.Made.Format("2006-01-02"), s.Total)
	for _, hit := range s.Hits {
		fmt.Fprintf(h, "\x00%s %d", hit.ID, hit.Version)
	}
	sum := h.Sum(nil)
	n := uint64(0)
	for _, b := range sum[:8] {
		n = n<<8 | uint64(b)
	}
	id := make([]byte, idLen)
	for i := range id {
		id[i] = archive.Betanumeric[n%29]
		n /= 29
	}
	return string(id)
}
