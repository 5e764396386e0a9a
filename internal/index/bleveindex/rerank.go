package bleveindex

import "slices"

// reranked is how many of the best candidates have their streams read for what the
// scored postings don't tell: function words, and neighbours in their order (in the
// manner of the sequential dependence model, Metzler and Croft, SIGIR 2005).
const reranked = 100

// place is a word of the query in its order.
type place struct {
	stems []stemHash
	idf   float64
	stop  bool
}

// places are the words of a flat query as they were typed.
func (e *exec) places(idf map[*leaf]float64) []place {
	var out []place
	for _, l := range e.plan.sequence {
		p := place{stop: l.word.Stop}
		for _, s := range l.any {
			if s.field == fieldStem {
				p.stems = append(p.stems, hashStem(s.term))
			}
		}
		w, ok := idf[l]
		if !ok {
			df := 0
			for _, s := range e.segs {
				if ps, err := s.postings(fieldStem, l.word.Stem); err == nil {
					df += int(ps.docs.GetCardinality())
				}
			}
			w = weightOf(e.snap.docs, df)
		}
		p.idf = w
		out = append(out, p)
	}
	return out
}

// rerank adds to the scores of candidates and sorts them again.
func (e *exec) rerank(list []candidate, top *topK, idf map[*leaf]float64) error {
	places := e.places(idf)
	if len(places) < 2 || len(places) > 255 {
		return nil
	}
	look := lookup{first: &e.scratch().placeOf}
	for i, p := range places {
		for k, h := range p.stems {
			if !slices.Contains(p.stems[:k], h) && len(look.places) < 255 {
				look.add(i, h)
			}
		}
	}
	defer func() {
		for _, p := range places {
			for _, h := range p.stems {
				look.first[h] = 0
			}
		}
	}()
	n := placeCounts{stops: make([]int, len(places)), pairs: make([]int, len(places)), lead: make([]bool, len(places))}
	for i := range list {
		c := &list[i]
		err := e.segs[c.seg].stream(c.doc, func(words []byte) { n.count(words, e.x.codes, places, &look) })
		if err != nil {
			return err
		}
		c.score += float32(e.plan.weights.ofPlaces(places, &n))
	}
	slices.SortFunc(list, top.compare)
	return nil
}

// lookup finds the places of a stem: first holds, from 1, the index of the last one
// added, next that of the one added before it, 0 for none.
type lookup struct {
	first  *[1 << 16]uint8
	next   []uint8
	places []int
}

func (l *lookup) add(place int, h stemHash) {
	l.next = append(l.next, l.first[h])
	l.places = append(l.places, place)
	l.first[h] = uint8(len(l.places))
}

// placeCounts are what a stream has of the places of a query.
type placeCounts struct {
	stops []int  // how often it has a function word
	pairs []int  // how often the next one of the query follows at once
	lead  []bool // whether it begins with it
}

// leadWords is how many words are the beginning of a text, which in news says what
// it is about.
const leadWords = 60

func (n *placeCounts) count(s []byte, c *codes, places []place, look *lookup) {
	clear(n.stops)
	clear(n.pairs)
	clear(n.lead)
	last := uint8(0)
	for i, word := 0, 0; i < len(s); word++ {
		var here uint8
		if code := s[i]; code >= firstCode {
			here = look.first[c.words[code].stem]
			i++
		} else if i+wordBytes <= len(s) {
			here = look.first[codedAt(s[i:]).stem]
			i += wordBytes
		} else {
			break
		}
		for k := here; k > 0; k = look.next[k-1] {
			at := look.places[k-1]
			if places[at].stop {
				n.stops[at]++
			} else if word < leadWords {
				n.lead[at] = true
			}
			for p := last; p > 0; p = look.next[p-1] {
				if before := look.places[p-1]; before == at-1 {
					n.pairs[before]++
				}
			}
		}
		last = here
	}
}

func (w *weights) ofPlaces(places []place, n *placeCounts) (sum float64) {
	saturated := func(n int) float64 { return float64(n) / (float64(n) + 1) }
	for i, p := range places {
		if p.stop {
			sum += w.stop * p.idf * saturated(n.stops[i])
		}
		if n.lead[i] {
			sum += w.lead * p.idf
		}
		if i+1 < len(places) {
			sum += w.adjacent * (p.idf + places[i+1].idf) / 2 * saturated(n.pairs[i])
		}
	}
	return sum
}
