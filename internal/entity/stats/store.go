package stats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"depesche/internal/archive"
	"depesche/internal/entity"
	"depesche/internal/index"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"
)

var (
	articlesBucket = []byte("articles")
	numbersBucket  = []byte("numbers")
	entitiesBucket = []byte("entities")
	slugsBucket    = []byte("slugs")
	outletsBucket  = []byte("outlets")
	metaBucket     = []byte("meta")
	versionKey     = []byte("version")
	countKey       = []byte("articles") // how many articles are counted
)

// version of the file's layout; a file of another is emptied.
const version = "2"

// Store counts mentions. Reading is safe from several goroutines, also while
// one writes.
type Store struct {
	db         *bolt.DB
	corpus     archive.Corpus
	registry   atomic.Pointer[entity.Registry]
	generation atomic.Uint64 // of the contents
	lists      memo[[]archive.EntityCount]
	profiles   memo[archive.Profile]
	outlets    outletNames
	heads      heads
	sames      sameMemo
}

var (
	_ index.Writer     = (*Store)(nil)
	_ archive.Entities = (*Store)(nil)
)

// Open opens the store in the file, or makes it. A damaged file or one of another
// version is emptied, and rebuilt is true: all articles have to be put again.
func Open(path string, registry *entity.Registry, corpus archive.Corpus) (s *Store, rebuilt bool, err error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return nil, false, fmt.Errorf("opening entity statistics %s: %w", path, err)
	}
	s = &Store{db: db, corpus: corpus}
	s.registry.Store(registry)
	err = db.Update(func(tx *bolt.Tx) error {
		if m := tx.Bucket(metaBucket); m != nil && string(m.Get(versionKey)) == version {
			return nil
		}
		rebuilt = true
		return empty(tx)
	})
	if err == nil {
		err = s.outlets.load(db)
	}
	if err != nil {
		db.Close()
		return nil, false, fmt.Errorf("opening entity statistics %s: %w", path, err)
	}
	return s, rebuilt, nil
}

// OpenReadOnly opens the store in the file for reading, where it can't be written
// or must not be. One of another version is an error.
func OpenReadOnly(path string, registry *entity.Registry, corpus archive.Corpus) (*Store, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second, ReadOnly: true})
	if err != nil {
		return nil, fmt.Errorf("opening entity statistics %s: %w", path, err)
	}
	s := &Store{db: db, corpus: corpus}
	s.registry.Store(registry)
	err = db.View(func(tx *bolt.Tx) error {
		if m := tx.Bucket(metaBucket); m == nil || string(m.Get(versionKey)) != version {
			return errors.New("it is of another version")
		}
		return nil
	})
	if err == nil {
		err = s.outlets.load(db)
	}
	if err != nil {
		return nil, fmt.Errorf("opening entity statistics %s: %w", path, errors.Join(err, db.Close()))
	}
	return s, nil
}

func empty(tx *bolt.Tx) error {
	for _, b := range [][]byte{articlesBucket, numbersBucket, entitiesBucket, slugsBucket, outletsBucket, metaBucket} {
		if tx.Bucket(b) != nil {
			if err := tx.DeleteBucket(b); err != nil {
				return err
			}
		}
		if _, err := tx.CreateBucket(b); err != nil {
			return err
		}
	}
	return tx.Bucket(metaBucket).Put(versionKey, []byte(version))
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Reset forgets everything, before all articles are put again.
func (s *Store) Reset() error {
	defer s.generation.Add(1)
	if err := s.db.Update(empty); err != nil {
		return fmt.Errorf("emptying entity statistics: %w", err)
	}
	return s.outlets.load(s.db)
}

// SetRegistry exchanges the registry, after its file was edited. Articles whose
// mentions change by that have to be put again.
func (s *Store) SetRegistry(r *entity.Registry) {
	s.registry.Store(r)
	s.generation.Add(1)
}

// Put counts the documents; those counted before are counted anew.
func (s *Store) Put(ctx context.Context, docs []index.Document) error {
	return s.update(ctx, func(u *update) error {
		for _, d := range docs {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := u.remove(d.Article.ID); err != nil {
				return err
			}
			if d.Article.Tombstone != nil {
				continue
			}
			if err := u.add(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// Delete takes documents out; unknown ids are no error.
func (s *Store) Delete(ctx context.Context, ids []archive.ID) error {
	return s.update(ctx, func(u *update) error {
		for _, id := range ids {
			if err := u.remove(id); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) update(ctx context.Context, change func(*update) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := s.db.Update(func(tx *bolt.Tx) error {
		u := &update{tx: tx, store: s, entities: map[uint32]*entityRecord{}, numbers: map[string]uint32{}}
		if err := change(u); err != nil {
			return err
		}
		return u.flush()
	})
	if err != nil {
		// Outlets numbered in a step that failed are not in the file.
		if reload := s.outlets.load(s.db); reload != nil {
			err = errors.Join(err, reload)
		}
		return fmt.Errorf("updating entity statistics: %w", err)
	}
	s.generation.Add(1)
	return nil
}

// update is one durable step; it keeps the entities it touches until the end.
type update struct {
	tx       *bolt.Tx
	store    *Store
	entities map[uint32]*entityRecord
	numbers  map[string]uint32 // slug -> number
	more     int               // articles, those taken out subtracted
}

// articleCount is how many articles are counted.
func articleCount(tx *bolt.Tx) int { return int(number(tx.Bucket(metaBucket).Get(countKey))) }

func (u *update) flush() error {
	if err := u.tx.Bucket(metaBucket).Put(countKey, key(uint32(articleCount(u.tx)+u.more))); err != nil {
		return err
	}
	bucket := u.tx.Bucket(entitiesBucket)
	bucket.FillPercent = 0.9
	// In the order of the keys, as bbolt likes it.
	for _, n := range slices.Sorted(maps.Keys(u.entities)) {
		e := u.entities[n]
		if e.mentions == 0 {
			if err := bucket.Delete(key(n)); err != nil {
				return err
			}
			if err := u.tx.Bucket(slugsBucket).Delete([]byte(e.slug)); err != nil {
				return err
			}
			continue
		}
		b, err := e.encode()
		if err != nil {
			return err
		}
		if err := bucket.Put(key(n), b); err != nil {
			return err
		}
	}
	return nil
}

// entity loads or makes the record of the entity.
func (u *update) entity(m archive.Mention, surface string) (uint32, *entityRecord, error) {
	n, ok := u.numbers[m.Entity]
	if !ok {
		slugs := u.tx.Bucket(slugsBucket)
		if b := slugs.Get([]byte(m.Entity)); b != nil {
			n = number(b)
		} else {
			seq, err := u.tx.Bucket(entitiesBucket).NextSequence()
			if err != nil {
				return 0, nil, err
			}
			n = uint32(seq)
			if err := slugs.Put([]byte(m.Entity), key(n)); err != nil {
				return 0, nil, err
			}
			u.entities[n] = &entityRecord{slug: m.Entity, name: surface, kind: m.Kind, suggested: m.Suggested, docs: roaring.New()}
		}
		u.numbers[m.Entity] = n
	}
	e, err := u.load(n)
	return n, e, err
}

func (u *update) load(n uint32) (*entityRecord, error) {
	if e := u.entities[n]; e != nil {
		return e, nil
	}
	b := u.tx.Bucket(entitiesBucket).Get(key(n))
	if b == nil {
		return nil, errCorrupt
	}
	e, err := decodeEntity(b)
	if err != nil {
		return nil, err
	}
	u.entities[n] = e
	return e, nil
}

func (u *update) add(d index.Document) error {
	articles, numbers := u.tx.Bucket(articlesBucket), u.tx.Bucket(numbersBucket)
	seq, err := articles.NextSequence()
	if err != nil {
		return err
	}
	num := uint32(seq)
	outlet, err := u.store.outlets.number(u.tx, d.Article.Outlet)
	if err != nil {
		return err
	}
	record := articleRecord{id: d.Article.ID, date: d.Article.Published.String(), outlet: outlet}
	at := map[uint32]int{} // entity -> index in record.entities
	for _, m := range d.Mentions {
		surface := d.Article.Surface(m)
		if m.Form == archive.FormDerived || surface == "" {
			continue
		}
		n, e, err := u.entity(m, surface)
		if err != nil {
			return err
		}
		i, ok := at[n]
		if !ok {
			i = len(record.entities)
			at[n] = i
			record.entities = append(record.entities, entityMentions{entity: n})
			e.articles++
			e.docs.Add(num)
		}
		e.kind, e.suggested = m.Kind, m.Suggested
		e.mentions++
		form := e.form(surface)
		e.forms[form].outlets[outlet]++
		record.entities[i].mentions = append(record.entities[i].mentions,
			pointer{paragraph: m.Paragraph, start: m.Span.Start, length: m.Span.Len(), form: form, kind: max(0, slices.Index(archive.Kinds, m.Kind))})
	}
	for n := range at {
		u.entities[n].rename()
	}
	if err := numbers.Put([]byte(d.Article.ID), key(num)); err != nil {
		return err
	}
	u.more++
	articles.FillPercent = 1 // numbers only grow
	return articles.Put(key(num), record.encode())
}

// form is the index of the spelling among the entity's forms.
func (e *entityRecord) form(surface string) int {
	i := slices.IndexFunc(e.forms, func(f formRecord) bool { return f.surface == surface })
	if i < 0 {
		i = len(e.forms)
		e.forms = append(e.forms, formRecord{surface: surface, outlets: map[int]int{}})
	}
	return i
}

// rename gives a suggested entity the best of its spellings as its name: of
// those that make its slug the most frequent, then the shortest.
func (e *entityRecord) rename() {
	if !e.suggested {
		return
	}
	best := -1
	for _, f := range e.forms {
		n := 0
		for _, c := range f.outlets {
			n += c
		}
		if n == 0 {
			continue
		}
		if archive.Slug(f.surface) == e.slug {
			n += 1 << 20
		}
		if len(f.surface) < len(e.slug)-1 {
			continue // a short form
		}
		if n > best || n == best && f.surface < e.name {
			best, e.name = n, f.surface
		}
	}
}

func (u *update) remove(id archive.ID) error {
	articles, numbers := u.tx.Bucket(articlesBucket), u.tx.Bucket(numbersBucket)
	b := numbers.Get([]byte(id))
	if b == nil {
		return nil
	}
	num := number(b)
	record, err := decodeArticle(articles.Get(key(num)), true)
	if err != nil {
		return err
	}
	for _, em := range record.entities {
		e, err := u.load(em.entity)
		if err != nil {
			return err
		}
		u.numbers[e.slug] = em.entity
		e.articles--
		e.docs.Remove(num)
		for _, m := range em.mentions {
			if m.form >= len(e.forms) {
				return errCorrupt
			}
			e.mentions--
			outlets := e.forms[m.form].outlets
			if outlets[record.outlet]--; outlets[record.outlet] <= 0 {
				delete(outlets, record.outlet)
			}
		}
	}
	if err := numbers.Delete([]byte(id)); err != nil {
		return err
	}
	u.more--
	return articles.Delete(key(num))
}

func number(b []byte) uint32 {
	if len(b) != 4 {
		return 0
	}
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// outletNames numbers the outlets.
type outletNames struct {
	mu    sync.RWMutex
	names []string
	of    map[string]int
}

func (o *outletNames) load(db *bolt.DB) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.names, o.of = nil, map[string]int{}
	return db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(outletsBucket).ForEach(func(_, name []byte) error {
			o.of[string(name)] = len(o.names)
			o.names = append(o.names, string(bytes.Clone(name)))
			return nil
		})
	})
}

func (o *outletNames) number(tx *bolt.Tx, name string) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n, ok := o.of[name]; ok {
		return n, nil
	}
	n := len(o.names)
	if err := tx.Bucket(outletsBucket).Put(key(uint32(n)), []byte(name)); err != nil {
		return 0, err
	}
	o.names, o.of[name] = append(o.names, name), n
	return n, nil
}

func (o *outletNames) name(n int) string {
	o.mu.RLock()
	defer o.mu.RUnlock()
	if n < len(o.names) {
		return o.names[n]
	}
	return ""
}
