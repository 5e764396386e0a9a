package web

import (
	"strings"
	"time"

	"depesche/internal/archive"
)

// Article is the page of an article.
type Article struct {
	ID        string
	Path      string // canonical path
	Permalink string // absolute
	Kicker    []Run
	Title     []Run
	PlainName string // the title without marks
	Proposed  bool   // the title was proposed by the importer
	Lang      string
	Hit       Hit // byline
	Outlet    Link
	Authors   []Link
	Published archive.Date
	Updated   archive.Date
	Text      []Paragraph
	Cut       bool // only an extract may be shown
	Contents  []Link
	Entities  []EntityGroup
	Kinds     []archive.Kind // that occur, for the legend
	Similar   []Hit
	Cite      []Citation
	CiteFiles []Link
	Facts     []Fact // provenance
	Reprints  []Link // nearly the same text in other places
	Versions  int
	Version   int  // the number of the one shown
	Old       bool // not the current version
	Matches   int  // matches of the query in the text
	Query     string
	Around    *Around // neighbours in the result that the reader came from
	Tags      []Link
	COinS     string
}

// Paragraph is one paragraph of an article.
type Paragraph struct {
	PID     string
	Kind    archive.ParagraphKind
	Runs    []Run
	Passage string // its own page
	Number  int    // among the paragraphs of running text, from 1
}

// EntityGroup are the entities of one kind in an article.
type EntityGroup struct {
	Kind  archive.Kind
	Items []EntityItem
}

// EntityItem is one entity beside the text.
type EntityItem struct {
	Ref
	Count int
	First string // anchor of the first paragraph that names it
}

// Around leads through the hits of a search.
type Around struct {
	Number, Total  int
	Back           string // the result page
	Previous, Next *Link
}

// authors are the authors' names in one line.
func (a Article) authors() string { return strings.Join(a.Hit.Authors, ", ") }

// Citation is one ready-made form of citing.
type Citation struct{ Name, Text string }

// Fact is one line of a description list; Href may be empty.
type Fact struct {
	Name, Value, Href string
	Code              bool   // a hash or path
	Lang              string // of the value, where it comes from an article; "" for the interface's
}

// byName groups neighbouring facts of one name.
func byName(facts []Fact) [][]Fact {
	var groups [][]Fact
	for i, f := range facts {
		if i > 0 && facts[i-1].Name == f.Name {
			groups[len(groups)-1] = append(groups[len(groups)-1], f)
		} else {
			groups = append(groups, []Fact{f})
		}
	}
	return groups
}

// Passage is the page of one paragraph (Zitatseite).
type Passage struct {
	Article     Article // bibliographic data; its Text stays empty
	PID         string
	Runs        []Run
	Kind        archive.ParagraphKind
	Plain       string // the text, for copying
	Number      int
	Of          int
	Before      []Paragraph // context
	After       []Paragraph
	Previous    string
	Next        string
	InText      string          // the paragraph in its article
	Changed     *ChangedPassage // the current text has it no more; nil if it has
	Entities    []Ref
	Exact       string // words of the paragraph that the link names, "" for none
	NoSuchWords bool   // the link names words that are not there
}

// ChangedPassage is what became of a paragraph that stands no more as it was
// cited.
type ChangedPassage struct {
	Version int    // the last that has it
	Since   string // when the archive first held it changed; "" if unknown
	Merged  bool   // the article was merged into the one at Path
	Path    string // of the article as it is now
	Now     string // page of the paragraph as it is now, "" if there is none
	Text    string // of that
}

// when says that the paragraph was changed, and since when the archive has it so.
func (c ChangedPassage) when(l Lang) string {
	if c.Since == "" {
		return l.T("Dieser Absatz wurde geändert. ", "This paragraph was changed. ")
	}
	return l.T("Dieser Absatz wurde geändert (im Archiv seit ", "This paragraph was changed (in the archive since ") + c.Since + "). "
}

// VersionsPage lists versions and the difference of two of them.
type VersionList struct {
	Article  Article
	Versions []VersionRow
	From, To int
	Diff     []DiffLine // nil: there is only one version
	Same     bool
}

// VersionRow is one version.
type VersionRow struct {
	Number   int
	Recorded time.Time
	SHA256   string
	Href     string
	Current  bool
	Compare  string // difference to the version before
}

// DiffLine is one paragraph of a difference.
type DiffLine struct {
	Op   DiffOp
	Runs []DiffRun
}

// DiffRun is a stretch of text that is old, new or in both.
type DiffRun struct {
	Op   DiffOp
	Text string
}

// DiffOp says where a text stands.
type DiffOp string

// The places; a line may also have changed.
const (
	Same    DiffOp = "same"
	Removed DiffOp = "removed"
	Added   DiffOp = "added"
	Changed DiffOp = "changed"
)
