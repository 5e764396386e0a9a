package tagger

import (
	"io"
	"runtime"

	"depesche/internal/entity/lexicon"
)

// Train learns from the examples and writes the model. Progress is told to done
// after each pass, with the loss.
func Train(w io.Writer, examples []Example, o Options, done func(epoch int, loss float64)) (features int, err error) {
	l, err := fit(examples, o, done)
	if err != nil {
		return 0, err
	}
	return l.save(w, float32(o.Bias), o.Domains)
}

// CrossValidate trains on all but a part of the examples of a set and returns
// taggers for that part, which it returns too. The part is a run of sentences, so
// that articles stay together. Of what was learnt a tagger is made with any
// shares of the domains; see Options.
func CrossValidate(examples []Example, set, part, parts int, o Options) (made func(domains []float64) *Tagger, held []Example, err error) {
	total := 0
	for _, e := range examples {
		if e.Set == set {
			total++
		}
	}
	var rest []Example
	n := 0
	for _, e := range examples {
		if e.Set == set {
			if n++; (n-1)*parts/total == part {
				held = append(held, e)
				continue
			}
		}
		rest = append(rest, e)
	}
	l, err := fit(rest, o, nil)
	if err != nil {
		return nil, nil, err
	}
	return func(domains []float64) *Tagger {
		return newTagger(*l.describer, blend{l, domains}, &l.trans, float32(o.Bias))
	}, held, nil
}

// blend are the weights of a learner with shares of those of domains, rounded as in
// a table.
type blend struct {
	*learner
	shares []float64
}

// add implements weights.
func (b blend) add(f uint64, to *sum) {
	id, ok := b.index[f]
	if !ok {
		return
	}
	w := b.blended(f, id, b.shares)
	if r, used := rowOf(&w); used {
		to.add(&r)
	}
}

func fit(examples []Example, o Options, done func(int, float64)) (*learner, error) {
	words, err := lexicon.Shipped()
	if err != nil {
		return nil, err
	}
	c, err := loadClusters()
	if err != nil {
		return nil, err
	}
	l := newLearner(&describer{words: words, clusters: c, small: smallOf(examples)}, examples, o)
	// Runs go side by side as far as there are processors; they are added up in
	// their order, so that the model is the same on any machine.
	runs := make([]chan *learner, max(1, o.Runs))
	free := make(chan bool, runtime.GOMAXPROCS(0))
	for n := range runs {
		runs[n] = make(chan *learner, 1)
		go func(o Options, done func(int, float64)) {
			free <- true
			run := l.again()
			run.run(o, done)
			<-free
			runs[n] <- run
		}(o, done)
		o.Seed += uint64(n + 1)
		done = nil // one is enough to watch
	}
	sum := <-runs[0]
	for n := 1; n < len(runs); n++ {
		run := <-runs[n]
		for i := range sum.w {
			for k := range labels {
				sum.w[i][k] += (run.w[i][k] - sum.w[i][k]) / float32(n+1)
			}
		}
		for a := range labels {
			for b := range labels {
				sum.trans[a][b] += (run.trans[a][b] - sum.trans[a][b]) / float32(n+1)
			}
		}
	}
	return sum, nil
}

// SetBias changes what is taken from the score of no name: more finds more names,
// and more wrong ones. It must not be called while the tagger works.
func (t *Tagger) SetBias(bias float64) { t.bias = float32(bias) }
