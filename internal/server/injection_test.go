package server_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"depesche/internal/archive"
	"depesche/internal/server"
	"depesche/internal/server/servertest"
)

func encode(v url.Values) string { return v.Encode() }

// probe stands in every injected string, so that a test sees where it comes out.
const probe = "zzpruefzz"

// injections are strings that try to leave their place in a page.
func injections() []string {
	var list []string
	for _, s := range []string{
		`<script>%s()</script>`, `"><script>%s()</script>`, `'><img src=x onerror=%s()>`, `</title><script>%s()</script>`, `</textarea><svg onload=%s()>`,
		`javascript:%s()`, `JaVaScRiPt:%s()`, "java\tscript:%s()", `data:text/html,<script>%s()</script>`, `" onmouseover="%s()`, `' onfocus='%s()' autofocus='`,
		`--><script>%s()</script>`, `]]><script>%s()</script>`, `{{%s()}}`, `${%s()}`, `</script><script>%s()</script>`, `<iframe srcdoc="<script>%s()</script>">`,
		`<a href="javascript:%s()">x</a>`, `<style>@import '%s'</style>`, `<base href="//%s/">`, `<meta http-equiv=refresh content="0;url=//%s/">`,
		`<form action="//%s/">`, `<math><mtext></mtext><script>%s()</script>`, `<!--<img src="--><img src=x onerror=%s()//">`, "\u2028<script>%s()</script>",
		`&lt;script&gt;%s()&lt;/script&gt;`, `&#60;script&#62;%s()&#60;/script&#62;`, `%%3Cscript%%3E%s()%%3C/script%%3E`, `+ADw-script+AD4-%s()`, "\x00<script>%s()</script>",
		`=cmd|'%s'!A1`, "@%s", "\u202e<b>%s</b>", `<b>%s</b>`, `<%s>`, `<x %s=1>`, "`%s`",
	} {
		list = append(list, fmt.Sprintf(s, probe))
	}
	return list
}

// harmful looks for what an injected string would have made: an element or
// attribute that names the probe, a URL that would run it.
func harmful(body string) string {
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return "not HTML: " + err.Error()
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode && strings.Contains(n.Data, probe) {
			return "comment " + n.Data
		}
		if n.Type != html.ElementNode {
			continue
		}
		if strings.Contains(n.Data, probe) {
			return "element " + n.Data
		}
		if n.Data == "script" || n.Data == "style" {
			kind := ""
			for _, a := range n.Attr {
				if a.Key == "type" {
					kind = a.Val
				}
			}
			if n.FirstChild != nil && kind != "application/ld+json" {
				return n.Data + " with content"
			}
		}
		switch n.Data {
		case "iframe", "object", "embed", "base", "math":
			return "element " + n.Data
		}
		for _, a := range n.Attr {
			value := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), strings.Contains(a.Key, probe), a.Key == "srcdoc", a.Key == "style":
				return n.Data + " with attribute " + a.Key
			case a.Key == "http-equiv":
				return "meta http-equiv"
			case a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction":
				clean := strings.Map(func(r rune) rune {
					if r <= ' ' {
						return -1
					}
					return r
				}, value)
				if strings.HasPrefix(clean, "javascript:") || strings.HasPrefix(clean, "data:") || strings.HasPrefix(clean, "vbscript:") || strings.HasPrefix(clean, "//"+probe) {
					return n.Data + " with " + a.Key + "=" + a.Val
				}
			}
		}
	}
	return ""
}

// Nothing that stands in a URL becomes part of a page's structure.
func TestInjectionByURL(t *testing.T) {
	s := sampleServer(t)
	for _, evil := range injections() {
		for _, path := range []string{
			"/suche?q=%s", "/suche?medium=%s", "/suche?person=%s&q=Kim", "/suche?von=%s", "/suche?sortierung=%s", "/suche?ohne=%s&q=Kim", "/suche?seite=%s",
			"/vergleich?q=%s&q=Kim", "/e?q=%s", "/e?buchstabe=%s", "/e?art=%s", "/e/%s", "/a/%s", "/a/z30833vjv/%s", article + "?q=%s", article + "?fassung=%s",
			article + "/versionen?von=%s", "/%s", "/api/v1/search?q=%s", "/?lang=%s", "/e/kim-jong-un?kontext=%s",
		} {
			path := fmt.Sprintf(path, url.QueryEscape(evil))
			for range 2 {
				w := get(s, path)
				if next := w.Header().Get("Location"); next != "" {
					path = next
					continue
				}
				if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
					if found := harmful(w.Body.String()); found != "" {
						t.Errorf("%s: %s", path, found)
					}
				}
				break
			}
		}
	}
}

// Nothing that stands in an article becomes part of a page's structure.
func TestInjectionByArticle(t *testing.T) {
	var articles []archive.Article
	for i, evil := range injections() {
		evil = strings.ReplaceAll(evil, "\x00", "")
		ps := []archive.Paragraph{{Kind: archive.Text, Text: evil + " nennt Kim Jong Un und " + evil}, {Kind: archive.Heading, Text: evil}, {Kind: archive.Quote, Text: "Zitat: " + evil}, {Kind: archive.Caption, Text: "Bild: " + evil}}
		archive.AssignPIDs(ps)
		articles = append(articles, archive.Article{
			ID: archive.ID(fmt.Sprintf("boese%d", i)), Title: evil, Kicker: evil, Authors: []string{evil}, Outlet: evil, URL: evil, Lang: evil,
			License: evil, Tags: []string{evil}, Sources: []string{evil}, Paragraphs: ps,
			Provenance: archive.Provenance{Source: evil, Importer: evil, Capture: evil},
		})
	}
	a, err := servertest.New(t.TempDir(), articles...)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	a.Config.Status = func() server.Status {
		return server.Status{Ready: true, Generation: injections()[0], Problems: []server.Problem{{Path: injections()[1], Reason: injections()[2]}}}
	}
	s, err := server.New(a.Config)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"/", "/suche?q=" + probe, "/suche", "/e/kim-jong-un?alle=1", "/status"}
	for _, x := range articles {
		paths = append(paths, x.Permalink(), x.Permalink()+"?q="+probe+"&treffer=1", x.Permalink()+"/versionen", "/a/"+string(x.ID)+"/"+x.Paragraphs[0].PID)
	}
	for _, path := range paths {
		w := get(s, path)
		if w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
		if found := harmful(w.Body.String()); found != "" {
			t.Errorf("%s: %s", path, found)
		}
		for name, values := range w.Header() {
			if strings.ContainsAny(strings.Join(values, ""), "\r\n") {
				t.Errorf("%s: header %s is broken", path, name)
			}
		}
	}
}

// The test above can fail: unescaped, most of the strings do harm.
func TestHarmfulSeesHarm(t *testing.T) {
	seen := 0
	for _, evil := range injections() {
		if harmful("<!doctype html><title>x</title><p>"+evil+`<a href="`+evil+`">`) != "" {
			seen++
		}
	}
	if seen < 20 {
		t.Errorf("only %d of %d strings are seen to do harm", seen, len(injections()))
	}
}
