package highlight

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

// marked reads a line in which […] is a match, with an optional term behind a
// bar, and {…} a mention.
func marked(t testing.TB, s string) (text string, matches []Match, mentions []archive.Mention) {
	t.Helper()
	var b strings.Builder
	var opens []int
	var kinds []rune
	term := ""
	inTerm := false
	for _, r := range s {
		switch {
		case r == '[' || r == '{':
			opens, kinds = append(opens, b.Len()), append(kinds, r)
		case r == '|':
			inTerm, term = true, ""
		case r == ']' || r == '}':
			// the innermost of the kind closes, so that marks may overlap
			want := map[rune]rune{']': '[', '}': '{'}[r]
			i := len(kinds) - 1
			for kinds[i] != want {
				i--
			}
			span := archive.Span{Start: opens[i], End: b.Len()}
			opens, kinds = append(opens[:i:i], opens[i+1:]...), append(kinds[:i:i], kinds[i+1:]...)
			if r == ']' {
				if !inTerm {
					term = b.String()[span.Start:span.End]
				}
				matches = append(matches, Match{Span: span, Term: term})
				inTerm = false
			} else {
				mentions = append(mentions, archive.Mention{Span: span, Entity: "e", Kind: archive.Person, Form: archive.FormName})
			}
		case inTerm:
			term += string(r)
		default:
			b.WriteRune(r)
		}
	}
	if len(opens) > 0 {
		t.Fatalf("open mark in %q", s)
	}
	return b.String(), matches, mentions
}

// show writes segments in the notation of marked, terms left out.
func show(segments []Segment) string {
	var b strings.Builder
	for _, s := range segments {
		if s.Mention != nil {
			b.WriteString("{")
		}
		for _, p := range s.Parts {
			if p.Match != nil {
				fmt.Fprintf(&b, "[%s]", p.Text)
			} else {
				b.WriteString(p.Text)
			}
		}
		if s.Mention != nil {
			b.WriteString("}")
		}
	}
	return b.String()
}

func TestSegments(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"Kein Treffer.", "Kein Treffer."},
		{"[Waffen]lieferungen", "[Waffen]lieferungen"},
		{"{Kim Jong Un} reist", "{Kim Jong Un} reist"},
		{"Nach {[Wostotschny]} und zurück", "Nach {[Wostotschny]} und zurück"},
		{"{[Kim] Jong [Un]} reist", "{[Kim] Jong [Un]} reist"},
		{"[Treffen mit {Kim}]", "[Treffen mit Kim]"},           // the mention inside a longer match gives way
		{"{Kim [Jong} Un reist]", "Kim [Jong Un reist]"},       // the longer match stays
		{"{Kim Jong [Un} r]eist", "{Kim Jong Un} reist"},       // the longer mention stays
		{"{ab[cd}ef]", "ab[cdef]"},                             // equally long: the match stays
		{"[ab{cd]ef}gh", "[abcd]efgh"},                         //
		{"{Kim} [trifft] {Putin}", "{Kim} [trifft] {Putin}"},   //
		{"[a{bc]defg[hi}j]", "a{bcdefghi}j"},                   // a mention between two shorter matches
		{"{Ös[terrei]ch}s [Äther]", "{Ös[terrei]ch}s [Äther]"}, //
		{"[ab[cde]]", "[abcde]"}, {"[ab[c]defg]", "[abcdefg]"}, // matches in matches
		{"{{Kim} Jong Un}", "{Kim Jong Un}"},             // mentions in mentions
		{"[a][b]{c}{d}", "[a][b]{c}{d}"},                 // side by side
		{"{ab[cdef}ghij] {Kim}", "ab[cdefghij] {Kim}"},   //
		{"{김정[은]}은 {Мун}а 😀[😀]", "{김정[은]}은 {Мун}а 😀[😀]"}, //
	}
	for _, tt := range tests {
		text, matches, mentions := marked(t, tt.in)
		if got := show(Segments(text, matches, mentions)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.in, got, tt.want)
		}
	}
}

func TestSegmentsDropBadMarks(t *testing.T) {
	text := "Öl und russisches Gas"
	span := func(a, b int) archive.Span { return archive.Span{Start: a, End: b} }
	got := Segments(text,
		[]Match{{Span: span(1, 3)}, {Span: span(0, 0)}, {Span: span(5, 4)}, {Span: span(-1, 2)}, {Span: span(4, 99)}, {Span: span(19, 22), Term: "Gas"}},
		[]archive.Mention{{Span: span(8, 18), Form: archive.FormDerived}})
	if want := "Öl und russisches [Gas]"; show(got) != want {
		t.Errorf("%s, want %s", show(got), want)
	}
}

// checkSegments is what every line must hold.
func checkSegments(t *testing.T, text string, matches []Match, mentions []archive.Mention) {
	var whole strings.Builder
	at := 0
	for _, s := range Segments(text, matches, mentions) {
		if s.Text == "" {
			t.Error("empty segment")
		}
		if s.Mention != nil && (s.Mention.Span != archive.Span{Start: at, End: at + len(s.Text)}) {
			t.Errorf("mention %v at %d", s.Mention.Span, at)
		}
		var inner strings.Builder
		for _, p := range s.Parts {
			if p.Text == "" {
				t.Error("empty part")
			}
			if start := at + inner.Len(); p.Match != nil && (p.Match.Span != archive.Span{Start: start, End: start + len(p.Text)}) {
				t.Errorf("match %v at %d", p.Match.Span, start)
			}
			if utf8.ValidString(text) && !utf8.ValidString(p.Text) {
				t.Errorf("part %q cuts a rune", p.Text)
			}
			inner.WriteString(p.Text)
		}
		if inner.String() != s.Text {
			t.Errorf("parts give %q of segment %q", inner.String(), s.Text)
		}
		whole.WriteString(s.Text)
		at += len(s.Text)
	}
	if whole.String() != text {
		t.Errorf("segments give %q of %q", whole.String(), text)
	}
}

// checkSnippets is what the snippets of one paragraph must hold.
func checkSnippets(t *testing.T, text string, matches []Match, mentions []archive.Mention) {
	snippets := Snippets([]Line{{Paragraph: archive.Paragraph{PID: "p", Kind: archive.Text, Text: text}, Matches: matches, Mentions: mentions}})
	if len(snippets) > MaxSnippets {
		t.Errorf("%d snippets", len(snippets))
	}
	valid := disjoint(text, append([]Match(nil), matches...), matchSpan)
	if len(valid) > 0 && len(snippets) == 0 {
		t.Error("no snippet for a paragraph with matches")
	}
	for i, s := range snippets {
		inner := strings.TrimSuffix(strings.TrimPrefix(s.Text, "…"), "…")
		if !strings.Contains(text, strings.TrimSpace(inner)) {
			t.Errorf("snippet %q is not in %q", s.Text, text)
		}
		if n := utf8.RuneCountInString(s.Text); n > Length+Length/slack+4 {
			t.Errorf("snippet of %d runes", n)
		}
		if len(valid) > 0 && len(s.Matches) == 0 {
			t.Errorf("snippet %d, %q, has no match", i, s.Text)
		}
		for _, m := range s.Matches {
			if !m.Span.In(s.Text) {
				t.Errorf("match %v not in %q", m.Span, s.Text)
			}
		}
		for _, m := range s.Mentions {
			if !m.Span.In(s.Text) {
				t.Errorf("mention %v not in %q", m.Span, s.Text)
			}
		}
		checkSegments(t, s.Text, s.Matches, s.Mentions)
	}
}

// randomLine is a text of words with marks anywhere, on rune borders or not.
func randomLine(r *rand.Rand) (string, []Match, []archive.Mention) {
	alphabet := []string{"Kim", "Waffenlieferung", "ä", "김", "😀", " ", " ", " ", ". ", "19. ", "\u0301", strings.Repeat("x", 300), "“ "}
	var b strings.Builder
	for range r.IntN(200) {
		b.WriteString(alphabet[r.IntN(len(alphabet))])
	}
	text := b.String()
	span := func() archive.Span {
		start := r.IntN(len(text)+3) - 1
		return archive.Span{Start: start, End: start + r.IntN(1+r.IntN(400))}
	}
	var matches []Match
	for range r.IntN(12) {
		matches = append(matches, Match{Span: span(), Term: string(rune('a' + r.IntN(4)))})
	}
	var mentions []archive.Mention
	for range r.IntN(12) {
		mentions = append(mentions, archive.Mention{Span: span()})
	}
	return text, matches, mentions
}

func TestProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		text, matches, mentions := randomLine(r)
		checkSegments(t, text, matches, mentions)
		checkSnippets(t, text, matches, mentions)
		if t.Failed() {
			t.Fatalf("text %q, matches %v, mentions %v", text, matches, mentions)
		}
	}
}

func FuzzSegments(f *testing.F) {
	f.Add("Nordkoreas Machthaber Kim Jong Un reist nach Wostotschny.", []byte{0, 10, 22, 13, 44, 11})
	f.Add("äöü 😀 "+strings.Repeat("Wort. ", 100), []byte{1, 2, 3, 4, 200, 50, 0, 255})
	f.Fuzz(func(t *testing.T, text string, marks []byte) {
		var matches []Match
		var mentions []archive.Mention
		for i := 0; i+1 < len(marks); i += 2 {
			start := int(marks[i]) * (1 + len(text)/256)
			span := archive.Span{Start: start, End: start + int(marks[i+1])}
			if i%4 == 0 {
				matches = append(matches, Match{Span: span, Term: string(marks[i+1]%5 + 'a')})
			} else {
				mentions = append(mentions, archive.Mention{Span: span})
			}
		}
		checkSegments(t, text, matches, mentions)
		checkSnippets(t, text, matches, mentions)
	})
}

// TestLinear guards against work that grows faster than the text.
func TestLinear(t *testing.T) {
	line := func(n int) Line {
		text := strings.Repeat("Kim Jong Un reist. ", n)
		l := Line{Paragraph: archive.Paragraph{Kind: archive.Text, Text: text}}
		for i := range n {
			l.Matches = append(l.Matches, Match{Span: archive.Span{Start: i * 19, End: i*19 + 3}, Term: string(rune('a' + i%30))})
			l.Mentions = append(l.Mentions, archive.Mention{Span: archive.Span{Start: i * 19, End: i*19 + 11}})
		}
		return l
	}
	cost := func(n int) time.Duration {
		l := line(n)
		best := time.Hour
		for range 5 {
			start := time.Now()
			Segments(l.Text, l.Matches, l.Mentions)
			Snippets([]Line{l})
			best = min(best, time.Since(start))
		}
		return best
	}
	small, large := cost(2_000), cost(32_000) // 16 times
	if large > 80*small+50*time.Millisecond {
		t.Errorf("16 times the text takes %v instead of %v", large, small)
	}
}

func BenchmarkSegments(b *testing.B) {
	text, matches, mentions := marked(b, "Nach [Angaben] der {US-Regierung} hat {[Nordkorea]} erneut [Munition] an {Russland} geliefert, darunter {152-Millimeter-[Munition]}; {KCNA} bestritt dies am Mittwoch in {Pjöngjang}.")
	b.ReportAllocs()
	for b.Loop() {
		Segments(text, matches, mentions)
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("Der Gipfel dauerte zwei Tage. ", 20)
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"Kurzer Text.", "Kurzer Text."},
		{long, "Der Gipfel dauerte zwei Tage. Der Gipfel dauerte zwei Tage. …"},
		{strings.Repeat("ä", 200), strings.Repeat("ä", 80) + "…"},
	} {
		if diff := cmp.Diff(tt.want, Excerpt(tt.text, 80)); diff != "" {
			t.Errorf("Excerpt(%.20q) (-want +got):\n%s", tt.text, diff)
		}
	}
}
