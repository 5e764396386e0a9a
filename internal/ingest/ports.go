package ingest

import (
	"context"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"runtime"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/entity"
	"depesche/internal/index"
	"depesche/internal/ingest/catalogue"
)

// Source is the corpus as ingest reads it, and keeps versions in it:
// *corpus.Store.
type Source interface {
	Files(ctx context.Context) iter.Seq2[corpus.FileInfo, error]
	ReadFile(path string) ([]byte, error)
	Decode(path string, data []byte) (archive.Article, error)
	Versions(id archive.ID) ([]archive.VersionInfo, error)
	Version(id archive.ID, number int) (archive.Article, error)
	VersionInfo(a *archive.Article) archive.VersionInfo
	Number(a *archive.Article) (int, error)
	KeepText(id archive.ID, number int, data []byte, recorded time.Time) (int, error)
	Bury(a *archive.Article) error
	Unbury(id archive.ID) error
	Removed(id archive.ID) (archive.Article, error)
	FS() fs.FS
	Dir() string // "" if there is nothing on disk to watch
}

// Mode is how an engine's folder is opened.
type Mode int

// The modes. Create makes a folder that isn't there.
const (
	ReadWrite Mode = iota
	ReadOnly
	Create
)

// Engine makes and opens indexes.
type Engine struct {
	// Version names how an index is made; one made by another version is built anew.
	Version string
	// Serves reports whether an index made by another version can answer until a
	// new one is built. Nil: none can.
	Serves func(version string) bool
	// Open opens the index in a folder. onError is told of errors in the background.
	Open func(dir string, mode Mode, k Knowledge, onError func(error)) (index.Index, error)
	// Immutable reports whether a file of the engine, once written, never
	// changes; its sum is compared even after a crash. Nil: no file is.
	Immutable func(name string) bool
	// Verify looks for damage in a closed index, beside what the sums show; it is
	// called when the process that had it open did not close it. The sums of
	// trusted files, by their base names, were or will be compared. May be nil.
	Verify func(ctx context.Context, dir string, trusted func(name string) bool) error
}

// Stats keeps the statistics of entities. It is given the same documents as the
// index.
type Stats interface {
	index.Writer
	archive.Entities
	io.Closer
}

// Stats that have this method give back the mentions that they were put, so
// that an article that is read is not recognised again.
type remembering interface {
	Mentions(ctx context.Context, id archive.ID) (mentions []archive.Mention, ok bool, err error)
}

// Stats that have this method name entities without counting them.
type naming interface {
	Name(ctx context.Context, slug string) (string, error)
}

// Stats that have this method tell under which slugs the mentions of an entity are
// indexed, its own first, and whose a slug is.
type merging interface {
	Same(ctx context.Context) (slugs func(slug string) []string, owner func(slug string) string, err error)
}

// Knowledge is what articles are read with: the entity registry in its forms.
type Knowledge struct {
	Version    string // of the registry and the recogniser; another one means other mentions
	Recogniser archive.Recogniser
	Registry   *entity.Registry    // may be nil
	Problems   []catalogue.Problem // of the registry's file, for Status
}

// Indexes and Stats that have these methods are told of a changed registry.
type (
	expanding   interface{ SetExpander(index.Expander) }
	registering interface{ SetRegistry(*entity.Registry) }
)

// Progress tells how far a sync is. Total is 0 until the files are counted.
type Progress struct {
	Building    bool // a new generation, else the one that answers
	Done, Total int
}

// Options are what an Archive is made of. Zero values of the last group mean
// the defaults.
type Options struct {
	Data   string // folder, made if it isn't there
	Source Source
	Engine Engine
	// Stats opens the statistics in a folder that exists; articles is where their
	// texts are read from when somebody asks. An error makes the whole generation
	// be built anew. Nil, or a nil result: there are none.
	Stats func(dir string, mode Mode, k Knowledge, articles archive.Corpus) (Stats, error)
	// Knowledge loads the registry; it is called at the start and when one of
	// KnowledgeFiles has changed. Nil: nothing is recognised.
	Knowledge      func() (Knowledge, error)
	KnowledgeFiles []string // on disk

	Rebuild bool // don't use the generation that is there
	NoWatch bool // sync once and whenever Sync is called

	Log        *slog.Logger
	Progress   func(Progress) // called from one goroutine at a time, often
	Workers    int            // that read and recognise; GOMAXPROCS
	BatchCount int            // articles put in one step; 2000
	BatchBytes int64          // of text put in one step; 16 MB
	Poll       time.Duration  // between looks at all files where there are no notifications; 1 s
	FirstSync  time.Duration  // how long Open waits for the first sync; 300 ms
	FirstBuild time.Duration  // the same where nothing can answer before; FirstSync, if that is given, else 10 s
	LockWait   time.Duration  // how long Open waits for the lock; 1 s

	ArticleCache int // bytes of articles kept in memory; 16 MB

	storage  storage // replaced in tests
	noNotify bool    // poll, for tests
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Knowledge == nil {
		o.Knowledge = func() (Knowledge, error) { return Knowledge{}, nil }
	}
	setDefault(&o.Workers, runtime.GOMAXPROCS(0))
	setDefault(&o.BatchCount, 2000)
	setDefault(&o.BatchBytes, 16<<20)
	setDefault(&o.ArticleCache, 16<<20)
	setDefault(&o.Poll, time.Second)
	setDefault(&o.FirstBuild, o.FirstSync)
	setDefault(&o.FirstBuild, 10*time.Second)
	setDefault(&o.FirstSync, 300*time.Millisecond)
	setDefault(&o.LockWait, time.Second)
	if o.storage == nil {
		o.storage = osStorage{}
	}
	return o
}

func setDefault[T int | int64 | time.Duration](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}
