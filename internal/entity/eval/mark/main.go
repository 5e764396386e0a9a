// Command mark prints texts with their mentions in brackets, for reading.
//
//	go run ./internal/entity/eval/mark -registry corpus/entities.yaml FILE...
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"strings"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/entity/eval"
)

func main() {
	log.SetFlags(0)
	registry := flag.String("registry", "corpus/entities.yaml", "registry file")
	derived := flag.Bool("derived", false, "mark adjectives and inhabitants too")
	flag.Parse()
	reg, err := entity.Load(*registry)
	if reg == nil {
		log.Fatal(err)
	}
	rec, err := entity.NewShipped(reg, true)
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range flag.Args() {
		text, err := os.ReadFile(file)
		if err != nil {
			log.Fatal(err)
		}
		raw := eval.NewRaw(string(text), 0)
		marked := make([]string, len(raw.Article.Paragraphs))
		ends := make([]int, len(marked))
		for _, m := range rec.Mentions(&raw.Article) {
			if m.Form == archive.FormDerived && !*derived {
				continue
			}
			text := raw.Article.Paragraphs[m.Paragraph].Text
			marked[m.Paragraph] += text[ends[m.Paragraph]:m.Span.Start] + "[" + text[m.Span.Start:m.Span.End] + "|" + map[bool]string{true: "+"}[m.Suggested] + m.Entity + "]"
			ends[m.Paragraph] = m.Span.End
		}
		for i, p := range raw.Article.Paragraphs {
			marked[i] += p.Text[ends[i]:]
		}
		fmt.Println("==", file)
		fmt.Println(strings.Join(marked, "\n"))
	}
}
