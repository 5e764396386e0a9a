package preview

import (
	"image"
	"image/color"
	"math"
	"strings"

	"depesche/internal/archive"
)

// Measures of the sheet in pixels. Nothing of meaning stands nearer to an edge
// than margin, because some programs round the corners or cut to 1.91:1.
const (
	margin   = 80
	measure  = Width - 2*margin
	topLine  = 104 // baseline of the kicker
	footLine = 556 // baseline of the foot
	footRule = 500
)

var (
	paper   = color.RGBA{0xfa, 0xf8, 0xf4, 0xff}
	inkTone = color.RGBA{0x1a, 0x1c, 0x1f, 0xff}
	muting  = color.RGBA{0x5f, 0x61, 0x66, 0xff}
	fainter = color.RGBA{0xd8, 0xd4, 0xca, 0xff}
)

// accents are the site's colours: the house's red for texts, an entity's by its
// kind, blue for searches.
func (c Card) accent() color.RGBA {
	switch c.Layout {
	case Profile:
		switch c.Kind {
		case archive.Person:
			return color.RGBA{0x0b, 0x53, 0x94, 0xff}
		case archive.Organisation:
			return color.RGBA{0x8a, 0x4b, 0x00, 0xff}
		case archive.Place:
			return color.RGBA{0x1b, 0x6e, 0x3c, 0xff}
		case archive.Event:
			return color.RGBA{0x8b, 0x1a, 0x62, 0xff}
		}
		return color.RGBA{0x4a, 0x4f, 0x6a, 0xff}
	case Result:
		return color.RGBA{0x1f, 0x4e, 0x79, 0xff}
	}
	return color.RGBA{0x9a, 0x1b, 0x1b, 0xff}
}

// Draw is the card as a PNG of Width by Height pixels, the same bytes for the
// same card.
func Draw(c Card) ([]byte, error) {
	faces, err := fonts()
	if err != nil {
		return nil, err
	}
	p, _ := presses.Get().(*press)
	defer presses.Put(p)
	p.clean()
	s := &setter{press: p, faces: faces}
	switch c.Layout {
	case Quote:
		s.quote(c)
	case Profile, Result:
		s.chart(c)
	default:
		s.article(c)
	}
	if s.err != nil {
		return nil, s.err
	}
	colours := [inks]color.RGBA{faint: fainter, muted: muting, accent: c.accent(), ink: inkTone}
	var png []byte
	for _, t := range []toneCount{fine, coarse} {
		if png, err = encodePNG(p.print(paper, colours, t)); err != nil || len(png) <= MaxBytes {
			break
		}
	}
	return png, err
}

// setter sets type on a press and keeps the first error.
type setter struct {
	*press
	faces typefaces
	err   error
}

func (s *setter) line(colour int, t *typeface, size, x, y float64, text string) float64 {
	return s.tracked(colour, t, size, x, y, text, 0)
}

func (s *setter) tracked(colour int, t *typeface, size, x, y float64, text string, tracking float64) float64 {
	end, err := s.text(colour, t, size, x, y, text, tracking)
	if err != nil && s.err == nil {
		s.err = err
	}
	return end
}

// block sets lines from the first baseline down and returns the last baseline.
func (s *setter) block(colour int, t *typeface, x, y float64, b block) float64 {
	for i, l := range b.lines {
		s.line(colour, t, b.size, x, y+float64(i)*b.leading, l)
	}
	return y + float64(max(len(b.lines)-1, 0))*b.leading
}

// fitLine is text in one line of at most width px at the size, cut if need be.
func fitLine(t *typeface, text string, size, width float64) string {
	b := fit(t, text, width, size*1.2, size, size, 1, 1, "")
	return strings.Join(b.lines, " ")
}

// article: the title in the upper two thirds, as large as it goes.
func (s *setter) article(c Card) {
	s.kicker(c.Kicker, measure)
	title := fit(s.faces.serifBold, drawable(s.faces.serifBold, c.Head), measure, footRule-topLine-56, 92, 36, 1.14, 6, "")
	s.block(ink, s.faces.serifBold, margin, capLine(topLine+44, title), title)
	s.foot(c)
}

// quote: the quotation in the upper part, below it what it is taken from.
func (s *setter) quote(c Card) {
	const sourceRoom = 44
	text := drawable(s.faces.serif, c.Head)
	closing := ""
	if strings.HasPrefix(text, "„") {
		closing = "“"
	}
	s.rect(accent, image.Rect(margin, topLine-24, margin+6, footRule-sourceRoom-24))
	const indent = 46
	room := float64(footRule - sourceRoom - topLine)
	b := fit(s.faces.serif, text, measure-indent, room-10, 66, 34, 1.24, 8, closing)
	// Hang the opening mark into the margin, so that the letters align.
	y := capLine(topLine-28, b)
	used := float64(len(b.lines)-1)*b.leading + b.size
	y += max(0, (room-used)/2-8)
	for i, l := range b.lines {
		x := float64(margin + indent)
		if i == 0 && closing != "" {
			x -= s.faces.serif.width("„") * b.size
		}
		s.line(ink, s.faces.serif, b.size, x, y+float64(i)*b.leading, l)
	}
	if title := drawable(s.faces.serifBold, c.Title); title != "" {
		s.line(ink, s.faces.serifBold, 28, margin, footRule-18, fitLine(s.faces.serifBold, title, 28, measure))
	}
	s.foot(c)
}

// chart: name or query above, bars below.
func (s *setter) chart(c Card) {
	s.kicker(c.Kicker, measure)
	const barsTop, barsFoot = 356, 444
	room := float64(barsTop - topLine - 66)
	subtitle := drawable(s.faces.sans, c.Title)
	if subtitle != "" {
		room -= 40
	}
	headline := drawable(s.faces.serifBold, c.Head)
	b := fit(s.faces.serifBold, headline, measure, room, 84, 36, 1.12, 4, "")
	y := s.block(ink, s.faces.serifBold, margin, capLine(topLine+44, b), b)
	if subtitle != "" {
		s.line(muted, s.faces.sans, 28, margin, y+50, fitLine(s.faces.sans, subtitle, 28, measure))
	}
	s.bars(c.Bars, image.Rect(margin, barsTop, Width-margin, barsFoot))
	c.Source = nonEmpty(c.Count)
	s.foot(c)
}

func (s *setter) bars(bars []Bar, box image.Rectangle) {
	if len(bars) == 0 {
		return
	}
	s.rect(faint, image.Rect(box.Min.X, box.Max.Y, box.Max.X, box.Max.Y+2))
	most := 0
	for _, b := range bars {
		most = max(most, b.Value)
	}
	pitch := min(float64(box.Dx())/float64(len(bars)), 48)
	gap := 2
	if pitch >= 24 {
		gap = 6
	}
	for i, b := range bars {
		if b.Value <= 0 {
			continue
		}
		x0 := box.Min.X + int(math.Round(float64(i)*pitch))
		x1 := max(box.Min.X+int(math.Round(float64(i+1)*pitch))-gap, x0+2)
		h := max(int(math.Round(float64(box.Dy())*float64(b.Value)/float64(most))), 4)
		s.rect(accent, image.Rect(x0, box.Max.Y-h, x1, box.Max.Y))
	}
	const size = 22
	y := float64(box.Max.Y + 30)
	first, last := bars[0].Label, bars[len(bars)-1].Label
	end := s.line(muted, s.faces.sans, size, float64(box.Min.X), y, first)
	if right := float64(box.Min.X) + pitch*float64(len(bars)); last != first {
		x := min(max(right-s.faces.sans.width(last)*size, end+24), float64(box.Max.X)-s.faces.sans.width(last)*size)
		s.line(muted, s.faces.sans, size, x, y, last)
	}
}

// kicker is the small line above, in the accent.
func (s *setter) kicker(text string, width float64) {
	const size, tracking = 26, 0.6
	text = drawable(s.faces.sansBold, text)
	if text == "" {
		s.rect(accent, image.Rect(margin, topLine-10, margin+64, topLine-4))
		return
	}
	s.tracked(accent, s.faces.sansBold, size, margin, topLine, fitLine(s.faces.sansBold, text, size, width*0.96), tracking)
}

// foot is outlet and date on the left, the archive's name and sign on the right,
// below a rule.
func (s *setter) foot(c Card) {
	s.rect(faint, image.Rect(margin, footRule, Width-margin, footRule+2))
	const size = 30
	site := drawable(s.faces.serifBold, c.Site)
	const markWidth = 56
	siteWidth := 0.0
	if site != "" {
		site = fitLine(s.faces.serifBold, site, size, measure/3)
		siteWidth = s.faces.serifBold.width(site) * size
		s.line(ink, s.faces.serifBold, size, Width-margin-siteWidth, footLine, site)
		s.mark(int(Width - margin - siteWidth - markWidth - 14))
		siteWidth += markWidth + 40
	}
	source := drawable(s.faces.sans, strings.Join(c.Source, " · "))
	if source == "" {
		return
	}
	room := measure - siteWidth
	if len(c.Source) > 1 {
		// The date is worth more than the end of a long name.
		tail := " · " + drawable(s.faces.sans, strings.Join(c.Source[1:], " · "))
		tailWidth := s.faces.sans.width(tail) * size
		if tailWidth < room*0.7 {
			first := fitLine(s.faces.sans, drawable(s.faces.sans, c.Source[0]), size, room-tailWidth)
			s.line(muted, s.faces.sans, size, margin, footLine, first+tail)
			return
		}
	}
	s.line(muted, s.faces.sans, size, margin, footLine, fitLine(s.faces.sans, source, size, room))
}

// mark is the archive's sign, the letter D in Morse code, 56 px wide.
func (s *setter) mark(x int) {
	const y, d = footLine - 15, 10
	s.pill(accent, image.Rect(x, y, x+26, y+d))
	s.pill(accent, image.Rect(x+32, y, x+32+d, y+d))
	s.pill(accent, image.Rect(x+46, y, x+46+d, y+d))
}

// capLine is the first baseline of a block whose capitals begin at top.
func capLine(top float64, b block) float64 { return top + b.size*0.66 }
