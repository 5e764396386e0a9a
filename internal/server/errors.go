package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"depesche/internal/archive"
	"depesche/web"
)

// statusOf is the HTTP status of an error's code.
var statusOf = map[archive.Code]int{
	archive.CodeInternal:    http.StatusInternalServerError,
	archive.CodeInvalid:     http.StatusBadRequest,
	archive.CodeNotFound:    http.StatusNotFound,
	archive.CodeGone:        http.StatusGone,
	archive.CodeTooLarge:    http.StatusRequestEntityTooLarge,
	archive.CodeTooMany:     http.StatusTooManyRequests,
	archive.CodeTooCostly:   http.StatusUnprocessableEntity,
	archive.CodeUnavailable: http.StatusServiceUnavailable,
	archive.CodeNoSpace:     http.StatusInsufficientStorage,
	archive.CodeForbidden:   http.StatusForbidden,
	archive.CodeConflict:    http.StatusConflict,
	codeMethod:              http.StatusMethodNotAllowed,
	codeUnauthorized:        http.StatusUnauthorized,
}

// codeMethod is known to HTTP alone.
const codeMethod archive.Code = "method_not_allowed"

// retryAfter is what readers are told to wait, in seconds.
const retryAfter = "5"

// statusClientGone is what nginx logs where the reader hung up first.
const statusClientGone = 499

// fail is the one place that answers errors.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	i := infoOf(r)
	code := archive.CodeOf(err)
	switch {
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		if rec, ok := w.(*recorder); ok && rec.status == 0 {
			rec.status = statusClientGone
		}
		return
	case errors.Is(err, context.DeadlineExceeded):
		code = archive.CodeUnavailable
	}
	if path, untidy := tidied(r); code == archive.CodeNotFound && untidy {
		i.etag = ""
		if err := redirect(w, path+mark(r.URL.RawQuery)); err != nil {
			s.Logger.Error("redirecting", "id", i.id, "error", err)
		}
		return
	}
	status, ok := statusOf[code]
	if !ok {
		status, code = http.StatusInternalServerError, archive.CodeInternal
	}
	if status >= http.StatusInternalServerError {
		s.Logger.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String("id", i.id), slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	if rec, ok := w.(*recorder); ok && rec.status != 0 {
		return // the answer has begun
	}
	if status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", retryAfter)
	}
	i.etag = ""
	message := archive.MessageOf(err)
	if wantsJSON(r) {
		if message == "" {
			message = errorTitle(web.German, status)
		}
		err = s.sendJSON(w, r, status, jsonError{jsonErrorBody{string(code), message}})
	} else {
		err = s.errorPage(w, r, status, message, err)
	}
	if err != nil {
		s.Logger.Error("answering an error", "id", i.id, "error", err)
		http.Error(w, http.StatusText(status), status)
	}
}

type jsonError struct {
	Error jsonErrorBody `json:"error"`
}

type jsonErrorBody struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || strings.HasSuffix(r.URL.Path, ".json")
}

// errorPage draws an error for people, with a way on.
func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, status int, message string, cause error) error {
	p := s.newPage(r, "fehler")
	e := web.ErrorView{Status: status, Title: errorTitle(p.Lang, status), Message: message}
	if p.Lang == web.English {
		e.Message = englishMessage(status) // messages of the parts are German
	}
	var gone *goneError
	if errors.As(cause, &gone) {
		e.Facts = s.biblio(p, &gone.article)
		e.Title, e.Lang = gone.article.Title, langOf(&gone.article)
	}
	if words := wordsOf(r.URL.Path); words != "" && (status == http.StatusNotFound || status == http.StatusGone) {
		p.Box.Text = words
		e.Help = append(e.Help, web.Link{Text: p.T("Nach „"+words+"“ suchen", "Search for “"+words+"”"), Href: searchURL(words)})
	}
	if status >= http.StatusInternalServerError {
		e.ID = infoOf(r).id
	}
	e.Help = append(e.Help,
		web.Link{Text: p.T("Zur Startseite", "To the start page"), Href: "/"},
		web.Link{Text: p.T("Alle Namen und Themen", "All names and topics"), Href: "/e"},
		web.Link{Text: p.T("Hilfe zur Suche", "Help with searching"), Href: "/hilfe"})
	p.Head.Title = e.Title
	p.Head.Robots = "noindex"
	return s.render(w, r, status, web.ErrorPage(p, e))
}

func errorTitle(l web.Lang, status int) string {
	switch status {
	case http.StatusBadRequest:
		return l.T("Diese Anfrage ist nicht zu verstehen", "This request can't be understood")
	case http.StatusUnauthorized:
		return l.T("Bitte zuerst anmelden", "Please log in first")
	case http.StatusForbidden:
		return l.T("Das ist nicht öffentlich", "This is not public")
	case http.StatusNotFound:
		return l.T("Das gibt es hier nicht", "There is no such thing here")
	case http.StatusMethodNotAllowed:
		return l.T("Hier kann man nur lesen", "This can only be read")
	case http.StatusConflict:
		return l.T("Das widerspricht dem, was da ist", "This contradicts what is there")
	case http.StatusGone:
		return l.T("Das war hier und wurde entfernt", "This was here and has been removed")
	case http.StatusRequestEntityTooLarge:
		return l.T("Das ist zu lang", "This is too long")
	case http.StatusUnprocessableEntity:
		return l.T("Diese Suche wäre zu aufwendig", "This search would take too much work")
	case http.StatusTooManyRequests:
		return l.T("Das waren zu viele Anfragen", "These were too many requests")
	case http.StatusServiceUnavailable:
		return l.T("Gerade nicht möglich", "Not possible right now")
	case http.StatusInsufficientStorage:
		return l.T("Der Speicher des Archivs ist voll", "The archive's storage is full")
	}
	return l.T("Hier ist etwas schiefgegangen", "Something went wrong here")
}

func englishMessage(status int) string {
	switch status {
	case http.StatusNotFound:
		return "The address may be mistyped, or it never belonged to an article of this archive."
	case http.StatusGone:
		return "The text is no longer in the archive. Its bibliographic data stay."
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		return "Please try again in a few seconds."
	case http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge, http.StatusBadRequest:
		return "Please ask for less or in fewer words."
	}
	return ""
}

// goneError is an article that was removed.
type goneError struct{ article archive.Article }

func (e *goneError) Error() string { return "article " + string(e.article.ID) + " was removed" }

func (e *goneError) Unwrap() error {
	message := "Der Text ist nicht mehr im Archiv. Seine bibliografischen Angaben bleiben."
	if reason := e.article.Tombstone.Reason; reason != "" {
		message += " Grund: " + reason
	}
	return archive.Errorf(archive.CodeGone, "%s", message)
}

func (s *Server) notFound(http.ResponseWriter, *http.Request) error {
	return archive.Errorf(archive.CodeNotFound, "Vielleicht ist die Adresse vertippt, oder sie gehörte nie zu einem Artikel dieses Archivs.")
}

func (s *Server) methodNotAllowed(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Allow", "GET, HEAD")
	return archive.Errorf(codeMethod, "Unter dieser Adresse kann man nur lesen (GET und HEAD).")
}

// wordsOf are the readable words of a path: those of its slug.
func wordsOf(path string) string {
	rest, ok := strings.CutPrefix(path, "/a/")
	if ok {
		_, rest, _ = strings.Cut(rest, "-")
	} else {
		rest = strings.TrimPrefix(path, "/e/")
	}
	rest, _, _ = strings.Cut(rest, "/")
	rest, _, _ = strings.Cut(rest, ".")
	words := strings.FieldsFunc(rest, func(r rune) bool { return r == '-' || r == '_' || r == '+' || r <= ' ' })
	const most = 8
	return strings.Join(words[:min(most, len(words))], " ")
}
