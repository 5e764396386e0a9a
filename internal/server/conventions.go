package server

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// openSearch lets browsers search the archive from their address bar
// (OpenSearch 1.1).
func (s *Server) openSearch(w http.ResponseWriter, r *http.Request) error {
	base := infoOf(r).base
	type link struct {
		Type     string `xml:"type,attr"`
		Rel      string `xml:"rel,attr,omitempty"`
		Template string `xml:"template,attr"`
	}
	type image struct {
		Type string `xml:"type,attr"`
		URL  string `xml:",chardata"`
	}
	return s.sendXML(w, r, "application/opensearchdescription+xml; charset=utf-8", struct {
		XMLName     xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName   string
		Description string
		Language    string
		Encoding    string `xml:"InputEncoding"`
		Image       image
		URLs        []link `xml:"Url"`
	}{
		ShortName: archiveName, Description: "Archiv deutschsprachiger Presseartikel", Language: "de", Encoding: "UTF-8",
		Image: image{"image/svg+xml", base + s.assets.Icon},
		URLs: []link{
			{Type: "text/html", Template: base + query.Path + "?q={searchTerms}"},
			{Type: "application/atom+xml", Template: base + query.Path + ".atom?q={searchTerms}"},
			{Type: "application/json", Rel: "results", Template: base + query.Path + ".json?q={searchTerms}"},
			{Type: "application/opensearchdescription+xml", Rel: "self", Template: base + "/opensearch.xml"},
		},
	})
}

// previewAgents fetch a page because somebody pasted its link. Some of them ask
// robots.txt first (Teams does), so results are open to them, not to crawlers.
const previewAgents = "User-agent: SkypeUriPreview\nUser-agent: facebookexternalhit\nUser-agent: WhatsApp\nUser-agent: TelegramBot\n" +
	"User-agent: Slackbot-LinkExpanding\nUser-agent: Twitterbot\nUser-agent: LinkedInBot\nUser-agent: Mastodon\nAllow: /\n\n"

func (s *Server) robots(w http.ResponseWriter, r *http.Request) error {
	text := previewAgents + "User-agent: *\nDisallow: /suche?\nDisallow: /suche.\nDisallow: /vergleich\nDisallow: /api/\n\nSitemap: " + infoOf(r).base + "/sitemap.xml\n"
	return s.send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
}

// Sizes of site maps. One part is what the index gives in pages of maxLimit.
const (
	sitemapPart  = 1000
	sitemapNames = 2000
)

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap lists articles and entities (sitemaps.org 0.9): /sitemap.xml names the
// parts, part 0 has the entities, the others articles, newest first. The search
// engine gives no more than query.MaxOffset of them.
func (s *Server) sitemap(w http.ResponseWriter, r *http.Request) error {
	base := infoOf(r).base
	part := chi.URLParam(r, "part")
	if part == "" {
		return s.sitemapIndex(w, r)
	}
	n, err := strconv.Atoi(part)
	if err != nil || n > query.MaxOffset/sitemapPart {
		return archive.Errorf(archive.CodeNotFound, "Diesen Teil der Übersicht gibt es nicht.")
	}
	var urls []sitemapURL
	if n == 0 {
		list, _, err := s.Entities.List(r.Context(), archive.EntityFilter{Mentioned: true, Limit: sitemapNames})
		if err != nil {
			return err
		}
		for _, e := range list {
			urls = append(urls, sitemapURL{Loc: base + "/e/" + e.Slug})
		}
	}
	for offset := (n - 1) * sitemapPart; n > 0 && offset < n*sitemapPart; offset += maxLimit {
		res, err := s.Search.Search(r.Context(), index.Request{Sort: query.Newest, Offset: offset, Limit: maxLimit})
		if err != nil {
			return err
		}
		for _, h := range res.Hits {
			a, err := s.Corpus.Article(r.Context(), h.ID)
			if err != nil || a.Tombstone != nil {
				continue
			}
			urls = append(urls, sitemapURL{Loc: base + a.Permalink(), LastMod: lastModified(&a)})
		}
		if len(res.Hits) < maxLimit {
			break
		}
	}
	return s.sendXML(w, r, "application/xml; charset=utf-8", struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []sitemapURL `xml:"url"`
	}{URLs: urls})
}

func lastModified(a *archive.Article) string {
	if !a.Provenance.ImportedAt.IsZero() {
		return a.Provenance.ImportedAt.Format("2006-01-02")
	}
	if !a.Captured.IsZero() {
		return a.Captured.Format("2006-01-02")
	}
	return ""
}

func (s *Server) sitemapIndex(w http.ResponseWriter, r *http.Request) error {
	res, err := s.Search.Search(r.Context(), index.Request{})
	if err != nil {
		return err
	}
	parts := min((res.Total+sitemapPart-1)/sitemapPart, query.MaxOffset/sitemapPart)
	var maps []sitemapURL
	for i := 0; i <= parts; i++ {
		maps = append(maps, sitemapURL{Loc: infoOf(r).base + "/sitemap-" + itoa(i) + ".xml"})
	}
	return s.sendXML(w, r, "application/xml; charset=utf-8", struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Maps    []sitemapURL `xml:"sitemap"`
	}{Maps: maps})
}

func (s *Server) sendXML(w http.ResponseWriter, r *http.Request, media string, v any) error {
	body, err := xml.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("encoding XML: %w", err)
	}
	return s.send(w, r, http.StatusOK, media, append([]byte(xml.Header), append(body, '\n')...))
}
