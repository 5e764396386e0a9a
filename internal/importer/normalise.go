package importer

import (
	"net/url"
	"slices"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/corpus"

	"golang.org/x/text/language"
)

// normalise brings a draft into the form the corpus gives back.
func normalise(a *archive.Article) {
	for _, s := range []*string{&a.Title, &a.Kicker, &a.Outlet, &a.License} {
		*s = corpus.CleanText(*s)
	}
	a.Authors, a.Tags = cleanList(a.Authors), cleanList(a.Tags)
	if a.Kicker == a.Title {
		a.Kicker = ""
	}
	a.URL = cleanURL(a.URL)
	if _, err := language.Parse(a.Lang); err != nil || a.Lang == "" {
		a.Lang = corpus.DefaultLang
	}
	if a.Rights == "" {
		a.Rights = archive.RightsFull
	}
	kept := a.Paragraphs[:0]
	for _, p := range a.Paragraphs {
		if p.Text = corpus.CleanText(p.Text); p.Text != "" {
			kept = append(kept, p)
		}
	}
	a.Paragraphs = kept
	archive.AssignPIDs(a.Paragraphs)
}

func cleanList(list []string) []string {
	var kept []string
	for _, s := range list {
		if s = corpus.CleanText(s); s != "" && !slices.Contains(kept, s) {
			kept = append(kept, s)
		}
	}
	return kept
}

// cleanURL is the address without fragment, "" if it is none of http.
func cleanURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return ""
	}
	u.Fragment = ""
	return corpus.CleanText(u.String())
}
