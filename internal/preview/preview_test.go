package preview

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"image/png"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"depesche/internal/archive"
	"depesche/internal/testkit"
)

// extreme are 100 titles of extreme length or script.
func extreme() []string {
	random := rand.New(rand.NewPCG(1, 2))
	alphabets := []string{
		"абвгдеёжзийклмнопрстуфхцчшщъыьэюя ", "가나다라마바사아자차카타파하 힣", "αβγδεζηθικλμνξοπρστυφχψω ",
		"一二三四五六七八九十", "ابتثجحخدذرزسشص ", "😀🎉👩‍👩‍👧🇩🇪 ", "ÄÖÜẞäöüß ", "WMWMWM", "iiiilll ", "a\u0301o\u0308 ", "\u200b\u202e\ufeff\x00x",
		"ąćęłńóśźżčďěňřšťůžőű ", "-–—/ ", "0123456789.,", "{}[]<>&|\\\"'",
	}
	titles := []string{
		"", " ", "…", "„", "-", strings.Repeat("x", 10_000), strings.Repeat("Donaudampfschifffahrtsgesellschaft", 40),
		"Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", "\xff\xfe kaputt", strings.Repeat("ß ", 3000),
	}
	for len(titles) < 100 {
		letters := []rune(alphabets[len(titles)%len(alphabets)])
		var b strings.Builder
		for range []int{1, 5, 20, 60, 200, 1000}[random.IntN(6)] {
			b.WriteRune(letters[random.IntN(len(letters))])
		}
		titles = append(titles, b.String())
	}
	return titles
}

// checkCard draws a card and holds it to what the programs that show it accept.
func checkCard(t testing.TB, c Card) time.Duration {
	t.Helper()
	start := time.Now()
	b, err := Draw(c)
	took := time.Since(start)
	if err != nil {
		t.Fatalf("%+v: %v", c, err)
	}
	config, err := png.DecodeConfig(bytes.NewReader(b))
	if err != nil || config.Width != 1200 || config.Height != 630 {
		t.Errorf("%q: %dx%d, %v", c.Head, config.Width, config.Height, err)
	}
	if len(b) > MaxBytes {
		t.Errorf("%.60q: %d bytes, want at most %d", c.Head, len(b), MaxBytes)
	}
	return took
}

func gnadTitles(t testing.TB, n int) []string {
	f, err := os.Open(testkit.Shared(t, "data", "gnad", "test.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	// Fields are quoted by ', which encoding/csv can't be told.
	raw := new(bytes.Buffer)
	if _, err := raw.ReadFrom(f); err != nil {
		t.Fatal(err)
	}
	var titles []string
	r := csv.NewReader(strings.NewReader(strings.ReplaceAll(strings.ReplaceAll(raw.String(), `"`, "”"), "'", `"`)))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = ';', true, -1
	for len(titles) < n {
		record, err := r.Read()
		if err != nil {
			t.Fatalf("after %d titles: %v", len(titles), err)
		}
		title, _, _ := strings.Cut(record[len(record)-1], ". ")
		titles = append(titles, title)
	}
	return titles
}

func TestCardsOfRealTitles(t *testing.T) {
	titles := gnadTitles(t, 500)
	if testing.Short() {
		titles = titles[:50]
	}
	var took []time.Duration
	for i, title := range titles {
		a := &archive.Article{Title: title, Outlet: "Der Standard"}
		took = append(took, checkCard(t, OfArticle(a, "19. Juni 2015", "Depesche")))
		if i%5 == 0 {
			took = append(took, checkCard(t, OfPassage(a, "„"+title+"“", "Absatz 3", "19. Juni 2015", "Depesche")))
		}
	}
	slices.Sort(took)
	t.Logf("%d cards: median %v, 99 %% under %v", len(took), took[len(took)/2], took[len(took)*99/100])
}

func TestCardsOfExtremeTexts(t *testing.T) {
	for i, text := range extreme() {
		if testing.Short() && i%5 != 0 {
			continue
		}
		a := &archive.Article{Title: text, Kicker: text, Outlet: text}
		checkCard(t, OfArticle(a, "19. Juni 2015", "Depesche"))
		checkCard(t, OfPassage(a, "„"+text+"“", "Absatz 3", text, "Depesche"))
		months := make([]archive.MonthCount, i)
		for j := range months {
			months[j] = archive.MonthCount{Month: fmt.Sprintf("%04d-%02d", 1820+j*(i%9), j%12+1), Count: j * j}
		}
		e := archive.Entity{Name: text, Description: text, Kind: archive.Kinds[i%len(archive.Kinds)]}
		checkCard(t, OfEntity(archive.Profile{EntityCount: archive.EntityCount{Entity: e}, Months: months}, text))
		checkCard(t, OfSearch(text, []string{text, text}, i*i*i*i, months, "Depesche"))
	}
}

// TestNothingOverflows lays out every text and checks that no line is wider than
// its measure and no block higher than its room.
func TestNothingOverflows(t *testing.T) {
	f, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	texts := append(extreme(), gnadTitles(t, 200)...)
	for _, text := range texts {
		for _, box := range [][2]float64{{1040, 340}, {1004, 346}, {1040, 150}, {300, 60}} {
			b := fit(f.serifBold, drawable(f.serifBold, text), box[0], box[1], 92, 34, 1.14, 8, "")
			for _, l := range b.lines {
				if w := f.serifBold.width(l) * b.size; w > box[0]+0.5 {
					t.Errorf("%.60q: line %q is %.1f px wide at %g px, want at most %g", text, l, w, b.size, box[0])
				}
				if !utf8.ValidString(l) {
					t.Errorf("%.60q: line %q has a cut letter", text, l)
				}
			}
			if h := float64(len(b.lines)-1)*b.leading + b.size; len(b.lines) > 1 && h > box[1]+0.5 {
				t.Errorf("%.60q: %d lines are %.1f px high, want at most %g", text, len(b.lines), h, box[1])
			}
		}
	}
}

// TestNothingIsLost checks that lines put together again are the text, hyphens
// of division apart.
func TestNothingIsLost(t *testing.T) {
	f, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range gnadTitles(t, 100) {
		text := strings.Join(strings.Fields(title), " ")
		ps := pieces(f.serif, text, 12, true)
		lines, ok := breakLines(f.serif, ps, 12, 1000)
		if !ok {
			t.Fatalf("%q can't be set", text)
		}
		bare := strings.NewReplacer(" ", "", "-", "")
		if got, want := bare.Replace(strings.Join(lines, "")), bare.Replace(text); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

func TestSameCardSameBytes(t *testing.T) {
	c := OfArticle(&archive.Article{Title: "Größe zählt", Outlet: "taz"}, "2024", "Depesche")
	first, err := Draw(c)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			checkCard(t, OfSearch(strings.Repeat("Müll ", i), nil, i, nil, "Depesche")) // leaves dirty plates behind
			again, err := Draw(c)
			if err != nil || !bytes.Equal(first, again) {
				t.Errorf("drawn again: %d bytes, %v; first %d", len(again), err, len(first))
			}
		})
	}
	wg.Wait()
	other := c
	other.Head += "."
	if c.Hash() == other.Hash() || len(c.Hash()) != 12 {
		t.Errorf("hashes %s and %s", c.Hash(), other.Hash())
	}
}

func TestCuts(t *testing.T) {
	for word, want := range map[string]string{
		"Rettungsdienst":     "Ret-tungs-dienst",
		"Waffenlieferungen":  "Waf-fen-lie-fe-run-gen",
		"Nordkorea-Experte":  "Nord-ko-rea-|Experte",
		"Sicherheitsrat":     "Sicher-heits-rat",
		"Zeitschrift":        "Zeit-schrift",
		"Zucker":             "Zucker",
		"Abend":              "Abend",
		"UN":                 "UN",
		"2024/25":            "2024/25",
		"Moskau–Pjöngjang":   "Mos-kau–|Pjöng-jang",
		"Übertragungsgesetz": "Über-tra-gungs-ge-setz",
	} {
		var b strings.Builder
		last := 0
		for _, c := range cuts(word) {
			b.WriteString(word[last:c.at])
			if c.hyphen {
				b.WriteByte('-')
			} else {
				b.WriteByte('|')
			}
			last = c.at
		}
		b.WriteString(word[last:])
		if b.String() != want {
			t.Errorf("%s is divided %s, want %s", word, b.String(), want)
		}
	}
}

// TestDivision sets single words in lines that are too short for them: they are
// divided at the borders of their parts, and between syllables only where a part
// alone is too long.
func TestDivision(t *testing.T) {
	f, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		word  string
		width float64 // em
		want  string
	}{
		{"Genehmigungsverfahren", 8, "Genehmigungs-|verfahren"},
		{"Genehmigungspflichten", 8, "Genehmigungs-|pflichten"},
		{"Waffenlieferungen", 6, "Waffen-|lieferungen"},
		{"Koalitionsverhandlungen", 9, "Koalitions-|verhandlungen"},
		{"Straßenbahnhaltestelle", 9, "Straßenbahn-|haltestelle"},
		{"Umweltverträglichkeitsprüfung", 10, "Umwelt-|verträglichkeits-|prüfung"},
		{"Bundesverfassungsgericht", 9, "Bundes-|verfassungsgericht"},
		{"Nordkorea-Experte", 6, "Nordkorea-|Experte"},
	} {
		lines, ok := breakLines(f.serifBold, pieces(f.serifBold, c.word, c.width, true), c.width, 5)
		if got := strings.Join(lines, "|"); !ok || got != c.want {
			t.Errorf("%s in %g em: %s, want %s", c.word, c.width, got, c.want)
		}
	}
	// Type is set smaller rather than a word divided by syllables.
	b := fit(f.serifBold, "Verantwortlichkeiten bleiben ungeklärt", 700, 340, 92, 34, 1.14, 6, "")
	if strings.Contains(strings.Join(b.lines, "|"), "-") {
		t.Errorf("divided: %v at %g px", b.lines, b.size)
	}
}

func TestDrawable(t *testing.T) {
	f, err := fonts()
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"Kim Jong-un (김정은)":       "Kim Jong-un (Gimjeongeun)",
		"Jubel 🎉 in Köln":         "Jubel in Köln",
		"习近平主席在北京":                "[Text in chinesischer Schrift]",
		"Xi (习近平) reist an":       "Xi ([…]) reist an",
		"A\u0308rger":             "Ärger",
		"ẞ und Łódź, Άθήνα, Київ": "ẞ und Łódź, Άθήνα, Київ",
		"zwei\nZeilen\x00":        "zwei Zeilen",
	} {
		if got := drawable(f.serif, in); got != want {
			t.Errorf("drawable(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestColumns(t *testing.T) {
	months := func(keys ...string) (ms []archive.MonthCount) {
		for i, k := range keys {
			ms = append(ms, archive.MonthCount{Month: k, Count: i + 1})
		}
		return ms
	}
	for _, c := range []struct {
		in          []archive.MonthCount
		bars, total int
		first, last string
	}{
		{nil, 0, 0, "", ""},
		{months("2024-06"), 1, 1, "06/2024", "06/2024"},
		{months("2023-11", "2024-02"), 4, 3, "11/2023", "02/2024"},
		{months("1990-01", "2024-02", "2024"), 35, 6, "1990", "2024"},
		{months("1820", "2024-13", "kaputt"), 69, 3, "1820", "2024"},
	} {
		bars := Columns(c.in)
		total := 0
		for _, b := range bars {
			total += b.Value
		}
		if len(bars) != c.bars || total != c.total {
			t.Errorf("%v: %d bars of %d in all, want %d of %d", c.in, len(bars), total, c.bars, c.total)
		}
		if len(bars) > 0 && (bars[0].Label != c.first || bars[len(bars)-1].Label != c.last) {
			t.Errorf("%v: from %s to %s, want %s to %s", c.in, bars[0].Label, bars[len(bars)-1].Label, c.first, c.last)
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := NewCache(20_000, 2)
	for i := range 40 {
		card := OfSearch(fmt.Sprint("Suche ", i), nil, i, nil, "Depesche")
		b, err := c.Get(t.Context(), card)
		if err != nil || len(b) == 0 {
			t.Fatal(err)
		}
		if c.Bytes() > 20_000 {
			t.Fatalf("cache holds %d bytes", c.Bytes())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c.slots <- struct{}{}
	c.slots <- struct{}{}
	if _, err := c.Get(ctx, OfSearch("neu", nil, 0, nil, "")); err == nil {
		t.Error("a card was drawn for a reader who has gone, with no place free")
	}
}

func FuzzDraw(f *testing.F) {
	f.Add("Titel", "Kicker", "Blatt")
	f.Add(strings.Repeat("ẞ-", 200), "\u202e", "🎉")
	f.Fuzz(func(t *testing.T, title, kicker, outlet string) {
		a := &archive.Article{Title: title, Kicker: kicker, Outlet: outlet}
		checkCard(t, OfArticle(a, outlet, kicker))
		checkCard(t, OfPassage(a, "„"+title+"“", kicker, outlet, "Depesche"))
	})
}

func BenchmarkArticleCard(b *testing.B) {
	c := OfArticle(&archive.Article{Kicker: "Annäherung", Title: "Putin und Kim wollen sich im Angriffsfall beistehen", Outlet: "taz"}, "19. Juni 2024", "Depesche")
	for b.Loop() {
		if _, err := Draw(c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkQuoteCard(b *testing.B) {
	c := OfPassage(&archive.Article{Title: "Titel"}, "„"+strings.Repeat("Die Vereinbarung der beiden Staaten über gegenseitigen Beistand. ", 9)+"“", "Absatz 4", "2024", "Depesche")
	for b.Loop() {
		if _, err := Draw(c); err != nil {
			b.Fatal(err)
		}
	}
}
