package server

import (
	"context"
	"errors"
	"net/http"

	"depesche/internal/archive"
	"depesche/internal/passage"
	"depesche/web"
)

// foundPassage is a paragraph by its permanent name: where it stands, or where
// it stood last and what became of it.
type foundPassage struct {
	article shownArticle // the version that has it; the current one if it still does
	at      int
	lost    bool         // the current text has it no more
	current shownArticle // the article as it is now; of a merged one, what it was merged into
	now     int          // the paragraph of current that it became, -1 if none
	like    float64
	since   archive.VersionInfo // from which version on it is changed or gone; zero if unknown
}

// movedPassage says that a paragraph of a merged article stands in the other.
type movedPassage struct{ path string }

func (m *movedPassage) Error() string { return "passage is at " + m.path }

// hiddenPassage says that the rights of the article keep the paragraph, or that
// it is none that is quoted (a heading, a caption): the article tells more.
type hiddenPassage struct{ path string }

func (h *hiddenPassage) Error() string { return "passage has no page, see " + h.path }

// passage finds the paragraph with the passage id in the article or in any of
// its earlier versions. Besides the errors of article the error may be a
// movedPassage or a hiddenPassage.
func (s *Server) passage(ctx context.Context, id archive.ID, pid string) (foundPassage, error) {
	a, err := s.article(ctx, id)
	if moved := new(archive.Moved); errors.As(err, &moved) {
		return s.mergedPassage(ctx, id, archive.ID(moved.To), pid)
	}
	if err != nil {
		return foundPassage{}, err
	}
	if !passageID.MatchString(pid) {
		return foundPassage{}, noPassage(pid)
	}
	t, err := passage.Resolve(ctx, s.Corpus, &a.full, pid)
	if err != nil {
		return foundPassage{}, err
	}
	return s.traced(a, t, pid)
}

func noPassage(pid string) error {
	return archive.Errorf(archive.CodeNotFound, "Dieser Artikel hat keinen Absatz mit der Kennung „%s“.", pid)
}

// traced shows what a trace found to the reader of the current article.
func (s *Server) traced(current shownArticle, t passage.Trace, pid string) (foundPassage, error) {
	f := foundPassage{article: current, current: current, now: t.Now, like: t.Like, since: t.Since}
	if t.Then.ID != current.ID || t.Then.Version != current.Version {
		then := t.Then
		then.Rights = current.full.Rights // the rights of today hold for yesterday's text
		f.article, f.lost = s.show(then), true
	}
	at, ok := position(&f.article, pid)
	if !ok {
		return f, &hiddenPassage{current.Permalink()}
	}
	f.at = at
	return f, nil
}

// mostMerges is how many articles are followed that were merged one into the
// next.
const mostMerges = 16

// mergedPassage follows a paragraph of a merged article into the one that it is
// a part of now, or shows it as it stood.
func (s *Server) mergedPassage(ctx context.Context, id, into archive.ID, pid string) (foundPassage, error) {
	elsewhere := func() error { return &movedPassage{"/a/" + string(into) + "/" + pid} }
	target, err := s.article(ctx, into)
	for range mostMerges {
		moved := new(archive.Moved)
		if !errors.As(err, &moved) {
			break
		}
		into = archive.ID(moved.To)
		target, err = s.article(ctx, into)
	}
	if gone := new(goneError); errors.As(err, &gone) {
		return foundPassage{}, elsewhere()
	}
	if err != nil {
		return foundPassage{}, err
	}
	if _, _, ok := target.full.Paragraph(pid); ok {
		return foundPassage{}, elsewhere()
	}
	stub, err := s.Corpus.Article(ctx, id)
	if err != nil {
		return foundPassage{}, err
	}
	t, err := passage.Resolve(ctx, s.Corpus, &stub, pid)
	if archive.CodeOf(err) == archive.CodeNotFound {
		return foundPassage{}, elsewhere() // not one of its own: perhaps the other article had it in an earlier version
	}
	if err != nil {
		return foundPassage{}, err
	}
	link := passage.Align(t.Then.Paragraphs, target.full.Paragraphs)[t.At]
	t.Now, t.Like, t.Since = link.To, link.Likeness, archive.VersionInfo{}
	return s.traced(target, t, pid)
}

// followPassage answers with the way to where a passage is found, in the form
// that was asked for ("" for its page, ".ris"), or gives the error back.
func followPassage(w http.ResponseWriter, r *http.Request, err error, form string) error {
	var moved *movedPassage
	if errors.As(err, &moved) {
		return redirect(w, moved.path+form+mark(r.URL.RawQuery))
	}
	var hidden *hiddenPassage
	if errors.As(err, &hidden) {
		// Not for good: a reader who logs in sees the passage.
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Location", hidden.path)
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusFound)
		return nil
	}
	return err
}

// changed tells what became of a lost passage: the paragraph that it is today,
// with the difference.
func (f *foundPassage) changed(l web.Lang) *web.ChangedPassage {
	c := &web.ChangedPassage{Version: f.article.Version, Since: l.Instant(f.since.Recorded)}
	if f.since.Recorded.IsZero() {
		c.Since = ""
	}
	c.Merged = f.article.ID != f.current.ID
	c.Path = f.current.Permalink()
	if f.now < 0 || f.now >= len(f.current.full.Paragraphs) {
		return c
	}
	now := f.current.full.Paragraphs[f.now]
	if at, ok := position(&f.current, now.PID); ok {
		c.Now = "/a/" + string(f.current.ID) + "/" + now.PID
		c.Text = f.current.Paragraphs[at].Text
	}
	return c
}
