package tagger

import (
	"bufio"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// table holds learnt weights in bytes, by 31 bits of a feature's hash. The rows
// stand in the order of these bits; the upper ones say where to look, the lower
// ones which row it is. So a feature costs two accesses to memory, and one that
// has no weights, as most, one or none beyond a table that the processor keeps.
type table struct {
	from  []uint32 // by upper bits: the first row; one more at the end
	lower []uint16 // by row
	rows  []row
	trans transitions
	bias  float32
	small small
}

const (
	keyBits   = 31
	lowerBits = 14
)

// short are the bits of a feature's hash that are kept; the last is always 1.
func short(feature uint64) uint32 { return uint32(feature>>32) | 1 }

// add implements weights.
func (t *table) add(feature uint64, to *sum) {
	k := uint32(feature >> 33)
	upper, lower := k>>lowerBits, uint16(k&(1<<lowerBits-1))
	from, end := t.from[upper], t.from[upper+1]
	for i, l := range t.lower[from:end] {
		if l == lower {
			to.add(&t.rows[int(from)+i])
			return
		}
	}
}

const magic = "depesche tagger 3\n"

// quantum is the smallest weight that is kept.
const quantum = 1.0 / 32

// save writes the weights with the shares of domains, each rounded to a byte and those near zero left out,
// and returns how many features are left.
func (l *learner) save(w io.Writer, bias float32, domains []float64) (int, error) {
	rows := map[uint32]row{}
	for _, f := range l.shared {
		scores := l.blended(f, l.index[f], domains)
		r, used := rowOf(&scores)
		if _, taken := rows[short(f)]; used && !taken {
			rows[short(f)] = r
		}
	}
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	keys := make([]uint32, 0, len(rows))
	for k := range rows {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	out := []byte(magic)
	out = binary.LittleEndian.AppendUint32(out, math.Float32bits(bias))
	for a := range labels {
		for b := range labels {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(l.trans[a][b]))
		}
	}
	words := l.describer.small.lines()
	out = binary.AppendUvarint(out, uint64(len(words)))
	out = append(out, words...)
	out = binary.AppendUvarint(out, uint64(len(keys)))
	last := uint32(0)
	for _, k := range keys {
		out = binary.AppendUvarint(out, uint64(k-last)/2)
		last = k
	}
	// By label, so that equal bytes lie together.
	for label := range labels {
		for _, k := range keys {
			out = append(out, rows[k][label])
		}
	}
	if _, err := z.Write(out); err != nil {
		return 0, err
	}
	return len(keys), z.Close()
}

var errModel = errors.New("not a model of this version")

// load reads what save has written.
func load(r io.Reader) (*table, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("reading model: %w", err)
	}
	b := bufio.NewReader(z)
	head := make([]byte, len(magic)+4+4*labels*labels)
	if _, err := io.ReadFull(b, head); err != nil || string(head[:len(magic)]) != magic {
		return nil, fmt.Errorf("reading model: %w", errModel)
	}
	at := len(magic)
	float := func() float32 {
		f := math.Float32frombits(binary.LittleEndian.Uint32(head[at:]))
		at += 4
		return f
	}
	t := &table{bias: float()}
	for a := range labels {
		for b := range labels {
			t.trans[a][b] = float()
		}
	}
	n, err := binary.ReadUvarint(b)
	if err != nil || n > 1<<20 {
		return nil, fmt.Errorf("reading model: %w", errModel)
	}
	words := make([]byte, n)
	if _, err := io.ReadFull(b, words); err != nil {
		return nil, fmt.Errorf("reading model: %w", errModel)
	}
	t.small = smallIn(string(words))
	n, err = binary.ReadUvarint(b)
	if err != nil || n > 1<<24 {
		return nil, fmt.Errorf("reading model: %w", errModel)
	}
	t.from, t.lower, t.rows = make([]uint32, 1<<(keyBits-lowerBits)+1), make([]uint16, n), make([]row, n)
	key := uint64(0)
	for i := range t.rows {
		d, err := binary.ReadUvarint(b)
		if key += d; err != nil || key >= 1<<keyBits {
			return nil, fmt.Errorf("reading model: %w", errModel)
		}
		t.from[key>>lowerBits+1]++
		t.lower[i] = uint16(key & (1<<lowerBits - 1))
		t.rows[i][labels] = 1
	}
	for i := range len(t.from) - 1 {
		t.from[i+1] += t.from[i]
	}
	column := make([]byte, n)
	for label := range labels {
		if _, err := io.ReadFull(b, column); err != nil {
			return nil, fmt.Errorf("reading model: %w", errModel)
		}
		for i, w := range column {
			t.rows[i][label] = w
		}
	}
	return t, nil
}
