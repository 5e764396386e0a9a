package passage

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"depesche/internal/archive"
)

// Around is how many code points of a selection's surroundings are kept on
// either side.
const Around = 32

// longest is the most code points of a selection in a URL; a longer one names
// its paragraph.
const longest = 400

// separator stands between prefix, exact and suffix in a URL. Neither a reader
// nor an article writes it.
const separator = "~"

// Selector names a part of a paragraph by its words (W3C Web Annotation Data
// Model, 4.2.4 Text Quote Selector).
type Selector struct {
	Exact  string
	Prefix string // up to Around code points before it
	Suffix string // and after
}

// Select is the selector of the span of text; ok is false for a span that is
// none or too long.
func Select(text string, span archive.Span) (s Selector, ok bool) {
	if !span.In(text) || utf8.RuneCountInString(text[span.Start:span.End]) > longest {
		return Selector{}, false
	}
	s.Exact = text[span.Start:span.End]
	s.Prefix = lastRunes(text[:span.Start], Around)
	s.Suffix = firstRunes(text[span.End:], Around)
	return s, true
}

// Param is the selector as the value of the parameter zitat: the exact words
// alone where they stand in text once, else with what surrounds them.
func (s Selector) Param(text string) string {
	if strings.Count(text, s.Exact) == 1 && !strings.Contains(s.Exact, separator) {
		return s.Exact
	}
	if strings.HasPrefix(s.Exact, "_") {
		// The underscore would be read as a part of the separator before it. The
		// first place in the text is named then.
		if strings.Contains(s.Exact, separator) {
			return ""
		}
		return s.Exact
	}
	suffix := s.Suffix
	if strings.HasPrefix(suffix, "_") {
		suffix = ""
	}
	return escapeSeparator(s.Prefix) + separator + escapeSeparator(s.Exact) + separator + escapeSeparator(suffix)
}

// A tilde in the text itself is written with an underscore after it, which
// ParseParam undoes.
func escapeSeparator(s string) string { return strings.ReplaceAll(s, separator, separator+"_") }

// ParseParam reads what Param writes. ok is false for values that can't be one:
// empty, too long or not UTF-8.
func ParseParam(value string) (s Selector, ok bool) {
	if value == "" || !utf8.ValidString(value) || utf8.RuneCountInString(value) > longest+2*Around+8 {
		return Selector{}, false
	}
	parts := splitParam(value)
	switch len(parts) {
	case 1:
		s.Exact = parts[0]
	case 3:
		s.Prefix, s.Exact, s.Suffix = parts[0], parts[1], parts[2]
	default:
		return Selector{}, false
	}
	return s, strings.TrimSpace(s.Exact) != ""
}

func splitParam(value string) []string {
	var parts []string
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch {
		case value[i] != separator[0]:
			b.WriteByte(value[i])
		case i+1 < len(value) && value[i+1] == '_':
			b.WriteByte(separator[0])
			i++
		default:
			parts = append(parts, b.String())
			b.Reset()
		}
	}
	return append(parts, b.String())
}

// Find is where the selector's words stand in text: of several places the one
// whose surroundings agree most. ok is false if they are not there.
func (s Selector) Find(text string) (span archive.Span, ok bool) {
	if s.Exact == "" {
		return archive.Span{}, false
	}
	best := -1
	for from := 0; from <= len(text); {
		i := strings.Index(text[from:], s.Exact)
		if i < 0 {
			break
		}
		at := archive.Span{Start: from + i, End: from + i + len(s.Exact)}
		if score := commonSuffix(text[:at.Start], s.Prefix) + commonPrefix(text[at.End:], s.Suffix); at.In(text) && score > best {
			best, span, ok = score, at, true
		}
		_, size := utf8.DecodeRuneInString(text[at.Start:])
		from = at.Start + size
	}
	return span, ok
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func commonSuffix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// Fragment is the text directive for the selection in text, "#:~:text=" and
// what follows (WICG, URL Fragment Text Directives). A long one is named by its
// first and last words, a short one that stands there more than once with the
// words around it. Browsers match whole words, so only those are named; "" if
// the selection has none.
func Fragment(text string, span archive.Span) string {
	if !span.In(text) {
		return ""
	}
	span = wholeWords(text, span)
	exact := strings.TrimSpace(text[span.Start:span.End])
	if exact == "" {
		return ""
	}
	const long, ends = 80, 4
	words := strings.Fields(exact)
	directive := encodeDirective(exact)
	if utf8.RuneCountInString(exact) > long && len(words) > 2*ends {
		directive = encodeDirective(strings.Join(words[:ends], " ")) + "," + encodeDirective(strings.Join(words[len(words)-ends:], " "))
	}
	if strings.Count(text, exact) > 1 {
		if before := lastWords(text[:span.Start], 3); before != "" {
			directive = encodeDirective(before) + "-," + directive
		}
		if after := firstWords(text[span.End:], 3); after != "" {
			directive += ",-" + encodeDirective(after)
		}
	}
	return "#:~:text=" + directive
}

// encodeDirective percent-encodes everything but unreserved characters; hyphen,
// comma and ampersand are syntax in a directive and must be encoded, and
// letters outside ASCII are so that the link stays whole in any program.
func encodeDirective(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(s), "+", "%20"), "-", "%2D")
}

func wholeWords(text string, span archive.Span) archive.Span {
	for span.Start > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:span.Start])
		first, _ := utf8.DecodeRuneInString(text[span.Start:])
		if !inWord(r) || !inWord(first) {
			break
		}
		span.Start -= size
	}
	for span.End < len(text) {
		r, size := utf8.DecodeRuneInString(text[span.End:])
		last, _ := utf8.DecodeLastRuneInString(text[:span.End])
		if !inWord(r) || !inWord(last) {
			break
		}
		span.End += size
	}
	return span
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

func firstWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(n, len(words))], " ")
}

func lastWords(s string, n int) string {
	words := strings.Fields(s)
	return strings.Join(words[max(0, len(words)-n):], " ")
}
