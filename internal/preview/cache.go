package preview

import (
	"container/list"
	"context"
	"fmt"
	"sync"
)

// Cache draws cards and keeps the most recently asked for, up to a number of
// bytes. Few are drawn at once, so that a crowd of requests for new cards takes
// neither all processors nor much memory. It may be used from several
// goroutines.
type Cache struct {
	limit int
	slots chan struct{}

	mu    sync.Mutex
	bytes int
	order *list.List // of *entry, most recent first
	byKey map[string]*list.Element
}

type entry struct {
	key string
	png []byte
}

// NewCache makes a cache of at most limit bytes that draws at most workers
// cards at once.
func NewCache(limit, workers int) *Cache {
	return &Cache{
		limit: limit, slots: make(chan struct{}, max(workers, 1)),
		order: list.New(), byKey: map[string]*list.Element{},
	}
}

// Get is the card as a PNG, drawn now or kept. It waits for a free place to
// draw until ctx ends.
func (c *Cache) Get(ctx context.Context, card Card) ([]byte, error) {
	key := card.Hash()
	if png, ok := c.kept(key); ok {
		return png, nil
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting to draw card %s: %w", key, ctx.Err())
	}
	if png, ok := c.kept(key); ok { // another request drew it while we waited
		return png, nil
	}
	png, err := Draw(card)
	if err != nil {
		return nil, fmt.Errorf("drawing card %s: %w", key, err)
	}
	c.keep(key, png)
	return png, nil
}

// Bytes is how much is kept at the moment.
func (c *Cache) Bytes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes
}

func (c *Cache) kept(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.byKey[key]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(el)
	return el.Value.(*entry).png, true
}

func (c *Cache) keep(key string, png []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byKey[key]; ok || len(png) > c.limit {
		return
	}
	c.byKey[key] = c.order.PushFront(&entry{key, png})
	c.bytes += len(png)
	for c.bytes > c.limit {
		last := c.order.Back()
		e := c.order.Remove(last).(*entry)
		delete(c.byKey, e.key)
		c.bytes -= len(e.png)
	}
}
