// Command train makes the tagger's model, or cross-validates it.
//
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -out internal/entity/tagger/model.bin.gz
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -cross 5           # on GermEval
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -cross 5 -held 2   # on SmartData
//
// The folder has the sets as BIO files: germeval2014-train.tsv and the SmartData
// news.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"depesche/internal/entity/eval"
	"depesche/internal/entity/tagger"
)

// sets are the training sets. Those that are partial do not mark names of other
// classes.
var sets = []struct {
	file    string
	partial bool
	weight  float64
}{
	{"germeval2014-train.tsv", false, 1},
	{"smartdata1.train.news.tsv", true, 1},
	{"smartdata1.test.news.tsv", true, 1},
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data/ner", "folder of the training sets")
	out := flag.String("out", "", "model file to write")
	cross := flag.Int("cross", 0, "cross-validate in so many parts instead of writing")
	use := flag.Int("sets", len(sets), "how many of the sets to use")
	held := flag.Int("held", 0, "number of the set that cross-validation holds parts of back, from 0")
	only := flag.Int("only", 0, "cross-validate so many of the parts only")
	biases := flag.String("biases", "", "further biases to measure in cross-validation, with commas between")
	options := tagger.DefaultOptions
	flag.IntVar(&options.Epochs, "epochs", options.Epochs, "passes")
	flag.Float64Var(&options.Rate, "rate", options.Rate, "learning rate")
	flag.Float64Var(&options.Drop, "drop", options.Drop, "share of features left out at random")
	flag.Float64Var(&options.L2, "l2", options.L2, "weight decay")
	flag.Float64Var(&options.Bias, "bias", options.Bias, "for more recall")
	flag.IntVar(&options.Runs, "runs", options.Runs, "models to average")
	flag.Parse()
	if *only == 0 {
		*only = *cross
	}
	c := validation{parts: *cross, only: *only, held: *held, biases: []float64{options.Bias}}
	for b := range strings.SplitSeq(*biases, ",") {
		if v, err := strconv.ParseFloat(b, 64); err == nil {
			c.biases = append(c.biases, v)
		}
	}
	if err := run(*data, *out, c, *use, options); err != nil {
		log.Fatal(err)
	}
}

// validation says how to cross-validate; no parts: not at all.
type validation struct {
	parts, only, held int
	biases            []float64
}

func run(data, out string, cross validation, use int, o tagger.Options) error {
	var examples []tagger.Example
	for number, set := range sets[:use] {
		f, err := os.Open(filepath.Join(data, set.file))
		if err != nil {
			return err
		}
		sentences, err := eval.ReadBIO(f)
		f.Close()
		if err != nil {
			return fmt.Errorf("reading %s: %w", set.file, err)
		}
		for _, s := range sentences {
			examples = append(examples, tagger.Example{Tokens: s.Tokens, Tags: s.Tags, Partial: set.partial, Set: number, Weight: set.weight})
		}
	}
	if cross.parts > 0 {
		return cross.run(examples, o)
	}
	var b bytes.Buffer
	n, err := tagger.Train(&b, examples, o, func(epoch int, loss float64) { fmt.Printf("Durchgang %d, Verlust %.0f\n", epoch+1, loss) })
	if err != nil {
		return err
	}
	fmt.Printf("%d Merkmale, %d Bytes\n", n, b.Len())
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func (v validation) run(examples []tagger.Example, o tagger.Options) error {
	reports := make([]eval.Report, len(v.biases))
	for part := range v.only {
		t, held, err := tagger.CrossValidate(examples, v.held, part, v.parts, o)
		if err != nil {
			return err
		}
		for i, bias := range v.biases {
			t.SetBias(bias)
			for _, e := range held {
				only := []string{"PER", "LOC", "ORG", "OTH"}
				if e.Partial {
					only = only[:3]
				}
				reports[i].CompareTags(e.Tokens, eval.Only(e.Tags, only), eval.Only(t.Tag(e.Tokens), only))
			}
		}
		fmt.Printf("Teil %d von %d: bisher F1 %.4f\n", part+1, v.parts, reports[0].Total().F1())
	}
	for i, bias := range v.biases {
		fmt.Printf("\nNeigung %.2f\n", bias)
		if _, err := reports[i].WriteTo(os.Stdout); err != nil {
			return err
		}
	}
	return nil
}
