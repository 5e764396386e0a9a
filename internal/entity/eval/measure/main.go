// Command measure prints precision, recall and F1 of the recogniser by kind.
//
//	go run ./internal/entity/eval/measure -registry corpus/entities.yaml -gold ../shared/data/ner/gold-seeds.jsonl -texts ../shared/seeds
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"depesche/internal/entity"
	"depesche/internal/entity/eval"
)

func main() {
	log.SetFlags(0)
	registry := flag.String("registry", "corpus/entities.yaml", "registry file")
	gold := flag.String("gold", "", "gold file, .jsonl (linked mentions)")
	texts := flag.String("texts", "", "folder of the texts that a .jsonl gold file names")
	names := flag.String("names", "", "JSON list of the gold's entities, to find them by name where the registry has another id")
	show := flag.Bool("errors", false, "list each error")
	flag.Parse()
	if err := run(*registry, *gold, *texts, *names, *show); err != nil {
		log.Fatal(err)
	}
}

func run(registry, gold, texts, names string, show bool) error {
	reg, err := entity.Load(registry)
	if reg == nil {
		return err
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	f, err := os.Open(gold)
	if err != nil {
		return err
	}
	defer f.Close()
	docs, err := eval.ReadDocuments(f)
	if err != nil {
		return err
	}
	nameOf := map[string]string{}
	if names != "" {
		var list []struct{ ID, Name string }
		data, err := os.ReadFile(names)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &list); err != nil {
			return fmt.Errorf("reading %s: %w", names, err)
		}
		for _, e := range list {
			nameOf[e.ID] = e.Name
		}
	}
	text := func(file string) (string, error) {
		b, err := os.ReadFile(filepath.Join(texts, file))
		return string(b), err
	}
	report, err := eval.Measure(entity.NewRecogniser(reg), docs, text, eval.Linked(reg, nameOf))
	if err != nil {
		return err
	}
	report.WriteTo(os.Stdout)
	if show {
		for _, e := range report.Errors {
			fmt.Println(e)
		}
	}
	return nil
}
