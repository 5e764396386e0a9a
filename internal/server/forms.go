package server

import (
	"mime"
	"net/http"
	"net/url"
	"time"

	"depesche/internal/archive"
)

// formAge is how long the form of somebody who is not logged in may lie open.
const formAge = 12 * time.Hour

// formToken goes with every form that changes something. For a reader with a
// session it is the same as long as that lasts, so that pages can be cached.
func (s *Server) formToken(r *http.Request) string {
	who := infoOf(r).reader
	until := who.until
	if until.IsZero() {
		until = s.Clock().Add(formAge)
	}
	return s.Access.Keys.FormToken(who.name, until)
}

// posted lets a form through that comes from a page of this archive. What a
// browser says about the origin is checked; since some requests carry no
// origin (and http.CrossOriginProtection lets those pass), the form must bring
// a token of this reader too.
func (s *Server) posted(h handler) handler {
	protection := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) error {
		if s.Access == nil {
			return s.methodNotAllowed(w, r)
		}
		if r.Header.Get("Origin") != infoOf(r).base { // as the reader sees it, behind a proxy too
			if err := protection.Check(r); err != nil {
				return &archive.Error{Code: archive.CodeForbidden, Message: "Dieses Formular kam von einer anderen Seite.", Err: err}
			}
		}
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/x-www-form-urlencoded" {
			return archive.Errorf(archive.CodeInvalid, "Hier wird nur ein Formular angenommen.")
		}
		if err := r.ParseForm(); err != nil {
			if _, tooLong := err.(*http.MaxBytesError); tooLong {
				return archive.Errorf(archive.CodeTooLarge, "Dieses Formular ist zu groß.")
			}
			return &archive.Error{Code: archive.CodeInvalid, Message: "Dieses Formular ist nicht zu lesen.", Err: err}
		}
		if !s.Access.Keys.FormValid(r.PostForm.Get("token"), infoOf(r).reader.name, s.Clock()) {
			return archive.Errorf(archive.CodeForbidden, "Dieses Formular ist abgelaufen. Bitte die Seite neu laden und noch einmal absenden.")
		}
		return h(w, r)
	}
}

// seeOther leads from a form to a page (303).
func seeOther(w http.ResponseWriter, path string) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", path)
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// localPath is path if it leads to a page of this archive, else the start page:
// what a form names as its way on comes from outside.
func localPath(path string) string {
	u, err := url.Parse(path)
	const most = 4096
	if err != nil || len(path) > most || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		len(u.Path) == 0 || u.Path[0] != '/' || len(u.Path) > 1 && (u.Path[1] == '/' || u.Path[1] == '\\') {
		return "/"
	}
	for _, r := range path {
		if r <= ' ' || r == '\\' || r == 0x7f {
			return "/"
		}
	}
	if u.Path == pathLogin || u.Path == pathLogout {
		return "/"
	}
	return u.EscapedPath() + mark(u.RawQuery)
}
