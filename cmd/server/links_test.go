package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/server"
)

// keeper does to a corpus folder, at random, what people do to one: with an
// editor and a shell, behind the program's back.
type keeper struct {
	t       *testing.T
	random  *rand.Rand
	dir     string
	data    string
	parts   *parts
	http    *httptest.Server
	running bool

	files  map[archive.ID]string // relative to the corpus; "" if removed
	away   map[archive.ID][]byte // removed files
	issued map[string]archive.ID // every permalink that a page ever showed
	words  map[string]string     // of passages: some words that their page must show
	made   int
}

var keeperWords = strings.Fields("Vertrag Beistand Gipfel Präsident Minister Hafen Zug Grenze Sanktionen Rakete Satellit Munition Treffen Erklärung Sprecher Botschafter Seoul Moskau Pjöngjang Wladiwostok sagte erklärte unterzeichnete begrüßte warnte lieferte forderte am im mit gegen über nach größer scharf gemeinsam neu erneut gestern Mittwoch Woche")

func (k *keeper) sentence() string {
	words := make([]string, 6+k.random.IntN(20))
	for i := range words {
		words[i] = keeperWords[k.random.IntN(len(keeperWords))]
	}
	return strings.Join(words, " ") + "."
}

func (k *keeper) sentences(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = k.sentence()
	}
	return list
}

func (k *keeper) path(name string) string { return filepath.Join(k.dir, filepath.FromSlash(name)) }

func (k *keeper) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// write puts a file as an editor does.
func (k *keeper) write(name string, data []byte) {
	k.must(os.MkdirAll(filepath.Dir(k.path(name)), 0o755))
	k.must(os.WriteFile(k.path(name), data, 0o644))
}

func (k *keeper) newName(id archive.ID) string {
	return fmt.Sprintf("articles/%d/%s-%d.md", 2020+k.random.IntN(4), id, k.random.IntN(1000))
}

func (k *keeper) live() []archive.ID {
	return slices.Sorted(func(yield func(archive.ID) bool) {
		for id, name := range k.files {
			if name != "" && !yield(id) {
				return
			}
		}
	})
}

// edit changes a file's paragraphs with a text editor.
func (k *keeper) edit(id archive.ID) {
	data, err := os.ReadFile(k.path(k.files[id]))
	k.must(err)
	head, body, _ := strings.Cut(string(data)[4:], "---\n")
	ps := strings.Split(strings.TrimSpace(body), "\n\n")
	for range 1 + k.random.IntN(3) {
		i := k.random.IntN(len(ps))
		switch k.random.IntN(6) {
		case 0:
			if len(ps) > 1 {
				ps = slices.Delete(ps, i, i+1)
			}
		case 1:
			ps = slices.Insert(ps, i, k.sentence())
		case 2:
			j := k.random.IntN(len(ps))
			ps[i], ps[j] = ps[j], ps[i]
		case 3:
			if i+1 < len(ps) {
				ps[i] += " " + ps[i+1]
				ps = slices.Delete(ps, i+1, i+2)
			}
		default:
			words := strings.Fields(ps[i])
			words[k.random.IntN(len(words))] = keeperWords[k.random.IntN(len(keeperWords))]
			ps[i] = strings.Join(words, " ")
		}
	}
	k.write(k.files[id], []byte("---\n"+head+"---\n\n"+strings.Join(ps, "\n\n")+"\n"))
}

func (k *keeper) create() {
	k.made++
	id := archive.ID(fmt.Sprintf("artikel%d", k.made))
	k.files[id] = k.newName(id)
	k.write(k.files[id], fmt.Appendf(nil, "---\nid: %s\ntitle: %s\noutlet: Blatt\n---\n\n%s\n", id, k.sentence(), strings.Join(k.sentences(1+k.random.IntN(6)), "\n\n")))
}

// step does one thing and names it.
func (k *keeper) step() string {
	live := k.live()
	if len(live) < 8 {
		k.create()
		return "new"
	}
	id := live[k.random.IntN(len(live))]
	name := k.files[id]
	switch n := k.random.IntN(100); {
	case n < 12:
		k.create()
		return "new"
	case n < 45:
		k.edit(id)
		return "edit"
	case n < 52:
		k.edit(id)
		k.edit(id)
		return "edit twice"
	case n < 62:
		k.files[id] = k.newName(id)
		k.must(os.MkdirAll(filepath.Dir(k.path(k.files[id])), 0o755))
		k.must(os.Rename(k.path(name), k.path(k.files[id])))
		if n%2 == 0 {
			k.edit(id)
			return "move and edit"
		}
		return "move"
	case n < 70:
		data, err := os.ReadFile(k.path(name))
		k.must(err)
		lines := strings.SplitN(string(data), "\n", 4)
		lines[2] = "title: " + k.sentence()
		k.write(name, []byte(strings.Join(lines, "\n")))
		return "other title"
	case n < 76:
		data, err := os.ReadFile(k.path(name))
		k.must(err)
		k.must(os.Remove(k.path(name)))
		k.away[id], k.files[id] = data, ""
		return "remove"
	case n < 84 && len(k.away) > 0:
		id := slices.Sorted(maps.Keys(k.away))[0]
		k.files[id] = k.newName(id)
		k.write(k.files[id], k.away[id])
		delete(k.away, id)
		if n%2 == 0 {
			k.edit(id)
			return "put back another text"
		}
		return "put back"
	case n < 88:
		// Two articles become one: the file of one says where to.
		into := live[k.random.IntN(len(live))]
		if into == id {
			return "nothing"
		}
		data, err := os.ReadFile(k.path(name))
		k.must(err)
		head, _, _ := strings.Cut(string(data)[4:], "---\n")
		k.write(name, []byte("---\n"+head+"removed: 2026-11-21\nmerged_into: "+string(into)+"\n---\n"))
		delete(k.files, id)
		return "merge"
	case n < 93:
		// The importer of the program, in between.
		store, err := corpus.Open(k.dir)
		k.must(err)
		defer store.Close()
		a, err := store.Read(name)
		k.must(err)
		for range 1 + k.random.IntN(2) {
			a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: k.sentence()})
			archive.AssignPIDs(a.Paragraphs)
			k.must(store.Revise(&a))
		}
		return "import another text"
	default:
		k.write(name, []byte("---\nid: [\n---\n"))
		k.files[id] = name
		if k.running {
			k.must(k.parts.archive.Sync(context.Background()))
		}
		data := fmt.Sprintf("---\nid: %s\ntitle: %s\noutlet: Blatt\n---\n\n%s\n", id, k.sentence(), strings.Join(k.sentences(2), "\n\n"))
		k.write(name, []byte(data))
		return "mistake, then mended"
	}
}

func (k *keeper) start() {
	cfg := Config{Corpus: k.dir, Data: k.data, Access: "open", Card: "none", FrozenLimit: 10}
	log := slog.New(slog.DiscardHandler)
	p, err := assemble(context.Background(), cfg, log, assembly{noWatch: true, wait: time.Minute})
	k.must(err)
	config, err := p.config(cfg, log)
	k.must(err)
	s, err := server.New(config)
	k.must(err)
	k.parts, k.http, k.running = p, httptest.NewServer(s), true
}

func (k *keeper) stop() {
	k.running = false
	k.http.Close()
	k.parts.close(slog.New(slog.DiscardHandler))
}

// issue notes the permalinks that an article's page shows now.
func (k *keeper) issue(id archive.ID) {
	a, err := k.parts.archive.Article(context.Background(), id)
	if err != nil {
		k.t.Fatalf("%s: %v", id, err)
	}
	if a.Tombstone != nil {
		k.t.Fatalf("%s counts as removed", id)
	}
	k.issued[a.Permalink()] = id
	for _, p := range a.Paragraphs {
		link := "/a/" + string(id) + "/" + p.PID
		k.issued[link] = id
		k.words[link], _, _ = strings.Cut(p.Text, ".")
	}
}

// follow asks for a permalink as a browser does and returns the last status.
func (k *keeper) follow(link, when string) int {
	k.t.Helper()
	client := k.http.Client()
	res, err := client.Get(k.http.URL + link)
	if err != nil {
		k.t.Errorf("%s: %s: %v", when, link, err)
		return 0
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	k.must(err)
	page := string(body)
	_, removed := k.away[k.issued[link]]
	switch {
	case res.StatusCode == http.StatusOK && !removed:
		// A passage's page shows the passage, wherever it went, or its stored words.
		if words := k.words[link]; words != "" && strings.Count(link, "/") == 3 && !strings.Contains(res.Request.URL.Path, "-") && !strings.Contains(page, words) {
			k.t.Errorf("%s: %s does not show “%s”", when, link, words)
		}
	case res.StatusCode == http.StatusGone && !k.merged(link):
		if !removed {
			k.t.Errorf("%s: %s is gone, but its file is there", when, link)
		}
		if !strings.Contains(page, "Blatt") {
			k.t.Errorf("%s: %s is gone without bibliographic data", when, link)
		}
	case res.StatusCode == http.StatusGone || res.StatusCode == http.StatusOK:
		// Merged into something that is there, or is gone itself.
	default:
		k.t.Errorf("%s: %s leads to %s: %d", when, link, res.Request.URL.Path, res.StatusCode)
	}
	return res.StatusCode
}

func (k *keeper) merged(link string) bool {
	_, ok := k.files[k.issued[link]]
	return !ok
}

// TestNoPermalinkBreaksByHand edits, moves, renames, removes, restores and merges
// article files by hand in 1,000 random steps, with an archive that looks now and
// then, is stopped in between, builds its index anew or loses its data folder,
// and then asks over HTTP for every permalink that it ever showed.
func TestNoPermalinkBreaksByHand(t *testing.T) {
	k := &keeper{
		t: t, random: rand.New(rand.NewPCG(20261122, 5)), dir: t.TempDir(), data: filepath.Join(t.TempDir(), "data"),
		files: map[archive.ID]string{}, away: map[archive.ID][]byte{}, issued: map[string]archive.ID{}, words: map[string]string{},
	}
	k.must(os.MkdirAll(k.path("articles"), 0o755))
	// A small registry of its own: the shipped one would be read at every step.
	k.must(os.WriteFile(k.path(registryFile), []byte("entities:\n  - id: wladiwostok\n    name: Wladiwostok\n    kind: place\n"), 0o644))
	k.start()
	defer func() { k.stop() }()
	steps := 1000
	if testing.Short() {
		steps = 120
	}
	ctx := context.Background()
	done := map[string]int{}
	for i := range steps {
		done[k.step()]++
		switch {
		case i%97 == 96: // stopped while somebody edits
			done["restart"]++
			k.stop()
			done[k.step()]++
			k.start()
			k.must(k.parts.archive.Sync(ctx))
		case i%250 == 249:
			done["data folder lost"]++
			k.must(k.parts.archive.Sync(ctx))
			k.stop()
			k.must(os.RemoveAll(k.data))
			k.start()
		case i%180 == 179:
			done["index built anew"]++
			k.must(k.parts.archive.Rebuild(ctx))
		case i%3 == 2: // it looks after every third step: some edits it never sees
			continue
		}
		k.must(k.parts.archive.Sync(ctx))
		for _, id := range k.live() {
			k.issue(id)
		}
		if i%20 == 0 {
			links := slices.Sorted(maps.Keys(k.issued))
			for range 10 {
				k.follow(links[k.random.IntN(len(links))], fmt.Sprintf("after step %d", i))
			}
		}
		if t.Failed() {
			t.Fatalf("after step %d: %v", i, done)
		}
	}
	k.must(k.parts.archive.Sync(ctx))
	ends := map[int]int{}
	for _, link := range slices.Sorted(maps.Keys(k.issued)) {
		ends[k.follow(link, "at the end")]++
	}
	t.Logf("%d steps: %v; %d articles, %d permalinks: %v", steps, done, k.made, len(k.issued), ends)
}
