package tagger

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strconv"

	"depesche/internal/german"
)

//go:embed clusters.txt.gz
var shippedClusters []byte

// clusters group words that are used alike, in many groups and in few. They are
// learnt from free text by the command in cluster.
type clusters struct {
	of *german.Table[[2]uint16]
}

// readClusters reads lines of a folded word and the numbers of its groups, fine
// and coarse, separated by tabs.
func readClusters(r io.Reader) (*clusters, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	c := &clusters{german.NewTable[[2]uint16](bytes.Count(text, []byte("\n")) + 1)}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		cols := bytes.Split(bytes.TrimRight(line, "\r\n"), []byte("\t"))
		if len(cols) != 3 {
			return nil, fmt.Errorf("line %d: not a word and two numbers", n)
		}
		var groups [2]uint16
		for i := range groups {
			g, err := strconv.ParseUint(string(cols[i+1]), 10, 16)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			groups[i] = uint16(g)
		}
		c.of.Set(string(cols[0]), groups)
	}
	return c, nil
}

func loadClusters() (*clusters, error) {
	z, err := gzip.NewReader(bytes.NewReader(shippedClusters))
	if err != nil {
		return nil, fmt.Errorf("reading word clusters: %w", err)
	}
	c, err := readClusters(z)
	if err != nil {
		return nil, fmt.Errorf("reading word clusters: %w", err)
	}
	return c, nil
}

// groups are the numbers of the word's groups plus one, 0 for an unknown word.
func (c *clusters) groups(folded string) (fine, coarse uint64) {
	if c == nil {
		return 0, 0
	}
	if g, ok := c.of.Get(folded); ok {
		return uint64(g[0]) + 1, uint64(g[1]) + 1
	}
	return 0, 0
}
