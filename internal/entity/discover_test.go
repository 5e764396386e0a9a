package entity_test

import (
	"testing"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/entity/tagger"
)

// everything is a finder that takes every line for a person.
type everything struct{}

func (everything) Find(text string) []tagger.Name {
	return []tagger.Name{{Span: archive.Span{Start: 0, End: 1}, Class: "PER"}, {Span: archive.Span{Start: 0, End: len(text)}, Class: "PER"}}
}

// What a finder takes for a name need not have a letter in it.
func TestFoundWithoutLetters(t *testing.T) {
	registry, err := entity.Parse()
	if err != nil {
		t.Fatal(err)
	}
	r := entity.NewRecogniser(registry, entity.WithFinder(everything{}))
	for _, text := range []string{"- Kim", "1 Kim", "( Kim"} {
		r.Mentions(&archive.Article{Paragraphs: []archive.Paragraph{{Kind: archive.Text, Text: text}}})
	}
}
