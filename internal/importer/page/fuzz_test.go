package page

import (
	"net/url"
	"testing"
	"time"

	"golang.org/x/net/html"
	"strings"
)

// FuzzLinked reads JSON-LD of any kind.
func FuzzLinked(f *testing.F) {
	f.Add(`{"@graph":[{"@type":"NewsArticle","headline":"T","author":[{"@type":"Person","@id":"#a"},{"@type":"Organization","name":"O"}],"datePublished":"2023-03-14","isAccessibleForFree":"False","articleBody":"Text"},{"@id":"#a","name":"N"}]}`)
	f.Add("<!--[{\"@type\":[\"LiveBlogPosting\"],\"name\":{\"@value\":\"x\"},}]-->")
	f.Fuzz(func(t *testing.T, script string) {
		for _, l := range parseLinked(script) {
			if l.kind == "" {
				t.Errorf("an object without a kind: %+v", l)
			}
		}
	})
}

// FuzzMetadata chooses title, dates, authors and outlet from any meta elements
// and headings.
func FuzzMetadata(f *testing.F) {
	f.Add(`<title>T - S</title><meta property="og:title" content="T"><meta name=date content="14.03.2023"><h1><span>K</span><span>Ein langer Titel</span></h1><time>14. März 2023</time>`, "https://x.example/2023/03/14/a")
	f.Fuzz(func(t *testing.T, head, address string) {
		if guard(head) != nil {
			return
		}
		root, err := html.Parse(strings.NewReader(head))
		if err != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			u = nil
		}
		m := gather(root)
		m.rankLinked(u)
		_, _, heading := m.chooseTitle()
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		published, _ := m.chooseDates(root, heading, u, now)
		if !published.IsZero() && published.Time().After(now.AddDate(0, 0, 3)) {
			t.Errorf("published in the future: %v", published)
		}
		m.chooseAuthors(root, heading)
		m.chooseOutlet("x.example")
	})
}
