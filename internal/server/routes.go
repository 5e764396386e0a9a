package server

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// routes is every URL that the archive answers.
func (s *Server) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(s.observe, s.recoverPanics, s.secure, s.bound, s.prepare, s.guard)
	get := func(pattern string, h handler) {
		r.Method(http.MethodGet, pattern, s.handle(h))
		r.Method(http.MethodHead, pattern, s.handle(h))
	}

	post := func(pattern string, h handler) {
		r.Method(http.MethodPost, pattern, s.handle(s.posted(h)))
	}

	// Pages.
	get("/", s.cached(s.startPage))
	get("/suche", s.cached(s.resultsPage))
	get("/vergleich", s.cached(s.comparePage))
	get("/a/{id}", s.cached(s.articlePage)) // {id}-{slug}; only the id counts
	get("/a/{id}/versionen", s.cached(s.versionsPage))
	get("/a/{id}/{pid}", s.cached(s.passagePage))
	get("/e", s.cached(s.entityIndexPage))
	get("/e/{slug}", s.cached(s.entityPage))
	get("/mappe", s.cached(s.folderPage))
	get("/hilfe", s.cached(s.helpPage))
	get("/ueber", s.cached(s.prosePage("ueber")))
	get("/impressum", s.cached(s.prosePage("impressum")))
	get("/datenschutz", s.cached(s.prosePage("datenschutz")))
	get("/status", s.statusPage)
	if s.Dev {
		get("/stil", s.stylePage)
	}

	// Searches as they were.
	r.Method(http.MethodPost, pathFrozen, s.handle(s.fromHere(s.freeze)))
	get(pathFrozen+"/{id:[0-9a-z]+}", s.cached(s.frozenPage))

	// The ways into a closed archive.
	get(pathLogin, s.loginPage)
	post(pathLogin, s.login)
	post(pathLogout, s.logout)
	get(pathShares, s.sharesPage)
	post(pathShares, s.share)
	post(pathRevoke, s.revokeShare)
	get(pathShares+"/{token}", s.redeemPage)
	post(pathShares+"/{token}", s.redeem)

	// The same in other forms.
	get("/suche.json", s.cached(s.searchJSON))
	get("/a/{id:[0-9a-z]+}.json", s.cached(s.articleJSON))
	get("/a/{id:[0-9a-z]+}.txt", s.cached(s.articleText))
	get("/e/{slug:[0-9a-z-]+}.json", s.cached(s.entityJSON))

	for _, f := range referenceFormats {
		end := "." + string(f)
		get("/a/{id:[0-9a-z]+}"+end, s.cached(s.articleReference(f)))
		get("/a/{id:[0-9a-z]+}/{pid:[0-9a-z]+}"+end, s.cached(s.passageReference(f)))
		get("/suche"+end, s.searchExport(s.referenceExport(f)))
	}
	get("/suche.csv", s.searchExport(s.csvExport))
	get("/suche.ndjson", s.searchExport(s.ndjsonExport))
	get("/e/{slug:[0-9a-z-]+}.csv", s.entityCSV)
	for _, f := range []feedFormat{atomFormat, jsonFormat} {
		get("/suche."+f.extension, s.cached(s.searchFeed(f)))
		get("/e/{slug:[0-9a-z-]+}."+f.extension, s.cached(s.entityFeed(f)))
	}

	// JSON API.
	get("/api/v1/search", s.cached(s.searchJSON))
	get("/api/v1/articles/{id}", s.cached(s.articleJSON))
	get("/api/v1/entities", s.cached(s.entitiesJSON))
	get("/api/v1/entities/{slug}", s.cached(s.entityJSON))
	get("/api/v1/suggest", s.cached(s.suggestJSON))
	get("/api/v1/openapi.json", s.cached(s.openAPI))

	// Pictures of link previews.
	get("/og/a/{id:[0-9a-z]+}.png", s.articleCardPNG)
	get("/og/p/{id:[0-9a-z]+}/{pid:[0-9a-z]+}.png", s.passageCardPNG)
	get("/og/e/{slug:[0-9a-z-]+}.png", s.entityCardPNG)
	get("/og/s.png", s.searchCardPNG)
	get("/og/f/{id:[0-9a-z]+}.png", s.frozenCardPNG)

	// Conventions and assets.
	get("/opensearch.xml", s.cached(s.openSearch))
	get("/robots.txt", s.cached(s.robots))
	get("/sitemap.xml", s.cached(s.sitemap))
	get("/sitemap-{part:[0-9]+}.xml", s.cached(s.sitemap))
	get("/favicon.ico", s.favicon)
	get("/static/{name}", s.asset)
	get("/healthz", s.healthz)
	get("/readyz", s.readyz)

	r.NotFound(s.handle(s.notFound))
	r.MethodNotAllowed(s.handle(s.methodNotAllowed))
	return r
}
