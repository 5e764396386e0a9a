package citation

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// Archive is the archive that is cited from.
type Archive struct {
	Name    string // as shown to readers, such as "Depesche"
	BaseURL string // scheme and host of permalinks, without a slash at the end
}

// Reference is what is cited, in fields of one line each.
type Reference struct {
	ID       archive.ID
	Key      string // unique in the archive, stable as long as the first author and year are: mueller2024-7k3m9x2qh
	Title    string // in square brackets if the archive supplied it
	Kicker   string
	Authors  []Name
	Outlet   string
	Date     archive.Date
	Language string // BCP 47
	URL      string // permalink of the article or passage, absolute
	Original string // where the article first stood, http or https; may be empty
	Archive  string
	Captured time.Time // when the archive took it; zero if unknown
	Accessed time.Time // the day of access, in the location of the reader or the server
	Version  int
	SHA256   string // of the text of the version, hex; "" if the text may not be shown

	Quote   string // text of the passage; "" for an article and where the rights forbid it
	Locator string // "Absatz 4", "Zwischentitel", "Bildunterschrift"; "" for an article
}

// Article is the reference to an article as a whole.
func (ar Archive) Article(a *archive.Article, accessed time.Time) Reference {
	r := Reference{
		ID: a.ID, Kicker: line(a.Kicker), Outlet: line(a.Outlet), Date: a.Published,
		Language: line(a.Lang), URL: ar.BaseURL + a.Permalink(), Original: webURL(a.URL),
		Archive: line(ar.Name), Captured: a.Captured, Accessed: accessed, Version: a.Version,
	}
	r.Title = line(a.Title)
	switch {
	case r.Title == "":
		r.Title = "[ohne Titel]"
	case a.TitleProposed:
		r.Title = "[" + r.Title + "]"
	}
	for _, author := range a.Authors {
		if n := ParseName(author); n.Family != "" {
			r.Authors = append(r.Authors, n)
		}
	}
	if r.Language == "" {
		r.Language = "de"
	}
	if a.Tombstone == nil && (a.Rights == archive.RightsFull || a.Rights == "") {
		r.SHA256 = a.TextSHA256()
	}
	r.Key = key(r)
	return r
}

// Passage is the reference to the paragraph of a with the passage id; ok is
// false if a has none. The quote is what [archive.Article.Shown] lets through.
func (ar Archive) Passage(a *archive.Article, pid string, accessed time.Time) (r Reference, ok bool) {
	p, i, ok := a.Paragraph(pid)
	if !ok {
		return Reference{}, false
	}
	r = ar.Article(a, accessed)
	r.URL = ar.BaseURL + "/a/" + string(a.ID) + "/" + pid
	r.Key += "-" + pid
	r.Locator = Locator(a.Paragraphs, i)
	shown := a.Shown()
	if q, _, ok := shown.Paragraph(p.PID); ok {
		r.Quote = line(q.Text)
	}
	return r, true
}

// Locator names the paragraph at position i as a citation does: running text
// and quotes are counted from 1, headings and captions are not.
func Locator(ps []archive.Paragraph, i int) string {
	switch ps[i].Kind {
	case archive.Heading:
		return "Zwischentitel"
	case archive.Caption:
		return "Bildunterschrift"
	}
	n := 0
	for _, p := range ps[:i+1] {
		if p.Kind != archive.Heading && p.Kind != archive.Caption {
			n++
		}
	}
	return fmt.Sprintf("Absatz %d", n)
}

// key is the reference's name in a bibliography. BibTeX allows only a narrow
// alphabet there, and the id keeps it unique.
func key(r Reference) string {
	who := ""
	if len(r.Authors) > 0 {
		who = archive.Slug(r.Authors[0].Family)
	}
	if who == "" {
		who = archive.Slug(r.Outlet)
	}
	if who == "" {
		who = "ohne"
	}
	year := ""
	if !r.Date.IsZero() {
		year = r.Date.Time().Format("2006")
	}
	return strings.ReplaceAll(who, "-", "") + year + "-" + string(r.ID)
}

// line makes one line of s: valid UTF-8, runs of white space and control
// characters as one space, none at the ends. Line and paragraph separators are
// among them, because readers of RIS end a field there.
func line(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			gap = true
			continue
		case r == utf8.RuneError || r == '\ufeff' || r == '\ufffe' || r == '\uffff':
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// webURL is s in ASCII if it is an absolute http or https URL, else "".
func webURL(s string) string {
	u, err := url.Parse(line(s))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	var ascii strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			fmt.Fprintf(&ascii, "%%%02X", c)
			continue
		}
		ascii.WriteByte(c)
	}
	return ascii.String()
}

// notes are the facts that no format has a field for, one line each.
func (r Reference) notes() []string {
	var notes []string
	if r.Locator != "" {
		note := r.Locator
		if r.Quote != "" {
			note += ": " + Quoted(r.Quote)
		}
		notes = append(notes, note)
	}
	if r.Kicker != "" {
		notes = append(notes, "Dachzeile: "+r.Kicker)
	}
	if r.Original != "" {
		notes = append(notes, "Zuerst erschienen unter "+r.Original)
	}
	if r.SHA256 != "" {
		notes = append(notes, fmt.Sprintf("Archivfassung %d, SHA-256 %s", max(r.Version, 1), r.SHA256))
	}
	return notes
}
