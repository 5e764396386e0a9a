package eval

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// A Topic is something that is searched for.
type Topic struct{ ID, Query string }

// Qrels are the judgements: by topic and document the grade, 0 for not relevant.
type Qrels map[string]map[string]int

// ReadTopics reads lines of id, tab, query.
func ReadTopics(r io.Reader) ([]Topic, error) {
	var topics []Topic
	seen := map[string]bool{}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSuffix(sc.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		id, query, ok := strings.Cut(line, "\t")
		if !ok || id == "" {
			return nil, fmt.Errorf("topics, line %d: not an id, a tab and a query: %q", n, line)
		}
		if seen[id] {
			return nil, fmt.Errorf("topics, line %d: topic %s a second time", n, id)
		}
		seen[id] = true
		topics = append(topics, Topic{id, query})
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading topics: %w", err)
	}
	return topics, nil
}

// ReadQrels reads lines of topic, iteration (ignored), document and grade, separated by white space.
func ReadQrels(r io.Reader) (Qrels, error) {
	q := Qrels{}
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		f := strings.Fields(sc.Text())
		if len(f) == 0 {
			continue
		}
		if len(f) != 4 {
			return nil, fmt.Errorf("qrels, line %d: %d columns, not topic, iteration, document, grade", n, len(f))
		}
		grade, err := strconv.Atoi(f[3])
		if err != nil {
			return nil, fmt.Errorf("qrels, line %d: grade %q is no number", n, f[3])
		}
		if q[f[0]] == nil {
			q[f[0]] = map[string]int{}
		}
		q[f[0]][f[2]] = grade
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading qrels: %w", err)
	}
	return q, nil
}

// DocID is a document's name in the judgements as an article may have it for its
// id: in lower case, without characters other than a-z and 0-9.
func DocID(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}
