package web

import (
	"strconv"
	"strings"
	"time"

	"depesche/internal/archive"
)

// Lang is a language of the interface; articles keep their own.
type Lang string

// The languages. German is the one that pages have without being asked.
const (
	German  Lang = "de"
	English Lang = "en"
)

// T chooses between the German and the English wording. The two stand side by
// side in the components, so neither can be forgotten.
func (l Lang) T(de, en string) string {
	if l == English {
		return en
	}
	return de
}

// Quoted is text in the language's quotation marks, or bare where it has its own.
func (l Lang) Quoted(text string) string {
	if strings.ContainsAny(text, "\"„“”«»") {
		return text
	}
	return l.T("„", "“") + text + l.T("“", "”")
}

// Noun is a counted noun in both languages.
type Noun struct{ One, Many, OneEN, ManyEN string }

// The nouns that pages count.
var (
	Articles  = Noun{"Artikel", "Artikel", "article", "articles"}
	Hits      = Noun{"Treffer", "Treffer", "hit", "hits"}
	FreshHits = Noun{"neuer Treffer", "neue Treffer", "new hit", "new hits"}
	Mentions  = Noun{"Erwähnung", "Erwähnungen", "mention", "mentions"}
	Outlets   = Noun{"Medium", "Medien", "outlet", "outlets"}
	Words     = Noun{"Wort", "Wörter", "word", "words"}
	Names     = Noun{"Eintrag", "Einträge", "entry", "entries"}
	Spellings = Noun{"Schreibweise", "Schreibweisen", "spelling", "spellings"}
	Places    = Noun{"Fundstelle", "Fundstellen", "match", "matches"}
	Versions  = Noun{"Fassung", "Fassungen", "version", "versions"}
	Problems  = Noun{"Problem", "Probleme", "problem", "problems"}
	Days      = Noun{"Tag", "Tage", "day", "days"}
	Minutes   = Noun{"Minute", "Minuten", "minute", "minutes"}
)

// Form is the noun alone in the number that n asks for.
func (l Lang) Form(n int, noun Noun) string {
	if n == 1 {
		return l.T(noun.One, noun.OneEN)
	}
	return l.T(noun.Many, noun.ManyEN)
}

// N is the number and its noun: "1 Treffer", "1.200 hits" as "1,200 hits".
func (l Lang) N(n int, noun Noun) string { return l.Number(n) + "\u00a0" + l.Form(n, noun) }

// Number groups thousands: 1.234.567 in German, 1,234,567 in English.
func (l Lang) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "−", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + l.T(".", ",") + s[i:]
	}
	return sign + s
}

// Decimal writes x with one digit after the point or comma.
func (l Lang) Decimal(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', 1, 64), ".", l.T(",", "."), 1)
}

// Seconds writes how long something took: "0,4 s", "12 ms".
func (l Lang) Seconds(d time.Duration) string {
	if d < 100*time.Millisecond {
		return l.Number(int(d.Milliseconds())) + "\u00a0ms"
	}
	return l.Decimal(d.Seconds()) + "\u00a0s"
}

// Bytes writes a size in the largest fitting decimal unit.
func (l Lang) Bytes(n int64) string {
	const step = 1000
	switch {
	case n < step:
		return l.Number(int(n)) + "\u00a0B"
	case n < step*step:
		return l.Decimal(float64(n)/step) + "\u00a0kB"
	case n < step*step*step:
		return l.Decimal(float64(n)/(step*step)) + "\u00a0MB"
	}
	return l.Decimal(float64(n)/(step*step*step)) + "\u00a0GB"
}

var (
	monthsDE = [...]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"}
	monthsEN = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
	shortDE  = [...]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."}
	shortEN  = [...]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
)

func (l Lang) monthName(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return l.T(monthsDE[m-1], monthsEN[m-1])
}

// Date writes a date as precisely as it is known: "2024", "Juni 2024",
// "19. Juni 2024", "19. Juni 2024, 12:45 Uhr"; "" for none.
func (l Lang) Date(d archive.Date) string {
	t := d.Time()
	switch d.Precision() {
	case archive.Year:
		return strconv.Itoa(t.Year())
	case archive.Month:
		return l.monthName(t.Month()) + " " + strconv.Itoa(t.Year())
	case archive.Day:
		return l.day(t)
	case archive.Minute:
		return l.day(t) + t.Format(l.T(", 15:04 Uhr", ", 15:04"))
	}
	return ""
}

func (l Lang) day(t time.Time) string {
	return strconv.Itoa(t.Day()) + l.T(". ", " ") + l.monthName(t.Month()) + " " + strconv.Itoa(t.Year())
}

// ShortDate is Date without the time of day and with short months, for lists.
func (l Lang) ShortDate(d archive.Date) string {
	t := d.Time()
	if d.IsZero() || d.Precision() == archive.Year {
		return l.Date(d)
	}
	month := l.T(shortDE[t.Month()-1], shortEN[t.Month()-1]) + " " + strconv.Itoa(t.Year())
	if d.Precision() == archive.Month {
		return month
	}
	return strconv.Itoa(t.Day()) + l.T(". ", " ") + month
}

// Instant writes a moment of the archive's own doing, in its zone.
func (l Lang) Instant(t time.Time) string {
	if t.IsZero() {
		return l.T("unbekannt", "unknown")
	}
	return l.day(t) + t.Format(l.T(", 15:04 Uhr", ", 15:04")) + t.Format(" (MST)")
}

// Month writes the key of a month ("2024-06") or year ("2024").
func (l Lang) Month(key string) string {
	d, err := archive.ParseDate(key)
	if err != nil {
		return key
	}
	return l.Date(d)
}

// Kind is the name of a kind of entity.
func (l Lang) Kind(k archive.Kind) string {
	switch k {
	case archive.Person:
		return l.T("Person", "Person")
	case archive.Organisation:
		return l.T("Organisation", "Organisation")
	case archive.Place:
		return l.T("Ort", "Place")
	case archive.Topic:
		return l.T("Thema", "Topic")
	case archive.Event:
		return l.T("Ereignis", "Event")
	case archive.Product:
		return l.T("Produkt", "Product")
	}
	return string(k)
}

// Kinds is the plural of Kind.
func (l Lang) Kinds(k archive.Kind) string {
	switch k {
	case archive.Person:
		return l.T("Personen", "People")
	case archive.Organisation:
		return l.T("Organisationen", "Organisations")
	case archive.Place:
		return l.T("Orte", "Places")
	case archive.Topic:
		return l.T("Themen", "Topics")
	case archive.Event:
		return l.T("Ereignisse", "Events")
	case archive.Product:
		return l.T("Produkte", "Products")
	}
	return string(k)
}

// Rights words what may be shown of an article.
func (l Lang) Rights(r archive.Rights) string {
	switch r {
	case archive.RightsExcerpt:
		return l.T("nur Auszug", "excerpt only")
	case archive.RightsMetadata:
		return l.T("nur bibliografische Angaben", "bibliographic data only")
	}
	return l.T("vollständig", "full text")
}
