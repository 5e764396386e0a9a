// Package export writes lists for spreadsheets and programs: CSV and NDJSON, row
// by row, so that a list of any length needs no memory.
//
// # CSV
//
// RFC 4180 in UTF-8, lines ended by CR LF, separated by commas or, for a German
// spreadsheet, semicolons. It begins with a byte order mark, without which Excel
// takes umlauts for Windows-1252; readers of CSV that know UTF-8 skip it.
//
// Cells come from articles, and a spreadsheet runs what begins with =, +, - or @
// as a formula (CWE-1236). Such cells get an apostrophe in front, which
// spreadsheets don't show.
package export

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxRows is how many rows an export has at most.
const MaxRows = 10_000

const byteOrderMark = "\ufeff"

// CSV writes a table.
type CSV struct {
	w   *csv.Writer
	raw *bufio.Writer
}

// NewCSV begins a table with its header. separator is ',' or ';'.
func NewCSV(w io.Writer, separator rune, columns ...string) (*CSV, error) {
	raw := bufio.NewWriter(w)
	if _, err := raw.WriteString(byteOrderMark); err != nil {
		return nil, fmt.Errorf("beginning a table: %w", err)
	}
	c := &CSV{csv.NewWriter(raw), raw}
	c.w.Comma, c.w.UseCRLF = separator, true
	return c, c.Row(columns...)
}

// Row writes one row. Cells become one line of valid text that no spreadsheet
// takes for a formula.
func (c *CSV) Row(cells ...string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = Cell(cell)
	}
	if err := c.w.Write(safe); err != nil {
		return fmt.Errorf("writing a row: %w", err)
	}
	return nil
}

// Flush hands what is written on.
func (c *CSV) Flush() error {
	c.w.Flush()
	if err := c.w.Error(); err != nil {
		return fmt.Errorf("writing rows: %w", err)
	}
	if err := c.raw.Flush(); err != nil {
		return fmt.Errorf("writing rows: %w", err)
	}
	return nil
}

// Cell is text made safe for a cell: one line without control characters, with
// an apostrophe before what a spreadsheet would compute, full-width signs and
// signs after white space or quotes included.
func Cell(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || r == '\ufeff':
			return -1
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			return ' '
		}
		return r
	}, text)
	first := strings.TrimLeftFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.In(r, unicode.Cf) || r == '"' || r == '\''
	})
	if first != "" && strings.ContainsRune("=+-@|%＝＋－＠", firstRune(first)) {
		return "'" + text
	}
	return text
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// NDJSON writes one JSON value a line (application/x-ndjson).
type NDJSON struct{ enc *json.Encoder }

// NewNDJSON makes the writer.
func NewNDJSON(w io.Writer) *NDJSON {
	enc := json.NewEncoder(w)
	return &NDJSON{enc}
}

// Write writes one value.
func (n *NDJSON) Write(v any) error {
	if err := n.enc.Encode(v); err != nil {
		return fmt.Errorf("writing a line of JSON: %w", err)
	}
	return nil
}
