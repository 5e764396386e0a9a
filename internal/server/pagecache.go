package server

import (
	"container/list"
	"net/http"
	"sync"
)

// pageCache keeps the answers given last, by entity tag and coding. A tag
// changes with everything that an answer depends on, so nothing in the cache
// gets stale; what is out of use is pushed out.
type pageCache struct {
	mu    sync.Mutex
	max   int        // bytes
	order *list.List // of *cachedPage, the one used last first
	byKey map[pageKey]*list.Element
	bytes int
}

type pageKey struct {
	etag string
	gzip bool
}

type cachedPage struct {
	key    pageKey
	header http.Header // what the handler and send have set
	body   []byte
}

// Bounds of the cache.
const (
	pageCacheBytes = 12 << 20
	cachedPageMax  = 256 << 10
	pageOverhead   = 1 << 10 // bytes of an entry beside its body, about
)

// ofPage are the headers that belong to an answer rather than to every answer.
var ofPage = []string{"Content-Type", "Content-Encoding", "Content-Disposition", "Cache-Control", "Link", "X-Robots-Tag"}

func newPageCache(max int) *pageCache {
	return &pageCache{max: max, order: list.New(), byKey: map[pageKey]*list.Element{}}
}

func (c *pageCache) get(key pageKey) (*cachedPage, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cachedPage), true
}

// put keeps a copy of the body.
func (c *pageCache) put(key pageKey, header http.Header, body []byte) {
	if len(body) > cachedPageMax {
		return
	}
	p := &cachedPage{key: key, header: http.Header{}, body: append([]byte(nil), body...)}
	for _, name := range ofPage {
		if v := header.Values(name); len(v) > 0 {
			p.header[name] = append([]string(nil), v...)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[key]; ok {
		c.drop(e)
	}
	c.byKey[key] = c.order.PushFront(p)
	for c.bytes += len(body) + pageOverhead; c.bytes > c.max; {
		c.drop(c.order.Back())
	}
}

func (c *pageCache) drop(e *list.Element) {
	p := c.order.Remove(e).(*cachedPage)
	c.bytes -= len(p.body) + pageOverhead
	delete(c.byKey, p.key)
}
