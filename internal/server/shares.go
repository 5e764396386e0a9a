package server

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/access"
	"depesche/internal/archive"
	"depesche/web"
)

// Paths of share links.
const (
	pathShares = "/teilen"
	pathRevoke = "/teilen/zurueckziehen"
)

// shareDays are the ages that the form offers, and the one it proposes.
var shareDays = []int{1, 7, 30, 90, 365}

const proposedDays = 7

// maxShareNote bounds the note of a link, in bytes.
const maxShareNote = 400

// sharesPage lists the links and, with ?artikel=, offers to make a new one.
func (s *Server) sharesPage(w http.ResponseWriter, r *http.Request) error {
	if s.Access == nil || s.Access.Links == nil {
		return s.notFound(w, r)
	}
	return s.showShares(w, r, nil)
}

func (s *Server) showShares(w http.ResponseWriter, r *http.Request, made *access.Issued) error {
	all, err := s.Access.Links.All()
	if err != nil {
		return err
	}
	p := s.newPage(r, "teilen")
	v := web.Shares{Token: s.formToken(r)}
	for _, link := range slices.Backward(all) {
		row := s.shareRow(r, p, link)
		v.List = append(v.List, row)
		if made != nil && link.ID == made.ID {
			v.Made = &row
		}
	}
	if id := r.URL.Query().Get("artikel"); id != "" && made == nil {
		if v.New, err = s.newShare(r, archive.ID(id), r.URL.Query().Get("absatz")); err != nil {
			return err
		}
	}
	p.Head.Title = p.T("Freigabe-Links", "Share links")
	p.Head.Robots = "noindex"
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, web.SharesPage(p, v))
}

func (s *Server) newShare(r *http.Request, id archive.ID, pid string) (*web.NewShare, error) {
	a, err := s.article(r.Context(), id)
	if err != nil {
		return nil, err
	}
	n := &web.NewShare{Article: string(a.ID), Title: a.Title}
	if pid != "" {
		par, ok := paragraphOf(&a.Article, pid)
		if !ok {
			return nil, archive.Errorf(archive.CodeNotFound, "Diesen Absatz gibt es in dem Artikel nicht.")
		}
		n.PID, n.Excerpt = pid, archive.Excerpt(par.Text, archive.ExcerptRunes)
	}
	for _, d := range shareDays {
		n.Ages = append(n.Ages, web.ShareAge{Days: d, Default: d == proposedDays})
	}
	return n, nil
}

func paragraphOf(a *archive.Article, pid string) (archive.Paragraph, bool) {
	i := slices.IndexFunc(a.Paragraphs, func(p archive.Paragraph) bool { return p.PID == pid })
	if i < 0 {
		return archive.Paragraph{}, false
	}
	return a.Paragraphs[i], true
}

func (s *Server) shareRow(r *http.Request, p *web.Page, link access.Issued) web.Share {
	row := web.Share{
		ID: link.ID, Title: string(link.Article), Href: "/a/" + string(link.Article), Passage: link.PID != "", Note: link.Note,
		Made: s.shareDate(p, link.Made), Until: s.shareDate(p, link.Until),
	}
	if link.PID != "" {
		row.Href += "/" + link.PID
	}
	if a, err := s.Corpus.Article(r.Context(), link.Article); err == nil {
		row.Title = a.Title
	}
	switch {
	case link.Revoked:
		row.State = web.ShareRevoked
	case !s.Clock().Before(link.Until):
		row.State = web.ShareEnded
	default:
		token := s.Access.Keys.LinkToken(access.Link{ID: link.ID, Article: link.Article, PID: link.PID, Until: link.Until})
		row.URL = infoOf(r).base + pathShares + "/" + token
	}
	return row
}

func (s *Server) shareDate(p *web.Page, t time.Time) string {
	return p.Lang.Date(archive.NewDate(t.Local(), archive.Day))
}

// share makes a link.
func (s *Server) share(w http.ResponseWriter, r *http.Request) error {
	if !infoOf(r).reader.all || s.Access.Links == nil {
		return s.turnAway(w, r)
	}
	n, err := s.newShare(r, archive.ID(r.PostForm.Get("artikel")), r.PostForm.Get("absatz"))
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(r.PostForm.Get("tage"))
	if err != nil || !slices.Contains(shareDays, days) {
		return archive.Errorf(archive.CodeInvalid, "Ein Freigabe-Link gilt 1, 7, 30, 90 oder 365 Tage.")
	}
	note := r.PostForm.Get("notiz")
	if len(note) > maxShareNote {
		return archive.Errorf(archive.CodeTooLarge, "Die Notiz ist zu lang.")
	}
	now := s.Clock().UTC().Truncate(time.Second)
	made, err := s.Access.Links.Issue(access.Issued{Article: archive.ID(n.Article), PID: n.PID, Note: note, Made: now, Until: now.AddDate(0, 0, days)}, rand.Reader)
	if err != nil {
		return err
	}
	return s.showShares(w, r, &made)
}

func (s *Server) revokeShare(w http.ResponseWriter, r *http.Request) error {
	if !infoOf(r).reader.all || s.Access.Links == nil {
		return s.turnAway(w, r)
	}
	if err := s.Access.Links.Revoke(r.PostForm.Get("id")); err != nil {
		return err
	}
	return seeOther(w, s.newPage(r, "teilen").Link(pathShares))
}

// link reads the share link of a URL and checks that it still opens.
func (s *Server) link(r *http.Request) (string, access.Link, error) {
	if s.Access == nil || s.Access.Links == nil {
		return "", access.Link{}, archive.Errorf(archive.CodeNotFound, "In diesem Archiv gibt es keine Freigabe-Links.")
	}
	token := chi.URLParam(r, "token")
	link, err := s.Access.Keys.Link(token, s.Clock())
	if err != nil {
		return "", link, err
	}
	return token, link, s.Access.Links.Open(link)
}

// redeemPage is what a share link leads to. It opens nothing yet: preview bots
// and virus scanners come here before people do.
func (s *Server) redeemPage(w http.ResponseWriter, r *http.Request) error {
	_, link, err := s.link(r)
	if err != nil {
		return err
	}
	p := s.newPage(r, "teilen")
	p.Head.Title, p.Head.Robots = p.T("Freigegebener Artikel", "Shared article"), "noindex, noarchive"
	p.Head.Description = p.T("Ein Artikel aus einem geschlossenen Archiv.", "An article from a closed archive.")
	v := web.Closed{Title: p.Head.Title}
	if a, err := s.Corpus.Article(r.Context(), link.Article); err == nil && a.Tombstone == nil && s.Access.Card != access.CardNone {
		s.fillCard(r, p, &v, &a)
	}
	p.Head.Canonical = infoOf(r).base + r.URL.EscapedPath()
	what := p.T("einen Artikel", "an article")
	if link.PID != "" {
		what = p.T("einen Absatz", "a paragraph")
	}
	v.Lead = p.T("Jemand, der dieses Archiv lesen darf, hat "+what+" für Sie freigegeben, bis zum ", "Somebody who may read this archive has shared "+what+" with you, until ") +
		s.shareDate(p, link.Until) + p.T(". Zum Öffnen wird ein Cookie gesetzt.", ". Opening it sets a cookie.")
	v.Redeem = &web.RedeemForm{Action: r.URL.EscapedPath(), Token: s.formToken(r)}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, web.ClosedPage(p, v))
}

// redeem makes the link a cookie.
func (s *Server) redeem(w http.ResponseWriter, r *http.Request) error {
	token, link, err := s.link(r)
	if err != nil {
		return err
	}
	s.setCookie(w, r, shareCookie+link.ID, token, link.Until)
	path := "/a/" + string(link.Article)
	if link.PID != "" {
		path += "/" + link.PID
	}
	return seeOther(w, s.newPage(r, "teilen").Link(path))
}
