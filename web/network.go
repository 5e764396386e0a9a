package web

import (
	"cmp"
	"slices"
	"strconv"
)

// Network draws an entity between those that stand beside it in articles: the
// entity in the middle, its neighbours in two columns so that every name reads
// from left to right, the lines the thicker the more articles have both. Arcs
// join neighbours that stand together besides; these share a column where the
// columns allow it, and lie close to each other.
type Network struct {
	Centre        string
	Nodes         []Node
	Ties          []Tie
	Width, Height int
	CentreX       int
	CentreY       int
}

// Node is a neighbour; all numbers are units of the drawing.
type Node struct {
	Ref
	Articles int
	X, Y     int
	TextX    int
	Anchor   string // text-anchor
	Path     string // the line from the centre
	Stroke   int
	Radius   int
}

// Tie is a line between two neighbours.
type Tie struct {
	Text   string // of both names
	Path   string
	Stroke int
}

// Among is a pair of neighbours by their indexes in the rows.
type Among struct {
	A, B     int
	Articles int
	Strength float64
}

const (
	networkWidth = 800
	networkRow   = 30
	networkInset = 240 // room for names at either side
	networkKey   = 34  // below, for what dashed lines mean
	maxNodes     = 20
	maxLabel     = 26 // characters of a name that fit
	maxTies      = 20 // lines between neighbours that an eye still follows
	maxTiesEach  = 3  // of one neighbour
	minTie       = 0.3
)

// NewNetwork lays out at most twenty neighbours, strongest first, and the
// strongest of the pairs among them.
func NewNetwork(centre string, rows []TogetherRow, among []Among) Network {
	if len(rows) > maxNodes {
		rows = rows[:maxNodes]
	}
	ties := strongest(among, len(rows))
	columns := arrange(len(rows), ties)
	n := Network{Centre: centre, Width: networkWidth, Height: max(3, len(columns[0]), len(columns[1])) * networkRow, CentreX: networkWidth / 2}
	n.CentreY = n.Height / 2
	most := 1
	for _, r := range rows {
		most = max(most, r.Articles)
	}
	n.Nodes = make([]Node, len(rows))
	for side, column := range columns {
		for place, i := range column {
			r := rows[i]
			y := (n.Height-len(column)*networkRow)/2 + place*networkRow + networkRow/2
			node := Node{Ref: r.Ref, Articles: r.Articles, X: networkInset, Y: y, Stroke: 1 + 5*r.Articles/most, Radius: 4 + 3*r.Articles/most}
			node.TextX, node.Anchor = node.X-14, "end"
			if side == 1 {
				node.X = networkWidth - networkInset
				node.TextX, node.Anchor = node.X+14, "start"
			}
			node.Name = shorten(r.Name, maxLabel)
			node.Path = curve(n.CentreX, n.CentreY, (n.CentreX+node.X)/2, node.X, y)
			n.Nodes[i] = node
		}
	}
	for _, t := range ties {
		a, b := n.Nodes[t.A], n.Nodes[t.B]
		bend := n.CentreX
		if a.X == b.X { // an arc, the wider the farther apart
			depth := 24 + abs(a.Y-b.Y)/3
			bend = a.X + depth
			if a.X > n.CentreX {
				bend = a.X - depth
			}
		}
		n.Ties = append(n.Ties, Tie{Text: rows[t.A].Name + " – " + rows[t.B].Name, Path: curve(a.X, a.Y, bend, b.X, b.Y), Stroke: 1 + int(2*t.Strength)})
	}
	return n
}

// strongest keeps the pairs that are worth a line, few for each neighbour.
func strongest(among []Among, nodes int) []Among {
	each := make([]int, nodes)
	var ties []Among
	for _, t := range among {
		if len(ties) == maxTies {
			break
		}
		if t.A < nodes && t.B < nodes && t.Strength >= minTie && t.Articles > 1 && each[t.A] < maxTiesEach && each[t.B] < maxTiesEach {
			ties = append(ties, t)
			each[t.A]++
			each[t.B]++
		}
	}
	return ties
}

// arrange puts the nodes in two columns of the same length: each beside those it
// is tied to most, then in the order of the places of these (barycentres, as in
// Sugiyama's method).
func arrange(nodes int, ties []Among) [2][]int {
	tied := make([][]float64, nodes)
	for i := range tied {
		tied[i] = make([]float64, nodes)
	}
	for _, t := range ties {
		tied[t.A][t.B], tied[t.B][t.A] = t.Strength, t.Strength
	}
	var columns [2][]int
	for i := range nodes {
		var pull [2]float64
		for side, column := range columns {
			for _, k := range column {
				pull[side] += tied[i][k]
			}
		}
		side := 0
		if pull[1] > pull[0] || pull[1] == pull[0] && len(columns[1]) < len(columns[0]) {
			side = 1
		}
		if len(columns[side]) >= (nodes+1)/2 {
			side = 1 - side
		}
		columns[side] = append(columns[side], i)
	}
	place := make([]float64, nodes)
	for range 8 {
		for _, column := range columns {
			for at, i := range column {
				place[i] = float64(at)
			}
		}
		for _, column := range columns {
			wish := map[int]float64{}
			for _, i := range column {
				sum, weight := place[i], 1.0
				for k, w := range tied[i] {
					sum, weight = sum+w*place[k], weight+w
				}
				wish[i] = sum / weight
			}
			slices.SortStableFunc(column, func(a, b int) int { return cmp.Compare(wish[a], wish[b]) })
		}
	}
	return columns
}

// curve is a path between two points that leaves both level, by way of bend.
func curve(x1, y1, bend, x2, y2 int) string {
	path := []byte("M")
	for i, n := range [...]int{x1, y1, bend, y1, bend, y2, x2, y2} {
		if i == 2 {
			path = append(path, 'C')
		} else if i > 0 {
			path = append(path, ' ')
		}
		path = strconv.AppendInt(path, int64(n), 10)
	}
	return string(path)
}

func abs(n int) int { return max(n, -n) }

// ViewBox of the drawing.
func (n Network) ViewBox() string {
	height := n.Height
	if len(n.Ties) > 0 {
		height += networkKey
	}
	return "0 0 " + strconv.Itoa(n.Width) + " " + strconv.Itoa(height)
}

// shorten cuts a text to at most n characters, the last an ellipsis.
func shorten(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n-1]) + "…"
}

// short is the beginning of a hash, enough to tell two apart by eye.
func short(hash string) string {
	const shown = 12
	if len(hash) <= shown {
		return hash
	}
	return hash[:shown] + "…"
}
