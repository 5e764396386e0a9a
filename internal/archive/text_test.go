package archive

import (
	"errors"
	"fmt"
	"testing"
)

func TestSpanIn(t *testing.T) {
	text := "aßb"
	for span, want := range map[Span]bool{
		{0, 1}: true, {1, 3}: true, {0, 4}: true, {1, 2}: false, {2, 3}: false, {0, 0}: false, {3, 1}: false,
		{-1, 1}: false, {0, 5}: false,
	} {
		if got := span.In(text); got != want {
			t.Errorf("%v.In(%q) = %v, want %v", span, text, got, want)
		}
	}
	if got, want := (Span{1, 3}).CodePoints(text), (Span{1, 2}); got != want {
		t.Errorf("code points of ß in %q: %v, want %v", text, got, want)
	}
}

func TestCanonicalTextTellsKindsApart(t *testing.T) {
	a := Article{Paragraphs: []Paragraph{{Kind: Heading, Text: "Titel"}, {Kind: Text, Text: "Satz."}, {Kind: Quote, Text: "Wort."}}}
	if got, want := a.CanonicalText(), "## Titel\n\nSatz.\n\n> Wort.\n"; got != want {
		t.Errorf("CanonicalText() = %q, want %q", got, want)
	}
	b := a
	b.Paragraphs = []Paragraph{{Kind: Text, Text: "Titel"}, {Kind: Text, Text: "Satz."}, {Kind: Quote, Text: "Wort."}}
	if a.TextSHA256() == b.TextSHA256() {
		t.Error("a heading turned into text leaves the hash as it was")
	}
}

func TestCodeOf(t *testing.T) {
	cause := errors.New("disk")
	err := fmt.Errorf("reading: %w", &Error{Code: CodeNoSpace, Message: "Speicher voll", Err: cause})
	if CodeOf(err) != CodeNoSpace || MessageOf(err) != "Speicher voll" || !errors.Is(err, cause) {
		t.Errorf("code %q, message %q, cause kept %v", CodeOf(err), MessageOf(err), errors.Is(err, cause))
	}
	if CodeOf(nil) != "" || CodeOf(cause) != CodeInternal || CodeOf(fmt.Errorf("x: %w", &Moved{To: "kim"})) != CodeMoved {
		t.Errorf("CodeOf: nil %q, plain %q", CodeOf(nil), CodeOf(cause))
	}
}
