package server

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/citation"
	"depesche/internal/index"
	"depesche/internal/preview"
	"depesche/internal/query"
	"depesche/web"
)

// Bounds of the cards that are kept and drawn at once.
const (
	cardCacheBytes = 8 << 20
	cardWorkers    = 2
)

// paramHash names the content of a card in its URL, so that it may be kept for
// good: other content, other URL.
const paramHash = "v"

// cardMinutes is how long a card may be kept whose URL names another content
// than it has now: a link pasted before the article changed.
const cardMinutes = "public, max-age=300"

// cardImage is what a page says of its card, whose path has the raw query.
func cardImage(base, path, query string, c preview.Card) *web.Image {
	if query != "" {
		query += "&"
	}
	return &web.Image{
		URL: base + path + "?" + query + paramHash + "=" + c.Hash(), Alt: c.Alt(), Width: preview.Width, Height: preview.Height,
	}
}

// Cards are in German whatever the page is in: a link is passed on to others.

func articleCard(a *shownArticle) preview.Card {
	return preview.OfArticle(&a.Article, web.German.Date(a.Published), archiveName)
}

// passageCard quotes the paragraph, or the words of it that are given.
func passageCard(a *shownArticle, at int, words string) preview.Card {
	quote := ""
	if text := cmp.Or(words, a.Paragraphs[at].Text); text != "" {
		quote = citation.Quoted(text)
	}
	locator := ""
	if _, i, ok := a.full.Paragraph(a.Paragraphs[at].PID); ok {
		locator = citation.Locator(a.full.Paragraphs, i)
	}
	return preview.OfPassage(&a.Article, quote, locator, web.German.Date(a.Published), archiveName)
}

func entityCard(p archive.Profile) preview.Card { return preview.OfEntity(p, archiveName) }

func searchCard(search query.Search, res index.Result, name names) preview.Card {
	b := resultBuilder{p: &web.Page{Lang: web.German}, search: search, res: res, name: name}
	var filters []string
	for _, chip := range b.chips() {
		filters = append(filters, chip.Field+": "+chip.Value)
	}
	return preview.OfSearch(search.Text, filters, res.Total, res.Histogram, archiveName)
}

// searchCardPath is the path of a search's card with the search as its query:
// the first page's, in German.
func searchCardImage(base string, search query.Search, c preview.Card) *web.Image {
	search.Page, search.Lang = 0, ""
	values := search.Values()
	values.Set(paramHash, c.Hash())
	return &web.Image{URL: base + "/og/s.png?" + values.Encode(), Alt: c.Alt(), Width: preview.Width, Height: preview.Height}
}

func (s *Server) articleCardPNG(w http.ResponseWriter, r *http.Request) error {
	a, err := s.article(r.Context(), articleID(r))
	if err != nil {
		return follow(w, r, err, "/og/a/", ".png")
	}
	return s.sendCard(w, r, articleCard(&a))
}

func (s *Server) passageCardPNG(w http.ResponseWriter, r *http.Request) error {
	found, err := s.passage(r.Context(), articleID(r), chi.URLParam(r, "pid"))
	if moved := new(movedPassage); errors.As(err, &moved) {
		return redirect(w, "/og/p"+strings.TrimPrefix(moved.path, "/a")+".png"+mark(r.URL.RawQuery))
	}
	if hidden := new(hiddenPassage); errors.As(err, &hidden) {
		return s.sendCard(w, r, articleCard(&found.current))
	}
	if err != nil {
		return err
	}
	words := selectedWords(r, found.article.Paragraphs[found.at].Text)
	return s.sendCard(w, r, passageCard(&found.article, found.at, words.exact))
}

func (s *Server) entityCardPNG(w http.ResponseWriter, r *http.Request) error {
	profile, err := s.Entities.Profile(r.Context(), chi.URLParam(r, "slug"))
	if err != nil {
		return follow(w, r, err, "/og/e/", ".png")
	}
	return s.sendCard(w, r, entityCard(profile))
}

func (s *Server) searchCardPNG(w http.ResponseWriter, r *http.Request) error {
	search, _, _ := s.searchOf(r)
	req := request(search, search.Query())
	req.Offset, req.Limit, req.WantFacet = 0, 0, nil
	res, err := s.Search.Search(r.Context(), req)
	if err != nil {
		return err
	}
	return s.sendCard(w, r, searchCard(search, res, s.namer(r.Context())))
}

// sendCard answers with a card's picture: whole, by its head, or in part, with
// its length and never compressed, as the fetchers of chat programs want it.
func (s *Server) sendCard(w http.ResponseWriter, r *http.Request, c preview.Card) error {
	hash := c.Hash()
	h := w.Header()
	h.Set("ETag", `"`+hash+`"`)
	if s.Access == nil {
		h.Set("Cache-Control", cardMinutes)
		if r.URL.Query().Get(paramHash) == hash {
			h.Set("Cache-Control", forever)
		}
	}
	png, err := s.cards.Get(r.Context(), c)
	if err != nil {
		h.Del("ETag")
		return cardError(r.Context(), err)
	}
	h.Set("Content-Type", "image/png")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(png))
	return nil
}

func cardError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return &archive.Error{Code: archive.CodeUnavailable, Message: "Gerade werden sehr viele Vorschaubilder gezeichnet.", Err: err}
	}
	return err
}
