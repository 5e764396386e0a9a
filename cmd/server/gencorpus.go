package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"depesche/internal/archive"
)

// defineGencorpus makes corpora of any size to measure on: it recombines the
// paragraphs of real articles, so that words have the frequencies of real
// text. The same seed gives the same files.
func defineGencorpus(fs *flag.FlagSet) runner {
	n := fs.Int("n", 1000, "how many articles")
	seed := fs.Uint64("seed", 1, "the same seed gives the same articles")
	words := fs.Int("words", 430, "words in an article, about")
	source := fs.String("source", "", "`file` with real articles: lines of class;'text' (10kGNAD)")
	return func(ctx context.Context, _ Config, args []string, con console) error {
		if len(args) != 1 || *source == "" || *n < 1 || *words < 50 {
			return usageError{"want: server gencorpus -source test.csv [-n 1000] [-seed 1] [-words 430] FOLDER"}
		}
		f, err := os.Open(*source)
		if err != nil {
			return fmt.Errorf("opening the source of paragraphs: %w", err)
		}
		defer f.Close()
		paragraphs, err := readParagraphs(f)
		if err != nil {
			return fmt.Errorf("reading %s: %w", *source, err)
		}
		g := generator{paragraphs: paragraphs, words: *words, seed: *seed}
		if err := g.writeAll(ctx, args[0], *n); err != nil {
			return err
		}
		fmt.Fprintf(con.out, "%d articles in %s\n", *n, args[0])
		return nil
	}
}

// paragraph is a run of sentences of one real article.
type paragraph struct {
	class string
	text  string
	words int
}

// readParagraphs cuts each article into paragraphs of about four sentences.
func readParagraphs(r io.Reader) ([]paragraph, error) {
	const sentencesEach = 4
	in := csv.NewReader(bufio.NewReader(apostrophes{bufio.NewReader(r)}))
	in.Comma, in.FieldsPerRecord = ';', 2
	var all []paragraph
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		sentences := strings.SplitAfter(record[1], ". ")
		for start := 0; start < len(sentences); start += sentencesEach {
			run := strings.TrimSpace(strings.Join(sentences[start:min(start+sentencesEach, len(sentences))], ""))
			if n := len(strings.Fields(run)); n >= 10 {
				all = append(all, paragraph{record[0], run, n})
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("no paragraphs of ten words or more")
	}
	return all, nil
}

// apostrophes reads a file whose quote is ' as one whose quote is ", which is
// what encoding/csv knows.
type apostrophes struct{ r io.Reader }

func (a apostrophes) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	for i, c := range p[:n] {
		switch c {
		case '\'':
			p[i] = '"'
		case '"':
			p[i] = '\''
		}
	}
	return n, err
}

type generator struct {
	paragraphs []paragraph
	words      int
	seed       uint64
}

var generatedOutlets = []string{"Abendblatt", "Der Bote", "Kurier", "Landeszeitung", "Morgenpost", "Rundschau", "Tageblatt", "Wochenschau"}

func (g generator) writeAll(ctx context.Context, folder string, n int) error {
	const filesPerFolder = 1000
	for i := range n {
		if err := ctx.Err(); err != nil {
			return err
		}
		dir := filepath.Join(folder, "articles", fmt.Sprintf("%04d", i/filesPerFolder))
		if i%filesPerFolder == 0 {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("making a folder for articles: %w", err)
			}
		}
		file := filepath.Join(dir, fmt.Sprintf("%07d.md", i))
		if err := os.WriteFile(file, []byte(g.article(i)), 0o644); err != nil {
			return fmt.Errorf("writing an article: %w", err)
		}
	}
	return nil
}

// article is the file of the i-th article; it depends on the seed and i alone.
func (g generator) article(i int) string {
	rng := rand.New(rand.NewPCG(g.seed, uint64(i)))
	first := g.paragraphs[rng.IntN(len(g.paragraphs))]
	day := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rng.IntN(10*365))
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: %q\nauthors: [\"%s %s\"]\noutlet: %s\npublished: %s\nlang: de\ntags: [%s]\n---\n",
		generatedID(rng), headline(first.text, 9),
		pickOne(rng, "Anna", "Bernd", "Carla", "David", "Emre", "Frieda", "Georg", "Hanna"),
		pickOne(rng, "Albers", "Brandt", "Celik", "Dreyer", "Ebert", "Fuchs", "Graf", "Huber", "Iwanow", "Jansen"),
		pickOne(rng, generatedOutlets...), day.Format(time.DateOnly), first.class)
	for written, p := 0, first; written < g.words; p = g.paragraphs[rng.IntN(len(g.paragraphs))] {
		b.WriteString("\n" + p.text + "\n")
		written += p.words
	}
	return b.String()
}

func generatedID(rng *rand.Rand) archive.ID {
	id, err := archive.NewID(randomBytes{rng})
	if err != nil {
		panic(err) // the reader never fails
	}
	return id
}

type randomBytes struct{ rng *rand.Rand }

func (r randomBytes) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.rng.Uint32())
	}
	return len(p), nil
}

// headline is the first n words of a text, without a stop at its end.
func headline(text string, n int) string {
	words := strings.Fields(text)
	return strings.TrimRight(strings.Join(words[:min(n, len(words))], " "), ".,;:")
}

func pickOne(rng *rand.Rand, values ...string) string { return values[rng.IntN(len(values))] }
