package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"depesche/internal/archive"
)

// Item is one document found in a source.
type Item struct {
	Source   string    // file, with the members that lead to it: "a.wacz/archive/data.warc.gz"
	Offset   int64     // of the record in the source, -1 if it is the whole source
	URL      string    // address it was served from, "" if unknown
	Declared string    // media type as declared, "" if unknown
	Fetched  time.Time // zero if unknown
	Data     []byte
	Cut      bool // the source ends before the document does
	Member   bool // of an archive: without text it is passed over, not refused
	Found    bool // in a folder or archive, not named: what is of no format we read is passed over
	// Capture writes the WARC records the document stands in; nil if there are none.
	Capture func(io.Writer) error
}

// SHA256 is the hash of the document's bytes, lower-case hexadecimal.
func (it *Item) SHA256() string {
	sum := sha256.Sum256(it.Data)
	return hex.EncodeToString(sum[:])
}

// Where names the item for people: source, offset, address.
func (it *Item) Where() string {
	s := it.Source
	if it.Offset >= 0 {
		s = fmt.Sprintf("%s@%d", s, it.Offset)
	}
	return s
}

// Draft is an article as it was read, before the archive knows it. The
// article's ID is set only if the source gave one. Article.Provenance holds
// what the reader knows: Importer and Note.
type Draft struct {
	Article archive.Article
	// Original is the article file it was read from, if it was one.
	Original []byte
	// SourceSHA256 is the hash of the part of the item that the article is, if
	// the item holds several; "": the item's.
	SourceSHA256 string
}

// Document is an item with its text decoded, as readers see it.
type Document struct {
	*Item
	Text     string
	Encoding string
}

// Reader reads the articles of one format.
type Reader interface {
	// Name is name and version, such as "text/1".
	Name() string
	// Detect decides by content.
	Detect(*Document) bool
	// Read returns the drafts, or a Refusal.
	Read(context.Context, *Document) ([]Draft, error)
}

// Refusal is why an item does not come in. Code is stable, for scripts; Reason
// is German, for people.
type Refusal struct {
	Code   string
	Reason string
	Err    error // may be nil
}

// Codes of refusals and of skipped items.
const (
	CodeEmpty       = "empty"
	CodeBinary      = "binary"
	CodeTooLarge    = "too-large"
	CodeBomb        = "bomb"
	CodeNoText      = "no-text"
	CodeDamaged     = "damaged"
	CodeUnsupported = "unsupported"
	CodeTimeout     = "timeout"
	CodeHTTPStatus  = "http-status"
	CodeNoPage      = "no-page"
	CodeUnreadable  = "unreadable"
	CodeFetch       = "fetch"
	CodeWrite       = "write"
	CodeInternal    = "internal"
)

func (r *Refusal) Error() string {
	if r.Err == nil {
		return r.Reason
	}
	return fmt.Sprintf("%s: %v", r.Reason, r.Err)
}

func (r *Refusal) Unwrap() error { return r.Err }

func refuse(code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Reason: fmt.Sprintf(format, args...)}
}

func refuseErr(code string, err error, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Reason: fmt.Sprintf(format, args...), Err: err}
}
