package server

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime"
	"time"

	"depesche/internal/access"
	"depesche/internal/archive"
	"depesche/internal/frozen"
	"depesche/internal/index"
	"depesche/internal/preview"
	"depesche/web"
)

// Config is what a server is made of. Corpus, Search, Entities and Recogniser
// are required; everything else has a default.
type Config struct {
	Corpus     archive.Corpus
	Search     index.Searcher
	Entities   archive.Entities
	Recogniser archive.Recogniser
	Arrivals   archive.Arrivals // what is new; nil: nobody can ask
	Frozen     *frozen.Store    // keeps searches; nil for none
	Access     *access.Policy   // closes the archive; nil is an open one
	Status     func() Status    // state of the archive; called for every request, so it must be quick

	BaseURL        string         // scheme and host of permalinks; "" takes them from the request
	TrustedProxies []netip.Prefix // whose X-Forwarded-Proto and -Host are believed
	Pages          fs.FS          // the operator's impressum.txt, datenschutz.txt, ueber.txt; nil for none
	Version        string         // of the program
	Dev            bool           // serves /stil too
	LogQueries     bool           // logs what readers search for

	Observe func(route string, status int, took time.Duration) // called after every request, with the pattern it matched

	Logger *slog.Logger
	Clock  func() time.Time
	Limits Limits
}

// Limits bound the work that requests may cause. Zero values take the defaults.
type Limits struct {
	Searches   int           // at the same time; more wait. Dear ones have a lane of their own
	SearchWait time.Duration // how long they wait before 503
	Deadline   time.Duration // of one request
	URLBytes   int           // of path and query
	BodyBytes  int64
	PageCache  int // bytes of answers that are kept in memory
}

func (l Limits) withDefaults() Limits {
	def := func(n *int, d int) {
		if *n <= 0 {
			*n = d
		}
	}
	dur := func(n *time.Duration, d time.Duration) {
		if *n <= 0 {
			*n = d
		}
	}
	def(&l.Searches, max(4, 2*runtime.GOMAXPROCS(0)))
	def(&l.URLBytes, 8<<10)
	def(&l.PageCache, 64<<20)
	dur(&l.SearchWait, 3*time.Second)
	dur(&l.Deadline, 10*time.Second)
	if l.BodyBytes <= 0 {
		l.BodyBytes = 64 << 10
	}
	return l
}

// Status is what the server tells about the archive.
type Status struct {
	Ready      bool
	Reason     string // why it isn't, German
	Generation string // changes whenever anything that a page shows may have changed
	Articles   int
	Problems   []Problem
	Imported   time.Time // last change of the corpus; zero if unknown
	Indexed    time.Time // when the index was last changed
	IndexTook  time.Duration
	DiskFree   int64  // bytes where the data lie; 0 if unknown
	Facts      []Fact // further lines for /status
}

// Problem is an article file or registry entry that was refused.
type Problem struct {
	Path   string
	Line   int // 0 if it is about the whole file
	Reason string
}

// Fact is a line of /status, in German and English; ValueEN is "" where the value
// reads the same in both.
type Fact struct{ Name, NameEN, Value, ValueEN string }

// Server is the archive over HTTP.
type Server struct {
	Config
	assets  *web.Assets
	pages   *pageCache
	handler http.Handler
	door    *doorman
	cards   *preview.Cache
	exports chan struct{} // places for exports
	freezes *access.Limiter
	start   time.Time
}

// New makes a server. It asks none of the parts anything yet.
func New(c Config) (*Server, error) {
	if c.Corpus == nil || c.Search == nil || c.Entities == nil || c.Recogniser == nil {
		return nil, errors.New("server needs a corpus, a searcher, entities and a recogniser")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Observe == nil {
		c.Observe = func(string, int, time.Duration) {}
	}
	if c.Status == nil {
		c.Status = func() Status { return Status{Ready: true} }
	}
	c.Limits = c.Limits.withDefaults()
	c.Search = newGate(c.Search, c.Limits.Searches, c.Limits.SearchWait)
	assets, err := web.LoadAssets()
	if err != nil {
		return nil, fmt.Errorf("making the server: %w", err)
	}
	s := &Server{Config: c, assets: assets, pages: newPageCache(c.Limits.PageCache), start: c.Clock(), door: newDoorman(c.Clock), cards: preview.NewCache(cardCacheBytes, cardWorkers), exports: make(chan struct{}, exportsAtOnce),
		freezes: access.NewLimiter(frozenBurst, frozenEvery, frozenClients, c.Clock)}
	s.handler = s.routes()
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
