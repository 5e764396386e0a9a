package query

import (
	"fmt"
	"strings"
	"time"

	"depesche/internal/archive"
)

// Describe is the search as a person would name it, for titles, cards and
// feeds: „Waffenlieferungen“ · Medium: taz · September 2023. It is written in
// s.Lang. name gives the display name of a facet's value, such as an entity's
// name for its slug; nil shows the values themselves.
func (s Search) Describe(name func(FieldName, string) string) string {
	w := wordings[""]
	if s.Lang == "en" {
		w = wordings["en"]
	}
	var parts []string
	if text, _ := Clean(s.Text); text != "" {
		if inner := strings.Trim(text, `"`); strings.IndexFunc(inner, doubleQuote) < 0 {
			text = w.open + inner + w.close // else its own quotes are enough
		}
		parts = append(parts, text)
	}
	for _, field := range Facets {
		var values []string
		for _, v := range sortedSet(s.Facets[field]) {
			if name != nil {
				v = name(field, v)
			}
			values = append(values, v)
		}
		if len(values) > 0 {
			parts = append(parts, w.fields[field]+": "+strings.Join(values, w.or))
		}
	}
	if dates := w.dates(s.From, s.To); dates != "" {
		parts = append(parts, dates)
	}
	if since := w.date(s.Since); since != "" {
		parts = append(parts, fmt.Sprintf(w.since, since))
	}
	if len(parts) == 0 {
		return w.all
	}
	return strings.Join(parts, " · ")
}

// FieldLabel is the name of a field for people, in German or, with lang "en",
// in English.
func FieldLabel(field FieldName, lang string) string {
	if lang != "en" {
		lang = ""
	}
	return wordings[lang].fields[field]
}

// DateLabel writes a date for people with its precision: 19. Juni 2024, Juni
// 2024, 2024; "" for the zero Date.
func DateLabel(d archive.Date, lang string) string {
	if lang != "en" {
		lang = ""
	}
	return wordings[lang].date(d)
}

type wording struct {
	open, close, or, all string
	until, from, fromTo  string // formats
	since                string // format
	day                  string // format of day, month, year
	months               [12]string
	fields               map[FieldName]string
}

var wordings = map[string]wording{
	"": {
		open: "„", close: "“", or: " oder ", all: "Alle Artikel",
		from: "ab %s", until: "bis %s", fromTo: "%s bis %s", since: "neu seit %s", day: "%d. %s %d",
		months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
		fields: map[FieldName]string{
			Outlet: "Medium", Person: "Person", Organisation: "Organisation", Place: "Ort", Topic: "Thema",
			Event: "Ereignis", Product: "Produkt", Author: "Autor", Title: "Titel", From: "Von", To: "Bis", Since: "Neu seit",
		},
	},
	"en": {
		open: "“", close: "”", or: " or ", all: "All articles",
		from: "from %s", until: "until %s", fromTo: "%s to %s", since: "new since %s", day: "%d %s %d",
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		fields: map[FieldName]string{
			Outlet: "Outlet", Person: "Person", Organisation: "Organisation", Place: "Place", Topic: "Topic",
			Event: "Event", Product: "Product", Author: "Author", Title: "Title", From: "From", To: "To", Since: "New since",
		},
	},
}

func (w wording) date(d archive.Date) string {
	t := d.Time()
	switch d.Precision() {
	case archive.NoDate:
		return ""
	case archive.Year:
		return fmt.Sprint(t.Year())
	case archive.Month:
		return fmt.Sprintf("%s %d", w.months[t.Month()-time.January], t.Year())
	}
	return fmt.Sprintf(w.day, t.Day(), w.months[t.Month()-time.January], t.Year())
}

// dates names a range by the one date it amounts to where there is one: from
// 2023-09 to 2023-09, or from 2023-09-01 to 2023-09-30, is September 2023.
func (w wording) dates(from, to archive.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return fmt.Sprintf(w.from, w.date(from))
	case from.IsZero():
		return fmt.Sprintf(w.until, w.date(to))
	}
	first, _, _ := from.Days()
	_, last, _ := to.Days()
	for _, p := range []archive.Precision{archive.Year, archive.Month, archive.Day} {
		whole := archive.NewDate(from.Time(), p)
		if f, l, _ := whole.Days(); f == first && l == last {
			return w.date(whole)
		}
	}
	return fmt.Sprintf(w.fromTo, w.date(from), w.date(to))
}
