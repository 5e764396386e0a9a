package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"time"

	"depesche/internal/archive"
)

// Issued is a share link in the list of links.
type Issued struct {
	Format  int        `json:"format,omitempty"` // of the line; 0 is linkFormat 1
	ID      string     `json:"id"`
	Article archive.ID `json:"article"`
	PID     string     `json:"pid,omitempty"`
	Note    string     `json:"note,omitempty"` // whom it was made for
	Made    time.Time  `json:"made"`
	Until   time.Time  `json:"until"`
	Revoked bool       `json:"revoked,omitempty"`
}

// linkFormat is that of the lines which this program writes and, with all before
// it, reads.
const linkFormat = 1

// LinkFile reads and writes the file in which links are listed, whole.
type LinkFile interface {
	Read() ([]byte, error) // fs.ErrNotExist where there is none yet
	Write([]byte) error
}

// Links is the list of share links.
type Links struct {
	file LinkFile
	mu   sync.Mutex
}

// NewLinks keeps the list in the file.
func NewLinks(file LinkFile) *Links { return &Links{file: file} }

// MaxLinkAge is the longest time that a share link may open.
const MaxLinkAge = 366 * 24 * time.Hour

// Issue lists a new link, with an id drawn from random.
func (l *Links) Issue(link Issued, random io.Reader) (Issued, error) {
	if !link.Article.Valid() {
		return Issued{}, archive.Errorf(archive.CodeInvalid, "Für diesen Artikel gibt es keinen Freigabe-Link.")
	}
	if age := link.Until.Sub(link.Made); age <= 0 || age > MaxLinkAge {
		return Issued{}, archive.Errorf(archive.CodeInvalid, "Ein Freigabe-Link gilt höchstens ein Jahr.")
	}
	id, err := archive.NewID(random)
	if err != nil {
		return Issued{}, err
	}
	link.ID, link.Revoked = string(id), false
	return link, l.change(func(all []Issued) ([]Issued, error) { return append(all, link), nil })
}

// Revoke ends a link for good.
func (l *Links) Revoke(id string) error {
	return l.change(func(all []Issued) ([]Issued, error) {
		for i := range all {
			if all[i].ID == id {
				all[i].Revoked = true
				return all, nil
			}
		}
		return nil, archive.Errorf(archive.CodeNotFound, "Diesen Freigabe-Link gibt es nicht.")
	})
}

// All lists the links, oldest first.
func (l *Links) All() ([]Issued, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.read()
}

// Open checks that a link whose token is right is listed and not revoked.
func (l *Links) Open(link Link) error {
	all, err := l.All()
	if err != nil {
		return err
	}
	for _, issued := range all {
		if issued.ID == link.ID && issued.Article == link.Article && !issued.Revoked {
			return nil
		}
	}
	return archive.Errorf(archive.CodeGone, "Dieser Freigabe-Link wurde zurückgezogen.")
}

func (l *Links) change(f func([]Issued) ([]Issued, error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, err := l.read()
	if err != nil {
		return err
	}
	if all, err = f(all); err != nil {
		return err
	}
	// One link a line, so that a person can read and diff the file.
	var b strings.Builder
	for _, link := range all {
		line, err := json.Marshal(link)
		if err != nil {
			return fmt.Errorf("writing the list of share links: %w", err)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	if err := l.file.Write([]byte(b.String())); err != nil {
		return fmt.Errorf("writing the list of share links: %w", err)
	}
	return nil
}

func (l *Links) read() ([]Issued, error) {
	data, err := l.file.Read()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("reading the list of share links: %w", err)
	}
	var all []Issued
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		if strings.TrimSpace(text) == "" {
			continue
		}
		var link Issued
		if err := json.Unmarshal([]byte(text), &link); err != nil {
			return nil, fmt.Errorf("reading the list of share links: line %d: %w", line, err)
		}
		if link.Format > linkFormat {
			return nil, archive.Errorf(archive.CodeUnavailable,
				"Die Liste der Freigabe-Links hat in Zeile %d das Format %d, dieses Programm liest bis %d. Der Betreiber muss das Programm aktualisieren; die Liste bleibt, wie sie ist.", line, link.Format, linkFormat)
		}
		all = append(all, link)
	}
	return all, nil
}
