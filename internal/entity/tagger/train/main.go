// Command train makes the tagger's model, or cross-validates it.
//
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -out internal/entity/tagger/model.bin.gz
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -cross 5           # on GermEval
//	go run ./internal/entity/tagger/train -data ../shared/data/ner -cross 5 -held 2   # on SmartData
//	… -cross 5 -runs 1 -domains "1;0.8,0.2" -biases 0,0.5                             # other shares and biases, of one training
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
	"runtime"
	"strconv"
	"strings"

	"depesche/internal/entity/eval"
	"depesche/internal/entity/tagger"
)

// sets are the training sets. Those that are partial do not mark names of other
// classes, nor what is made of names.
var sets = []struct {
	file    string
	partial bool
	domain  int
	weight  float64
}{
	{"germeval2014-train.tsv", false, 0, 1},
	{"smartdata1.train.news.tsv", true, 1, 1},
	{"smartdata1.test.news.tsv", true, 1, 1},
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
	domains := flag.String("domains", "", "share of each domain's own weights in the model, with commas between: GermEval, SmartData; several such, with semicolons between, in cross-validation")
	flag.Parse()
	if *only == 0 {
		*only = *cross
	}
	c := validation{parts: *cross, only: *only, held: *held, biases: []float64{options.Bias}, domains: [][]float64{options.Domains}}
	c.biases = append(c.biases, numbers(*biases)...)
	if *domains != "" {
		c.domains = nil
		for d := range strings.SplitSeq(*domains, ";") {
			c.domains = append(c.domains, numbers(d))
		}
		options.Domains = c.domains[0]
	}
	if err := run(*data, *out, c, *use, options); err != nil {
		log.Fatal(err)
	}
}

// numbers reads numbers with commas between, passing over what is none.
func numbers(list string) (ns []float64) {
	for n := range strings.SplitSeq(list, ",") {
		if v, err := strconv.ParseFloat(n, 64); err == nil {
			ns = append(ns, v)
		}
	}
	return ns
}

// validation says how to cross-validate; no parts: not at all.
type validation struct {
	parts, only, held int
	biases            []float64
	domains           [][]float64
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
			examples = append(examples, tagger.Example{Tokens: s.Tokens, Tags: s.Tags, Partial: set.partial, Set: number, Domain: set.domain, Weight: set.weight})
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
	reports := make([][]eval.Report, len(v.domains))
	for i := range reports {
		reports[i] = make([]eval.Report, len(v.biases))
	}
	type model struct {
		make func(domains []float64) *tagger.Tagger
		held []tagger.Example
		err  error
	}
	models := make([]chan model, v.only)
	free := make(chan bool, runtime.GOMAXPROCS(0))
	for part := range models {
		models[part] = make(chan model, 1)
		go func() {
			free <- true
			t, held, err := tagger.CrossValidate(examples, v.held, part, v.parts, o)
			<-free
			models[part] <- model{t, held, err}
		}()
	}
	for part := range models {
		m := <-models[part]
		if m.err != nil {
			return m.err
		}
		for i, domains := range v.domains {
			t := m.make(domains)
			for k, bias := range v.biases {
				t.SetBias(bias)
				compare(t, m.held, &reports[i][k])
			}
		}
		models[part] = nil
		fmt.Printf("Teil %d von %d: bisher F1 %.4f\n", part+1, v.parts, reports[0][0].Total().F1())
	}
	for i, domains := range v.domains {
		for k, bias := range v.biases {
			fmt.Printf("\nNeigung %.2f, Anteile %v\n", bias, domains)
			if _, err := reports[i][k].WriteTo(os.Stdout); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare tags what was held back.
func compare(t *tagger.Tagger, held []tagger.Example, report *eval.Report) {
	for _, e := range held {
		only := []string{"PER", "LOC", "ORG", "OTH"}
		if e.Partial {
			only = only[:3]
		}
		report.CompareTags(e.Tokens, eval.Only(e.Tags, only), eval.Only(t.Tag(e.Tokens), only))
	}
}
