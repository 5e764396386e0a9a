package bleveindex

import (
	"math"
	"slices"
)

// A glance is what is looked for in the streams of candidates: function words of
// the query, which of its words a text begins with, and neighbours of the query that
// are neighbours there.
type glance struct {
	weights *weights
	places  []place
	lookup  lookup
	counts  placeCounts
	stops   bool      // function words are counted
	pairs   []*finder // of neighbours; a stream that none of them may find has no pairs
	most    float64   // that a stream can add to a score
}

func newGlance(e *exec, places []place) *glance {
	n := len(places)
	g := &glance{
		weights: &e.plan.weights, places: places, lookup: lookup{first: &e.scratch().placeOf},
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
	g.lookup.fill(e.x.codes)
	all := placeCounts{stops: make([]int, n), pairs: make([]int, n), lead: slices.Repeat([]bool{true}, n)}
	for i := range places {
		all.stops[i], all.pairs[i] = math.MaxInt32, math.MaxInt32
	}
	g.most = g.weights.ofPlaces(places, &all)
	if g.stops { // each word is looked at anyway
		return g
	}
	for i := range n - 1 {
		both := unit{{stems: places[i].stems}, {stems: places[i+1].stems}}
		rarest := 0
		if len(places[i+1].stems) < len(places[i].stems) {
			rarest = 1
		}
		g.pairs = append(g.pairs, newFinder(e.x.codes, []unit{both}, 0, false, rarest))
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

// look adds to a score what a stream says. It may stop looking where the sum is
// less than enough all the same; what it returns is less too, then.
func (g *glance) look(words []byte, score, enough float32) float32 {
	n := &g.counts
	if g.stops {
		n.count(words, g.places, &g.lookup)
		return score + float32(g.weights.ofPlaces(g.places, n))
	}
	n.count(words[:min(len(words), leadWords*wordBytes)], g.places, &g.lookup) // pairs there are found again
	for i := range n.pairs {
		n.pairs[i] = math.MaxInt32
	}
	if most := score + float32(g.weights.ofPlaces(g.places, n)); most < enough {
		return most
	}
	clear(n.pairs)
	if slices.ContainsFunc(g.pairs, func(f *finder) bool { return f.mayFind(words) }) {
		n.count(words, g.places, &g.lookup)
	}
	return score + float32(g.weights.ofPlaces(g.places, n))
}

// lookup finds the places of a stem: first holds, from 1, the index of the last one
// added, next that of the one added before it, 0 for none.
type lookup struct {
	first  *[1 << 16]uint8
	next   []uint8
	places []int
	ofCode [256]uint8 // first of the stem of a code
	low    [256]bool  // low bytes of the stems
}

// fill is called when all stems are added.
func (l *lookup) fill(c *codes) {
	for code := firstCode; code < len(c.words); code++ {
		l.ofCode[code] = l.first[c.words[code].stem]
	}
}

func (l *lookup) add(place int, h stemHash) {
	l.next = append(l.next, l.first[h])
	l.places = append(l.places, place)
	l.first[h] = uint8(len(l.places))
	l.low[byte(h)] = true
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

func (n *placeCounts) count(s []byte, places []place, look *lookup) {
	clear(n.stops)
	clear(n.pairs)
	clear(n.lead)
	last := uint8(0)
	for i, word := 0, 0; i < len(s); word++ {
		var here uint8
		if code := s[i]; code >= firstCode {
			here = look.ofCode[code]
			i++
		} else if i+wordBytes <= len(s) {
			if look.low[s[i+1]] {
				here = look.first[codedAt(s[i:]).stem]
			}
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
		if n.lead[i] && !p.stop {
			sum += w.lead * p.idf
		}
		if i+1 < len(places) {
			sum += w.adjacent * (p.idf + places[i+1].idf) / 2 * saturated(n.pairs[i])
		}
	}
	return sum
}
