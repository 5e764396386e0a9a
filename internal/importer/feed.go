package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"depesche/internal/archive"
	"depesche/internal/importer/germandate"
	"depesche/internal/importer/page"

	"github.com/mmcdole/gofeed"
)

// feedReader reads the entries of RSS, Atom and JSON feeds. An entry is an
// article with the text that the feed has of it; nothing is fetched.
type feedReader struct{}

func (feedReader) Name() string { return "feed/1" }

var (
	feedRoot = regexp.MustCompile(`(?i)^(?:\s|<\?.*?\?>|<!--(?s:.*?)-->|<!DOCTYPE[^>\[]*(?:\[(?s:.*?)\])?>)*<(?:[a-z]+:)?(?:rss|feed|rdf)\b`)
	xmlDecl  = regexp.MustCompile(`^\s*<\?xml[^>]*\?>`)
)

func (feedReader) Detect(d *Document) bool {
	const window = 4096
	head := strings.TrimLeft(d.Text[:min(len(d.Text), window)], "\uFEFF \t\r\n")
	if strings.HasPrefix(head, "{") {
		return strings.Contains(head, "jsonfeed.org/version/")
	}
	return strings.HasPrefix(head, "<") && feedRoot.MatchString(head)
}

func (feedReader) Read(_ context.Context, d *Document) ([]Draft, error) {
	// The text is UTF-8 by now, whatever its declaration says.
	text := xmlDecl.ReplaceAllString(strings.TrimPrefix(d.Text, "\uFEFF"), "")
	feed, err := gofeed.NewParser().ParseString(text)
	if err != nil {
		return nil, refuseErr(CodeDamaged, err, "kein lesbarer Feed")
	}
	var drafts []Draft
	for _, entry := range feed.Items {
		if draft, ok := entryDraft(feed, entry); ok {
			drafts = append(drafts, draft)
		}
	}
	if len(drafts) == 0 {
		return nil, refuse(CodeNoText, "der Feed hat keine Einträge mit Text")
	}
	return drafts, nil
}

const teaserWords = 80 // an entry with fewer is taken for a teaser

func entryDraft(feed *gofeed.Feed, e *gofeed.Item) (Draft, bool) {
	body := cmp.Or(e.Content, e.Description)
	if len(e.Description) > len(body) {
		body = e.Description
	}
	paragraphs, err := page.Fragment(body)
	if err != nil || len(paragraphs) == 0 {
		return Draft{}, false
	}
	a := archive.Article{
		Title: plainText(e.Title), Outlet: plainText(feed.Title), URL: e.Link, Lang: feed.Language, Tags: e.Categories,
		Published: feedDate(e.PublishedParsed), Updated: feedDate(e.UpdatedParsed), Paragraphs: paragraphs,
	}
	if a.URL == "" && strings.HasPrefix(e.GUID, "http") {
		a.URL = e.GUID
	}
	if a.Published.IsZero() {
		a.Published, a.Updated = a.Updated, archive.Date{}
	}
	if a.Updated.Compare(a.Published) <= 0 {
		a.Updated = archive.Date{}
	}
	for _, p := range e.Authors {
		if p != nil && p.Name != "" {
			a.Authors = append(a.Authors, p.Name)
		}
	}
	if a.Words() < teaserWords {
		a.Provenance.Note = "Der Feed enthält nur den Anriss."
	}
	if a.Lang == "" {
		a.Lang = guessLang(&a)
	}
	return Draft{Article: a, SourceSHA256: entryHash(e)}, true
}

// plainText takes markup out of a title.
func plainText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	ps, err := page.Fragment(s)
	if err != nil || len(ps) == 0 {
		return s
	}
	return ps[0].Text
}

// feedDate is to the minute, in Berlin's zone where the feed gives UTC.
func feedDate(t *time.Time) archive.Date {
	if t == nil || t.IsZero() || t.Year() < 1970 || t.Year() > 2199 {
		return archive.Date{}
	}
	local := *t
	if _, offset := local.Zone(); offset == 0 {
		local = local.In(germandate.Berlin)
	}
	return archive.NewDate(local, archive.Minute)
}

// entryHash is the hash of what the article is made from, for a feed's bytes
// change with every other entry.
func entryHash(e *gofeed.Item) string {
	data, err := json.Marshal([]string{e.GUID, e.Link, e.Title, e.Content, e.Description, e.Published, e.Updated})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
