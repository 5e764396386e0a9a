package server_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"depesche/internal/feed/feedtest"
	"depesche/internal/server/servertest"
)

// TestRightsInEveryForm asks for every form of articles whose text may not be
// shown and looks for it.
func TestRightsInEveryForm(t *testing.T) {
	s := sampleServer(t)
	for _, id := range []string{string(servertest.ExcerptID), string(servertest.MetadataID)} {
		a, err := sampleArchive(t).Corpus.Version(t.Context(), servertest.ExcerptID, 1)
		if err != nil {
			t.Fatal(err)
		}
		paths := []string{
			"/a/" + id + ".ris", "/a/" + id + ".bib", "/a/" + id + ".csl.json", "/a/" + id + ".txt", "/a/" + id + ".json",
			"/suche.csv?medium=Beispielblatt", "/suche.ndjson?medium=Beispielblatt", "/suche.atom?medium=Beispielblatt",
			"/suche.feed.json?medium=Beispielblatt", "/suche.ris?q=Geheimsache", "/suche.csv?q=Geheimsache", "/suche.ndjson?q=Geheimsache",
			"/e/pjoengjang.csv", "/e/pjoengjang.atom", "/e/pjoengjang.feed.json",
		}
		for _, p := range a.Paragraphs {
			for _, form := range []string{"", ".ris", ".bib", ".csl.json"} {
				paths = append(paths, "/a/"+string(a.ID)+"/"+p.PID+form)
			}
		}
		for _, path := range paths {
			w := get(s, path)
			if w.Code >= http.StatusBadRequest {
				t.Errorf("%s: %d", path, w.Code)
			}
			if body := w.Body.String(); strings.Contains(body, servertest.Hidden+" ") {
				t.Errorf("%s shows what the rights forbid", path)
			}
		}
	}
}

func TestExportsHonourFilters(t *testing.T) {
	s := sampleServer(t)
	for _, q := range []string{"medium=Beispielblatt", "q=Wladiwostok", "q=Wladiwostok&von=2024", "person=kim-jong-un"} {
		var found struct{ Total int }
		if err := json.Unmarshal(get(s, "/suche.json?"+q).Body.Bytes(), &found); err != nil {
			t.Fatal(err)
		}
		w := get(s, "/suche.csv?"+q)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows)-1 != found.Total || w.Header().Get("X-Total-Count") != strconv.Itoa(found.Total) {
			t.Errorf("csv of %s: %d rows, %v; the search has %d (X-Total-Count %s)", q, len(rows)-1, err, found.Total, w.Header().Get("X-Total-Count"))
		}
		if n := strings.Count(get(s, "/suche.ndjson?"+q).Body.String(), "\n"); n != found.Total {
			t.Errorf("ndjson of %s: %d lines of %d", q, n, found.Total)
		}
		if n := strings.Count(get(s, "/suche.ris?"+q).Body.String(), "ER  - "); n != found.Total {
			t.Errorf("ris of %s: %d records of %d", q, n, found.Total)
		}
		if n := strings.Count(get(s, "/suche.bib?"+q).Body.String(), "@article{"); n != found.Total {
			t.Errorf("bib of %s: %d entries of %d", q, n, found.Total)
		}
		head := request(s, http.MethodHead, "/suche.csv?"+q)
		if head.Code != http.StatusOK || head.Body.Len() != 0 {
			t.Errorf("HEAD of csv: %d, %d bytes", head.Code, head.Body.Len())
		}
	}
	if w := get(s, "/suche.csv?q=Kim&trenner=semikolon"); !strings.HasPrefix(w.Body.String(), "\ufeffKennung;Titel;") {
		t.Errorf("semicolons: %.40q", w.Body.String())
	}
}

func TestFeeds(t *testing.T) {
	s := sampleServer(t)
	for _, path := range []string{"/suche.atom?q=Kim", "/suche.atom", "/e/kim-jong-un.atom", "/suche.atom?q=gibtesnichtxyz"} {
		w := get(s, path)
		if err := feedtest.Atom(w.Body.Bytes()); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		other := strings.Replace(path, ".atom", ".feed.json", 1)
		if err := feedtest.JSON(get(s, other).Body.Bytes()); err != nil {
			t.Errorf("%s: %v", other, err)
		}
		var f struct {
			ID      string `xml:"id"`
			Updated string `xml:"updated"`
			Entries []struct {
				ID      string `xml:"id"`
				Updated string `xml:"updated"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil || !strings.HasPrefix(f.ID, "tag:archiv.example,2026:/") || f.Updated == "" {
			t.Errorf("%s: %v, id %q, updated %q", path, err, f.ID, f.Updated)
		}
		seen := map[string]bool{}
		for i, e := range f.Entries {
			if seen[e.ID] || !strings.HasPrefix(e.ID, "tag:archiv.example,2026:/a/") {
				t.Errorf("%s: entry %d has id %q", path, i, e.ID)
			}
			seen[e.ID] = true
			if i > 0 && e.Updated > f.Entries[i-1].Updated {
				t.Errorf("%s: entry %d is newer than the one before", path, i)
			}
		}
		if again := get(s, path); again.Body.String() != w.Body.String() {
			t.Errorf("%s is another feed the second time", path)
		}
	}
	if body := get(s, "/suche.feed.json?q=Kim&seit=2100-01-01").Body.String(); !strings.Contains(body, `"items": []`) {
		t.Errorf("news since 2100: %.200s", body)
	}
	if w := get(s, "/suche.atom?q=Kim&seit=gestern"); w.Code != http.StatusBadRequest {
		t.Errorf("since what is no date: %d", w.Code)
	}
}
