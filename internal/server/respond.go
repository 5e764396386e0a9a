package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// handler answers a request or says why it can't.
type handler func(w http.ResponseWriter, r *http.Request) error

// handle makes an http.Handler of a handler.
func (s *Server) handle(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	}
}

// cached answers without any work where the reader has the page already (304),
// or where somebody asked for the same just before.
func (s *Server) cached(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		i := infoOf(r)
		i.etag = s.etagOf(r, i)
		if i.etag != "" && matches(r.Header.Get("If-None-Match"), i.etag) {
			w.Header().Set("ETag", i.etag)
			setCaching(w)
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
		if p, ok := s.pages.get(pageKey{i.etag, gzipWanted(r)}); ok && i.etag != "" {
			for name, values := range p.header {
				w.Header()[name] = values
			}
			setCaching(w)
			w.Header().Set("ETag", i.etag)
			writeBody(w, r, http.StatusOK, p.body)
			return nil
		}
		return h(w, r)
	}
}

// etagOf names the state of a page: it changes with the archive, the program,
// the assets, the URL, the language and the day (of access, in citations). It is
// weak because the page may be compressed.
func (s *Server) etagOf(r *http.Request, i *info) string {
	if i.status.Generation == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{
		i.status.Generation, s.Version, s.assets.Hash(), i.base, r.URL.Path, r.URL.RawQuery,
		string(i.lang), string(i.keepLang), i.reader.name, s.Clock().Format("2006-01-02"),
	}, "\x00")))
	return `W/"` + hex.EncodeToString(sum[:12]) + `"`
}

// matches reports whether an If-None-Match header names the tag (RFC 9110, weak
// comparison).
func matches(header, etag string) bool {
	if header == "*" {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		if strings.TrimPrefix(strings.TrimSpace(part), "W/") == strings.TrimPrefix(etag, "W/") && part != "" {
			return true
		}
	}
	return false
}

func setCaching(w http.ResponseWriter) {
	h := w.Header()
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	h.Add("Vary", "Accept-Encoding")
	h.Add("Vary", "Accept-Language")
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the largest buffer that goes back to the pool.
const maxKept = 1 << 20

func release(b *bytes.Buffer) {
	if b.Cap() <= maxKept {
		b.Reset()
		buffers.Put(b)
	}
}

// render answers with a page.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	if err := c.Render(r.Context(), b); err != nil {
		return fmt.Errorf("rendering page: %w", err)
	}
	return s.send(w, r, status, "text/html; charset=utf-8", b.Bytes())
}

// sendJSON answers with a value as JSON.
func (s *Server) sendJSON(w http.ResponseWriter, r *http.Request, status int, v any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	enc := json.NewEncoder(b)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encoding answer: %w", err)
	}
	return s.send(w, r, status, "application/json; charset=utf-8", b.Bytes())
}

// send answers with a whole body.
func (s *Server) send(w http.ResponseWriter, r *http.Request, status int, media string, body []byte) error {
	h := w.Header()
	h.Set("Content-Type", media)
	setCaching(w)
	if strings.HasSuffix(media, "utf-8") && !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD")) // a parameter that was typed, for instance
	}
	if status == http.StatusOK {
		if etag := infoOf(r).etag; etag != "" {
			h.Set("ETag", etag)
		}
	} else {
		h.Set("Cache-Control", "no-store")
	}
	wanted := gzipWanted(r)
	if wanted && len(body) >= minCompressed {
		b := buffers.Get().(*bytes.Buffer)
		defer release(b)
		if err := compress(b, body); err != nil {
			return err
		}
		h.Set("Content-Encoding", "gzip")
		body = b.Bytes()
	}
	if etag := h.Get("ETag"); etag != "" {
		s.pages.put(pageKey{etag, wanted}, h, body)
	}
	writeBody(w, r, status, body)
	return nil
}

func gzipWanted(r *http.Request) bool {
	return r.Header.Get("Range") == "" && acceptsGzip(r.Header.Get("Accept-Encoding"))
}

func writeBody(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader is gone; there is nobody to tell
	}
}

const minCompressed = 1024

var compressors = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant of the library
	}
	return z
}}

func compress(to *bytes.Buffer, body []byte) error {
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(to)
	if _, err := z.Write(body); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	return nil
}

// acceptsGzip reads an Accept-Encoding header (RFC 9110, 12.5.3).
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name = strings.ToLower(strings.TrimSpace(name)); name != "gzip" && name != "*" {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		if !ok {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}

// redirect sends the reader to a path of this archive for good.
func redirect(w http.ResponseWriter, path string) error {
	w.Header().Set("Location", path)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusMovedPermanently)
	return nil
}
