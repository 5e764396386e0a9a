package citation

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"depesche/internal/archive"
)

// bibEncoder writes BibTeX in UTF-8, and beside its fields those of biblatex
// (date, urldate, langid, entrysubtype): BibTeX alone can't say a day.
type bibEncoder struct{ w io.Writer }

func (e *bibEncoder) Encode(r Reference) error {
	var b bytes.Buffer
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %-12s = {%s}", name, value)
		}
	}
	fmt.Fprintf(&b, "@article{%s", r.Key)
	names := make([]string, len(r.Authors))
	for i, n := range r.Authors {
		names[i] = bibName(n)
	}
	field("author", strings.Join(names, " and "))
	// The inner braces keep styles from writing German nouns in lower case.
	field("title", "{"+latex(r.Title)+"}")
	field("journal", latex(r.Outlet))
	field("date", bibDate(r.Date))
	if !r.Date.IsZero() { // the same for readers of plain BibTeX
		field("year", r.Date.Time().Format("2006"))
		if r.Date.Precision() >= archive.Month {
			fmt.Fprintf(&b, ",\n  %-12s = %s", "month", strings.ToLower(r.Date.Time().Format("Jan")))
		}
	}
	field("url", verbatimURL(r.URL))
	if !r.Accessed.IsZero() {
		field("urldate", r.Accessed.Format("2006-01-02"))
	}
	field("langid", langid(r.Language))
	field("entrysubtype", "newspaper")
	note := r.Locator
	if r.Original != "" {
		if note != "" {
			note += ". "
		}
		note += "Zuerst erschienen unter " + r.Original
	}
	field("note", latex(note))
	if r.Quote != "" {
		field("annote", latex(Quoted(r.Quote)))
	}
	field("library", latex(r.Archive))
	b.WriteString("\n}\n\n")
	_, err := e.w.Write(b.Bytes())
	return err
}

// Comment writes a line that BibTeX ignores because no entry begins in it.
func (e *bibEncoder) Comment(text string) error {
	_, err := fmt.Fprintf(e.w, "%% %s\n\n", strings.ReplaceAll(line(text), "@", " "))
	return err
}

func (e *bibEncoder) Close() error { return nil }

// bibName is the name as "von Last, Jr, First", the form that no reader has to
// guess at; an organisation stands in braces.
func bibName(n Name) string {
	if n.Literal {
		return "{" + latex(n.Family) + "}"
	}
	s := guard(latex(strings.TrimSpace(n.Particle + " " + n.Family)))
	if n.Suffix != "" {
		s += ", " + guard(latex(n.Suffix))
	}
	return s + ", " + guard(latex(n.Given))
}

// guard puts braces around a part of a name that BibTeX would split.
func guard(s string) string {
	for _, w := range strings.Fields(s) {
		if strings.EqualFold(w, "and") {
			return "{" + s + "}"
		}
	}
	if strings.Contains(s, ",") {
		return "{" + s + "}"
	}
	return s
}

func bibDate(d archive.Date) string {
	switch d.Precision() {
	case archive.NoDate:
		return ""
	case archive.Year:
		return d.Time().Format("2006")
	case archive.Month:
		return d.Time().Format("2006-01")
	}
	return d.Time().Format("2006-01-02")
}

// langid is the name that babel and biblatex use, "" for a language that they
// would have to be taught.
func langid(bcp47 string) string {
	primary, region, _ := strings.Cut(strings.ToLower(bcp47), "-")
	switch primary {
	case "de":
		switch region {
		case "at":
			return "naustrian"
		case "ch":
			return "nswissgerman"
		}
		return "ngerman"
	case "en":
		return "english"
	case "fr":
		return "french"
	case "it":
		return "italian"
	case "es":
		return "spanish"
	case "ru":
		return "russian"
	case "nl":
		return "dutch"
	case "pl":
		return "polish"
	}
	return ""
}

// latexSpecial are the ten characters that mean something to TeX. Braces are
// written as commands, because BibTeX counts escaped braces too.
var latexSpecial = strings.NewReplacer(
	`\`, `\textbackslash{}`, `{`, `\textbraceleft{}`, `}`, `\textbraceright{}`,
	`$`, `\$`, `&`, `\&`, `#`, `\#`, `%`, `\%`, `_`, `\_`,
	`^`, `\textasciicircum{}`, `~`, `\textasciitilde{}`,
)

// latex is s for a field that TeX sets. Pairs that TeX would join into another
// character (two hyphens into a dash, two apostrophes into a quotation mark) are
// kept apart by an empty group.
func latex(s string) string {
	s = latexSpecial.Replace(s)
	var b strings.Builder
	last := byte(0)
	for i := range len(s) {
		c := s[i]
		if c == last && strings.IndexByte("-'`,<>", c) >= 0 || c == '`' && (last == '!' || last == '?') {
			b.WriteString("{}")
		}
		b.WriteByte(c)
		last = c
	}
	return b.String()
}

// verbatimURL makes a URL fit for a field that TeX reads character by
// character: only the characters that would end the field are encoded.
func verbatimURL(u string) string {
	return strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C", " ", "%20").Replace(u)
}
