package tagger

import (
	"math"
	"math/rand/v2"
)

// Example is a sentence to learn from. Tags are BIO tags; those of what is made of
// names (B-LOCderiv) and of parts of words (B-ORGpart) are learnt, too, so that
// such words count neither as names nor against them.
type Example struct {
	Tokens  []string
	Tags    []string
	Partial bool    // the set marks neither OTH nor what is made of names: what is O may be that
	Set     int     // which set of data it is of
	Domain  int     // sets that are annotated alike are of one domain
	Weight  float64 // how much it counts; 0 is 1
}

// learner trains the weights by stochastic gradient descent with AdaGrad (Duchi
// et al. 2011) on the likelihood of the gold labels.
//
// Sets differ in what they take for a name. So each feature has weights of its
// own for each domain beside those that all domains share (H. Daumé III,
// "Frustratingly Easy Domain Adaptation", 2007): what holds everywhere is learnt
// from all sets, and what is a habit of one set does not mislead the others.
type learner struct {
	index           map[uint64]int32
	shared          []uint64 // the features themselves, without those of domains
	w, g            []([labels]float32)
	trans           transitions
	transG          transitions
	examples        []prepared
	rate, l2, start float64

	describer *describer
}

type prepared struct {
	features [][]int32      // none of a token that can't be in a name
	possible [][labels]bool // by what it is
	allowed  [][labels]bool // by what it was marked as
	weight   float32
}

// Options set up training.
type Options struct {
	Epochs  int
	Rate    float64   // of AdaGrad
	Start   float64   // AdaGrad's sums begin with it, so that rare features start slowly
	L2      float64   // weight decay
	Drop    float64   // share of features left out at random at each step (dropout)
	Bias    float64   // taken from the score of no name, for more recall
	Domains []float64 // by domain: how much of its own weights goes into the model
	Seed    uint64
	Runs    int // models learnt in different orders, whose weights are averaged
}

// DefaultOptions are those of the shipped model, found by cross-validation.
var DefaultOptions = Options{Epochs: 20, Rate: 0.1, Start: 1, L2: 1e-3, Drop: 0.5, Bias: 0.5, Domains: []float64{0.8, 0.2}, Seed: 1, Runs: 3}

func newLearner(d *describer, examples []Example, o Options) *learner {
	l := &learner{index: map[uint64]int32{}, rate: o.Rate, l2: o.L2, start: o.Start, describer: d}
	var buf []uint64
	for _, e := range examples {
		ts := d.sentence(e.Tokens)
		inside := insides(e.Tokens, func(i int) bool { return ts[i].quote })
		p := prepared{features: make([][]int32, len(ts)), possible: make([][labels]bool, len(ts)), allowed: make([][labels]bool, len(ts)), weight: 1}
		if e.Weight != 0 {
			p.weight = float32(e.Weight)
		}
		gold := encode(e.Tags)
		shut := closed(len(ts), func(i int) *token { return &ts[i].token })
		for i := range ts {
			if shut[i] {
				p.possible[i][0], p.allowed[i][0] = true, true
				gold[i] = 0
				continue
			}
			for k := range labels {
				p.possible[i][k] = true
			}
			if i > 0 && !follows(gold[i-1], gold[i]) { // its name would have begun there
				gold[i] = 1 + (gold[i]-1)/places*places
			}
			buf = features(ts, i, inside[i], buf[:0])
			ids := make([]int32, 0, 2*len(buf))
			for _, f := range buf {
				known := len(l.w)
				id := l.id(f)
				if int(id) == known {
					l.shared = append(l.shared, f)
				}
				ids = append(ids, id, l.id(inDomain(f, e.Domain)))
			}
			p.features[i] = ids
			p.allowed[i][gold[i]] = true
			if e.Partial && gold[i] == 0 {
				for k := derived - places; int(k) < labels; k++ {
					p.allowed[i][k] = true // OTH, derived and part
				}
			}
		}
		l.examples = append(l.examples, p)
	}
	return l
}

// inDomain is the feature's copy that learns how a domain differs from others.
func inDomain(f uint64, domain int) uint64 { return mix(1000+uint64(domain), f) }

// blended are the weights of a feature, by its number, and its shares of those of
// domains.
func (l *learner) blended(f uint64, id int32, shares []float64) [labels]float32 {
	w := l.w[id]
	for domain, share := range shares {
		if id, ok := l.index[inDomain(f, domain)]; ok {
			for k, own := range l.w[id] {
				w[k] += float32(share) * own
			}
		}
	}
	return w
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

func (d *describer) sentence(tokens []string) []described {
	ts := make([]described, len(tokens))
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
	logZ, all, allPairs := l.expect(scores, p.possible)
	logGold, gold, goldPairs := l.expect(scores, p.allowed)
	for i, fs := range active {
		var grad [labels]float32
		for k := range labels {
			grad[k] = float32(all[i][k]-gold[i][k]) * scale * p.weight
		}
		ks := strong(&grad)
		if len(ks) == 0 {
			continue
		}
		for _, f := range fs {
			l.update(&l.w[f], &l.g[f], &grad, ks)
		}
	}
	for a := range labels {
		var grad [labels]float32
		for b := range labels {
			grad[b] = float32(allPairs[a][b]-goldPairs[a][b]) * p.weight
		}
		l.update(&l.trans[a], &l.transG[a], &grad, strong(&grad))
	}
	return logZ - logGold
}

// negligible gradients are not followed: most labels of most words are out of the
// question.
const negligible = 1e-4

// strong are the labels whose gradient is followed.
func strong(grad *[labels]float32) []int {
	var ks []int
	for k, d := range grad {
		if d >= negligible || d <= -negligible {
			ks = append(ks, k)
		}
	}
	return ks
}

func (l *learner) update(w, g, grad *[labels]float32, ks []int) {
	for _, k := range ks {
		d := grad[k] + float32(l.l2)*w[k]
		g[k] += d * d
		w[k] -= float32(l.rate) * d / float32(math.Sqrt(float64(g[k])+l.start))
	}
}

// expect runs forward-backward over the label sequences that are allowed and returns the logarithm of their summed weight, the expected labels and
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
			if i == 0 && !follows(0, label(k)) {
				continue
			}
			if allowed[i][k] {
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
		alpha[0][b] = emit[0][b]
	}
	logScale += math.Log(norm(&alpha[0]))
	for i := 1; i < n; i++ {
		for b := range labels {
			if emit[i][b] == 0 {
				continue
			}
			s := 0.0
			for _, a := range leadTo[b] {
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
		for b := range labels {
			x := emit[i+1][b] * beta[i+1][b]
			if x == 0 {
				continue
			}
			for _, a := range leadTo[b] {
				beta[i][a] += step[a][b] * x
			}
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
		for b := range labels {
			x := emit[i][b] * beta[i][b]
			if x == 0 {
				continue
			}
			for _, a := range leadTo[b] {
				m[a][b] = alpha[i-1][a] * step[a][b] * x
				s += m[a][b]
			}
		}
		if s == 0 {
			continue
		}
		for b := range labels {
			for _, a := range leadTo[b] {
				pairs[a][b] += m[a][b] / s
			}
		}
	}
	return logScale, gamma, pairs
}
