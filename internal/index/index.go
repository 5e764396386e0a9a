package index

import (
	"context"
	"errors"

	"depesche/internal/archive"
	"depesche/internal/query"
)

// ErrDamaged is in the errors of an index that can't be written any more and must be
// built anew.
var ErrDamaged = errors.New("the index is damaged")

// Document is what the index needs to know of one article.
type Document struct {
	Article  *archive.Article
	Mentions []archive.Mention
}

// Writer changes an index. One goroutine at a time may use it.
type Writer interface {
	// Put adds or replaces the documents in one durable step: when it returns
	// nil, they survive a crash and are found.
	Put(ctx context.Context, docs []Document) error
	// Delete removes documents; unknown ids are no error.
	Delete(ctx context.Context, ids []archive.ID) error
}

// Searcher answers requests. All methods may be called from several
// goroutines, also while a Writer writes.
type Searcher interface {
	// Search answers a request. The error's code is CodeTooCostly for a request
	// over the engine's limits and CodeUnavailable past ctx's deadline.
	Search(ctx context.Context, req Request) (Result, error)
	// Suggest completes what is being typed: titles' words and frequent terms
	// that begin with the prefix in any of their forms, at most limit.
	Suggest(ctx context.Context, prefix string, limit int) ([]string, error)
	// Similar returns articles that resemble the one with the id, most similar
	// first, each with the terms that it shares.
	Similar(ctx context.Context, id archive.ID, limit int) ([]SimilarHit, error)
	// Stats describes the index.
	Stats(ctx context.Context) (Stats, error)
}

// Index is both sides of an engine.
type Index interface {
	Writer
	Searcher
	Close() error
}

// Request asks for one page of a result.
type Request struct {
	Query     query.Query
	Facets    map[query.FieldName][]string // chosen values: any of a field's, all of the fields
	Dates     query.Dates
	Only      []archive.ID // articles to look among; nil: all, empty: none
	Sort      query.Sort
	Offset    int // from 0, at most 10,000
	Limit     int // 0 to 100; 0 counts only
	Without   []string
	AllWords  bool
	WantFacet map[query.FieldName]int // how many values of which facets; nil: none
	Histogram bool
}

// Result is one page of hits and what is known of all of them.
type Result struct {
	Total      int
	AllWords   int  // how many of the total have all words; equals Total unless the query was ranked by coverage
	Relaxed    bool // no document had all words, so these have some
	Hits       []Hit
	Facets     map[query.FieldName][]Bucket
	Histogram  []archive.MonthCount // ascending, without empty months
	Expansions []Expansion          // what was searched beside the words as typed
	Ignored    []string             // words of a very long query that say least and were not searched; without function words
	Suggestion string               // the query with a misspelt word mended or, where nothing is found, its compounds in pieces; "": none; not applied
	Dropped    []Drop               // no hits: what to leave out, and the count that gives
	Matcher    Matcher              // marks the matches in the text of a hit; never nil
}

// Hit is one document of a result.
type Hit struct {
	ID    archive.ID
	Score float64 // 0 unless sorted by relevance
}

// Bucket is one value of a facet: an outlet's or author's name, or an entity's slug.
type Bucket struct {
	Value string
	Count int
}

// Expansion says what else was searched for a word or name of the query.
type Expansion struct {
	Key   string   // stands for it in the URL where it is switched off; stable over index builds
	Term  string   // the word or words as typed
	Forms []string // what was searched beside it, as shown to the reader
	Why   Why
	Off   bool // switched off by Request.Without
}

// Why says by which rule something matches.
type Why string

// The rules, from the closest to the loosest.
const (
	Exact    Why = "exact"    // as typed
	Inflects Why = "inflects" // another form of the word
	Part     Why = "part"     // part of a compound, or a compound of the word
	Name     Why = "name"     // another spelling or name of the same entity
	Synonym  Why = "synonym"  // another word of the same meaning
	Typo     Why = "typo"     // one or two letters away
	Prefixed Why = "prefix"   // begins so
)

// Drop is a part of a query without which there would be hits.
type Drop struct {
	Part  string // as typed, or "field:value" for a facet
	Count int
}

// Matcher finds the matches of one query in text.
type Matcher interface {
	// Match returns the matches in a line of an article in order, none
	// overlapping: words and, of the line's mentions, those of entities that the
	// query names. The zero field name is the body.
	Match(field query.FieldName, text string, mentions []archive.Mention) []Match
}

// Match is one place in a text that the query matches.
type Match struct {
	Span archive.Span
	Term string // the word of the query, as typed
	Why  Why
}

// SimilarHit is an article that resembles another.
type SimilarHit struct {
	ID    archive.ID
	Score float64
	Terms []string // shared words that weigh most, as they stand in the text
}

// Stats describes an index.
type Stats struct {
	Documents int
	Bytes     int64 // on disk
}

// Expander knows other names for what was typed. The entity registry is one.
type Expander interface {
	// Expand returns for each run of the words that names an entity the other
	// names of that entity. An engine also finds the documents whose mentions
	// are of that entity, however they word it.
	Expand(words []string) []Names
}

// Names are the other names of an entity that a run of query words names.
type Names struct {
	First, Last int    // the run, indexes into words, both included
	Entity      string // slug
	Kind        archive.Kind
	Forms       []string // other names and spellings, canonical one first
}
