package web

import "depesche/internal/archive"

// EntityIndex is /e.
type EntityIndex struct {
	Kinds     []Link // filter by kind, with counts
	Letters   []Link
	Kind      archive.Kind
	Text      string
	Letter    string
	Known     []EntityRow
	Suggested []EntityRow // found by the recogniser, not yet looked at by a person
	Total     int
	Previous  string
	Next      string
}

// EntityRow is one entity in a list.
type EntityRow struct {
	Ref
	Description string
	Articles    int
	Mentions    int
	Forms       []string // spellings other than the name
}

// EntityView is the page of one entity.
type EntityView struct {
	Ref
	Permalink   string
	Description string
	Wikidata    string
	Aliases     []string
	Articles    int
	Mentions    int
	Forms       []FormRow
	First, Last *Hit
	Histogram   Histogram
	Network     Network
	Together    []TogetherRow
	Concordance Concordance
	Hits        []Hit
	Watch       Watch
	All         string // the search for all its articles
	Files       []Link
}

// FormRow is one spelling and who uses it.
type FormRow struct {
	Surface string
	Count   int
	Share   int // of all mentions, 0 to 100
	Outlets []OutletCount
	Search  string
}

// OutletCount counts mentions in one outlet.
type OutletCount struct {
	Outlet string
	Count  int
}

// TogetherRow is an entity that stands in the same articles.
type TogetherRow struct {
	Ref
	Articles int
	Strength float64
	Search   string // articles with both
}

// Concordance lists mentions in their context.
type Concordance struct {
	Lines []KWICLine
	Total int
	Sorts []Link
	CSV   string
	More  string
}

// KWICLine is a mention in its context.
type KWICLine struct {
	Left, Surface, Right string
	Lang                 string
	Href                 string
	Source               string // "taz, 19. Juni 2024"
	Title                string
}
