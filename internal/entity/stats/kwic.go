package stats

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"depesche/internal/archive"

	bolt "go.etcd.io/bbolt"
)

// contextRunes is how much text a concordance shows on each side, at most.
const contextRunes = 60

// Concordance yields every mention of the entity with the text around it, by
// date, undated articles last. Articles are read one by one; one that can't be
// read any more, or whose text has changed since it was counted, is passed over.
func (s *Store) Concordance(ctx context.Context, slug string) iter.Seq2[archive.KWIC, error] {
	return func(yield func(archive.KWIC, error) bool) {
		hits, err := s.hits(ctx, slug)
		if err != nil {
			yield(archive.KWIC{}, err)
			return
		}
		for _, h := range hits {
			if err := ctx.Err(); err != nil {
				yield(archive.KWIC{}, err)
				return
			}
			a, err := s.corpus.Article(ctx, h.id)
			if archive.CodeOf(err) == archive.CodeNotFound || err == nil && a.Tombstone != nil {
				continue
			}
			if err != nil {
				yield(archive.KWIC{}, err)
				return
			}
			for _, m := range h.mentions {
				if k, ok := kwic(&a, m, h.surfaces[m.form]); ok && !yield(k, nil) {
					return
				}
			}
		}
	}
}

// hit is an article in which the entity stands.
type hit struct {
	id       archive.ID
	date     archive.Date
	mentions []pointer
	surfaces []string
}

// hits are collected before any article is read, so that no transaction is open
// while a reader takes time.
func (s *Store) hits(ctx context.Context, slug string) ([]hit, error) {
	var hits []hit
	err := s.view(ctx, func(tx *bolt.Tx) error {
		if _, record, err := s.lookup(tx, slug); err != nil || record == nil {
			return err
		}
		same, err := s.sameAs(tx)
		if err != nil {
			return err
		}
		for _, one := range append([]string{slug}, same.from[slug]...) {
			if hits, err = s.hitsOf(tx, one, hits); err != nil {
				return err
			}
		}
		return nil
	})
	slices.SortFunc(hits, func(a, b hit) int {
		if a.date.IsZero() != b.date.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.date.IsZero()]
		}
		return cmp.Or(a.date.Compare(b.date), cmp.Compare(a.id, b.id))
	})
	return hits, err
}

// hitsOf appends the articles that are counted under the slug.
func (s *Store) hitsOf(tx *bolt.Tx, slug string, hits []hit) ([]hit, error) {
	record, err := s.record(tx, slug)
	if err != nil || record == nil {
		return hits, err
	}
	surfaces := make([]string, len(record.forms))
	for i, f := range record.forms {
		surfaces[i] = f.surface
	}
	own := number(tx.Bucket(slugsBucket).Get([]byte(slug)))
	for docs := record.docs.Iterator(); docs.HasNext(); {
		a, err := decodeArticle(tx.Bucket(articlesBucket).Get(key(docs.Next())), true)
		if err != nil {
			return nil, err
		}
		for _, em := range a.entities {
			if em.entity == own {
				date, _ := archive.ParseDate(a.date)
				hits = append(hits, hit{id: a.id, date: date, mentions: em.mentions, surfaces: surfaces})
			}
		}
	}
	return hits, nil
}

// kwic cuts the words around a mention out of the article.
func kwic(a *archive.Article, p pointer, surface string) (archive.KWIC, bool) {
	line := a.Line(p.paragraph)
	span := archive.Span{Start: p.start, End: p.start + p.length}
	if !span.In(line) || line[span.Start:span.End] != surface {
		return archive.KWIC{}, false
	}
	k := archive.KWIC{
		Article: a.ID, Title: a.Title, Outlet: a.Outlet, Date: a.Published,
		Left: leftOf(line[:span.Start]), Surface: surface, Right: rightOf(line[span.End:]),
	}
	if p.paragraph >= 0 {
		k.PID = a.Paragraphs[p.paragraph].PID
	}
	return k, true
}

// leftOf is the end of the text, cut between words.
func leftOf(text string) string {
	cut := len(text)
	for n := 0; cut > 0 && n < contextRunes; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:cut])
		cut -= size
	}
	if cut > 0 {
		if i := strings.IndexByte(text[cut:], ' '); i >= 0 {
			cut += i + 1
		}
	}
	return text[cut:]
}

// rightOf is the beginning of the text, cut between words.
func rightOf(text string) string {
	cut := 0
	for n := 0; cut < len(text) && n < contextRunes; n++ {
		_, size := utf8.DecodeRuneInString(text[cut:])
		cut += size
	}
	if cut < len(text) {
		if i := strings.LastIndexByte(text[:cut], ' '); i >= 0 {
			cut = i
		}
	}
	return text[:cut]
}
