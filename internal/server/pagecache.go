package server

import (
	"container/list"
	"net/http"
	"sync"
)

// pageCache keeps answers, by entity tag and coding. A tag changes with everything
// that an answer depends on, so nothing in the cache gets stale; what is out of use
// is pushed out.
//
// It is an S3-FIFO (Yang et al., SOSP 2023): new answers stand in a short queue,
// and only those that are asked for again before they reach its end, or soon
// after, come into the long one. So a crawler that asks for everything once
// pushes out nothing that readers use.
type pageCache struct {
	mu    sync.Mutex
	max   int // bytes
	fresh queue
	main  queue
	byKey map[pageKey]*list.Element
	// Keys of answers that were pushed out of the fresh queue, the last one first.
	gone   *list.List
	goneBy map[pageKey]*list.Element
}

// queue holds *cachedPage, the one that came last first.
type queue struct {
	*list.List
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
	main   bool
	used   int // how often since it came or was last passed over, at most mostUsed
}

func (p *cachedPage) size() int { return len(p.body) + pageOverhead }

const (
	cachedPageMax = 256 << 10
	pageOverhead  = 1 << 10 // bytes of an entry beside its body, about
	freshShare    = 10      // the fresh queue has one part in so many
	goneShare     = 4       // keys remembered of answers gone, for each that is there
	mostUsed      = 3
)

// ofPage are the headers that belong to an answer rather than to every answer.
var ofPage = []string{"Content-Type", "Content-Encoding", "Content-Disposition", "Cache-Control", "Link", "X-Robots-Tag"}

func newPageCache(max int) *pageCache {
	return &pageCache{
		max: max, fresh: queue{List: list.New()}, main: queue{List: list.New()}, byKey: map[pageKey]*list.Element{},
		gone: list.New(), goneBy: map[pageKey]*list.Element{},
	}
}

func (c *pageCache) get(key pageKey) (*cachedPage, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	p := e.Value.(*cachedPage)
	p.used = min(p.used+1, mostUsed)
	return p, true
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
		p.main = e.Value.(*cachedPage).main
		c.drop(e)
	}
	if e, ok := c.goneBy[key]; ok {
		p.main = true
		c.forget(e)
	}
	c.add(p)
	for c.fresh.bytes+c.main.bytes > c.max {
		if c.fresh.bytes > c.max/freshShare || c.main.Len() == 0 {
			c.pushFresh()
		} else {
			c.pushMain()
		}
	}
}

func (c *pageCache) queueOf(p *cachedPage) *queue {
	if p.main {
		return &c.main
	}
	return &c.fresh
}

func (c *pageCache) add(p *cachedPage) {
	q := c.queueOf(p)
	c.byKey[p.key] = q.PushFront(p)
	q.bytes += p.size()
}

func (c *pageCache) drop(e *list.Element) *cachedPage {
	p := e.Value.(*cachedPage)
	q := c.queueOf(p)
	q.Remove(e)
	q.bytes -= p.size()
	delete(c.byKey, p.key)
	return p
}

// pushFresh takes the oldest answer out of the fresh queue, into the long one if
// it was used.
func (c *pageCache) pushFresh() {
	p := c.drop(c.fresh.Back())
	if p.used > 0 {
		p.main, p.used = true, 0
		c.add(p)
		return
	}
	c.goneBy[p.key] = c.gone.PushFront(p.key)
	for c.gone.Len() > goneShare*(c.main.Len()+c.fresh.Len()) {
		c.forget(c.gone.Back())
	}
}

// pushMain takes the oldest answer out of the long queue, or puts it to its
// beginning again if it was used.
func (c *pageCache) pushMain() {
	p := c.drop(c.main.Back())
	if p.used > 0 {
		p.used--
		c.add(p)
	}
}

func (c *pageCache) forget(e *list.Element) {
	delete(c.goneBy, e.Value.(pageKey))
	c.gone.Remove(e)
}
