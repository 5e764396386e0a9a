package importer

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"depesche/internal/archive"
)

// folderLock keeps other imports out of a corpus folder. The lock is on the
// folder itself, so that it ends with the process however that ends and leaves
// nothing behind; who holds it is said in a hidden file beside the articles.
type folderLock struct {
	folder *os.File
	note   string // path of the hidden file
}

// holder is what the hidden file says, for the message of the next one.
type holder struct {
	PID     int       `json:"pid"`
	Host    string    `json:"host"`
	Since   time.Time `json:"since"`
	Sources []string  `json:"sources"`
}

const (
	holderFile = ".import.json"
	lockWait   = 500 * time.Millisecond // for an import that is just ending
)

// lockFolder takes the lock. The error is an archive.Error with CodeConflict
// that names the holder.
func lockFolder(dir string, sources []string, now time.Time) (*folderLock, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("locking corpus folder: %w", err)
	}
	note := filepath.Join(dir, holderFile)
	for deadline := time.Now().Add(lockWait); ; time.Sleep(20 * time.Millisecond) {
		if err = tryLock(folder); err == nil || errors.Is(err, errors.ErrUnsupported) {
			break // file systems that know no locks must trust their operator
		}
		if time.Now().After(deadline) {
			folder.Close()
			return nil, &archive.Error{Code: archive.CodeConflict, Message: heldBy(dir, note), Err: fmt.Errorf("locking %s: %w", dir, err)}
		}
	}
	const most = 5 // sources named
	host, _ := os.Hostname()
	data, err := json.Marshal(holder{os.Getpid(), host, now.UTC().Truncate(time.Second), sources[:min(len(sources), most)]})
	if err == nil {
		_ = os.WriteFile(note, append(data, '\n'), 0o644) // only for a better message
	}
	return &folderLock{folder, note}, nil
}

func heldBy(dir, note string) string {
	s := fmt.Sprintf("In den Ordner %s wird schon importiert", dir)
	var h holder
	if data, err := os.ReadFile(note); err == nil && json.Unmarshal(data, &h) == nil && h.PID > 0 {
		s += fmt.Sprintf(": von Prozess %d auf %s seit %s (%s)", h.PID, h.Host, h.Since.Local().Format("02.01.2006 15:04:05"), strings.Join(h.Sources, ", "))
	}
	return s + ". Dessen Ende abwarten oder ihn beenden; was er schon geschrieben hat, bleibt"
}

func (l *folderLock) release() {
	_ = os.Remove(l.note) // before the lock: nobody else's can stand there
	_ = l.folder.Close()
}

var temporary = regexp.MustCompile(`^\.[0-9a-f]{12}\.tmp$`)

// sweep removes the half-written files that a killed import left behind.
func sweep(dir string, now time.Time) {
	const old = 10 * time.Minute // younger ones may be another program's at work
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || !temporary.MatchString(d.Name()) {
			return nil
		}
		if info, err := d.Info(); err == nil && now.Sub(info.ModTime()) > old {
			_ = os.Remove(path)
		}
		return nil
	})
}
