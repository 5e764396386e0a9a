package servertest

import (
	"context"
	"slices"
	"time"

	"depesche/internal/archive"
)

// Corpus is an archive.Corpus in memory. Add before use; reading is safe from
// several goroutines.
type Corpus struct {
	versions map[archive.ID][]archive.Article
}

// Add adds an article, or a further version of one.
func (c *Corpus) Add(a archive.Article) {
	if len(a.Paragraphs) > 0 && a.Paragraphs[0].PID == "" {
		archive.AssignPIDs(a.Paragraphs)
	}
	a.Version = len(c.versions[a.ID]) + 1
	c.versions[a.ID] = append(c.versions[a.ID], a)
}

// IDs are all ids in their order.
func (c *Corpus) IDs() []archive.ID {
	var ids []archive.ID
	for id := range c.versions {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Article implements archive.Corpus.
func (c *Corpus) Article(_ context.Context, id archive.ID) (archive.Article, error) {
	versions := c.versions[id]
	if len(versions) == 0 {
		return archive.Article{}, archive.Errorf(archive.CodeNotFound, "Diesen Artikel gibt es nicht.")
	}
	return versions[len(versions)-1], nil
}

// Since implements archive.Arrivals: articles came in when they were imported,
// those of unknown import on the first day of 2026.
func (c *Corpus) Since(_ context.Context, t time.Time, limit int) (list []archive.Arrival, err error) {
	for _, id := range c.IDs() {
		a, _ := c.Article(context.Background(), id)
		at := a.Provenance.ImportedAt
		if at.IsZero() {
			at = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		if a.Tombstone == nil && at.After(t) {
			list = append(list, archive.Arrival{ID: id, At: at})
		}
	}
	slices.SortStableFunc(list, func(a, b archive.Arrival) int { return b.At.Compare(a.At) })
	return list[:min(len(list), limit)], nil
}

// Versions implements archive.Corpus.
func (c *Corpus) Versions(_ context.Context, id archive.ID) ([]archive.VersionInfo, error) {
	var infos []archive.VersionInfo
	for _, a := range c.versions[id] {
		infos = append(infos, archive.VersionInfo{Number: a.Version, Recorded: Now, SHA256: a.TextSHA256()})
	}
	return infos, nil
}

// Version implements archive.Corpus.
func (c *Corpus) Version(_ context.Context, id archive.ID, number int) (archive.Article, error) {
	versions := c.versions[id]
	if number < 1 || number > len(versions) {
		return archive.Article{}, archive.Errorf(archive.CodeNotFound, "Diese Fassung gibt es nicht.")
	}
	return versions[number-1], nil
}
