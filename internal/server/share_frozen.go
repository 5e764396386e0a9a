package server

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/frozen"
	"depesche/internal/preview"
	"depesche/internal/query"
	"depesche/web"
)

// pathFrozen is where frozen searches are, and where they are made.
const pathFrozen = "/s"

// Bounds of freezing for each client: so many at once, one more each time.
const (
	frozenBurst   = 10
	frozenEvery   = time.Minute
	frozenClients = 10_000
)

// fromHere lets a form through that a page of this archive sent. Unlike
// http.CrossOriginProtection alone it wants a proof: browsers that send forms
// name their origin.
func (s *Server) fromHere(h handler) handler {
	protection := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) error {
		here := r.Header.Get("Origin") == infoOf(r).base || r.Header.Get("Sec-Fetch-Site") == "same-origin"
		if err := protection.Check(r); !here || err != nil && r.Header.Get("Origin") != infoOf(r).base {
			return &archive.Error{Code: archive.CodeForbidden, Message: "Dieses Formular kam nicht von einer Seite dieses Archivs.", Err: err}
		}
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/x-www-form-urlencoded" {
			return archive.Errorf(archive.CodeInvalid, "Hier wird nur ein Formular angenommen.")
		}
		if err := r.ParseForm(); err != nil {
			var tooLong *http.MaxBytesError
			if errors.As(err, &tooLong) {
				return archive.Errorf(archive.CodeTooLarge, "Dieses Formular ist zu groß.")
			}
			return &archive.Error{Code: archive.CodeInvalid, Message: "Dieses Formular ist nicht zu lesen.", Err: err}
		}
		return h(w, r)
	}
}

// freeze keeps the search that the form names with its hits of now.
func (s *Server) freeze(w http.ResponseWriter, r *http.Request) error {
	if s.Frozen == nil {
		return archive.Errorf(archive.CodeNotFound, "Dieses Archiv hält keine Suchen fest.")
	}
	values, err := url.ParseQuery(r.PostForm.Get("suche"))
	if err != nil || len(r.PostForm.Get("suche")) > s.Limits.URLBytes {
		return archive.Errorf(archive.CodeInvalid, "Das Formular nennt keine Suche.")
	}
	if _, ok := s.freezes.Allow(s.clientOf(r)); !ok {
		return archive.Errorf(archive.CodeTooMany, "So viele Suchen nacheinander werden nicht festgehalten. Bitte in einer Minute noch einmal versuchen.")
	}
	search, _ := s.parseSearch(r.Context(), values)
	search = search.WithPage(1).WithLang("")
	hits, err := s.allHits(r.Context(), search, frozen.MaxHits)
	if err != nil {
		return err
	}
	kept := frozen.Search{Query: search.RawQuery(), Made: s.Clock(), Total: hits.total}
	for a, err := range hits.all {
		if err != nil {
			return err
		}
		kept.Hits = append(kept.Hits, frozen.Hit{ID: a.ID, Title: a.Title, Outlet: a.Outlet, Date: a.Published, Version: max(a.Version, 1)})
	}
	if kept, err = s.Frozen.Save(kept); err != nil {
		return err
	}
	return seeOther(w, pathFrozen+"/"+kept.ID)
}

// thawed is a frozen search with what has become of its result.
type thawed struct {
	frozen.Search
	search query.Search
	total  int // hits now
	fresh  int // hits now that the kept list has not, of the first frozen.MaxHits
}

func (s *Server) thaw(r *http.Request) (thawed, error) {
	if s.Frozen == nil {
		return thawed{}, archive.Errorf(archive.CodeNotFound, "Dieses Archiv hält keine Suchen fest.")
	}
	kept, err := s.Frozen.Load(chi.URLParam(r, "id"))
	if err != nil {
		return thawed{}, err
	}
	values, err := url.ParseQuery(kept.Query)
	if err != nil {
		return thawed{}, err
	}
	t := thawed{Search: kept}
	t.search, _ = s.parseSearch(r.Context(), values)
	return t, nil
}

func (s *Server) frozenPage(w http.ResponseWriter, r *http.Request) error {
	t, err := s.thaw(r)
	if err != nil {
		return err
	}
	known := map[archive.ID]bool{}
	for _, h := range t.Hits {
		known[h.ID] = true
	}
	now, err := s.allHits(r.Context(), t.search, frozen.MaxHits)
	if err != nil {
		return err
	}
	t.total = now.total
	for a, err := range now.all {
		if err != nil {
			return err
		}
		if !known[a.ID] {
			t.fresh++
		}
	}
	p := s.newPage(r, "suche")
	name := s.namer(r.Context())
	label := func(f query.FieldName, v string) string { return facetName(f, v, name) }
	v := web.Frozen{
		Search: t.search.Describe(label), Href: t.search.URL(), Made: p.Lang.Instant(t.Made), Total: t.Total, Now: t.total, Fresh: t.fresh,
		FreshHref: t.search.WithSort(query.Newest).URL(), Permalink: infoOf(r).base + pathFrozen + "/" + t.ID, Cut: t.Total > len(t.Hits),
	}
	for _, h := range t.Hits {
		row := web.FrozenHit{Title: h.Title, Href: "/a/" + string(h.ID), Source: h.Outlet, Date: p.Lang.ShortDate(h.Date)}
		if row.Title == "" {
			row.Title = string(h.ID)
		}
		a, err := s.Corpus.Article(r.Context(), h.ID)
		switch {
		case err != nil || a.Tombstone != nil:
			row.Note = p.T("nicht mehr im Archiv", "no longer in the archive")
			if err == nil && a.Tombstone.MergedInto != "" {
				row.Note = p.T("mit einem anderen Artikel zusammengelegt", "merged with another article")
			}
		case max(a.Version, 1) != h.Version:
			row.Note = p.T("seither geändert", "changed since")
			row.Href = a.Permalink() + "?" + paramVersion + "=" + itoa(h.Version)
		default:
			row.Href = a.Permalink()
		}
		v.Hits = append(v.Hits, row)
	}
	p.Box.Text = t.search.Text
	p.Head.Title = p.T("Festgehaltene Suche: ", "Kept search: ") + v.Search
	p.Head.Description = p.Lang.N(t.Total, web.Hits) + p.T(" am ", " on ") + v.Made + p.T(" im Pressearchiv Depesche", " in the press archive Depesche")
	p.Head.Canonical = v.Permalink
	p.Head.Robots = "noindex, follow"
	p.Head.Image = cardImage(infoOf(r).base, "/og/f/"+t.ID+".png", "", s.frozenCard(t, name))
	return s.render(w, r, http.StatusOK, web.FrozenPage(p, v))
}

func (s *Server) frozenCard(t thawed, name names) preview.Card {
	months := map[string]int{}
	for _, h := range t.Hits {
		if key := h.Date.MonthKey(); key != "" {
			months[key]++
		}
	}
	var counts []archive.MonthCount
	for _, key := range sortedKeys(months) {
		counts = append(counts, archive.MonthCount{Month: key, Count: months[key]})
	}
	b := resultBuilder{p: &web.Page{Lang: web.German}, search: t.search, name: name}
	filters := []string{"Stand: " + web.German.Instant(t.Made)}
	for _, chip := range b.chips() {
		filters = append(filters, chip.Field+": "+chip.Value)
	}
	c := preview.OfSearch(t.search.Text, filters, t.Total, counts, archiveName)
	c.Kicker = "Festgehaltene Suche"
	return c
}

func (s *Server) frozenCardPNG(w http.ResponseWriter, r *http.Request) error {
	t, err := s.thaw(r)
	if err != nil {
		return err
	}
	return s.sendCard(w, r, s.frozenCard(t, s.namer(r.Context())))
}
