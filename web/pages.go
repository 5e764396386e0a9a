package web

import "time"

// Start is the start page.
type Start struct {
	Articles  int
	Outlets   int
	From, To  string // first and last time of publication, in words
	Histogram Histogram
	Entities  []EntityRow
	Since     string // the month from which on Entities are counted, in words; "": all of the time
	Newest    []Hit
	Examples  []Link
}

// Help is /hilfe.
type Help struct{ Groups []HelpGroup }

// HelpGroup is one subject of the help.
type HelpGroup struct {
	ID, Title string
	Lead      string
	Rows      []HelpRow
}

// HelpRow is one operator with an example that can be tried.
type HelpRow struct {
	Example string
	Href    string
	Means   string
}

// Prose is a page of running text, such as the operator's imprint.
type Prose struct {
	Title   string
	Lang    string // of the text
	Blocks  []ProseBlock
	Missing bool // the operator has not written it yet
	File    string
}

// ProseBlock is a heading or a paragraph.
type ProseBlock struct {
	Heading bool
	Text    string
}

// StatusView is /status.
type StatusView struct {
	Facts    []Fact
	Problems []Problem
	Checked  time.Time
}

// Problem is something that was refused, and where.
type Problem struct{ Where, What string }

// ErrorView is the page of an error.
type ErrorView struct {
	Status  int
	Title   string
	Lang    string // of the title, where it is that of an article
	Message string
	Help    []Link
	Facts   []Fact // bibliographic data of what is gone
	Search  string // words to search for
	ID      string // names the error in the log
}

// Comparison puts several searches on one timeline.
type Comparison struct {
	Rows   []CompareRow
	Bars   []CompareColumn
	Width  int
	Max    int
	Axis   []string
	Inputs []string
}

// CompareRow is one search.
type CompareRow struct {
	Text  string
	Total int
	Href  string
	Line  string // points of the polyline
}

// CompareColumn is one month or year of the table.
type CompareColumn struct {
	Label  string
	Counts []CompareCell
}

// CompareCell is how often one search hits in that time.
type CompareCell struct {
	Count int
	Href  string // those hits, "" where there are none
}
