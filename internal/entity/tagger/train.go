package tagger

import (
	"io"

	"depesche/internal/entity/lexicon"
)

// Train learns from the examples and writes the model. Progress is told to done
// after each pass, with the loss.
func Train(w io.Writer, examples []Example, o Options, done func(epoch int, loss float64)) (features int, err error) {
	l, err := fit(examples, o, done)
	if err != nil {
		return 0, err
	}
	return l.save(w, float32(o.Bias))
}

// CrossValidate trains on all but a part of the examples of a set and returns a
// tagger for that part, which it returns too. The part is a run of sentences, so
// that articles stay together.
func CrossValidate(examples []Example, set, part, parts int, o Options) (*Tagger, []Example, error) {
	total := 0
	for _, e := range examples {
		if e.Set == set {
			total++
		}
	}
	var rest, held []Example
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
	return newTagger(*l.describer, l, &l.trans, float32(o.Bias)), held, nil
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
	l := newLearner(&describer{words: words, clusters: c}, examples, o)
	var sum *learner
	for n := range max(1, o.Runs) {
		o.Seed += uint64(n)
		run := l.again()
		run.run(o, done)
		if sum == nil {
			sum = run
			continue
		}
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
