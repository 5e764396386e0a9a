package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/citation"
	"depesche/internal/export"
	"depesche/internal/highlight"
	"depesche/internal/query"
)

// Bounds of exports, which take longer than pages.
const (
	exportTime    = 2 * time.Minute
	exportsAtOnce = 2
	flushEvery    = 100 // rows
	snippetLines  = 3   // paragraphs with matches among which the best snippet is sought: half of the work
)

// paramSeparator chooses semicolons for spreadsheets that are set to German.
const paramSeparator = "trenner"

// exporter writes hits in one format.
type exporter struct {
	media, extension string
	begin            func(w io.Writer) (rows, error)
}

// rows is an export under way.
type rows struct {
	row func(a *hitArticle) error
	cut func(text string) error // says in the file that it was cut; nil: it can't
	end func() error
}

// searchExport answers /suche.csv and the like: all hits of the search with all
// its filters, written as they are found.
func (s *Server) searchExport(make func(r *http.Request) exporter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		search, _ := s.parseSearch(r.Context(), r.URL.Query())
		x := make(r)
		ctx, done, err := s.beginExport(w, r)
		if err != nil {
			return err
		}
		defer done()
		hits, err := s.allHits(ctx, search, export.MaxRows)
		if err != nil {
			return err
		}
		name := archive.Slug(search.Describe(func(_ query.FieldName, v string) string { return v }))
		h := w.Header()
		h.Set("X-Total-Count", itoa(hits.total))
		h.Add("Link", "<"+infoOf(r).base+search.WithPage(1).URL()+`>; rel="alternate"; type="text/html"`)
		cut := ""
		if hits.total > export.MaxRows {
			cut = fmt.Sprintf("Begrenzt auf die ersten %d von %d Treffern: %s", export.MaxRows, hits.total, infoOf(r).base+search.WithPage(1).URL())
			h.Set("X-Depesche-Truncated", fmt.Sprintf("%d of %d", export.MaxRows, hits.total))
		}
		startExport(w, x, name)
		if r.Method == http.MethodHead {
			return nil
		}
		if err := writeExport(ctx, w, x, hits, cut); err != nil {
			return s.breakOff(r, err)
		}
		return nil
	}
}

// beginExport takes a place for an export and gives it the time it needs; done
// gives the place back.
func (s *Server) beginExport(w http.ResponseWriter, r *http.Request) (ctx context.Context, done func(), err error) {
	select {
	case s.exports <- struct{}{}:
	default:
		return nil, nil, archive.Errorf(archive.CodeUnavailable, "Gerade werden schon mehrere Listen ausgegeben. Bitte in einigen Sekunden noch einmal versuchen.")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), exportTime)
	stop := context.AfterFunc(r.Context(), func() {
		if errors.Is(context.Cause(r.Context()), context.Canceled) {
			cancel() // the reader has gone
		}
	})
	// Not every connection has a deadline; where there is none, none is in the way.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(exportTime))
	return ctx, func() { stop(); cancel(); <-s.exports }, nil
}

func startExport(w http.ResponseWriter, x exporter, name string) {
	if name == "" {
		name = "suche"
	}
	h := w.Header()
	h.Set("Content-Type", x.media)
	h.Set("Content-Disposition", `attachment; filename="depesche-`+name+"."+x.extension+`"`)
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(http.StatusOK)
}

func writeExport(ctx context.Context, w http.ResponseWriter, x exporter, hits hitList, cut string) error {
	out, err := x.begin(w)
	if err != nil {
		return err
	}
	n := 0
	for a, err := range hits.all {
		if err != nil {
			return err
		}
		if err := out.row(&a); err != nil {
			return err
		}
		if n++; n%flushEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			_ = http.NewResponseController(w).Flush() // a connection that can't flush sends at the end
		}
	}
	if cut != "" && out.cut != nil {
		if err := out.cut(cut); err != nil {
			return err
		}
	}
	return out.end()
}

// breakOff ends the connection of an answer that can't be finished, so that
// nobody takes a part of a list for the whole.
func (s *Server) breakOff(r *http.Request, err error) error {
	s.Logger.WarnContext(r.Context(), "export broken off", "path", r.URL.Path, "error", err)
	panic(http.ErrAbortHandler)
}

var searchColumns = []string{
	"Kennung", "Titel", "Dachzeile", "Autor", "Medium", "Datum", "Permalink", "Fundstelle", "Absatz", "Zuerst erschienen", "Rechte", "Wörter",
}

func separatorOf(r *http.Request) rune {
	if r.URL.Query().Get(paramSeparator) == "semikolon" {
		return ';'
	}
	return ','
}

func (s *Server) csvExport(r *http.Request) exporter {
	base := infoOf(r).base
	return exporter{"text/csv; charset=utf-8; header=present", "csv", func(w io.Writer) (rows, error) {
		table, err := export.NewCSV(w, separatorOf(r), searchColumns...)
		if err != nil {
			return rows{}, err
		}
		return rows{
			row: func(a *hitArticle) error {
				text, pid := "", ""
				for _, snippet := range highlight.Snippets(a.linesUpTo(a.matcher, snippetLines)) {
					text, pid = snippet.Text, snippet.PID
					break
				}
				words := ""
				if !a.cut {
					words = itoa(a.full.Words())
				}
				return table.Row(string(a.ID), a.Title, a.Kicker, strings.Join(a.Authors, "; "), a.Outlet, a.Published.String(),
					base+a.Permalink(), text, pid, a.URL, string(rightsOf(&a.Article)), words)
			},
			cut: func(text string) error { return table.Row(text) },
			end: table.Flush,
		}, nil
	}}
}

func (s *Server) ndjsonExport(r *http.Request) exporter {
	return exporter{"application/x-ndjson", "ndjson", func(w io.Writer) (rows, error) {
		lines := export.NewNDJSON(w)
		return rows{
			row: func(a *hitArticle) error { return lines.Write(s.jsonHit(r, a.shownArticle, a.score, a.matcher)) },
			end: func() error { return nil },
		}, nil
	}}
}

func (s *Server) referenceExport(f citation.Format) func(*http.Request) exporter {
	return func(r *http.Request) exporter {
		return exporter{f.ContentType(), string(f), func(w io.Writer) (rows, error) {
			e, err := citation.NewEncoder(w, f)
			if err != nil {
				return rows{}, err
			}
			return rows{
				row: func(a *hitArticle) error { return e.Encode(s.reference(r, &a.full)) },
				cut: e.Comment,
				end: e.Close,
			}, nil
		}}
	}
}

var concordanceColumns = []string{
	"Kennung", "Titel", "Medium", "Datum", "Absatz", "Kontext links", "Fundstelle", "Kontext rechts", "Permalink",
}

// entityCSV is the concordance of an entity as a table. Of articles whose text
// may not be shown it has the name alone.
func (s *Server) entityCSV(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Entities.Entity(r.Context(), chi.URLParam(r, "slug"))
	if err != nil {
		return follow(w, r, err, "/e/", ".csv")
	}
	ctx, done, err := s.beginExport(w, r)
	if err != nil {
		return err
	}
	defer done()
	h := w.Header()
	h.Set("X-Total-Count", itoa(e.Mentions))
	h.Add("Link", "<"+infoOf(r).base+"/e/"+e.Slug+`>; rel="alternate"; type="text/html"`)
	if e.Mentions > export.MaxRows {
		h.Set("X-Depesche-Truncated", fmt.Sprintf("%d of %d", export.MaxRows, e.Mentions))
	}
	startExport(w, exporter{media: "text/csv; charset=utf-8; header=present", extension: "csv"}, e.Slug)
	if r.Method == http.MethodHead {
		return nil
	}
	if err := s.writeConcordance(ctx, w, r, e); err != nil {
		return s.breakOff(r, err)
	}
	return nil
}

func (s *Server) writeConcordance(ctx context.Context, w http.ResponseWriter, r *http.Request, e archive.EntityCount) error {
	table, err := export.NewCSV(w, separatorOf(r), concordanceColumns...)
	if err != nil {
		return err
	}
	open := s.openTexts(r.WithContext(ctx))
	n := 0
	for k, err := range s.Entities.Concordance(ctx, e.Slug) {
		if err != nil {
			return err
		}
		if n++; n > export.MaxRows {
			if err := table.Row(fmt.Sprintf("Begrenzt auf die ersten %d von %d Erwähnungen", export.MaxRows, e.Mentions)); err != nil {
				return err
			}
			break
		}
		if !open(k.Article) {
			k.Left, k.Right = "", ""
		}
		link := infoOf(r).base + "/a/" + string(k.Article)
		if k.PID != "" {
			link += "/" + k.PID
		}
		if err := table.Row(string(k.Article), k.Title, k.Outlet, k.Date.String(), k.PID, k.Left, k.Surface, k.Right, link); err != nil {
			return err
		}
	}
	return table.Flush()
}
