package importer

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"runtime"
	"sync"
	"time"
)

// Options say how Import works. The zero value is usable.
type Options struct {
	Stdin   io.Reader        // what "-" reads
	Now     func() time.Time // for times in provenance; default time.Now
	Random  io.Reader        // for ids; default crypto/rand
	Workers int              // readers at work at once; default the number of processors
	Limits  Limits

	// OnEvent is called for every item in order.
	OnEvent func(Event)
	// OnProgress is called as bytes are read, never at the same time as
	// OnEvent. Total is 0 while it is unknown.
	OnProgress func(done, total int64)
	// Refused receives every refused item as one line of JSON.
	Refused io.Writer

	// DiscardCaptures leaves out the copy of pages that is kept under captures/.
	DiscardCaptures bool
	// Capture fetches an address; nil refuses addresses.
	Capture Capturer
}

// Capturer fetches an address for import.
type Capturer interface {
	// Capture returns the exchange, to be read as WARC records.
	Capture(ctx context.Context, url string) (io.ReadCloser, error)
}

// Limits bound what one source may cost. Zero values mean the defaults.
type Limits struct {
	Item    int64         // bytes of one document, unpacked; default 16 MB
	Members int           // of one ZIP file; default 100,000
	Ratio   int64         // unpacked to packed bytes, from 64 MB unpacked on; default 200
	Parse   time.Duration // reading one document; default 20 s
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	o.Workers = cmp.Or(o.Workers, runtime.GOMAXPROCS(0))
	o.Limits.Item = cmp.Or(o.Limits.Item, 16<<20)
	o.Limits.Members = cmp.Or(o.Limits.Members, 100_000)
	o.Limits.Ratio = cmp.Or(o.Limits.Ratio, 200)
	o.Limits.Parse = cmp.Or(o.Limits.Parse, 20*time.Second)
	var mu sync.Mutex
	onEvent, onProgress := o.OnEvent, o.OnProgress
	o.OnEvent = func(e Event) {
		if onEvent != nil {
			mu.Lock()
			defer mu.Unlock()
			onEvent(e)
		}
	}
	o.OnProgress = func(done, total int64) {
		if onProgress != nil {
			mu.Lock()
			defer mu.Unlock()
			onProgress(done, total)
		}
	}
	return o
}
