package server

import (
	"net/http"
	"strings"

	"depesche/internal/access"
	"depesche/internal/archive"
	"depesche/web"
)

// codeUnauthorized is known to HTTP alone: the reader has to log in first.
const codeUnauthorized archive.Code = "unauthorized"

// public are the paths that a closed archive answers to everybody: what the law
// wants reachable, what machines ask, and the ways in.
var public = map[string]bool{
	"/impressum": true, "/datenschutz": true, "/robots.txt": true, "/favicon.ico": true, "/opensearch.xml": true,
	"/healthz": true, "/readyz": true, pathLogin: true, pathLogout: true,
}

func isPublic(path string, card access.Card) bool {
	return public[path] || strings.HasPrefix(path, "/static/") || strings.HasPrefix(path, pathShares+"/") && path != pathRevoke ||
		card == access.CardTitle && strings.HasPrefix(path, "/og/a/")
}

// guard keeps a closed archive closed: it lets readers through to what they may
// read and answers everybody else with a page that says so.
func (s *Server) guard(next http.Handler) http.Handler {
	if s.Access == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Robots-Tag", "noindex, noarchive")
		h.Set("Cache-Control", "private, no-cache")
		h.Add("Vary", "Cookie")
		who := s.readerOf(r)
		infoOf(r).reader = who
		id, pid := target(r.URL.Path)
		switch {
		case who.all, isPublic(r.URL.Path, s.Access.Card):
			next.ServeHTTP(w, r)
		case s.sharedWith(r, who, id, pid):
			withoutNeighbours(r)
			next.ServeHTTP(w, r)
		default:
			s.handle(s.turnAway).ServeHTTP(w, r)
		}
	})
}

// target is the article, and the passage of it, that a path shows; "" for
// everything else.
func target(path string) (id archive.ID, pid string) {
	if rest, ok := strings.CutPrefix(path, "/api/v1/articles/"); ok {
		return archive.ID(rest), ""
	}
	rest, ok := strings.CutPrefix(path, "/a/")
	if !ok {
		return "", ""
	}
	first, rest, _ := strings.Cut(rest, "/")
	if i := strings.IndexAny(first, "-."); i >= 0 {
		first = first[:i]
	}
	rest, _, _ = strings.Cut(rest, ".")
	rest, _, _ = strings.Cut(rest, "/")
	if rest == "versionen" {
		rest = ""
	}
	return archive.ID(strings.ToLower(first)), rest
}

// sharedWith reports whether the reader carries a share link that opens the
// page and has not been revoked.
func (s *Server) sharedWith(r *http.Request, who reader, id archive.ID, pid string) bool {
	if id == "" || s.Access.Links == nil {
		return false
	}
	for _, link := range who.links {
		if link.Opens(id, pid) {
			if err := s.Access.Links.Open(link); err == nil {
				return true
			} else if archive.CodeOf(err) != archive.CodeGone {
				s.Logger.ErrorContext(r.Context(), "share link", "error", err)
			}
		}
	}
	return false
}

// withoutNeighbours takes from a URL what would show other articles: the place
// in a list of hits.
func withoutNeighbours(r *http.Request) {
	q := r.URL.Query()
	if q.Has(paramHit) {
		q.Del(paramHit)
		r.URL.RawQuery = q.Encode()
	}
}

// turnAway answers somebody who may not read this: pages with what the operator
// lets them show and the way in, at the same URL and as 200, so that links
// pasted into a chat have a preview; everything else with 401.
func (s *Server) turnAway(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !isPage(r.URL.Path) {
		w.Header().Set("WWW-Authenticate", `Session realm="Depesche", login="`+pathLogin+`"`)
		return archive.Errorf(codeUnauthorized, "Dieses Archiv ist geschlossen. Bitte zuerst anmelden.")
	}
	p := s.newPage(r, "anmelden")
	v := s.closedView(r, p)
	s.wayIn(r, p, &v, r.URL.RequestURI(), "")
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, web.ClosedPage(p, v))
}

// isPage tells the paths of pages from those of files and of the API.
func isPage(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	return !strings.HasPrefix(path, "/api/") && !strings.HasPrefix(path, "/og/") && !strings.Contains(last, ".")
}

// closedView is what a closed page shows of itself.
func (s *Server) closedView(r *http.Request, p *web.Page) web.Closed {
	v := web.Closed{
		Title: p.T("Nur für angemeldete Leserinnen und Leser", "For readers who are logged in"),
		Lead:  p.T("Die Texte dieses Archivs sind geschützt. Wer dazugehört, meldet sich an und kommt dann genau hierher zurück.", "The texts of this archive are protected. Readers who belong to it log in and come back to this very page."),
	}
	p.Head.Title = p.T("Geschlossenes Archiv", "Closed archive")
	p.Head.Description = p.T("Diese Seite ist nur für angemeldete Leserinnen und Leser.", "This page is for readers who are logged in.")
	p.Head.Robots = "noindex, noarchive"
	id, pid := target(r.URL.Path)
	if id == "" || s.Access.Card == access.CardNone {
		return v
	}
	a, err := s.Corpus.Article(r.Context(), id)
	if err != nil || a.Tombstone != nil {
		return v // whether there is such an article is nobody's business
	}
	s.fillCard(r, p, &v, &a)
	p.Head.Canonical = infoOf(r).base + "/a/" + string(a.ID)
	if passageID.MatchString(pid) {
		p.Head.Canonical += "/" + pid
	}
	return v
}

// fillCard shows of an article what the operator allows. The canonical URL has
// no slug, which would tell the title.
func (s *Server) fillCard(r *http.Request, p *web.Page, v *web.Closed, a *archive.Article) {
	fact := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, web.Fact{Name: name, Value: value})
		}
	}
	date := ""
	if !a.Published.IsZero() {
		date = p.Lang.Date(a.Published)
	}
	fact(p.T("Medium", "Outlet"), a.Outlet)
	fact(p.T("Datum", "Date"), date)
	fact(p.T("Von", "By"), strings.Join(a.Authors, ", "))
	var known []string
	for _, f := range v.Facts {
		known = append(known, f.Value)
	}
	if len(known) > 0 {
		p.Head.Title = strings.Join(known, ", ")
	}
	if s.Access.Card == access.CardTitle {
		v.Title, v.TitleOf = a.Title, langOf(a)
		p.Head.Title = a.Title
		if len(known) > 0 {
			p.Head.Description = strings.Join(known, ", ")
		}
		p.Head.Image = cardImage(infoOf(r).base, "/og/a/"+string(a.ID)+".png", "", articleCard(&shownArticle{Article: *a, full: *a}))
	}
	p.Head.Type = "article"
	p.Head.Published = a.Published.String()
}
