package server_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/feed"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

// imported are n articles that came in one a minute, the one that was published
// first last.
func imported(n int) (list []archive.Article) {
	for i := range n {
		a := archive.Article{
			ID: archive.ID(fmt.Sprintf("neu%05d", i)), Title: fmt.Sprintf("Hafenmeldung %d", i), Lang: "de", Rights: archive.RightsFull,
			Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: "Im Hafen geschah wieder etwas."}},
		}
		if i%100 == 7 {
			a.Paragraphs[0].Text += " Ein Quastenflosser wurde gesehen."
		}
		a.Published = archive.NewDate(servertest.Now.AddDate(0, 0, -i), archive.Day)
		a.Provenance.ImportedAt = servertest.Now.Add(time.Duration(i-n) * time.Minute)
		list = append(list, a)
	}
	return list
}

func sinceServer(t *testing.T, n int) *server.Server {
	t.Helper()
	a, err := servertest.New(t.TempDir(), imported(n)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A feed has what came in last, for frequent words, for rare ones, and for those
// whose articles were published long ago.
func TestFeedsHaveWhatCameLast(t *testing.T) {
	const n = 1500
	s := sinceServer(t, n)
	entries := func(path string) (titles []string) {
		t.Helper()
		w := get(s, path)
		var f struct {
			Items []struct{ Title string } `json:"items"`
		}
		if w.Code != 200 || w.Header().Get("Content-Type") != feed.JSONType {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
		if err := json.Unmarshal(w.Body.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		for _, item := range f.Items {
			titles = append(titles, strings.TrimPrefix(item.Title, "Hafenmeldung "))
		}
		return titles
	}
	frequent := entries("/suche.feed.json?q=Hafen")
	if len(frequent) != 50 || frequent[0] != "1499" || frequent[49] != "1450" {
		t.Errorf("of a frequent word: %d, %v", len(frequent), frequent)
	}
	rare := entries("/suche.feed.json?q=Quastenflosser")
	if want := "1407 1307 1207 1107 1007 907 807 707 607 507 407 307 207 107 7"; strings.Join(rare, " ") != want {
		t.Errorf("of a rare word: %v", rare)
	}
	since := servertest.Now.Add(-95 * time.Minute).Format(time.RFC3339)
	if got := entries("/suche.feed.json?q=Quastenflosser&seit=" + url.QueryEscape(since)); strings.Join(got, " ") != "1407" {
		t.Errorf("since %s: %v", since, got)
	}
	if got := entries("/suche.feed.json?q=" + url.QueryEscape("Quastenflosser Wladiwostok")); len(got) != 0 {
		t.Errorf("articles that lack a word: %v", got)
	}
}

// seit= narrows every form of a result to what came in later.
func TestSince(t *testing.T) {
	s := sinceServer(t, 120)
	since := url.QueryEscape(servertest.Now.Add(-20 * time.Minute).Format(time.RFC3339))
	total := func(path string) int {
		t.Helper()
		w := get(s, path)
		var res struct{ Total int }
		if err := json.Unmarshal(w.Body.Bytes(), &res); err != nil || w.Code != 200 {
			t.Fatalf("%s: %d %v", path, w.Code, err)
		}
		return res.Total
	}
	for path, want := range map[string]int{
		"/api/v1/search?limit=0&q=Hafen&seit=" + since:                                        19,
		"/api/v1/search?limit=0&q=Quastenflosser&seit=" + since:                               1,
		"/api/v1/search?limit=0&seit=" + since:                                                19,
		"/api/v1/search?limit=0&q=Hafen&seit=2027-01-01":                                      0,
		"/api/v1/search?limit=0&q=Hafen&seit=" + since + "&von=2026-11-20":                    0,
		"/api/v1/search?limit=0&q=" + url.QueryEscape("Hafen Wladiwostok") + "&seit=" + since: 0,
		"/suche.json?q=Hafen&seit=" + since:                                                   19,
	} {
		if got := total(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if lines := strings.Count(get(s, "/suche.csv?q=Hafen&seit="+since).Body.String(), "Hafenmeldung"); lines != 19 {
		t.Errorf("/suche.csv has %d rows", lines)
	}
	page := get(s, "/suche?q=Hafen&seit="+since).Body.String()
	for _, want := range []string{"19 Treffer", "neu seit", `data-watch="q=Hafen"`, `data-home="/suche?q=Hafen"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if page := get(s, "/e/kim-jong-un").Body.String(); !strings.Contains(page, `data-watch="person=kim-jong-un"`) {
		t.Error("the page of an entity can't be watched")
	}
}
