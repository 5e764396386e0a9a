package web

// Frozen is /s/{id}: a search as it was on one day.
type Frozen struct {
	Search    string // in words
	Href      string // the search as it answers today
	Made      string // when it was kept
	Total     int    // hits then
	Now       int    // hits today
	Fresh     int    // of those, not in the list
	FreshHref string
	Permalink string
	Cut       bool // there were more hits than are kept
	Hits      []FrozenHit
}

// FrozenHit is a kept hit.
type FrozenHit struct {
	Title, Href, Source, Date string
	Note                      string // what became of it since; "" if nothing
}

// where is the source and date of a kept hit, and what became of it.
func (h FrozenHit) where() string {
	words := h.Source
	if words != "" && h.Date != "" {
		words += ", "
	}
	words += h.Date
	if h.Note != "" {
		words += " · " + h.Note
	}
	return words
}
