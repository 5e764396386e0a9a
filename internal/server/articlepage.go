package server

import (
	"log/slog"
	"net/http"
	"strconv"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
	"depesche/web"
)

// Parameters of an article's page beside those of the search that led there.
const (
	paramHit     = "treffer" // number of the hit, from 1
	paramVersion = "fassung"
)

func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) error {
	a, err := s.article(r.Context(), articleID(r))
	if err != nil {
		return follow(w, r, err, "/a/", "")
	}
	if r.URL.EscapedPath() != a.Permalink() {
		return redirect(w, a.Permalink()+mark(r.URL.RawQuery))
	}
	p := s.newPage(r, "artikel")
	old := false
	if v := r.URL.Query().Get(paramVersion); v != "" {
		number, err := strconv.Atoi(v)
		if err != nil {
			return archive.Errorf(archive.CodeInvalid, "„%s“ ist keine Nummer einer Fassung.", v)
		}
		if number != a.Version {
			version, err := s.Corpus.Version(r.Context(), a.ID, number)
			if err != nil {
				return err
			}
			permalink := a.full
			version.Rights = permalink.Rights // the rights of today hold for yesterday's text
			a = s.show(version)
			a.Title, a.full.Title = permalink.Title, permalink.Title
			old = true
		}
	}
	found, err := s.findInArticle(r, p, a)
	if err != nil {
		return err
	}
	view := s.articleView(r, p, a, found.matcher)
	view.Old, view.Query, view.Around = old, found.text, found.around
	if !s.limited(r) {
		view.Similar = s.similar(r, p, a)
	}
	if versions, err := s.Corpus.Versions(r.Context(), a.ID); err == nil {
		view.Versions = len(versions)
	}
	s.articleHead(r, p, a)
	if old {
		p.Head.Robots = "noindex"
	}
	return s.render(w, r, http.StatusOK, web.ArticlePage(p, view))
}

// finding is what the search in an article's URL gives.
type finding struct {
	text    string
	matcher index.Matcher // nil without a search
	around  *web.Around
}

// findInArticle runs the search that an article's URL carries along: for the
// matches in the text, and with the number of a hit for its neighbours.
func (s *Server) findInArticle(r *http.Request, p *web.Page, a shownArticle) (finding, error) {
	search, _ := s.parseSearch(r.Context(), r.URL.Query())
	search.Lang = ""
	number, _ := strconv.Atoi(r.URL.Query().Get(paramHit))
	if search.IsEmpty() {
		return finding{}, nil
	}
	req := request(search, search.Query())
	req.WantFacet, req.Histogram, req.Limit, req.Offset = nil, false, 0, 0
	const around = 3 // the hit and its neighbours
	if number > 0 && number <= query.MaxOffset {
		req.Offset, req.Limit = max(0, number-2), around
	}
	if err := s.restrict(r.Context(), &req, search); err != nil {
		return finding{}, err
	}
	res, err := s.Search.Search(r.Context(), req)
	if err != nil {
		return finding{}, err
	}
	f := finding{text: search.Text, matcher: res.Matcher}
	for i, h := range res.Hits {
		if h.ID == a.ID {
			f.around = s.around(r, search, res, req.Offset, i)
		}
	}
	return f, nil
}

// around leads from the hit at position i of a result to its neighbours.
func (s *Server) around(r *http.Request, search query.Search, res index.Result, offset, i int) *web.Around {
	number := offset + i + 1
	a := &web.Around{Number: number, Total: res.Total}
	a.Back = search.WithPage((number-1)/query.PageSize+1).URL() + "#t-" + string(res.Hits[i].ID)
	link := func(j int) *web.Link {
		if j < 0 || j >= len(res.Hits) {
			return nil
		}
		n, err := s.Corpus.Article(r.Context(), res.Hits[j].ID)
		if err != nil || n.Tombstone != nil {
			return nil
		}
		values := search.WithPage(1).Values()
		values.Set(paramHit, strconv.Itoa(offset+j+1))
		return &web.Link{Text: n.Title, Href: n.Permalink() + mark(values.Encode())}
	}
	a.Previous, a.Next = link(i-1), link(i+1)
	return a
}

// articleView shows an article, with the matches of a query if m is not nil.
func (s *Server) articleView(r *http.Request, p *web.Page, a shownArticle, m index.Matcher) web.Article {
	name := s.namer(r.Context())
	v := web.Article{
		ID: string(a.ID), Path: a.Permalink(), Permalink: infoOf(r).base + a.Permalink(),
		PlainName: a.Title, Proposed: a.TitleProposed, Lang: langOf(&a.Article), Hit: s.listHit(a),
		Published: a.Published, Updated: a.Updated, Cut: a.cut, Version: a.Version,
	}
	v.Hit.Href = webURL(a.URL)
	v.Kicker = s.line(a.Kicker, "", a.mentions[archive.KickerParagraph], nil, name)
	v.Title = s.line(a.Title, query.Title, a.mentions[archive.TitleParagraph], m, name)
	if a.Outlet != "" {
		v.Outlet = web.Link{Text: a.Outlet, Href: query.Search{}.With(query.Outlet, a.Outlet).URL()}
	}
	for _, author := range a.Authors {
		v.Authors = append(v.Authors, web.Link{Text: author, Href: query.Search{}.With(query.Author, author).URL()})
	}
	number := 0
	for i, par := range a.Paragraphs {
		line := web.Paragraph{PID: par.PID, Kind: par.Kind, Runs: s.line(par.Text, "", a.mentions[i], m, name)}
		if par.Kind == archive.Text || par.Kind == archive.Quote {
			number++
			line.Number = number
			line.Passage = "/a/" + string(a.ID) + "/" + par.PID
		}
		if par.Kind == archive.Heading {
			v.Contents = append(v.Contents, web.Link{Text: par.Text, Href: "#p-" + par.PID})
		}
		v.Text = append(v.Text, line)
	}
	if m != nil {
		v.Matches = numberMatches(&v)
	}
	v.Entities, v.Kinds = s.entitiesOf(a, name)
	v.Cite, v.CiteFiles = s.citations(r, p, &a.full)
	v.Facts = s.provenance(p, &a.full)
	v.Reprints = s.reprints(r.Context(), p, &a.full)
	for _, t := range a.Tags {
		v.Tags = append(v.Tags, web.Link{Text: t})
	}
	return v
}

// numberMatches gives the matches of a view ids in reading order.
func numberMatches(v *web.Article) int {
	n := 0
	number := func(runs []web.Run) {
		for i := range runs {
			for j := range runs[i].Parts {
				if part := &runs[i].Parts[j]; part.Match != "" {
					n++
					part.Mark = "m" + strconv.Itoa(n)
				}
			}
		}
	}
	number(v.Title)
	for i := range v.Text {
		number(v.Text[i].Runs)
	}
	return n
}

// entitiesOf lists the entities of an article by kind, and the kinds themselves.
func (s *Server) entitiesOf(a shownArticle, name names) ([]web.EntityGroup, []archive.Kind) {
	items := map[archive.Kind][]web.EntityItem{}
	at := map[string]int{}
	visit := func(line int, anchor string) {
		for _, m := range a.mentions[line] {
			if m.Form == archive.FormDerived {
				continue
			}
			if i, ok := at[m.Entity]; ok {
				items[m.Kind][i].Count++
				continue
			}
			at[m.Entity] = len(items[m.Kind])
			items[m.Kind] = append(items[m.Kind], web.EntityItem{
				Ref: web.Ref{Slug: m.Entity, Name: name(m.Entity), Kind: m.Kind, Suggested: m.Suggested}, Count: 1, First: anchor,
			})
		}
	}
	visit(archive.KickerParagraph, "#inhalt")
	visit(archive.TitleParagraph, "#inhalt")
	for i, par := range a.Paragraphs {
		visit(i, "#p-"+par.PID)
	}
	var groups []web.EntityGroup
	var kinds []archive.Kind
	for _, k := range archive.Kinds {
		if len(items[k]) > 0 {
			groups = append(groups, web.EntityGroup{Kind: k, Items: items[k]})
			kinds = append(kinds, k)
		}
	}
	return groups, kinds
}

// mostSimilar is how many similar articles a page names.
const mostSimilar = 4

// similar never fails the page: without an answer the article is still there.
func (s *Server) similar(r *http.Request, p *web.Page, a shownArticle) []web.Hit {
	similar, err := s.Search.Similar(r.Context(), a.ID, mostSimilar)
	if err != nil {
		s.Logger.LogAttrs(r.Context(), slog.LevelWarn, "similar articles", slog.String("article", string(a.ID)), slog.Any("error", err))
		return nil
	}
	var hits []web.Hit
	for _, x := range similar {
		other, err := s.Corpus.Article(r.Context(), x.ID)
		if err != nil || other.Tombstone != nil || x.ID == a.ID {
			continue
		}
		h := s.listHit(shownArticle{Article: other, full: other, cut: !s.open(&other)})
		if len(x.Terms) > 0 {
			h.Shared = x.Terms
		}
		hits = append(hits, h)
	}
	return hits
}
