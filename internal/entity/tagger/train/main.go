// Command train makes the tagger's model, or cross-validates it.
//
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -out internal/entity/tagger/model.bin.gz
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -cross 5
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

	"depesche/internal/entity/eval"
	"depesche/internal/entity/tagger"
)

// sets are the training sets. SmartData does not mark names of other classes.
var sets = []struct {
	file    string
	partial bool
}{
	{"germeval2014-train.tsv", false},
	{"smartdata1.train.news.tsv", true},
	{"smartdata1.test.news.tsv", true},
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data/ner", "folder of the training sets")
	out := flag.String("out", "", "model file to write")
	cross := flag.Int("cross", 0, "cross-validate in so many parts instead of writing")
	use := flag.Int("sets", len(sets), "how many of the sets to use")
	options := tagger.DefaultOptions
	flag.IntVar(&options.Epochs, "epochs", options.Epochs, "passes")
	flag.Float64Var(&options.Rate, "rate", options.Rate, "learning rate")
	flag.Float64Var(&options.Drop, "drop", options.Drop, "share of features left out at random")
	flag.Float64Var(&options.L2, "l2", options.L2, "weight decay")
	flag.Float64Var(&options.Other, "other", options.Other, "how much examples of the other sets count")
	flag.Float64Var(&options.Bias, "bias", options.Bias, "for more recall")
	flag.IntVar(&options.Runs, "runs", options.Runs, "models to average")
	flag.Parse()
	if err := run(*data, *out, *cross, *use, options); err != nil {
		log.Fatal(err)
	}
}

func run(data, out string, cross, use int, o tagger.Options) error {
	var examples []tagger.Example
	for domain, set := range sets[:use] {
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
			examples = append(examples, tagger.Example{Tokens: s.Tokens, Tags: s.Tags, Partial: set.partial, Domain: min(domain, 1)})
		}
	}
	if cross > 0 {
		return crossValidate(examples, cross, o)
	}
	var b bytes.Buffer
	n, err := tagger.Train(&b, examples, o, func(epoch int, loss float64) { fmt.Printf("Durchgang %d, Verlust %.0f\n", epoch+1, loss) })
	if err != nil {
		return err
	}
	fmt.Printf("%d Merkmale, %d Bytes\n", n, b.Len())
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func crossValidate(examples []tagger.Example, parts int, o tagger.Options) error {
	var r eval.Report
	for part := range parts {
		t, held, err := tagger.CrossValidate(examples, part, parts, o)
		if err != nil {
			return err
		}
		for _, e := range held {
			r.CompareTags(e.Tokens, e.Tags, t.Tag(e.Tokens))
		}
		fmt.Printf("Teil %d von %d: bisher F1 %.4f\n", part+1, parts, r.Total().F1())
	}
	_, err := r.WriteTo(os.Stdout)
	return err
}
