package eval_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"depesche/internal/archive"
	"depesche/internal/corpus"
	"depesche/internal/eval"
	"depesche/internal/index"
	"depesche/internal/index/bleveindex"
	"depesche/internal/testkit"
)

// A set is documents with topics for them.
type set struct {
	name   string
	topics []eval.Topic
	qrels  eval.Qrels
	index  *bleveindex.Index
}

// families are all sets, by the documents they are searched in. xquad and wikinews
// came with topics, of which only the dev halves are here. The topics of the others
// are cut from the documents themselves:
//
//   - leads: the first sentence of a news article to the rest of it
//   - headed: the first sentence of a report to its headline and the rest of it
//   - defined: what a paragraph says in its first sentence that something is, without
//     the name, to the rest of the paragraph with the name for its title
//   - passages: the first sentence of a news article to all passages of the rest of it,
//     as one looks for all there is on a subject
//   - reported: the headline of a report to all passages of it
//   - titles: the title of an article of the 19th century to its text
//   - openings: the first sentence of such an article to its rest
//
// Each of these is halved by a hash of the topic: "tune" may be looked at while
// rules and weights are chosen, "report" may not.
var families = []struct {
	name string
	load func(testing.TB) []set
}{
	{"xquad", func(t testing.TB) []set { return judged(t, "xquad") }},
	{"wikinews", func(t testing.TB) []set { return judged(t, "wikinews") }},
	{"leads", leads},
	{"headed", headed},
	{"defined", defined},
	{"passages", leadPassages},
	{"reported", reported},
	{"titles", titles},
	{"openings", openings},
}

func judged(t testing.TB, name string) (sets []set) {
	x := indexDocs(t, readDocs(t, testkit.Shared(t, "data", "relevance", name, "docs.jsonl.zst")))
	for _, kind := range []string{"dev", "dev-typo"} {
		topics, qrels := readTopics(t, name, kind)
		sets = append(sets, set{name + "-" + kind, topics, qrels, x})
	}
	return sets
}

func halves(t testing.TB, name string, docs []doc, topics []eval.Topic) []set {
	x := indexDocs(t, docs)
	sets := []set{{name: name + "-tune", qrels: eval.Qrels{}, index: x}, {name: name + "-report", qrels: eval.Qrels{}, index: x}}
	for _, topic := range topics {
		h := fnv.New32a()
		fmt.Fprint(h, topic.ID)
		half := &sets[h.Sum32()>>4&1]
		half.topics = append(half.topics, topic)
		half.qrels[topic.ID] = map[string]int{topic.ID: 1}
	}
	return sets
}

func leads(t testing.TB) []set {
	docs, topics := beheaded(news(t))
	return halves(t, "leads", docs, topics)
}

func headed(t testing.TB) []set {
	headlines, _ := readTopics(t, "wikinews", "dev")
	title := map[string]string{}
	for _, h := range headlines { // the topic q17 is the headline of n17
		title["n"+h.ID[1:]] = h.Query
	}
	docs, topics := beheaded(readDocs(t, testkit.Shared(t, "data", "relevance", "wikinews", "docs.jsonl.zst")))
	for i := range docs {
		docs[i].Title = title[docs[i].ID]
	}
	topics = slices.DeleteFunc(topics, func(topic eval.Topic) bool { return title[topic.ID] == "" })
	return halves(t, "headed", docs, topics)
}

// definition is a first sentence that says what something is: its name and the rest.
var definition = regexp.MustCompile(`^((?:(?:Der|Die|Das|Ein|Eine) )?[A-ZÄÖÜ][^.,;()]{2,60}?)(?: \([^)]*\))? (?:ist|war|sind|waren|bezeichnet) ((?:ein|eine|einer|der|die|das|einen) [^.]{40,300}\.) `)

func defined(t testing.TB) []set {
	docs := readDocs(t, testkit.Shared(t, "data", "relevance", "xquad", "docs.jsonl.zst"))
	var topics []eval.Topic
	for i := range docs {
		d := &docs[i]
		if m := definition.FindStringSubmatchIndex(d.Text); m != nil && len(d.Text)-m[1] > 200 {
			topics = append(topics, eval.Topic{ID: d.ID, Query: d.Text[m[4]:m[5]]})
			d.Title, d.Text = d.Text[m[2]:m[3]], d.Text[m[1]:]
		}
	}
	return halves(t, "defined", docs, topics)
}

// old are articles of the 19th century that begin with their title, without it.
func old(t testing.TB) (docs []doc, topics []eval.Topic) {
	for i, d := range readDocs(t, testkit.Shared(t, "data", "dingler", "articles.jsonl.zst")) {
		if text, ok := strings.CutPrefix(d.Text, strings.TrimSpace(d.Title)); i%8 == 0 && ok && len(d.Title) > 25 {
			topics = append(topics, eval.Topic{ID: d.ID, Query: strings.TrimSpace(d.Title)})
			docs = append(docs, doc{ID: d.ID, Text: text})
		}
	}
	return docs, topics
}

const passageWords = 60

// inPassages cuts documents into passages, each a document, and asks for all passages
// of one.
func inPassages(t testing.TB, name string, docs []doc, topics []eval.Topic) []set {
	var passages []doc
	relevant := eval.Qrels{}
	for _, d := range docs {
		words := strings.Fields(d.Text)
		relevant[d.ID] = map[string]int{}
		for len(words) > 0 {
			n := passageWords
			if len(words) < n*3/2 {
				n = len(words)
			}
			id := fmt.Sprintf("%s-%d", d.ID, len(relevant[d.ID]))
			relevant[d.ID][id] = 1
			passages = append(passages, doc{ID: id, Text: strings.Join(words[:n], " ")})
			words = words[n:]
		}
	}
	topics = slices.DeleteFunc(topics, func(topic eval.Topic) bool { return len(relevant[topic.ID]) < 2 })
	sets := halves(t, name, passages, topics)
	for _, s := range sets {
		for topic := range s.qrels {
			s.qrels[topic] = relevant[topic]
		}
	}
	return sets
}

func leadPassages(t testing.TB) []set {
	docs, topics := beheaded(news(t))
	return inPassages(t, "passages", docs, topics)
}

func reported(t testing.TB) []set {
	topics, _ := readTopics(t, "wikinews", "dev")
	for i := range topics {
		topics[i].ID = "n" + topics[i].ID[1:]
	}
	return inPassages(t, "reported", readDocs(t, testkit.Shared(t, "data", "relevance", "wikinews", "docs.jsonl.zst")), topics)
}

func titles(t testing.TB) []set {
	docs, topics := old(t)
	return halves(t, "titles", docs, topics)
}

func openings(t testing.TB) []set {
	docs, _ := old(t)
	docs, topics := beheaded(docs)
	return halves(t, "openings", docs, topics)
}

// beheaded cuts the first sentences off texts and makes topics of them.
func beheaded(docs []doc) (rest []doc, topics []eval.Topic) {
	for _, d := range docs {
		for from := 0; ; {
			i := strings.Index(d.Text[from:], ". ")
			if i < 0 || from+i > 450 {
				break
			}
			from += i + 2
			if from < 60 { // an abbreviation
				continue
			}
			if len(d.Text)-from > 200 {
				topics = append(topics, eval.Topic{ID: d.ID, Query: d.Text[:from-1]})
				d.Text = d.Text[from:]
			}
			break
		}
		rest = append(rest, d)
	}
	return rest, topics
}

// news are the news articles of the shared data.
func news(t testing.TB) (docs []doc) {
	t.Helper()
	data, err := os.ReadFile(testkit.Shared(t, "data", "gnad", "test.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		_, text, _ := strings.Cut(line, ";")
		docs = append(docs, doc{ID: fmt.Sprintf("g%04d", i), Text: strings.ReplaceAll(strings.Trim(text, "'"), "''", "'")})
	}
	return docs
}

func readTopics(t testing.TB, set, topics string) ([]eval.Topic, eval.Qrels) {
	t.Helper()
	tf, err := os.Open(testkit.Shared(t, "data", "relevance", set, topics+".topics.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer tf.Close()
	qf, err := os.Open(testkit.Shared(t, "data", "relevance", set, topics+".qrels"))
	if err != nil {
		t.Fatal(err)
	}
	defer qf.Close()
	ts, err := eval.ReadTopics(tf)
	if err != nil {
		t.Fatal(err)
	}
	qs, err := eval.ReadQrels(qf)
	if err != nil {
		t.Fatal(err)
	}
	return ts, qs
}

type doc struct{ ID, Title, Text string }

// indexDocs indexes documents in memory, as the corpus would read them: one
// without a title gets one proposed.
func indexDocs(t testing.TB, docs []doc) *bleveindex.Index {
	t.Helper()
	x, err := bleveindex.Create("", bleveindex.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	var batch []index.Document
	for _, d := range docs {
		a := &archive.Article{ID: archive.ID(eval.DocID(d.ID)), Title: d.Title}
		for p := range strings.SplitSeq(d.Text, "\n") {
			if p = strings.TrimSpace(p); p != "" {
				a.Paragraphs = append(a.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: p})
			}
		}
		if a.Title == "" {
			a.Title, a.TitleProposed = corpus.ProposeTitle(a.Paragraphs), true
		}
		batch = append(batch, index.Document{Article: a})
	}
	if err := x.Put(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return x
}

// readDocs reads lines of JSON packed with zstd.
func readDocs(t testing.TB, path string) []doc {
	t.Helper()
	cmd := exec.Command("zstd", "-dc", path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		testkit.Missing(t, "zstd: %v", err)
	}
	var docs []doc
	sc := bufio.NewScanner(out)
	sc.Buffer(nil, 64<<20)
	seen := map[string]bool{}
	for sc.Scan() {
		var d doc
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if id := eval.DocID(d.ID); seen[id] {
			t.Fatal(fmt.Errorf("%s: two documents are the article %s", path, id))
		} else {
			seen[id] = true
		}
		docs = append(docs, d)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return docs
}
