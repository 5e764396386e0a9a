package importer

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"depesche/internal/archive"
)

// Action is what became of an item.
type Action string

// The actions. Only Refused makes an import one with problems.
const (
	New       Action = "new"       // a new article
	Revised   Action = "revised"   // another text: a new version of an article
	Mended    Action = "mended"    // the same text, better bibliographic data
	Unchanged Action = "unchanged" // there already
	Kept      Action = "kept"      // a person's edit stands; the import is kept beside it as a version
	Skipped   Action = "skipped"   // not meant to be an article: picture, redirect, other status
	Refused   Action = "refused"   // could not be read
	Warned    Action = "warned"    // read, but something about the source is odd
)

// Event tells what became of one item, or one article of it.
type Event struct {
	Action  Action     `json:"action"`
	Source  string     `json:"source"`
	Offset  int64      `json:"offset"` // -1: the whole source
	URL     string     `json:"url,omitempty"`
	Code    string     `json:"code,omitempty"`    // of a refusal or skip
	Message string     `json:"message,omitempty"` // German
	ID      archive.ID `json:"id,omitempty"`
	Title   string     `json:"title,omitempty"`
	Path    string     `json:"path,omitempty"` // of the article file
}

// String is one German line: what, where, why.
func (e Event) String() string {
	where := e.Source
	if e.Offset >= 0 {
		where = fmt.Sprintf("%s@%d", where, e.Offset)
	}
	if e.URL != "" && e.URL != e.Source {
		where += " (" + e.URL + ")"
	}
	parts := []string{actionNames[e.Action] + ": " + where}
	if e.Path != "" {
		parts = append(parts, "→ "+e.Path)
	}
	if e.Message != "" {
		parts = append(parts, "– "+e.Message)
	}
	return strings.Join(parts, " ")
}

var actionNames = map[Action]string{
	New: "neu", Revised: "neue Fassung", Mended: "Angaben ergänzt", Unchanged: "unverändert", Kept: "als Fassung daneben gelegt",
	Skipped: "übergangen", Refused: "abgelehnt", Warned: "Hinweis",
}

// Report counts what an import did.
type Report struct {
	Counts map[Action]int
	// SkippedBy and RefusedBy count by code.
	SkippedBy, RefusedBy map[string]int
	// Interrupted: the import was cancelled; run again it goes on.
	Interrupted bool
}

// OK reports whether everything that was to come in did.
func (r *Report) OK() bool { return r.Counts[Refused] == 0 && !r.Interrupted }

// String is the German summary in one line.
func (r *Report) String() string {
	var parts []string
	for _, a := range []Action{New, Revised, Mended, Unchanged, Kept, Skipped, Warned, Refused} {
		if n := r.Counts[a]; n > 0 || a == New {
			part := fmt.Sprintf("%d %s", n, actionNames[a])
			if a == Skipped {
				part += byReason(r.SkippedBy)
			}
			parts = append(parts, part)
		}
	}
	s := strings.Join(parts, ", ")
	if r.Interrupted {
		s += "; abgebrochen, ein neuer Lauf setzt fort"
	}
	return s
}

var codeNames = map[string]string{
	CodeUnsupported: "anderes Format", CodeNoPage: "keine Seite", CodeHTTPStatus: "HTTP-Status nicht 200", CodeNoText: "ohne Text",
	CodeEmpty: "leer", CodeTooLarge: "zu groß", CodeBinary: "kein Text",
}

// byReason is " (12 keine Seite, 3 anderes Format)", the most frequent first.
func byReason(counts map[string]int) string {
	codes := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, c := range codes {
		parts = append(parts, fmt.Sprintf("%d %s", counts[c], cmp.Or(codeNames[c], c)))
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// recorder counts events, passes them on and writes the refused ones down.
type recorder struct {
	report  Report
	onEvent func(Event)
	refused io.Writer
	err     error // of the first failed write
}

func newRecorder(o Options) *recorder {
	return &recorder{
		report:  Report{Counts: map[Action]int{}, SkippedBy: map[string]int{}, RefusedBy: map[string]int{}},
		onEvent: o.OnEvent, refused: o.Refused,
	}
}

func (r *recorder) record(e Event) {
	r.report.Counts[e.Action]++
	switch e.Action {
	case Skipped:
		r.report.SkippedBy[e.Code]++
	case Refused:
		r.report.RefusedBy[e.Code]++
		if r.refused != nil && r.err == nil {
			line, err := json.Marshal(e)
			if err == nil {
				_, err = r.refused.Write(append(line, '\n'))
			}
			if err != nil {
				r.err = fmt.Errorf("writing the report of refused items: %w", err)
			}
		}
	}
	r.onEvent(e)
}
