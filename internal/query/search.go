package query

import "depesche/internal/archive"

// Sort is the order of a result.
type Sort string

// The orders; the values stand in URLs.
const (
	ByRelevance Sort = "relevanz"
	Newest      Sort = "neueste"
	Oldest      Sort = "aelteste"
)

// PageSize is the number of hits on one result page.
const PageSize = 10

// Search is everything that a result page depends on.
type Search struct {
	Text     string                 // the search box, as typed
	Facets   map[FieldName][]string // chosen values: any of a field's values, all of the fields
	From, To archive.Date           // publication, both ends included
	Since    archive.Date           // taken into the archive, or changed there, later
	Sort     Sort                   // "" is ByRelevance
	Page     int                    // from 1; 0 is 1
	Without  []string               // keys of expansions that are switched off (index.Expansion.Key)
	AllWords bool                   // only hits with all words, for long queries too
	Lang     string                 // language of the interface, "" or "en"
}
