package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Compare tests whether two rankings of the same topics differ in nDCG@10 by more
// than chance: b's mean less a's, and the share of rounds in which a random exchange
// of the two rankings topic by topic gives as large a difference (paired
// randomisation test, Smucker, Allan and Carterette 2007).
func Compare(a, b Report, rounds int, seed uint64) (difference, p float64, err error) {
	if len(a.Topics) != len(b.Topics) || len(a.Topics) == 0 {
		return 0, 1, fmt.Errorf("comparing rankings: %d and %d topics", len(a.Topics), len(b.Topics))
	}
	d := make([]float64, len(a.Topics))
	for i := range d {
		if a.Topics[i].Topic != b.Topics[i].Topic {
			return 0, 1, fmt.Errorf("comparing rankings: topic %d is %s and %s", i, a.Topics[i].Topic, b.Topics[i].Topic)
		}
		d[i] = b.Topics[i].NDCG10 - a.Topics[i].NDCG10
		difference += d[i]
	}
	rng := rand.New(rand.NewPCG(seed, seed))
	extreme := 0
	for range rounds {
		var sum float64
		for _, x := range d {
			if rng.Uint64()&1 == 0 {
				sum += x
			} else {
				sum -= x
			}
		}
		if math.Abs(sum) >= math.Abs(difference)-1e-12 {
			extreme++
		}
	}
	return difference / float64(len(d)), float64(extreme+1) / float64(rounds+1), nil
}
