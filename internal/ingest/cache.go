package ingest

import (
	"container/list"
	"sync"

	"depesche/internal/archive"
	"depesche/internal/index"
)

// articleKey names an article by what it says: the bytes of its file, the
// mentions that were found in it, and its versions. So nothing in the cache gets
// stale.
type articleKey struct {
	id       archive.ID
	sha256   [32]byte
	mentions uint64 // hashMentions
	versions int64  // when one was last kept, Unix nanoseconds
}

// articleCache keeps the articles used last. There is one per id.
type articleCache struct {
	max   int // bytes
	mu    sync.Mutex
	order *list.List // of cached, the one used last first
	byID  map[archive.ID]*list.Element
	bytes int
}

type cached struct {
	articleKey
	doc   index.Document
	bytes int
}

func newArticleCache(max int) *articleCache {
	return &articleCache{max: max, order: list.New(), byID: make(map[archive.ID]*list.Element)}
}

func (c *articleCache) get(key articleKey) (index.Document, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[key.id]
	if !ok || e.Value.(*cached).articleKey != key {
		return index.Document{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).doc, true
}

// latest is what is there of an article, whichever it is.
func (c *articleCache) latest(id archive.ID) (cached, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byID[id]
	if !ok {
		return cached{}, false
	}
	return *e.Value.(*cached), true
}

func (c *articleCache) put(key articleKey, d index.Document) {
	bytes := 1 << 10 // what is around the text
	for _, p := range d.Article.Paragraphs {
		bytes += len(p.Text) + 200
	}
	bytes += 200 * len(d.Mentions)
	if bytes > c.max/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byID[key.id]; ok {
		c.drop(e)
	}
	c.byID[key.id] = c.order.PushFront(&cached{key, d, bytes})
	for c.bytes += bytes; c.bytes > c.max; {
		c.drop(c.order.Back())
	}
}

func (c *articleCache) drop(e *list.Element) {
	old := c.order.Remove(e).(*cached)
	c.bytes -= old.bytes
	delete(c.byID, old.id)
}
