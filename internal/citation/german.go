package citation

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"depesche/internal/archive"
)

// authorsNamed is how many authors a footnote names before it says "u. a.".
const authorsNamed = 3

// Footnote is the reference as German-language works cite a newspaper: Müller,
// Änne: Titel. In: Süddeutsche Zeitung, 21.11.2026, Absatz 4, URL (Abruf:
// 22.11.2026).
func (r Reference) Footnote() string {
	var b strings.Builder
	for i, n := range r.Authors {
		if i == authorsNamed {
			b.WriteString(" u. a.")
			break
		}
		if i > 0 {
			b.WriteString(" / ")
		}
		b.WriteString(n.Sorted())
	}
	if len(r.Authors) > 0 {
		b.WriteString(": ")
	}
	b.WriteString(r.Title)
	if !endsSentence(r.Title) {
		b.WriteByte('.')
	}
	b.WriteByte(' ')
	var parts []string
	if r.Outlet != "" {
		parts = append(parts, "In: "+r.Outlet)
	}
	parts = append(parts, GermanDate(r.Date))
	if r.Locator != "" {
		parts = append(parts, r.Locator)
	}
	parts = append(parts, r.URL)
	b.WriteString(strings.Join(parts, ", "))
	if !r.Accessed.IsZero() {
		fmt.Fprintf(&b, " (Abruf: %s)", r.Accessed.Format("02.01.2006"))
	}
	b.WriteByte('.')
	return b.String()
}

// QuoteWithSource is the quoted passage with its footnote, ready to paste; the
// footnote alone if there is no quote.
func (r Reference) QuoteWithSource() string {
	if r.Quote == "" {
		return r.Footnote()
	}
	return Quoted(r.Quote) + " (" + strings.TrimSuffix(r.Footnote(), ".") + ")"
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"“”‘’»«)]`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…")
}

var months = [...]string{
	"Januar", "Februar", "März", "April", "Mai", "Juni",
	"Juli", "August", "September", "Oktober", "November", "Dezember",
}

// GermanDate is 19.06.2024, Juni 2024, 2024, or "o. D." (ohne Datum), as
// precise as the date is known.
func GermanDate(d archive.Date) string {
	switch d.Precision() {
	case archive.NoDate:
		return "o. D."
	case archive.Year:
		return d.Time().Format("2006")
	case archive.Month:
		return MonthName(d.Time().Month()) + " " + d.Time().Format("2006")
	}
	return d.Time().Format("02.01.2006")
}

// MonthName is the German name of a month.
func MonthName(m time.Month) string { return months[m-1] }

// Quoted is text as a German quotation: in „ and “, with the marks inside it,
// of whatever kind, as ‚ and ‘. Text that is one quotation already keeps its
// level.
func Quoted(text string) string {
	text = line(text)
	var b strings.Builder
	b.WriteString("„")
	runes := []rune(text)
	for i, r := range runes {
		switch r {
		case '„', '»', '“', '”', '"', '«', '‟':
			if opens(runes, i) {
				b.WriteString("‚")
			} else {
				b.WriteString("‘")
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString("“")
	return b.String()
}

// opens reports whether the quotation mark at i begins a quotation. Marks that
// are used both ways (“ in English and German, « and » in German and French,
// the typewriter's ") are judged by their neighbours.
func opens(runes []rune, i int) bool {
	if runes[i] == '„' {
		return true
	}
	before := i == 0 || unicode.IsSpace(runes[i-1]) || strings.ContainsRune("([{–—-/‚„", runes[i-1])
	after := i+1 == len(runes) || unicode.IsSpace(runes[i+1]) || strings.ContainsRune(")]}.,;:!?–—-/", runes[i+1])
	return before && !after
}
