package page

import (
	"strings"

	"depesche/internal/archive"

	"golang.org/x/net/html"
)

// Fragment reads the paragraphs of a piece of HTML that is article through and
// through, such as the content of a feed entry. Plain text is a fragment too.
func Fragment(text string) ([]archive.Paragraph, error) {
	if err := guard(text); err != nil {
		return nil, err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	all := blocksOf(root, nil)
	keep := make([]bool, len(all))
	for i := range all {
		keep[i] = len(all) == 1 || !boilerplate(&all[i])
	}
	dropBareHeadings(all, keep)
	var ps []archive.Paragraph
	for i, b := range all {
		if keep[i] {
			ps = append(ps, archive.Paragraph{Kind: b.kind, Text: b.text})
		}
	}
	return ps, nil
}
