package tagger_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"depesche/internal/entity/eval"
	"depesche/internal/entity/tagger"
	"depesche/internal/testkit"

	"github.com/google/go-cmp/cmp"
)

func shipped(t testing.TB) *tagger.Tagger {
	t.Helper()
	tg, err := tagger.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return tg
}

func TestFind(t *testing.T) {
	text := "Der Analyst Michail Barabanow lebt in Kasan. „Angela Schmidt“, sagte Dr. Peter Müller, kam aus Hamburg."
	var got []string
	for _, n := range shipped(t).Find(text) {
		got = append(got, n.Class+" "+text[n.Span.Start:n.Span.End])
	}
	want := []string{"PER Michail Barabanow", "LOC Kasan", "PER Angela Schmidt", "PER Peter Müller", "LOC Hamburg"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func bio(t testing.TB, name string) []eval.Sentence {
	t.Helper()
	f, err := os.Open(testkit.Shared(t, "data", "ner", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ss, err := eval.ReadBIO(f)
	if err != nil {
		t.Fatal(err)
	}
	return ss
}

// The only modern set that the model has not learnt from is historical news with
// errors of its reading by machine: a floor under the places, which keep.
func TestPlacesOfOldNewspapers(t *testing.T) {
	var r eval.Report
	only := []string{"LOC"}
	tg := shipped(t)
	for _, s := range bio(t, "sonar.dev.tsv") {
		r.CompareTags(s.Tokens, eval.Only(s.Tags, only), eval.Only(tg.Tag(s.Tokens), only))
	}
	if f1 := r.Total().F1(); f1 < 0.72 {
		t.Errorf("F1 of places %.3f, want at least 0.72", f1)
	}
}

// A fifth of the sentences is held back; the figures of all five parts are
// printed by the train command with -cross 5.
func TestLearning(t *testing.T) {
	if testing.Short() {
		t.Skip("trains a model")
	}
	var examples []tagger.Example
	for _, s := range bio(t, "germeval2014-train.tsv") {
		examples = append(examples, tagger.Example{Tokens: s.Tokens, Tags: s.Tags})
	}
	o := tagger.DefaultOptions
	o.Epochs, o.Runs, o.Domains = 6, 1, []float64{1}
	made, held, err := tagger.CrossValidate(examples, 0, 1, 5, o)
	if err != nil {
		t.Fatal(err)
	}
	tg := made(o.Domains)
	var r eval.Report
	for _, e := range held {
		r.CompareTags(e.Tokens, eval.Only(e.Tags, []string{"PER", "LOC", "ORG", "OTH"}), tg.Tag(e.Tokens))
	}
	if f1 := r.Total().F1(); f1 < 0.67 {
		t.Errorf("F1 %.3f on held-back sentences, want at least 0.67", f1)
	}
}

func TestTrainWritesWhatLoads(t *testing.T) {
	examples := []tagger.Example{
		{Tokens: strings.Fields("Anna Schmidt lebt in Hamburg ."), Tags: strings.Fields("B-PER I-PER O O B-LOC O")},
		{Tokens: strings.Fields("In Bremen wohnt Peter ."), Tags: strings.Fields("O B-LOC O B-PER O")},
	}
	var b bytes.Buffer
	o := tagger.DefaultOptions
	o.Epochs, o.Drop, o.Bias = 30, 0, 0
	if _, err := tagger.Train(&b, examples, o, nil); err != nil {
		t.Fatal(err)
	}
	tg, err := tagger.Load(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(tg.Tag(examples[0].Tokens), " "); got != "B-PER I-PER O O B-LOC O" {
		t.Errorf("learnt %q", got)
	}
	if _, err := tagger.Load(strings.NewReader("no model")); err == nil {
		t.Error("loaded what is no model")
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Dr. Müller\xff kam, z.B. nach St. Gallen: „So!“ -- 3.5-fach O'Brien’s")
	tg := shipped(f)
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, n := range tg.Find(text) {
			if n.Span.Start < last || n.Span.End <= n.Span.Start || n.Span.End > len(text) {
				t.Fatalf("span %v in %q", n.Span, text)
			}
			last = n.Span.End
		}
	})
}

func BenchmarkFind(b *testing.B) {
	data, err := os.ReadFile(testkit.Shared(b, "data", "gnad", "test.csv"))
	if err != nil {
		b.Fatal(err)
	}
	lines := strings.Split(string(data[:400_000]), "\n")
	tg := shipped(b)
	b.SetBytes(400_000)
	b.ReportAllocs()
	before := testkit.CPU()
	for b.Loop() {
		for _, l := range lines {
			tg.Find(l)
		}
	}
	b.ReportMetric(float64(b.N)*0.4/(testkit.CPU()-before).Seconds(), "MB/cpu-s")
}
