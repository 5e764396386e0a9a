package bleveindex

import (
	"bytes"
	"strings"
	"testing"

	"depesche/internal/german"
)

func TestCodesLoseNothing(t *testing.T) {
	a, err := german.NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(strings.Fields(frequentForms)); n > 256-firstCode {
		t.Fatalf("%d frequent forms, room for %d", n, 256-firstCode)
	}
	c := newCodes(a)
	b := builder{analyzer: a, keywords: map[string]*keyword{}, rare: map[string]bool{},
		stem: newField("", 0), part: newField("", 0), form: newField("", 0), name: newField("", 0),
		title: newField("", 0), root: newField("", 0), pair: newField("", 0)}
	b.line("Der Minister und die Züge", titleLine, 1)
	b.line("In der Regierung wird das nicht so gesehen, sagte Kim Jong-un; xyzzy 2024.", bodyLine, 1)
	stored := c.encode(b.stream)
	if got := c.decode(nil, stored); !bytes.Equal(got, b.stream) {
		t.Errorf("decoded %x, want %x", got, b.stream)
	}
	if 4*len(stored) > 3*len(b.stream) {
		t.Errorf("%d bytes stored of %d", len(stored), len(b.stream))
	}
	if got := c.decode(nil, []byte{1, 2}); len(got) > 0 {
		t.Errorf("a stream cut short gives %x", got)
	}
}

func TestFormsStayBelowTheCodes(t *testing.T) {
	a, err := german.NewAnalyzer()
	if err != nil {
		t.Fatal(err)
	}
	for w := range strings.FieldsSeq("Regierung Haus sagte XY 2024 Ökonomie Straße") {
		if s := appendWord(nil, a.Word(w)); s[2] >= firstCode || isBreak(s, 0) {
			t.Errorf("%s is %x", w, s)
		}
	}
}
