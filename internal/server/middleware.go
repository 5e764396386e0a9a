package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
)

// policy is the content security policy: everything from here, nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// secure sets the headers that every answer has, whatever it is.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		next.ServeHTTP(w, r)
	})
}

// bound limits what one request may cost.
func (s *Server) bound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.Limits.Deadline)
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, s.Limits.BodyBytes)
		if len(r.TransferEncoding) > 0 {
			// No browser sends forms so. If a length came too, whoever stands in front
			// may see other requests in what follows (RFC 9112, 6.3).
			w.Header().Set("Connection", "close")
		}
		var err error
		if len(r.URL.RawQuery)+len(r.URL.EscapedPath()) > s.Limits.URLBytes {
			err = archive.Errorf(archive.CodeTooLarge, "Die Adresse ist länger als %d Zeichen.", s.Limits.URLBytes)
			r.URL.RawQuery, r.URL.Path, r.URL.RawPath = "", "/", ""
		}
		r.URL.RawQuery = untracked(r.URL.RawQuery)
		s.orFail(next, err).ServeHTTP(w, r)
	})
}

// recoverPanics answers 500 where a handler panics, and says so in the log.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.fail(w, r, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}

// observe names the request and logs how it was answered: method, path, status,
// time; what was searched for only where the operator wants it.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i := &info{lang: "de", base: "http://localhost", id: requestID()}
		r = withInfo(r, i)
		begun := time.Now()
		rec := &recorder{ResponseWriter: w}
		path, query := r.URL.Path, r.URL.RawQuery
		next.ServeHTTP(rec, r)
		s.Observe(routeOf(r), rec.status, time.Since(begun))
		level := slog.LevelDebug
		if rec.status >= http.StatusInternalServerError {
			level = slog.LevelWarn
		}
		attrs := []slog.Attr{
			slog.String("id", i.id), slog.String("method", r.Method), slog.String("path", path),
			slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes), slog.Duration("took", time.Since(begun)),
		}
		if s.LogQueries {
			level = max(level, slog.LevelInfo)
			attrs = append(attrs, slog.String("query", query))
		}
		s.Logger.LogAttrs(r.Context(), level, "request", attrs...)
	})
}

// routeOf is the pattern that a request matched, so that there are few of them.
func routeOf(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil && c.RoutePattern() != "" && c.RoutePattern() != "/*" {
		return c.RoutePattern()
	}
	return "none"
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func requestID() string {
	var b [6]byte
	if _, err := rand.Read(b[:]); err != nil {
		return "unknown"
	}
	return hex.EncodeToString(b[:])
}
