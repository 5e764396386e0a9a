package entity

import (
	"cmp"
	"slices"

	"depesche/internal/archive"
)

// line is one line of an article and its words.
type line struct {
	paragraph   int
	text        string
	first, last int // words, half-open in document.words
}

// document is the state of recognition in one article.
type document struct {
	*Recogniser
	lines   []line
	words   []word
	found   []match
	kept    []match
	full    map[int32][]place  // entity -> where full names of it stand
	rivals  map[string][]place // folded family name -> where somebody else of that name is named
	folded  []byte             // all words, folded, once a rule has asked for them
	context map[string]bool
	known   strangers // over all articles of the recogniser
}

// place orders positions in an article.
type place struct{ line, byte int32 }

func (p place) before(q place) bool {
	return p.line < q.line || p.line == q.line && p.byte < q.byte
}

func (m *match) place() place { return place{m.line, m.start} }

func (d *document) reset(r *Recogniser) {
	d.Recogniser = r
	d.lines, d.words, d.found, d.kept, d.folded = d.lines[:0], d.words[:0], d.found[:0], d.kept[:0], d.folded[:0]
	clear(d.full)
	clear(d.rivals)
	clear(d.context)
	if d.full == nil {
		d.full, d.rivals, d.context = map[int32][]place{}, map[string][]place{}, map[string]bool{}
	}
}

func (d *document) add(paragraph int, text string) {
	first := len(d.words)
	d.words = d.matcher.vocab.scan(text, d.words)
	n := int32(len(d.lines))
	d.lines = append(d.lines, line{paragraph: paragraph, text: text, first: first, last: len(d.words)})
	d.found = d.matcher.find(text, n, d.words[first:], d.found, &d.known)
}

func (d *document) lineWords(m *match) []word {
	l := &d.lines[m.line]
	return d.words[l.first:l.last]
}

func (d *document) text(m *match, w *word) string { return d.lines[m.line].text[w.start:w.end] }

// resolve decides which matches count: first the full names, then the short
// forms that lean on them, then the longest of those that overlap.
func (d *document) resolve() {
	if len(d.found) == 0 {
		return
	}
	kept := d.kept[:0]
	for i := range d.found {
		m := d.found[i]
		if d.form(&m).role == roleBlock || d.fits(&m) {
			kept = append(kept, m)
		}
	}
	kept = d.unblocked(kept)
	if len(d.rivals) > 0 {
		kept = slices.DeleteFunc(kept, func(m match) bool { return d.isRivals(&m) })
	}
	for i := range kept {
		if m := &kept[i]; d.form(m).role == roleName {
			e := d.form(m).entity
			d.full[e] = append(d.full[e], m.place())
		}
	}
	kept = slices.DeleteFunc(kept, func(m match) bool { return d.form(&m).role == roleShort && !d.tied(&m) })
	d.kept = d.longest(kept)
}

func (d *document) form(m *match) *form { return &d.matcher.forms[m.form] }

// tied reports whether a short form belongs to its entity: the article has a full
// name, and of all who share the short form the one named last before it, or
// else first after it, is this entity.
func (d *document) tied(m *match) bool {
	f := d.form(m)
	here := m.place()
	own, ok := nearest(d.full[f.entity], here)
	if !ok {
		return false
	}
	if f.words == 1 && d.noun(fold(d.text(m, &d.lineWords(m)[m.first]))) {
		if d.registry.entries[f.entity].Kind == archive.Person {
			if d.determined(m) {
				return false // der Park
			}
		} else if !own.before(here) || !d.refers(m) {
			return false
		}
	}
	if rival, ok := nearest(d.rivals[d.familyKey(m)], here); ok && closer(rival, own, here) && !(f.listed && d.inRegistry(rival)) {
		return false
	}
	for i := range d.found {
		o := &d.found[i]
		if o.line != m.line || o.start != m.start || o.end != m.end {
			continue
		}
		g := d.form(o)
		if g.role != roleShort || g.entity == f.entity {
			continue
		}
		other, ok := nearest(d.full[g.entity], here)
		if !ok || f.listed && !g.listed {
			continue
		}
		if g.listed && !f.listed || closer(other, own, here) {
			return false
		}
	}
	return true
}

// inRegistry reports whether somebody of the registry is named in full at the
// place: Kim Ju Ae is no stranger, and does not take the name Kim from whom the
// registry gives it to.
func (d *document) inRegistry(at place) bool {
	return slices.ContainsFunc(d.found, func(m match) bool {
		f := d.form(&m)
		return m.place() == at && f.role == roleName && f.words > 1
	})
}

// nearest is the last of the places before here, else the first after it.
func nearest(places []place, here place) (place, bool) {
	best, ok := place{}, false
	for _, p := range places {
		if !ok || closer(p, best, here) {
			best, ok = p, true
		}
	}
	return best, ok
}

// closer reports whether p binds a short form at here more than q.
func closer(p, q, here place) bool {
	pb, qb := p.before(here), q.before(here)
	switch {
	case pb != qb:
		return pb
	case pb:
		return q.before(p)
	}
	return p.before(q)
}

// unblocked drops the blocking expressions and what they block.
func (d *document) unblocked(ms []match) []match {
	var blocks []match
	for _, m := range ms {
		if d.form(&m).role == roleBlock {
			blocks = append(blocks, m)
		}
	}
	if len(blocks) == 0 {
		return ms
	}
	return slices.DeleteFunc(ms, func(m match) bool {
		f := d.form(&m)
		if f.role == roleBlock {
			return true
		}
		for i := range blocks {
			b := &blocks[i]
			if b.line == m.line && b.start <= m.start && m.end <= b.end && d.form(b).entity == f.entity {
				if f.words == 1 {
					d.rival(&m)
				}
				return true
			}
		}
		return false
	})
}

// longest keeps of overlapping matches the longest, then the first, then the one
// whose entity has the firmer claim.
func (d *document) longest(ms []match) []match {
	apart := true
	for i := 1; i < len(ms) && apart; i++ {
		a, b := &ms[i-1], &ms[i]
		apart = a.line < b.line || a.line == b.line && a.end <= b.start
	}
	if apart {
		return ms
	}
	slices.SortFunc(ms, func(a, b match) int {
		return cmp.Or(
			cmp.Compare(a.line, b.line),
			cmp.Compare(b.end-b.start, a.end-a.start),
			cmp.Compare(a.start, b.start),
			cmp.Compare(d.weakness(&a), d.weakness(&b)),
			cmp.Compare(a.form, b.form))
	})
	kept := ms[:0]
	first := 0 // first kept match of the line
	for _, m := range ms {
		if len(kept) > 0 && kept[len(kept)-1].line != m.line {
			first = len(kept)
		}
		if !slices.ContainsFunc(kept[first:], func(k match) bool { return m.start < k.end && k.start < m.end }) {
			kept = append(kept, m)
		}
	}
	slices.SortFunc(kept, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.start, b.start))
	})
	return kept
}

// weakness orders claims to the same words: names under a context that holds
// before names without, exact ones before loose ones, short forms last.
func (d *document) weakness(m *match) int {
	f := d.form(m)
	n := 0
	switch f.role {
	case roleShort:
		n += 8
	case roleDerived:
		n += 16
	}
	if m.loose {
		n += 4
	}
	if f.free() {
		n += 2
	}
	if f.role == roleName && d.registry.entries[f.entity].Kind == archive.Product && !d.shipLike(m) {
		n += 3
	}
	return n
}

// mentions turns what was kept into mentions.
func (d *document) mentions() []archive.Mention {
	if len(d.kept) == 0 {
		return nil
	}
	mentions := make([]archive.Mention, len(d.kept))
	for i := range d.kept {
		m := &d.kept[i]
		f := d.form(m)
		e := d.registry.entries[f.entity]
		mentions[i] = archive.Mention{
			Paragraph: d.lines[m.line].paragraph,
			Span:      archive.Span{Start: int(m.start), End: int(m.end)},
			Entity:    e.ID,
			Kind:      e.Kind,
			Form:      formOf[f.role],
		}
	}
	return mentions
}

var formOf = map[role]archive.Form{
	roleName: archive.FormName, roleShort: archive.FormShort,
	roleDescriptive: archive.FormDescriptive, roleDerived: archive.FormDerived,
}
