package importer

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"strings"
	"sync"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/importer/near"
)

// known is what the corpus holds, as far as the commit has to ask: about 1 KB
// for each article, no texts. Readers look up sources while the commit adds.
type known struct {
	mu      sync.RWMutex
	entries []entry
	byID    map[archive.ID]int
	byURL   map[string]int
	source  map[string][]int            // SHA-256 of sources of current and earlier texts
	text    map[string]int              // SHA-256 of current texts
	removed map[string]archive.ID       // articles whose files were removed, by urlKey or by SHA-256 of their source
	near    near.Index                  // numbered as entries
	also    map[archive.ID][]archive.ID // reprints as the files list them, until the import begins
	// orphans are ids by the capture that was written for them, of articles that
	// are not there: an import was killed, or the article's file was removed.
	orphans map[string][]archive.ID // by the end of the capture's name
}

type entry struct {
	id     archive.ID
	path   string
	url    string // urlKey
	source string // Provenance.Source
	gone   bool
}

func newKnown() *known {
	return &known{byID: map[archive.ID]int{}, byURL: map[string]int{}, source: map[string][]int{}, text: map[string]int{}, removed: map[string]archive.ID{}}
}

// loadKnown reads the corpus, with as many readers as workers. Files that can't be
// read are left to the check command: they are not known, and not touched.
func loadKnown(ctx context.Context, store *corpus.Store, workers int) (*known, error) {
	k := newKnown()
	k.also = map[archive.ID][]archive.ID{}
	eachArticle(ctx, store, store.Files(ctx), workers, true, func(a *archive.Article, sig near.Signature) {
		n := k.enter(a, sig)
		for _, other := range a.Also {
			k.also[k.entries[n].id] = append(k.also[k.entries[n].id], archive.ID(strings.Clone(string(other))))
		}
	})
	eachArticle(ctx, store, store.VersionFiles(ctx), workers, false, func(a *archive.Article, _ near.Signature) { k.addVersion(a) })
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("reading corpus: %w", err)
	}
	k.findOrphans(store)
	return k, nil
}

// eachArticle reads files, signs their texts if asked to, and hands the articles on
// in the order of the files.
func eachArticle(ctx context.Context, store *corpus.Store, files iter.Seq2[corpus.FileInfo, error], workers int, sign bool, take func(*archive.Article, near.Signature)) {
	type read struct {
		article *archive.Article // nil if it can't be read
		sig     near.Signature
	}
	type job struct {
		path string
		done chan read
	}
	jobs, order := make(chan job), make(chan chan read, workers)
	for range workers {
		go func() {
			for j := range jobs {
				var r read
				if a, err := store.Read(j.path); err == nil {
					r.article = &a
					if sign {
						r.sig = near.Sign(near.Shingles(bodyText(&a)))
					}
				}
				j.done <- r
			}
		}()
	}
	go func() {
		defer close(order)
		defer close(jobs)
		for f, err := range files {
			if ctx.Err() != nil {
				return
			}
			if err == nil {
				j := job{f.Path, make(chan read, 1)}
				order <- j.done
				jobs <- j
			}
		}
	}()
	for done := range order {
		if r := <-done; r.article != nil {
			take(r.article, r.sig)
		}
	}
}

// captureName is unique for id and source, so that each version has its own.
func captureName(id archive.ID, sourceSHA256 string) string {
	return string(id) + captureEnd(sourceSHA256)
}

func captureEnd(sourceSHA256 string) string { return fmt.Sprintf("-%.8s.warc.gz", sourceSHA256) }

func (k *known) findOrphans(store *corpus.Store) {
	k.orphans = map[string][]archive.ID{}
	entries, err := fs.ReadDir(store.FS(), corpus.CapturesDir)
	if err != nil {
		return // there are none
	}
	for _, e := range entries {
		id, _, ok := strings.Cut(e.Name(), "-")
		if _, there := k.byID[archive.ID(id)]; ok && !there && archive.ID(id).Valid() {
			end := e.Name()[len(id):]
			k.orphans[end] = append(k.orphans[end], archive.ID(id))
		}
	}
}

// orphan is an id that is free and was given to the same source before, so
// that its capture is not left over, nor its permalink. "" if there is none.
func (k *known) orphan(sourceSHA256 string) archive.ID {
	end := captureEnd(sourceSHA256)
	for len(k.orphans[end]) > 0 {
		id := k.orphans[end][0]
		k.orphans[end] = k.orphans[end][1:]
		if _, taken := k.byID[id]; !taken {
			return id
		}
	}
	return ""
}

// add enters an article, or what changed of one.
func (k *known) add(a *archive.Article) { k.enter(a, near.Sign(near.Shingles(bodyText(a)))) }

// enter is add with the signature made. What is kept of the article is copied: a
// part of a string keeps all of the file that it was read from.
func (k *known) enter(a *archive.Article, sig near.Signature) int {
	id, source, sha := archive.ID(strings.Clone(string(a.ID))), strings.Clone(a.Provenance.Source), strings.Clone(a.Provenance.SourceSHA256)
	address := strings.Clone(urlKey(a.URL))
	k.mu.Lock()
	defer k.mu.Unlock()
	n, ok := k.byID[id]
	if !ok {
		n = len(k.entries)
		k.entries = append(k.entries, entry{})
		k.byID[id] = n
		k.near.Add(sig)
	}
	k.entries[n] = entry{id, strings.Clone(a.Path), address, source, a.Tombstone != nil}
	if address != "" {
		if _, taken := k.byURL[address]; !taken || ok {
			k.byURL[address] = n
		}
	}
	k.addSource(sha, n)
	if a.Tombstone == nil {
		k.text[a.TextSHA256()] = n
	}
	return n
}

// addVersion remembers the source of an earlier text.
func (k *known) addVersion(a *archive.Article) {
	k.mu.Lock()
	defer k.mu.Unlock()
	n, ok := k.byID[a.ID]
	if ok {
		k.addSource(strings.Clone(a.Provenance.SourceSHA256), n)
		return
	}
	for _, key := range removedKeys(a) {
		k.removed[strings.Clone(key)] = archive.ID(strings.Clone(string(a.ID)))
	}
}

// removedKeys are what an article whose file was removed is known by when it
// comes in again: its address, or, without one, its source.
func removedKeys(a *archive.Article) []string {
	if key := urlKey(a.URL); key != "" {
		return []string{key}
	}
	if sha := a.Provenance.SourceSHA256; sha != "" {
		return []string{sha}
	}
	return nil
}

// formerID is the id that an article had before its file was removed, "" if it
// never was here: its links lead to it again.
func (k *known) formerID(a *archive.Article) archive.ID {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, key := range removedKeys(a) {
		id := k.removed[key]
		if _, taken := k.byID[id]; id != "" && !taken {
			return id
		}
	}
	return ""
}

func (k *known) addSource(sha string, n int) {
	if sha == "" {
		return
	}
	for _, m := range k.source[sha] {
		if m == n {
			return
		}
	}
	k.source[sha] = append(k.source[sha], n)
}

// holds finds the article that was read from the same bytes at the same
// address.
func (k *known) holds(sha, url string) (entry, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	key := urlKey(url)
	for _, n := range k.source[sha] {
		if e := k.entries[n]; key == "" || e.url == key {
			return e, true
		}
	}
	return entry{}, false
}

// find names the article that the draft is a text of: by id, by address, or,
// for a file without address, by its name and a like text.
func (k *known) find(a *archive.Article) (entry, bool) {
	if n, ok := k.byID[a.ID]; ok && a.ID != "" {
		return k.entries[n], true
	}
	if n, ok := k.byURL[urlKey(a.URL)]; ok && a.URL != "" {
		return k.entries[n], true
	}
	return entry{}, false
}

// sameText finds an article with the very same text.
func (k *known) sameText(a *archive.Article) (entry, bool) {
	n, ok := k.text[a.TextSHA256()]
	if !ok {
		return entry{}, false
	}
	return k.entries[n], true
}

// candidates are articles that may be nearly the same.
func (k *known) candidates(s near.Set) []entry {
	const most = 50
	var list []entry
	for _, n := range k.near.Candidates(s, most) {
		if !k.entries[n].gone {
			list = append(list, k.entries[n])
		}
	}
	return list
}

// bodyText is what likeness is measured on: text and quotes.
func bodyText(a *archive.Article) string {
	var b strings.Builder
	for _, p := range a.Paragraphs {
		if p.Kind == archive.Text || p.Kind == archive.Quote {
			b.WriteString(p.Text)
			b.WriteByte('\n')
		}
	}
	return b.String()
}
