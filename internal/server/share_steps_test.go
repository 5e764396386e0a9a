package server_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/server"
)

// folder is an archive.Corpus straight over article files, in step with them at
// any time.
type folder struct {
	store *corpus.Store
	paths map[archive.ID]string
}

func (f *folder) Article(_ context.Context, id archive.ID) (archive.Article, error) {
	path, ok := f.paths[id]
	if !ok {
		return archive.Article{}, archive.Errorf(archive.CodeNotFound, "Diesen Artikel gibt es nicht.")
	}
	return f.store.Read(path)
}

func (f *folder) Versions(ctx context.Context, id archive.ID) ([]archive.VersionInfo, error) {
	old, err := f.store.Versions(id)
	if err != nil {
		return nil, err
	}
	a, err := f.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	old = slices.DeleteFunc(old, func(v archive.VersionInfo) bool { return v.Number >= a.Version })
	return append(old, f.store.VersionInfo(&a)), nil
}

func (f *folder) Version(ctx context.Context, id archive.ID, number int) (archive.Article, error) {
	if a, err := f.Article(ctx, id); err == nil && a.Version == number {
		return a, nil
	}
	return f.store.Version(id, number)
}

// editor does to an archive, at random, all that is done to archives.
type editor struct {
	t      *testing.T
	random *rand.Rand
	folder *folder
	live   []archive.ID
	gone   []archive.ID
	issued map[string]archive.ID // every permalink that a page ever showed
	made   int
}

var editorWords = strings.Fields("Vertrag Beistand Gipfel Präsident Minister Hafen Zug Grenze Sanktionen Rakete Satellit Munition Treffen Erklärung Sprecher Botschafter Seoul Moskau Pjöngjang Wladiwostok sagte erklärte unterzeichnete begrüßte warnte lieferte forderte am im mit gegen über nach größer scharf gemeinsam neu erneut gestern Mittwoch Woche")

func (e *editor) sentence() string {
	words := make([]string, 6+e.random.IntN(20))
	for i := range words {
		words[i] = editorWords[e.random.IntN(len(editorWords))]
	}
	return strings.Join(words, " ") + "."
}

func (e *editor) paragraphs(n int) []archive.Paragraph {
	ps := make([]archive.Paragraph, n)
	for i := range ps {
		ps[i] = archive.Paragraph{Kind: archive.Text, Text: e.sentence()}
	}
	archive.AssignPIDs(ps)
	return ps
}

func (e *editor) read(id archive.ID) archive.Article {
	a, err := e.folder.Article(e.t.Context(), id)
	if err != nil {
		e.t.Fatal(err)
	}
	return a
}

func (e *editor) keep(a archive.Article) {
	archive.AssignPIDs(a.Paragraphs)
	if err := e.folder.store.Revise(&a); err != nil {
		e.t.Fatal(err)
	}
	e.folder.paths[a.ID] = a.Path
	if a.Tombstone != nil {
		return
	}
	e.issued[a.Permalink()] = a.ID
	for _, p := range a.Paragraphs {
		e.issued["/a/"+string(a.ID)+"/"+p.PID] = a.ID
	}
}

func (e *editor) any(ids []archive.ID) archive.ID { return ids[e.random.IntN(len(ids))] }

func (e *editor) importNew(ps []archive.Paragraph) archive.ID {
	e.made++
	id := archive.ID(fmt.Sprintf("artikel%d", e.made))
	e.live = append(e.live, id)
	e.keep(archive.Article{ID: id, Title: e.sentence(), Outlet: "Blatt", Lang: "de", Rights: archive.RightsFull, Paragraphs: ps})
	return id
}

func (e *editor) bury(id archive.ID, into archive.ID) {
	a := e.read(id)
	day, err := archive.ParseDate("2026-11-21")
	if err != nil {
		e.t.Fatal(err)
	}
	a.Paragraphs, a.Tombstone = nil, &archive.Tombstone{Since: day, MergedInto: into}
	e.live = slices.DeleteFunc(e.live, func(x archive.ID) bool { return x == id })
	e.gone = append(e.gone, id)
	e.keep(a)
}

func (e *editor) edit(ps []archive.Paragraph) []archive.Paragraph {
	ps = slices.Clone(ps)
	for range 1 + e.random.IntN(3) {
		if len(ps) == 0 {
			return e.paragraphs(2)
		}
		i := e.random.IntN(len(ps))
		switch e.random.IntN(6) {
		case 0:
			ps = slices.Delete(ps, i, i+1)
		case 1:
			ps = slices.Insert(ps, i, e.paragraphs(1)...)
		case 2:
			j := e.random.IntN(len(ps))
			ps[i], ps[j] = ps[j], ps[i]
		case 3:
			if i+1 < len(ps) {
				ps[i].Text += " " + ps[i+1].Text
				ps = slices.Delete(ps, i+1, i+2)
			}
		default:
			words := strings.Fields(ps[i].Text)
			words[e.random.IntN(len(words))] = editorWords[e.random.IntN(len(editorWords))]
			ps[i].Text = strings.Join(words, " ")
		}
	}
	if len(ps) == 0 {
		return e.paragraphs(1)
	}
	return ps
}

// step does one thing and names it.
func (e *editor) step() string {
	if len(e.live) < 5 {
		e.importNew(e.paragraphs(1 + e.random.IntN(6)))
		return "import"
	}
	id := e.any(e.live)
	switch n := e.random.IntN(100); {
	case n < 15:
		e.importNew(e.paragraphs(1 + e.random.IntN(6)))
		return "import"
	case n < 55:
		a := e.read(id)
		a.Paragraphs = e.edit(a.Paragraphs)
		e.keep(a)
		return "edit"
	case n < 68:
		a := e.read(id)
		a.Title = e.sentence()
		e.keep(a)
		return "rename"
	case n < 76:
		into := e.any(e.live)
		if into == id {
			return "nothing"
		}
		a, b := e.read(id), e.read(into)
		if e.random.IntN(2) == 0 {
			b.Paragraphs = append(b.Paragraphs, e.edit(a.Paragraphs)...)
			e.keep(b)
		}
		e.bury(id, into)
		return "merge"
	case n < 84:
		a := e.read(id)
		if half := len(a.Paragraphs) / 2; half > 0 {
			e.importNew(slices.Clone(a.Paragraphs[half:]))
			a.Paragraphs = a.Paragraphs[:half]
			e.keep(a)
		}
		return "split"
	case n < 90:
		e.bury(id, "")
		return "remove"
	case len(e.gone) > 0 && n < 95:
		// Somebody imports again what was removed or merged: it has its id again.
		id := e.any(e.gone)
		a := e.read(id)
		a.Tombstone, a.Paragraphs = nil, e.paragraphs(2)
		if old, err := e.folder.store.Versions(id); err == nil && len(old) > 0 {
			last, err := e.folder.store.Version(id, old[len(old)-1].Number)
			if err == nil && len(last.Paragraphs) > 0 {
				a.Paragraphs = last.Paragraphs
			}
		}
		e.gone = slices.DeleteFunc(e.gone, func(x archive.ID) bool { return x == id })
		e.live = append(e.live, id)
		e.keep(a)
		return "re-import removed"
	default:
		e.keep(e.read(id))
		return "re-import same"
	}
}

// TestNoPermalinkEverBreaks changes an archive in 1,000 random steps and then
// asks for every permalink that it ever issued: each leads to a page, or to the
// bibliographic data of an article that was removed.
func TestNoPermalinkEverBreaks(t *testing.T) {
	store, err := corpus.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	e := &editor{t: t, random: rand.New(rand.NewPCG(20261121, 5)), folder: &folder{store, map[archive.ID]string{}}, issued: map[string]archive.ID{}}
	config := sampleArchive(t).Config
	config.Corpus = e.folder
	config.Status = nil // no generation: nothing is cached
	s, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	steps := 1000
	if testing.Short() {
		steps = 150
	}
	done := map[string]int{}
	for i := range steps {
		done[e.step()]++
		if i%25 == 0 { // some on the way: a permalink may also be broken for a while
			links := slices.Sorted(maps.Keys(e.issued))
			for range 10 {
				e.follow(s, links[e.random.IntN(len(links))], fmt.Sprintf("after step %d", i))
			}
		}
	}
	ends := map[int]int{}
	for _, link := range slices.Sorted(maps.Keys(e.issued)) {
		ends[e.follow(s, link, "at the end")]++
	}
	t.Logf("%d steps: %v; %d articles, %d permalinks: %v", steps, done, e.made, len(e.issued), ends)
}

// follow goes where a permalink leads and returns the status there.
func (e *editor) follow(s http.Handler, link, when string) int {
	const hops = 10
	path := link
	for range hops {
		w := get(s, path)
		switch w.Code {
		case http.StatusOK:
			return w.Code
		case http.StatusMovedPermanently:
			path = w.Header().Get("Location")
			continue
		case http.StatusGone:
			id, _, _ := strings.Cut(strings.TrimPrefix(path, "/a/"), "/")
			id, _, _ = strings.Cut(id, "-")
			if a := e.read(archive.ID(id)); !strings.Contains(w.Body.String(), a.Title) {
				e.t.Errorf("%s: %s is gone without its title", when, link)
			}
			return w.Code
		}
		e.t.Errorf("%s: %s leads to %s: %d", when, link, path, w.Code)
		return w.Code
	}
	e.t.Errorf("%s: %s leads nowhere in %d hops, last %s", when, link, hops, path)
	return 0
}
