package query

import (
	"regexp"
	"strings"

	"depesche/internal/archive"
)

// aliases are the names under which a field may be typed, in lower case.
var aliases = map[string]FieldName{
	"medium": Outlet, "outlet": Outlet,
	"person":       Person,
	"organisation": Organisation, "organization": Organisation,
	"ort": Place, "place": Place,
	"thema": Topic, "topic": Topic,
	"ereignis": Event, "event": Event,
	"produkt": Product, "product": Product,
	"autor": Author, "author": Author,
	"titel": Title, "title": Title,
	"von": From, "from": From,
	"bis": To, "to": To,
}

// Prefixes that look like fields and change how what follows is matched.
const (
	exactPrefix     = "exakt"
	paragraphPrefix = "absatz"
)

var prefixes = map[string]tokenKind{
	exactPrefix: tokExact, "exact": tokExact,
	paragraphPrefix: tokParagraph, "paragraph": tokParagraph,
}

var (
	germanDay   = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.(\d{4})$`)
	germanMonth = regexp.MustCompile(`^(\d{1,2})\.(\d{4})$`)
)

// ParseDate reads a date as a person types it: the forms of archive.ParseDate
// and 19.06.2024, 19.6.2024, 06.2024, 6.2024. Unlike there, the empty string is
// an error.
func ParseDate(s string) (archive.Date, error) {
	edtf := strings.TrimSpace(s)
	if m := germanDay.FindStringSubmatch(edtf); m != nil {
		edtf = m[3] + "-" + twoDigits(m[2]) + "-" + twoDigits(m[1])
	} else if m := germanMonth.FindStringSubmatch(edtf); m != nil {
		edtf = m[2] + "-" + twoDigits(m[1])
	}
	d, err := archive.ParseDate(edtf)
	if err != nil {
		return archive.Date{}, err
	}
	if d.IsZero() {
		return archive.Date{}, archive.Errorf(archive.CodeInvalid, "Es fehlt ein Datum.")
	}
	return archive.NewDate(d.Time(), d.Precision()), nil
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// inOrder reports whether some day can lie in both open or closed ends.
func (d Dates) inOrder() bool {
	first, _, from := d.From.Days()
	_, last, to := d.To.Days()
	return !from || !to || first <= last
}
