package server_test

import (
	"net/url"
	"strings"
	"testing"
)

// A link may name words of a paragraph: they are marked, quoted and kept in the
// canonical address.
func TestQuotedWords(t *testing.T) {
	s, path := sampleServer(t), passagePath(t)
	body := get(s, path+"?zitat="+url.QueryEscape("militärischen Beistand zugesagt")).Body.String()
	for _, want := range []string{
		`<mark class="m-quote">militärischen Beistand zugesagt</mark>`,
		`<meta property="og:title" content="„militärischen Beistand zugesagt“"`,
		`rel="canonical" href="https://archiv.example` + path + `?zitat=milit%C3%A4rischen+Beistand+zugesagt"`,
		`„militärischen Beistand zugesagt“ (`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is missing", want)
		}
	}
	// A word that stands there twice is found by what surrounds it.
	body = get(s, path+"?zitat="+url.QueryEscape("Russland ~und~ Nordkorea")).Body.String()
	if strings.Count(body, `<mark class="m-quote">und</mark>`) != 1 || !strings.Contains(body, `Russland</a> <mark`) {
		t.Error("the first und is not marked")
	}
	for _, bad := range []string{"steht dort nicht", "~~", strings.Repeat("x", 2000), "<script>"} {
		w := get(s, path+"?zitat="+url.QueryEscape(bad))
		if body := w.Body.String(); w.Code != 200 || !strings.Contains(body, "stehen nicht in diesem Absatz") || strings.Contains(body, "m-quote") {
			t.Errorf("zitat=%.20s: %d", bad, w.Code)
		}
	}
}
