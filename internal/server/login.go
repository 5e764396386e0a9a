package server

import (
	"net/http"
	"strconv"
	"time"

	"depesche/internal/access"
	"depesche/internal/archive"
	"depesche/web"
)

// Paths of the ways into a closed archive.
const (
	pathLogin  = "/anmelden"
	pathLogout = "/abmelden"
)

// Limits of trying passwords. A hash takes 19 MiB, so few are computed at once.
const (
	loginBurst   = 5                // tries of one client at once
	loginEvery   = 30 * time.Second // and then one in this time
	loginClients = 10_000           // clients that are remembered
	loginHashes  = 2                // at the same time
	loginWait    = 2 * time.Second  // for a turn
)

// doorman bounds what trying passwords may cost.
type doorman struct {
	tries  *access.Limiter
	hashes chan struct{}
}

func newDoorman(clock func() time.Time) *doorman {
	return &doorman{access.NewLimiter(loginBurst, loginEvery, loginClients, clock), make(chan struct{}, loginHashes)}
}

// wayIn adds to a page what leads in: the form, or where the form is.
func (s *Server) wayIn(r *http.Request, p *web.Page, v *web.Closed, to, message string) {
	if s.Access.Header != "" {
		v.Lead = p.T("Die Texte dieses Archivs sind geschützt. Angemeldet wird man von der Seite Ihrer Redaktion oder Bibliothek aus, die Sie hierher geschickt hat.",
			"The texts of this archive are protected. You are logged in by your newsroom's or library's own page that sent you here.")
		return
	}
	v.Login = &web.LoginForm{Token: s.formToken(r), To: localPath(to), Message: message}
}

func (s *Server) loginPage(w http.ResponseWriter, r *http.Request) error {
	if s.Access == nil {
		return s.notFound(w, r)
	}
	to := localPath(r.URL.Query().Get("zu"))
	if infoOf(r).reader.all {
		return seeOther(w, to)
	}
	return s.loginAgain(w, r, http.StatusOK, to, "")
}

func (s *Server) loginAgain(w http.ResponseWriter, r *http.Request, status int, to, message string) error {
	p := s.newPage(r, "anmelden")
	v := web.Closed{
		Title: p.T("Anmelden", "Log in"),
		Lead:  p.T("Die Texte dieses Archivs sind geschützt. Das Passwort haben Sie vom Betreiber.", "The texts of this archive are protected. You have the password from its operator."),
	}
	s.wayIn(r, p, &v, to, message)
	p.Head.Title = v.Title
	p.Head.Robots = "noindex"
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, status, web.ClosedPage(p, v))
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	client := s.clientOf(r)
	p := s.newPage(r, "anmelden")
	to := localPath(r.PostForm.Get("zu"))
	if wait, ok := s.door.tries.Allow(client); !ok {
		seconds := int(wait/time.Second) + 1
		s.Logger.WarnContext(r.Context(), "log-in: too many tries", "client", client)
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
		return s.loginAgain(w, r, http.StatusTooManyRequests, to,
			p.T("Das waren zu viele Versuche. Der nächste geht in ", "These were too many tries. The next one is possible in ")+strconv.Itoa(seconds)+p.T(" Sekunden.", " seconds."))
	}
	right, err := s.passwordMatches(r)
	if err != nil {
		return err
	}
	if !right {
		s.Logger.WarnContext(r.Context(), "log-in: wrong password", "client", client)
		return s.loginAgain(w, r, http.StatusForbidden, to, p.T("Das Passwort stimmt nicht.", "The password is wrong."))
	}
	until := s.Clock().Add(s.Access.SessionAge())
	s.setCookie(w, r, sessionCookie, s.Access.Keys.Token(access.Session{Until: until}), until)
	return seeOther(w, to)
}

// passwordMatches waits for its turn, then computes.
func (s *Server) passwordMatches(r *http.Request) (bool, error) {
	timer := time.NewTimer(loginWait)
	defer timer.Stop()
	select {
	case s.door.hashes <- struct{}{}:
		defer func() { <-s.door.hashes }()
		return s.Access.Password.Matches(r.PostForm.Get("password")), nil
	case <-timer.C:
		return false, archive.Errorf(archive.CodeUnavailable, "Gerade melden sich sehr viele zugleich an. Bitte gleich noch einmal versuchen.")
	case <-r.Context().Done():
		return false, r.Context().Err()
	}
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) error {
	s.setCookie(w, r, sessionCookie, "", time.Unix(0, 0))
	return seeOther(w, pathLogin)
}

// setCookie sets or, with a time that is past, removes a cookie. Lax and not
// Strict, so that a link in a mail or chat opens what the reader may read.
func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, name, value string, until time.Time) {
	secure := isSecure(r)
	c := &http.Cookie{Name: cookiePrefix(secure) + name, Value: value, Path: "/", Expires: until, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	if age := until.Sub(s.Clock()); age > 0 {
		c.MaxAge = int(age / time.Second)
	} else {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}
