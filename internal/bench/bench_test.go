package bench

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

func sample(t *testing.T) []archive.Article {
	date, err := archive.ParseDate("2023-09-13")
	if err != nil {
		t.Fatal(err)
	}
	return []archive.Article{{
		ID: "abcd1", Title: "Züge", Outlet: "Der Bote", Published: date,
		Paragraphs: []archive.Paragraph{{Text: "Gestern fuhren mehrere Züge über die Grenze, wie Anna Albers berichtete, und keiner kam zurück."}},
	}}
}

func TestMixIsSeededAndHasEveryKind(t *testing.T) {
	a, b := Mix(sample(t), 26, 7), Mix(sample(t), 26, 7)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("one seed gives two mixes:\n%s", diff)
	}
	for i, r := range a {
		if r.Kind != Kinds[i%len(Kinds)] || !strings.HasPrefix(r.Path, "/suche?q=") && r.Kind != "article" && r.Kind != "date" && r.Kind != "facet" {
			t.Errorf("request %d: %+v", i, r)
		}
	}
	if len(Mix(nil, 10, 1)) != 0 {
		t.Error("a mix of nothing has requests")
	}
}

func TestRunCountsFailuresByKind(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("sortierung") != "" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer srv.Close()
	requests := Mix(sample(t), 2*len(Kinds), 1)
	res, err := Run(context.Background(), srv.URL, requests, 3, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range res.Kinds {
		want := KindResult{Requests: 2}
		switch k.Kind {
		case "newest":
			want.Failed = 2
		case "all":
			want = KindResult{Requests: len(requests), Failed: 2}
		}
		if k.Requests != want.Requests || k.Failed != want.Failed || k.P99 < k.P50 || k.P50 <= 0 {
			t.Errorf("%+v, want %+v", k, want)
		}
	}
	var out strings.Builder
	if err := res.Print(&out); err != nil || !strings.Contains(out.String(), "question") {
		t.Errorf("report %q, error %v", out.String(), err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, "http://127.0.0.1:1", Mix(sample(t), 10, 1), 2, false); err == nil {
		t.Error("a cancelled run ends without an error")
	}
}

func TestQuantile(t *testing.T) {
	times := []time.Duration{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	for q, want := range map[float64]time.Duration{.5: 6, .99: 10, 0: 1, 1: 10} {
		if got := quantile(times, q); got != want {
			t.Errorf("quantile(%v) = %d, want %d", q, got, want)
		}
	}
}
