package server

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/feed"
	"depesche/internal/highlight"
	"depesche/internal/query"
	"depesche/web"
)

// Sizes of feeds. Without archive.Arrivals the newest entries of a search are
// looked for among so many hits, the most recently published ones.
const (
	feedEntries = 50
	feedLooked  = 500
)

// paramSince restricts a feed to what the archive took later: a date or an
// instant (RFC 3339).
const paramSince = "seit"

// feedFormat is one of the two formats.
type feedFormat struct {
	extension, media string
	encode           func(feed.Feed) ([]byte, error)
}

var (
	atomFormat = feedFormat{"atom", feed.AtomType, feed.Feed.Atom}
	jsonFormat = feedFormat{"feed.json", feed.JSONType, feed.Feed.JSON}
)

// other is the format that a feed names as its alternative.
func (f feedFormat) other() feedFormat {
	if f.extension == atomFormat.extension {
		return jsonFormat
	}
	return atomFormat
}

// searchFeed answers /suche.atom and /suche.feed.json.
func (s *Server) searchFeed(format feedFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		search, _ := s.parseSearch(r.Context(), r.URL.Query())
		search = search.WithPage(1).WithLang("").WithSince(archive.Date{}) // of one search there is one feed
		base := infoOf(r).base
		name := s.namer(r.Context())
		f := feed.Feed{
			Title:    search.Describe(func(field query.FieldName, v string) string { return facetName(field, v, name) }) + " · " + archiveName,
			Subtitle: "Was das Archiv zu dieser Suche neu hat", ID: feed.TagURI(base, search.URL()),
			Home: base + search.URL(), Self: base + search.URLAs(format.extension), Other: base + search.URLAs(format.other().extension),
		}
		return s.sendFeed(w, r, format, f, search)
	}
}

func facetName(field query.FieldName, value string, name names) string {
	if field == query.Outlet || field == query.Author {
		return value
	}
	return name(value)
}

// entityFeed answers /e/{slug}.atom and /e/{slug}.feed.json: the articles that
// mention the entity.
func (s *Server) entityFeed(format feedFormat) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, err := s.Entities.Entity(r.Context(), chi.URLParam(r, "slug"))
		if err != nil {
			return follow(w, r, err, "/e/", "."+format.extension)
		}
		base := infoOf(r).base
		f := feed.Feed{
			Title: e.Name + " · " + archiveName, Subtitle: "Was das Archiv über " + e.Name + " neu hat", ID: feed.TagURI(base, "/e/"+e.Slug),
			Home: base + "/e/" + e.Slug, Self: base + "/e/" + e.Slug + "." + format.extension, Other: base + "/e/" + e.Slug + "." + format.other().extension,
		}
		return s.sendFeed(w, r, format, f, query.Search{}.With(query.EntityFacet[e.Kind], e.Slug))
	}
}

func (s *Server) sendFeed(w http.ResponseWriter, r *http.Request, format feedFormat, f feed.Feed, search query.Search) error {
	since, err := sinceOf(r)
	if err != nil {
		return err
	}
	if f.Entries, err = s.feedEntries(r, search, since); err != nil {
		return err
	}
	f.Author, f.Icon = archiveName, infoOf(r).base+s.assets.Icon
	f.Updated = infoOf(r).status.Imported
	if len(f.Entries) > 0 {
		f.Updated = f.Entries[0].Updated
	}
	if f.Updated.IsZero() {
		f.Updated = s.start
	}
	body, err := format.encode(f)
	if err != nil {
		return err
	}
	return s.send(w, r, http.StatusOK, format.media, body)
}

// feedEntries are the entries of a feed, the latest first: what the archive took
// in last. Where it doesn't remember that, they are sought among the hits that
// were published last.
func (s *Server) feedEntries(r *http.Request, search query.Search, since time.Time) ([]feed.Entry, error) {
	ctx := r.Context()
	var entries []feed.Entry
	if s.Arrivals != nil {
		latest, err := s.latestHits(ctx, search, since, feedEntries)
		if err != nil {
			return nil, err
		}
		for _, arrival := range latest {
			a, err := s.Corpus.Article(ctx, arrival.ID)
			if err != nil || a.Tombstone != nil {
				continue
			}
			e := s.feedEntry(r, &hitArticle{shownArticle: s.show(a)})
			e.Updated = arrival.At
			entries = append(entries, e)
		}
		return entries, nil
	}
	hits, err := s.allHits(ctx, search.WithSort(query.Newest), feedLooked)
	if err != nil {
		return nil, err
	}
	for a, err := range hits.all {
		if err != nil {
			return nil, err
		}
		e := s.feedEntry(r, &a)
		if e.Updated = s.recorded(ctx, &a.full); e.Updated.After(since) {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b feed.Entry) int {
		return cmp.Or(b.Updated.Compare(a.Updated), b.Published.Compare(a.Published))
	})
	return entries[:min(len(entries), feedEntries)], nil
}

func sinceOf(r *http.Request) (time.Time, error) {
	text := r.URL.Query().Get(paramSince)
	if text == "" {
		return time.Time{}, nil
	}
	d, err := archive.ParseDate(text)
	if err != nil {
		return time.Time{}, archive.Errorf(archive.CodeInvalid, "%s=%s ist kein Zeitpunkt. Möglich sind 2026-11-21 und 2026-11-21T20:00:00Z.", paramSince, text)
	}
	return d.Time(), nil
}

func (s *Server) feedEntry(r *http.Request, a *hitArticle) feed.Entry {
	base := infoOf(r).base
	e := feed.Entry{
		ID: feed.TagURI(base, "/a/"+string(a.ID)), Title: a.Title, URL: base + a.Permalink(), Original: webURL(a.URL), Lang: langOf(&a.Article),
		Authors: a.Authors, Tags: a.Tags, Rights: a.License,
		Image: cardImage(base, "/og/a/"+string(a.ID)+".png", "", articleCard(&a.shownArticle)).URL,
	}
	if e.Title == "" {
		e.Title = string(a.ID)
	}
	if a.Published.Precision() >= archive.Day {
		e.Published = a.Published.Time()
	}
	var parts []string
	for _, part := range []string{a.Outlet, web.German.Date(a.Published)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	e.Summary = strings.Join(parts, ", ")
	for _, p := range a.Paragraphs {
		if p.Kind == archive.Text || p.Kind == archive.Quote {
			e.Summary = strings.TrimPrefix(e.Summary+": "+highlight.Excerpt(p.Text, archive.ExcerptRunes), ": ")
			break
		}
	}
	return e
}

// recorded is when the archive first held the text of the article as it is now.
func (s *Server) recorded(ctx context.Context, a *archive.Article) time.Time {
	if versions, err := s.Corpus.Versions(ctx, a.ID); err == nil && len(versions) > 0 && !versions[len(versions)-1].Recorded.IsZero() {
		return versions[len(versions)-1].Recorded
	}
	for _, t := range []time.Time{a.Provenance.ImportedAt, a.Captured, a.Updated.Time(), a.Published.Time()} {
		if !t.IsZero() {
			return t
		}
	}
	return s.start
}
