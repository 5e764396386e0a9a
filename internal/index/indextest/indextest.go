package indextest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

// Run holds an engine to the suite. open returns a new, empty index.
func Run(t *testing.T, open func(t *testing.T) index.Index) {
	x := open(t)
	var docs []index.Document
	for _, a := range articles {
		docs = append(docs, a.document(t))
	}
	if err := x.Put(t.Context(), docs); err != nil {
		t.Fatal("putting the articles: ", err)
	}
	t.Run("Words", func(t *testing.T) { words(t, x) })
	t.Run("Operators", func(t *testing.T) { operators(t, x) })
	t.Run("Dates", func(t *testing.T) { dates(t, x) })
	t.Run("Order", func(t *testing.T) { order(t, x) })
	t.Run("Facets", func(t *testing.T) { facets(t, x) })
	t.Run("Pages", func(t *testing.T) { pages(t, x) })
	t.Run("Relaxed", func(t *testing.T) { relaxed(t, x) })
	t.Run("Matches", func(t *testing.T) { matches(t, x) })
	t.Run("Limits", func(t *testing.T) { limits(t, x) })
	t.Run("Similar", func(t *testing.T) { similar(t, x) })
	t.Run("Suggest", func(t *testing.T) { suggest(t, x) })
	t.Run("Changes", func(t *testing.T) { changes(t, x) })
}

func and(words ...string) query.Query {
	n := query.And{}
	for _, w := range words {
		n.Parts = append(n.Parts, query.Word{Text: w})
	}
	if len(n.Parts) == 1 {
		return query.Query{Root: n.Parts[0]}
	}
	return query.Query{Root: n}
}

func search(t *testing.T, x index.Index, req index.Request) index.Result {
	t.Helper()
	if req.Limit == 0 {
		req.Limit = 50
	}
	res, err := x.Search(t.Context(), req)
	if err != nil {
		t.Fatalf("searching %+v: %v", req.Query.Root, err)
	}
	if res.Matcher == nil {
		t.Error("no Matcher")
	}
	return res
}

func ids(res index.Result) []string {
	out := []string{}
	for _, h := range res.Hits {
		out = append(out, string(h.ID))
	}
	return out
}

// same compares a result's ids without their order, and its total.
func same(t *testing.T, res index.Result, want []string) {
	t.Helper()
	got := ids(res)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hits (-want +got):\n%s", diff)
	}
	if res.Total != len(want) {
		t.Errorf("total %d, want %d", res.Total, len(want))
	}
}

func words(t *testing.T, x index.Index) {
	for _, c := range []struct {
		query string
		want  []string
	}{
		{"Nordkorea", []string{"a001", "a006"}},
		{"nordkoreas", []string{"a001", "a006"}},
		{"Waffen", []string{"a001", "a006"}},
		{"Rakete", []string{"a001", "a002"}},
		{"Raketenstart", []string{"a001"}},
		{"Mittelstreckenrakete", []string{"a002"}},
		{"Kurzstreckenraketen", []string{"a002"}},
		{"UN", []string{"a002"}},
		{"Un", []string{"a001"}},
		{"UN-Sanktionen", []string{"a002"}},
		{"Vertrag", []string{"a003", "a005"}},
		{"Vertraege", []string{"a003", "a005"}},
		{"Pjoengjang", []string{"a002"}},
		{"strasse", []string{"a004"}},
		{"Halle", []string{"a004"}},
		{"Reis", []string{"a004"}},
		{"Wählerin", []string{"a003"}},
		{"Präsident", []string{"a003"}},
		{"Wladiwostok", []string{}},
		{"", []string{"a001", "a002", "a003", "a004", "a005", "a006"}},
	} {
		t.Run(c.query, func(t *testing.T) {
			q := query.Query{}
			if c.query != "" {
				q = and(c.query)
			}
			same(t, search(t, x, index.Request{Query: q}), c.want)
		})
	}
}

func operators(t *testing.T, x index.Index) {
	w := func(s string) query.Node { return query.Word{Text: s} }
	ph := func(s ...string) query.Node { return query.Phrase{Words: s} }
	for _, c := range []struct {
		name string
		root query.Node
		want []string
	}{
		{"and", query.And{Parts: []query.Node{w("Vertrag"), w("Hafen")}}, []string{"a005"}},
		{"or", query.Or{Parts: []query.Node{w("Reis"), w("Kreml")}}, []string{"a004", "a006"}},
		{"not", query.And{Parts: []query.Node{w("Nordkorea"), query.Not{Part: w("Kreml")}}}, []string{"a001"}},
		{"only not", query.And{Parts: []query.Node{query.Not{Part: w("Nordkorea")}}}, []string{"a002", "a003", "a004", "a005"}},
		{"phrase", ph("Lieferung", "von", "Waffen"), []string{"a006"}},
		{"phrase inflected", ph("Lieferungen", "von", "Waffe"), []string{"a006"}},
		{"phrase not in order", ph("Waffen", "von", "Lieferung"), []string{}},
		{"phrase exact", query.Phrase{Words: []string{"Lieferung", "von", "Waffe"}, Exact: true}, []string{}},
		{"phrase over lines", ph("Kreml", "schweigt", "Russland"), []string{}},
		{"phrase of function words", ph("über", "die"), []string{}},
		{"exact", query.Word{Text: "Vertrag", Exact: true}, []string{"a003", "a005"}},
		{"exact other form", query.Word{Text: "Verträge", Exact: true}, []string{"a003"}},
		{"prefix", query.Word{Text: "Sicher", Prefix: true}, []string{"a002"}},
		{"prefix umlaut", query.Word{Text: "Wäh", Prefix: true}, []string{"a003"}},
		{"near", query.Near{Parts: []query.Node{w("Waffen"), w("begonnen")}, Distance: 1}, []string{"a006"}},
		{"not near", query.Near{Parts: []query.Node{w("Lieferung"), w("schweigt")}, Distance: 2}, []string{}},
		{"paragraph", query.Near{Parts: []query.Node{w("Lieferung"), w("schweigt")}, SameParagraph: true}, []string{"a006"}},
		{"not paragraph", query.Near{Parts: []query.Node{w("Lieferung"), w("Zahlen")}, SameParagraph: true}, []string{}},
		{"title", query.Field{Name: query.Title, Value: "Reis"}, []string{"a004"}},
		{"title only", query.Field{Name: query.Title, Value: "Kreml"}, []string{}},
		{"outlet", query.Field{Name: query.Outlet, Value: "tagblatt"}, []string{"a001", "a002"}},
		{"author by name", query.Field{Name: query.Author, Value: "krämer"}, []string{"a002", "a006"}},
		{"person by slug", query.Field{Name: query.Person, Value: "kim-jong-un"}, []string{"a001", "a003"}},
		{"nested", query.And{Parts: []query.Node{
			query.Or{Parts: []query.Node{w("Vertrag"), w("Reis")}}, query.Not{Part: query.Field{Name: query.Outlet, Value: "Abendbote"}},
		}}, []string{"a003", "a004"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			same(t, search(t, x, index.Request{Query: query.Query{Root: c.root}}), c.want)
		})
	}
}

func date(t *testing.T, s string) archive.Date {
	t.Helper()
	d, err := archive.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func dates(t *testing.T, x index.Index) {
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{"2023-09", "2023-09", []string{"a001", "a002"}},
		{"2023-09-15", "2023-09-30", []string{"a001"}},
		{"2024-06-19", "2024-06-19", []string{"a003", "a004"}},
		{"2024", "", []string{"a003", "a004", "a006"}},
		{"", "2023", []string{"a001", "a002"}},
		{"2030", "", []string{}},
	} {
		t.Run(c.from+" to "+c.to, func(t *testing.T) {
			d := query.Dates{From: date(t, c.from), To: date(t, c.to)}
			same(t, search(t, x, index.Request{Dates: d}), c.want)
			same(t, search(t, x, index.Request{Query: query.Query{Root: query.And{Parts: []query.Node{d}}}}), c.want)
		})
	}
}

func order(t *testing.T, x index.Index) {
	for _, c := range []struct {
		sort query.Sort
		want []string
	}{
		{query.Newest, []string{"a006", "a003", "a004", "a002", "a001", "a005"}},
		{query.Oldest, []string{"a001", "a002", "a004", "a003", "a006", "a005"}},
	} {
		if diff := cmp.Diff(c.want, ids(search(t, x, index.Request{Sort: c.sort}))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.sort, diff)
		}
	}
	// The title counts more than the text, and what is asked for more than a part of a word.
	for _, c := range []struct {
		query string
		first string
	}{
		{"Reis", "a004"}, {"Waffen", "a006"}, {"Vertrag", "a003"}, {"Sicherheitsrat", "a002"},
	} {
		if got := ids(search(t, x, index.Request{Query: and(c.query)})); len(got) == 0 || got[0] != c.first {
			t.Errorf("%s: first is %v, want %s", c.query, got, c.first)
		}
	}
}

func facets(t *testing.T, x index.Index) {
	req := index.Request{
		Query:     and("Nordkorea"),
		WantFacet: map[query.FieldName]int{query.Outlet: 10, query.Place: 1, query.Author: 10},
		Histogram: true,
	}
	res := search(t, x, req)
	want := map[query.FieldName][]index.Bucket{
		query.Outlet: {{Value: "Rundblick", Count: 1}, {Value: "Tagblatt", Count: 1}},
		query.Place:  {{Value: "nordkorea", Count: 2}},
		query.Author: {{Value: "Anna Vogt", Count: 1}, {Value: "Bernd Krämer", Count: 1}},
	}
	if diff := cmp.Diff(want, res.Facets); diff != "" {
		t.Errorf("facets (-want +got):\n%s", diff)
	}
	months := []archive.MonthCount{{Month: "2023-09", Count: 1}, {Month: "2024-06", Count: 1}}
	if diff := cmp.Diff(months, res.Histogram); diff != "" {
		t.Errorf("histogram (-want +got):\n%s", diff)
	}
	// A chosen value narrows the hits and the other facets, not its own.
	req.Facets = map[query.FieldName][]string{query.Outlet: {"Tagblatt"}}
	res = search(t, x, req)
	same(t, res, []string{"a001"})
	want[query.Author] = []index.Bucket{{Value: "Anna Vogt", Count: 1}}
	want[query.Place] = []index.Bucket{{Value: "nordkorea", Count: 1}}
	if diff := cmp.Diff(want, res.Facets); diff != "" {
		t.Errorf("facets with one chosen (-want +got):\n%s", diff)
	}
	// Two values of a facet widen, two facets narrow.
	same(t, search(t, x, index.Request{Facets: map[query.FieldName][]string{query.Outlet: {"Tagblatt", "Abendbote"}}}), []string{"a001", "a002", "a005"})
	same(t, search(t, x, index.Request{Facets: map[query.FieldName][]string{
		query.Outlet: {"Tagblatt"}, query.Person: {"kim-jong-un"},
	}}), []string{"a001"})
	res = search(t, x, index.Request{Histogram: true})
	all := []archive.MonthCount{{Month: "2023-09", Count: 2}, {Month: "2024", Count: 1}, {Month: "2024-06", Count: 2}}
	if diff := cmp.Diff(all, res.Histogram); diff != "" {
		t.Errorf("histogram of all (-want +got):\n%s", diff)
	}
}

func pages(t *testing.T, x index.Index) {
	// Pages of any order follow each other without a gap or an overlap.
	for _, sort := range []query.Sort{query.ByRelevance, query.Newest, query.Oldest} {
		whole := ids(search(t, x, index.Request{Sort: sort}))
		for limit := 1; limit <= len(whole); limit++ {
			for offset := 0; offset <= len(whole); offset++ {
				got := ids(search(t, x, index.Request{Sort: sort, Offset: offset, Limit: limit}))
				if diff := cmp.Diff(whole[offset:min(offset+limit, len(whole))], got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("%s, %d from %d (-want +got):\n%s", sort, limit, offset, diff)
				}
			}
		}
	}
	whole := ids(search(t, x, index.Request{Query: and("der")}))
	var got []string
	for i := 0; i < len(whole); i += 2 {
		res := search(t, x, index.Request{Query: and("der"), Offset: i, Limit: 2})
		if res.Total != len(whole) {
			t.Errorf("total on page %d: %d, want %d", i/2, res.Total, len(whole))
		}
		got = append(got, ids(res)...)
	}
	if diff := cmp.Diff(whole, got); diff != "" {
		t.Errorf("pages put together (-want +got):\n%s", diff)
	}
	if res := search(t, x, index.Request{Offset: 100, Limit: 10}); len(res.Hits) != 0 || res.Total != len(articles) {
		t.Errorf("behind the last page: %d hits, total %d", len(res.Hits), res.Total)
	}
	res, err := x.Search(t.Context(), index.Request{})
	if err != nil || len(res.Hits) != 0 || res.Total != len(articles) {
		t.Errorf("limit 0: %d hits, total %d, %v", len(res.Hits), res.Total, err)
	}
}

func relaxed(t *testing.T, x index.Index) {
	res := search(t, x, index.Request{Query: and("Reis", "Sicherheitsrat")})
	if !res.Relaxed || res.AllWords != 0 {
		t.Errorf("relaxed %v, all words %d", res.Relaxed, res.AllWords)
	}
	same(t, res, []string{"a002", "a004"})
	res = search(t, x, index.Request{Query: and("Reis", "Sicherheitsrat"), AllWords: true})
	same(t, res, []string{})
	want := []index.Drop{{Part: "Reis", Count: 1}, {Part: "Sicherheitsrat", Count: 1}}
	if diff := cmp.Diff(want, res.Dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	res = search(t, x, index.Request{Query: and("Reis"), Facets: map[query.FieldName][]string{query.Outlet: {"Tagblatt"}}})
	if diff := cmp.Diff([]index.Drop{{Part: "medium:Tagblatt", Count: 1}}, res.Dropped); diff != "" {
		t.Errorf("dropped facet (-want +got):\n%s", diff)
	}
	// A long query is ranked by how much of it a text has.
	res = search(t, x, index.Request{Query: and("Lieferung", "Waffen", "Kreml", "Reis")})
	if res.AllWords != 0 || len(res.Hits) == 0 || res.Hits[0].ID != "a006" {
		t.Errorf("by coverage: all words %d, %v", res.AllWords, ids(res))
	}
	res = search(t, x, index.Request{Query: and("Lieferung", "Waffen", "Kreml", "Russland")})
	if res.AllWords != 1 || res.Relaxed {
		t.Errorf("by coverage: all words %d, relaxed %v", res.AllWords, res.Relaxed)
	}
	// A word the archive does not have is searched as the nearest, and that is said.
	res = search(t, x, index.Request{Query: and("Sicherheitsradt")})
	same(t, res, []string{"a002"})
	if len(res.Expansions) != 1 || res.Expansions[0].Why != index.Typo || res.Suggestion != "Sicherheitsrat" {
		t.Errorf("expansions %+v, suggestion %q", res.Expansions, res.Suggestion)
	} else {
		off := search(t, x, index.Request{Query: and("Sicherheitsradt"), Without: []string{res.Expansions[0].Key}})
		same(t, off, []string{})
		if len(off.Expansions) != 1 || !off.Expansions[0].Off {
			t.Errorf("switched off: %+v", off.Expansions)
		}
	}
}

func matches(t *testing.T, x index.Index) {
	for _, c := range []struct {
		name  string
		root  query.Node
		field query.FieldName
		text  string
		want  []string
	}{
		{"inflected", query.Word{Text: "Vertrag"}, "", "Die Verträge und der Vertrag.", []string{"Verträge", "Vertrag"}},
		{"part", query.Word{Text: "Rakete"}, "", "Über Raketentests.", []string{"Raketen"}},
		{"part after umlauts", query.Word{Text: "Bericht"}, "", "Überprüfungsberichte fehlen.", []string{"berichte"}},
		{"acronym", query.Word{Text: "UN"}, "", "Kim Jong Un und die UN.", []string{"UN"}},
		{"phrase", query.Phrase{Words: []string{"neue", "Waffen"}}, "", "Waffen, neue Waffen, neuen Waffen.", []string{"neue Waffen", "neuen Waffen"}},
		{"title only", query.Field{Name: query.Title, Value: "Reis"}, "", "Der Reis.", nil},
		{"title", query.Field{Name: query.Title, Value: "Reis"}, query.Title, "Der Reis.", []string{"Reis"}},
		{"prefix", query.Word{Text: "Raket", Prefix: true}, "", "Raketen und Raketenabwehr", []string{"Raketen", "Raketenabwehr"}},
		{"not", query.And{Parts: []query.Node{query.Word{Text: "Reis"}, query.Not{Part: query.Word{Text: "Korn"}}}}, "", "Reis und Korn", []string{"Reis"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := search(t, x, index.Request{Query: query.Query{Root: c.root}})
			var got []string
			end := 0
			for _, m := range res.Matcher.Match(c.field, c.text, nil) {
				if !m.Span.In(c.text) || m.Span.Start < end {
					t.Fatalf("span %v of %q", m.Span, c.text)
				}
				end = m.Span.End
				got = append(got, c.text[m.Span.Start:m.Span.End])
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("matches (-want +got):\n%s", diff)
			}
		})
	}
}

func similar(t *testing.T, x index.Index) {
	hits, err := x.Similar(t.Context(), "a006", 3)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hits {
		if h.ID == "a006" || len(h.Terms) == 0 {
			t.Errorf("similar to a006: %+v", h)
		}
	}
	if _, err := x.Similar(t.Context(), "unbekannt", 3); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("similar to an unknown article: %v", err)
	}
}

func suggest(t *testing.T, x index.Index) {
	for prefix, want := range map[string]string{"Sicherh": "sicherheitsrat", "pjoe": "pjoengjang", "neue Raket": "neue raketenstart"} {
		got, err := x.Suggest(t.Context(), prefix, 10)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(got, func(s string) bool { return strings.EqualFold(german(s), want) }) {
			t.Errorf("suggestions for %q: %q, none is %s", prefix, got, want)
		}
	}
}

// german writes umlauts out.
func german(s string) string {
	return strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue").Replace(s)
}

func limits(t *testing.T, x index.Index) {
	for _, req := range []index.Request{
		{Offset: -1, Limit: 10}, {Offset: 1 << 40, Limit: 10}, {Limit: 101}, {Limit: -1},
	} {
		if _, err := x.Search(t.Context(), req); archive.CodeOf(err) != archive.CodeTooCostly {
			t.Errorf("offset %d limit %d: %v", req.Offset, req.Limit, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ctx, index.Request{Query: and("Reis"), Limit: 10}); archive.CodeOf(err) != archive.CodeUnavailable {
		t.Errorf("search past its deadline: %v", err)
	}
	many := make([]string, 100)
	for i := range many {
		many[i] = string(rune('a'+i%26)) + "wort"
	}
	if _, err := x.Search(t.Context(), index.Request{Query: and(many...), Limit: 10}); err != nil {
		t.Errorf("100 words: %v, want a search for the rarest", err)
	}
	either := query.Or{}
	for _, w := range many {
		either.Parts = append(either.Parts, query.Word{Text: w})
	}
	if _, err := x.Search(t.Context(), index.Request{Query: query.Query{Root: either}, Limit: 10}); archive.CodeOf(err) != archive.CodeTooCostly {
		t.Errorf("100 words with operators: %v", err)
	}
}

func changes(t *testing.T, x index.Index) {
	changed := articles[3]
	changed.text = []string{"Der Weizen ist teurer geworden."}
	changed.title = "Weizen wird knapp"
	if err := x.Put(t.Context(), []index.Document{changed.document(t)}); err != nil {
		t.Fatal(err)
	}
	same(t, search(t, x, index.Request{Query: and("Reis")}), []string{})
	same(t, search(t, x, index.Request{Query: and("Weizen")}), []string{"a004"})
	if err := x.Delete(t.Context(), []archive.ID{"a004", "unbekannt"}); err != nil {
		t.Fatal(err)
	}
	same(t, search(t, x, index.Request{Query: and("Weizen")}), []string{})
	same(t, search(t, x, index.Request{}), []string{"a001", "a002", "a003", "a005", "a006"})
	st, err := x.Stats(t.Context())
	if err != nil || st.Documents != 5 {
		t.Errorf("stats %+v, %v", st, err)
	}
}
