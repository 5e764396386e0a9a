package server_test

import (
	"bytes"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/frozen"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

// The keptBack stands beyond every excerpt, with a name in it, so that concordances
// and snippets have a reason to show what is around.
const keptBack = "Der Quittungsblock lag unter Wladimir Putins grünem Samtkissen in Wladiwostok neben sieben Dattelkernen"

// secretArticles have it in each of their versions, under rights that did not
// always hold.
func secretArticles() (list []archive.Article) {
	open := strings.Repeat("Wladimir Putin reiste nach Wladiwostok und sprach dort mit allen, die es hören wollten, über den Vertrag. ", 4)
	article := func(id archive.ID, rights archive.Rights, more string) archive.Article {
		a := archive.Article{
			ID: id, Title: "Bericht über Wladiwostok " + string(id), Outlet: "Geheimblatt", Lang: "de", Rights: rights, URL: "https://example.org/" + string(id),
			Authors: []string{"Anna Autorin"}, Tags: []string{"Hafen"},
			Paragraphs: []archive.Paragraph{
				{Kind: archive.Text, Text: open + keptBack + "." + more}, {Kind: archive.Heading, Text: "Zwischenzeile: " + keptBack},
				{Kind: archive.Text, Text: keptBack + ", hieß es."}, {Kind: archive.Quote, Text: "„" + keptBack + "“"}, {Kind: archive.Caption, Text: "Im Bild: " + keptBack},
			},
		}
		archive.AssignPIDs(a.Paragraphs)
		return a
	}
	for id, rights := range map[archive.ID]archive.Rights{"geheim001": archive.RightsExcerpt, "geheim002": archive.RightsMetadata} {
		list = append(list, article(id, archive.RightsFull, " Erste Fassung."), article(id, rights, " Zweite Fassung."), article(id, rights, ""))
		// The same text under another address.
		twin := article(id+"x", rights, "")
		twin.Also = []archive.ID{id}
		list = append(list, twin)
	}
	day, err := archive.ParseDate("2026-11-20")
	if err != nil {
		panic(err)
	}
	for id, into := range map[archive.ID]archive.ID{"geheim003": "", "geheim004": "geheim001"} {
		gone := article(id, archive.RightsFull, "")
		gone.Paragraphs, gone.Tombstone = nil, &archive.Tombstone{Since: day, MergedInto: into}
		list = append(list, article(id, archive.RightsExcerpt, " Wird entfernt."), gone)
	}
	slices.SortStableFunc(list, func(a, b archive.Article) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return list
}

// leaks finds four words of the keptBack in a row, in whatever way they are written.
func leaks(body []byte) string {
	text := html.UnescapeString(string(body))
	text = strings.NewReplacer("\\u00fc", "ü", "&#252;", "ü", "{\\\"u}", "ü").Replace(text)
	text = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(text, "")
	if plain, err := url.QueryUnescape(text); err == nil {
		text += plain
	}
	text = strings.Join(strings.Fields(text), " ")
	words := strings.Fields(keptBack)
	for i := 0; i+4 <= len(words); i++ {
		if run := strings.Join(words[i:i+4], " "); strings.Contains(text, run) {
			return run
		}
	}
	return ""
}

// TestRightsEverywhere crawls everything that can be asked for and looks for words
// that the rights of their articles keep.
func TestRightsEverywhere(t *testing.T) {
	articles := secretArticles()
	a, err := servertest.New(t.TempDir(), articles...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	a.Config.Frozen = frozen.NewStore(&memory{files: map[string][]byte{}}, 100)
	s, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	q := url.QueryEscape
	// What no page links to, but somebody may know.
	todo := []string{"/", "/sitemap.xml", "/suche?medium=Geheimblatt", "/api/v1/openapi.json", "/e", "/api/v1/entities?q=Putin", "/e/wladimir-putin", "/api/v1/entities/wladimir-putin"}
	words := strings.Fields(keptBack)
	for _, query := range []string{"q=" + q(words[1]), "q=" + q(words[6]+" "+words[7]), "q=Wladiwostok&medium=Geheimblatt", "q=%3D" + q(words[1]), "q=Putin", "medium=Geheimblatt&seit=2020-01-01"} {
		for _, path := range []string{"/suche?", "/suche.json?", "/suche.csv?", "/suche.ndjson?", "/suche.atom?", "/suche.feed.json?", "/suche.ris?", "/suche.bib?", "/suche.csl.json?", "/api/v1/search?limit=100&", "/vergleich?", "/og/s.png?"} {
			todo = append(todo, path+query)
		}
		for _, id := range []string{"geheim001", "geheim002"} {
			todo = append(todo, "/a/"+id+"?treffer=1&"+query)
		}
		w := post(s, "/s", "suche="+q(query), "Origin", a.Config.BaseURL)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("freezing %s: %d", query, w.Code)
		}
		todo = append(todo, w.Header().Get("Location"))
	}
	for _, word := range words {
		todo = append(todo, "/api/v1/suggest?q="+q(word[:min(3, len(word))]))
	}
	hidden := map[string]bool{} // passages that nobody may see
	for _, article := range articles {
		id := "/a/" + string(article.ID)
		for _, form := range []string{"", ".json", ".txt", ".ris", ".bib", ".csl.json", "/versionen", "?fassung=1", "?fassung=2", "/versionen?von=1&nach=2", "/versionen?von=2&nach=3", "/versionen?von=1&nach=3", "?lang=en"} {
			todo = append(todo, id+form)
		}
		todo = append(todo, "/api/v1/articles/"+string(article.ID))
		for i, p := range article.Paragraphs {
			for _, form := range []string{"", ".ris", ".bib", ".csl.json", "?zitat=" + q(keptBack), "?zitat=" + q("~"+words[1]+"~"), "?lang=en"} {
				todo = append(todo, id+"/"+p.PID+form)
			}
			picture := "/og/p/" + string(article.ID) + "/" + p.PID + ".png"
			todo = append(todo, picture, picture+"?zitat="+q(keptBack))
			hidden[picture] = i > 0 // of the first one an excerpt is shown
		}
	}
	links := regexp.MustCompile(`(?:href|src|content|action)="([^"]+)"|<loc>([^<]+)</loc>|"(?:url|feed_url|home_page_url|image)": ?"([^"]+)"`)
	seen := map[string]bool{}
	statuses := map[int]int{}
	const most = 1500
	for len(todo) > 0 && len(seen) < most {
		path := todo[0]
		todo = todo[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		w := get(s, path)
		statuses[w.Code]++
		if w.Code >= 500 {
			t.Errorf("%s: %d", path, w.Code)
		}
		// What was asked for is in the address of the answer; that is no leak.
		asked, _ := url.QueryUnescape(path)
		body := w.Body.Bytes()
		if run := leaks(body); run != "" && !strings.Contains(asked, run) {
			t.Errorf("%s shows “%s”", path, run)
		}
		for name, values := range w.Header() {
			if run := leaks([]byte(strings.Join(values, " "))); run != "" && !strings.Contains(asked, run) {
				t.Errorf("%s shows “%s” in %s", path, run, name)
			}
		}
		if where, _, _ := strings.Cut(path, "?"); hidden[where] && w.Code == http.StatusOK {
			// A card of a hidden passage is that of its article.
			id := strings.Split(where, "/")[3]
			if article := get(s, "/og/a/"+id+".png"); !bytes.Equal(article.Body.Bytes(), body) && len(body) > len(article.Body.Bytes())*3/2 {
				t.Errorf("%s draws more than the article's card: %d bytes, that has %d", path, len(body), article.Body.Len())
			}
		}
		if location := w.Header().Get("Location"); location != "" {
			todo = append(todo, strings.TrimPrefix(location, a.Config.BaseURL))
		}
		if bytes.HasPrefix(body, []byte("\x89PNG")) {
			continue
		}
		for _, m := range links.FindAllStringSubmatch(string(body), -1) {
			link := strings.TrimPrefix(html.UnescapeString(m[1]+m[2]+m[3]), a.Config.BaseURL)
			link, _, _ = strings.Cut(link, "#")
			if strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "//") && !strings.HasPrefix(link, "/static/") && !seen[link] && strings.Count(link, "&") < 2 {
				todo = append(todo, link)
			}
		}
	}
	t.Logf("%d addresses: %v; %d left", len(seen), statuses, len(todo))
	if len(seen) < 500 || statuses[200] < 300 {
		t.Error("that is not everything")
	}
}
