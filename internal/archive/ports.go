package archive

import (
	"context"
	"iter"
)

// Corpus is the reading side of the articles, as the server and the indexer
// see it. All methods may be called from several goroutines.
type Corpus interface {
	// Article reads the current version. The error's code is CodeNotFound for an
	// unknown id. A removed or merged article is returned with its Tombstone.
	Article(ctx context.Context, id ID) (Article, error)
	// Versions lists all versions of an article, oldest first; the last is the current one.
	Versions(ctx context.Context, id ID) ([]VersionInfo, error)
	// Version reads one version by its number.
	Version(ctx context.Context, id ID, number int) (Article, error)
}

// Recogniser finds the mentions of entities in an article: longest match, no two
// overlapping, in reading order (kicker, title, paragraphs).
type Recogniser interface {
	Mentions(a *Article) []Mention
}

// Entities is what is known of entities and of where they are mentioned.
type Entities interface {
	// Entity returns the entity with its counts. The error is *Moved for a former
	// slug and has CodeNotFound for an unknown one.
	Entity(ctx context.Context, slug string) (EntityCount, error)
	// List yields the entities that the filter lets through, most articles first.
	List(ctx context.Context, filter EntityFilter) (entities []EntityCount, total int, err error)
	// Profile is what an entity's page shows beside its articles.
	Profile(ctx context.Context, slug string) (Profile, error)
	// Concordance yields every mention of the entity with the text around it, by date.
	Concordance(ctx context.Context, slug string) iter.Seq2[KWIC, error]
}

// EntityFilter narrows a list of entities; zero values let all through.
type EntityFilter struct {
	Kind      Kind
	Text      string // in any of the names, folded
	Letter    string // first letter of the name, "A" to "Z" or "#"
	Suggested *bool
	Mentioned bool // only those that stand in at least one article
	Limit     int  // 0: all
	Offset    int
}

// EntityCount is an entity with how often it stands in the archive.
type EntityCount struct {
	Entity
	Articles int
	Mentions int
	Forms    []FormCount // most frequent first
}

// FormCount counts one spelling of an entity.
type FormCount struct {
	Surface string
	Count   int
	Outlets map[string]int // mentions by outlet
}

// Profile describes an entity by its mentions.
type Profile struct {
	EntityCount
	First, Last ID           // articles of first and last mention by date; "" if none is dated
	Months      []MonthCount // ascending, without empty months
	Together    []Together   // strongest first
	Among       []Pair       // how the first of Together stand beside each other, strongest first
}

// MonthCount counts articles of one month, "2024-06"; "2024" where only the year is known.
type MonthCount struct {
	Month string
	Count int
}

// Together is an entity mentioned in the same articles as another.
type Together struct {
	Entity   EntityCount
	Articles int     // articles with both
	Strength float64 // their share of the articles with either, both counted: 2·both/(a+b), 0 to 1 (Dice 1945)
}

// Pair is two entities of a Profile's Together that share articles.
type Pair struct {
	A, B     int     // indexes in Together, A before B
	Articles int     // articles with both
	Strength float64 // as in Together
}

// KWIC is a mention in its context (key word in context).
type KWIC struct {
	Article              ID
	Title, Outlet        string
	Date                 Date
	PID                  string // of the paragraph; "" for title and kicker
	Left, Surface, Right string // about 60 characters of context on each side, cut between words
}
