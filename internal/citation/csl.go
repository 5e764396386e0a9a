package citation

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"depesche/internal/archive"
)

// cslEncoder writes CSL-JSON (Citation Style Language 1.0.2, schema
// csl-data.json), an array of items of type article-newspaper.
type cslEncoder struct {
	w       io.Writer
	started bool
}

type cslItem struct {
	ID              string    `json:"id"`
	Type            string    `json:"type"`
	CitationKey     string    `json:"citation-key"`
	Title           string    `json:"title"`
	Author          []cslName `json:"author,omitempty"`
	ContainerTitle  string    `json:"container-title,omitempty"`
	Issued          *cslDate  `json:"issued,omitempty"`
	Accessed        *cslDate  `json:"accessed,omitempty"`
	URL             string    `json:"URL"`
	Language        string    `json:"language"`
	Archive         string    `json:"archive,omitempty"`
	ArchiveLocation string    `json:"archive_location"`
	Note            string    `json:"note,omitempty"`
}

type cslName struct {
	Family   string `json:"family,omitempty"`
	Given    string `json:"given,omitempty"`
	Particle string `json:"dropping-particle,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Literal  string `json:"literal,omitempty"`
}

type cslDate struct {
	DateParts [1][]int `json:"date-parts"`
}

func cslItemOf(r Reference) cslItem {
	item := cslItem{
		ID: r.Key, Type: "article-newspaper", CitationKey: r.Key, Title: r.Title,
		ContainerTitle: r.Outlet, URL: r.URL, Language: r.Language,
		Archive: r.Archive, ArchiveLocation: string(r.ID),
		Note: strings.Join(r.notes(), "\n"),
	}
	for _, n := range r.Authors {
		if n.Literal {
			item.Author = append(item.Author, cslName{Literal: n.Family})
			continue
		}
		item.Author = append(item.Author, cslName{
			Family: n.Family, Given: n.Given, Particle: n.Particle, Suffix: n.Suffix,
		})
	}
	if !r.Date.IsZero() {
		item.Issued = &cslDate{[1][]int{dateParts(r.Date.Time(), r.Date.Precision())}}
	}
	if !r.Accessed.IsZero() {
		item.Accessed = &cslDate{[1][]int{dateParts(r.Accessed, archive.Day)}}
	}
	return item
}

func (e *cslEncoder) Encode(r Reference) error {
	var b bytes.Buffer
	if e.started {
		b.WriteString(",\n")
	} else {
		b.WriteString("[\n")
		e.started = true
	}
	enc := json.NewEncoder(&b)
	if err := enc.Encode(cslItemOf(r)); err != nil {
		return err
	}
	_, err := e.w.Write(bytes.TrimRight(b.Bytes(), "\n"))
	return err
}

// Comment does nothing: JSON has none.
func (e *cslEncoder) Comment(string) error { return nil }

func (e *cslEncoder) Close() error {
	end := "\n]\n"
	if !e.started {
		end = "[]\n"
	}
	_, err := io.WriteString(e.w, end)
	return err
}
