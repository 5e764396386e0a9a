package bleveindex

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"depesche/internal/index"
	"depesche/internal/query"
)

// TestRerankLeavesOutOnlyWhatCannotWin compares the first places with those of a
// version that reads every candidate's stream, word by word.
func TestRerankLeavesOutOnlyWhatCannotWin(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	x, err := Create("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for range 3 {
		if err := x.Put(t.Context(), invented(rng, 300)); err != nil {
			t.Fatal(err)
		}
	}
	snap, err := x.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer snap.close()
	asked, left := 0, 0
	for range 300 {
		var words []string
		for range 2 + rng.IntN(4) {
			words = append(words, inventedWord(rng))
		}
		req := index.Request{Query: query.Parse(strings.Join(words, " ")), Limit: 1 + rng.IntN(20), Offset: rng.IntN(3) * rng.IntN(60)}
		k := req.Offset + req.Limit
		search := func(rerank func(*exec, *topK, []candidate, map[*leaf]float64) []candidate) (list []candidate) {
			p, err := x.plan(snap, req)
			if err != nil {
				t.Fatal(err)
			}
			e := newExec(t.Context(), x, snap, p, req)
			defer e.release()
			if err := e.match(); err != nil {
				t.Fatal(err)
			}
			idf, err := e.idf()
			if err != nil {
				t.Fatal(err)
			}
			top, err := e.best(max(k, reranked), idf)
			if err != nil {
				t.Fatal(err)
			}
			return rerank(e, top, top.sorted(), idf)
		}
		all := search(func(e *exec, top *topK, list []candidate, idf map[*leaf]float64) []candidate {
			full := rerankAll(t, e, top, slices.Clone(list), idf)
			got, err := e.rerank(slices.Clone(list), top, idf, k)
			if err != nil {
				t.Fatal(err)
			}
			asked += len(list)
			left += len(list) - len(got)
			if diff := cmp.Diff(full[:min(k, len(full))], got[:min(k, len(got))], cmp.AllowUnexported(candidate{})); diff != "" {
				t.Errorf("%v, first %d (-all +lazy)\n%s", words, k, diff)
			}
			return full
		})
		res, err := x.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, c := range all[min(req.Offset, len(all)):min(k, len(all))] {
			want = append(want, fmt.Sprint(snap.segments[c.seg].cols.ids[c.doc], " ", float64(c.score)))
		}
		for _, h := range res.Hits {
			got = append(got, fmt.Sprint(h.ID, " ", h.Score))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: hits (-all +found)\n%s", words, diff)
		}
	}
	if left < asked/10 {
		t.Errorf("%d of %d candidates left out: that shows nothing", left, asked)
	}
}

// rerankAll looks at each word of each candidate.
func rerankAll(t *testing.T, e *exec, top *topK, list []candidate, idf map[*leaf]float64) []candidate {
	t.Helper()
	places := e.places(idf)
	if len(places) < 2 {
		return list
	}
	n := min(reranked, len(list))
	for i := range list[:n] {
		c := &list[i]
		err := e.segs[c.seg].stream(c.doc, func(s []byte) {
			var stops, pairs []float64
			var lead []bool
			for i, p := range places {
				stop, pair, begins := 0, 0, false
				var before stemHash
				at := 0
				for k := 0; k < len(s); at++ {
					w := e.x.codes.words[s[k]]
					if s[k] < firstCode {
						w = codedAt(s[k:])
						k += wordBytes - 1
					}
					k++
					if slices.Contains(p.stems, w.stem) {
						stop++
						begins = begins || at < leadWords
					}
					if i+1 < len(places) && slices.Contains(p.stems, before) && slices.Contains(places[i+1].stems, w.stem) {
						pair++
					}
					before = w.stem
				}
				stops = append(stops, float64(stop)/float64(stop+1))
				pairs = append(pairs, float64(pair)/float64(pair+1))
				lead = append(lead, begins && !p.stop)
			}
			sum := 0.0
			w := &e.plan.weights
			for i, p := range places {
				if p.stop {
					sum += w.stop * p.idf * stops[i]
				}
				if lead[i] {
					sum += w.lead * p.idf
				}
				if i+1 < len(places) {
					sum += w.adjacent * (p.idf + places[i+1].idf) / 2 * pairs[i]
				}
			}
			c.score += float32(sum)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(list[:n], top.compare)
	return list
}
