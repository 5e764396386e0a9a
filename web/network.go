package web

import "strconv"

// Network draws an entity between those that stand beside it in articles: the
// entity in the middle, its neighbours in two columns so that every name reads
// from left to right, the lines the thicker the more articles have both.
type Network struct {
	Centre        string
	Nodes         []Node
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

const (
	networkWidth = 800
	networkRow   = 30
	networkInset = 240 // room for names at either side
	maxNodes     = 20
	maxLabel     = 26 // characters of a name that fit
)

// NewNetwork lays out at most twenty neighbours, strongest first.
func NewNetwork(centre string, rows []TogetherRow) Network {
	if len(rows) > maxNodes {
		rows = rows[:maxNodes]
	}
	perSide := (len(rows) + 1) / 2
	n := Network{Centre: centre, Width: networkWidth, Height: max(3, perSide) * networkRow, CentreX: networkWidth / 2}
	n.CentreY = n.Height / 2
	most := 1
	for _, r := range rows {
		most = max(most, r.Articles)
	}
	for i, r := range rows {
		left := i%2 == 0
		inColumn := (len(rows) + 1) / 2
		if !left {
			inColumn = len(rows) / 2
		}
		y := (n.Height-inColumn*networkRow)/2 + (i/2)*networkRow + networkRow/2
		node := Node{Ref: r.Ref, Articles: r.Articles, X: networkWidth - networkInset, Y: y, Stroke: 1 + 5*r.Articles/most, Radius: 4 + 3*r.Articles/most}
		node.TextX, node.Anchor = node.X+14, "start"
		if left {
			node.X = networkInset
			node.TextX, node.Anchor = node.X-14, "end"
		}
		node.Name = shorten(r.Name, maxLabel)
		bend := (n.CentreX + node.X) / 2
		node.Path = "M" + strconv.Itoa(n.CentreX) + " " + strconv.Itoa(n.CentreY) +
			" C" + strconv.Itoa(bend) + " " + strconv.Itoa(n.CentreY) +
			" " + strconv.Itoa(bend) + " " + strconv.Itoa(y) +
			" " + strconv.Itoa(node.X) + " " + strconv.Itoa(y)
		n.Nodes = append(n.Nodes, node)
	}
	return n
}

// ViewBox of the drawing.
func (n Network) ViewBox() string {
	return "0 0 " + strconv.Itoa(n.Width) + " " + strconv.Itoa(n.Height)
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
