package server

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"depesche/internal/archive"
)

// forever is for what has its content in its name.
const forever = "public, max-age=31536000, immutable"

func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	a, ok := s.assets.Get(r.URL.Path)
	if !ok {
		return archive.Errorf(archive.CodeNotFound, "Diese Datei gehört zu einer anderen Version des Programms. Bitte die Seite neu laden.")
	}
	h := w.Header()
	h.Set("Content-Type", a.Type)
	h.Set("Cache-Control", forever)
	h.Set("Vary", "Accept-Encoding")
	if a.Gzip != nil && r.Header.Get("Range") == "" && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(a.Gzip)))
		w.WriteHeader(http.StatusOK)
		if r.Method != http.MethodHead {
			_, _ = w.Write(a.Gzip) // the reader is gone; there is nobody to tell
		}
		return nil
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.Body))
	return nil
}

func (s *Server) favicon(w http.ResponseWriter, _ *http.Request) error {
	return redirect(w, s.assets.Icon)
}

func (s *Server) healthz(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	return s.send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
}

// readyz tells the truth: the index answers a search.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	status, text := http.StatusOK, "ready\n"
	st := infoOf(r).status
	if !st.Ready {
		status, text = http.StatusServiceUnavailable, "not ready: "+st.Reason+"\n"
	} else if _, err := s.Search.Stats(r.Context()); err != nil {
		s.Logger.Error("readiness", "error", err)
		status, text = http.StatusServiceUnavailable, "not ready: the index does not answer\n"
	}
	if status != http.StatusOK {
		w.Header().Set("Retry-After", retryAfter)
	}
	return s.send(w, r, status, "text/plain; charset=utf-8", []byte(text))
}
