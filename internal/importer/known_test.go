package importer

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"depesche/internal/corpus"
)

// TestKnownKeepsNoTexts: what an import keeps in memory of the corpus does not grow
// with the length of its texts.
func TestKnownKeepsNoTexts(t *testing.T) {
	const articles, words, most = 400, 4_000, 6 << 10 // bytes of an article
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, corpus.ArticlesDir), 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range articles {
		text := strings.Repeat(fmt.Sprintf("Der Rat der Stadt %d hat beschlossen, die Brücke zu erhalten. ", i), words/10)
		file := fmt.Sprintf("---\nid: abcd%d\ntitle: Rat %d\nurl: https://zeitung.example/%d\n---\n%s\n", i, i, i, text)
		if err := os.WriteFile(filepath.Join(dir, corpus.ArticlesDir, fmt.Sprintf("%d.md", i)), []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	store, err := corpus.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	inUse := func() int64 {
		runtime.GC()
		runtime.GC() // of what the first one finalised
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := inUse()
	k, err := loadKnown(t.Context(), store, 2)
	if err != nil {
		t.Fatal(err)
	}
	each := (inUse() - before) / articles
	if len(k.entries) != articles || len(k.byURL) != articles {
		t.Errorf("%d articles are known, %d by address", len(k.entries), len(k.byURL))
	}
	t.Logf("%d bytes for each article", each)
	if each > most {
		t.Errorf("%d bytes are kept of each article", each)
	}
	for i := range articles {
		if id := k.entries[i].id; k.byID[id] != i {
			t.Errorf("entry %d is %s, which is known as %d", i, id, k.byID[id])
		}
	}
	runtime.KeepAlive(k)
}
