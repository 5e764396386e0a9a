package archive

import "time"

// Article is one press article as the archive holds it.
type Article struct {
	ID            ID
	Title         string
	TitleProposed bool   // the source had none; the importer proposed it
	Kicker        string // Dachzeile, the line above the title; may be empty
	Authors       []string
	Outlet        string
	Published     Date
	Updated       Date
	URL           string    // where it stood; may be empty
	Captured      time.Time // when we took it; zero if unknown
	Lang          string    // BCP 47, "de" if the file names none
	Rights        Rights
	License       string // SPDX id or text
	Tags          []string
	Sources       []string // what the article's facts rest on
	Also          []ID     // nearly the same text under other URLs: agency copy, reprint
	Paragraphs    []Paragraph
	Provenance    Provenance
	Tombstone     *Tombstone // not nil: removed or merged, Paragraphs is empty
	Version       int        // 1 for the first text, one more for each later one
	Path          string     // file it was read from, relative to the corpus, for messages
}

// ParagraphKind says what a paragraph is in the article.
type ParagraphKind string

// The kinds of paragraphs; the values stand in the JSON API.
const (
	Text    ParagraphKind = "text"
	Heading ParagraphKind = "heading"
	Quote   ParagraphKind = "quote"
	Caption ParagraphKind = "caption"
)

// Paragraph is one paragraph of plain text, without line breaks, in NFC.
type Paragraph struct {
	PID  string // see AssignPIDs
	Kind ParagraphKind
	Text string
}

// Rights says what of an article may be shown to a reader who is not logged in.
type Rights string

// The rights of the article file. Anything else in a file is an error there.
const (
	RightsFull     Rights = "full"
	RightsExcerpt  Rights = "excerpt"
	RightsMetadata Rights = "metadata"
)

// Provenance says how an article came into the archive.
type Provenance struct {
	Source       string    // file name or URL it was imported from
	Importer     string    // name and version, such as "text/1"
	ImportedAt   time.Time // zero for an article written by hand
	SourceSHA256 string    // hex, of the source's bytes
	TextSHA256   string    // hex, of Article.CanonicalText at import
	MetaSHA256   string    // hex, of Article.MetaSHA256 at import: tells whether a person edited since
	Note         string    // German: what the importer guessed or found odd; may be empty
	Capture      string    // WARC file beside the article, relative to the corpus; may be empty
}

// Tombstone is what stays of an article that was removed or merged.
type Tombstone struct {
	Since      Date
	Reason     string // shown to the reader; may be empty
	MergedInto ID     // not empty: merged, the permalink leads there
}

// VersionInfo names one version of an article's text.
type VersionInfo struct {
	Number   int
	Recorded time.Time // when the archive first held this text
	SHA256   string    // hex, of Article.CanonicalText
}
