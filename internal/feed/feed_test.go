package feed

import (
	"strings"
	"testing"
	"time"

	"depesche/internal/feed/feedtest"
)

func sample() Feed {
	at := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
	return Feed{
		ID: "tag:archiv.example,2026:/suche?q=Kim", Title: "„Kim“ · Depesche", Subtitle: "Neues", Home: "https://archiv.example/suche?q=Kim",
		Self: "https://archiv.example/suche.atom?q=Kim", Other: "https://archiv.example/suche.feed.json?q=Kim", Icon: "https://archiv.example/static/icon.svg",
		Author: "Depesche", Updated: at,
		Entries: []Entry{
			{ID: "tag:archiv.example,2026:/a/eins", Title: "Größe & <Maß>", URL: "https://archiv.example/a/eins", Original: "https://example.org/?a=b&c=d", Updated: at,
				Published: at, Authors: []string{"Änne Müller", " "}, Tags: []string{"Hafen", ""}, Summary: "taz: ]]> \x00\ufffe Text", Lang: "de", Rights: "CC-BY-4.0"},
			{ID: "tag:archiv.example,2026:/a/zwei", Title: "Ohne alles", URL: "https://archiv.example/a/zwei", Updated: at},
		},
	}
}

func check(t *testing.T, f Feed) {
	t.Helper()
	atom, err := f.Atom()
	if err == nil {
		err = feedtest.Atom(atom)
	}
	if err != nil {
		t.Errorf("Atom: %v\n%s", err, atom)
	}
	body, err := f.JSON()
	if err == nil {
		err = feedtest.JSON(body)
	}
	if err != nil {
		t.Errorf("JSON Feed: %v\n%s", err, body)
	}
}

func TestFeedsAreValid(t *testing.T) {
	check(t, sample())
	empty := sample()
	empty.Entries = nil
	check(t, empty)
}

// The rules have teeth: each of these breaks one.
func TestRulesAreHeld(t *testing.T) {
	atom, err := sample().Atom()
	if err != nil {
		t.Fatal(err)
	}
	body, err := sample().JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new string }{
		{`version/1.1`, `version/1`}, {`"title": "„Kim“ · Depesche"`, `"x": 1`}, {`/a/zwei",`, `/a/eins",`}, {`"content_text": "Ohne alles"`, `"content_text": ""`},
		{`2026-11-21T20:00:00Z`, `21.11.2026`}, {`"https://archiv.example/a/zwei"`, `"/a/zwei"`}, {`"language": "de"`, `"language": "deutsch, bitte"`}, {`"items"`, `"entries"`},
		{`"name": "Änne Müller"`, `"name": ""`}, {`"Hafen"`, `7`},
	} {
		if broken := strings.Replace(string(body), c.old, c.new, 1); broken == string(body) || feedtest.JSON([]byte(broken)) == nil {
			t.Errorf("JSON Feed: nothing is said of %s instead of %s", c.new, c.old)
		}
	}
	for _, c := range []struct{ old, new string }{
		{`http://www.w3.org/2005/Atom`, `http://example.org/`}, {`<id>tag:archiv.example,2026:/a/zwei</id>`, ``}, {`/a/zwei</id>`, `/a/eins</id>`},
		{`rel="self"`, `rel="related"`}, {`2026-11-21T20:00:00Z`, `gestern`}, {`<name>Änne Müller</name>`, ``}, {`term="Hafen"`, `term=""`},
		{`type="application/feed+json"`, `type="text/html"`}, {`Größe &amp; &lt;Maß&gt;`, `Größe <b>Maß</b>`}, {`href="https://archiv.example/a/zwei"`, `href="/a/zwei"`},
	} {
		if broken := strings.Replace(string(atom), c.old, c.new, 1); broken == string(atom) || feedtest.Atom([]byte(broken)) == nil {
			t.Errorf("Atom: nothing is said of %s instead of %s", c.new, c.old)
		}
	}
}

func FuzzFeeds(f *testing.F) {
	f.Add("Titel", "Text", "Name", "Tag", "de", int64(0))
	f.Add("a", "b", "c", "d", "de_DE", int64(1))
	f.Add("", "\x00\x1b]]>", "<b>&", "\ufffe", "x y", int64(-1<<62))
	f.Fuzz(func(t *testing.T, title, summary, author, tag, lang string, at int64) {
		s := sample()
		s.Title, s.Author = title, author
		s.Entries[0].Title, s.Entries[0].Summary, s.Entries[0].Authors, s.Entries[0].Tags = title, summary, []string{author}, []string{tag}
		s.Entries[0].Updated, s.Entries[0].Published, s.Entries[0].Rights, s.Entries[0].Lang = time.Unix(at, 0), time.Unix(at, 0), tag, lang
		check(t, s)
	})
}
