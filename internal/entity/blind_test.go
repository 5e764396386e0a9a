package entity_test

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/entity/eval"
	"depesche/internal/testkit"
)

func shipped(t testing.TB, discover bool) *entity.Recogniser {
	t.Helper()
	reg, err := entity.Load(filepath.Join(testkit.Root(t), "corpus", "entities.yaml"))
	if err != nil {
		t.Fatalf("shipped registry: %v", err)
	}
	rec, err := entity.NewShipped(reg, discover)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

var mark = regexp.MustCompile(`\[([^\]|]*)\|([^\]]*)\]`)

// blind reads the articles of a file of testdata with their marked mentions.
func blind(t testing.TB, file string) (articles []archive.Article, gold [][]eval.Span) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var a archive.Article
	var spans []eval.Span
	flush := func() {
		if len(a.Paragraphs) > 0 {
			articles, gold = append(articles, a), append(gold, spans)
		}
		a, spans = archive.Article{}, nil
	}
	for s := bufio.NewScanner(f); s.Scan(); {
		line := s.Text()
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case line == "":
			flush()
			continue
		}
		var text strings.Builder
		last := 0
		for _, m := range mark.FindAllStringSubmatchIndex(line, -1) {
			text.WriteString(line[last:m[0]])
			start := text.Len()
			text.WriteString(line[m[2]:m[3]])
			if id := line[m[4]:m[5]]; id != "" {
				at := 10000 * len(a.Paragraphs)
				spans = append(spans, eval.Span{Start: at + start, End: at + text.Len(), Label: id})
			}
			last = m[1]
		}
		text.WriteString(line[last:])
		a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: text.String()})
	}
	flush()
	return articles, gold
}

func TestBlindSentences(t *testing.T) {
	rec := shipped(t, true)
	for _, file := range []string{"blind.txt", "blind2.txt", "blind3.txt", "blind4.txt", "blind5.txt"} {
		t.Run(file, func(t *testing.T) { blindSentences(t, rec, file) })
	}
}

func blindSentences(t *testing.T, rec *entity.Recogniser, file string) {
	var report eval.Report
	articles, gold := blind(t, file)
	for i, a := range articles {
		var found, wanted, optional []eval.Span
		for _, g := range gold[i] {
			if strings.HasPrefix(g.Label, "+") {
				optional = append(optional, g)
			} else {
				wanted = append(wanted, g)
			}
		}
		for _, m := range rec.Mentions(&a) {
			if m.Form != archive.FormDerived && !m.Suggested {
				at := 10000 * m.Paragraph
				found = append(found, eval.Span{Start: at + m.Span.Start, End: at + m.Span.End, Label: m.Entity})
			}
		}
		report.Compare(wanted, found, optional, func(eval.Span) string { return "registry" }, func(s eval.Span) string {
			text := a.Paragraphs[s.Start/10000].Text
			start, end := s.Start%10000, s.Start%10000+s.End-s.Start
			return text[:start] + "[" + text[start:end] + "]" + text[end:]
		})
	}
	total := report.Total()
	t.Logf("P %.3f R %.3f on %d mentions", total.Precision(), total.Recall(), total.Right+total.Missed)
	for _, e := range report.Errors {
		t.Log(e)
	}
	if total.Precision() < 0.97 || total.Recall() < 0.90 {
		t.Errorf("precision %.3f, recall %.3f; want at least 0.97 and 0.90", total.Precision(), total.Recall())
	}
}
