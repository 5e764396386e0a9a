package entity

import (
	"fmt"
	"sync"

	"depesche/internal/archive"
	"depesche/internal/entity/tagger"
)

// Lazy is the recogniser with the built-in word lists and tagger, made when it is
// first asked. An archive whose articles are indexed answers without it, since
// the mentions are stored, and saves what its tables take: some 30 MB.
type Lazy struct {
	registry *Registry
	made     func() (*Recogniser, error)
}

// NewLazy makes a recogniser of the registry when it is needed; see NewShipped.
func NewLazy(r *Registry) *Lazy {
	return &Lazy{r, sync.OnceValues(func() (*Recogniser, error) { return NewShipped(r, true) })}
}

var _ archive.Recogniser = (*Lazy)(nil)

// Mentions is that of Recogniser. It panics if the program's own data are damaged.
func (l *Lazy) Mentions(a *archive.Article) []archive.Mention {
	r, err := l.made()
	if err != nil {
		panic(fmt.Errorf("making the recogniser: %w", err))
	}
	return r.Mentions(a)
}

// Version is that of the recogniser that is or will be made.
func (l *Lazy) Version() string { return versionOf(l.registry, tagger.ShippedVersion()) }
