package server_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"depesche/internal/frozen"
	"depesche/internal/server"
)

// memory is a frozen.Files.
type memory struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (m *memory) ReadFile(name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if data, ok := m.files[name]; ok {
		return data, nil
	}
	return nil, fs.ErrNotExist
}

func (m *memory) WriteFile(name string, data []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files[name] = data
	return nil
}

func (m *memory) FS() fs.FS {
	m.mu.Lock()
	defer m.mu.Unlock()
	names := fstest.MapFS{}
	for name := range m.files {
		names[name] = &fstest.MapFile{}
	}
	return names
}

func freezer(t *testing.T) (*server.Server, *frozen.Store) {
	t.Helper()
	config := sampleArchive(t).Config
	config.Frozen = frozen.NewStore(&memory{files: map[string][]byte{}}, 100)
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return s, config.Frozen
}

func post(s http.Handler, path, form string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestFrozenSearch(t *testing.T) {
	s, _ := freezer(t)
	if body := get(s, "/suche?q=Wladiwostok").Body.String(); !strings.Contains(body, `name="suche" value="q=Wladiwostok"`) {
		t.Error("the result page offers no way to keep it")
	}
	w := post(s, "/s", "suche=q%3DWladiwostok", "Origin", "https://archiv.example")
	path := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/s/") {
		t.Fatalf("%d to %q: %s", w.Code, path, w.Body)
	}
	if again := post(s, "/s", "suche=q%3DWladiwostok", "Origin", "https://archiv.example"); again.Header().Get("Location") != path {
		t.Errorf("kept again at %q, first at %q", again.Header().Get("Location"), path)
	}
	page := get(s, path)
	for _, want := range []string{"„Wladiwostok“", "21. November 2026", "Seither keine neuen Treffer", "Ein Bericht in zwei Fassungen", "/og/f/"} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("%q is missing on the page", want)
		}
	}
	checkLink(t, s, path)
}

func TestFrozenSearchTellsWhatChanged(t *testing.T) {
	s, store := freezer(t)
	kept, err := store.Save(frozen.Search{Query: "q=Wladiwostok", Made: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), Total: 3, Hits: []frozen.Hit{
		{ID: "neufassung1", Title: "Damals", Version: 1}, {ID: "fort1", Title: "Ein entfernter Artikel", Version: 1}, {ID: "unbekannt1", Title: "<b>Unbekannt</b>", Version: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	body := get(s, "/s/"+kept.ID).Body.String()
	for _, want := range []string{"Seither", "neue Treffer", "seither geändert", "?fassung=1", "nicht mehr im Archiv", "&lt;b&gt;Unbekannt"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is missing on the page:\n%s", want, body)
		}
	}
}

func TestFreezingIsRefused(t *testing.T) {
	s, _ := freezer(t)
	for name, c := range map[string]struct {
		header []string
		form   string
		want   int
	}{
		"no origin":      {nil, "suche=q%3DKim", http.StatusForbidden},
		"other origin":   {[]string{"Origin", "https://boese.example"}, "suche=q%3DKim", http.StatusForbidden},
		"cross-site":     {[]string{"Sec-Fetch-Site", "cross-site"}, "suche=q%3DKim", http.StatusForbidden},
		"null origin":    {[]string{"Origin", "null"}, "suche=q%3DKim", http.StatusForbidden},
		"not a form":     {[]string{"Origin", "https://archiv.example", "Content-Type", "text/plain"}, "suche=q%3DKim", http.StatusBadRequest},
		"broken query":   {[]string{"Origin", "https://archiv.example"}, "suche=%25zz%3Bx%3D1%3By", http.StatusBadRequest},
		"form of 100 KB": {[]string{"Origin", "https://archiv.example"}, "suche=" + strings.Repeat("x", 100<<10), http.StatusRequestEntityTooLarge},
	} {
		if w := post(s, "/s", c.form, c.header...); w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
	if w := get(s, "/s/zzzzzzzzzz"); w.Code != http.StatusNotFound {
		t.Errorf("unknown: %d", w.Code)
	}
	if w := get(sampleServer(t), "/s/zzzzzzzzzz"); w.Code != http.StatusNotFound {
		t.Errorf("nothing is kept: %d", w.Code)
	}
	many := 0
	for range 30 {
		if post(s, "/s", "suche=q%3DKim", "Origin", "https://archiv.example").Code == http.StatusTooManyRequests {
			many++
		}
	}
	if many == 0 {
		t.Error("thirty at once from one client were all let through")
	}
}
