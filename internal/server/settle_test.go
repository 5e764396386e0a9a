package server_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

func TestEntityFiltersTakeAnyName(t *testing.T) {
	a, err := servertest.New(t.TempDir(), servertest.Samples()...)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	s, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ path, location string }{
		{"/suche?person=Putin", "/suche?person=wladimir-putin"},
		{"/suche?person=Путин&q=Kim", "/suche?person=wladimir-putin&q=Kim"},
		{"/suche?person=", "/suche"},
		{"/suche?person=wladimir-putin", ""},
		{"/suche?person=Niemand", ""},
		{"/suche?ort=Putin", ""}, // a name of another kind
	} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, c.path, nil)
		s.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != c.location {
			t.Errorf("%s: %d, leads to %q, want %q", c.path, w.Code, got, c.location)
		}
	}
}
