package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"depesche/internal/archive"
	"depesche/internal/index"
	"depesche/internal/query"
)

const (
	maxOffset = 10_000
	maxLimit  = 100
)

func tooCostly(format string, args ...any) error {
	return archive.Errorf(archive.CodeTooCostly, format, args...)
}

// Search implements index.Searcher.
func (x *Index) Search(ctx context.Context, req index.Request) (res index.Result, err error) {
	if req.Offset < 0 || req.Offset > maxOffset || req.Limit < 0 || req.Limit > maxLimit {
		return res, tooCostly("So weit hinten liegende Treffer werden nicht gezeigt (höchstens %d).", maxOffset)
	}
	snap, err := x.snapshot()
	if err != nil {
		return res, err
	}
	defer snap.close()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("searching: %v", r)
		}
		if err != nil && (errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)) {
			err = &archive.Error{Code: archive.CodeUnavailable, Message: "Die Suche hat zu lange gedauert.", Err: err}
		}
	}()
	p, err := x.plan(snap, req)
	if err != nil {
		return res, err
	}
	e := newExec(ctx, x, snap, p, req)
	defer e.release()
	if err := e.match(); err != nil {
		return res, err
	}
	res = index.Result{AllWords: e.allWords, Relaxed: e.relaxed, Expansions: p.expansions, Ignored: p.ignored, Matcher: lazyMatcher{sync.OnceValue(func() *matcher { return x.matcher(p) })}}
	for _, s := range e.segs {
		res.Total += int(s.matched.GetCardinality())
	}
	if !p.coverage {
		res.AllWords = res.Total
	}
	if res.Hits, err = e.hits(); err != nil {
		return res, err
	}
	if err := e.count(&res); err != nil {
		return res, err
	}
	res.Suggestion = p.suggest(req)
	if res.Total == 0 && res.Suggestion == "" {
		if res.Suggestion, err = x.apart(ctx, p, req); err != nil {
			return res, err
		}
	}
	if res.Total == 0 {
		if res.Dropped, err = e.dropped(); err != nil {
			return res, err
		}
	}
	return res, nil
}

// lazyMatcher is a matcher that is made when it is first used: many results are shown
// without their matches.
type lazyMatcher struct{ make func() *matcher }

func (m lazyMatcher) Match(field query.FieldName, text string, mentions []archive.Mention) []index.Match {
	return m.make().Match(field, text, mentions)
}

// exec is a search under way.
type exec struct {
	ctx      context.Context
	x        *Index
	snap     *snapshot
	plan     *plan
	req      index.Request
	segs     []*segExec
	scorable []*leaf
	relaxed  bool
	allWords int
	streams  int // read so far
	memory   *scratch
}

// segExec is what a search knows of one segment.
type segExec struct {
	*view
	sets    map[any]*roaring.Bitmap // documents by *leaf and *alt
	filters map[query.FieldName]*roaring.Bitmap
	base    *roaring.Bitmap // what the query matches, before filters
	matched *roaring.Bitmap
}

// dates stands for the date filter among the filters.
const datesFilter query.FieldName = "dates"

// onlyFilter stands for the ids to look among.
const onlyFilter query.FieldName = "only"

func newExec(ctx context.Context, x *Index, snap *snapshot, p *plan, req index.Request) *exec {
	e := &exec{ctx: ctx, x: x, snap: snap, plan: p, req: req}
	for _, v := range snap.segments {
		e.segs = append(e.segs, &segExec{view: v, sets: map[any]*roaring.Bitmap{}, filters: map[query.FieldName]*roaring.Bitmap{}})
	}
	return e
}

// match finds the documents of the request in every segment.
func (e *exec) match() error {
	for _, s := range e.segs {
		if err := e.readFilters(s); err != nil {
			return err
		}
	}
	if !e.plan.coverage {
		n, err := e.matchTree(e.plan.root)
		if err != nil || n > 0 || !e.plan.flat || len(e.plan.content) < 2 || e.req.AllWords {
			return err
		}
		e.plan.coverage = true
	}
	n, err := e.matchTree(e.plan.some(true))
	if err != nil {
		return err
	}
	if n == 0 && e.plan.hasPhrases() {
		if n, err = e.matchTree(e.plan.some(false)); err != nil {
			return err
		}
	}
	if e.allWords, err = e.countAll(); err != nil {
		return err
	}
	e.relaxed = n > 0 && e.allWords == 0
	return nil
}

func (e *exec) matchTree(root tree) (total int, err error) {
	for _, s := range e.segs {
		b, err := e.eval(s, root)
		if err != nil {
			return 0, err
		}
		if s.deleted != nil {
			b = roaring.AndNot(b, s.deleted)
		}
		s.base = b
		s.matched = s.filtered("")
		total += int(s.matched.GetCardinality())
	}
	return total, nil
}

// filtered is the base with all filters but one.
func (s *segExec) filtered(but query.FieldName) *roaring.Bitmap {
	b, own := s.base, false
	for _, name := range slices.Sorted(maps.Keys(s.filters)) {
		if name == but {
			continue
		}
		if own {
			b.And(s.filters[name])
		} else {
			b, own = roaring.And(b, s.filters[name]), true
		}
	}
	return b
}

// countAll counts the documents that have all words of a query ranked by coverage.
func (e *exec) countAll() (int, error) {
	n := 0
	for _, s := range e.segs {
		b, err := e.eval(s, e.plan.all())
		if err != nil {
			return 0, err
		}
		n += int(b.AndCardinality(s.matched))
	}
	return n, nil
}

func (e *exec) readFilters(s *segExec) error {
	for name, values := range e.req.Facets {
		if len(values) == 0 {
			continue
		}
		b := roaring.New()
		for _, v := range values {
			p, err := s.postings(string(name), v)
			if err != nil {
				return err
			}
			b.Or(p.docs)
		}
		s.filters[name] = b
	}
	if !e.req.Dates.From.IsZero() || !e.req.Dates.To.IsZero() {
		s.filters[datesFilter] = s.cols.between(e.req.Dates)
	}
	if e.req.Only != nil {
		only, err := s.only(e.req.Only)
		if err != nil {
			return err
		}
		s.filters[onlyFilter] = only
	}
	return nil
}

// eval finds the documents of a tree in a segment; the result must not be changed.
func (e *exec) eval(s *segExec, t tree) (*roaring.Bitmap, error) {
	if err := e.ctx.Err(); err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case everything:
		return s.all(), nil
	case leafTree:
		return e.leafDocs(s, t.leaf)
	case altTree:
		return e.altDocs(s, t.alt, nil)
	case fieldTree:
		return e.fieldDocs(s, t.field)
	case datesTree:
		return s.cols.between(t.dates), nil
	case orTree:
		b := roaring.New()
		for _, p := range t.parts {
			d, err := e.eval(s, p)
			if err != nil {
				return nil, err
			}
			b.Or(d)
		}
		return b, nil
	case andTree:
		return e.evalAnd(s, t)
	case notTree:
		d, err := e.eval(s, t.part)
		if err != nil {
			return nil, err
		}
		return roaring.AndNot(s.all(), d), nil
	}
	return noDocs, nil
}

// evalAnd intersects what is cheap first, so that phrases are checked in few documents.
func (e *exec) evalAnd(s *segExec, t andTree) (*roaring.Bitmap, error) {
	var b *roaring.Bitmap
	var not []tree
	var late []*alt
	for _, p := range t.parts {
		switch p := p.(type) {
		case notTree:
			not = append(not, p.part)
			continue
		case altTree:
			late = append(late, p.alt)
			continue
		}
		d, err := e.eval(s, p)
		if err != nil {
			return nil, err
		}
		if b == nil {
			b = d
		} else {
			b = roaring.And(b, d)
		}
	}
	for _, a := range late {
		d, err := e.altDocs(s, a, b)
		if err != nil {
			return nil, err
		}
		if b == nil {
			b = d
		} else {
			b = roaring.And(b, d)
		}
	}
	if b == nil {
		b = s.all()
	}
	for _, n := range not {
		d, err := e.eval(s, n)
		if err != nil {
			return nil, err
		}
		b = roaring.AndNot(b, d)
	}
	return b, nil
}

// leafDocs is the documents that have a word in any of its ways.
func (e *exec) leafDocs(s *segExec, l *leaf) (*roaring.Bitmap, error) {
	if b, ok := s.sets[l]; ok {
		return b, nil
	}
	if l.prefix != "" {
		b, err := e.prefixDocs(s, l)
		s.sets[l] = b
		return b, err
	}
	var sets []*roaring.Bitmap
	for _, src := range l.any {
		p, err := s.postings(src.field, src.term)
		if err != nil {
			return nil, err
		}
		if !p.docs.IsEmpty() {
			sets = append(sets, p.docs)
		}
	}
	b := union(sets)
	for _, a := range l.alts {
		d, err := e.leafAlt(s, a)
		if err != nil {
			return nil, err
		}
		if !d.IsEmpty() {
			b = roaring.Or(b, d)
		}
	}
	s.sets[l] = b
	return b, nil
}

// union of sets, which may be one of them itself.
func union(sets []*roaring.Bitmap) *roaring.Bitmap {
	switch len(sets) {
	case 0:
		return noDocs
	case 1:
		return sets[0]
	case 2:
		return roaring.Or(sets[0], sets[1])
	}
	return roaring.FastOr(sets...)
}

func (e *exec) prefixDocs(s *segExec, l *leaf) (*roaring.Bitmap, error) {
	field, start := fieldForm, l.prefix
	if l.title {
		field, start = fieldTitle, formMark+l.prefix
	}
	return s.beginning(e.ctx, field, start)
}
