package importer

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"depesche/internal/importer/capture"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// encoders are the content encodings that servers use (RFC 9110, 8.4.1; RFC 8878).
// "deflate" is zlib, but some servers send it without zlib's frame.
var encoders = map[string]func(io.Writer) io.WriteCloser{
	"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"raw deflate": func(w io.Writer) io.WriteCloser {
		z, err := flate.NewWriter(w, flate.BestCompression)
		if err != nil {
			panic(err)
		}
		return z
	},
	"br": func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 5) },
	"zstd": func(w io.Writer) io.WriteCloser {
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			panic(err)
		}
		return z
	},
}

// contentEncoded is what write writes, under the encodings named one after the other.
func contentEncoded(t testing.TB, write func(io.Writer) error, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.Writer = &out
	var open []io.WriteCloser
	for i := len(names) - 1; i >= 0; i-- {
		z := encoders[names[i]](w)
		open = append(open, z)
		w = z
	}
	if err := write(w); err != nil {
		t.Fatal(err)
	}
	for i := len(open) - 1; i >= 0; i-- {
		if err := open[i].Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// encodingServer answers every path with the body made for it, under the names of
// its encodings.
func encodingServer(t *testing.T, bodies map[string][]byte) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, "/")
		body, ok := bodies[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		for encoding := range strings.SplitSeq(name, ",") {
			encoding = strings.TrimSuffix(strings.TrimPrefix(encoding, "raw "), "!")
			if !strings.Contains(r.Header.Get("Accept-Encoding"), encoding) {
				t.Errorf("%s is not asked for: %q", encoding, r.Header.Get("Accept-Encoding"))
			}
			w.Header().Add("Content-Encoding", encoding)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server
}

// TestContentEncodings captures a page under each encoding, and cut in the middle
// of it.
func TestContentEncodings(t *testing.T) {
	page := func(name string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "<html lang=de><title>Rat sperrt Brücke %s</title><article><h1>Rat sperrt Brücke %s</h1><p>%s</p><p>%s %s</p></article>", name, name, prose, name, strings.Repeat("Die Sperre gilt ab Montag. ", 20))
			return err
		}
	}
	bodies := map[string][]byte{"gzip,br": contentEncoded(t, page("gzip,br"), "gzip", "br")}
	for name := range encoders {
		bodies[name] = contentEncoded(t, page(name), name)
	}
	server := encodingServer(t, bodies)
	for name := range bodies {
		b := newBench(t)
		b.opts.Capture = capture.New(capture.Options{AllowPrivate: true, IgnoreRobots: true, Delay: time.Millisecond})
		b.want(b.importing(server.URL+"/"+strings.ReplaceAll(name, " ", "%20")), map[Action]int{New: 1})
		if a := b.article(b.events[0].Path); a.Title != "Rat sperrt Brücke "+name || !strings.Contains(bodyText(&a), "Die Sperre gilt ab Montag.") {
			t.Errorf("%s: %q: %q", name, a.Title, bodyText(&a))
		}
	}
}

// TestEncodingBombs captures pages of a few kilobytes that unpack to 400 MB.
func TestEncodingBombs(t *testing.T) {
	const blocks = 400
	block := bytes.Repeat([]byte("<p>a "), 1<<20/5)
	bomb := func(w io.Writer) error {
		for range blocks {
			if _, err := w.Write(block); err != nil {
				return err
			}
		}
		return nil
	}
	bodies := map[string][]byte{"gzip,gzip": contentEncoded(t, bomb, "gzip", "gzip")}
	for name := range encoders {
		bodies[name+"!"] = contentEncoded(t, bomb, name)
	}
	server := encodingServer(t, bodies)
	for name, body := range bodies {
		b := newBench(t)
		b.opts.Capture = capture.New(capture.Options{AllowPrivate: true, IgnoreRobots: true, Delay: time.Millisecond})
		runtime.GC()
		peak := watchHeap(t)
		start := time.Now()
		r := b.importing(server.URL + "/" + strings.ReplaceAll(name, " ", "%20"))
		took, heap := time.Since(start), peak()
		t.Logf("%s of %d KB: %v, heap %d MB: %v", name, len(body)>>10, took.Round(time.Millisecond), heap>>20, b.events)
		if r.RefusedBy[CodeBomb] != 1 || took > 30*time.Second || heap > 256<<20 {
			t.Errorf("%s: refused by %v after %v, with %d MB", name, r.RefusedBy, took, heap>>20)
		}
	}
}
