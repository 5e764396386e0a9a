package preview

import (
	"fmt"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-fonts/liberation/liberationserifbold"
	"codeberg.org/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface is a parsed font with the widths of its glyphs, which scale with the
// size. It may be used from several goroutines.
type typeface struct {
	font  *sfnt.Font
	units fixed.Int26_6 // per em

	mu       sync.Mutex
	buf      sfnt.Buffer
	advances map[rune]float64
	kerns    map[[2]rune]float64
}

type typefaces struct{ serif, serifBold, sans, sansBold *typeface }

// fonts parses the embedded fonts once, when the first card is drawn.
var fonts = sync.OnceValues(func() (typefaces, error) {
	var t typefaces
	for _, f := range []struct {
		to  **typeface
		ttf []byte
	}{
		{&t.serif, liberationserifregular.TTF}, {&t.serifBold, liberationserifbold.TTF},
		{&t.sans, liberationsansregular.TTF}, {&t.sansBold, liberationsansbold.TTF},
	} {
		parsed, err := opentype.Parse(f.ttf)
		if err != nil {
			return typefaces{}, fmt.Errorf("parsing an embedded font: %w", err)
		}
		*f.to = &typeface{
			font: parsed, units: fixed.I(int(parsed.UnitsPerEm())),
			advances: map[rune]float64{}, kerns: map[[2]rune]float64{},
		}
	}
	return t, nil
})

// remembered bounds what a typeface keeps of widths and kerning pairs.
const remembered = 1 << 14

// has reports whether the font has a glyph for r.
func (t *typeface) has(r rune) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i, err := t.font.GlyphIndex(&t.buf, r)
	return err == nil && i != 0
}

// width is the width of s in em, with kerning.
func (t *typeface) width(s string) float64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	w, last := 0.0, rune(-1)
	for _, r := range s {
		if last >= 0 {
			w += t.kern(last, r)
		}
		w += t.advance(r)
		last = r
	}
	return w
}

func (t *typeface) advance(r rune) float64 {
	if a, ok := t.advances[r]; ok {
		return a
	}
	a := 0.0
	if i, err := t.font.GlyphIndex(&t.buf, r); err == nil {
		if u, err := t.font.GlyphAdvance(&t.buf, i, t.units, font.HintingNone); err == nil {
			a = float64(u) / float64(t.units)
		}
	}
	if len(t.advances) > remembered {
		clear(t.advances)
	}
	t.advances[r] = a
	return a
}

func (t *typeface) kern(a, b rune) float64 {
	pair := [2]rune{a, b}
	if k, ok := t.kerns[pair]; ok {
		return k
	}
	k := 0.0
	i, errA := t.font.GlyphIndex(&t.buf, a)
	j, errB := t.font.GlyphIndex(&t.buf, b)
	if errA == nil && errB == nil {
		if u, err := t.font.Kern(&t.buf, i, j, t.units, font.HintingNone); err == nil {
			k = float64(u) / float64(t.units)
		}
	}
	if len(t.kerns) > remembered {
		clear(t.kerns)
	}
	t.kerns[pair] = k
	return k
}
