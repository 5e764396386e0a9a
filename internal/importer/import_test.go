package importer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

// bench is a corpus and a folder of sources.
type bench struct {
	t      testing.TB
	dir    string
	src    string
	store  *corpus.Store
	random *rand.ChaCha8
	now    time.Time
	events []Event
	opts   Options
}

func newBench(t testing.TB) *bench {
	b := &bench{t: t, dir: t.TempDir(), src: t.TempDir(), random: rand.NewChaCha8([32]byte{1}), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	store, err := corpus.Open(b.dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	b.store = store
	return b
}

func (b *bench) file(name, content string) string {
	b.t.Helper()
	p := filepath.Join(b.src, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
		b.t.Fatal(err)
	}
	return p
}

func (b *bench) importing(sources ...string) Report {
	b.t.Helper()
	b.events = nil
	o := b.opts
	o.Random, o.Now = b.random, func() time.Time { return b.now }
	o.OnEvent = func(e Event) { b.events = append(b.events, e) }
	r, err := Import(context.Background(), b.store, sources, o)
	if err != nil {
		b.t.Fatalf("Import: %v", err)
	}
	return r
}

func (b *bench) want(r Report, counts map[Action]int) {
	b.t.Helper()
	if diff := cmp.Diff(counts, r.Counts); diff != "" {
		b.t.Errorf("counts (-want +got):\n%s%v", diff, b.events)
	}
}

func (b *bench) article(path string) archive.Article {
	b.t.Helper()
	a, err := b.store.Read(path)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// fingerprint is the content of all files of the corpus.
func (b *bench) fingerprint() map[string][32]byte {
	b.t.Helper()
	sums := map[string][32]byte{}
	err := filepath.WalkDir(b.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		sums[strings.TrimPrefix(p, b.dir)] = sha256.Sum256(data)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return sums
}

func TestSeedsTwice(t *testing.T) {
	b := newBench(t)
	seeds, err := filepath.Glob(filepath.Join(testkit.Shared(t, "seeds"), "*.txt"))
	if err != nil || len(seeds) != 5 {
		t.Fatalf("seeds: %v, %v", seeds, err)
	}
	b.want(b.importing(seeds...), map[Action]int{New: 5})
	before := b.fingerprint()
	if len(before) != 5 {
		t.Errorf("%d files", len(before))
	}
	b.want(b.importing(seeds...), map[Action]int{Unchanged: 5})
	b.want(b.importing(filepath.Dir(seeds[0])), map[Action]int{Unchanged: 5})
	if diff := cmp.Diff(before, b.fingerprint()); diff != "" {
		t.Errorf("the second import changed files:\n%s", diff)
	}
	for p := range b.store.Validate(context.Background()) {
		t.Errorf("check: %v", p)
	}
}

const report = `Titel: Delegation reist mit dem Zug
URL: https://example.org/zug
Datum: 2024-06-19

Die Delegation reiste am Montag mit dem Zug an den Fluss und sprach dort über Kohle und Getreide. Am Abend fuhr sie zurück.

Ein zweiter Absatz über die Delegation und den Zug, der lang genug ist, um Text zu sein.
`

func TestProvenance(t *testing.T) {
	b := newBench(t)
	b.want(b.importing(b.file("a.txt", report)), map[Action]int{New: 1})
	a := b.article(b.events[0].Path)
	want := archive.Provenance{
		Source: filepath.Join(b.src, "a.txt"), Importer: "text/1", ImportedAt: b.now,
		SourceSHA256: a.Provenance.SourceSHA256, TextSHA256: a.TextSHA256(), MetaSHA256: a.MetaSHA256(),
	}
	if diff := cmp.Diff(want, a.Provenance); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if it := (&Item{Data: []byte(report)}); it.SHA256() != a.Provenance.SourceSHA256 {
		t.Error("hash of the source is wrong")
	}
}

func TestVersionsOfOneAddress(t *testing.T) {
	b := newBench(t)
	b.importing(b.file("a.txt", report))
	path := b.events[0].Path
	b.now = b.now.Add(time.Hour)
	changed := strings.Replace(report, "Getreide", "Weizen", 1)
	b.want(b.importing(b.file("b.txt", changed)), map[Action]int{Revised: 1})
	a := b.article(path)
	if a.Version != 2 || !strings.Contains(a.Paragraphs[0].Text, "Weizen") {
		t.Errorf("current text: version %d, %q", a.Version, a.Paragraphs[0].Text)
	}
	v1, err := b.store.Version(a.ID, 1)
	if err != nil || !strings.Contains(v1.Paragraphs[0].Text, "Getreide") {
		t.Errorf("version 1: %v, %v", v1.Paragraphs, err)
	}
	// Neither text again is a version, nor does the old one come back.
	before := b.fingerprint()
	b.want(b.importing(filepath.Join(b.src, "a.txt"), filepath.Join(b.src, "b.txt")), map[Action]int{Unchanged: 2})
	if diff := cmp.Diff(before, b.fingerprint()); diff != "" {
		t.Errorf("files changed:\n%s", diff)
	}
	// Better data with the same text is no version.
	b.want(b.importing(b.file("c.txt", strings.Replace(changed, "Datum: 2024-06-19", "Datum: 19.06.2024, 10:00 Uhr\nAutor: Eva Muster", 1))), map[Action]int{Mended: 1})
	if a = b.article(path); a.Version != 2 || a.Published.String() != "2024-06-19T10:00:00+02:00" || !slices.Equal(a.Authors, []string{"Eva Muster"}) {
		t.Errorf("mended: %+v", a)
	}
	for p := range b.store.Validate(context.Background()) {
		t.Errorf("check: %v", p)
	}
}

// What a person edited is never overwritten.
func TestEditsStand(t *testing.T) {
	edit := func(b *bench, path, old, new string) {
		p := filepath.Join(b.dir, path)
		data, err := os.ReadFile(p)
		if err != nil || !bytes.Contains(data, []byte(old)) {
			t.Fatalf("%s: %v\n%s", path, err, data)
		}
		if err := os.WriteFile(p, bytes.Replace(data, []byte(old), []byte(new), 1), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	changed := strings.Replace(report, "Getreide", "Weizen", 1)
	t.Run("text", func(t *testing.T) {
		b := newBench(t)
		b.importing(b.file("a.txt", report))
		path := b.events[0].Path
		edit(b, path, "Kohle", "Steinkohle")
		before := b.fingerprint()["/"+path]
		for i, want := range []Action{Kept, Unchanged} {
			b.want(b.importing(b.file("b.txt", changed)), map[Action]int{want: 1})
			if b.fingerprint()["/"+path] != before {
				t.Errorf("run %d: the edited file was overwritten", i)
			}
		}
		a := b.article(path)
		for number, want := range map[int]string{1: "Steinkohle", 2: "Weizen"} { // the edited text keeps its number
			v, err := b.store.Version(a.ID, number)
			if err != nil || !strings.Contains(v.Paragraphs[0].Text, want) {
				t.Errorf("version %d, which should have %s: %v", number, want, err)
			}
		}
		b.want(b.importing(filepath.Join(b.src, "a.txt")), map[Action]int{Unchanged: 1})
	})
	t.Run("title", func(t *testing.T) {
		b := newBench(t)
		b.importing(b.file("a.txt", report))
		path := b.events[0].Path
		edit(b, path, "title: Delegation reist mit dem Zug", "title: Zugreise # berichtigt")
		b.want(b.importing(b.file("c.txt", strings.Replace(report, "Titel: ", "Titel: Große ", 1))), map[Action]int{Unchanged: 1})
		b.want(b.importing(b.file("b.txt", strings.Replace(changed, "Titel: ", "Titel: Neu: ", 1))), map[Action]int{Revised: 1})
		a := b.article(path)
		if a.Title != "Zugreise" || a.Version != 2 || !strings.Contains(a.Paragraphs[0].Text, "Weizen") {
			t.Errorf("%+v", a)
		}
		if !strings.Contains(b.events[0].Message, "Neu: Delegation") {
			t.Errorf("it is not said that the source has another title: %s", b.events[0])
		}
		data, _ := os.ReadFile(filepath.Join(b.dir, path))
		if !strings.Contains(string(data), "# berichtigt") {
			t.Error("the comment is lost")
		}
	})
	t.Run("by hand", func(t *testing.T) {
		b := newBench(t)
		if err := os.MkdirAll(filepath.Join(b.dir, "articles"), 0o755); err != nil {
			t.Fatal(err)
		}
		hand := "---\nid: handmade1\ntitle: Von Hand\nurl: http://www.example.org/zug/\n---\nDie Delegation reiste.\n"
		if err := os.WriteFile(filepath.Join(b.dir, "articles/x.md"), []byte(hand), 0o644); err != nil {
			t.Fatal(err)
		}
		b.want(b.importing(b.file("a.txt", report)), map[Action]int{Kept: 1})
		if data, _ := os.ReadFile(filepath.Join(b.dir, "articles/x.md")); string(data) != hand {
			t.Errorf("overwritten:\n%s", data)
		}
	})
	t.Run("removed", func(t *testing.T) {
		b := newBench(t)
		b.importing(b.file("a.txt", report))
		path := b.events[0].Path
		edit(b, path, "lang: de\n", "lang: de\nremoved: 2026-11-22\n")
		b.want(b.importing(b.file("b.txt", changed)), map[Action]int{Unchanged: 1})
		if a := b.article(path); a.Tombstone == nil {
			t.Error("a removed article came back")
		}
	})
	t.Run("error page", func(t *testing.T) {
		b := newBench(t)
		b.importing(b.file("a.txt", report))
		b.want(b.importing(b.file("b.txt", "Titel: Fehler\nURL: https://example.org/zug\n\nSeite nicht gefunden.")), map[Action]int{Kept: 1})
	})
}

func TestReprints(t *testing.T) {
	b := newBench(t)
	text := strings.Repeat("Satz. ", 1)
	for i := range 60 {
		text += string(rune('a'+i%26)) + "wort" + strings.Repeat("x", i%7) + " "
	}
	doc := func(host, body string) string { return "Titel: T " + host + "\nURL: https://" + host + "/a\n\n" + body }
	b.want(b.importing(b.file("a.txt", doc("a.example", text)), b.file("b.txt", doc("b.example", text+" Ein Zusatz.")), b.file("c.txt", doc("c.example", text))), map[Action]int{New: 3})
	paths := []string{b.events[0].Path, b.events[1].Path, b.events[2].Path}
	for i, p := range paths {
		a := b.article(p)
		var want []archive.ID
		for j, q := range paths {
			if i != j {
				want = append(want, b.article(q).ID)
			}
		}
		slices.Sort(want)
		slices.Sort(a.Also)
		if diff := cmp.Diff(want, a.Also); diff != "" {
			t.Errorf("%s also (-want +got):\n%s", p, diff)
		}
	}
	b.want(b.importing(b.src), map[Action]int{Unchanged: 3})
	b.want(b.importing(b.file("copy.txt", strings.SplitN(doc("a.example", text), "\n\n", 2)[1]+" "+text)), map[Action]int{New: 1})
}

// TestReprintsOneSided: an import that was killed between a reprint and the articles
// that it is a reprint of is completed by the next one, whatever that brings in. A
// list that a person has shortened stays short.
func TestReprintsOneSided(t *testing.T) {
	b := newBench(t)
	var text strings.Builder
	for i := range 60 {
		fmt.Fprintf(&text, "%cwort%d ", 'a'+i%26, i)
	}
	doc := func(host string) string {
		return "Titel: T " + host + "\nURL: https://" + host + "/a\n\n" + text.String()
	}
	b.importing(b.file("a.txt", doc("a.example")), b.file("b.txt", doc("b.example")), b.file("c.txt", doc("c.example")))
	paths := []string{b.events[0].Path, b.events[1].Path, b.events[2].Path}
	forget := func(path string, at time.Duration) {
		a := b.article(path)
		a.Also = nil
		if err := b.store.Write(&a); err != nil {
			t.Fatal(err)
		}
		file, when := filepath.Join(b.dir, path), time.Now().Add(at)
		if err := os.Chtimes(file, when, when); err != nil {
			t.Fatal(err)
		}
	}
	next := b.file("d.txt", "Titel: Anderes\n\n"+report)
	forget(paths[0], -time.Hour) // older than those that list it
	b.importing(next)
	if a := b.article(paths[0]); len(a.Also) != 2 {
		t.Errorf("also %q after the next import, want two", a.Also)
	}
	forget(paths[0], time.Hour) // by hand, later
	b.importing(next)
	if a := b.article(paths[0]); len(a.Also) != 0 {
		t.Errorf("also %q, which a person had taken out", a.Also)
	}
}

func TestRefusals(t *testing.T) {
	b := newBench(t)
	b.opts.Limits.Item = 1 << 20
	var refused bytes.Buffer
	b.opts.Refused = &refused
	b.file("in/empty.txt", "")
	b.file("in/white.txt", " \n\t\n")
	b.file("in/big.txt", strings.Repeat("x ", 1<<20))
	b.file("in/pic.jpg", "\xFF\xD8\xFF\xE0 JFIF")
	b.file("in/blob.bin", "\x01\x00\x02\x03\x00\x04")
	b.file("in/.hidden.txt", report)
	b.file("in/good.txt", report)
	if err := os.Symlink("/etc/passwd", filepath.Join(b.src, "in/link.txt")); err != nil {
		t.Fatal(err)
	}
	r := b.importing(filepath.Join(b.src, "in"), filepath.Join(b.src, "none.txt"), "https://example.org/")
	b.want(r, map[Action]int{New: 1, Skipped: 3, Refused: 5})
	if r.OK() {
		t.Error("the report is OK")
	}
	if diff := cmp.Diff(map[string]int{CodeEmpty: 1, CodeNoText: 1, CodeTooLarge: 1, CodeUnreadable: 1, CodeFetch: 1}, r.RefusedBy); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	if n := strings.Count(refused.String(), "\n"); n != 5 || !strings.Contains(refused.String(), `"code":"too-large"`) {
		t.Errorf("report file:\n%s", refused.String())
	}
}

func TestStdin(t *testing.T) {
	b := newBench(t)
	b.opts.Stdin = strings.NewReader(report)
	b.want(b.importing("-"), map[Action]int{New: 1})
}

func TestCancelled(t *testing.T) {
	b := newBench(t)
	for i := range 50 {
		b.file("in/"+string(rune('a'+i%26))+strings.Repeat("x", i/26)+".txt", strings.NewReplacer("/zug", "/zug"+strings.Repeat("i", i), "Getreide", strings.Repeat("i", i)).Replace(report))
	}
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	r, err := Import(ctx, b.store, []string{b.src}, Options{OnEvent: func(Event) {
		if n++; n == 5 {
			cancel()
		}
	}})
	if err != nil || !r.Interrupted {
		t.Fatalf("%+v, %v", r, err)
	}
	done := r.Counts[New]
	if r := b.importing(b.src); r.Counts[New] != 50-done || r.Counts[Unchanged] != done {
		t.Errorf("after %d, the second run gave %v", done, r.Counts)
	}
}

func TestAdoptArticleFiles(t *testing.T) {
	b := newBench(t)
	withID := "---\n# Notiz\nid: abcd1234\ntitle: Mit id\npublished: 2024\nressort: Ausland\n---\nText\numbrochen.\n"
	withoutID := "---\ntitle: Ohne id\noutlet: Depesche\n---\nAnderer Text.\n"
	r := b.importing(b.file("a.md", withID), b.file("b.md", withoutID), b.file("c.md", "---\ntitle: Kaputt\npublished: gestern\n---\nText\n"))
	b.want(r, map[Action]int{New: 2, Refused: 1})
	a := b.article(b.events[0].Path)
	if a.ID != "abcd1234" || a.Provenance.Importer != "article/1" {
		t.Errorf("%+v", a)
	}
	data, _ := os.ReadFile(filepath.Join(b.dir, a.Path))
	for _, keep := range []string{"# Notiz", "ressort: Ausland", "Text\numbrochen."} {
		if !strings.Contains(string(data), keep) {
			t.Errorf("%q is lost:\n%s", keep, data)
		}
	}
	if id := b.article(b.events[1].Path).ID; !id.Checked() {
		t.Errorf("id %q", id)
	}
	b.want(b.importing(filepath.Join(b.src, "a.md"), filepath.Join(b.src, "b.md")), map[Action]int{Unchanged: 2})
}

// An article whose file somebody removed, and that is imported again, has its id
// again: its links lead to it.
func TestRemovedComesBackUnderItsID(t *testing.T) {
	for name, text := range map[string]string{"by address": "Quelle: https://www.example.org/zug\n" + report, "by source": report} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			source := b.file("a.txt", text)
			b.want(b.importing(source), map[Action]int{New: 1})
			a := b.article(b.events[0].Path)
			// What the server does when it sees that the file is gone.
			data, err := b.store.ReadFile(a.Path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.store.KeepText(a.ID, a.Version, data, time.Time{}); err != nil {
				t.Fatal(err)
			}
			stub := a
			stub.Paragraphs, stub.Tombstone = nil, &archive.Tombstone{Since: archive.NewDate(time.Now(), archive.Day)}
			if err := b.store.Bury(&stub); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(filepath.Join(b.dir, a.Path)); err != nil {
				t.Fatal(err)
			}
			b.want(b.importing(source), map[Action]int{New: 1})
			if back := b.article(b.events[0].Path); back.ID != a.ID || back.Version != a.Version {
				t.Errorf("it is %s, version %d; it was %s, version %d", back.ID, back.Version, a.ID, a.Version)
			}
		})
	}
}
