package stats

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/index"

	"github.com/google/go-cmp/cmp"
)

// suggest puts an article that mentions suggested persons, each by its name.
func (b *bench) suggest(t testing.TB, id, text string, names map[string]string) {
	t.Helper()
	a := &archive.Article{ID: archive.ID(id), Title: "Titel", Outlet: "taz", Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}}
	archive.AssignPIDs(a.Paragraphs)
	b.corpus[a.ID] = a
	mentions := b.rec.Mentions(a)
	for name, slug := range names {
		for i := range text {
			if i+len(name) <= len(text) && text[i:i+len(name)] == name {
				mentions = append(mentions, archive.Mention{Span: archive.Span{Start: i, End: i + len(name)}, Entity: slug, Kind: archive.Person, Suggested: true})
			}
		}
	}
	slices.SortFunc(mentions, func(a, b archive.Mention) int { return a.Span.Start - b.Span.Start })
	if err := b.Put(context.Background(), []index.Document{{Article: a, Mentions: mentions}}); err != nil {
		t.Fatal(err)
	}
}

// Somebody who is called by the family name alone in one article and in full in
// another is one person, until the archive has two of the name.
func TestFamilyNamesAlone(t *testing.T) {
	b, ctx := openWith(t, "  - {id: konstantin, name: Konstantin Ziolkowski, kind: person}\n"), context.Background()
	b.suggest(t, "aaaa", "Werner Faymann kam nach China.", map[string]string{"Werner Faymann": "werner-faymann"})
	b.suggest(t, "bbbb", "Dann ging Faymann. China auch.", map[string]string{"Faymann": "faymann"})
	b.put(t, "cccc", "2023", "taz", "Wladimir Putin kam.")

	e, err := b.Entity(ctx, "werner-faymann")
	if err != nil {
		t.Fatal(err)
	}
	want := archive.EntityCount{
		Entity:   archive.Entity{Slug: "werner-faymann", Name: "Werner Faymann", Kind: archive.Person, Suggested: true},
		Articles: 2, Mentions: 2,
		Forms: []archive.FormCount{
			{Surface: "Faymann", Count: 1, Outlets: map[string]int{"taz": 1}},
			{Surface: "Werner Faymann", Count: 1, Outlets: map[string]int{"taz": 1}},
		},
	}
	if diff := cmp.Diff(want, e); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, ask := range []func() error{
		func() error { _, err := b.Entity(ctx, "faymann"); return err },
		func() error { _, err := b.Profile(ctx, "faymann"); return err },
		func() error { _, err := b.Name(ctx, "faymann"); return err },
	} {
		var moved *archive.Moved
		if err := ask(); !errors.As(err, &moved) || moved.To != "werner-faymann" {
			t.Errorf("family name: %v, want a move to the full one", err)
		}
	}
	suggested := true
	list, total, err := b.List(ctx, archive.EntityFilter{Suggested: &suggested})
	if err != nil || total != 1 || list[0].Slug != "werner-faymann" || list[0].Articles != 2 {
		t.Errorf("list %v of %d: %v", list, total, err)
	}
	var lines []string
	for k, err := range b.Concordance(ctx, "werner-faymann") {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, k.Surface)
	}
	if diff := cmp.Diff([]string{"Werner Faymann", "Faymann"}, lines); diff != "" {
		t.Error(diff)
	}
	mentions, _, err := b.Mentions(ctx, "bbbb")
	if err != nil || mentions[0].Entity != "werner-faymann" {
		t.Errorf("mentions %v: %v", mentions, err)
	}
	china, err := b.Profile(ctx, "china")
	if err != nil || len(china.Together) != 1 || china.Together[0].Articles != 2 || china.Together[0].Entity.Articles != 2 {
		t.Errorf("beside China: %+v, %v", china.Together, err)
	}
	slugs, owner, err := b.Same(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(slugs("werner-faymann"), slugs("china")) + " " + owner("faymann") + " " + owner("china"); got != "[werner-faymann faymann] [china] werner-faymann china" {
		t.Error(got)
	}

	// A second person of the name parts them.
	b.suggest(t, "dddd", "Martina Faymann blieb.", map[string]string{"Martina Faymann": "martina-faymann"})
	if e, err := b.Entity(ctx, "werner-faymann"); err != nil || e.Articles != 1 {
		t.Errorf("with a namesake: %d articles, %v", e.Articles, err)
	}
	if e, err := b.Entity(ctx, "faymann"); err != nil || e.Articles != 1 {
		t.Errorf("the family name with a namesake: %d articles, %v", e.Articles, err)
	}
	// One of the registry counts, too, once the archive mentions him.
	b.suggest(t, "eeee", "Ziolkowski träumte.", map[string]string{"Ziolkowski": "ziolkowski"})
	if e, err := b.Entity(ctx, "ziolkowski"); err != nil || e.Articles != 1 {
		t.Errorf("before the full name: %d articles, %v", e.Articles, err)
	}
	b.put(t, "ffff", "2023", "taz", "Konstantin Ziolkowski rechnete.")
	if e, err := b.Entity(ctx, "konstantin"); err != nil || e.Articles != 2 || e.Suggested {
		t.Errorf("of the registry: %+v, %v", e, err)
	}
}
