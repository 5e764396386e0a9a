package stats

import (
	"depesche/internal/archive"

	"github.com/RoaringBitmap/roaring/v2"
)

// articleRecord is what is kept of an article.
type articleRecord struct {
	id       archive.ID
	date     string // as archive.Date writes it
	outlet   int
	entities []entityMentions
}

// entityMentions are the mentions of one entity in an article.
type entityMentions struct {
	entity   uint32
	mentions []pointer
}

// pointer is one mention.
type pointer struct {
	paragraph, start, length int
	form                     int // index in the entity's forms
	kind                     int // index in archive.Kinds: what the entity was taken for in this place
}

const kindBits = 3

func (a *articleRecord) encode() []byte {
	var w writer
	w.string(string(a.id))
	w.string(a.date)
	w.uint(a.outlet)
	w.uint(len(a.entities))
	for _, e := range a.entities {
		w.uint(int(e.entity))
	}
	for _, e := range a.entities {
		w.uint(len(e.mentions))
		for _, m := range e.mentions {
			w.int(m.paragraph)
			w.uint(m.start)
			w.uint(m.length)
			w.uint(m.form<<kindBits | m.kind)
		}
	}
	return w
}

// decodeArticle reads a record; without mentions it stops behind the entities.
func decodeArticle(b []byte, withMentions bool) (articleRecord, error) {
	r := reader{b: b}
	a := articleRecord{id: archive.ID(r.string()), date: r.string(), outlet: r.uint()}
	a.entities = make([]entityMentions, r.length())
	for i := range a.entities {
		a.entities[i].entity = uint32(r.uint())
	}
	if !withMentions {
		return a, r.err
	}
	for i := range a.entities {
		ms := make([]pointer, r.length())
		for k := range ms {
			ms[k] = pointer{paragraph: r.int(), start: r.uint(), length: r.uint()}
			both := r.uint()
			ms[k].form, ms[k].kind = both>>kindBits, both&(1<<kindBits-1)
		}
		a.entities[i].mentions = ms
	}
	return a, r.err
}

// entityRecord is what is kept of an entity. Name and kind count only for
// suggested ones: of the others the registry knows better.
type entityRecord struct {
	slug, name string
	kind       archive.Kind
	suggested  bool
	articles   int
	mentions   int
	forms      []formRecord
	docs       *roaring.Bitmap
}

// formRecord counts one spelling by outlet.
type formRecord struct {
	surface string
	outlets map[int]int
}

func (e *entityRecord) encode() ([]byte, error) {
	var w writer
	w.string(e.slug)
	w.string(e.name)
	w.string(string(e.kind))
	w.bool(e.suggested)
	w.uint(e.articles)
	w.uint(e.mentions)
	w.uint(len(e.forms))
	for _, f := range e.forms {
		w.string(f.surface)
		w.uint(len(f.outlets))
		for o, n := range f.outlets {
			w.uint(o)
			w.uint(n)
		}
	}
	docs, err := e.docs.ToBytes()
	if err != nil {
		return nil, err
	}
	return append(w, docs...), nil
}

// decodeHead reads what lists show.
func decodeHead(r *reader) entityRecord {
	return entityRecord{slug: r.string(), name: r.string(), kind: archive.Kind(r.string()), suggested: r.bool(), articles: r.uint(), mentions: r.uint()}
}

func decodeEntity(b []byte) (*entityRecord, error) {
	r := reader{b: b}
	e := decodeHead(&r)
	e.forms = make([]formRecord, r.length())
	for i := range e.forms {
		f := formRecord{surface: r.string(), outlets: map[int]int{}}
		for range r.length() {
			o := r.uint()
			f.outlets[o] = r.uint()
		}
		e.forms[i] = f
	}
	if r.err != nil {
		return nil, r.err
	}
	e.docs = roaring.New()
	if err := e.docs.UnmarshalBinary(append([]byte(nil), r.b...)); err != nil {
		return nil, errCorrupt
	}
	return &e, nil
}
