package corpus

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"depesche/internal/archive"

	"go.yaml.in/yaml/v3"
)

// Format writes a new article file. The article read back from it is the
// same, its texts in the form of CleanText.
func Format(a *archive.Article) ([]byte, error) {
	return rewrite(a, &document{header: &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}})
}

// rewrite writes the article over what its file held before: only keys whose
// value changed are touched, and the body only if its text changed.
func rewrite(a *archive.Article, before *document) ([]byte, error) {
	before.article.Lang = cmp.Or(before.article.Lang, DefaultLang)
	before.article.Rights = cmp.Or(before.article.Rights, archive.RightsFull)
	fresh := before.rawHeader == "" && len(before.header.Content) == 0
	header := before.rawHeader
	if updateHeader(before.header, &before.article, a, fresh) {
		text, err := encodeYAML(before.header)
		if err != nil {
			return nil, fmt.Errorf("writing front matter of %s: %w", a.ID, err)
		}
		header = text
	}
	body := before.rawBody
	if !slices.EqualFunc(a.Paragraphs, before.article.Paragraphs, sameText) {
		body = formatBody(a.Paragraphs, before.blocks)
	}
	var out bytes.Buffer
	out.WriteString("---\n")
	out.WriteString(header)
	if header != "" && !strings.HasSuffix(header, "\n") {
		out.WriteByte('\n')
	}
	out.WriteString("---\n")
	out.WriteString(body)
	return out.Bytes(), nil
}

func sameText(a, b archive.Paragraph) bool {
	return a.Kind == b.Kind && CleanText(a.Text) == b.Text
}

func encodeYAML(n *yaml.Node) (string, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(n); err != nil {
		return "", err
	}
	if err := enc.Close(); err != nil {
		return "", err
	}
	return b.String(), nil
}

// updateHeader brings the mapping to what the article says and reports whether
// it changed anything. A fresh header names language and rights even where
// they are the default.
func updateHeader(h *yaml.Node, was, a *archive.Article, fresh bool) bool {
	u := updater{h: h}
	u.text("id", string(was.ID), string(a.ID))
	u.title(was, a, fresh)
	u.text("kicker", was.Kicker, a.Kicker)
	u.texts("authors", was.Authors, a.Authors)
	u.text("outlet", was.Outlet, a.Outlet)
	u.plain("published", was.Published.String(), a.Published.String())
	u.plain("updated", was.Updated.String(), a.Updated.String())
	u.text("url", was.URL, a.URL)
	u.plain("captured", instantString(was.Captured), instantString(a.Captured))
	if lang := cmp.Or(a.Lang, DefaultLang); fresh || lang != was.Lang {
		u.change("lang", scalar(lang))
	}
	if rights := cmp.Or(a.Rights, archive.RightsFull); fresh || rights != was.Rights {
		u.change("rights", scalar(string(rights)))
	}
	u.text("license", was.License, a.License)
	u.texts("tags", was.Tags, a.Tags)
	u.texts("sources", was.Sources, a.Sources)
	u.texts("also", idStrings(was.Also), idStrings(a.Also))
	u.tombstone(was.Tombstone, a.Tombstone)
	u.provenance(was.Provenance, a.Provenance)
	return u.changed
}

type updater struct {
	h       *yaml.Node
	changed bool
}

func (u *updater) change(key string, value *yaml.Node) {
	set(u.h, key, value)
	u.changed = true
}

func (u *updater) text(key, was, now string) {
	if now = CleanText(now); now != was {
		u.change(key, when(now != "", scalar(now)))
	}
}

// title writes the title and whether it was proposed. A header that says neither
// may go on saying neither while the text still proposes that title.
func (u *updater) title(was, now *archive.Article, fresh bool) {
	title, proposed := was.Title, was.TitleProposed
	if proposed && lookup(u.h, "title_proposed") == nil {
		if !fresh && now.TitleProposed && now.Title == ProposeTitle(now.Paragraphs) {
			return
		}
		title, proposed = "", false
	}
	u.text("title", title, now.Title)
	if proposed != now.TitleProposed {
		u.change("title_proposed", when(now.TitleProposed, plain("true")))
	}
}

func (u *updater) plain(key, was, now string) {
	if now != was {
		u.change(key, when(now != "", plain(now)))
	}
}

func (u *updater) texts(key string, was, now []string) {
	var clean []string
	for _, s := range now {
		clean = appendText(clean, s)
	}
	if !slices.Equal(was, clean) {
		u.change(key, when(len(clean) > 0, list(clean)))
	}
}

func (u *updater) tombstone(was, now *archive.Tombstone) {
	if was == nil {
		was = &archive.Tombstone{}
	}
	if now == nil {
		now = &archive.Tombstone{}
	}
	u.plain("removed", was.Since.String(), now.Since.String())
	u.text("removed_reason", was.Reason, now.Reason)
	u.text("merged_into", string(was.MergedInto), string(now.MergedInto))
}

func (u *updater) provenance(was, now archive.Provenance) {
	if was == now {
		return
	}
	n := lookup(u.h, "provenance")
	if n == nil {
		n = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		set(u.h, "provenance", n)
	}
	p := updater{h: n}
	p.text("source", was.Source, now.Source)
	p.text("importer", was.Importer, now.Importer)
	p.plain("imported_at", instantString(was.ImportedAt), instantString(now.ImportedAt))
	p.text("source_sha256", was.SourceSHA256, now.SourceSHA256)
	p.text("text_sha256", was.TextSHA256, now.TextSHA256)
	p.text("meta_sha256", was.MetaSHA256, now.MetaSHA256)
	p.text("note", was.Note, now.Note)
	p.text("capture", was.Capture, now.Capture)
	u.changed = u.changed || p.changed
}

// instantString is the time in UTC to the second, as the file holds it.
func instantString(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func idStrings(ids []archive.ID) []string {
	var list []string
	for _, id := range ids {
		list = append(list, string(id))
	}
	return list
}

func when(ok bool, n *yaml.Node) *yaml.Node {
	if ok {
		return n
	}
	return nil
}
