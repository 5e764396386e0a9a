package importer

import (
	"cmp"
	"fmt"
	"strings"

	"depesche/internal/archive"
)

// change is what a new text or new data of a known article leads to.
type change int

const (
	nothing     change = iota
	mendData           // same text: take better bibliographic data
	revise             // another text: it becomes the current one
	reviseText         // the same, but a person's bibliographic data stands
	keepBeside         // store it as a version; the current text stands
	keepShorter        // the same, because it looks like a page that failed
	keepOlder          // the same, because it was captured before the current one
)

// decide compares a draft with the article it is a text of. It holds all rules
// of when a text replaces another.
func decide(old, draft *archive.Article) change {
	if old.Tombstone != nil {
		return nothing
	}
	if strings.HasPrefix(draft.Provenance.Importer, "feed/") && !strings.HasPrefix(old.Provenance.Importer, "feed/") {
		return nothing // a feed's teaser of an article that is there in full
	}
	sameText := old.TextSHA256() == draft.TextSHA256()
	byHand := old.Provenance.TextSHA256 == ""
	textEdited := byHand || old.Provenance.TextSHA256 != old.TextSHA256()
	dataEdited := byHand || old.Provenance.MetaSHA256 != old.MetaSHA256()
	better := mended(*old, draft)
	switch {
	case sameText && (dataEdited || old.MetaSHA256() == better.MetaSHA256()):
		return nothing
	case sameText:
		return mendData
	case textEdited && old.Provenance.TextSHA256 == draft.TextSHA256():
		return nothing // the source still says what the person edited
	case textEdited:
		return keepBeside
	case !draft.Captured.IsZero() && draft.Captured.Before(old.Captured):
		return keepOlder
	case draft.Words()*3 < old.Words():
		return keepShorter
	case dataEdited:
		return reviseText
	}
	return revise
}

// mended is the article with the draft's bibliographic data where it has some.
func mended(old archive.Article, draft *archive.Article) archive.Article {
	if !draft.TitleProposed || old.TitleProposed {
		old.Title, old.TitleProposed = draft.Title, draft.TitleProposed
	}
	old.Kicker = cmp.Or(draft.Kicker, old.Kicker)
	if len(draft.Authors) > 0 {
		old.Authors = draft.Authors
	}
	old.Outlet = cmp.Or(draft.Outlet, old.Outlet)
	if draft.Published.Precision() >= old.Published.Precision() {
		old.Published = draft.Published
	}
	if !draft.Updated.IsZero() {
		old.Updated = draft.Updated
	}
	old.URL = cmp.Or(draft.URL, old.URL)
	old.Lang = cmp.Or(draft.Lang, old.Lang)
	return old
}

// update brings a draft of a known article in.
func (c *committer) update(e entry, it *Item, d Draft) (outcome, error) {
	old, err := c.store.Read(e.path)
	if err != nil {
		return outcome{}, err
	}
	draft := &d.Article
	now := mended(old, draft)
	now.Provenance, now.Captured = draft.Provenance, draft.Captured
	switch decide(&old, draft) {
	case nothing:
		message := ""
		if old.Tombstone != nil {
			message = "der Artikel ist als entfernt gekennzeichnet"
		}
		return outcome{action: Unchanged, article: &old, message: message}, nil
	case mendData:
		now.Provenance.Capture = old.Provenance.Capture
		now.Provenance.MetaSHA256 = now.MetaSHA256()
		return c.written(Mended, &now, "", c.store.Write(&now))
	case keepBeside:
		return c.beside(&old, it, draft, "der Text wurde von Hand bearbeitet und bleibt")
	case keepShorter:
		return c.beside(&old, it, draft, "der neue Text ist kürzer als ein Drittel des vorhandenen und ersetzt ihn nicht")
	case keepOlder:
		return c.beside(&old, it, draft, "der Text ist älter als der vorhandene")
	case reviseText:
		message := "Titel, Datum und übrige Angaben von Hand bleiben"
		if draft.Title != old.Title {
			message += fmt.Sprintf("; die Quelle hat den Titel %q", draft.Title)
		}
		sum := old.Provenance.MetaSHA256
		captured, provenance := now.Captured, now.Provenance
		now = old
		now.Captured, now.Provenance = captured, provenance
		now.Provenance.MetaSHA256 = sum // still edited
		return c.revise(&now, it, draft, message)
	}
	now.Provenance.MetaSHA256 = now.MetaSHA256()
	return c.revise(&now, it, draft, "")
}

func (c *committer) revise(now *archive.Article, it *Item, draft *archive.Article, message string) (outcome, error) {
	now.Paragraphs = draft.Paragraphs
	if err := c.keepCapture(it, now); err != nil {
		return outcome{}, err
	}
	return c.written(Revised, now, message, c.store.Revise(now))
}

func (c *committer) written(action Action, a *archive.Article, message string, err error) (outcome, error) {
	if err != nil {
		return outcome{}, err
	}
	c.known.add(a)
	return outcome{action: action, article: a, message: message}, nil
}

// beside stores the draft as a version of the article whose text stands.
func (c *committer) beside(old *archive.Article, it *Item, draft *archive.Article, reason string) (outcome, error) {
	draft.ID, draft.Path = old.ID, ""
	if err := c.keepCapture(it, draft); err != nil {
		return outcome{}, err
	}
	n, err := c.store.KeepBeside(old, draft)
	if err != nil {
		return outcome{}, err
	}
	c.known.addVersion(draft)
	return outcome{action: Kept, article: old, message: fmt.Sprintf("%s; die neue Fassung liegt als versions/%s/%d.md daneben", reason, old.ID, n)}, nil
}
