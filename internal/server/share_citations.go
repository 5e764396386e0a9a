package server

import (
	"bytes"
	"net/http"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/citation"
)

// referenceFormats are the files of reference managers by the end of their URL.
var referenceFormats = []citation.Format{citation.RIS, citation.BibTeX, citation.CSLJSON}

// articleReference answers /a/{id}.ris and the like.
func (s *Server) articleReference(f citation.Format) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		a, err := s.article(r.Context(), articleID(r))
		if err != nil {
			return followForm(w, r, err)
		}
		return s.sendReference(w, r, f, s.reference(r, &a.full))
	}
}

// passageReference answers /a/{id}/{pid}.ris and the like: the passage as it is
// shown on its page.
func (s *Server) passageReference(f citation.Format) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		pid := chi.URLParam(r, "pid")
		found, err := s.passage(r.Context(), articleID(r), pid)
		if err != nil {
			return followPassage(w, r, err, "."+string(f))
		}
		ref, ok := s.passageCitation(r, &found.article, pid)
		if !ok {
			return noPassage(pid)
		}
		return s.sendReference(w, r, f, ref)
	}
}

// passageCitation cites a passage with the words that this reader may see.
func (s *Server) passageCitation(r *http.Request, a *shownArticle, pid string) (citation.Reference, bool) {
	full := a.full
	if s.open(&full) {
		full.Rights = archive.RightsFull
	}
	return citation.Archive{Name: archiveName, BaseURL: infoOf(r).base}.Passage(&full, pid, s.Clock())
}

func (s *Server) sendReference(w http.ResponseWriter, r *http.Request, f citation.Format, ref citation.Reference) error {
	var b bytes.Buffer
	e, err := citation.NewEncoder(&b, f)
	if err != nil {
		return err
	}
	if err := e.Encode(ref); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+ref.File(f)+`"`)
	return s.send(w, r, http.StatusOK, f.ContentType(), b.Bytes())
}
