package metrics

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestMetricsTellWhatHappened(t *testing.T) {
	m := New()
	m.Gauge("articles", "Articles held.", func() float64 { return 26 })
	m.ObserveRequest("/suche", http.StatusOK, 3*time.Millisecond)
	m.ObserveRequest("/suche", http.StatusOK, 30*time.Millisecond)
	m.ObserveRequest("/suche", http.StatusServiceUnavailable, time.Second)
	rec := httptest.NewRecorder()
	m.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		"depesche_articles 26\n",
		`depesche_http_requests_total{route="/suche",status="200"} 2` + "\n",
		`depesche_http_requests_total{route="/suche",status="503"} 1` + "\n",
		`depesche_http_request_seconds_bucket{route="/suche",le="0.005"} 1` + "\n",
		"go_goroutines ",
	} {
		if !strings.Contains(rec.Body.String(), want) {
			t.Errorf("/metrics lacks %q", want)
		}
	}
}

func TestProfilesAreServed(t *testing.T) {
	rec := httptest.NewRecorder()
	New().Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/debug/pprof/goroutine?debug=1", nil))
	if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), "goroutine profile") {
		t.Errorf("status %d, body %.80q", rec.Code, rec.Body.String())
	}
}
