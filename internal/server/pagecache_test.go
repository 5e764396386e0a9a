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
	if c.bytes > c.max || len(c.byKey) != 10 || c.order.Len() != 10 {
		t.Errorf("%d bytes of at most %d, %d entries", c.bytes, c.max, len(c.byKey))
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
	if p, _ := c.get(k); string(p.body) != "zwei" || c.bytes != 4+pageOverhead {
		t.Errorf("replaced body %q, %d bytes", p.body, c.bytes)
	}
	c.put(pageKey{etag: "big"}, http.Header{}, make([]byte, cachedPageMax+1))
	if _, ok := c.get(pageKey{etag: "big"}); ok {
		t.Error("a body over the limit is kept")
	}
}
