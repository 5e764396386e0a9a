package bleveindex

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"depesche/internal/archive"
	"depesche/internal/index"
)

// invented makes documents of words of which a few are frequent.
func invented(rng *rand.Rand, n int) []index.Document {
	docs := make([]index.Document, n)
	for i := range docs {
		a := &archive.Article{ID: archive.ID(fmt.Sprintf("a%08x", rng.Uint32())), Title: inventedWord(rng), Outlet: fmt.Sprint("Blatt ", rng.IntN(3))}
		for range 1 + rng.IntN(3) {
			var words []string
			if rng.IntN(200) == 0 {
				words = slices.Repeat([]string{inventedWord(rng)}, 200)
			}
			for range 20 {
				words = append(words, inventedWord(rng))
			}
			a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Text: strings.Join(words, " ")})
		}
		docs[i].Article = a
	}
	return docs
}

// inventedWord is a function word, or a noun.
func inventedWord(rng *rand.Rand) string {
	if rng.IntN(4) == 0 {
		return []string{"der", "und", "in", "hatte"}[rng.IntN(4)]
	}
	return fmt.Sprintf("Wort%d", int(rng.ExpFloat64()*40))
}

// TestPostingsAsTheEngineReadsThem compares every term's documents and frequencies
// with what zapx's own iterators say.
func TestPostingsAsTheEngineReadsThem(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for name, dir := range map[string]string{"memory": "", "disk": filepath.Join(t.TempDir(), "index")} {
		x, err := Create(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		if err := x.Put(t.Context(), invented(rng, 3000)); err != nil {
			t.Fatal(err)
		}
		if dir != "" {
			if err := x.Compact(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		snap, err := x.snapshot()
		if err != nil {
			t.Fatal(err)
		}
		defer snap.close()
		inFile, terms, chunked := 0, 0, false
		for _, v := range snap.segments {
			if _, ok := v.Segment.(zapFile); ok {
				inFile++
			}
			n := uint32(v.cols.n)
			all, some, most, room := v.all(), roaring.New(), roaring.New(), make([]uint64, n/64+1)
			for range 50 {
				some.Add(rng.Uint32N(n))
			}
			for range n {
				most.Add(rng.Uint32N(n))
			}
			for _, field := range []string{fieldStem, fieldForm, fieldRoot, fieldTitle, fieldName, "_id", "outlet", "none"} {
				dict, err := v.Dictionary(field)
				if err != nil {
					t.Fatal(err)
				}
				it := dict.AutomatonIterator(nil, nil, nil)
				err = v.search(field, nil, nil, nil, func(f *found) bool {
					terms++
					want, err := it.Next()
					if err != nil {
						t.Fatal(err)
					}
					whole := zapFreqs(t, v, field, want.Term, all)
					if string(f.text) != want.Term || f.docs() != len(whole) { // want.Count may be wrong, see found.docs
						t.Errorf("%s: %s: %q in %d documents, want %q in %d", name, field, f.text, f.docs(), want.Term, len(whole))
					}
					p, err := v.postings(field, want.Term)
					if err != nil {
						t.Fatal(err)
					}
					chunked = chunked || p.docs.GetCardinality() > 2*1024 // documents of a chunk
					for _, among := range []*roaring.Bitmap{all, some, most} {
						if diff := cmp.Diff(zapFreqs(t, v, field, want.Term, among), freqsOf(p.among(dense(among, v.cols.n), room))); diff != "" {
							t.Errorf("%s: %s: %q among %d (-zapx +own)\n%s", name, field, want.Term, among.GetCardinality(), diff)
						}
					}
					return true
				})
				if err != nil {
					t.Fatal(err)
				}
				if rest, err := it.Next(); err != nil || rest != nil {
					t.Errorf("%s: %s: %v, %v left out", name, field, rest, err)
				}
			}
		}
		if terms == 0 || !chunked || dir != "" && inFile == 0 {
			t.Errorf("%s: %d terms, with chunks: %v, %d segments in files: that shows nothing", name, terms, chunked, inFile)
		}
	}
}

func dense(set *roaring.Bitmap, n int) []uint64 {
	words := make([]uint64, n/64+1)
	set.WriteDenseTo(words)
	return words
}

func freqsOf(r freqReader) map[uint32]float32 {
	got := map[uint32]float32{}
	var b freqBlock
	for n := r.next(&b); n > 0; n = r.next(&b) {
		for i, doc := range b.docs[:n] {
			got[doc] = b.freqs[i]
		}
	}
	return got
}

// zapFreqs reads frequencies with zapx, 0 as 1.
func zapFreqs(t *testing.T, v *view, field, term string, among *roaring.Bitmap) map[uint32]float32 {
	t.Helper()
	want := map[uint32]float32{}
	dict, err := v.Dictionary(field)
	if err != nil {
		t.Fatal(err)
	}
	list, err := dict.PostingsList([]byte(term), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	it := list.Iterator(true, false, false, nil)
	for {
		p, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		if p == nil {
			return want
		}
		if among.Contains(uint32(p.Number())) {
			want[uint32(p.Number())] = float32(max(1, p.Frequency()))
		}
	}
}
