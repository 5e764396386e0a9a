package server

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
)

func TestPageCacheIsBoundedAndKeepsWhatIsUsed(t *testing.T) {
	c := newPageCache(10 * (pageOverhead + 100))
	key := func(i int) pageKey { return pageKey{etag: fmt.Sprint(i)} }
	for i := range 100 {
		c.put(key(i), http.Header{"Content-Type": {"text/html"}}, bytes.Repeat([]byte{byte(i)}, 100))
		c.get(key(0))
	}
	if bytes := c.fresh.bytes + c.main.bytes; bytes > c.max || len(c.byKey) != 10 || c.fresh.Len()+c.main.Len() != 10 || c.gone.Len() > 10*goneShare {
		t.Errorf("%d bytes of at most %d, %d entries, %d gone", bytes, c.max, len(c.byKey), c.gone.Len())
	}
	p, ok := c.get(key(0))
	if !ok || len(p.body) != 100 || p.header.Get("Content-Type") != "text/html" {
		t.Errorf("what was used all the time is gone, or another: %v %+v", ok, p)
	}
	if _, ok := c.get(key(50)); ok {
		t.Error("what was not used is still there")
	}
	if _, ok := c.get(pageKey{etag: "0", gzip: true}); ok {
		t.Error("an answer in another coding is given")
	}
}

func TestPageCacheCopiesAndReplaces(t *testing.T) {
	c := newPageCache(1 << 20)
	body := []byte("eins")
	k := pageKey{etag: "a"}
	c.put(k, http.Header{}, body)
	body[0] = 'X'
	if p, _ := c.get(k); string(p.body) != "eins" {
		t.Errorf("the kept body changed with the caller's: %q", p.body)
	}
	c.put(k, http.Header{}, []byte("zwei"))
	if p, _ := c.get(k); string(p.body) != "zwei" || c.fresh.bytes+c.main.bytes != 4+pageOverhead {
		t.Errorf("replaced body %q, %d bytes", p.body, c.fresh.bytes)
	}
	c.put(pageKey{etag: "big"}, http.Header{}, make([]byte, cachedPageMax+1))
	if _, ok := c.get(pageKey{etag: "big"}); ok {
		t.Error("a body over the limit is kept")
	}
}

// Readers ask for a few pages again and again while a crawler asks for all.
func TestPageCacheWithstandsACrawler(t *testing.T) {
	c := newPageCache(100 * (pageOverhead + 100))
	body := make([]byte, 100)
	ask := func(key pageKey) bool {
		if _, ok := c.get(key); ok {
			return true
		}
		c.put(key, http.Header{}, body)
		return false
	}
	hits := 0
	for i := range 10_000 {
		ask(pageKey{etag: fmt.Sprint("crawler ", i)})
		if i%10 == 0 && ask(pageKey{etag: fmt.Sprint("reader ", i/10%20)}) {
			hits++
		}
	}
	if hits < 800 { // of 1,000; one that keeps what was used last has none
		t.Errorf("%d of 1,000 readers' pages were kept", hits)
	}
}

// A round of more pages than there is room for finds some of them.
func TestPageCacheKeepsAPartOfARound(t *testing.T) {
	c := newPageCache(100 * (pageOverhead + 100))
	body, hits := make([]byte, 100), 0
	for i := range 20 * 130 {
		key := pageKey{etag: fmt.Sprint(i % 130)}
		if _, ok := c.get(key); ok {
			hits++
		} else {
			c.put(key, http.Header{}, body)
		}
	}
	if hits < 1000 {
		t.Errorf("%d of 2,600 hits", hits)
	}
}

func BenchmarkPageCache(b *testing.B) {
	c := newPageCache(64 << 20)
	body := make([]byte, 9000)
	keys := make([]pageKey, 20_000)
	for i := range keys {
		keys[i] = pageKey{etag: fmt.Sprint(i)}
	}
	for i := 0; b.Loop(); i++ {
		key := keys[i*i%len(keys)]
		if _, ok := c.get(key); !ok {
			c.put(key, http.Header{}, body)
		}
	}
}
