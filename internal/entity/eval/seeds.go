package eval

import (
	"strings"

	"depesche/internal/archive"
)

// Raw is a raw text as an article whose lines are paragraphs; Offsets are where
// they begin in the text.
type Raw struct {
	Article archive.Article
	Offsets []int
	Text    string
}

// NewRaw makes an article of a raw text without its header.
func NewRaw(text string, header int) Raw {
	r := Raw{Text: text}
	at := header
	for l := range strings.SplitAfterSeq(text[header:], "\n") {
		if t := strings.TrimRight(l, "\r\n"); strings.TrimSpace(t) != "" {
			r.Article.Paragraphs = append(r.Article.Paragraphs, archive.Paragraph{Kind: archive.Text, Text: t})
			r.Offsets = append(r.Offsets, at)
		}
		at += len(l)
	}
	archive.AssignPIDs(r.Article.Paragraphs)
	return r
}

// View says which gold mentions are asked for and which are neither right nor
// wrong, and gives a mention its label.
type View struct {
	Wanted   func(Mention) bool
	Optional func(Mention) bool
	Label    func(Mention) string
	Found    func(archive.Mention) (label string, ok bool)
}

// Linked is what readers see: outermost names and descriptive mentions with the
// right entity. Anaphoric mentions (the sanctions) are optional. Resolve turns a
// gold id into the one that the recogniser uses.
func Linked(resolve func(id string) string) View {
	return View{
		Wanted:   func(m Mention) bool { return m.Depth == 0 && (m.Form == "name" || m.Form == "descriptive") },
		Optional: func(m Mention) bool { return m.Depth == 0 && m.Form == "anaphoric" },
		Label:    func(m Mention) string { return string(m.Kind()) + " " + resolve(m.ID) },
		Found: func(m archive.Mention) (string, bool) {
			return string(m.Kind) + " " + m.Entity, m.Form != archive.FormDerived
		},
	}
}

// Named is for taggers: names alone, without names inside them, in four
// classes or those of them that are asked for.
func Named(classes ...archive.Kind) View {
	class := func(k archive.Kind) string {
		switch k {
		case archive.Topic, archive.Event, archive.Product:
			return "other"
		}
		return string(k)
	}
	asked := func(k archive.Kind) bool {
		if len(classes) == 0 {
			return true
		}
		for _, c := range classes {
			if k == c {
				return true
			}
		}
		return false
	}
	return View{
		Wanted:   func(m Mention) bool { return m.Form == "name" && !m.InName && asked(m.Kind()) },
		Optional: func(m Mention) bool { return m.InName && asked(m.Kind()) },
		Label:    func(m Mention) string { return class(m.Kind()) },
		Found: func(m archive.Mention) (string, bool) {
			return class(m.Kind), m.Form != archive.FormDerived && m.Form != archive.FormDescriptive && asked(m.Kind)
		},
	}
}

// Measure runs a recogniser over the raw texts and compares.
func Measure(rec archive.Recogniser, docs []Document, text func(file string) (string, error), view View) (*Report, error) {
	r := &Report{}
	for _, d := range docs {
		t, err := text(d.File)
		if err != nil {
			return nil, err
		}
		raw := NewRaw(t, d.HeaderBytes)
		var gold, found, optional []Span
		for _, m := range d.Mentions {
			s := Span{m.Start, m.End, view.Label(m)}
			if view.Wanted(m) {
				gold = append(gold, s)
			} else if view.Optional(m) {
				optional = append(optional, s)
			}
		}
		for _, m := range d.Ignore {
			optional = append(optional, Span{m.Start, m.End, ""})
		}
		for _, m := range rec.Mentions(&raw.Article) {
			if label, ok := view.Found(m); ok && m.Paragraph >= 0 {
				at := raw.Offsets[m.Paragraph]
				found = append(found, Span{at + m.Span.Start, at + m.Span.End, label})
			}
		}
		r.Compare(gold, found, optional,
			func(s Span) string { kind, _, _ := strings.Cut(s.Label, " "); return kind },
			func(s Span) string { return d.File[:min(3, len(d.File))] + " " + around(t, s) })
	}
	return r, nil
}

func around(text string, s Span) string {
	left, right := max(0, s.Start-30), min(len(text), s.End+30)
	return strings.ToValidUTF8(strings.ReplaceAll(text[left:s.Start]+"["+text[s.Start:s.End]+"]"+text[s.End:right], "\n", "/"), "")
}
