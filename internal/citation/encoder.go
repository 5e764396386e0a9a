package citation

import (
	"fmt"
	"io"
)

// Format is a file format of reference managers. The value is the file's
// extension in URLs.
type Format string

// The formats.
const (
	RIS     Format = "ris"
	BibTeX  Format = "bib"
	CSLJSON Format = "csl.json"
)

// ContentType is the media type to serve the format with.
func (f Format) ContentType() string {
	switch f {
	case RIS:
		return "application/x-research-info-systems; charset=utf-8"
	case BibTeX:
		return "application/x-bibtex; charset=utf-8"
	case CSLJSON:
		return "application/vnd.citationstyles.csl+json"
	}
	return "application/octet-stream"
}

// Encoder writes a list of references. Close ends the list; it does not close
// the writer below.
type Encoder interface {
	Encode(Reference) error
	// Comment tells a person who reads the file something, such as that the list
	// was cut. Formats without comments leave it out.
	Comment(text string) error
	Close() error
}

// NewEncoder makes the encoder of a format.
func NewEncoder(w io.Writer, f Format) (Encoder, error) {
	switch f {
	case RIS:
		return &risEncoder{w: w}, nil
	case BibTeX:
		return &bibEncoder{w: w}, nil
	case CSLJSON:
		return &cslEncoder{w: w}, nil
	}
	return nil, fmt.Errorf("citation format %q: want ris, bib or csl.json", f)
}
