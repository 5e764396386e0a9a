package citation

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"depesche/internal/archive"
)

// risEncoder writes RIS (Research Information Systems, "RIS Format
// Specifications", 2011; type NEWS): lines of a two-letter tag, two spaces, a
// hyphen and a space, ended by CR LF.
type risEncoder struct{ w io.Writer }

func (e *risEncoder) Encode(r Reference) error {
	var b bytes.Buffer
	tag := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", name, value)
		}
	}
	tag("TY", "NEWS")
	tag("ID", r.Key)
	tag("TI", r.Title)
	for _, n := range r.Authors {
		tag("AU", n.Inverted())
	}
	tag("T2", r.Outlet)
	if !r.Date.IsZero() {
		tag("PY", r.Date.Time().Format("2006"))
		tag("DA", risDate(r.Date))
	}
	tag("UR", r.URL)
	if !r.Accessed.IsZero() {
		tag("Y2", risDate(archive.NewDate(r.Accessed, archive.Day)))
	}
	tag("LA", r.Language)
	for _, note := range r.notes() {
		tag("N1", note)
	}
	tag("DB", r.Archive)
	tag("AN", string(r.ID))
	b.WriteString("ER  - \r\n\r\n")
	_, err := e.w.Write(b.Bytes())
	return err
}

// risDate is YYYY/MM/DD/ with the parts that are not known left empty.
func risDate(d archive.Date) string {
	switch d.Precision() {
	case archive.Year:
		return d.Time().Format("2006///")
	case archive.Month:
		return d.Time().Format("2006/01//")
	}
	return d.Time().Format("2006/01/02/")
}

// Comment does nothing: RIS has none, and readers stumble over other lines.
func (e *risEncoder) Comment(string) error { return nil }

func (e *risEncoder) Close() error { return nil }

func dateParts(t time.Time, p archive.Precision) []int {
	parts := []int{t.Year(), int(t.Month()), t.Day()}
	return parts[:min(int(p), 3)]
}
