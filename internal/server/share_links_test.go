package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/preview"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

// What programs that show a link's preview accept; where two differ, the
// stricter. Sources are named in the research on the web page.
const (
	tagsWithin   = 3 << 10      // bytes from the document's beginning: Slack, WhatsApp and slow readers read little
	longestURL   = 4096         // Signal
	mostImage    = 32 << 10     // Slack's first range; WhatsApp takes 600 KB, Signal and old Mastodon 1 MB
	leastWidth   = 300          // WhatsApp
	widestRatio  = 4.0          // WhatsApp
	previewAgent = "WhatsApp/2" // Signal names itself so, too
)

// onceEach are the tags of a card in the order in which they have to stand.
var onceEach = []string{
	"og:title", "og:description", "og:url", "og:type", "og:site_name", "og:locale",
	"og:image", "og:image:type", "og:image:width", "og:image:height", "og:image:alt", "twitter:card",
}

var (
	// Signal on Android reads double-quoted properties with a regular expression.
	propertyTag = regexp.MustCompile(`<meta (?:property|name)="((?:og|article|twitter):[a-z_:]+)" content="([^"]*)"`)
	titleTag    = regexp.MustCompile(`<title>([^<]*)</title>`)
	canonical   = regexp.MustCompile(`<link rel="canonical" href="([^"]*)"`)
	jsonLD      = regexp.MustCompile(`(?s)<script[^>]*type="application/ld\+json"[^>]*>(.*?)</script>`)
)

var unescape = strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&quot;", `"`)

// permalinks are at least 200 links that people pass on.
func permalinks(t *testing.T, a *servertest.Archive) []string {
	t.Helper()
	var articles, passages, others []string
	for _, id := range a.Corpus.IDs() {
		article, err := a.Corpus.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if article.Tombstone != nil {
			continue
		}
		articles = append(articles, article.Permalink())
		shown := article.Shown()
		for i, p := range shown.Paragraphs {
			if p.Kind == archive.Text && i%3 == 0 {
				passages = append(passages, "/a/"+string(id)+"/"+p.PID)
				if words := strings.Fields(p.Text); len(words) > 6 {
					passages = append(passages, "/a/"+string(id)+"/"+p.PID+"?zitat="+url.QueryEscape(strings.Join(words[1:5], " ")))
				}
			}
		}
	}
	list, _, err := a.Config.Entities.List(t.Context(), archive.EntityFilter{Mentioned: true, Limit: 40})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		others = append(others, "/e/"+e.Slug)
	}
	for _, q := range []string{"q=Kim", "q=Gr%C3%B6%C3%9Fe", "bis=2024&q=Waffen&von=2023", "medium=Depesche", "q=%22Kim+Jong+Un%22+ODER+Putin", "q=gibtesnichtxyz", "q=%3Cscript%3E%26%22%27", "q=" + strings.Repeat("%C3%A4", 80)} {
		others = append(others, "/suche?"+q)
	}
	others = append(others, "/", "/suche")
	all := slices.Concat(articles, others)
	for _, p := range passages {
		if len(all) < 240 {
			all = append(all, p)
		}
	}
	if len(all) < 200 {
		t.Fatalf("only %d permalinks to check, want 200", len(all))
	}
	return all
}

func TestLinkPreviews(t *testing.T) {
	a, err := servertest.New(t.TempDir(), append(servertest.Samples(), servertest.Many(60)...)...)
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
	links := permalinks(t, a)
	if testing.Short() {
		links = links[len(links)-40:]
	}
	for _, link := range links {
		checkLink(t, s, link)
	}
	t.Logf("%d permalinks checked", len(links))
}

func checkLink(t *testing.T, s http.Handler, link string) {
	t.Helper()
	bad := func(format string, args ...any) { t.Errorf("%s: %s", link, fmt.Sprintf(format, args...)) }
	w := get(s, link, "User-Agent", previewAgent)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		bad("%d %s, want a page", w.Code, w.Header().Get("Content-Type"))
		return
	}
	body := w.Body.String()
	title := titleTag.FindStringSubmatchIndex(body)
	if title == nil || strings.ContainsAny(body[title[2]:title[3]], "\r\n") {
		bad("no title of one line")
		return
	}
	tags := map[string]string{}
	count := map[string]int{}
	var order []string
	for _, m := range propertyTag.FindAllStringSubmatchIndex(body, -1) {
		name := body[m[2]:m[3]]
		tags[name] = unescape.Replace(body[m[4]:m[5]])
		count[name]++
		if slices.Contains(onceEach, name) {
			order = append(order, name)
			if m[1] > tagsWithin {
				bad("%s ends at byte %d, want at most %d", name, m[1], tagsWithin)
			}
			if m[0] < title[1] {
				bad("%s stands before the title", name)
			}
		}
	}
	if !slices.Equal(order, onceEach) {
		bad("tags are %v, want %v", order, onceEach)
	}
	for _, name := range onceEach {
		if v := tags[name]; v == "" || strings.ContainsAny(v, "\r\n") || count[name] != 1 {
			bad("%s %d times, the last %q", name, count[name], v)
		}
	}
	for _, name := range []string{"og:url", "og:image"} {
		u, err := url.Parse(tags[name])
		if err != nil || u.Scheme != "https" || !strings.Contains(u.Host, ".") || len(tags[name]) > longestURL || strings.ContainsFunc(tags[name], func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			bad("%s is %q: want an absolute https URL in ASCII with a dotted host", name, tags[name])
		}
	}
	c := canonical.FindStringSubmatch(body)
	if c == nil || unescape.Replace(c[1]) != tags["og:url"] {
		bad("canonical is %q, og:url %q", c, tags["og:url"])
	}
	if w := get(s, strings.TrimPrefix(tags["og:url"], "https://archiv.example")); w.Code != http.StatusOK {
		bad("og:url answers %d, want the page itself", w.Code)
	}
	if tags["twitter:card"] != "summary_large_image" || tags["og:locale"] != "de_DE" {
		bad("twitter:card %q, og:locale %q", tags["twitter:card"], tags["og:locale"])
	}
	if m := jsonLD.FindStringSubmatch(body); m != nil {
		var ld struct {
			Type string `json:"@type"`
			URL  string `json:"url"`
		}
		if err := json.Unmarshal([]byte(m[1]), &ld); err != nil || ld.Type != "NewsArticle" || ld.URL != tags["og:url"] {
			bad("JSON-LD %+v, %v: contradicts og:url %s", ld, err, tags["og:url"])
		}
	} else if strings.Count(link, "/") == 2 && strings.HasPrefix(link, "/a/") {
		bad("an article without JSON-LD")
	}
	checkImage(t, s, link, tags)
}

func checkImage(t *testing.T, s http.Handler, link string, tags map[string]string) {
	t.Helper()
	path := strings.TrimPrefix(tags["og:image"], "https://archiv.example")
	bad := func(format string, args ...any) {
		t.Errorf("%s: image %s: %s", link, path, fmt.Sprintf(format, args...))
	}
	w := get(s, path, "Accept-Encoding", "gzip, deflate, br", "User-Agent", previewAgent)
	h := w.Header()
	if w.Code != http.StatusOK || h.Get("Content-Type") != "image/png" || h.Get("Content-Type") != tags["og:image:type"] {
		bad("%d %s", w.Code, h.Get("Content-Type"))
		return
	}
	b := w.Body.Bytes()
	if h.Get("Content-Length") != strconv.Itoa(len(b)) || h.Get("Content-Encoding") != "" || len(b) > mostImage {
		bad("%d bytes, Content-Length %q, Content-Encoding %q", len(b), h.Get("Content-Length"), h.Get("Content-Encoding"))
	}
	if !strings.Contains(h.Get("Cache-Control"), "immutable") {
		bad("Cache-Control %q: the page names a picture that may not be kept", h.Get("Cache-Control"))
	}
	config, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || config.Width != preview.Width || config.Height != preview.Height || config.Width < leastWidth || float64(config.Width)/float64(config.Height) > widestRatio {
		bad("%dx%d, %v", config.Width, config.Height, err)
	}
	if tags["og:image:width"] != strconv.Itoa(config.Width) || tags["og:image:height"] != strconv.Itoa(config.Height) {
		bad("the page says %s x %s", tags["og:image:width"], tags["og:image:height"])
	}
	if head := request(s, http.MethodHead, path); head.Code != http.StatusOK || head.Body.Len() != 0 || head.Header().Get("Content-Length") != strconv.Itoa(len(b)) {
		bad("HEAD: %d, %d bytes, Content-Length %q", head.Code, head.Body.Len(), head.Header().Get("Content-Length"))
	}
	if part := get(s, path, "Range", "bytes=0-99"); part.Code != http.StatusPartialContent || !bytes.Equal(part.Body.Bytes(), b[:100]) || part.Header().Get("Content-Range") != fmt.Sprintf("bytes 0-99/%d", len(b)) {
		bad("Range: %d, %d bytes, %q", part.Code, part.Body.Len(), part.Header().Get("Content-Range"))
	}
	if slack := get(s, path, "Range", "bytes=0-32768"); slack.Code != http.StatusPartialContent || !bytes.Equal(slack.Body.Bytes(), b) {
		bad("Slack's range: %d, %d bytes", slack.Code, slack.Body.Len())
	}
	if again := get(s, path, "If-None-Match", h.Get("ETag")); again.Code != http.StatusNotModified || h.Get("ETag") == "" {
		bad("ETag %q: %d", h.Get("ETag"), again.Code)
	}
	stale := regexp.MustCompile(`\bv=[0-9a-f]+`).ReplaceAllString(path, "v=000000000000")
	if old := get(s, stale); old.Code != http.StatusOK || strings.Contains(old.Header().Get("Cache-Control"), "immutable") {
		bad("under an old hash: %d, %q", old.Code, old.Header().Get("Cache-Control"))
	}
}

func TestRobotsLetPreviewsThrough(t *testing.T) {
	body := get(sampleServer(t), "/robots.txt").Body.String()
	groups := strings.Split(body, "\n\n")
	for _, agent := range []string{"SkypeUriPreview", "facebookexternalhit", "WhatsApp", "TelegramBot", "Slackbot-LinkExpanding", "Twitterbot", "Mastodon"} {
		if !slices.ContainsFunc(groups, func(g string) bool {
			return strings.Contains(g, "User-agent: "+agent+"\n") && strings.Contains(g, "\nAllow: /") && !strings.Contains(g, "Disallow")
		}) {
			t.Errorf("robots.txt keeps %s from what people paste:\n%s", agent, body)
		}
	}
}
