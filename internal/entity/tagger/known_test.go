package tagger

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is remembered of spellings and what is looked up beside it are together
// all features of a token that may be in a name, each once.
func TestKnownAndJointFeaturesAreAll(t *testing.T) {
	tg, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields(`" Angela Schmidt " , sagte Dr. Peter Müllers UN-Sprecher am 3.5. in St. Gallen über Sicherheitsfragen .`)
	ts := tg.describer.sentence(words)
	ks := make([]*known, len(words))
	for i, w := range words {
		ks[i] = tg.know(w)
	}
	inside := insides(words, func(i int) bool { return ts[i].quote })
	shut := closed(len(ts), func(i int) *token { return &ts[i].token })
	for i := range ts {
		if shut[i] {
			continue
		}
		var want scores
		for _, f := range features(ts, i, inside[i], nil) {
			var one sum
			tg.weights.add(f, &one)
			for l, w := range one.scores() {
				want[l] += w
			}
		}
		if diff := cmp.Diff(want, tg.scoresOf(ks, i, inside[i])); diff != "" {
			t.Errorf("%s: sum of all features (-) and what is added up (+):\n%s", words[i], diff)
		}
	}
}
