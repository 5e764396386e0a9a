package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// CanonicalText is the article's text in the one form that is hashed and
// offered as plain text: the paragraphs in their order, headings after "## ",
// quotes after "> ", separated by an empty line and ended by a line break.
func (a *Article) CanonicalText() string {
	var b strings.Builder
	for i, p := range a.Paragraphs {
		if i > 0 {
			b.WriteByte('\n')
		}
		switch p.Kind {
		case Heading:
			b.WriteString("## ")
		case Quote:
			b.WriteString("> ")
		}
		b.WriteString(p.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// TextSHA256 is the SHA-256 of CanonicalText in lower-case hexadecimal.
func (a *Article) TextSHA256() string {
	sum := sha256.Sum256([]byte(a.CanonicalText()))
	return hex.EncodeToString(sum[:])
}

// MetaSHA256 is the SHA-256, in lower-case hexadecimal, of the bibliographic
// data that an import sets and a person may mend: title, kicker, authors,
// outlet, dates, URL and language.
func (a *Article) MetaSHA256() string {
	h := sha256.New()
	for _, s := range []string{
		a.Title, a.Kicker, strings.Join(a.Authors, "\x1f"), a.Outlet,
		a.Published.String(), a.Updated.String(), a.URL, a.Lang,
	} {
		h.Write([]byte(s + "\x1e"))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Paragraph returns the paragraph with the passage id and its position, or
// false if the current text has none.
func (a *Article) Paragraph(pid string) (Paragraph, int, bool) {
	for i, p := range a.Paragraphs {
		if p.PID == pid {
			return p, i, true
		}
	}
	return Paragraph{}, 0, false
}

// Words counts the words of the running text, captions left out.
func (a *Article) Words() int {
	n := 0
	for _, p := range a.Paragraphs {
		if p.Kind != Caption {
			for range strings.FieldsSeq(p.Text) {
				n++
			}
		}
	}
	return n
}
