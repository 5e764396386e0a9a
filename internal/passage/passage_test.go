package passage

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func paragraphs(texts ...string) []archive.Paragraph {
	ps := make([]archive.Paragraph, len(texts))
	for i, t := range texts {
		ps[i] = archive.Paragraph{Kind: archive.Text, Text: t}
	}
	archive.AssignPIDs(ps)
	return ps
}

const (
	one   = "Die beiden Staatschefs unterzeichneten am Mittwoch in Pjöngjang einen Vertrag über gegenseitigen Beistand."
	one2  = "Die beiden Staatschefs unterzeichneten am Mittwoch in Pjöngjang einen umfassenden Vertrag über den gegenseitigen Beistand."
	two   = "In Seoul reagierte die Regierung mit einer scharfen Erklärung und bestellte den russischen Botschafter ein."
	three = "Über Einzelheiten des Abkommens wurde zunächst nichts bekannt; Beobachter erwarten weitere Lieferungen von Munition."
	other = "Das Wetter bleibt in den nächsten Tagen wechselhaft, im Norden fällt gelegentlich Regen."
)

func TestAlign(t *testing.T) {
	for name, c := range map[string]struct {
		old, now []archive.Paragraph
		want     []int
	}{
		"same":               {paragraphs(one, two), paragraphs(one, two), []int{0, 1}},
		"moved":              {paragraphs(one, two), paragraphs(two, one), []int{1, 0}},
		"edited":             {paragraphs(one, two), paragraphs(one2, two), []int{0, 1}},
		"inserted":           {paragraphs(one, two), paragraphs(other, one2, two), []int{1, 2}},
		"deleted":            {paragraphs(one, other, two), paragraphs(one, two), []int{0, -1, 1}},
		"joined":             {paragraphs(one, three), paragraphs(one + " " + three), []int{0, 0}},
		"divided":            {paragraphs(one + " " + three), paragraphs(one, three), []int{1}},
		"replaced":           {paragraphs(one), paragraphs(other), []int{-1}},
		"twice":              {paragraphs(one, one), paragraphs(one, one), []int{0, 1}},
		"nothing":            {nil, paragraphs(one), []int{}},
		"to nothing":         {paragraphs(one), nil, []int{-1}},
		"moved and added to": {paragraphs(one, two), paragraphs(two+" Neu.", one2), []int{1, 0}},
		"heading no text":    {[]archive.Paragraph{{PID: "a", Kind: archive.Heading, Text: one}}, paragraphs(one2), []int{-1}},
		"quote may be text":  {[]archive.Paragraph{{PID: "a", Kind: archive.Quote, Text: one}}, paragraphs(one2), []int{0}},
	} {
		got := []int{}
		for _, l := range Align(c.old, c.now) {
			got = append(got, l.To)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

// versions is a corpus of one article.
type versions []archive.Article

func (v versions) Article(context.Context, archive.ID) (archive.Article, error) {
	return v[len(v)-1], nil
}

func (v versions) Versions(context.Context, archive.ID) (infos []archive.VersionInfo, err error) {
	for _, a := range v {
		infos = append(infos, archive.VersionInfo{Number: a.Version})
	}
	return infos, nil
}

func (v versions) Version(_ context.Context, _ archive.ID, n int) (archive.Article, error) {
	if n == 2 && len(v) > 3 {
		return archive.Article{}, archive.Errorf(archive.CodeInternal, "unreadable")
	}
	return v[n-1], nil
}

func history(texts ...[]archive.Paragraph) versions {
	var v versions
	for i, ps := range texts {
		v = append(v, archive.Article{ID: "test", Version: i + 1, Paragraphs: ps})
	}
	return v
}

func TestResolve(t *testing.T) {
	pid := archive.PassageID(one)
	for name, c := range map[string]struct {
		v         versions
		then, now int
		since     int
	}{
		"current":               {history(paragraphs(one)), 1, 0, 0},
		"edited":                {history(paragraphs(two, one), paragraphs(one2)), 1, 0, 2},
		"lost":                  {history(paragraphs(one), paragraphs(other)), 1, -1, 2},
		"back again":            {history(paragraphs(one), paragraphs(other), paragraphs(other, one)), 3, 1, 0},
		"edited step by step":   {history(paragraphs(one), paragraphs(one2), paragraphs(one2+" Mehr folgt.")), 1, 0, 2},
		"unreadable in between": {history(paragraphs(one), paragraphs(one), paragraphs(other), paragraphs(one2)), 1, -1, 3},
	} {
		a := c.v[len(c.v)-1]
		got, err := Resolve(t.Context(), c.v, &a, pid)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Then.Version != c.then || got.Now != c.now || got.Since.Number != c.since {
			t.Errorf("%s: version %d, now %d, since %d; want %d, %d, %d", name, got.Then.Version, got.Now, got.Since.Number, c.then, c.now, c.since)
		}
	}
	a := history(paragraphs(one))
	if _, err := Resolve(t.Context(), a, &a[0], "zzzzz"); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("unknown passage: %v", err)
	}
}

func TestSelector(t *testing.T) {
	text := "Kim sagte, Kim komme nach Wladiwostok. Ob Kim kam, blieb offen."
	for i := 0; ; {
		at := strings.Index(text[i:], "Kim")
		if at < 0 {
			break
		}
		span := archive.Span{Start: i + at, End: i + at + 3}
		s, ok := Select(text, span)
		if !ok {
			t.Fatal("no selector")
		}
		parsed, ok := ParseParam(s.Param(text))
		if got, found := parsed.Find(text); !ok || !found || got != span {
			t.Errorf("Kim at %d: %q leads to %v", span.Start, s.Param(text), got)
		}
		i = span.End
	}
	if s, _ := Select(text, archive.Span{Start: strings.Index(text, "Wladi"), End: strings.Index(text, ". Ob")}); s.Param(text) != "Wladiwostok" {
		t.Errorf("words that stand there once: %q", s.Param(text))
	}
}

func TestFragment(t *testing.T) {
	text := "Größe zählt: Müller-Meier sagte, das sei „gut“, ja gut & schön. Größe zählt nicht."
	span := func(s string) archive.Span {
		i := strings.Index(text, s)
		return archive.Span{Start: i, End: i + len(s)}
	}
	for words, want := range map[string]string{
		"Müller-Meier": "#:~:text=M%C3%BCller%2DMeier",
		"üller":        "#:~:text=M%C3%BCller",
		"gut & schön":  "#:~:text=gut%20%26%20sch%C3%B6n",
		"Größe zählt":  "#:~:text=Gr%C3%B6%C3%9Fe%20z%C3%A4hlt,-%3A%20M%C3%BCller%2DMeier%20sagte%2C",
		"sagte, das":   "#:~:text=sagte%2C%20das",
		text:           "#:~:text=Gr%C3%B6%C3%9Fe%20z%C3%A4hlt%3A%20M%C3%BCller%2DMeier%20sagte%2C,sch%C3%B6n.%20Gr%C3%B6%C3%9Fe%20z%C3%A4hlt%20nicht.",
	} {
		if got := Fragment(text, span(words)); got != want {
			t.Errorf("%q:\ngot  %s\nwant %s", words, got, want)
		}
	}
	if got := Fragment(text, archive.Span{Start: 2, End: 3}); got != "" {
		t.Errorf("a span inside a letter: %q", got)
	}
}

func FuzzSelector(f *testing.F) {
	f.Add("Kim sagte, Kim komme.", 11, 14)
	f.Add("~_~~", 1, 2)
	f.Add("aaaa", 1, 3)
	f.Fuzz(func(t *testing.T, text string, start, end int) {
		span := archive.Span{Start: start, End: end}
		s, ok := Select(text, span)
		if !ok {
			return
		}
		parsed, ok := ParseParam(s.Param(text))
		if !ok {
			return // white space only, or not UTF-8
		}
		got, ok := parsed.Find(text)
		if !ok || text[got.Start:got.End] != s.Exact {
			t.Errorf("%q of %q: %q leads to %v", s.Exact, text, s.Param(text), got)
		}
		for _, c := range []byte(Fragment(text, span)) {
			if c <= ' ' || c >= 0x7f {
				t.Errorf("fragment %q is not ASCII", Fragment(text, span))
			}
		}
	})
}

func FuzzParseParam(f *testing.F) {
	f.Add("a~b~c")
	f.Fuzz(func(t *testing.T, value string) {
		if s, ok := ParseParam(value); ok {
			s.Find("irgendein Text " + value)
		}
	})
}
