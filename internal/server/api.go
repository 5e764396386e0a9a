package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/highlight"
	"depesche/internal/index"
	"depesche/internal/query"
)

// Limits of the JSON API.
const (
	defaultLimit = 10
	maxLimit     = 100
	maxSuggest   = 8
)

type jsonMention struct {
	Start   int          `json:"start"` // code points
	End     int          `json:"end"`
	Surface string       `json:"surface"`
	Entity  string       `json:"entity"`
	Kind    archive.Kind `json:"kind"`
}

type jsonSnippet struct {
	PID      string        `json:"pid"`
	Text     string        `json:"text"`
	Matches  [][2]int      `json:"matches"`
	Mentions []jsonMention `json:"mentions"`
}

type jsonHit struct {
	ID       archive.ID     `json:"id"`
	URL      string         `json:"url"`
	Title    string         `json:"title"`
	Outlet   string         `json:"outlet"`
	Date     string         `json:"date"`
	Authors  []string       `json:"authors"`
	Rights   archive.Rights `json:"rights"`
	Score    float64        `json:"score"`
	Snippets []jsonSnippet  `json:"snippets"`
}

type jsonAlso struct {
	Term  string    `json:"term"`
	Forms []string  `json:"forms"`
	Why   index.Why `json:"why"`
	Key   string    `json:"key"`
	Off   bool      `json:"off"`
}

type jsonBucket struct {
	Value string `json:"value"`
	Count int    `json:"count"`
	Label string `json:"label,omitempty"`
}

type jsonMonth struct {
	Month string `json:"month"`
	Count int    `json:"count"`
}

type jsonWarning struct {
	Code    string `json:"code"`
	Subject string `json:"subject"`
	Message string `json:"message"`
}

type jsonQuery struct {
	Canonical string        `json:"canonical"`
	URL       string        `json:"url"`
	Also      []jsonAlso    `json:"also"`
	Warnings  []jsonWarning `json:"warnings"`
}

type jsonResult struct {
	Total      int                              `json:"total"`
	AllWords   int                              `json:"all_words"`
	Relaxed    bool                             `json:"relaxed"`
	Query      jsonQuery                        `json:"query"`
	Suggestion string                           `json:"suggestion"`
	Hits       []jsonHit                        `json:"hits"`
	Facets     map[query.FieldName][]jsonBucket `json:"facets"`
	Histogram  []jsonMonth                      `json:"histogram"`
}

func (s *Server) searchJSON(w http.ResponseWriter, r *http.Request) error {
	search, warnings := s.parseSearch(r.Context(), r.URL.Query())
	limit, err := number(r, "limit", defaultLimit, 0, maxLimit)
	if err != nil {
		return err
	}
	offset, err := number(r, "offset", search.Offset(), 0, query.MaxOffset)
	if err != nil {
		return err
	}
	q := search.Query()
	req := request(search, q)
	req.Limit, req.Offset = limit, offset
	if err := s.restrict(r.Context(), &req, search); err != nil {
		return err
	}
	res, err := s.Search.Search(r.Context(), req)
	if err != nil {
		return err
	}
	out := jsonResult{
		Total: res.Total, AllWords: res.AllWords, Relaxed: res.Relaxed, Suggestion: res.Suggestion,
		Query: jsonQuery{Canonical: search.RawQuery(), URL: infoOf(r).base + search.URL(), Also: []jsonAlso{}, Warnings: []jsonWarning{}},
		Hits:  []jsonHit{}, Facets: map[query.FieldName][]jsonBucket{}, Histogram: []jsonMonth{},
	}
	lang := infoOf(r).lang
	for _, warning := range slices.Concat(warnings, q.Warnings, ignoredWords(res)) {
		out.Query.Warnings = append(out.Query.Warnings, jsonWarning{warning.Code, warning.Subject, warningText(lang, warning)})
	}
	for _, e := range res.Expansions {
		out.Query.Also = append(out.Query.Also, jsonAlso{e.Term, nonNil(e.Forms), e.Why, e.Key, e.Off})
	}
	for _, h := range res.Hits {
		a, err := s.Corpus.Article(r.Context(), h.ID)
		if err != nil || a.Tombstone != nil {
			continue
		}
		out.Hits = append(out.Hits, s.jsonHit(r, s.show(a), h.Score, res.Matcher))
	}
	name := s.namer(r.Context())
	for _, f := range query.Facets {
		out.Facets[f] = []jsonBucket{}
		for _, b := range res.Facets[f] {
			bucket := jsonBucket{Value: b.Value, Count: b.Count}
			if f != query.Outlet && f != query.Author {
				bucket.Label = name(b.Value)
			}
			out.Facets[f] = append(out.Facets[f], bucket)
		}
	}
	for _, m := range res.Histogram {
		out.Histogram = append(out.Histogram, jsonMonth(m))
	}
	return s.sendJSON(w, r, http.StatusOK, out)
}

func (s *Server) jsonHit(r *http.Request, a shownArticle, score float64, m index.Matcher) jsonHit {
	h := jsonHit{
		ID: a.ID, URL: infoOf(r).base + a.Permalink(), Title: a.Title, Outlet: a.Outlet, Date: a.Published.String(),
		Authors: nonNil(a.Authors), Rights: rightsOf(&a.Article), Score: score, Snippets: []jsonSnippet{},
	}
	for _, snippet := range highlight.Snippets(a.lines(m)) {
		out := jsonSnippet{PID: snippet.PID, Text: snippet.Text, Matches: [][2]int{}, Mentions: jsonMentions(snippet.Text, snippet.Mentions)}
		for _, match := range snippet.Matches {
			if match.Span.In(snippet.Text) {
				points := match.Span.CodePoints(snippet.Text)
				out.Matches = append(out.Matches, [2]int{points.Start, points.End})
			}
		}
		h.Snippets = append(h.Snippets, out)
	}
	return h
}

// jsonMentions are the mentions of a line that pages mark, in code points.
func jsonMentions(text string, mentions []archive.Mention) []jsonMention {
	out := []jsonMention{}
	for _, m := range mentions {
		if m.Form == archive.FormDerived || !m.Span.In(text) {
			continue
		}
		points := m.Span.CodePoints(text)
		out = append(out, jsonMention{points.Start, points.End, text[m.Span.Start:m.Span.End], m.Entity, m.Kind})
	}
	return out
}

type jsonParagraph struct {
	PID      string                `json:"pid"`
	Kind     archive.ParagraphKind `json:"kind"`
	Text     string                `json:"text"`
	Mentions []jsonMention         `json:"mentions"`
}

type jsonArticle struct {
	ID         archive.ID      `json:"id"`
	URL        string          `json:"url"`
	Title      string          `json:"title"`
	Kicker     string          `json:"kicker"`
	Authors    []string        `json:"authors"`
	Outlet     string          `json:"outlet"`
	Date       string          `json:"date"`
	Updated    string          `json:"updated,omitempty"`
	Lang       string          `json:"lang"`
	Rights     archive.Rights  `json:"rights"`
	License    string          `json:"license,omitempty"`
	SourceURL  string          `json:"source_url"`
	SHA256     string          `json:"sha256"`
	Version    int             `json:"version"`
	Provenance *jsonProvenance `json:"provenance,omitempty"`
	Also       []archive.ID    `json:"also,omitempty"`
	Paragraphs []jsonParagraph `json:"paragraphs"`
}

// jsonProvenance says how an article came into the archive.
type jsonProvenance struct {
	Source       string `json:"source"`
	Importer     string `json:"importer"`
	ImportedAt   string `json:"imported_at,omitempty"`
	SourceSHA256 string `json:"source_sha256,omitempty"`
	TextSHA256   string `json:"text_sha256,omitempty"`
	Capture      string `json:"capture,omitempty"`
	Note         string `json:"note,omitempty"`
}

// provenanceOf is nil for an article that was written by hand.
func provenanceOf(p archive.Provenance) *jsonProvenance {
	if p.Importer == "" {
		return nil
	}
	out := &jsonProvenance{Source: p.Source, Importer: p.Importer, SourceSHA256: p.SourceSHA256, TextSHA256: p.TextSHA256, Capture: p.Capture, Note: p.Note}
	if !p.ImportedAt.IsZero() {
		out.ImportedAt = p.ImportedAt.UTC().Format(time.RFC3339)
	}
	return out
}

func (s *Server) articleJSON(w http.ResponseWriter, r *http.Request) error {
	a, err := s.article(r.Context(), articleID(r))
	if err != nil {
		return followForm(w, r, err)
	}
	out := jsonArticle{
		ID: a.ID, URL: infoOf(r).base + a.Permalink(), Title: a.Title, Kicker: a.Kicker, Authors: nonNil(a.Authors),
		Outlet: a.Outlet, Date: a.Published.String(), Updated: a.Updated.String(), Lang: langOf(&a.Article), Rights: rightsOf(&a.Article),
		License: a.License, SourceURL: a.URL, Version: max(1, a.Version),
		Provenance: provenanceOf(a.full.Provenance), Also: a.full.Also, Paragraphs: []jsonParagraph{},
	}
	if !a.cut {
		out.SHA256 = a.full.TextSHA256()
	} else if out.Provenance != nil {
		out.Provenance.SourceSHA256, out.Provenance.TextSHA256 = "", ""
	}
	for i, p := range a.Paragraphs {
		out.Paragraphs = append(out.Paragraphs, jsonParagraph{p.PID, p.Kind, p.Text, jsonMentions(p.Text, a.mentions[i])})
	}
	return s.sendJSON(w, r, http.StatusOK, out)
}

// articleText is the article as a person would save it.
func (s *Server) articleText(w http.ResponseWriter, r *http.Request) error {
	a, err := s.article(r.Context(), articleID(r))
	if err != nil {
		return followForm(w, r, err)
	}
	var b strings.Builder
	line := func(text string) {
		if text != "" {
			b.WriteString(text + "\n")
		}
	}
	line(a.Kicker)
	line(a.Title)
	line(strings.Join(a.Authors, ", "))
	line(strings.Trim(a.Outlet+", "+a.Published.String(), ", "))
	line(infoOf(r).base + a.Permalink())
	b.WriteString("\n" + a.CanonicalText())
	return s.send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(b.String()))
}

// followForm leads from the id of a merged article to the same form of the one
// it went into.
func followForm(w http.ResponseWriter, r *http.Request, err error) error {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		return follow(w, r, err, "/api/v1/articles/", "")
	}
	_, form, _ := strings.Cut(r.URL.Path, ".")
	return follow(w, r, err, "/a/", "."+form)
}

type jsonForm struct {
	Surface string         `json:"surface"`
	Count   int            `json:"count"`
	Outlets map[string]int `json:"outlets,omitempty"`
}

type jsonEntity struct {
	Slug        string       `json:"slug"`
	Name        string       `json:"name"`
	Kind        archive.Kind `json:"kind"`
	URL         string       `json:"url"`
	Description string       `json:"description,omitempty"`
	Aliases     []string     `json:"aliases"`
	Wikidata    string       `json:"wikidata"`
	Suggested   bool         `json:"suggested"`
	Articles    int          `json:"articles"`
	Mentions    int          `json:"mentions"`
	Forms       []jsonForm   `json:"forms"`
}

func newJSONEntity(base string, e archive.EntityCount) jsonEntity {
	out := jsonEntity{
		Slug: e.Slug, Name: e.Name, Kind: e.Kind, URL: base + "/e/" + e.Slug, Description: e.Description, Aliases: nonNil(e.Aliases),
		Wikidata: e.Wikidata, Suggested: e.Suggested, Articles: e.Articles, Mentions: e.Mentions, Forms: []jsonForm{},
	}
	for _, f := range e.Forms {
		out.Forms = append(out.Forms, jsonForm{f.Surface, f.Count, f.Outlets})
	}
	return out
}

func (s *Server) entitiesJSON(w http.ResponseWriter, r *http.Request) error {
	kind := archive.Kind(r.URL.Query().Get("kind"))
	if kind != "" && !kind.Valid() {
		return archive.Errorf(archive.CodeInvalid, "kind=%s: möglich sind person, organisation, place, topic, event, product", kind)
	}
	limit, err := number(r, "limit", maxLimit, 1, 1000)
	if err != nil {
		return err
	}
	offset, err := number(r, "offset", 0, 0, 1<<20)
	if err != nil {
		return err
	}
	filter := archive.EntityFilter{Kind: kind, Text: r.URL.Query().Get("q"), Mentioned: true, Limit: limit, Offset: offset}
	if v := r.URL.Query().Get("suggested"); v != "" {
		suggested := v == "1"
		filter.Suggested = &suggested
	}
	list, total, err := s.Entities.List(r.Context(), filter)
	if err != nil {
		return err
	}
	out := struct {
		Total    int          `json:"total"`
		Entities []jsonEntity `json:"entities"`
	}{total, []jsonEntity{}}
	for _, e := range list {
		if full, err := s.Entities.Entity(r.Context(), e.Slug); err == nil {
			e.Forms = full.Forms // lists come without
		}
		out.Entities = append(out.Entities, newJSONEntity(infoOf(r).base, e))
	}
	return s.sendJSON(w, r, http.StatusOK, out)
}

func (s *Server) entityJSON(w http.ResponseWriter, r *http.Request) error {
	e, err := s.Entities.Entity(r.Context(), chi.URLParam(r, "slug"))
	if err != nil {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			return follow(w, r, err, "/api/v1/entities/", "")
		}
		return follow(w, r, err, "/e/", ".json")
	}
	return s.sendJSON(w, r, http.StatusOK, newJSONEntity(infoOf(r).base, e))
}

// number reads a whole number from the URL. One that is none is an error, one
// that is too large becomes the largest.
func number(r *http.Request, name string, otherwise, least, most int) (int, error) {
	v := r.URL.Query().Get(name)
	if v == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < least {
		return 0, archive.Errorf(archive.CodeInvalid, "%s=%s: gebraucht wird eine ganze Zahl von %d bis %d", name, clip(v), least, most)
	}
	return min(n, most), nil
}

func clip(s string) string {
	const longest = 40
	return archive.Excerpt(strings.ToValidUTF8(s, "�"), longest)
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

func rightsOf(a *archive.Article) archive.Rights {
	if a.Rights == "" {
		return archive.RightsFull
	}
	return a.Rights
}
