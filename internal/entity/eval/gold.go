// Package eval measures recognition against gold files and prints precision,
// recall and F1 by kind. It reads two formats: JSON lines of linked mentions in
// raw texts (see Document), and tokens with BIO tags (see Sentence).
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"depesche/internal/archive"
)

// Document is a text with its gold mentions, one JSON object a line. Offsets are
// code points (start, end) and bytes of the raw file.
type Document struct {
	File        string    `json:"file"`
	HeaderBytes int       `json:"header_bytes"` // before the text proper
	Mentions    []Mention `json:"mentions"`
	Ignore      []Mention `json:"ignore"` // neither right nor wrong
}

// Mention is one gold mention.
type Mention struct {
	Start   int    `json:"start_byte"`
	End     int    `json:"end_byte"`
	Surface string `json:"surface"`
	Type    string `json:"type"` // PER ORG MEDIA GPE LOC LAW EVENT PROD
	ID      string `json:"id"`
	Form    string `json:"form"`  // name descriptive anaphoric deriv
	Depth   int    `json:"depth"` // 0: not inside another mention
	InName  bool   `json:"in_name"`
}

// Kind is the archive's kind for the mention's type.
func (m Mention) Kind() archive.Kind { return kinds[m.Type] }

var kinds = map[string]archive.Kind{
	"PER": archive.Person, "ORG": archive.Organisation, "MEDIA": archive.Organisation,
	"GPE": archive.Place, "LOC": archive.Place, "LAW": archive.Topic, "EVENT": archive.Event, "PROD": archive.Product, "OTH": archive.Product,
}

// ReadDocuments reads a file of linked mentions.
func ReadDocuments(r io.Reader) ([]Document, error) {
	var docs []Document
	dec := json.NewDecoder(r)
	for {
		var d Document
		if err := dec.Decode(&d); err == io.EOF {
			return docs, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading gold document %d: %w", len(docs)+1, err)
		}
		docs = append(docs, d)
	}
}

// Sentence is a sequence of tokens with their BIO tags.
type Sentence struct {
	Tokens []string
	Tags   []string // "O", "B-PER", "I-PER", …
}

// ReadBIO reads sentences of two tab-separated columns, token and tag, with an
// empty line between sentences. Derivations and parts of words have tags of their
// own (B-LOCderiv, B-ORGpart); Only leaves them out: only whole names count.
func ReadBIO(r io.Reader) ([]Sentence, error) {
	var sentences []Sentence
	var s Sentence
	flush := func() {
		if len(s.Tokens) > 0 {
			sentences = append(sentences, s)
		}
		s = Sentence{}
	}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for n := 1; scanner.Scan(); n++ {
		text := strings.TrimRight(scanner.Text(), "\r")
		if strings.TrimSpace(text) == "" {
			flush()
			continue
		}
		token, tag, ok := strings.Cut(text, "\t")
		if !ok {
			return nil, fmt.Errorf("line %d: %q has no tag", n, text)
		}
		tag, _, _ = strings.Cut(tag, "\t")
		s.Tokens = append(s.Tokens, token)
		s.Tags = append(s.Tags, tag)
	}
	flush()
	return sentences, scanner.Err()
}
