package tagger

import (
	"math"
	"math/rand/v2"
)

// Example is a sentence to learn from.
type Example struct {
	Tokens  []string
	Tags    []string
	Partial bool    // the set does not mark OTH: what is O may be that
	Set     int     // which set of data it is of
	Weight  float64 // how much it counts; 0 is 1
}

// learner trains the weights by stochastic gradient descent with AdaGrad (Duchi
// et al. 2011) on the likelihood of the gold labels.
type learner struct {
	index           map[uint64]int32
	w, g            []([labels]float32)
	trans           transitions
	transG          transitions
	examples        []prepared
	rate, l2, start float64

	describer *describer
}

type prepared struct {
	features [][]int32
	allowed  [][labels]bool
	weight   float32
}

// Options set up training.
type Options struct {
	Epochs int
	Rate   float64 // of AdaGrad
	Start  float64 // AdaGrad's sums begin with it, so that rare features start slowly
	L2     float64 // weight decay
	Drop   float64 // share of features left out at random at each step (dropout)
	Bias   float64 // taken from the score of no name, for more recall
	Seed   uint64
	Runs   int // models learnt in different orders, whose weights are averaged
}

// DefaultOptions are those of the shipped model, found by cross-validation.
var DefaultOptions = Options{Epochs: 15, Rate: 0.1, Start: 1, L2: 1e-3, Drop: 0.4, Bias: 0.5, Seed: 1, Runs: 3}

func newLearner(d *describer, examples []Example, o Options) *learner {
	l := &learner{index: map[uint64]int32{}, rate: o.Rate, l2: o.L2, start: o.Start, describer: d}
	var buf []uint64
	for _, e := range examples {
		ts := d.sentence(e.Tokens)
		inside := insides(e.Tokens, func(i int) bool { return ts[i].quote })
		p := prepared{features: make([][]int32, len(ts)), allowed: make([][labels]bool, len(ts)), weight: 1}
		if e.Weight != 0 {
			p.weight = float32(e.Weight)
		}
		for i := range ts {
			buf = features(ts, i, inside[i], buf[:0])
			for _, f := range buf {
				p.features[i] = append(p.features[i], l.id(f))
			}
			gold, _ := labelOf(e.Tags[i])
			p.allowed[i][gold] = true
			if e.Partial && gold == 0 {
				p.allowed[i][labels-1], p.allowed[i][labels-2] = true, true
			}
		}
		l.examples = append(l.examples, p)
	}
	return l
}

// id is the number of the feature.
func (l *learner) id(f uint64) int32 {
	id, ok := l.index[f]
	if !ok {
		id = int32(len(l.w))
		l.index[f] = id
		l.w = append(l.w, [labels]float32{})
		l.g = append(l.g, [labels]float32{})
	}
	return id
}

// again is a learner of the same examples that has learnt nothing.
func (l *learner) again() *learner {
	fresh := *l
	fresh.w, fresh.g = make([][labels]float32, len(l.w)), make([][labels]float32, len(l.g))
	fresh.trans, fresh.transG = transitions{}, transitions{}
	return &fresh
}

func (d *describer) sentence(tokens []string) []token {
	ts := make([]token, len(tokens))
	for i, w := range tokens {
		ts[i] = d.describe(w)
	}
	return ts
}

// run makes the passes; done is called after each.
func (l *learner) run(o Options, done func(epoch int, loss float64)) {
	rnd := rand.New(rand.NewPCG(o.Seed, 7))
	var mean [][labels]float32
	var meanTrans transitions
	order := rnd.Perm(len(l.examples))
	for epoch := range o.Epochs {
		rnd.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
		loss := 0.0
		for _, e := range order {
			loss += l.step(&l.examples[e], rnd, o.Drop)
		}
		if done != nil {
			done(epoch, loss)
		}
		if from := o.Epochs / 3; epoch >= from {
			if mean == nil {
				mean = make([][labels]float32, len(l.w))
			}
			n := float32(epoch - from + 1)
			for i := range l.w {
				for k := range labels {
					mean[i][k] += (l.w[i][k] - mean[i][k]) / n
				}
			}
			for a := range labels {
				for b := range labels {
					meanTrans[a][b] += (l.trans[a][b] - meanTrans[a][b]) / n
				}
			}
		}
	}
	l.w, l.trans = mean, meanTrans
}

// step follows the gradient of one sentence and returns its loss.
func (l *learner) step(p *prepared, rnd *rand.Rand, drop float64) float64 {
	n := len(p.features)
	active := p.features
	if drop > 0 {
		active = make([][]int32, n)
		for i, fs := range p.features {
			kept := make([]int32, 0, len(fs))
			for _, f := range fs {
				if rnd.Float64() >= drop {
					kept = append(kept, f)
				}
			}
			active[i] = kept
		}
	}
	scores := make([][labels]float32, n)
	scale := float32(1)
	if drop > 0 {
		scale = float32(1 / (1 - drop))
	}
	for i, fs := range active {
		for _, f := range fs {
			w := &l.w[f]
			for k := range labels {
				scores[i][k] += w[k] * scale
			}
		}
	}
	logZ, all, allPairs := l.expect(scores, nil)
	logGold, gold, goldPairs := l.expect(scores, p.allowed)
	for i, fs := range active {
		var grad [labels]float32
		for k := range labels {
			grad[k] = float32(all[i][k]-gold[i][k]) * scale * p.weight
		}
		for _, f := range fs {
			l.update(&l.w[f], &l.g[f], &grad)
		}
	}
	for a := range labels {
		var grad [labels]float32
		for b := range labels {
			grad[b] = float32(allPairs[a][b]-goldPairs[a][b]) * p.weight
		}
		l.update(&l.trans[a], &l.transG[a], &grad)
	}
	return logZ - logGold
}

func (l *learner) update(w, g, grad *[labels]float32) {
	for k := range labels {
		d := grad[k]
		if d > -1e-6 && d < 1e-6 {
			continue
		}
		d += float32(l.l2) * w[k]
		g[k] += d * d
		w[k] -= float32(l.rate) * d / float32(math.Sqrt(float64(g[k])+l.start))
	}
}

// expect runs forward-backward over the label sequences, or over those allowed,
// and returns the logarithm of their summed weight, the expected labels and
// the expected label pairs.
func (l *learner) expect(scores [][labels]float32, allowed [][labels]bool) (float64, [][labels]float64, [labels][labels]float64) {
	n := len(scores)
	emit := make([][labels]float64, n)
	logScale := 0.0
	for i := range scores {
		top := scores[i][0]
		for k := range labels {
			top = max(top, scores[i][k])
		}
		for k := range labels {
			if allowed == nil || allowed[i][k] {
				emit[i][k] = math.Exp(float64(scores[i][k] - top))
			}
		}
		logScale += float64(top)
	}
	var step [labels][labels]float64
	for a := range labels {
		for b := range labels {
			if follows(label(a), label(b)) {
				step[a][b] = math.Exp(float64(l.trans[a][b]))
			}
		}
	}
	alpha := make([][labels]float64, n)
	beta := make([][labels]float64, n)
	norm := func(v *[labels]float64) float64 {
		s := 0.0
		for _, x := range v {
			s += x
		}
		if s == 0 {
			return 1
		}
		for k := range v {
			v[k] /= s
		}
		return s
	}
	for b := range labels {
		if follows(0, label(b)) {
			alpha[0][b] = emit[0][b]
		}
	}
	logScale += math.Log(norm(&alpha[0]))
	for i := 1; i < n; i++ {
		for b := range labels {
			if emit[i][b] == 0 {
				continue
			}
			s := 0.0
			for a := range labels {
				s += alpha[i-1][a] * step[a][b]
			}
			alpha[i][b] = s * emit[i][b]
		}
		logScale += math.Log(norm(&alpha[i]))
	}
	for k := range labels {
		beta[n-1][k] = 1
	}
	for i := n - 2; i >= 0; i-- {
		for a := range labels {
			s := 0.0
			for b := range labels {
				s += step[a][b] * emit[i+1][b] * beta[i+1][b]
			}
			beta[i][a] = s
		}
		norm(&beta[i])
	}
	gamma := make([][labels]float64, n)
	for i := range n {
		for k := range labels {
			gamma[i][k] = alpha[i][k] * beta[i][k]
		}
		norm(&gamma[i])
	}
	var pairs [labels][labels]float64
	for i := 1; i < n; i++ {
		var m [labels][labels]float64
		s := 0.0
		for a := range labels {
			for b := range labels {
				m[a][b] = alpha[i-1][a] * step[a][b] * emit[i][b] * beta[i][b]
				s += m[a][b]
			}
		}
		if s == 0 {
			continue
		}
		for a := range labels {
			for b := range labels {
				pairs[a][b] += m[a][b] / s
			}
		}
	}
	return logScale, gamma, pairs
}

// add implements weights, for measuring what has just been learnt.
func (l *learner) add(f uint64, scores *[labels]float32) {
	if id, ok := l.index[f]; ok {
		for k := range labels {
			scores[k] += l.w[id][k]
		}
	}
}
