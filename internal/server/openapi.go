package server

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openAPIDocument []byte

func (s *Server) openAPI(w http.ResponseWriter, r *http.Request) error {
	return s.send(w, r, http.StatusOK, "application/json; charset=utf-8", openAPIDocument)
}
