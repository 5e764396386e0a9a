package stats

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/index"

	"github.com/google/go-cmp/cmp"
)

const registryText = `
entities:
  - {id: putin, name: Wladimir Putin, kind: person, aliases: [Putin], formerly: [wladimir-putin]}
  - {id: kim, name: Kim Jong Un, kind: person, short: [Kim]}
  - {id: russland, name: Russland, kind: place, adjectives: [russisch]}
  - {id: china, name: China, kind: place}
`

// memory is a corpus in memory.
type memory map[archive.ID]*archive.Article

func (m memory) Article(_ context.Context, id archive.ID) (archive.Article, error) {
	if a := m[id]; a != nil {
		return *a, nil
	}
	return archive.Article{}, archive.Errorf(archive.CodeNotFound, "nicht da")
}
func (m memory) Versions(context.Context, archive.ID) ([]archive.VersionInfo, error) { return nil, nil }
func (m memory) Version(context.Context, archive.ID, int) (archive.Article, error) {
	return archive.Article{}, nil
}

type bench struct {
	*Store
	corpus memory
	rec    *entity.Recogniser
}

func open(t testing.TB) *bench { return openWith(t, "") }

// openWith makes a store with further entries in its registry.
func openWith(t testing.TB, more string) *bench {
	t.Helper()
	r, err := entity.Parse(entity.Source{Name: "r", Text: []byte(registryText + more)})
	if err != nil {
		t.Fatal(err)
	}
	corpus := memory{}
	s, rebuilt, err := Open(filepath.Join(t.TempDir(), "entities.db"), r, corpus)
	if err != nil || !rebuilt {
		t.Fatalf("opening: %v, rebuilt %v", err, rebuilt)
	}
	t.Cleanup(func() { s.Close() })
	return &bench{s, corpus, entity.NewRecogniser(r)}
}

func (b *bench) put(t testing.TB, id, date, outlet, text string) {
	t.Helper()
	d, err := archive.ParseDate(date)
	if err != nil {
		t.Fatal(err)
	}
	a := &archive.Article{ID: archive.ID(id), Title: "Titel " + id, Outlet: outlet, Published: d, Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}
	archive.AssignPIDs(a.Paragraphs)
	b.corpus[a.ID] = a
	if err := b.Put(context.Background(), []index.Document{{Article: a, Mentions: b.rec.Mentions(a)}}); err != nil {
		t.Fatal(err)
	}
}

func TestCounts(t *testing.T) {
	b, ctx := open(t), context.Background()
	b.put(t, "aaaa", "2023-09-13", "taz", "Wladimir Putin empfing Kim Jong Un. Putins Gast Kim lachte. Die russische Seite auch.")
	b.put(t, "bbbb", "2023-10", "FR", "Putin in China.")
	b.put(t, "cccc", "2024", "taz", "China und Russland.")

	e, err := b.Entity(ctx, "putin")
	if err != nil {
		t.Fatal(err)
	}
	want := archive.EntityCount{
		Entity:   archive.Entity{Slug: "putin", Name: "Wladimir Putin", Kind: archive.Person, Aliases: []string{"Putin"}},
		Articles: 2, Mentions: 3,
		Forms: []archive.FormCount{
			{Surface: "Putin", Count: 1, Outlets: map[string]int{"FR": 1}},
			{Surface: "Putins", Count: 1, Outlets: map[string]int{"taz": 1}},
			{Surface: "Wladimir Putin", Count: 1, Outlets: map[string]int{"taz": 1}},
		},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("entity (-want +got):\n%s", diff)
	}
	p, err := b.Profile(ctx, "putin")
	if err != nil {
		t.Fatal(err)
	}
	if p.First != "aaaa" || p.Last != "bbbb" {
		t.Errorf("first %s, last %s", p.First, p.Last)
	}
	if diff := cmp.Diff([]archive.MonthCount{{Month: "2023-09", Count: 1}, {Month: "2023-10", Count: 1}}, p.Months); diff != "" {
		t.Error(diff)
	}
	var together []string
	for _, o := range p.Together {
		together = append(together, fmt.Sprintf("%s %d %.2f", o.Entity.Slug, o.Articles, o.Strength))
	}
	// Kim in one article, Putin and China in two each: 2·1/(2+1) and 2·1/(2+2)
	if diff := cmp.Diff([]string{"kim 1 0.67", "china 1 0.50"}, together); diff != "" {
		t.Error(diff)
	}
	if len(p.Among) != 0 {
		t.Errorf("Kim and China share %v", p.Among)
	}
	if e, _ := b.Entity(ctx, "russland"); e.Articles != 1 {
		t.Errorf("adjectives count: %d articles", e.Articles)
	}
	var moved *archive.Moved
	if _, err := b.Entity(ctx, "wladimir-putin"); !errors.As(err, &moved) || moved.To != "putin" {
		t.Errorf("former id: %v", err)
	}
	var named *archive.Moved
	if _, err := b.Entity(ctx, "kim-jong-un"); !errors.As(err, &named) || named.To != "kim" {
		t.Errorf("slug of a name in the registry: %v, want a move to kim", err)
	}
	if _, err := b.Profile(ctx, "niemand"); archive.CodeOf(err) != archive.CodeNotFound {
		t.Errorf("unknown: %v", err)
	}
}

// Those beside an entity stand beside each other, too; one that is in every
// article still tells its neighbours apart.
func TestTogether(t *testing.T) {
	b, ctx := open(t), context.Background()
	b.put(t, "aaaa", "2023", "taz", "Wladimir Putin empfing Kim Jong Un in Russland.")
	b.put(t, "bbbb", "2023", "taz", "Wladimir Putin empfing Kim Jong Un in China.")
	b.put(t, "cccc", "2023", "taz", "Wladimir Putin war in Russland.")
	b.put(t, "dddd", "2023", "taz", "Wladimir Putin schwieg.")
	p, err := b.Profile(ctx, "putin")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, o := range p.Together {
		got = append(got, fmt.Sprintf("%s %d %.2f", o.Entity.Slug, o.Articles, o.Strength))
	}
	for _, o := range p.Among {
		got = append(got, fmt.Sprintf("%s-%s %d %.2f", p.Together[o.A].Entity.Slug, p.Together[o.B].Entity.Slug, o.Articles, o.Strength))
	}
	want := []string{
		"kim 2 0.67", "russland 2 0.67", "china 1 0.40", // 2·2/(4+2), 2·1/(4+1)
		"kim-china 1 0.67", "kim-russland 1 0.50", // 2·1/(2+1), 2·1/(2+2)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPutIsIdempotentAndDeleteUndoes(t *testing.T) {
	b, ctx := open(t), context.Background()
	b.put(t, "aaaa", "2023", "taz", "Putin in Russland.")
	before, err := b.Entity(ctx, "putin")
	if err != nil {
		t.Fatal(err)
	}
	b.put(t, "bbbb", "2023", "FR", "Putin in China. Putins Rede.")
	b.put(t, "bbbb", "2023", "FR", "Putin in China. Putins Rede.")
	if e, _ := b.Entity(ctx, "putin"); e.Articles != 2 || e.Mentions != 3 {
		t.Errorf("put twice: %d articles, %d mentions; want 2, 3", e.Articles, e.Mentions)
	}
	b.put(t, "bbbb", "2023", "FR", "Nur noch China.")
	if e, _ := b.Entity(ctx, "putin"); e.Articles != 1 {
		t.Errorf("changed text: %d articles, want 1", e.Articles)
	}
	if err := b.Delete(ctx, []archive.ID{"bbbb", "none"}); err != nil {
		t.Fatal(err)
	}
	after, _ := b.Entity(ctx, "putin")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("deleting leaves (-before +after):\n%s", diff)
	}
	if e, _ := b.Entity(ctx, "china"); e.Articles != 0 || e.Name != "China" {
		t.Errorf("unmentioned entity: %+v", e)
	}
}

func TestList(t *testing.T) {
	b, ctx := open(t), context.Background()
	b.put(t, "aaaa", "2023", "taz", "Putin in Russland.")
	b.put(t, "bbbb", "2023", "taz", "Russland.")
	for _, c := range []struct {
		filter archive.EntityFilter
		want   string
		total  int
	}{
		{archive.EntityFilter{}, "russland putin china kim", 4},
		{archive.EntityFilter{Mentioned: true}, "russland putin", 2},
		{archive.EntityFilter{Kind: archive.Person, Limit: 1}, "putin", 2},
		{archive.EntityFilter{Offset: 2}, "china kim", 4},
		{archive.EntityFilter{Letter: "W"}, "putin", 1},
		{archive.EntityFilter{Text: "kim-jong"}, "kim", 1},
	} {
		list, total, err := b.List(ctx, c.filter)
		if err != nil {
			t.Fatal(err)
		}
		var slugs []string
		for _, e := range list {
			slugs = append(slugs, e.Slug)
		}
		if got := strings.Join(slugs, " "); got != c.want || total != c.total {
			t.Errorf("%+v: %q of %d, want %q of %d", c.filter, got, total, c.want, c.total)
		}
	}
}

func TestConcordance(t *testing.T) {
	b, ctx := open(t), context.Background()
	b.put(t, "aaaa", "2024-05-01", "taz", "Später kam Putin an.")
	b.put(t, "bbbb", "2023-01-01", "FR", strings.Repeat("Wort ", 40)+"sagte Putin"+strings.Repeat(" Ende", 40))
	b.put(t, "cccc", "", "FR", "Putin?")
	b.put(t, "dddd", "2022", "FR", "Putin ist weg.")
	b.corpus["dddd"].Paragraphs[0].Text = "Der Text ist anders."
	var got []string
	for k, err := range b.Concordance(ctx, "putin") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(k.Article)+"|"+k.Left+"|"+k.Surface+"|"+k.Right+"|"+k.PID)
	}
	pid := func(id archive.ID) string { return b.corpus[id].Paragraphs[0].PID }
	want := []string{
		"bbbb|" + strings.Repeat("Wort ", 10) + "sagte |Putin|" + strings.Repeat(" Ende", 11) + "|" + pid("bbbb"),
		"aaaa|Später kam |Putin| an.|" + pid("aaaa"),
		"cccc||Putin|?|" + pid("cccc"),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReopen(t *testing.T) {
	r, _ := entity.Parse(entity.Source{Name: "r", Text: []byte(registryText)})
	path := filepath.Join(t.TempDir(), "entities.db")
	s, _, err := Open(path, r, memory{})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{s, memory{}, entity.NewRecogniser(r)}
	b.put(t, "aaaa", "2023", "taz", "Putin.")
	s.Close()
	s, rebuilt, err := Open(path, r, memory{})
	if err != nil || rebuilt {
		t.Fatalf("reopening: %v, rebuilt %v", err, rebuilt)
	}
	defer s.Close()
	e, err := s.Entity(context.Background(), "putin")
	if err != nil || e.Articles != 1 || e.Forms[0].Outlets["taz"] != 1 {
		t.Errorf("after reopening: %+v, %v", e, err)
	}
	if err := s.Reset(); err != nil {
		t.Fatal(err)
	}
	if e, _ := s.Entity(context.Background(), "putin"); e.Articles != 0 {
		t.Error("reset kept counts")
	}
}

func FuzzDecode(f *testing.F) {
	a := articleRecord{id: "aaaa", date: "2023", entities: []entityMentions{{entity: 3, mentions: []pointer{{paragraph: -1, start: 2, length: 4}}}}}
	f.Add(a.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		decodeArticle(b, true)
		decodeEntity(b)
	})
}

func TestNamed(t *testing.T) {
	e := archive.EntityCount{Entity: archive.Entity{Name: "Russland", Aliases: []string{"Russische Föderation"}}}
	for text, want := range map[string]int{"": 2, "russ": 2, "foed": 2, "land": 1, "ssische f": 1, "china": 0} {
		if got := named(&e, text); got != want {
			t.Errorf("named(%q) = %d, want %d", text, got, want)
		}
	}
	brussels := archive.EntityCount{Entity: archive.Entity{Name: "Brüssel", Aliases: []string{"Brussels"}}}
	if got := named(&brussels, "russ"); got != 1 {
		t.Errorf("inside a word: %d, want 1", got)
	}
}
