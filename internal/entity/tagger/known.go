package tagger

// known is what a spelling brings along wherever it stands: its token, and the
// sums of the weights of those features that it has by itself. Of the features
// of a token in a sentence most are such; only the joint ones are left to be
// looked up there.
type known struct {
	token
	own                       [2]sum // not at the beginning of a sentence, and there
	before, after             sum    // for the token behind and before it
	secondBefore, secondAfter sum
}

// memory bounds what is remembered of spellings: some 16 MB when it is full.
const memory = 1 << 16

func (t *Tagger) know(word string) *known {
	return t.words.Get(word, func(word string) known { return t.sum(t.describer.describe(word)) })
}

// sum adds up the weights that a token brings along.
func (t *Tagger) sum(tok described) known {
	k := known{token: tok.token}
	var space [192]uint64
	add := func(features []uint64, to *sum) {
		for _, f := range features {
			t.weights.add(f, to)
		}
	}
	if tok.opens || tok.carries {
		add(tok.ownPlace(0, space[:0]), &k.own[0])
		add(tok.ownPlace(1, space[:0]), &k.own[1])
		var own sum
		for _, f := range tok.ownAnywhere(space[:0]) {
			if t.weights.add(f, &own); own.rows() == maxOwn {
				break
			}
		}
		k.own[0].plus(&own)
		k.own[1].plus(&own)
	}
	add(tok.asBefore(space[:0]), &k.before)
	add(tok.asAfter(space[:0]), &k.after)
	add(tok.asSecondBefore(space[:0]), &k.secondBefore)
	add(tok.asSecondAfter(space[:0]), &k.secondAfter)
	return k
}

// maxOwn is how many rows of features that a token has anywhere are added up; what
// has as many is no word. A sum has room for these and for all other features, which
// are fewer than maxOther.
const (
	maxOwn   = maxRows - maxOther
	maxOther = 117
)

// scoresOf adds up the weights of all features of the i-th token.
func (t *Tagger) scoresOf(ks []*known, i int, inside uint64) scores {
	at := func(i int) *known {
		if i < 0 || i >= len(ks) {
			return &t.border
		}
		return ks[i]
	}
	p2, p, k, n, n2 := at(i-2), at(i-1), at(i), at(i+1), at(i+2)
	all := k.own[first(i, &p.token)]
	all.plus(&p.before)
	all.plus(&n.after)
	all.plus(&p2.secondBefore)
	all.plus(&n2.secondAfter)
	var space [80]uint64
	for _, f := range joint(&p2.token, &p.token, &k.token, &n.token, &n2.token, inside, space[:0]) {
		t.weights.add(f, &all)
	}
	return all.scores()
}
