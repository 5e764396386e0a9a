package bleveindex

import (
	"strconv"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/index"
)

// nearSets remembers where the parts of compounds and the words of other names stand
// near one another in a segment, which the streams of all articles that have them
// had to be read for. As a segment never changes, nothing in it gets stale. What a
// reader types as a phrase is looked for each time.
type nearSets struct {
	mu    sync.Mutex
	sets  map[string]nearSet // by alt.key
	bytes uint64
}

type nearSet struct {
	docs  *roaring.Bitmap
	asked uint64 // documents whose streams were read
}

const (
	maxNearSets  = 1000
	maxNearBytes = 2 << 20
)

func (n *nearSets) get(key string) (nearSet, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	s, ok := n.sets[key]
	return s, ok
}

// put begins anew where there is no more room.
func (n *nearSets) put(key string, s nearSet) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.bytes += s.docs.GetSizeInBytes(); n.sets == nil || len(n.sets) == maxNearSets || n.bytes > maxNearBytes {
		n.sets, n.bytes = map[string]nearSet{}, s.docs.GetSizeInBytes()
	}
	n.sets[key] = s
}

// key tells what is looked for from all else.
func (a *alt) key() string {
	var b strings.Builder
	b.WriteString(strconv.Itoa(a.distance))
	if a.phrase {
		b.WriteByte('p')
	}
	if a.title {
		b.WriteByte('t')
	}
	for _, u := range a.units {
		b.WriteByte(byte(len(u)))
		for _, w := range u {
			for _, stem := range w.stems {
				b.Write([]byte{byte(stem), byte(stem >> 8)})
			}
			b.WriteByte(0)
			b.Write(w.forms)
		}
	}
	for _, need := range a.need {
		b.WriteByte(0)
		for _, s := range need {
			b.WriteString(s.field)
			b.WriteString(s.term)
			b.WriteByte(1)
		}
	}
	return b.String()
}

// leafAlt is the documents that have one of the other ways of saying a word.
func (e *exec) leafAlt(s *segExec, a *alt) (*roaring.Bitmap, error) {
	if b, ok := s.sets[a]; ok {
		return b, nil
	}
	key := a.key()
	known, ok := s.cols.near.get(key)
	if ok && !(a.why == index.Part && e.plan.coverage && known.asked > maxNearParts) {
		s.sets[a] = known.docs
		return known.docs, nil
	}
	before := e.streams
	docs, err := e.altDocs(s, a, nil)
	if err == nil && e.streams > before {
		s.cols.near.put(key, nearSet{docs, uint64(e.streams - before)})
	}
	return docs, err
}
