package preview

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Width and Height are the size of a card in pixels.
const (
	Width  = 1200
	Height = 630
)

// The inks, in the order in which they are printed.
const (
	faint  = iota // rules, empty bars
	muted         // what stands beside
	accent        // the colour of the card's kind
	ink           // what is read first
	inks
)

// MaxBytes is what a card's file stays under: some programs read no more of a
// picture than 32 KB at first.
const MaxBytes = 32_000

// toneCount is how many shades of each ink an image has beside the paper. Sixteen
// in all make four bits a pixel. The coarse ones are for cards full of small
// type, which fine ones would make too large.
type toneCount [inks]int

var (
	fine   = toneCount{2, 4, 4, 5}
	coarse = toneCount{1, 2, 2, 3}
)

// plate is what one ink prints: for each pixel how much of it, 0 to 255.
type plate struct {
	pix   []uint8
	dirty image.Rectangle
}

// press holds the plates of one sheet.
type press struct{ plates [inks]plate }

var sheet = image.Rect(0, 0, Width, Height)

var presses = sync.Pool{New: func() any {
	p := new(press)
	for i := range p.plates {
		p.plates[i].pix = make([]uint8, Width*Height)
	}
	return p
}}

func (p *press) clean() {
	for i := range p.plates {
		pl := &p.plates[i]
		for y := pl.dirty.Min.Y; y < pl.dirty.Max.Y; y++ {
			clear(pl.pix[y*Width : (y+1)*Width])
		}
		pl.dirty = image.Rectangle{}
	}
}

// rect prints a filled rectangle.
func (p *press) rect(colour int, r image.Rectangle) {
	r = r.Intersect(sheet)
	pl := &p.plates[colour]
	pl.dirty = pl.dirty.Union(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := pl.pix[y*Width+r.Min.X : y*Width+r.Max.X]
		for i := range row {
			row[i] = 255
		}
	}
}

// pill prints a rectangle with ends as round as they can be; as wide as high it
// is a disc.
func (p *press) pill(colour int, r image.Rectangle) {
	pl := &p.plates[colour]
	pl.dirty = pl.dirty.Union(r.Intersect(sheet))
	radius := float64(r.Dy()) / 2
	left, right := float64(r.Min.X)+radius, float64(r.Max.X)-radius
	cy := float64(r.Min.Y) + radius
	for y := max(r.Min.Y, 0); y < min(r.Max.Y, Height); y++ {
		for x := max(r.Min.X, 0); x < min(r.Max.X, Width); x++ {
			fx, fy := float64(x)+0.5, float64(y)+0.5
			dx := max(left-fx, fx-right, 0)
			cover := radius - math.Hypot(dx, fy-cy) + 0.5
			pl.pix[y*Width+x] = max(pl.pix[y*Width+x], uint8(255*min(max(cover, 0), 1)))
		}
	}
}

// text prints one line of text with its baseline at y; tracking is extra space
// after each letter in pixels. It returns where the line ends.
func (p *press) text(colour int, t *typeface, size, x, y float64, s string, tracking float64) (float64, error) {
	face, err := opentype.NewFace(t.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return x, fmt.Errorf("setting type at %g px: %w", size, err)
	}
	pl := &p.plates[colour]
	last := rune(-1)
	for _, r := range s {
		t.mu.Lock()
		if last >= 0 {
			x += t.kern(last, r) * size
		}
		advance := t.advance(r)*size + tracking
		t.mu.Unlock()
		dot := fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6(y * 64)}
		if dr, mask, mp, _, ok := face.Glyph(dot, r); ok {
			if m, isAlpha := mask.(*image.Alpha); isAlpha {
				pl.stamp(dr, m, mp)
			}
		}
		x += advance
		last = r
	}
	return x, face.Close()
}

func (pl *plate) stamp(dr image.Rectangle, mask *image.Alpha, mp image.Point) {
	clipped := dr.Intersect(sheet)
	if clipped.Empty() {
		return
	}
	mp = mp.Add(clipped.Min.Sub(dr.Min))
	pl.dirty = pl.dirty.Union(clipped)
	for y := clipped.Min.Y; y < clipped.Max.Y; y++ {
		from := mask.PixOffset(mp.X, mp.Y+y-clipped.Min.Y)
		src := mask.Pix[from : from+clipped.Dx()]
		dst := pl.pix[y*Width+clipped.Min.X:]
		for i, a := range src {
			dst[i] = max(dst[i], a)
		}
	}
}

// print lays the plates over each other on paper, the later over the earlier.
func (p *press) print(paper color.RGBA, colours [inks]color.RGBA, tones toneCount) *image.Paletted {
	palette := color.Palette{paper}
	var first [inks]int
	for c, of := range colours {
		first[c] = len(palette)
		for k := 1; k <= tones[c]; k++ {
			palette = append(palette, blend(paper, of, float64(k)/float64(tones[c])))
		}
	}
	img := image.NewPaletted(sheet, palette)
	for c := range p.plates {
		pl := &p.plates[c]
		var index [256]uint8
		for a := range index {
			if k := (a*tones[c] + 127) / 255; k > 0 {
				index[a] = uint8(first[c] + k - 1)
			}
		}
		for y := pl.dirty.Min.Y; y < pl.dirty.Max.Y; y++ {
			row := pl.pix[y*Width+pl.dirty.Min.X : y*Width+pl.dirty.Max.X]
			dst := img.Pix[y*Width+pl.dirty.Min.X:]
			for i, a := range row {
				if to := index[a]; to != 0 {
					dst[i] = to
				}
			}
		}
	}
	return img
}

func blend(a, b color.RGBA, t float64) color.RGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*t)) }
	return color.RGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

var encoder = png.Encoder{CompressionLevel: png.DefaultCompression, BufferPool: new(buffers)}

type buffers struct{ pool sync.Pool }

func (b *buffers) Get() *png.EncoderBuffer {
	buf, _ := b.pool.Get().(*png.EncoderBuffer)
	return buf
}

func (b *buffers) Put(buf *png.EncoderBuffer) { b.pool.Put(buf) }

func encodePNG(img image.Image) ([]byte, error) {
	var out bytes.Buffer
	if err := encoder.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("encoding a card: %w", err)
	}
	return out.Bytes(), nil
}
