package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
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
	mentions := s.Recogniser.Mentions(&shown.full)
	if shown.cut {
		mentions = mentionsIn(&shown.Article, &shown.full, mentions)
	}
	shown.mentions = byLine(mentions)
	return shown
}

// mentionsIn are those of the mentions of a full article that stand in what is
// shown of it.
func mentionsIn(shown, full *archive.Article, mentions []archive.Mention) []archive.Mention {
	var in []archive.Mention
	for _, m := range mentions {
		if m.Paragraph >= 0 {
			if m.Paragraph >= len(full.Paragraphs) {
				continue
			}
			p := full.Paragraphs[m.Paragraph]
			i := slices.IndexFunc(shown.Paragraphs, func(s archive.Paragraph) bool { return s.PID == p.PID })
			if i < 0 || m.Span.End > len(p.Text) || !strings.HasPrefix(shown.Paragraphs[i].Text, p.Text[:m.Span.End]) {
				continue
			}
			m.Paragraph = i
		}
		in = append(in, m)
	}
	return in
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
