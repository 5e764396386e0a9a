package query

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
)

func date(t testing.TB, s string) archive.Date {
	t.Helper()
	d, err := archive.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func w(text string) Word        { return Word{Text: text} }
func words(texts ...string) And { return And{nodes(texts...)} }
func nodes(texts ...string) []Node {
	var ns []Node
	for _, t := range texts {
		ns = append(ns, w(t))
	}
	return ns
}
func phrase(texts ...string) Phrase { return Phrase{Words: texts} }
func codes(ws []Warning) (cs []string) {
	for _, w := range ws {
		cs = append(cs, w.Code+" "+w.Subject)
	}
	return cs
}

func TestParse(t *testing.T) {
	d := func(s string) archive.Date { return date(t, s) }
	near := func(n int, parts ...Node) Near { return Near{Parts: parts, Distance: n} }
	tests := []struct {
		text     string
		want     Node
		warnings []string
	}{
		{"", nil, nil},
		{"  \t ", nil, nil},
		{"Wostotschny", w("Wostotschny"), nil},
		{"Putin  Kim", words("Putin", "Kim"), nil},
		{"Putin UND Kim", words("Putin", "Kim"), nil},
		{"Putin AND Kim AND Xi", words("Putin", "Kim", "Xi"), nil},
		{"Putin und Kim", words("Putin", "und", "Kim"), nil},
		{"Putin Putin", w("Putin"), nil},
		{"„Kim, Putin!“ …", phrase("Kim", "Putin"), nil},
		{"Kim, Putin; Xi. (Reise)", words("Kim", "Putin", "Xi", "Reise"), nil},
		{"Kurz- und Mittelstreckenraketen", words("Kurz-", "und", "Mittelstreckenraketen"), nil},
		{"UN-Sanktionen 152-Millimeter-Munition C++ 20%", words("UN-Sanktionen", "152-Millimeter-Munition", "C++", "20%"), nil},
		{"Putin – Kim & Xi / Lukaschenko + ...", words("Putin", "Kim", "Xi", "Lukaschenko"), nil},

		{`"Beyond Parallel"`, phrase("Beyond", "Parallel"), nil},
		{`„Beyond Parallel“`, phrase("Beyond", "Parallel"), nil},
		{`“Beyond Parallel”`, phrase("Beyond", "Parallel"), nil},
		{`»Beyond Parallel«`, phrase("Beyond", "Parallel"), nil},
		{`„Beyond Parallel" Kim`, And{[]Node{phrase("Beyond", "Parallel"), w("Kim")}}, nil},
		{`Kim "" Putin`, words("Kim", "Putin"), nil},
		{`"Kim ODER -Putin"`, phrase("Kim", "ODER", "Putin"), nil},
		{`"Beyond Parallel`, words("Beyond", "Parallel"), []string{`open-quote "Beyond Parallel`}},
		{`a"b c"d`, And{[]Node{w("a"), phrase("b", "c"), w("d")}}, nil},
		{`"Rakete* Test"`, phrase("Rakete", "Test"), []string{`wildcard-in-phrase "Rakete* Test"`}},

		{"=Waffen", Word{Text: "Waffen", Exact: true}, nil},
		{"exakt:Waffen", Word{Text: "Waffen", Exact: true}, nil},
		{"EXAKT:Waffen", Word{Text: "Waffen", Exact: true}, nil},
		{`="neue Waffen"`, Phrase{[]string{"neue", "Waffen"}, true}, nil},
		{`exakt:"neue Waffen"`, Phrase{[]string{"neue", "Waffen"}, true}, nil},
		{"exakt:(Waffen ODER Rakete*)", Or{[]Node{Word{Text: "Waffen", Exact: true}, Word{Text: "Rakete", Exact: true}}}, nil},
		{"exakt: Kim", Word{Text: "Kim", Exact: true}, nil},
		{"exakt:", w("exakt"), []string{"empty-field exakt:"}},
		{"= Kim", w("Kim"), nil},

		{"Rakete*", Word{Text: "Rakete", Prefix: true}, nil},
		{"Rakete**", Word{Text: "Rakete", Prefix: true}, nil},
		{"UN*", w("UN"), []string{"short-prefix UN*"}},
		{"Öl* Öle*", And{[]Node{w("Öl"), Word{Text: "Öle", Prefix: true}}}, []string{"short-prefix Öl*"}},
		{"Rakete* Waffe*", And{[]Node{Word{Text: "Rakete", Prefix: true}, w("Waffe")}}, []string{"second-wildcard Waffe*"}},
		{"*rakete", w("rakete"), []string{"leading-wildcard *rakete"}},
		{"*a*", w("a"), []string{"leading-wildcard *a*", "short-prefix a*"}},
		{"Ra*te", w("Ra*te"), []string{"inner-wildcard Ra*te"}},
		{"*", nil, []string{"leading-wildcard *"}},
		{"Wostochny~2 Kim^3 Xi~", words("Wostochny", "Kim", "Xi"),
			[]string{"unsupported-operator Wostochny~2", "unsupported-operator Kim^3", "unsupported-operator Xi~"}},

		{"Kim -Putin", And{[]Node{w("Kim"), Not{w("Putin")}}}, nil},
		{"-Putin", And{[]Node{Not{w("Putin")}}}, nil},
		{"Kim −Putin", And{[]Node{w("Kim"), Not{w("Putin")}}}, nil},
		{"NICHT Putin", And{[]Node{Not{w("Putin")}}}, nil},
		{"NOT NOT Putin", w("Putin"), nil},
		{"Kim NICHT (Putin Xi)", And{[]Node{w("Kim"), Not{words("Putin", "Xi")}}}, nil},
		{"Kim -medium:taz", And{[]Node{w("Kim"), Not{Field{Outlet, "taz"}}}}, nil},
		{"Kim - Putin", words("Kim", "Putin"), []string{"lone-minus -"}},
		{"--Putin", And{[]Node{Not{w("Putin")}}}, []string{"lone-minus -"}},
		{"Kim -", w("Kim"), []string{"lone-minus -"}},
		{"-", nil, []string{"lone-minus -"}},
		{"„Model C“-Schulen", And{[]Node{phrase("Model", "C"), w("Schulen")}}, nil},
		{"„Model C“ -Schulen", And{[]Node{phrase("Model", "C"), Not{w("Schulen")}}}, nil},
		{"Personen und -organisationen", words("Personen", "und", "organisationen"), nil},

		{"Putin ODER Kim", Or{nodes("Putin", "Kim")}, nil},
		{"Putin OR Kim | Xi", Or{nodes("Putin", "Kim", "Xi")}, nil},
		{"Putin|Kim", Or{nodes("Putin", "Kim")}, nil},
		{"Putin Kim ODER Xi", Or{[]Node{words("Putin", "Kim"), w("Xi")}}, nil},
		{"Putin (Kim ODER Xi)", And{[]Node{w("Putin"), Or{nodes("Kim", "Xi")}}}, nil},
		{"Putin ODER -Kim", Or{[]Node{w("Putin"), And{[]Node{Not{w("Kim")}}}}}, nil},
		{"Putin ODER", words("Putin", "oder"), []string{"stray-operator ODER"}},
		{"UND Putin", words("und", "Putin"), []string{"stray-operator UND"}},
		{"Putin ODER ODER Kim", Or{[]Node{words("Putin", "oder"), w("Kim")}}, []string{"stray-operator ODER"}},
		{"Putin |", w("Putin"), []string{"stray-operator |"}},
		{"Putin NICHT", words("Putin", "nicht"), []string{"stray-operator NICHT"}},
		{"(Putin Kim", words("Putin", "Kim"), []string{"open-paren ("}},
		{"Putin) Kim", words("Putin", "Kim"), []string{"stray-paren )"}},
		{"() Kim", w("Kim"), nil},
		{"((((Kim))))", w("Kim"), nil},

		{"Kim NEAR/5 Putin", near(5, w("Kim"), w("Putin")), nil},
		{"Kim NAH/3 \"Wladimir Putin\" Xi", And{[]Node{near(3, w("Kim"), phrase("Wladimir", "Putin")), w("Xi")}}, nil},
		{"Kim NEAR Putin", near(DefaultDistance, w("Kim"), w("Putin")), nil},
		{"a NEAR/5 b NEAR/5 c", near(5, w("a"), w("b"), w("c")), nil},
		{"a NEAR/5 b NEAR/2 c", And{[]Node{near(5, w("a"), w("b")), near(2, w("b"), w("c"))}}, nil},
		{"(Waffen ODER Munition) NEAR/5 Kim", Or{[]Node{near(5, w("Waffen"), w("Kim")), near(5, w("Munition"), w("Kim"))}}, nil},
		{"-a NEAR/5 b", And{[]Node{Not{near(5, w("a"), w("b"))}}}, nil},
		{"a NEAR/999 b", near(MaxDistance, w("a"), w("b")), []string{"near-distance NEAR/999"}},
		{"a NEAR/0 b", near(1, w("a"), w("b")), []string{"near-distance NEAR/0"}},
		{"NEAR/5 b", words("near/5", "b"), []string{"stray-operator NEAR/5"}},
		{"a NEAR/5 medium:taz", And{[]Node{w("a"), Field{Outlet, "taz"}}}, []string{"near-operand a NEAR/5 medium:taz"}},
		{"absatz:(Kim Putin)", Near{Parts: nodes("Kim", "Putin"), SameParagraph: true}, nil},
		{"absatz:(Kim Putin -Xi)", And{[]Node{Near{Parts: nodes("Kim", "Putin"), SameParagraph: true}, Not{w("Xi")}}}, []string{"near-operand absatz:"}},
		{"absatz:Kim", w("Kim"), nil},
		{"absatz: ODER Kim", Or{nodes("absatz", "Kim")}, []string{"empty-field absatz:"}},

		{"medium:taz Mercedes", And{[]Node{Field{Outlet, "taz"}, w("Mercedes")}}, nil},
		{"outlet:taz", Field{Outlet, "taz"}, nil},
		{"medium: taz", Field{Outlet, "taz"}, nil},
		{`Medium:"Frankfurter Rundschau"`, Field{Outlet, "Frankfurter Rundschau"}, nil},
		{`person:„Kim Jong Un“`, Field{Person, "Kim Jong Un"}, nil},
		{"medium:(taz ODER FR)", Or{[]Node{Field{Outlet, "taz"}, Field{Outlet, "FR"}}}, nil},
		{"titel:(Gipfel -Kim)", And{[]Node{Field{Title, "Gipfel"}, Not{Field{Title, "Kim"}}}}, nil},
		{"place:x topic:y author:z title:t event:e product:p", And{[]Node{Field{Place, "x"}, Field{Topic, "y"}, Field{Author, "z"}, Field{Title, "t"}, Field{Event, "e"}, Field{Product, "p"}}}, nil},
		{"titel:Gipf*", Field{Title, "Gipf"}, []string{"wildcard-in-field Gipf*"}},
		{"medium:", w("medium"), []string{"empty-field medium:"}},
		{"medium:... Kim", words("medium", "Kim"), []string{"empty-field medium:"}},
		{"firma:Rosoboronexport", words("firma", "Rosoboronexport"), []string{"unknown-field firma:"}},
		{"-firma:x Kim", And{[]Node{Not{words("firma", "x")}, w("Kim")}}, []string{"unknown-field firma:"}},
		{`firma:"a b"`, And{[]Node{w("firma"), phrase("a", "b")}}, []string{"unknown-field firma:"}},
		{"Nordkorea: Kim reist 12:45 https://taz.de/!x Bürger:innen", words("Nordkorea", "Kim", "reist", "12:45", "https://taz.de/!x", "Bürger:innen"), nil},

		{"von:2023-09 bis:2023-09 Putin", And{[]Node{Dates{d("2023-09"), d("2023-09")}, w("Putin")}}, nil},
		{"von:19.06.2024", Dates{From: d("2024-06-19")}, nil},
		{"bis:6.2024", Dates{To: d("2024-06")}, nil},
		{"from:2024", Dates{From: d("2024")}, nil},
		{`von:"2024"`, Dates{From: d("2024")}, nil},
		{"von:2024-06-19T12:45:00+02:00", Dates{From: d("2024-06-19T12:45:00+02:00")}, nil},
		{"bis:2023 von:2024", Dates{d("2024"), d("2023")}, []string{"date-order von:"}},
		{"von:gestern", words("von", "gestern"), []string{"invalid-date von:gestern"}},
		{"von:2024-13-01", words("von", "2024-13-01"), []string{"invalid-date von:2024-13-01"}},
		{"Kim -(von:2023 bis:2024)", And{[]Node{w("Kim"), Not{Dates{d("2023"), d("2024")}}}}, nil},

		{"M\xfcller", w("Müller"), []string{"invalid-utf8 "}},
		{"Mü\xffller", words("Mü", "ller"), []string{"invalid-utf8 "}},
		{"Waf\u00adfen\u200b", w("Waffen"), nil},
		{"Kim\x00Putin", words("Kim", "Putin"), nil},
		{"Мун 김정은", words("Мун", "김정은"), nil},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			got := Parse(tt.text)
			if diff := cmp.Diff(tt.want, got.Root); diff != "" {
				t.Errorf("tree (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.warnings, codes(got.Warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			again := Parse(Print(got))
			if diff := cmp.Diff(got.Root, again.Root); diff != "" {
				t.Errorf("printed as %q it reads (-first +again):\n%s", Print(got), diff)
			}
		})
	}
}

func TestParseLimits(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("Waffenlieferung ", 40)) // 639 bytes
	q := Parse(long)
	if q.Root == nil || len(q.Warnings) != 1 || q.Warnings[0].Code != WarnTooLong {
		t.Fatalf("Parse(%d bytes) = %v, warnings %v", len(long), q.Root, q.Warnings)
	}
	if at := q.Warnings[0].Span.Start; at > MaxBytes || long[at] != ' ' {
		t.Errorf("cut at byte %d, not after a word within %d bytes", at, MaxBytes)
	}
	var many []string
	for i := range MaxWords + 8 {
		many = append(many, string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	q = Parse(strings.Join(many, " "))
	if and, ok := q.Root.(And); !ok || len(and.Parts) != MaxWords {
		t.Errorf("understood %v, want %d words", q.Root, MaxWords)
	}
	if want := []string{"too-many-words " + strings.Join(many[MaxWords:], " ")}; !cmp.Equal(codes(q.Warnings), want) {
		t.Errorf("warnings %v, want %v", codes(q.Warnings), want)
	}
	q = Parse(`("` + strings.Join(many, " ") + `" x)`)
	if p, ok := q.Root.(Phrase); !ok || len(p.Words) != MaxWords {
		t.Errorf("understood %v, want a phrase of %d words", q.Root, MaxWords)
	}
	one := strings.Repeat("ä", MaxBytes)
	if word, ok := Parse(one).Root.(Word); !ok || len(word.Text) > MaxBytes || !strings.HasPrefix(one, word.Text) {
		t.Errorf("one long word: understood %v", Parse(one).Root)
	}
}

func TestQuestion(t *testing.T) {
	tests := map[string]bool{
		"Wann trafen sich Kim und Putin?":                               true,
		"Welche Waffen liefert Nordkorea":                               true,
		"Hat Nordkorea Munition geliefert?":                             true,
		"Who met Putin in Vladivostok":                                  true,
		"der Besuch von Kim Jong Un in der russischen Stadt Komsomolsk": true,
		"Putin Kim": false, "Putin?": false, "Wann ODER Wo Kim?": false, "was": false,
		"Wann traf Kim -Putin?": false, "": false,
		"Waffenlieferungen Nordkorea Russland Munition Raketen Panzer Ukraine": false,
	}
	for text, want := range tests {
		if got := Parse(text).Question; got != want {
			t.Errorf("Parse(%q).Question = %v, want %v", text, got, want)
		}
	}
}

// A sentence that asks nothing is a question to the ranking, but nobody's answer.
func TestAsks(t *testing.T) {
	for text, want := range map[string]bool{
		"Wer lieferte Munition an Russland?": true, "wann traf Kim Putin": true, "Kim reiste nach Russland, um die Raketen zu sehen?": true,
		"Kim ist am Dienstag mit dem Zug nach Russland gereist": false, "Waffenlieferungen Russland": false, "Putin?": false, "": false,
	} {
		if got := Parse(text).Asks; got != want {
			t.Errorf("Parse(%q).Asks = %v, want %v", text, got, want)
		}
	}
}

// checkRoundTrip is what every parsed text must hold.
func checkRoundTrip(t *testing.T, text string) {
	unlimited := limits{1 << 30, 1 << 30}
	q := Parse(text)
	checkTree(t, q.Root, false)
	clean, _ := Clean(text)
	for _, w := range q.Warnings {
		if w.Span.Start < 0 || w.Span.End > len(clean) || w.Span.Start > w.Span.End || clean[w.Span.Start:w.Span.End] != w.Subject {
			t.Errorf("warning %+v does not lie in %q", w, clean)
		}
	}
	printed := Print(q)
	again := parse(printed, unlimited)
	if diff := cmp.Diff(q.Root, again.Root); diff != "" {
		t.Fatalf("%q, printed as %q, reads (-first +again):\n%s", text, printed, diff)
	}
	if twice := Print(again); twice != printed {
		t.Errorf("printed as %q, then as %q", printed, twice)
	}
	if c, ok := Clean(clean); c != clean || !ok {
		t.Errorf("Clean(%q) = %q, cleaned again %q", text, clean, c)
	}
}

// checkTree is what engines rely on.
func checkTree(t *testing.T, n Node, inAnd bool) {
	switch n := n.(type) {
	case And:
		_, not := n.Parts[0].(Not)
		if len(n.Parts) == 0 || len(n.Parts) == 1 && !not {
			t.Errorf("And of %d parts", len(n.Parts))
		}
		for _, part := range n.Parts {
			if _, and := part.(And); and {
				t.Error("And in And")
			}
			checkTree(t, part, true)
		}
	case Or:
		if len(n.Parts) < 2 {
			t.Errorf("Or of %d parts", len(n.Parts))
		}
		for _, part := range n.Parts {
			if _, or := part.(Or); or {
				t.Error("Or in Or")
			}
			checkTree(t, part, false)
		}
	case Not:
		if !inAnd {
			t.Error("Not outside And")
		}
		if _, not := n.Part.(Not); not {
			t.Error("Not in Not")
		}
		checkTree(t, n.Part, false)
	case Near:
		if len(n.Parts) < 2 || n.Distance < 0 || n.Distance > MaxDistance {
			t.Errorf("Near of %d parts at distance %d", len(n.Parts), n.Distance)
		}
		for _, part := range n.Parts {
			if !isLeaf(part) {
				t.Errorf("%T in Near", part)
			}
		}
	case Word:
		if n.Text == "" || n.Exact && n.Prefix {
			t.Errorf("bad word %+v", n)
		}
	case Phrase:
		if len(n.Words) == 0 {
			t.Error("empty phrase")
		}
	case Field:
		if n.Value == "" {
			t.Error("empty field")
		}
	case Dates:
		if n.From.IsZero() && n.To.IsZero() {
			t.Error("empty dates")
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		`Putin ODER (Kim -"Jong Un") medium:taz von:2023-09 bis:1.2.2024`, `a NEAR/5 b NEAR/2 (c|d) absatz:(x "y z" -q)`,
		`exakt:(a b* NEAR/3 c) =„x“ -(von:2023 bis:2024) *a* b*c titel:(a ODER -b) foo:bar`, "M\xfcller \u00ad -- = ((( ))) |||",
		`NICHT NICHT -(-a) UND ODER NEAR/0 b`, `medium:"a:b" person:ODER titel:-x =≠ a~2`,
		`AAA:A:0 *AAA:0 von:A:0`, `medium:"AB*0`, "0~0! abc~1-* a~2~3 abc*,",
		`medium:(absatz:(a b) c NEAR/2 d) exakt:medium:taz absatz:absatz:a`,
		`ODER -00`, `=oder -00 sowie NICHT "a b"`, "von:0!00+0vv~0 b", "=NEAR/* A", "bis:2024 a (von:2023 bis:2024) von:2022", "abc-~1* d", `-sowie NICHT "a b" medium:oder NICHT c`, "absatz:(abc*(0|1))",
	} {
		f.Add(s)
	}
	f.Fuzz(checkRoundTrip)
}

func BenchmarkParse(b *testing.B) {
	for _, bench := range []struct{ name, text string }{
		{"words", "Waffenlieferungen Nordkorea Russland"},
		{"operators", `(Putin ODER Kim) "Beyond Parallel" -Iran medium:taz von:2023-09 bis:2024 Rakete* NEAR/5 Test`},
		{"hostile-1MB", strings.Repeat(`("a* -|=`, 1<<17)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				Parse(bench.text)
			}
		})
	}
}
