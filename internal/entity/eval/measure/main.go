// Command measure prints precision, recall and F1 by kind against a gold file.
// For linked mentions in raw texts (.jsonl), in the view of readers and in that
// of taggers:
//
//	go run ./internal/entity/eval/measure -gold ../shared/data/ner/gold-seeds.jsonl -texts ../shared/seeds \
//	   -names ../shared/data/ner/gold-entities.json
//	go run ./internal/entity/eval/measure -view names -registry "" -gold … -texts …   # discovery alone
//
// For tokens with BIO tags (.tsv), the tagger alone, by its classes:
//
//	go run ./internal/entity/eval/measure -gold ../shared/data/ner/sonar.dev.tsv -classes PER,LOC,ORG
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/entity/eval"
	"depesche/internal/entity/tagger"
)

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.registry, "registry", "corpus/entities.yaml", "registry file; empty for none")
	flag.StringVar(&o.gold, "gold", "", "gold file, .jsonl or .tsv")
	flag.StringVar(&o.texts, "texts", "", "folder of the texts that a .jsonl gold file names")
	flag.StringVar(&o.names, "names", "", "JSON list of the gold's entities, to find them by name where the registry has another id")
	flag.StringVar(&o.view, "view", "linked", "linked: what readers see, with its entity; names: names by class")
	flag.StringVar(&o.classes, "classes", "PER,LOC,ORG,OTH", "classes of a .tsv file that count")
	flag.StringVar(&o.model, "model", "", "another model of the tagger, for a .tsv file")
	flag.BoolVar(&o.discover, "discover", true, "with the tagger's suggestions")
	flag.BoolVar(&o.errors, "errors", false, "list each error")
	flag.Parse()
	report, err := run(o)
	if err != nil {
		log.Fatal(err)
	}
	report.WriteTo(os.Stdout)
	if o.errors {
		fmt.Println(strings.Join(report.Errors, "\n"))
	}
}

type options struct {
	registry, gold, texts, names, view, classes, model string
	discover, errors                                   bool
}

func run(o options) (*eval.Report, error) {
	f, err := os.Open(o.gold)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if strings.HasSuffix(o.gold, ".tsv") {
		return tags(f, strings.Split(o.classes, ","), o.model)
	}
	docs, err := eval.ReadDocuments(f)
	if err != nil {
		return nil, err
	}
	var paths []string
	if o.registry != "" {
		paths = append(paths, o.registry)
	}
	reg, err := entity.Load(paths...)
	if reg == nil {
		return nil, err
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	rec, err := entity.NewShipped(reg, o.discover)
	if err != nil {
		return nil, err
	}
	names, err := goldNames(o.names)
	if err != nil {
		return nil, err
	}
	view := eval.Linked(func(id string) string { return reg.Resolve(id, names[id]) })
	if o.view == "names" {
		view = eval.Named(archive.Person, archive.Place)
	}
	return eval.Measure(rec, docs, func(file string) (string, error) {
		b, err := os.ReadFile(filepath.Join(o.texts, file))
		return string(b), err
	}, view)
}

func goldNames(path string) (map[string]string, error) {
	names := map[string]string{}
	if path == "" {
		return names, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var list []struct{ ID, Name string }
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	for _, e := range list {
		names[e.ID] = e.Name
	}
	return names, nil
}

func tags(f *os.File, classes []string, model string) (*eval.Report, error) {
	sentences, err := eval.ReadBIO(f)
	if err != nil {
		return nil, err
	}
	t, err := tagger.Shipped()
	if model != "" {
		t, err = load(model)
	}
	if err != nil {
		return nil, err
	}
	r := &eval.Report{}
	for _, s := range sentences {
		r.CompareTags(s.Tokens, eval.Only(s.Tags, classes), eval.Only(t.Tag(s.Tokens), classes))
	}
	return r, nil
}

func load(model string) (*tagger.Tagger, error) {
	f, err := os.Open(model)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return tagger.Load(f)
}
