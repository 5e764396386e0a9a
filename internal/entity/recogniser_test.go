package entity

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"depesche/internal/archive"
	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

const testRegistry = `
entities:
  - id: kim-jong-un
    name: Kim Jong Un
    kind: person
    aliases: [Kim Jong-un]
    short: [Kim]
    never_in: [Kim Il-sung-Platz]
  - {id: kim-yo-jong, name: Kim Yo Jong, kind: person}
  - {id: cho-tae-yul, name: Cho Tae-yul, kind: person}
  - {id: choe-son-hui, name: Choe Son-hui, kind: person}
  - {id: shin-won-sik, name: Shin Won-sik, kind: person}
  - {id: yoon-suk-yeol, name: Yoon Suk-yeol, kind: person}
  - {id: wladimir-putin, name: Wladimir Putin, kind: person, aliases: [Putin]}
  - {id: sergej-schoigu, name: Sergei Schoigu, kind: person}
  - {id: antonio-guterres, name: António Guterres, kind: person}
  - {id: xi-jinping, name: Xi Jinping, kind: person}
  - {id: john-kirby, name: John Kirby, kind: person}
  - id: nordkorea
    name: Nordkorea
    kind: place
    aliases: [Demokratische Volksrepublik Korea]
    adjectives: [nordkoreanisch]
    inhabitants: [Nordkoreaner, Nordkoreanerin]
  - {id: ukraine, name: Ukraine, kind: place}
  - {id: usa, name: USA, kind: place, aliases: [{form: US, case: true}], adjectives: [US-amerikanisch]}
  - {id: ferner-osten, name: Ferner Osten, kind: place}
  - {id: sankt-petersburg, name: Sankt Petersburg, kind: place, aliases: [St. Petersburg]}
  - {id: moskau, name: Moskau, kind: place, adjectives: [Moskauer]}
  - {id: washington, name: Washington, kind: place}
  - {id: kosmodrom-wostotschny, name: Kosmodrom Wostotschny, kind: place, aliases: [Wostotschny, Восточный]}
  - {id: kreml, name: Kreml, kind: organisation}
  - {id: wagner-gruppe, name: Wagner-Gruppe, kind: organisation, short: [Wagner]}
  - {id: vereinte-nationen, name: Vereinte Nationen, kind: organisation, aliases: [UN, UNO]}
  - {id: un-sicherheitsrat, name: UN-Sicherheitsrat, kind: organisation, aliases: [Weltsicherheitsrat, Sicherheitsrat der Vereinten Nationen]}
  - {id: raw, name: Russische Akademie der Wissenschaften, kind: organisation}
  - {id: ap, name: Associated Press, kind: organisation, aliases: [{form: AP, context: [Nachrichtenagentur]}]}
  - {id: schweden, name: Schweden, kind: place}
  - {id: zeit, name: Zeit (Wochenzeitung), kind: organisation, aliases: [{form: Zeit, case: true, quoted: true}]}
  - {id: ukrainekrieg, name: Ukraine-Krieg, kind: event, aliases: [Krieg gegen die Ukraine]}
  - id: un-sanktionen
    name: UN-Sanktionen
    kind: topic
    phrases: ["(Sanktionen|Beschlüsse|Resolutionen) (der|des) (@vereinte-nationen|@un-sicherheitsrat)"]
`

func parseTest(t testing.TB, text string) *Registry {
	t.Helper()
	r, err := Parse(Source{Name: "entities.yaml", Text: []byte(text)})
	if err != nil {
		t.Fatalf("registry of the test: %v", err)
	}
	return r
}

type listed map[string]bool

func (l listed) GivenName(s string) bool  { return l[s] }
func (l listed) Name(s string) bool       { return l[s] }
func (l listed) Noun(s string) bool       { return l["#"+s] }
func (l listed) Word(s string) bool       { return l["#"+s] }
func (l listed) PersonName(w string) bool { return l.GivenName(w) }
func (l listed) PlaceName(w string) bool  { return false }

// marked writes the text with its mentions in brackets; derived ones in braces.
func marked(text string, a *archive.Article, ms []archive.Mention) string {
	var b strings.Builder
	last := 0
	for _, m := range ms {
		b.WriteString(text[last:m.Span.Start])
		open, end := "[", "]"
		if m.Form == archive.FormDerived {
			open, end = "{", "}"
		}
		fmt.Fprintf(&b, "%s%s|%s%s", open, a.Surface(m), m.Entity, end)
		last = m.Span.End
	}
	return b.String() + text[last:]
}

func article(text string) *archive.Article {
	return &archive.Article{Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}
}

func TestMentions(t *testing.T) {
	rec := NewRecogniser(parseTest(t, testRegistry), WithNames(listed{"richard": true, "denzel": true, "jack": true, "#lebensmittel": true}))
	for _, want := range []string{
		// inflection
		"Trotz der Proteste [Nordkoreas|nordkorea] und [Kim Jong Uns|kim-jong-un] Drohungen.",
		"An der [Russischen Akademie der Wissenschaften|raw] im [Fernen Osten|ferner-osten].",
		"[Guterres’|antonio-guterres] Warnung; es sprach [Antonio Guterres|antonio-guterres].",
		"[Putin's|wladimir-putin] Rede, die {nordkoreanischen|nordkorea} Truppen, zwei {Nordkoreanerinnen|nordkorea}, die {Moskauer|moskau} Börse.",
		"Die {US-amerikanische|usa} Seite und die [USA|usa], aber nicht wir oder uns.",
		// compounds
		"Der [Kreml|kreml]chef und der [Kreml|kreml]-Sprecher, die [Nordkorea|nordkorea]-Experten.",
		"[UN-Sanktionen|un-sanktionen], aber [UN|vereinte-nationen]-Generalsekretär und [US|usa]-Beamte.",
		"Der [Ukrainekrieg|ukrainekrieg], der [Ukraine-Krieg|ukrainekrieg], Folgen des [Krieges gegen die Ukraine|ukrainekrieg].",
		"Bernstein, Moskauhering und Putinella sind nichts; {Moskauer|moskau} schon.",
		"Eine Anti-[Putin|wladimir-putin]-Demo in [St. Petersburg|sankt-petersburg].",
		// phrases
		"Verstoß gegen [Sanktionen der Vereinten Nationen|un-sanktionen] und [Beschlüsse des UN-Sicherheitsrats|un-sanktionen].",
		"Nach den [Resolutionen des Weltsicherheitsrates|un-sanktionen] im [Weltsicherheitsrat|un-sicherheitsrat].",
		// transliteration and misprints
		"Besuch in [Vostochny|kosmodrom-wostotschny], mit [Sergej Shoigu|sergej-schoigu] und [Vladimir Putin|wladimir-putin].",
		"[Dscho Tae-yul|cho-tae-yul] und [Tschoe Son Hui|choe-son-hui] trafen sich.",
		"Minister [Shin Wok-sik|shin-won-sik] traf [Yun Seok-yeol|yoon-suk-yeol]; später sprach [Yoon|yoon-suk-yeol].",
		"[Sergej Šojgu|sergej-schoigu] in [Vostočnyj|kosmodrom-wostotschny]; Frau Washington nicht.",
		// short forms
		"[Xi Jinping|xi-jinping] reist. Danach sprach [Xi|xi-jinping] in Xi'an, beim XI. Parteitag.",
		"[Kim|kim-jong-un] rief an. Dann kam [Kim Jong-un|kim-jong-un].",
		"Kim Min-jae spielt in München. Auch Kim traf.",
		"[Kim Jong-un|kim-jong-un] sah Kim Min-jae spielen.",
		"[Kim Yo Jong|kim-yo-jong] warnte, [Kim Jong Un|kim-jong-un] schwieg. [Kim|kim-jong-un] lachte.",
		"Hat [Kim|kim-jong-un] Lebensmittel bekommen? fragte [Kim Jong-un|kim-jong-un].",
		"[John Kirby|john-kirby] sprach. [Kirby|john-kirby] fügte an. Jack Kirby zeichnete.",
		"Die Oper von Richard Wagner, sagte Wagner.",
		"Die [Wagner-Gruppe|wagner-gruppe] zog ab, [Wagner|wagner-gruppe] blieb.",
		"Denzel Washington war in [Washington|washington].",
		// rules
		"Die Nachrichtenagentur [AP|ap] meldet es.",
		"Die AP meldet es.",
		"Am Kim Il-sung-Platz wartete [Kim Jong-un|kim-jong-un].",
		"Siehe www.putin.ru und info@kreml.ru.",
		"[NORDKOREA|nordkorea] SCHIESST",
		"Die „[Zeit|zeit]“ nahm sich Zeit, der Begriff „Zeit“ ist alt.",
		// what stands beside a name
		"Dynamo Moskau verlor in [Moskau|moskau], TSV 1860 Moskau auch, die Washington Wizards nicht.",
		"An der Universität Moskau lehrt, wer in [Moskau|moskau] studiert hat.",
		"Die Schweden siegten in [Schweden|schweden], die [Schweden|schweden]-Reise war schön.",
		"Die Union der Nachbarn (UN) tagt; später mahnt die UN.",
		"Die [Vereinten Nationen|vereinte-nationen] ([UN|vereinte-nationen]) tagen; die [UN|vereinte-nationen] mahnen.",
		"Der Dirigent Putin probt, Putin dirigiert.",
	} {
		text := strip(want)
		a := article(text)
		got := marked(text, a, rec.Mentions(a))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mentions (-want +got):\n%s", diff)
		}
	}
}

// strip removes the marks from an expectation.
func strip(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '[', '{':
		case '|':
			for s[i] != ']' && s[i] != '}' {
				i++
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func TestMentionsInTitleAndKicker(t *testing.T) {
	rec := NewRecogniser(parseTest(t, testRegistry))
	a := &archive.Article{Kicker: "Besuch im Kreml", Title: "Was Kim will", Paragraphs: []archive.Paragraph{{Text: "Kim Jong-un kam."}}}
	want := []archive.Mention{
		{Paragraph: archive.KickerParagraph, Span: archive.Span{Start: 10, End: 15}, Entity: "kreml", Kind: archive.Organisation, Form: archive.FormName},
		{Paragraph: archive.TitleParagraph, Span: archive.Span{Start: 4, End: 7}, Entity: "kim-jong-un", Kind: archive.Person, Form: archive.FormShort},
		{Paragraph: 0, Span: archive.Span{Start: 0, End: 11}, Entity: "kim-jong-un", Kind: archive.Person, Form: archive.FormName},
	}
	if diff := cmp.Diff(want, rec.Mentions(a)); diff != "" {
		t.Errorf("mentions (-want +got):\n%s", diff)
	}
}

// BenchmarkMentions measures the registry's recognition alone, on the shipped
// registry and on one with 10,000 more entities.
func BenchmarkMentions(b *testing.B) {
	text := benchText(b)
	shipped, err := Load(filepath.Join(testkit.Root(b), "corpus", "entities.yaml"))
	if shipped == nil {
		b.Fatal(err)
	}
	large, _ := Parse(shippedSource(b), Source{"more.yaml", []byte(manyEntities(10000))})
	for name, r := range map[string]*Registry{"shipped": shipped, "plus10000": large} {
		rec := NewRecogniser(r)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			a := &archive.Article{}
			for p := range strings.SplitSeq(text, "\n") {
				a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Text: p})
			}
			var articles []archive.Article // of the usual length
			for i := 0; i < len(a.Paragraphs); i += 8 {
				articles = append(articles, archive.Article{Paragraphs: a.Paragraphs[i:min(i+8, len(a.Paragraphs))]})
			}
			before := testkit.CPU()
			for b.Loop() {
				for i := range articles {
					rec.Mentions(&articles[i])
				}
			}
			b.ReportMetric(float64(b.N)*float64(len(text))/1e6/(testkit.CPU()-before).Seconds(), "MB/cpu-s")
		})
	}
}

func shippedSource(t testing.TB) Source {
	path := filepath.Join(testkit.Root(t), "corpus", "entities.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Source{path, text}
}

// manyEntities writes a registry of n persons and places with names that look like names.
func manyEntities(n int) string {
	rnd := rand.New(rand.NewPCG(1, 2))
	syllable := []string{"ba", "ker", "lo", "min", "ta", "schen", "ro", "wal", "dis", "ne", "pol", "ga", "rit", "su", "heim"}
	word := func() string {
		s := ""
		for range 2 + rnd.IntN(3) {
			s += syllable[rnd.IntN(len(syllable))]
		}
		return strings.ToUpper(s[:1]) + s[1:]
	}
	var b strings.Builder
	b.WriteString("entities:\n")
	for i := range n {
		kind, name := "person", word()+" "+word()
		if i%3 == 0 {
			kind, name = "place", word()+word()
		}
		fmt.Fprintf(&b, "  - {id: x%d, name: %s, kind: %s}\n", i, name, kind)
	}
	return b.String()
}

// benchText is a megabyte of news in German, or of the articles that ship.
func benchText(b testing.TB) string {
	data, err := os.ReadFile(testkit.Shared(b, "data", "gnad", "test.csv"))
	if err != nil {
		b.Fatal(err)
	}
	var lines []string
	for line := range strings.SplitSeq(string(data), "\n") {
		for len(line) > 600 { // paragraphs
			cut := strings.LastIndex(line[:600], " ")
			lines, line = append(lines, line[:cut]), line[cut+1:]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func FuzzMentions(f *testing.F) {
	for _, s := range []string{"Kim Jong-un und Putin's Kremlchef in Xi'an", "Shin Wok-sik\xff\u00ad-Wladi", "’’ Guterres’ x", "UN-\u2011Sanktionen der Vereinten Nationen", "ÄÖÜ\u0300 St. Petersburg"} {
		f.Add(s, s)
	}
	rec := NewRecogniser(parseTest(f, testRegistry), WithNames(listed{"richard": true}))
	f.Fuzz(func(t *testing.T, title, text string) {
		a := article(text)
		a.Title = title
		CheckMentions(t, a, rec.Mentions(a))
	})
}

// CheckMentions fails unless the mentions lie in their lines on rune borders, in
// reading order, none overlapping.
func CheckMentions(t testing.TB, a *archive.Article, ms []archive.Mention) {
	t.Helper()
	for i, m := range ms {
		line := a.Line(m.Paragraph)
		if !utf8.ValidString(line) && m.Span.Start >= 0 && m.Span.End <= len(line) && m.Span.Start < m.Span.End {
			continue // rune borders mean nothing in broken text
		}
		if !m.Span.In(line) {
			t.Fatalf("mention %+v is not in %q", m, line)
		}
		if i == 0 {
			continue
		}
		before := ms[i-1]
		if m.Paragraph == before.Paragraph && m.Span.Start < before.Span.End {
			t.Fatalf("%+v and %+v overlap in %q", before, m, line)
		}
	}
}

// The finder may take a mark of punctuation for a name.
func TestCompleteKoreanOfNoWord(t *testing.T) {
	d := &document{}
	s := suggestion{start: 1, end: 2, kind: archive.Person}
	d.completeKorean(&line{text: "a! b"}, &s)
	if s.end != 2 {
		t.Errorf("the name ends at %d now", s.end)
	}
}
