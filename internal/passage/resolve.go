package passage

import (
	"context"

	"depesche/internal/archive"
)

// mostVersions is how many versions of an article are read to find a passage,
// counted from the current one back.
const mostVersions = 200

// Trace is what became of a passage.
type Trace struct {
	Then  archive.Article     // the last version that has the passage
	At    int                 // its position there
	Since archive.VersionInfo // the version in which it is not any more; zero if it is in the current one
	Now   int                 // its position in the current text, -1 if lost
	Like  float64             // likeness of then and now
}

// Resolve follows the paragraph with the passage id to the current text of a.
// The error's code is CodeNotFound if no version ever had it. A version that
// can't be read hides no other.
func Resolve(ctx context.Context, c archive.Corpus, a *archive.Article, pid string) (Trace, error) {
	if _, at, ok := a.Paragraph(pid); ok {
		return Trace{Then: *a, At: at, Now: at, Like: 1}, nil
	}
	missing := archive.Errorf(archive.CodeNotFound, "Dieser Artikel hat keinen Absatz mit der Kennung „%s“.", pid)
	infos, err := c.Versions(ctx, a.ID)
	if err != nil {
		return Trace{}, err
	}
	// newer are the versions after the one that has it, newest first.
	newer := []archive.Article{*a}
	since := archive.VersionInfo{}
	for k := len(infos) - 1; k >= 0 && k >= len(infos)-mostVersions; k-- {
		if err := ctx.Err(); err != nil {
			return Trace{}, err
		}
		if infos[k].Number == a.Version && a.Tombstone == nil {
			since = infos[k]
			continue
		}
		old, err := c.Version(ctx, a.ID, infos[k].Number)
		if err != nil || len(old.Paragraphs) == 0 {
			continue
		}
		_, at, ok := old.Paragraph(pid)
		if !ok {
			newer = append(newer, old)
			since = infos[k]
			continue
		}
		t := Trace{Then: old, At: at, Since: since, Now: at, Like: 1}
		for i := len(newer) - 1; i >= 0 && t.Now >= 0; i-- {
			link := Align(old.Paragraphs, newer[i].Paragraphs)[t.Now]
			t.Now, old = link.To, newer[i]
		}
		if t.Now >= 0 {
			t.Like = Likeness(t.Then.Paragraphs[at].Text, a.Paragraphs[t.Now].Text)
		}
		return t, nil
	}
	return Trace{}, missing
}
