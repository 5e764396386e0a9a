package server

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// Every address that is not a page for people is described.
func TestOpenAPIHasEveryRoute(t *testing.T) {
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(openAPIDocument, &doc); err != nil {
		t.Fatal(err)
	}
	s := &Server{}
	described := 0
	pattern := regexp.MustCompile(`\{([a-z]+):[^}]*\}`)
	err := chi.Walk(s.routes().(chi.Routes), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		path := strings.TrimPrefix(pattern.ReplaceAllString(route, "{$1}"), "/api/v1")
		_, last, _ := strings.Cut(path[strings.LastIndex(path, "/")+1:], ".")
		switch {
		case method != http.MethodGet, strings.HasPrefix(path, "/sitemap"), path == "/openapi.json":
			return nil
		case last == "" && path == route: // a page
			return nil
		}
		switch last {
		case "txt", "ico", "xml": // robots, favicon, opensearch, sitemap: conventions that need no description
			if !strings.HasPrefix(path, "/a/") {
				return nil
			}
		}
		if _, ok := doc.Paths[path]["get"]; !ok {
			t.Errorf("%s (%s) is not described", path, route)
		}
		described++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if described < 25 {
		t.Errorf("only %d routes looked at", described)
	}
}
