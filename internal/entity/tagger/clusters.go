package tagger

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"strings"
)

//go:embed clusters.txt.gz
var shippedClusters []byte

// clusters group words that are used alike, in many groups and in few. They are
// learnt from free text by the command in cluster.
type clusters struct {
	of map[string][2]uint16
}

// readClusters reads lines of a folded word and the numbers of its groups, fine
// and coarse, separated by tabs.
func readClusters(r io.Reader) (*clusters, error) {
	c := &clusters{of: map[string][2]uint16{}}
	s := bufio.NewScanner(r)
	for n := 1; s.Scan(); n++ {
		cols := strings.Split(s.Text(), "\t")
		if len(cols) != 3 {
			return nil, fmt.Errorf("line %d: not a word and two numbers", n)
		}
		var groups [2]uint16
		for i := range groups {
			g, err := strconv.ParseUint(cols[i+1], 10, 16)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			groups[i] = uint16(g)
		}
		c.of[cols[0]] = groups
	}
	return c, s.Err()
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
	if g, ok := c.of[folded]; ok {
		return uint64(g[0]) + 1, uint64(g[1]) + 1
	}
	return 0, 0
}
