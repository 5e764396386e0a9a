package server

import (
	"net/http"

	"depesche/web"
)

// stylePage shows every component in every state, for developers.
func (s *Server) stylePage(w http.ResponseWriter, r *http.Request) error {
	p := s.newPage(r, "stil")
	p.Head.Title = "Stil"
	p.Head.Robots = "noindex"
	results, article := web.StyleExample(p.Lang)
	return s.render(w, r, http.StatusOK, web.StylePage(p, results, article))
}
