package bleveindex

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/testkit"
)

// Where the file of Bleve's snapshots is overwritten while it is open, the goroutine
// that writes it panics amid a transaction. What waits for it comes back and says that
// the index is damaged.
func TestDeadGoroutine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	told := make(chan error, 8)
	x, err := Create(dir, Options{Log: slog.New(slog.DiscardHandler), OnError: func(err error) { told <- err }})
	if err != nil {
		t.Fatal(err)
	}
	put := func(id archive.ID) error {
		return x.Put(t.Context(), []index.Document{{Article: &archive.Article{ID: id, Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: "Kim reist."}}}}})
	}
	if err := put("art001"); err != nil {
		t.Fatal(err)
	}
	testkit.SpoilBolt(t, filepath.Join(dir, "store", "root.bolt"))
	within := func(what string, do func() error) error {
		t.Helper()
		done := make(chan error, 1)
		go func() { done <- do() }()
		select {
		case err := <-done:
			return err
		case <-time.After(30 * time.Second):
			t.Fatalf("%s does not come back", what)
			return nil
		}
	}
	for err == nil {
		err = within("Put", func() error { return put("art002") })
	}
	if !errors.Is(err, index.ErrDamaged) {
		t.Errorf("Put: %v", err)
	}
	select {
	case err := <-told:
		if !errors.Is(err, index.ErrDamaged) {
			t.Errorf("told of %v", err)
		}
	default:
		t.Error("nobody was told")
	}
	_ = within("Close", x.Close) // an error, unless it died between transactions
}
