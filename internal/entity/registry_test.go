package entity

import (
	"strings"
	"testing"

	"depesche/internal/archive"

	"github.com/google/go-cmp/cmp"
)

func TestParseProblems(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"not YAML", "entities:\n  - id: a\n   name: b", "f.yaml:2: kein gültiges YAML"},
		{"no list", "entities: 5", "f.yaml:1: „entities“ muss eine Liste sein"},
		{"bad id", "entities:\n  - {id: Kim Jong, name: Kim, kind: person}", "f.yaml:2: die Kennung „Kim Jong“ darf nur"},
		{"bad kind", "entities:\n  - id: a\n    name: A\n    kind: ship", "f.yaml:4: die Art „ship“ gibt es nicht; möglich sind person"},
		{"missing", "entities:\n\n  - id: a\n    kind: person", "f.yaml:3: dem Eintrag fehlt „name“"},
		{"unknown key", "entities:\n  - id: a\n    name: A\n    kind: place\n    alias: [B]", "f.yaml:5: unbekannter Schlüssel „alias“"},
		{"twice", "entities:\n  - {id: a, name: A, kind: place}\n  - {id: a, name: B, kind: place}", "f.yaml:3: die Kennung „a“ steht schon in Zeile 2"},
		{"same name", "entities:\n  - {id: a, name: Georgien, kind: place}\n  - {id: b, name: GEORGIEN, kind: place}", "f.yaml:3: „GEORGIEN“ ist auch ein Name von „a“"},
		{"wikidata", "entities:\n  - {id: a, name: A, kind: place, wikidata: 42}", "f.yaml:2: „42“ ist keine Wikidata-Kennung"},
		{"phrase", "entities:\n  - {id: a, name: A, kind: topic, phrases: ['B der @c']}", "nennt „@c“, das es nicht gibt"},
		{"bracket", "entities:\n  - {id: a, name: A, kind: topic, phrases: ['(B der A']}", "fehlt eine Klammer"},
		{"line of a phrase", "entities:\n  - id: a\n    name: A\n    kind: topic\n    phrases:\n      - B\n      - B der @c", "f.yaml:7: die Wendung „B der @c“ nennt „@c“"},
		{"former id twice", "entities:\n  - {id: a, name: A, kind: topic, formerly: [z]}\n  - id: b\n    name: B\n    kind: topic\n    formerly:\n      - z", "f.yaml:7: die frühere Kennung „z“ führt schon zu „a“"},
		{"tab", "entities:\n  - id: a\n\tname: A", "f.yaml:3: kein gültiges YAML: found a tab"},
		{"encoding", "entities:\n  - id: a\n    name: M\xfcnchen", "f.yaml:3: kein gültiges UTF-8"},
		{"alias", "entities:\n  - id: a\n    name: A\n    kind: topic\n    aliases:\n      - {form: B, case: ja}\n      - {frm: C}", "f.yaml:6: „case“ ist true oder false\nf.yaml:7: unbekannter Schlüssel „frm“ in einem Alias"},
		{"not a list", "entities:\n  - id: a\n    name: A\n    kind: topic\n    short: {x: y}", "f.yaml:5: „short“ muss eine Liste von Texten sein"},
		{"key twice", "entities:\n  - id: a\n    name: A\n    name: B\n    kind: topic", "f.yaml:4: „name“ steht zweimal"},
		{"a list at the top", "- {id: a, name: A, kind: topic}", "f.yaml:1: erwartet wird „entities:“ mit einer Liste"},
		{"same name, both lines", "entities:\n  - {id: a, name: AP, kind: place}\n  - id: b\n    name: B\n    kind: place\n    aliases:\n      - AP", "f.yaml:7: „AP“ ist auch ein Name von „a“ (Zeile 2)"},
		{"former id in use", "entities:\n  - {id: a, name: A, kind: topic, formerly: [b]}\n  - {id: b, name: B, kind: topic}", "„b“ ist als frühere Kennung genannt"},
	} {
		r, err := Parse(Source{"f.yaml", []byte(c.text)})
		if r == nil {
			t.Fatalf("%s: no registry", c.name)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestParseKeepsGoodEntries(t *testing.T) {
	r, err := Parse(Source{"f.yaml", []byte("entities:\n  - {id: a, name: A, kind: place}\n  - {id: b, kind: place}\n  - {id: c, name: C, kind: place}")})
	if len(AsProblems(err)) != 1 {
		t.Errorf("problems: %v, want one", err)
	}
	if r.Len() != 2 {
		t.Errorf("%d entries, want 2", r.Len())
	}
}

func TestLaterFileWins(t *testing.T) {
	r, err := Parse(
		Source{"shipped.yaml", []byte("entities:\n  - {id: a, name: Alt, kind: place}\n  - {id: b, name: Bleibt, kind: place}")},
		Source{"own.yaml", []byte("entities:\n  - {id: a, name: Neu, kind: topic, formerly: [z]}")})
	if err != nil {
		t.Fatal(err)
	}
	e, err := r.Lookup("a")
	if err != nil || e.Name != "Neu" || e.Kind != archive.Topic || r.Len() != 2 {
		t.Errorf("got %+v, %v with %d entries", e, err, r.Len())
	}
	if _, err := r.Lookup("z"); archive.CodeOf(err) == archive.CodeNotFound {
		t.Errorf("former id: %v, want a move", err)
	}
	if _, err := r.Lookup("none"); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("unknown id: %v", err)
	}
}

func TestVersionChangesWithText(t *testing.T) {
	one, _ := Parse(Source{"f", []byte("entities:\n  - {id: a, name: A, kind: place}")})
	two, _ := Parse(Source{"f", []byte("entities:\n  - {id: a, name: B, kind: place}")})
	if one.Version() == two.Version() || one.Version() == "" {
		t.Errorf("versions %q and %q", one.Version(), two.Version())
	}
}

func TestDeriveShort(t *testing.T) {
	r := parseTest(t, testRegistry)
	got := map[string][]string{}
	for _, id := range []string{"kim-jong-un", "kim-yo-jong", "shin-won-sik", "xi-jinping", "john-kirby", "nordkorea"} {
		e, _ := r.Lookup(id)
		got[id] = e.shortForms()
	}
	want := map[string][]string{"kim-jong-un": {"Kim"}, "kim-yo-jong": nil, "shin-won-sik": {"Shin"}, "xi-jinping": {"Xi"}, "john-kirby": {"Kirby"}, "nordkorea": nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExpand(t *testing.T) {
	r := parseTest(t, testRegistry)
	for _, c := range []struct {
		query string
		want  []string // entity: forms
	}{
		{"Vostochny", []string{"kosmodrom-wostotschny: Kosmodrom Wostotschny, Wostotschny, Восточный"}},
		{"wostotschny", []string{"kosmodrom-wostotschny: Восточный"}}, // the longer name contains it
		{"uno resolution", []string{"vereinte-nationen: Vereinte Nationen, UN"}},
		{"Treffen Vereinte Nationen", []string{"vereinte-nationen: UN, UNO"}},
		{"Shoigu", []string{"sergej-schoigu: Sergei Schoigu, Schoigu"}},
		{"Weltsicherheitsrat", []string{"un-sicherheitsrat: UN-Sicherheitsrat, Sicherheitsrat der Vereinten Nationen"}},
		{"UN-Sicherheitsrat", []string{"un-sicherheitsrat: Weltsicherheitsrat, Sicherheitsrat der Vereinten Nationen"}},
		{"Brot und Butter", nil},
		{"UN", []string{"vereinte-nationen: Vereinte Nationen, UNO"}},
		{"un", []string{"vereinte-nationen: Vereinte Nationen, UNO"}},
		{"Kim Dschong Un", nil}, // no acronym
	} {
		var got []string
		for _, n := range r.Expand(strings.Fields(c.query)) {
			got = append(got, n.Entity+": "+strings.Join(n.Forms, ", "))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.query, diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(testRegistry))
	f.Add([]byte("entities:\n  - {id: a, name: &x A, kind: place, aliases: [*x, {form: 1, case: x}]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := Parse(Source{"f.yaml", text})
		if r == nil {
			t.Fatal("no registry")
		}
		for _, p := range AsProblems(err) {
			if p.Line < 1 || p.Message == "" {
				t.Fatalf("problem without place: %+v", p)
			}
		}
		if r.Len() < 50 {
			a := article("Kim A b c")
			CheckMentions(t, a, NewRecogniser(r).Mentions(a))
		}
	})
}
