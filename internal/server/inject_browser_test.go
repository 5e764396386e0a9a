package server_test

import (
	"context"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"depesche/internal/archive"
)

// watchViolations runs in every document before anything of the page does. It
// notes what the policy forbade, what ran that should not, and errors.
const watchViolations = `
	window.seen = [];
	document.addEventListener("securitypolicyviolation", e => seen.push(e.violatedDirective + " " + e.blockedURI + " " + e.sample));
	window.addEventListener("error", e => seen.push("error: " + e.message));
	for (const name of ["alert", "confirm", "prompt"]) window[name] = () => seen.push(name);
`

// TestInjectionsInBrowser opens every kind of page with injections in all fields and
// parameters: Chromium forbids nothing, since nothing is there to be forbidden, and
// no element or attribute comes of them.
func TestInjectionsInBrowser(t *testing.T) {
	ctx := startBrowser(t)
	step := 41
	if os.Getenv("DEPESCHE_REQUIRE") != "" {
		step = 23
	}
	all := payloads()
	var articles []archive.Article
	for i := 0; i < len(all); i += step {
		articles = append(articles, hostileArticle(i, all[i]))
	}
	a, handler, payload := hostileSite(t, articles)
	site := httptest.NewServer(handler)
	defer site.Close()
	do(t, ctx, "watching", func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchViolations})
		return chromedp.Void{}, err
	})
	pages := 0
	for n, i := 0, 0; i < len(all); n, i = n+1, i+step {
		*payload = all[i]
		article, err := a.Corpus.Article(t.Context(), articles[n].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range hostilePages(&article, *payload) {
			if _, err := url.ParseRequestURI(path); err != nil {
				continue
			}
			do(t, ctx, path, chromedp.Navigate(site.URL+path))
			pages++
			if seen := ask[[]string](t, ctx, `seen`); len(seen) > 0 {
				t.Errorf("%.150s\nwith %q: %q", path, *payload, seen)
			}
			if made := ask[int](t, ctx, `[...document.querySelectorAll("*")].filter(e => e.localName.includes("xk7q") || [...e.attributes].some(a => a.name.includes("xk7q") || a.name.startsWith("on"))).length`); made > 0 {
				t.Errorf("%.150s\nwith %q: %d elements of it", path, *payload, made)
			}
		}
	}
	t.Logf("%d payloads on %d pages", len(articles), pages)
	// What is looked for would be seen.
	do(t, ctx, "/hilfe", chromedp.Navigate(site.URL+"/hilfe"))
	if seen := ask[[]string](t, ctx, `new Promise(done => {
		const image = document.createElement("img"); image.src = "https://xk7q.invalid/a.png"; document.body.append(image);
		const element = document.createElement("p"); element.setAttribute("style", "color: red"); document.body.append(element);
		try { element.innerHTML = "<b>x</b>" } catch {}
		setTimeout(() => done(seen), 200) })`); len(seen) < 3 || !strings.Contains(strings.Join(seen, "\n"), "img-src") || !strings.Contains(strings.Join(seen, "\n"), "trusted-types") {
		t.Errorf("of a picture from elsewhere, a style and markup Chromium tells only %q", seen)
	}
}

// hostilePages are the pages among hostilePaths, each kind once.
func hostilePages(a *archive.Article, payload string) (pages []string) {
	for _, path := range hostilePaths(a, payload, false) {
		plain, _, _ := strings.Cut(path, "?")
		if !strings.HasPrefix(plain, "/api/") && !strings.HasPrefix(plain, "/og/") && !strings.Contains(plain[strings.LastIndexByte(plain, '/')+1:], ".") {
			pages = append(pages, path)
		}
	}
	return pages
}
