package bleveindex

import "slices"

// A glance is what is looked for in the streams of candidates: function words of
// the query, which of its words a text begins with, and neighbours of the query that
// are neighbours there.
type glance struct {
	weights *weights
	codes   *codes
	places  []place
	lookup  lookup
	counts  placeCounts
	stops   bool      // function words are counted
	pairs   []*finder // of neighbours; a stream that none of them may find has no pairs
}

func newGlance(e *exec, places []place) *glance {
	n := len(places)
	g := &glance{
		weights: &e.plan.weights, codes: e.x.codes, places: places, lookup: lookup{first: &e.scratch().placeOf},
		counts: placeCounts{stops: make([]int, n), pairs: make([]int, n), lead: make([]bool, n)},
	}
	for i, p := range places {
		g.stops = g.stops || p.stop
		for k, h := range p.stems {
			if !slices.Contains(p.stems[:k], h) && len(g.lookup.places) < 255 {
				g.lookup.add(i, h)
			}
		}
	}
	if g.stops { // each word is looked at anyway
		return g
	}
	for i := range n - 1 {
		both := unit{{stems: places[i].stems}, {stems: places[i+1].stems}}
		rarest := 0
		if len(places[i+1].stems) < len(places[i].stems) {
			rarest = 1
		}
		g.pairs = append(g.pairs, newFinder(g.codes, []unit{both}, 0, false, rarest))
	}
	return g
}

// close gives the table of stems back as it was.
func (g *glance) close() {
	for _, p := range g.places {
		for _, h := range p.stems {
			g.lookup.first[h] = 0
		}
	}
}

// most is the most that a stream can add to a score.
func (g *glance) most() float64 {
	return g.weights.ofPlaces(g.places, func(int) float64 { return 1 }, func(int) bool { return true }, func(int) float64 { return 1 })
}

// look is what a stream adds to the score.
func (g *glance) look(words []byte) float64 {
	n := &g.counts
	clear(n.stops)
	clear(n.pairs)
	clear(n.lead)
	if g.stops || slices.ContainsFunc(g.pairs, func(f *finder) bool { return f.mayFind(words) }) {
		n.count(words, g.codes, g.places, &g.lookup)
	} else if g.weights.lead > 0 {
		n.count(words[:min(len(words), leadWords*wordBytes)], g.codes, g.places, &g.lookup)
	}
	saturated := func(n int) float64 { return float64(n) / (float64(n) + 1) }
	return g.weights.ofPlaces(g.places,
		func(i int) float64 { return saturated(n.stops[i]) },
		func(i int) bool { return n.lead[i] },
		func(i int) float64 { return saturated(n.pairs[i]) })
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

// ofPlaces weighs how much of each function word there is, whether the text begins
// with a word, and how much of each pair of neighbours there is.
func (w *weights) ofPlaces(places []place, stops func(int) float64, lead func(int) bool, pairs func(int) float64) (sum float64) {
	for i, p := range places {
		if p.stop {
			sum += w.stop * p.idf * stops(i)
		}
		if lead(i) {
			sum += w.lead * p.idf
		}
		if i+1 < len(places) {
			sum += w.adjacent * (p.idf + places[i+1].idf) / 2 * pairs(i)
		}
	}
	return sum
}
