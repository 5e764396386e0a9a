package server

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
)

// shownArticle is an article as a reader may see it, with its mentions.
type shownArticle struct {
	archive.Article                 // what Shown lets through
	full            archive.Article // for counting and citing only
	mentions        map[int][]archive.Mention
	cut             bool // not all of the text is shown
}

// article reads the article of an id. The error is an archive.Moved for a merged
// article and a goneError for a removed one.
func (s *Server) article(ctx context.Context, id archive.ID) (shownArticle, error) {
	if !id.Valid() {
		return shownArticle{}, archive.Errorf(archive.CodeNotFound, "Diese Kennung hat kein Artikel.")
	}
	a, err := s.Corpus.Article(ctx, id)
	if err != nil {
		return shownArticle{}, err
	}
	if t := a.Tombstone; t != nil {
		if t.MergedInto != "" {
			return shownArticle{}, &archive.Moved{To: string(t.MergedInto)}
		}
		return shownArticle{}, &goneError{a}
	}
	return s.show(a), nil
}

// show cuts an article to what its rights allow and finds its mentions.
func (s *Server) show(a archive.Article) shownArticle {
	shown := shownArticle{Article: a, full: a}
	if !s.open(&a) {
		shown.Article, shown.cut = a.Shown(), true
	}
	shown.mentions = byLine(s.Recogniser.Mentions(&shown.Article))
	return shown
}

// open reports whether the reader may see the whole text. In a closed archive
// only readers who logged in get as far as asking.
func (s *Server) open(a *archive.Article) bool {
	return s.Access != nil || a.Rights == archive.RightsFull || a.Rights == ""
}

// articleID is the id in an article's path. What follows the first hyphen is
// the slug, which counts for nothing.
func articleID(r *http.Request) archive.ID {
	id, _, _ := strings.Cut(chi.URLParam(r, "id"), "-")
	return archive.ID(strings.ToLower(id))
}

// follow redirects to where a merged article or renamed entity went: prefix, its
// new id or slug, suffix. Any other error it gives back.
func follow(w http.ResponseWriter, r *http.Request, err error, prefix, suffix string) error {
	var moved *archive.Moved
	if !errors.As(err, &moved) {
		return err
	}
	return redirect(w, prefix+moved.To+suffix+mark(r.URL.RawQuery))
}
